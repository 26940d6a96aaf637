"""How probable each candidate is, and that none is meant: one conditional logit over words with trained weights."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log10

from bot.core.candidate import Asked, Candidate
from bot.core.likeness import READS, Evidence, Likeness
from bot.core.reading import Readings
from bot.core.slips import crowd, danger

_LETTERS = re.compile(r"[A-Z]+")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d")
_MONEY = re.compile(r"\d[\d ]*[.,]\d\d\s*(?:€|EUR|euros?)|€|\bEUR\b", re.IGNORECASE)
_FOREIGN = re.compile(r"\s*(?:BC|CHORUS|TICKET|MARCHE|DEVIS|COMMANDE|BON|TVA|SIRET|SIREN|IBAN|TEL|EJ)\b", re.IGNORECASE)
_IBAN = re.compile(r"\s*FR\s?\d\d", re.IGNORECASE)
_PHONE = re.compile(r"\s*0[1-9](?:[ .]\d\d){4}\s*")


def of_candidate(like: Likeness, says: Evidence, alike: int) -> list[str]:
    """The features of one candidate: its likeness, what else agrees, and both together.

    `alike` is how many candidates have its amount: a subscription costs the same each month.
    """
    relation = like.relation
    good = relation == READS and not like.slips
    near = "good" if good else relation if like.slips == 0 else f"{relation}{min(like.slips, 3)}"
    hint = "open" if says[-1] == "open" else "known"
    return [*[f"{one}|{hint}" for one in like.features], *_agreeing(says, near, hint, min(alike, 4), min(like.size, 8))]


@lru_cache(maxsize=4096)
def _agreeing(says: Evidence, near: str, hint: str, alike: int, size: int) -> tuple[str, ...]:
    """What the amount, the date, the order and the establishment say, and all that beside how near the text is."""
    amount, day, order, site = says
    features = [f"near:{near}:{hint}"]
    if amount != "unsaid":
        features += (f"amount:{amount}", f"amount:{amount}:{near}", f"amount:{amount}:{hint}")
        if amount in ("same", "net"):
            features.append(f"alike:{amount}:{alike}:{near}:{hint}")
            features.append(f"spelt:{amount}:{size}:{hint}")
    if day != "unsaid":
        features += (f"day:{day}", f"day:{day}:{near}")
    if order != "unsaid":
        features += (f"order:{order}", f"order:{order}:{near}:{hint}", f"order:{order}:{size}:{hint}")
    if amount != "unsaid" and day != "unsaid":
        features.append(f"both:{amount}:{day}")
    return (*features, f"site:{site}")


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around the likeliest candidate.

    `near`: the company's numbers that a slip would turn into it. `sample`: some of the company's numbers. `size`: how
    many it has. `twins`: how many invoices of the whole body the text spells, or ends. Both are counted up to a bound.
    """

    near: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()
    size: int = 0
    twins: int = 0


def of_first(like: Likeness, says: Evidence, candidate: Candidate, around: Around, alike: int) -> list[str]:
    """What is told of the likeliest candidate only: its crowd and its company's habits, or its twins."""
    amount, day, order, site = says
    proof = "amount" if amount == "same" else "order" if order == "same" else amount if amount == "net" else "bare"
    near = crowd(candidate.number, around.near)
    level = round(danger(candidate.number, near) * 3) if near else -9
    if site == "open":
        many = round(4 * log10(1 + around.twins))
        features = [f"twins:{many}:{proof}", f"twins:{many}:{proof}:{day == 'same'}", f"twins:{many}:{like.relation}"]
        features += [
            f"open_crowd:{level}:{proof}:{min(alike, 4)}",
            f"open_crowd:{min(alike, 4)}:{like.relation}:{bool(near)}",
        ]
        return [*features, f"twins_of:{many // 3}:{proof}:{like.relation}"]
    spelled = like.features[0] if like.relation == READS else like.relation
    features = [f"crowd:{level}:{proof}", f"crowd:{level}:{spelled}:{proof == 'bare'}"]
    features += [f"crowd:{name}:{min(many, 9)}:{proof == 'bare'}" for name, many in near.items()]
    return features + _habits(like, candidate, around.sample) + _chance(like, around, proof)


def _chance(like: Likeness, around: Around, proof: str) -> list[str]:
    """How easily the text fits by chance: what many companies write is no news, and a long list holds much."""
    many, size = round(3 * log10(1 + around.twins)), round(3 * log10(1 + around.size))
    relation = f"{like.relation}:{proof}"
    return [f"common:{many}:{relation}", f"size:{size}:{relation}", f"chance:{many + size}:{relation}"]


def _habits(like: Likeness, candidate: Candidate, sample: Sequence[str]) -> list[str]:
    """Whether the number is written as the company writes most of its own."""
    heads = [_head(number) for number in sample]
    own = _head(candidate.number)
    kinds = min(3, len({*heads, own}))
    alike = sum(head == own for head in heads)
    usual = "alone" if len(heads) < _FEW else "usual" if 2 * alike > len(heads) else "rare" if alike <= 1 else "known"
    credit = "credit" if own in _CREDITS else "invoice"
    return [f"heads:{like.relation}:{kinds}:{usual}", f"head_kind:{like.relation}:{credit}:{usual}"]


_FEW = 4
_CREDITS = ("A", "AC", "AV", "AVO", "AVR", "AVOIR", "CN")


def _head(number: str) -> str:
    """The letters that a number begins with."""
    found = _LETTERS.match(number.upper())
    return found[0] if found else ""


def of_none(asked: Asked, readings: Readings, best: str) -> list[str]:
    """The features of « none of them »: what the text looks like, and what it was compared with."""
    text = asked.text
    plain = readings.plainest
    figures = sum(map(str.isdigit, plain))
    hint = "known" if asked.supplier else "open"
    kind = _kind(text, plain)
    features = ["none", f"none:{hint}", f"none:{kind}", f"none:{kind}:{hint}", f"none_figures:{min(figures, 10)}"]
    features.append(f"none_words:{min(len(readings.words), 5)}")
    features.append(f"none_best:{best}:{hint}")
    if asked.cents is not None:
        features += ("none_amount", f"none_amount:{best}:{hint}")
    if asked.day is not None:
        features.append("none_day")
    if asked.order:
        features += ("none_order", f"none_order:{best}:{hint}")
    return features


def _kind(text: str, plain: str) -> str:
    if _DATE.fullmatch(text.strip()):
        return "date"
    for name, shape in (("phone", _PHONE), ("iban", _IBAN), ("foreign", _FOREIGN)):
        if shape.match(text):
            return name
    if _MONEY.search(text):
        return "money"
    if not any(map(str.isdigit, plain)):
        return "words"
    if plain.isdigit():
        return f"figures{min(len(plain), 12)}"
    return "mixed"


def probabilities(
    weights: Mapping[str, float], candidates: Sequence[Sequence[str]], none: Sequence[str]
) -> tuple[float, ...]:
    """How probable each candidate is; what they lack to one is that none of them is meant."""
    get = weights.get
    scores = [sum([get(name, 0.0) for name in features]) for features in candidates]
    nought = sum([get(name, 0.0) for name in none])
    top = max([nought, *scores])
    shares = [exp(score - top) for score in scores]
    whole = sum(shares) + exp(nought - top)
    return tuple(share / whole for share in shares)
