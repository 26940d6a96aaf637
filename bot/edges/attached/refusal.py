"""Why a file cannot be read, or not whole: what openers of files raise and return."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from bot.core.attached import FileKind, InvoiceFacts, Table, Unread

BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,  # XML that is none
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""Whatever a damaged file breaks in a library is one thing for whoever sent it; anything else ends the helper process."""


class CannotRead(Exception):
    """A file that cannot be read at all: `why` says it in one word, `kind` what it turned out to be, if that is news."""

    def __init__(self, why: Unread, kind: FileKind | None = None) -> None:
        super().__init__(why.value)
        self.why = why
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Inner:
    """A file inside a file: its name as written there, the type that it declares, its octets."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """What an opener got out of a file. `missing` says why a part was not read; `inside` are files to be read too."""

    text: str = ""
    tables: tuple[Table, ...] = ()
    invoice: InvoiceFacts | None = None
    missing: Unread | None = None
    recognised: bool = False
    inside: tuple[Inner, ...] = ()
