"""One test mail through an organisation's own mail server: the only check that sends anything."""

from __future__ import annotations

from datetime import datetime

from bot.checks.finding import Finding, well, wrong
from bot.checks.installation import read_all
from bot.checks.trouble import explained
from bot.config import Settings
from bot.core.mail import OutgoingMail, ReplyKind
from bot.core.organisation import Organisation
from bot.edges.compose import MailComposer
from bot.edges.smtp import SmtpPost
from bot.errors import ConfigError, PostError
from bot.jobs.correspondence import automatic_headers, make_message_id, sender_of
from bot.keyring import Keyring


def send_test(settings: Settings, to: str, now: datetime) -> list[Finding]:
    """Sends one mail to `to` from each organisation that has a mail server, marked as automatic."""
    libraries = read_all(settings).libraries
    return [_sent(library.served[name], to, now) for name, library in libraries.items()]


def _sent(body: Organisation, to: str, now: datetime) -> Finding:
    where, box = f"{body.id}, message d'essai", body.mailbox
    access = box.smtp if box else None
    if box is None or access is None:
        return wrong(where, "aucun serveur d'envoi", "écrivez mailbox.smtp.")
    mail = OutgoingMail(
        message_id=make_message_id(body, ReplyKind.NOTE, f"check:{now.isoformat()}", now),
        sender=sender_of(body),
        to=to,
        subject=f"Essai d'envoi de Guichet pour {body.name}",
        text="Ce message prouve que Guichet sait envoyer par ce serveur. Il n'appelle aucune réponse.\n",
        html="",
        headers=automatic_headers("auto-generated", ReplyKind.NOTE),
    )
    try:
        post = SmtpPost(access, Keyring().of(body.id, box, access, "smtp"))
    except ConfigError as error:
        return wrong(where, str(error), "définissez cette variable, ou donnez password_file.")
    try:
        post.send(box.address, to, MailComposer().compose(mail, now))
    except PostError as error:
        trouble = explained(error, access, "smtp")
        return wrong(where, trouble.what, trouble.remedy, outside=True)
    finally:
        post.close()
    return well(where, f"parti vers {to} : voyez s'il arrive, et s'il n'est pas classé en indésirable")
