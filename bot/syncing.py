"""The copy of Chorus Pro at work: one sync for each body that reads from the API, what the log and staff hear of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import log
from bot.app import Desk, crash_point
from bot.core.organisation import Organisation, PortalSettings
from bot.edges.portal_troubles import PORTAL_TROUBLES, PortalWords
from bot.errors import ConfigError, PortalError
from bot.jobs.sync import Orders, Progress, Sync, SyncReport, unheard
from bot.ports.copy import WalkState
from bot.ports.portal import Portal

PASSWORD_SOON = timedelta(days=15)
"""How long before the technical account's password ends staff are told."""

_AGAIN = timedelta(days=3)
"""How long before they are told once more."""

_LASTING = timedelta(hours=4)
"""How long what may pass by itself has to last before staff hear of it."""

_NIGHT = (20, 6)
_OWN = PortalWords(
    "", "", "une erreur de Guichet lui-même", "transmettez ce message à la personne qui tient Guichet à jour."
)


@dataclass(frozen=True, slots=True)
class BodySync:
    """The sync of one body, over a client of its own that is kept between runs."""

    desk: Desk
    body: Organisation
    settings: PortalSettings
    portal: Portal

    def run(self, orders: Orders | None = None, on_progress: Callable[[Progress], None] = unheard) -> SyncReport:
        """One run; the log and, where a person is needed, staff hear how it went. Raises StoreError, ConfigError."""
        desk, body = self.desk, self.body
        before = desk.store.walk.state(body.id)
        report = Sync(
            portal=self.portal,
            book=desk.store.copy,
            log=desk.store.walk,
            clock=desk.clock,
            organisation_id=body.id,
            settings=self.settings,
            identifiers=self.settings.recipients or body.sirets,
            ranks={code: text.rank for code, text in body.statuses.items()},
            owner=desk.owner,
            on_progress=on_progress,
            stopping=desk.stopping.is_set,
            at=crash_point,
        ).run(orders)
        if not report.busy and report.waits_until is None:
            self._say(report, before)
            self._tell(report, desk.store.walk.state(body.id))
        return report

    def regular(self) -> SyncReport:
        """The run of every quarter of an hour: it ends in time for the next; the slow part is left for the night."""
        now = self.desk.clock.now()
        hour = self.body.local(now).hour
        night = hour >= _NIGHT[0] or hour < _NIGHT[1]
        return self.run(Orders(until=now + max(self.settings.every, timedelta(minutes=15)), night=night))

    def _say(self, report: SyncReport, before: WalkState) -> None:
        counts = report.counts
        numbers = {"read": counts.read, "inserted": counts.inserted, "changed": counts.changed, "calls": counts.calls}
        less = {"bad": counts.bad, "missing": counts.missing, "odd": counts.odd, "same_number": counts.same_number}
        told = {name: value for name, value in less.items() if value}
        (log.trouble if told else log.event)("synced", organisation=self.body.id, **numbers, **told)
        if report.down is not None and report.down.trouble != before.trouble:
            error = report.down
            say = log.trouble if error.temporary else log.alarm
            say("no portal", organisation=self.body.id, trouble=error.trouble, error=str(error))
        elif report.down is None and before.trouble:
            log.event("the portal works again", organisation=self.body.id)
        for where, error in report.failures.items():
            log.trouble("a list failed", organisation=self.body.id, list=where, trouble=error.trouble, error=str(error))
        for code in report.unknown_services:
            log.trouble("no such service", organisation=self.body.id, service=code)
        for bug in report.bugs:
            log.bug(f"sync {self.body.id}", bug)

    def _tell(self, report: SyncReport, state: WalkState) -> None:
        """Word to staff: once for each cause, at once when only a person can end it."""
        now = self.desk.clock.now()
        since = state.trouble_since or now
        if report.down is not None and (not report.down.temporary or now - since >= _LASTING):
            self._note(report.down, "toutes les factures", f"portal:{report.down.trouble}:{since.isoformat()}", since)
        week = "-".join(map(str, self.body.local(now).isocalendar()[:2]))
        for where, error in report.failures.items():
            if report.down is None and not error.temporary:
                self._note(error, f"la liste {where}", f"portal:{where}:{error.trouble}:{week}", now)
        if state.password_expires_at is not None:
            self._warn(state.password_expires_at, now)

    def _note(self, error: PortalError, what: str, once: str, since: datetime) -> None:
        words = PORTAL_TROUBLES.get(error.trouble, _OWN)
        headline = "Guichet ne peut plus lire Chorus Pro"
        self._queue(headline, words, what, str(error), once, since, urgent=True)

    def _warn(self, ends: datetime, now: datetime) -> None:
        left = ends - now
        if left > PASSWORD_SOON:
            return
        day = self.body.local(ends)
        over = left <= timedelta(0)
        headline = f"Le mot de passe de Chorus Pro {'a expiré' if over else 'expire'} le {day:%d/%m/%Y}"
        stage = "over" if over else "soon" if left <= _AGAIN else "ahead"
        words = PORTAL_TROUBLES["password_expiring"]
        technical = f"dateExpirationMotPasseCompteTech {day:%Y-%m-%d}"
        once = f"portal-password:{day:%Y-%m-%d}:{stage}"
        self._queue(headline, words, "le compte technique", technical, once, now, urgent=left <= _AGAIN)

    def _queue(
        self, headline: str, words: PortalWords, what: str, technical: str, once: str, since: datetime, *, urgent: bool
    ) -> None:
        context = {
            "headline": headline,
            "urgent": urgent,
            "since": self.body.local(since),
            "what": what,
            "cause": words.cause,
            "remedy": words.remedy,
            "technical": technical,
            "fresh_hours": self.settings.fresh // timedelta(hours=1),
        }
        if self.desk.notes.tell(self.body, "note_portal", once, context):
            log.event("staff are told", organisation=self.body.id, about="portal")


def syncs(desk: Desk, organisation: str | None = None) -> tuple[BodySync, ...]:
    """One for each served body that reads from the API, or for the one named. Raises ConfigError for a missing secret."""
    served = desk.library.served
    bodies = [served[organisation]] if organisation else list(served.values())
    if organisation and served[organisation].portal is None:
        raise ConfigError(
            f"organisation {organisation} does not read from Chorus Pro's API: write [organisations.{organisation}."
            "portal] with environment, client_id, client_secret_file, login and password_file"
        )
    reading = [(body, body.portal) for body in bodies if body.portal is not None]
    return tuple(BodySync(desk, body, portal, desk.connections.portal(body.id, portal)) for body, portal in reading)
