"""References looked up in an open database, one after the other, for people and for programs that ask by lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.core.candidate import Asked
from bot.core.matching import Found
from bot.edges.store import open_store
from bot.edges.store_candidates import SteadyCandidateBook
from bot.errors import StoreError
from bot.jobs.looking_up import look_up

LookUp = Callable[[Asked], Found]

_FIELDS = ("text", "siret_hint", "amount", "date", "engagement")
_HINTS = (0, 9, 14)
_LONGEST_LINE = 1 << 16


class BadQuestion(ValueError):
    """A line that is no question; its text says what is wrong with it."""


@contextmanager
def looking_up(database: str, organisation_id: str) -> Iterator[LookUp]:
    """What looks references up among the invoices of one organisation; changes nothing.

    Raises ConfigError for a database that is not there, StoreError for one that does not answer.
    """
    store = open_store(database, read_only=True)
    book = SteadyCandidateBook(store.engine)
    try:
        yield lambda asked: look_up(book, organisation_id, asked)
    finally:
        book.close()
        store.close()


def answers(lines: Iterable[bytes], find: LookUp) -> Iterator[str]:
    """The answer to each line, as a line: a bad one costs itself, and so does a question that the store does not answer."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line, find), ensure_ascii=False)


def _answer(line: bytes, find: LookUp) -> dict[str, Any]:
    name: object = ""
    try:
        values = _object(line)
        name = values.get("id", "")
        return {"id": name, **told(find(asked_of(values)))}
    except BadQuestion as error:
        return {"id": name, **_NOTHING, "error": str(error)}
    except StoreError as error:
        return {"id": name, **_NOTHING, "error": str(error)}


_NOTHING: Mapping[str, Any] = {"decision": "none", "siret": "", "number": "", "p": 0.0, "alternatives": []}


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE:
        raise BadQuestion(f"longer than {_LONGEST_LINE} octets")
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadQuestion(f"not a JSON object: {type(error).__name__}") from error
    if not isinstance(values, dict):
        raise BadQuestion("not a JSON object")
    return values


def asked_of(values: Mapping[str, object]) -> Asked:
    """A question from its fields, each a text, empty or absent when unknown. Raises BadQuestion."""
    for name in _FIELDS:
        if not isinstance(values.get(name, ""), str | None):
            raise BadQuestion(f"{name}: not a text")
    text, hint, amount, day, order = (str(values.get(name) or "") for name in _FIELDS)
    hint = "".join(hint.split())
    if len(hint) not in _HINTS or (hint and not (hint.isascii() and hint.isdecimal())):
        raise BadQuestion("siret_hint: neither 9 nor 14 digits")
    return Asked(text, hint, _cents(amount), _day(day), order.strip())


def _cents(amount: str) -> int | None:
    bare = "".join(amount.split()).removesuffix("€").replace(",", ".")
    if not bare:
        return None
    try:
        cents = Decimal(bare) * 100
        return int(cents) if abs(cents) < _LARGEST else None
    except (InvalidOperation, ValueError) as error:
        raise BadQuestion("amount: not a number such as 1234.56") from error


_LARGEST = 10**13


def _day(day: str) -> int | None:
    if not day.strip():
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(day.strip(), form).date().toordinal()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise BadQuestion("date: not a day such as 2024-03-31")


def told(found: Found) -> dict[str, Any]:
    """A verdict in the words of the interface; the likeliest invoice is named even where it is not accepted."""
    first = found.first
    return {
        "decision": found.verdict.value,
        "siret": first.candidate.supplier_id if first else "",
        "number": first.candidate.number if first else "",
        "p": round(first.p, 6) if first else 0.0,
        "alternatives": [[one.candidate.supplier_id, one.candidate.number, round(one.p, 6)] for one in found.weighed],
    }
