"""The loop that decides: message *received* → *decided*, with its ticket and its queued mails, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.core.decision import ReturnedMail
from bot.core.dispatch import dispatch
from bot.core.explain import masked
from bot.core.message import Route
from bot.core.organisation import Organisation
from bot.core.ticketing import plan_ticket
from bot.errors import UnreadableMail
from bot.jobs.correspondence import Correspondence
from bot.jobs.deliberate import Deliberation, Deliberator
from bot.jobs.loop import guarded
from bot.ports.brakes import Switch
from bot.ports.outbox import Outbox
from bot.ports.outside import Clock
from bot.ports.store import Ledger, Record, StoredMessage, TicketDraft, Tickets

LEASE = timedelta(minutes=5)
"""How long one process may think about a mail before another may take it."""
_NOTES_AT_ONCE = 20
_PROBLEMS = {
    "too_large": "Le message dépasse la taille que Guichet accepte de lire.",
    "UnreadableMail": "Le message est illisible : on n'y trouve ni en-tête ni texte.",
    "gone": "Le message a disparu de la boîte avant d'avoir pu être lu.",
}
_BROKEN = "La lecture ou le traitement du message a échoué cinq fois de suite."


@dataclass(slots=True)
class Triage:
    """Everything one pass needs; `on_error` hears (message key, error) of every failed try, `on_returned` of mails that
    came back for good. `broken` while a pass holds messages, and after one that the database broke off.
    """

    ledger: Ledger
    tickets: Tickets
    outbox: Outbox
    switch: Switch
    deliberator: Deliberator
    correspondence: Correspondence
    organisations: Mapping[str, Organisation]
    clock: Clock
    owner: str
    on_error: Callable[[int, Exception], None]
    on_returned: Callable[[ReturnedMail], None]
    broken: bool = False

    def run(self, limit: int = 20) -> int:
        """Decides what is due; returns how many messages were taken.

        Raises StoreError when even a failure cannot be written down; what was claimed by then waits for the next pass.
        """
        if self.broken:
            self.ledger.release(self.owner)
        self._tell_staff()
        stopped = self.switch.stopped()
        self.broken = True
        messages = self.ledger.claim(self.owner, self.clock.now(), LEASE, limit, tuple(self.organisations))
        for message in messages:
            failed = guarded(partial(self._decide, message, stopped))
            if failed is not None:
                self._failed(message, failed)
        self.broken = False
        return len(messages)

    def _decide(self, message: StoredMessage, stopped: frozenset[str]) -> None:
        record, returned = self._consider(message, stopped)
        if self.tickets.record(record) and record.returned is not None and returned is not None:
            self.on_returned(returned)

    def _consider(self, message: StoredMessage, stopped: frozenset[str]) -> tuple[Record, ReturnedMail | None]:
        """What is to be written down about this mail, without its bytes: a large one is not held while the note that
        quotes it is written; and which mail of ours it brings back, if any.
        """
        now = self.clock.now()
        organisation = self.organisations[message.organisation_id]
        content = self.ledger.content(message.key)
        thought = self.deliberator.deliberate(
            content,
            message.received_at,
            organisation,
            now,
            number=lambda: self.tickets.next_number(organisation.id, now),
            late=message.late,
        )
        leaving = dispatch(thought.mail, thought.decision, organisation, stopped)
        record = Record(
            message_key=message.key,
            organisation_id=organisation.id,
            decision=thought.decision,
            decided_at=now,
            trace=json.dumps(thought.explain(), ensure_ascii=False),
            ticket=_ticket(thought, leaves=leaving.route is Route.SMTP),
            queued=self.correspondence.queued(thought, leaving, message.key, content, now),
            held=leaving.held,
            target=leaving.target.value,
            sought=thought.sought,
            facts_as_of=thought.facts_as_of,
            returned=self.correspondence.returned(thought, now),
        )
        return record, thought.facts.returned

    def _failed(self, message: StoredMessage, error: Exception) -> None:
        self.on_error(message.key, error)
        final = isinstance(error, UnreadableMail)
        self.ledger.note_failure(message.key, type(error).__name__, self.clock.now(), final=final)

    def _tell_staff(self) -> None:
        """A mail that could not be fetched or read opens a note at once: nothing waits unseen."""
        for message, why in self.ledger.quarantined_untold(_NOTES_AT_ONCE, tuple(self.organisations)):
            organisation = self.organisations.get(message.organisation_id)
            if organisation is not None:
                now = self.clock.now()
                note = self.correspondence.quarantine_note(organisation, message, _PROBLEMS.get(why, _BROKEN), now)
                self.outbox.queue(organisation.id, note, None, now)


def _ticket(thought: Deliberation, *, leaves: bool) -> TicketDraft | None:
    plan = plan_ticket(thought.decision, thought.facts, leaves=leaves)
    if plan is None:
        return None
    mail, decision = thought.mail, thought.decision
    return TicketDraft(
        key=plan.key,
        number=thought.ticket,
        state=plan.state,
        supplier_id=thought.sought.supplier_id,
        correspondent=mail.sender.address if mail.sender else "",
        team=decision.team,
        priority=decision.priority,
        invoice_keys=thought.sought.invoice_keys,
        events=tuple((event.value, "") for event in plan.events),
        follows=plan.follows,
        subject=masked(mail.subject),
    )
