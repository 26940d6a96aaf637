"""Which lists of the portal are walked: for whom the account receives, in which feeds, and what became of the others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from difflib import get_close_matches

from bot.core.organisation import PortalSettings
from bot.core.portal import Recipient, RecipientService, RecipientSettings
from bot.core.sync_windows import FIRST
from bot.errors import PortalError
from bot.jobs.sync_walk import Target
from bot.ports.copy import ListKey, Mark, WalkLog
from bot.ports.portal import Portal

SETTINGS_EVERY = timedelta(hours=20)
"""How often recipients' own records are read: they say when the account's password ends."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one run, with their marks; and what failed already, by what it concerns.

    `unknown` are codes of services that are to be searched and that no structure has, each with those that resemble it.
    """

    targets: tuple[Target, ...]
    failures: Mapping[str, PortalError] = field(default_factory=dict)
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def lists_to_walk(
    portal: Portal,
    log: WalkLog,
    organisation_id: str,
    settings: PortalSettings,
    identifiers: Collection[str],
    now: datetime,
) -> Lists:
    """Asks the portal for whom the account receives. Raises PortalError when it receives for nobody of ours."""
    told = portal.recipients()
    wanted = chosen(told, identifiers)
    if not wanted:
        raise PortalError(
            "no_recipient",
            "the technical account receives for none of the structures that are to be read",
            advice="attach the account to them in the portal, or correct the SIRETs or « recipients »",
            temporary=False,
        )
    log.note_recipients(organisation_id, wanted)
    failures = _read_settings(portal, log, organisation_id, wanted, now)
    marks = {mark.list: mark for mark in log.marks(organisation_id)}
    targets = []
    services = {one.key: portal.services(one) for one in wanted} if settings.services else {}
    for recipient, service in _parts(wanted, services, settings.services):
        for feed in settings.feeds:
            key = ListKey(recipient.key, feed, service.key if service else 0)
            mark = marks.pop(key, None)
            if mark is None:
                start = now - settings.back
                mark = Mark(key, start, start, FIRST, service.code if service else "")
                # Stored at once: until it is filled, the copy is not whole.
                log.advance(organisation_id, mark)
            targets.append(Target(recipient, service, mark))
    gone = _let_go(log, organisation_id, marks, targets, told, identifiers, settings, now)
    unknown = unknown_services(settings.services, [one.code for each in services.values() for one in each])
    return Lists(tuple(targets), failures | gone, unknown)


def chosen(told: Sequence[Recipient], identifiers: Collection[str]) -> tuple[Recipient, ...]:
    """Those that are to be read for: all when nobody says."""
    return tuple(one for one in told if not identifiers or one.identifier in identifiers)


def unknown_services(codes: Collection[str], known: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Those of `codes` that no structure has, each with the known ones that resemble it, the nearest first."""
    return {code: tuple(get_close_matches(code, list(known))) for code in codes if code not in known}


def _parts(
    recipients: Sequence[Recipient], services: Mapping[int, Sequence[RecipientService]], codes: Collection[str]
) -> Iterator[tuple[Recipient, RecipientService | None]]:
    """Each recipient as a whole, or the services named, where it has any of them."""
    for recipient in recipients:
        named = [one for one in services.get(recipient.key, ()) if one.code in codes]
        parts: Sequence[RecipientService | None] = named or (None,)
        yield from ((recipient, service) for service in parts)


def _read_settings(
    portal: Portal, log: WalkLog, organisation_id: str, recipients: Sequence[Recipient], now: datetime
) -> dict[str, PortalError]:
    """Once in a while. Those that failed are read again at the next run, unless only a person can mend what ails them.

    Raises PortalError when the portal asks to be left alone: then nothing else is asked either.
    """
    read_at = log.state(organisation_id).settings_read_at
    if read_at is not None and now - read_at < SETTINGS_EVERY:
        return {}
    found: dict[int, RecipientSettings] = {}
    failures: dict[str, PortalError] = {}
    for recipient in recipients:
        try:
            found[recipient.key] = portal.settings(recipient)
        except PortalError as error:
            if error.retry_after is not None:
                raise
            failures[f"{recipient.identifier} record"] = error
    if found:
        again = any(error.temporary for error in failures.values())
        log.note_settings(organisation_id, found, None if again else now)
    return failures


def _let_go(
    log: WalkLog,
    organisation_id: str,
    marks: Mapping[ListKey, Mark],
    targets: Sequence[Target],
    told: Sequence[Recipient],
    identifiers: Collection[str],
    settings: PortalSettings,
    now: datetime,
) -> dict[str, PortalError]:
    """Marks that are walked no more: forgotten when nobody wants them, a failure when the account lost the recipient."""
    if not marks:
        return {}
    names, there = log.recipients(organisation_id), {one.key for one in told}
    lost = [
        mark
        for key, mark in marks.items()
        if key.recipient not in there
        and key.feed in settings.feeds
        and (not identifiers or names.get(key.recipient) in identifiers)
    ]
    log.retire(organisation_id, [*(target.mark.list for target in targets), *(mark.list for mark in lost)])
    error = PortalError(
        "recipient_gone",
        "the technical account does not receive for this structure any more",
        advice="attach the account to it again in the portal, or take its SIRET out of the settings",
        temporary=False,
    )
    for mark in lost:
        failed = replace(mark, failed_at=now, trouble=error.trouble, problem=str(error))
        log.advance(organisation_id, failed)
    return {names.get(mark.list.recipient, str(mark.list.recipient)): error for mark in lost}
