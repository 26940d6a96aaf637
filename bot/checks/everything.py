"""Every check of one installation, the servers side by side: one that fails or hangs hides none of the others."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from bot.checks.body import of_body
from bot.checks.door import door
from bot.checks.finding import Finding, look, well, wrong
from bot.checks.folder import of_folder
from bot.checks.installation import look_at_database, read_all
from bot.checks.portal import try_portal
from bot.checks.servers import try_mailbox, try_post
from bot.checks.vouching import Proposal, proposal, vouching
from bot.config import Settings
from bot.core.organisation import MailboxSettings, Organisation
from bot.errors import ConfigError
from bot.keyring import Keyring
from bot.library import ALL, Library

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
    yield Part((*readable.findings, *door(settings.reception)))
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="check") as pool:
        shelf = pool.submit(look_at_database, settings, readable.bodies)
        tries = [Try(library, library.served[name], now) for name, library in readable.libraries.items()]
        mailboxes = [pool.submit(one.mailbox, create) for one in tries]
        posts = [pool.submit(one.post) for one in tries]
        portals = [pool.submit(one.portal) for one in tries]
        folders = [pool.submit(one.folder) for one in tries]
        found = shelf.result()
        yield Part(found.findings)
        for one, *asked in zip(tries, mailboxes, posts, portals, folders, strict=True):
            yield Part(tuple(of_body(one.body, stopped=bool(found.stopped & {ALL, one.body.id}))))
            for each in asked:
                yield each.result()


class Try:
    """The servers of one organisation, each tried in a thread of its own with what `guichet run` would use."""

    def __init__(self, library: Library, body: Organisation, now: datetime) -> None:
        self.body = body
        self._now = now
        self._handed_over = library.settings.reception is not None
        self._keys = Keyring()

    def mailbox(self, create: bool) -> Part:
        """Whether mail can be read and filed."""
        where, box = f"{self.body.id}, IMAP", self.body.mailbox
        if box is None or box.imap is None:
            return Part((self._no_mailbox(where),))
        try:
            credentials = self._keys.of(self.body.id, box, box.imap, "imap")
        except ConfigError as error:
            return Part((_no_secret(where, error),))
        tried = try_mailbox(where, box, box.imap, credentials, self._now, create)
        if tried.seen is None:
            return Part(tried.findings)
        return Part((*tried.findings, vouching(self.body, tried.seen)), self.body.id, proposal(tried.seen.vouchers))

    def portal(self) -> Part:
        """Whether Chorus Pro can be read, for a body that does so over its API."""
        return Part(tuple(try_portal(self.body, self._now)))

    def folder(self) -> Part:
        """Whether files can be taken from the drop folder, for a body that has one."""
        return Part(tuple(of_folder(self.body)))

    def _no_mailbox(self, where: str) -> Finding:
        if self._handed_over:
            return well(where, "aucune boîte n'est lue : un serveur de messagerie remet les messages ([reception])")
        remedy = f"écrivez [organisations.{self.body.id}.mailbox.imap] avec host, port, user et password_file."
        return look(where, "aucune boîte aux lettres n'est donnée : rien n'est lu", remedy)

    def post(self) -> Part:
        """Whether mail can leave in the mailbox's name."""
        where = f"{self.body.id}, SMTP"
        box = self.body.mailbox or MailboxSettings(self.body.addresses[0], None, None)
        if box.smtp is None:
            remedy = f"écrivez [organisations.{self.body.id}.mailbox.smtp] avec host, port et user."
            return Part((look(where, "aucun serveur d'envoi n'est donné : ni réponse ni note ne partira", remedy),))
        try:
            credentials = self._keys.of(self.body.id, box, box.smtp, "smtp")
        except ConfigError as error:
            return Part((_no_secret(where, error),))
        return Part(try_post(where, box.smtp, credentials, box.address, self._now))


def _no_secret(where: str, error: ConfigError) -> Finding:
    return wrong(where, str(error), "définissez cette variable, ou donnez le fichier (droits 600).")
