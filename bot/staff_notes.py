"""Word to staff of what goes wrong outside of any one decision: mail that is dead, a cap reached, tokens refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime

from bot import log
from bot.core.loops import SendingCaps
from bot.core.mail import OutgoingFile
from bot.core.organisation import Organisation
from bot.edges.oauth_troubles import TROUBLES
from bot.edges.store import Store
from bot.errors import TokenError
from bot.jobs.correspondence import KIND_WORDS, Correspondence, note_mail
from bot.jobs.loop import guarded
from bot.library import Library
from bot.ports.outbox import OutboxItem
from bot.ports.outside import Clock


class StaffNotes:
    """Each kind of news once a day, or once for each thing, however often it is heard."""

    def __init__(self, library: Library, store: Store, clock: Clock, correspondence: Correspondence) -> None:
        self._library = library
        self._store = store
        self._clock = clock
        self._correspondence = correspondence
        self._locked_out: dict[str, tuple[str, date]] = {}
        self._told_full: dict[str, date] = {}

    def tell(
        self,
        body: Organisation,
        template: str,
        once: str,
        context: Mapping[str, object],
        ticket_key: int | None = None,
        file: OutgoingFile | None = None,
    ) -> bool:
        """Queues a note to the general team, with a file if given; False when one of the same `once` was queued before."""
        now = self._clock.now()
        words = self._library.renderer.render(template, {"organisation": body, **context})
        note = note_mail(self._correspondence.composer, body, body.teams.general, once, words, now, file=file)
        return self._store.outbox.queue(body.id, replace(note, template=template), ticket_key, now)

    def of_dead_mail(self, item: OutboxItem, why: str) -> None:
        """Into the log, and word to staff when it was a supplier who did not get his mail."""
        ticket = self._store.tickets.number_of(item.ticket_key)
        log.trouble("mail is dead", organisation=item.organisation_id, mail=item.key, ticket=ticket or "none", why=why)
        body = self._library.known.get(item.organisation_id)
        if body is None or not item.to_supplier:
            return
        context = {
            "ticket": ticket,
            "to_address": item.to,
            "problem": why,
            "kind_words": KIND_WORDS.get(item.kind, "message"),
        }
        # By when it was queued too: one that was put back by hand and died again is news.
        once = f"dead:{item.key}:{item.queued_at.isoformat()}"
        self.tell(body, "note_undeliverable", once, context, item.ticket_key)

    def of_full_cap(self, caps: SendingCaps, organisation_id: str) -> None:
        """Into the log and to staff, once a day, when mails wait because a cap is reached."""
        body, now = self._library.served[organisation_id], self._clock.now()
        today = body.local(now).date()
        if self._told_full.get(organisation_id) == today:
            return
        held = self._store.caps.held(organisation_id, caps, now)
        if held is None:
            return
        self._told_full[organisation_id] = today
        log.trouble("sending is held", organisation=organisation_id, waiting=held.waiting, cap=held.limit)
        context = {**asdict(held), "until": body.local(held.until)}
        self.tell(body, "note_held", f"held:{today}", context)

    def of_tokens(self, organisation_id: str, error: TokenError | None) -> None:
        """Into the log at once, and word to staff, once a day each while it lasts; the end of it into the log."""
        if error is None:
            if self._locked_out.pop(organisation_id, None):
                log.event("tokens are given again", organisation=organisation_id)
            return
        body, now = self._library.known[organisation_id], self._clock.now()
        news = (str(error), body.local(now).date())
        if self._locked_out.get(organisation_id) == news:
            return
        self._locked_out[organisation_id] = news
        log.alarm("no token for the mailbox", organisation=organisation_id, trouble=error.trouble, error=str(error))
        failed = guarded(lambda: self._tell_locked_out(body, error, now))
        if failed is not None:
            log.trouble("staff are not told", organisation=organisation_id, error=str(failed))

    def _tell_locked_out(self, body: Organisation, error: TokenError, now: datetime) -> None:
        today = body.local(now)
        context = {
            "address": body.mailbox.address if body.mailbox else "",
            "since": today,
            "cause": TROUBLES[error.trouble].cause,
            "remedy": TROUBLES[error.trouble].remedy,
            "technical": str(error),
        }
        self.tell(body, "note_locked_out", f"locked-out:{today.date()}", context)
