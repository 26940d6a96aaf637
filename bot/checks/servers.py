"""The mailbox and the mail server of one organisation, tried as `guichet run` will use them; nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.checks.finding import Finding, look, well, wrong
from bot.checks.trouble import explained
from bot.core.organisation import MailboxSettings, ServerAccess
from bot.edges.imap_glimpse import Glimpse, glimpse
from bot.edges.imap_session import Limits, connect, hang_up, translated
from bot.edges.oauth import Credentials
from bot.edges.smtp import SmtpLimits, SmtpPost
from bot.errors import MailboxError, PostError

_IMAP_LIMITS = Limits(connect=8.0, read=10.0, whole_pass=40.0)
_SMTP_LIMITS = SmtpLimits(connect=8.0, answer=10.0)
_SOON = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class MailboxLook:
    """What became of trying a mailbox; `seen` is None when it could not be opened."""

    findings: tuple[Finding, ...]
    seen: Glimpse | None = None


def try_mailbox(
    where: str,
    settings: MailboxSettings,
    access: ServerAccess,
    credentials: Credentials,
    now: datetime,
    create: bool,
) -> MailboxLook:
    """Logs in by IMAP, opens the folder that is read, looks for the filing folders and, told so, makes them."""
    try:
        seen = glimpse(settings, credentials, _IMAP_LIMITS, create=create)
    except MailboxError as error:
        return MailboxLook((_mailbox_trouble(where, settings, access, error),))
    news = "IDLE" if seen.can_idle and settings.idle else f"un regard toutes les {settings.poll.seconds} s"
    found = [well(where, f"{_place(access)}, compte « {access.user} » : {seen.exists} messages, {news}")]
    found.append(_folders(where, seen))
    if not seen.can_move:
        found.append(
            look(where, "le serveur n'a pas MOVE : un arrêt brutal peut laisser un message en double", "rien à faire.")
        )
    return MailboxLook((*found, *_certificate(where, seen.until, now), *_in_clear(where, access)), seen)


def reached(protocol: str, access: ServerAccess) -> None:
    """Connects to an `imap` or `smtp` server without logging in. Raises MailboxError or PostError."""
    if protocol == "smtp":
        post = SmtpPost(access, str, limits=_SMTP_LIMITS)
        try:
            post.rehearse()
        finally:
            post.close()
        return
    with translated("connect"):
        hang_up(connect(access, str, _IMAP_LIMITS))


def _mailbox_trouble(where: str, settings: MailboxSettings, access: ServerAccess, error: MailboxError) -> Finding:
    step, refused = error.fields.get("step"), error.fields.get("reason") == "refused"
    if refused and step == "folders":
        what = f"{access.host} refuse de créer les dossiers de classement ({error})"
        remedy = f"donnez au compte « {access.user} » le droit de créer des dossiers, ou créez-les vous-même."
        return wrong(where, what, remedy, outside=True)
    if refused and step == "select":
        what = f"{access.host} n'ouvre pas le dossier « {settings.folder} »"
        return wrong(where, what, "vérifiez mailbox.folder, et les droits du compte sur ce dossier.", outside=True)
    trouble = explained(error, access, "imap")
    return wrong(where, trouble.what, trouble.remedy, outside=True)


def _folders(where: str, seen: Glimpse) -> Finding:
    if not seen.missing:
        return well(where, "les dossiers de classement sont là")
    names = ", ".join(f"« {name} »" for name in seen.missing)
    return look(
        where,
        f"dossiers qui manquent : {names}",
        "« guichet run » les crée ; pour savoir dès maintenant si le compte en a le droit : "
        "« guichet check --create-folders ».",
    )


def try_post(
    where: str, access: ServerAccess, credentials: Credentials, address: str, now: datetime
) -> tuple[Finding, ...]:
    """Logs in by SMTP and announces a mail from the mailbox to itself, which is then taken back."""
    post = SmtpPost(access, credentials, limits=_SMTP_LIMITS)
    try:
        until = post.rehearse(address, address)
    except PostError as error:
        trouble = explained(error, access, "smtp")
        return (wrong(where, trouble.what, trouble.remedy, outside=True),)
    finally:
        post.close()
    who = f"compte « {access.user} »" if access.user else "sans compte"
    ready = well(where, f"{_place(access)}, {who} : prêt à envoyer au nom de {address}")
    return (ready, *_certificate(where, until, now), *_in_clear(where, access))


def _place(access: ServerAccess) -> str:
    return f"{access.host}:{access.port} ({'sans chiffrement' if access.tls == 'none' else access.tls.upper()})"


def _certificate(where: str, until: datetime | None, now: datetime) -> tuple[Finding, ...]:
    if until is None or until - now > _SOON:
        return ()
    what = f"le certificat du serveur expire le {until:%d/%m/%Y}"
    return (look(where, what, "faites-le renouveler avant cette date, sans quoi Guichet ne s'y connecte plus."),)


def _in_clear(where: str, access: ServerAccess) -> tuple[Finding, ...]:
    here = access.host in ("localhost", "::1") or access.host.startswith("127.")
    if access.tls != "none" or here:
        return ()
    what = "les messages et le mot de passe passent en clair sur le réseau"
    return (look(where, what, 'écrivez tls = "starttls" (ou "tls" et le port qui convient) si le serveur le permet.'),)
