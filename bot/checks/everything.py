"""Every check of one installation, the servers side by side: one that fails or hangs hides none of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from bot.checks.body import of_body
from bot.checks.finding import Finding, look, wrong
from bot.checks.installation import look_at_database, read_all
from bot.checks.servers import try_mailbox, try_post
from bot.checks.vouching import Proposal, proposal, vouching
from bot.config import Settings
from bot.core.organisation import MailboxSettings, Organisation
from bot.errors import ConfigError
from bot.keyring import Keyring
from bot.library import ALL

_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Part:
    """What one step of the checks found; `proposal` is the name for `authserv_id` of `organisation_id`, if any."""

    findings: tuple[Finding, ...]
    organisation_id: str = ""
    proposal: Proposal | None = None


def check_all(settings: Settings, now: datetime, *, create: bool = False) -> Iterator[Part]:
    """Every part, as soon as it and those before it are done. `create` makes missing folders in the mailboxes."""
    readable = read_all(settings)
    yield Part(readable.findings)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="check") as pool:
        keys = Keyring()
        shelf = pool.submit(look_at_database, settings, readable.bodies)
        mailboxes = {name: pool.submit(_mailbox, body, keys, now, create) for name, body in readable.bodies.items()}
        posts = {name: pool.submit(_post, body, keys, now) for name, body in readable.bodies.items()}
        found = shelf.result()
        yield Part(found.findings)
        for name, body in readable.bodies.items():
            yield Part(tuple(of_body(body, stopped=bool(found.stopped & {ALL, name}))))
            yield mailboxes[name].result()
            yield posts[name].result()


def bodies_of(settings: Settings) -> Mapping[str, Organisation]:
    """The organisations that can be read, whatever is wrong with the others."""
    return read_all(settings).bodies


def _mailbox(body: Organisation, keys: Keyring, now: datetime, create: bool) -> Part:
    where, box = f"{body.id}, IMAP", body.mailbox
    if box is None or box.imap is None:
        remedy = f"écrivez [organisations.{body.id}.mailbox.imap] avec host, port, user et password_file."
        return Part((look(where, "aucune boîte aux lettres n'est donnée : rien n'est lu", remedy),))
    try:
        credentials = keys.of(body.id, box, box.imap, "imap")
    except ConfigError as error:
        return Part((_no_password(where, error),))
    tried = try_mailbox(where, box, box.imap, credentials, now, create)
    if tried.seen is None:
        return Part(tried.findings)
    return Part((*tried.findings, vouching(body, tried.seen)), body.id, proposal(tried.seen.vouchers))


def _post(body: Organisation, keys: Keyring, now: datetime) -> Part:
    where, box = f"{body.id}, SMTP", body.mailbox or MailboxSettings(body.addresses[0], None, None)
    if box.smtp is None:
        remedy = f"écrivez [organisations.{body.id}.mailbox.smtp] avec host, port et user."
        return Part((look(where, "aucun serveur d'envoi n'est donné : ni réponse ni note ne partira", remedy),))
    try:
        credentials = keys.of(body.id, box, box.smtp, "smtp")
    except ConfigError as error:
        return Part((_no_password(where, error),))
    return Part(try_post(where, box.smtp, credentials, box.address, now))


def _no_password(where: str, error: ConfigError) -> Finding:
    return wrong(where, str(error), "définissez cette variable, ou donnez password_file (droits 600).")
