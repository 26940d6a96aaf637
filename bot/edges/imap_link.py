"""The life of a mailbox's connection: opened, watched, dropped, made again, and which folder is selected."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator

from imapclient import IMAPClient

from bot.core.organisation import MailboxSettings
from bot.edges.imap_folders import FolderTree
from bot.edges.imap_session import Limits, Watchdog, connect, hang_up, translated
from bot.edges.oauth import Credentials
from bot.errors import MailboxError
from bot.ports.outside import FolderState


class ImapLink:
    """One connection at a time to one mailbox; every failure leaves as MailboxError.

    `exists` is how many mails the intake folder held when it was last selected.
    """

    def __init__(
        self,
        settings: MailboxSettings,
        credentials: Credentials,
        limits: Limits,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`credentials` are asked at each connection: a password's file may change, a token ends."""
        self.limits = limits
        self.exists = 0
        self._settings = settings
        self._credentials = credentials
        self._monotonic = monotonic
        self._client: IMAPClient | None = None
        self._folders: FolderTree | None = None
        self._folders_changed = False
        self._selected = ""
        self._state: FolderState | None = None
        self._deadline = math.inf
        self._watchdog = Watchdog()

    @property
    def is_open(self) -> bool:
        """True between a good `open` and the loss of the connection."""
        return self._client is not None and self._state is not None

    @property
    def state(self) -> FolderState:
        """What the last `open` said; MailboxError before it."""
        if self._state is None:
            raise MailboxError("imap", "the mailbox is not open", reason="lost")
        return self._state

    @property
    def tree(self) -> FolderTree:
        """The folders of this connection; used inside `step`."""
        if self._folders is None:
            raise MailboxError("imap", "not connected", reason="lost")
        return self._folders

    def open(self) -> FolderState:
        """Connects if needed, makes missing folders, selects the intake folder; the pass's time begins."""
        self.allow(self.limits.whole_pass)
        if self._client is not None:
            # A connection that died since the last pass is no news: one quiet try, then a new one.
            with contextlib.suppress(MailboxError):
                return self._open_once()
            self.drop()
        return self._open_once()

    def _open_once(self) -> FolderState:
        self._state = None
        self.connected()
        names = self._settings.folders
        with self.step("folders"):
            if self._folders_changed:
                self.tree.refresh()
                self._folders_changed = False
            for name in (names.answered, names.to_handle, names.ignored, names.error):
                self.tree.ensure(name)
        self._state = self._select_intake()
        return self._state

    def allow(self, seconds: float) -> None:
        """From now on, all that is done may take this long together."""
        self._deadline = self._monotonic() + seconds
        if self._client is not None:
            self._watchdog.watch(self._client, seconds)

    def rest(self) -> None:
        """Nothing is being asked of the server: no time is counted."""
        self._watchdog.rest()

    def connected(self) -> IMAPClient:
        """The connection, made if need be; no folder is selected on a new one."""
        if self._client is None:
            if self._settings.imap is None:
                raise MailboxError("imap", "this mailbox has no IMAP settings", temporary=False, reason="settings")
            with translated("connect"):
                self._client = connect(self._settings.imap, self._credentials, self.limits)
            self._watchdog.watch(self._client, min(self.limits.whole_pass, self._deadline - self._monotonic()))
            with self.step("folders"):
                self._folders = FolderTree(self._client)
        return self._client

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One exchange with the server: in the time allowed, errors translated, a broken connection dropped."""
        if self._monotonic() > self._deadline:
            self.drop()
            raise self._too_long(name)
        try:
            with translated(name):
                yield
        except MailboxError as error:
            if error.temporary:
                self.drop()
            else:
                self._folders_changed = True  # a refusal often means that staff renamed or deleted one
            if self._watchdog.barked:
                raise self._too_long(name) from None
            raise

    def _too_long(self, name: str) -> MailboxError:
        return MailboxError("imap", f"{name}: the pass took too long", reason="deadline", step=name)

    def _select_intake(self) -> FolderState:
        client = self.connected()
        with self.step("select"):
            name = self.tree.server_name(self._settings.folder)
            answer = client.select_folder(name)
            self._selected, self.exists = name, answer.get(b"EXISTS", 0)
            validity, following = answer.get(b"UIDVALIDITY"), answer.get(b"UIDNEXT")
            if following is None:
                following = client.folder_status(name, ["UIDNEXT"]).get(b"UIDNEXT")
        if not isinstance(validity, int) or not isinstance(following, int):
            self.drop()
            raise MailboxError("imap", "select: the server gives no UIDVALIDITY or UIDNEXT", reason="nonsense")
        return FolderState(validity, following)

    def intake(self) -> IMAPClient:
        """The connection with the intake folder selected: the very folder whose state `open` told."""
        expected = self.state
        client = self.connected()
        if self._selected != self.tree.server_name(self._settings.folder):
            if self._select_intake().uid_validity != expected.uid_validity:
                self.drop()
                raise MailboxError("imap", "select: UIDVALIDITY changed during the pass", reason="renumbered")
            client = self.connected()
        return client

    def look_into(self, folder: str, *, write: bool) -> IMAPClient:
        """Selects another folder by its server name (EXAMINE unless `write`); used inside `step`."""
        client = self.connected()
        client.select_folder(folder, readonly=not write)
        self._selected = folder
        return client

    def recover(self) -> None:
        """A working session on the intake folder after a failure, whatever that did; keeps the time allowed."""
        client = self.connected()
        try:
            with self.step("noop"):
                client.noop()
        except MailboxError as error:
            if error.fields.get("reason") == "deadline":
                raise
        self.intake()

    def close(self) -> None:
        """Logs out, waiting five seconds at most; never raises."""
        self._watchdog.rest()
        client = self._client
        if client is not None:
            with contextlib.suppress(MailboxError), translated("logout"):
                client.socket().settimeout(5.0)
                client.logout()
        self.drop()

    def drop(self) -> None:
        """Forgets the connection without a word to the server."""
        self._watchdog.rest()
        client, self._client = self._client, None
        self._folders, self._selected = None, ""
        if client is not None:
            hang_up(client)
