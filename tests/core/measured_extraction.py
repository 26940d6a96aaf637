"""Reads the marked texts of `extraction/*.tsv` and counts, per kind of mention, what was found, missed and made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path

from bot.core.extract import extract
from bot.core.invoice_number import canonical
from bot.core.mail import IncomingMail
from bot.core.mention import MentionKind
from tests.core.mails import a_mail

FOLDER = Path(__file__).with_name("extraction")
_SIGNS = {
    "n": MentionKind.INVOICE_NUMBER,
    "s": MentionKind.SIRET,
    "sn": MentionKind.SIREN,
    "v": MentionKind.VAT,
    "e": MentionKind.ENGAGEMENT,
    "m": MentionKind.MARKET,
    "c": MentionKind.SERVICE_CODE,
    "a": MentionKind.AMOUNT,
    "d": MentionKind.DATE,
    "p": MentionKind.PERIOD,
    "t": MentionKind.TICKET_REF,
    "i": MentionKind.IBAN,
}
_Z = 1.96  # 95 %, both sides

Said = tuple[MentionKind, str]


@dataclass(frozen=True, slots=True)
class Marked:
    """One text, where it stands (`b` body, `s` subject, `f` name of a file), and every mention that it holds."""

    place: str
    text: str
    holds: tuple[Said, ...]

    def mail(self) -> IncomingMail:
        """A mail of 20 November 2026 with this text in its place and nothing else."""
        files = (self.text,) if self.place == "f" else ()
        body, subject = (self.text if self.place == at else "" for at in "bs")
        return replace(a_mail(body, subject=subject, files=files), received_at=datetime(2026, 11, 20, 9, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Score:
    """`right` found and there, `made_up` found and not there, `missed` there and not found."""

    right: int
    made_up: int
    missed: int

    @property
    def f1(self) -> float:
        """2 × right / (2 × right + made up + missed); 1 when there is nothing to find."""
        return _f1(self.right / self._all) if self._all else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of F1: Wilson's for the share of `right` in all three, carried over (F1 = 2s / (1 + s))."""
        if not self._all:
            return 0.0, 1.0
        share, n = self.right / self._all, self._all
        middle = share + _Z**2 / (2 * n)
        half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
        low, high = ((middle + side) / (1 + _Z**2 / n) for side in (-half, half))
        return _f1(low), _f1(min(high, 1.0))

    @property
    def _all(self) -> int:
        return self.right + self.made_up + self.missed


def _f1(share: float) -> float:
    return 2 * share / (1 + share)


def marked(name: str) -> Iterator[Marked]:
    r"""The texts of one file: place, text with `\n`, `\t` and `\u00a0` written so, and `sign:value ; sign:value`."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            place, text, *holds = line.split("\t")
            told = (item.split(":", 1) for item in "".join(holds).split(" ; ") if item)
            yield Marked(place, _unescaped(text), tuple((_SIGNS[sign], value) for sign, value in told))


def _unescaped(text: str) -> str:
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape")


def counted(text: Marked) -> tuple[Counter[Said], Counter[Said]]:
    """What of it was made up, and what was missed; spellings of one number count as equal."""
    found = Counter((m.kind, _normal(m.kind, m.value)) for m in extract(text.mail()))
    there = Counter((kind, _normal(kind, value)) for kind, value in text.holds)
    return found - there, there - found


def scores(texts: Iterator[Marked]) -> dict[MentionKind, Score]:
    """The score of each kind over these texts."""
    held, made_up, missed = Counter[MentionKind](), Counter[MentionKind](), Counter[MentionKind]()
    for text in texts:
        held.update(kind for kind, _ in text.holds)
        more, less = counted(text)
        made_up.update(kind for kind, _ in more.elements())
        missed.update(kind for kind, _ in less.elements())
    return {kind: Score(held[kind] - missed[kind], made_up[kind], missed[kind]) for kind in MentionKind}


def total(parts: dict[MentionKind, Score]) -> Score:
    """All kinds together."""
    return Score(*(sum(getattr(score, name) for score in parts.values()) for name in ("right", "made_up", "missed")))


def _normal(kind: MentionKind, value: str) -> str:
    written = (MentionKind.INVOICE_NUMBER, MentionKind.ENGAGEMENT, MentionKind.MARKET)
    return canonical(value) if kind in written else value
