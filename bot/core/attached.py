"""What was read in a file that came with a mail: a value without octets, and what became of the reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

MOST_TEXT = 60_000
"""Characters kept of one file."""
MOST_TEXT_IN_ALL = 200_000
"""Characters kept of all the files of a mail."""


class FileKind(StrEnum):
    """What a file is, told by its octets: a name is a hint at most."""

    PDF = "pdf"
    E_INVOICE = "e_invoice"
    SHEET = "sheet"
    MAIL = "mail"
    TEXT = "text"
    PICTURE = "picture"
    OFFICE = "office"
    ARCHIVE = "archive"
    PROGRAM = "program"
    OTHER = "other"


class FileStatus(StrEnum):
    """Read whole; a part is missing; nothing of it is known."""

    READ = "read"
    PARTLY = "partly"
    REFUSED = "refused"


class Unread(StrEnum):
    """Why a file, or a part of it, was not read; the words for staff stand in `rules/reasons.toml`."""

    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_FILES = "too_many_files"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    BOMB = "bomb"
    PROGRAM = "program"
    DECLARATIONS = "declarations"
    ARCHIVE = "archive"
    SCAN = "scan"
    XML_DIFFERS = "xml_differs"
    UNKNOWN = "unknown_format"


ALARMING = frozenset(
    {
        Unread.TOO_MANY_PAGES,
        Unread.TOO_SLOW,
        Unread.CRASHED,
        Unread.ENCRYPTED,
        Unread.MACROS,
        Unread.BOMB,
        Unread.PROGRAM,
        Unread.DECLARATIONS,
    }
)
"""A person looks at such a file whatever the mail asks: it is hostile, or hides what it says."""


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """What an electronic invoice (EN 16931, in UBL or CII) says of itself; empty texts for what it does not say.

    `amount` is the total with taxes, in `currency` (ISO 4217).
    """

    number: str
    seller_siret: str = ""
    seller_siren: str = ""
    seller_vat: str = ""
    buyer_siret: str = ""
    order: str = ""
    amount: Decimal | None = None
    currency: str = ""
    issued_on: date | None = None


Table = tuple[tuple[str, ...], ...]
"""Rows of cells as a person sees them: numbers keep their zeros, dates are ISO."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file of a mail, or one inside it (« winmail.dat › releve.pdf »).

    `why` is set for a file that was not read whole. `recognised`: at least a part of `text` comes from a picture, whose
    digits may be misread.
    """

    name: str
    kind: FileKind
    status: FileStatus
    why: Unread | None = None
    text: str = field(default="", repr=False)
    tables: tuple[Table, ...] = field(default=(), repr=False)
    invoice: InvoiceFacts | None = None
    recognised: bool = False


def refused(name: str, kind: FileKind, why: Unread) -> AttachedFile:
    """A file of which nothing is known but its name."""
    return AttachedFile(name, kind, FileStatus.REFUSED, why)


def searched_text(file: AttachedFile) -> str:
    """The text in which the places of a file's mentions count: the facts of an electronic invoice, else all its words."""
    if file.invoice is None:
        return file.text
    return "\n".join(f"{label} : {value}" for label, value in fact_lines(file.invoice))


def fact_lines(facts: InvoiceFacts) -> Iterator[tuple[str, str]]:
    """The facts of an electronic invoice as French labels and values, what it does not say left out."""
    lines = (
        ("Facture n°", facts.number),
        ("SIRET du fournisseur", facts.seller_siret),
        ("SIREN du fournisseur", facts.seller_siren),
        ("TVA du fournisseur", facts.seller_vat),
        ("SIRET du client", facts.buyer_siret),
        ("Engagement", facts.order),
        ("Montant TTC", f"{facts.amount:.2f} {facts.currency}" if facts.amount is not None else ""),
        ("Date de la facture", facts.issued_on.isoformat() if facts.issued_on else ""),
    )
    return ((label, value) for label, value in lines if value)


def placed(files: Sequence[AttachedFile]) -> Iterator[tuple[AttachedFile, str, int]]:
    """Each file with the text that is searched and its place in `text_of_files`; none beyond the room for all."""
    at = 0
    for file in files:
        text = searched_text(file)[: max(0, MOST_TEXT_IN_ALL - at)]
        yield file, text, at
        at += len(text) + 2


def text_of_files(files: Sequence[AttachedFile]) -> str:
    """The texts of all files, a blank line between them: where the places of `Source.ATTACHMENT` count."""
    return "\n\n".join(text for _, text, _ in placed(files))
