"""The connections of one installation: each organisation's settings and secrets → its mailbox and its mail server."""

from __future__ import annotations

from bot import log
from bot.core.organisation import MailboxSettings, Organisation, PortalSettings, Sending
from bot.edges.imap import ImapMailbox
from bot.edges.portal_api import ChorusPortal
from bot.edges.smtp import SmtpPost
from bot.errors import ConfigError, PostError
from bot.keyring import Keyring, portal_secrets
from bot.library import Library
from bot.ports.outside import Post


class Connections:
    """Opens nothing by itself: what it gives connects when it is first used."""

    def __init__(self, library: Library, keys: Keyring) -> None:
        self._library = library
        self._keys = keys
        self._posts: dict[str, SmtpPost] = {}

    def close(self) -> None:
        """Ends the connections to mail servers; never raises."""
        for post in self._posts.values():
            post.close()

    def readable(self) -> dict[str, MailboxSettings]:
        """Settings of each served organisation whose mailbox is read, all its passwords there.

        None needs to be where mail servers hand over mail ([reception]), or where only the copy of Chorus Pro is kept.
        Raises ConfigError when there is nothing at all to do, a password is missing, or answers are to leave by no mail
        server or into no mailbox.
        """
        served = self._library.served.values()
        handed_over = self._library.settings.reception is not None
        read = {body.id: body.mailbox for body in served if body.mailbox and body.mailbox.imap}
        if not read and not handed_over and not any(_feeds_the_copy(body) for body in served):
            raise ConfigError(
                "no organisation has a mailbox to read: write [organisations.ID.mailbox.imap] with host, port, "
                f"user and password_env in {self._file}, or [reception] for a mail server that hands mail over; to keep "
                "only the copy of Chorus Pro, [organisations.ID.portal], or folder in [organisations.ID.import]"
            )
        for body in served:
            if body.id in read or handed_over:
                self._check_post(body)
                self._check_drafts(body, is_read=body.id in read)
            else:
                log.trouble("not read: no mailbox.imap", organisation=body.id)
                if _feeds_the_copy(body):
                    self._check_notes(body)
        return read

    @property
    def _file(self) -> str:
        return str(self._library.settings.source or "guichet.toml")

    def _check_post(self, body: Organisation) -> None:
        if body.sending is Sending.ON and (body.mailbox is None or body.mailbox.smtp is None):
            raise ConfigError(
                f'organisation {body.id}: sending = "on", but by no mail server: write [organisations.{body.id}.'
                f'mailbox.smtp] with host, port, user and password_env in {self._file}, or sending = "off"'
            )
        self._check_notes(body)

    def _check_notes(self, body: Organisation) -> None:
        """Word to staff leaves by the mail server too, also where no mail comes in. Raises ConfigError."""
        settings = body.mailbox
        if settings is not None and settings.smtp is not None:
            self._keys.of(body.id, settings, settings.smtp, "smtp")
        else:
            log.trouble("notes to staff cannot leave: no mailbox.smtp", organisation=body.id)

    def _check_drafts(self, body: Organisation, *, is_read: bool) -> None:
        if not is_read and body.sending is Sending.DRAFTS:
            raise ConfigError(
                f'organisation {body.id}: sending = "drafts", but into no mailbox: write [organisations.{body.id}.'
                f'mailbox.imap] in {self._file}, or sending = "on" or "off"'
            )

    def mailbox(self, organisation_id: str, settings: MailboxSettings) -> ImapMailbox:
        """The mailbox of one organisation. Raises ConfigError for a missing server or password."""
        if settings.imap is None:
            raise ConfigError(f"organisation {organisation_id}, mailbox.imap: host is missing")
        credentials = self._keys.of(organisation_id, settings, settings.imap, "imap")
        return ImapMailbox(settings.address, settings, credentials)

    def portal(self, organisation_id: str, settings: PortalSettings) -> ChorusPortal:
        """A client of Chorus Pro's API for one organisation. Raises ConfigError for a secret that is not there."""
        return ChorusPortal(settings.access, *portal_secrets(organisation_id, settings.access))

    def post(self, organisation_id: str) -> Post:
        """The mail server of one organisation, one connection for all its mail. Raises PostError when it has none."""
        if organisation_id not in self._posts:
            body = self._library.known.get(organisation_id)
            settings = body.mailbox if body else None
            if settings is None or settings.smtp is None:
                raise PostError("smtp", f"organisation {organisation_id} has no mailbox.smtp", reason="server")
            credentials = self._keys.of(organisation_id, settings, settings.smtp, "smtp")
            self._posts[organisation_id] = SmtpPost(settings.smtp, credentials)
        return self._posts[organisation_id]


def _feeds_the_copy(body: Organisation) -> bool:
    """Whether there is something to do for a body that gets no mail: read Chorus Pro, or watch a drop folder."""
    return body.portal is not None or bool(body.imports.folder)
