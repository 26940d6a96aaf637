"""A folder of a mailbox as an archive: opened read-only (EXAMINE), so that nothing of it can change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imapclient import IMAPClient

from bot.core.organisation import ServerAccess
from bot.edges.imap_answers import Answer, listed
from bot.edges.imap_session import Limits, connect, hang_up, translated
from bot.edges.oauth import Credentials
from bot.errors import MailboxError
from bot.ports.outside import Place

_LISTED, _FETCHED = 500, 20


class ImapArchive:
    """Fulfils `bot.ports.outside.Archive`; every failure is a MailboxError. A lost connection is made again once."""

    def __init__(self, access: ServerAccess, credentials: Credentials, folder: str) -> None:
        """Connects and lists `folder` (the server's own name of it, such as `INBOX`)."""
        self._access, self._credentials, self._folder = access, credentials, folder
        self._client: IMAPClient | None = None
        self.places = tuple(sorted(self._listed(), key=lambda place: (place.received_at, int(place.name))))

    def read(self, places: Sequence[Place]) -> Iterator[tuple[Place, bytes | None]]:
        """The bytes of each mail, some at a time (BODY.PEEK[]: none becomes read); None for one that is gone."""
        for start in range(0, len(places), _FETCHED):
            batch = places[start : start + _FETCHED]
            answers = self._fetch([int(place.name) for place in batch])
            for place in batch:
                content = (answers.get(int(place.name)) or {}).get(b"BODY[]")
                yield place, content if isinstance(content, bytes) else None

    def close(self) -> None:
        """Ends the connection; never raises."""
        if self._client is not None:
            hang_up(self._client)
            self._client = None

    def _listed(self) -> Iterator[Place]:
        client = self._connected()
        with translated("list"):
            uids = client.search("ALL")
            for start in range(0, len(uids), _LISTED):
                batch = uids[start : start + _LISTED]
                answers = client.fetch(batch, ["RFC822.SIZE", "INTERNALDATE"])
                yield from (Place(str(uid), listed(uid, answers.get(uid)).received_at) for uid in batch)

    def _fetch(self, uids: list[int]) -> dict[int, Answer]:
        """One more try on a new connection when the old one is dead: a replay takes hours."""
        try:
            return self._asked(uids)
        except MailboxError as error:
            if not error.temporary:
                raise
            self.close()
            return self._asked(uids)

    def _asked(self, uids: list[int]) -> dict[int, Answer]:
        client = self._connected()
        with translated("fetch"):
            answers: dict[int, Answer] = client.fetch(uids, ["BODY.PEEK[]"])
            return answers

    def _connected(self) -> IMAPClient:
        if self._client is None:
            with translated("connect"):
                self._client = connect(self._access, self._credentials, Limits())
                self._client.select_folder(self._folder, readonly=True)
        return self._client
