"""Files that a supplier packed into one: a zip gives what it holds, to be read like any other file."""

from __future__ import annotations

import io
import re
import zipfile

from bot.edges.attached.bounds import LARGEST_FILE, MOST_FILES
from bot.edges.attached.refusal import Inner, Opened
from bot.edges.charsets import clean

_NO_FILE = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)|/$", re.IGNORECASE)
"""What computers put beside the files: folders, previews, settings."""


def open_zip(content: bytes) -> Opened:
    """The files of a zip, one more than `MOST_FILES` at most, so that whoever reads on sees that there are too many.

    How many parts it has, what they come to unpacked, seals, macros and programs were looked at when its shape was
    told (`kinds.shape_of`). Raises one of BROKEN.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [part for part in archive.infolist() if not _NO_FILE.search(part.filename)]
        return Opened(inside=tuple(_file(archive, part) for part in parts[: MOST_FILES + 1]))


def _file(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Inner:
    with archive.open(part) as stream:
        return Inner(clean(part.filename.rpartition("/")[2]), "", stream.read(LARGEST_FILE + 1))
