"""What the copy of a body's invoices is made of, and the parts of it that are known to be missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ListRead:
    """One list of the portal that is walked: whose, which feed, of which service alone (empty: all of them).

    `failing`: the last try did not get through. `short`: a stretch of it gave fewer records than the portal counts.
    """

    identifier: str
    feed: str
    service_code: str
    failing: bool = False
    short: bool = False


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a file that was kept aside at `at`; `number` and `supplier` are empty where they could not be read.

    `line` is empty where it stands for all the rows of a file of which too many were refused to tell each.
    """

    file: str
    line: str
    number: str
    supplier: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CopyParts:
    """What went into a copy: the portal's lists, how many of its records nobody could read, rows of files refused."""

    lists: tuple[ListRead, ...] = ()
    unread: int = 0
    refused: tuple[RefusedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the invoices that the copy does not hold; `code` and `words` say which, and the way out, to staff.

    `place` is the SIRET whose invoices are meant: empty for a budget that has none, None when it may be any.
    `services` are those of the place that were read all the same. `number` and `supplier` are what is legible of the
    one invoice that is missing, both empty when it may be any.
    """

    code: str
    words: tuple[tuple[str, str], ...]
    place: str | None = None
    services: tuple[str, ...] = ()
    number: str = ""
    supplier: str = ""
