"""Mails kept in files: an mbox, a maildir, or a folder of .eml files, in the order in which they came."""

from __future__ import annotations

import mailbox
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from bot.errors import ConfigError
from bot.ports.outside import Archive, Place

_HEADER_OCTETS = 100_000
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_READERS = BytesHeaderParser()


def open_archive(path: Path) -> Archive:
    """What lies at `path`: a file that begins with « From  » is an mbox, a folder with `cur` and `new` a maildir.

    Any other folder is searched, with all below it, for .eml files. Raises ConfigError for what is none of these.
    """
    if path.is_dir():
        if (path / "cur").is_dir() and (path / "new").is_dir():
            return FileArchive([*(path / "cur").iterdir(), *(path / "new").iterdir()])
        found = [one for one in path.rglob("*") if one.suffix.lower() == ".eml"]
        if not found:
            raise ConfigError(f"{path}: no .eml file in this folder, and no maildir (it has no « cur » and « new »)")
        return FileArchive(found)
    try:
        with path.open("rb") as file:
            start = file.read(5)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    if start == b"From ":
        return MboxArchive(path)
    if path.suffix.lower() == ".eml":
        return FileArchive([path])
    raise ConfigError(f"{path}: neither an mbox (its first line would begin with « From  ») nor an .eml file")


class FileArchive:
    """One mail a file. Fulfils `bot.ports.outside.Archive`."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Reads the header of each of `files` for its date; one that cannot be read now comes first, as None later."""
        self.places = _oldest_first(Place(str(file), _file_date(file)) for file in files if file.is_file())

    def read(self, places: Sequence[Place]) -> Iterator[tuple[Place, bytes | None]]:
        """The bytes of each file."""
        for place in places:
            try:
                yield place, Path(place.name).read_bytes()
            except OSError:
                yield place, None


class MboxArchive:
    """Many mails in one file, as Thunderbird and Google Takeout keep them. Fulfils `bot.ports.outside.Archive`."""

    def __init__(self, path: Path) -> None:
        """Reads the whole file once, for where each mail begins and its date."""
        self._mails = mailbox.mbox(path, create=False)
        self._keys = dict(enumerate(self._mails.iterkeys(), 1))
        self.places = _oldest_first(self._place(number) for number in self._keys)

    def _place(self, number: int) -> Place:
        with self._mails.get_file(self._keys[number]) as file:
            return Place(f"{number:07}", received_at(file.read(_HEADER_OCTETS)) or _EARLIEST)

    def read(self, places: Sequence[Place]) -> Iterator[tuple[Place, bytes | None]]:
        """The bytes of each mail, without its « From  » line."""
        for place in places:
            try:
                yield place, self._mails.get_bytes(self._keys[int(place.name)])
            except (KeyError, OSError):
                yield place, None


def received_at(content: bytes) -> datetime | None:
    """When a mail came: what the last server wrote on it, else its own date; None when neither can be read."""
    header = _READERS.parsebytes(content[:_HEADER_OCTETS])
    stamps = [str(value).rpartition(";")[2] for value in header.get_all("Received", [])[:1]]
    for stamp in (*stamps, str(header.get("Delivery-Date", "")), str(header.get("Date", ""))):
        try:
            moment = parsedate_to_datetime(stamp)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError, IndexError, TypeError):
            continue
        if moment >= _EARLIEST:
            return moment
    return None


def _file_date(file: Path) -> datetime:
    try:
        with file.open("rb") as opened:
            found = received_at(opened.read(_HEADER_OCTETS))
        return found or datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return _EARLIEST


def _oldest_first(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (place.received_at, place.name)))
