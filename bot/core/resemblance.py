"""How much a stored number resembles a written one: it ranks proposals and never decides.

Edit distance is the wrong ruler: a lost prefix is three edits from the right invoice and one digit is
one edit from the wrong one. So separators, case, padding and look-alikes cost nothing, letters little,
and digits nearly all.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from bot.core.invoice import Invoice, Near
from bot.core.invoice_number import canonical

_LOOKED_AT = 24
_LEAST = 0.1
_LETTER, _LEADING_DIGIT, _DIGIT = 0.15, 0.25, 1.0
_CEILING = 0.9


def most_alike(number: str, invoices: Sequence[Invoice], most: int) -> tuple[Near, ...]:
    """The invoices whose number resembles `number` most, best first.

    `p` is a rank between 0 and 0.9, not calibrated yet: it is no probability that the invoice is meant.
    """
    written = canonical(number)
    if not written:
        return ()
    forms = [canonical(invoice.number) for invoice in invoices]
    best = extract(written, forms, scorer=ratio, limit=_LOOKED_AT)
    ranked = sorted(((_rank(written, form), index) for form, _, index in best), key=lambda item: (-item[0], item[1]))
    return tuple(
        Near(invoices[index].supplier_id, invoices[index].number, p) for p, index in ranked[:most] if p >= _LEAST
    )


def _rank(written: str, stored: str) -> float:
    """0.9 for one form of the other, falling with each letter and, steeply, with each digit between them."""
    swapped = sorted(written.split("-")) == sorted(stored.split("-"))
    cost = _LETTER if swapped else _cost(_joined(written), _joined(stored))
    return round(_CEILING * exp(-cost), 3)


def _joined(form: str) -> str:
    return form.replace("-", "")


def _cost(written: str, stored: str) -> float:
    total = 0.0
    for edit in Levenshtein.editops(written, stored):
        touched = (written[edit.src_pos : edit.src_pos + 1] if edit.tag != "insert" else "") + (
            stored[edit.dest_pos : edit.dest_pos + 1] if edit.tag != "delete" else ""
        )
        if not any(char.isdigit() for char in touched):
            total += _LETTER
        elif edit.tag != "replace" and edit.src_pos == 0:
            total += _LEADING_DIGIT  # a year or a branch code left out, or added, in front
        else:
            total += _DIGIT
    return total
