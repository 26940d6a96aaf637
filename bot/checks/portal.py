"""The connection of one body to Chorus Pro, tried step by step as the sync will use it; nothing is changed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.checks.finding import Finding, look, well, wrong
from bot.core.french_words import counted
from bot.core.organisation import Organisation, PortalSettings
from bot.core.portal import Feed, Recipient, Search, Window
from bot.edges.portal_api import ChorusPortal
from bot.edges.portal_troubles import ABSENT, PORTAL_TROUBLES
from bot.errors import ConfigError, PortalError
from bot.jobs.sync_lists import chosen, unknown_services
from bot.keyring import portal_secrets
from bot.syncing import PASSWORD_SOON

_FEEDS = {
    Feed.INVOICES: "factures",
    Feed.WORK_INVOICES: "factures de travaux",
    Feed.WORK_DOCUMENTS: "documents de travaux",
}
_DAY = timedelta(days=1)


def try_portal(body: Organisation, now: datetime) -> Iterator[Finding]:
    """Each step of the connection, until one makes the next ones pointless; nothing for a body without [portal]."""
    settings = body.portal
    if settings is None:
        return
    where = f"{body.id}, Chorus Pro"
    try:
        secrets = portal_secrets(body.id, settings.access)
    except ConfigError as error:
        yield wrong(where, str(error), "définissez cette variable, ou donnez le fichier (droits 600).")
        return
    portal = ChorusPortal(settings.access, *secrets)
    try:
        yield from _steps(where, portal, body, settings, now)
    except PortalError as error:
        yield _failed(where, error)
    finally:
        portal.close()


def _failed(where: str, error: PortalError) -> Finding:
    words = PORTAL_TROUBLES.get(error.trouble)
    if words is None:
        return wrong(where, str(error), error.advice, outside=True)
    return wrong(where, f"{words.cause} ({error})", words.remedy, outside=True)


def _steps(
    where: str, portal: ChorusPortal, body: Organisation, settings: PortalSettings, now: datetime
) -> Iterator[Finding]:
    portal.health()
    access = settings.access
    yield well(
        where, f"{access.environment} ({access.base_url}), compte « {access.login} » : jeton obtenu, API ouverte"
    )
    wanted = settings.recipients or body.sirets
    told = portal.recipients()
    recipients = chosen(told, wanted)
    yield from _recipients(where, told, recipients, wanted)
    yield from _records(where, portal, body, recipients, now)
    if settings.services:
        yield from _services(where, portal, recipients, settings.services)
    if recipients:
        for feed in settings.feeds:
            yield _feed(where, portal, recipients[0], feed, now)


def _recipients(
    where: str, told: Sequence[Recipient], recipients: Sequence[Recipient], wanted: Sequence[str]
) -> Iterator[Finding]:
    """For whom the account receives, held against whom it should receive for."""
    absent = [name for name in wanted if name not in {one.identifier for one in told}]
    if not recipients:
        words = PORTAL_TROUBLES["no_recipient"]
        yield wrong(
            where,
            f"{words.cause} (il en reçoit pour {counted(len(told), 'autre', 'autres')})",
            words.remedy,
            outside=True,
        )
        return
    names = ", ".join(f"{one.identifier} {one.name}" for one in recipients)
    yield well(where, f"{counted(len(recipients), 'structure', 'structures')} à lire : {names}")
    if absent:
        yield look(where, f"le compte ne reçoit rien pour {', '.join(absent)}", ABSENT)


def _services(
    where: str, portal: ChorusPortal, recipients: Sequence[Recipient], codes: Sequence[str]
) -> Iterator[Finding]:
    """Whether each service that is to be read exists: a misspelt one would be left out without a word."""
    known = [service.code for recipient in recipients for service in portal.services(recipient)]
    unknown = unknown_services(codes, known)
    for code, near in unknown.items():
        yield wrong(
            f"{where}, services",
            f"aucune structure à lire n'a de service « {code} » : ses factures ne seraient pas lues",
            f"corrigez « services » dans le fichier de l'organisation{_meant(near)}.",
        )
    if not unknown:
        yield well(f"{where}, services", f"{counted(len(codes), 'service', 'services')} à lire : {', '.join(codes)}")


def _meant(near: Sequence[str]) -> str:
    return f" (services ressemblants : {', '.join(near)})" if near else ""


def _records(
    where: str, portal: ChorusPortal, body: Organisation, recipients: Sequence[Recipient], now: datetime
) -> Iterator[Finding]:
    """What the recipients' records say: the end of the password, once for all, and whether payments are told."""
    ends: list[datetime] = []
    for recipient in recipients:
        try:
            settings = portal.settings(recipient)
        except PortalError as error:
            yield _failed(f"{where}, fiche de {recipient.identifier}", error)
            continue
        if settings.password_expires_at is not None:
            ends.append(settings.password_expires_at)
        if not settings.reports_payment:
            yield well(
                where, f"{recipient.identifier} ne remonte pas les mises en paiement : ce statut n'y viendra jamais"
            )
    if ends:
        yield _password(where, body, min(ends), now)


def _password(where: str, body: Organisation, ends: datetime, now: datetime) -> Finding:
    day = f"{body.local(ends):%d/%m/%Y}"
    if ends - now > PASSWORD_SOON:
        return well(where, f"le mot de passe du compte technique vaut jusqu'au {day}")
    verb = "expire" if ends > now else "a expiré"
    return look(
        where, f"le mot de passe du compte technique {verb} le {day}", PORTAL_TROUBLES["password_expiring"].remedy
    )


def _feed(where: str, portal: ChorusPortal, recipient: Recipient, feed: Feed, now: datetime) -> Finding:
    """Whether one of the three lists may be read: each has its own terms of use in PISTE."""
    what = f"{where}, {_FEEDS[feed]}"
    try:
        page = portal.search(Search(feed, recipient, Window(now - _DAY, now)), 1, 1)
    except PortalError as error:
        failed = _failed(what, error)
        remedy = f"{failed.remedy} Si vous n'en recevez pas, enlevez « {feed.value} » avec feeds = […]."
        return wrong(what, failed.what, remedy, outside=True)
    changes = counted(page.total, "changement", "changements")
    return well(what, f"liste ouverte ({changes} depuis hier pour {recipient.identifier})")
