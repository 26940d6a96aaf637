"""What else in a mail agrees with an invoice: its amount, date and order, few of each and at its own number.

Whoever lists three hundred amounts proves nothing, and neither does the amount of the invoice beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.invoice import Invoice
from bot.core.invoice_number import bare_engagement, canonical, same_number
from bot.core.mention import Mention, MentionKind, Source

WRITTEN_NOW = (Source.SUBJECT, Source.FRESH)
MOST = {MentionKind.AMOUNT: 4, MentionKind.DATE: 3, MentionKind.ENGAGEMENT: 2}
"""How many different items one invoice may come with: net, tax, gross and total; three dates; two orders."""

_TOO_MANY = {kind: f"too_many_{kind.value}s" for kind in MOST}


def evidence_for(mentions: Sequence[Mention], index: int, asked: int, invoice: Invoice) -> tuple[str, ...]:
    """Codes of what agrees with `invoice`, which the mention at `index` names; `asked` numbers are asked about.

    `amount`, `date`, `engagement`; `amount_differs` when the invoice's own sentence or row gives another
    price; `too_many_amounts` and the like when the mail offers so many that one had to fit. History
    counts only when the number itself was found there (a forwarded mail), and so do attachments.
    """
    words = _Words.around(mentions, index)
    codes = _amount(words, invoice, asked)
    codes += _agrees(words, MentionKind.DATE, invoice.invoiced_on.isoformat() if invoice.invoiced_on else "", asked)
    return (*codes, *_agrees(words, MentionKind.ENGAGEMENT, invoice.engagement, asked))


def _amount(words: _Words, invoice: Invoice, asked: int) -> tuple[str, ...]:
    if invoice.amount is None:
        return ()
    price = f"{invoice.amount:.2f}"
    codes = _agrees(words, MentionKind.AMOUNT, price, asked)
    own = {m.value for m in words.own(MentionKind.AMOUNT, wide=asked > 1) if m.source in WRITTEN_NOW}
    said = own if asked > 1 else {m.value for m in words.all(MentionKind.AMOUNT)}
    return (*codes, "amount_differs") if own and price not in said else codes


def _agrees(words: _Words, kind: MentionKind, wanted: str, asked: int) -> tuple[str, ...]:
    """The code of `kind` when one of few values is the `wanted` one."""
    if not wanted:
        return ()
    everywhere = words.all(kind)
    own = words.own(kind, wide=asked > 1)
    if own and (asked > 1 or _different(everywhere) > MOST[kind] * asked):
        pool, most = own, MOST[kind]
    else:
        pool, most = everywhere, MOST[kind] * asked
    if _different(pool) > most:
        return (_TOO_MANY[kind],)
    return (kind.value,) if any(_same(kind, mention.value, wanted) for mention in pool) else ()


def _different(pool: Iterable[Mention]) -> int:
    return len({canonical(m.value) if m.kind is MentionKind.ENGAGEMENT else m.value for m in pool})


def _same(kind: MentionKind, said: str, wanted: str) -> bool:
    if kind is not MentionKind.ENGAGEMENT:
        return said == wanted
    return same_number(bare_engagement(said), bare_engagement(wanted))


_Scope = Callable[[Mention], tuple[object, ...]]


def _clause(mention: Mention) -> tuple[object, ...]:
    return mention.source, mention.clause


def _paragraph(mention: Mention) -> tuple[object, ...]:
    return mention.source, mention.paragraph


def _text(mention: Mention) -> tuple[object, ...]:
    return (mention.source,)


_SCOPES: tuple[_Scope, ...] = (_clause, _paragraph, _text)


@dataclass(frozen=True, slots=True)
class _Words:
    """The mentions that may speak for one number: `spellings` are its own places, `said` all of them."""

    spellings: tuple[Mention, ...]
    said: tuple[Mention, ...]

    @classmethod
    def around(cls, mentions: Sequence[Mention], index: int) -> _Words:
        number = mentions[index]
        sources = {*WRITTEN_NOW, Source.FILE_NAME, number.source}
        if any(m.source is Source.ATTACHMENT and _is_same(m, number) for m in mentions):
            sources.add(Source.ATTACHMENT)  # a copy of the very invoice came with the question
        said = tuple(mention for mention in mentions if mention.source in sources)
        spellings = tuple(m for m in said if m is number or _is_same(m, number))
        return cls(spellings, said)

    def all(self, kind: MentionKind) -> list[Mention]:
        return [mention for mention in self.said if mention.kind is kind]

    def own(self, kind: MentionKind, *, wide: bool) -> list[Mention]:
        """What stands with the number itself and is named as nothing else.

        In its sentence or row; with `wide` also in its paragraph, or its text, when what stands there goes
        number by number.
        """
        for scope in _SCOPES if wide else _SCOPES[:1]:
            near = [item for place in self.spellings for item in self._beside(place, kind, scope)]
            if near:
                return near
        return []

    def _beside(self, place: Mention, kind: MentionKind, scope: _Scope) -> list[Mention]:
        here = [m for m in self.said if scope(m) == scope(place)]
        numbers = [m for m in here if m.kind is MentionKind.INVOICE_NUMBER]
        items = [m for m in here if m.kind is kind and not m.aside]
        if all(_is_same(m, place) for m in numbers):
            return items if scope is not _text else []
        shares = _shares(numbers, items)
        if scope is not _clause and not all(shares):
            return []
        return shares[numbers.index(place)]


def _shares(numbers: Sequence[Mention], items: Sequence[Mention]) -> list[list[Mention]]:
    """The items of each number: those that follow it, or stand before it where they come first."""
    before = bool(items) and items[0].start < numbers[0].start and items[-1].start < numbers[-1].start
    starts = [m.start for m in numbers]
    bounds = [-1, *starts] if before else [*starts, max(starts[-1], *(m.start for m in items), 0) + 1]
    return [[m for m in items if start <= m.start < end] for start, end in pairwise(bounds)]


def _is_same(first: Mention, second: Mention) -> bool:
    return first.kind is second.kind and same_number(first.value, second.value)
