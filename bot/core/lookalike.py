"""Whether a sender's address imitates one that staff know for the supplier: the first sign of a false transfer order.

The table of what counts is in `tests/core/test_lookalike.py`. Names are compared by what the eye sees: letters that look
alike are one, hyphens are nothing, and the ending (`.fr`, `.com`) does not tell one firm from another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from enum import StrEnum

_PROVIDERS = """
    gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr live.com live.fr msn.com yahoo.com yahoo.fr ymail.com
    orange.fr wanadoo.fr free.fr sfr.fr neuf.fr laposte.net bbox.fr numericable.fr club-internet.fr aol.com icloud.com me.com
    mac.com gmx.fr gmx.com gmx.net proton.me protonmail.com mail.com mailo.com mailo.fr aliceadsl.fr cegetel.net nordnet.fr
    caramail.fr web.de
    """
_WEBMAIL = frozenset(_PROVIDERS.split())
"""Where anybody gets an address: the domain says nothing of who writes."""
_TWO_PART_ENDINGS = frozenset({"co.uk", "com.fr", "asso.fr", "gouv.fr", "org.uk", "com.es", "com.pt", "co.com"})
_SEEN_AS = {"0": "o", "1": "l", "3": "e", "5": "s", "і": "l", "i": "l", "j": "l", "ı": "l", "|": "l"} | dict(
    zip("аеорсухкмтвнѕԁɡοανιτρκ", "aeopcyxkmtbhsdgoavltpk", strict=True)
)
"""Cyrillic and Greek letters and figures as a hurried reader sees them; `i` and `l` are one."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_LEAST_FOR_ONE, _LEAST_FOR_TWO = 5, 9
"""Letters a name must have for one, or two, differing letters to be an imitation and no other firm."""
_LEAST_WORD = 6


class Imitation(StrEnum):
    """What an address is to those that staff entered for the supplier that the mail speaks for."""

    NONE = "none"
    NEW_DOMAIN = "new_domain"
    LOOK_ALIKE = "look_alike"


def imitation(address: str, known: Collection[str]) -> Imitation:
    """`address` (lower case) against the supplier's `known` addresses; nothing is said of one in a known firm's domain.

    LOOK_ALIKE: a domain, or at a public provider the part before the @, that one takes for a known one. NEW_DOMAIN: all
    the known addresses are in domains of their own, and this one is in none of them (public-finance rules §3.6, 5).
    """
    if not known or address in known:
        return Imitation.NONE
    local, _, domain = address.rpartition("@")
    firms = {one.rpartition("@")[2] for one in known} - _WEBMAIL
    if domain in _WEBMAIL:
        people = [one.rpartition("@")[0] for one in known]
        if any(_name_like(local, one, least=_LEAST_WORD) for one in people if len(one) >= _LEAST_WORD):
            return Imitation.LOOK_ALIKE
    elif any(_within(domain, firm) for firm in firms):
        return Imitation.NONE
    elif any(_domain_like(domain, firm) for firm in firms):
        return Imitation.LOOK_ALIKE
    alone = firms and not any(one.rpartition("@")[2] in _WEBMAIL for one in known)
    return Imitation.NEW_DOMAIN if alone else Imitation.NONE


def _within(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _domain_like(domain: str, known: str) -> bool:
    """Whether one takes `domain` for `known`: by its own name, or by the known name among its words."""
    name, other = _own_name(domain), _own_name(known)
    if _name_like(name, other, least=1):
        return True
    words = _words(domain)
    return len(other) >= _LEAST_WORD and any(_seen(word) == _seen(other) for word in words)


def _words(domain: str) -> Iterable[str]:
    """The labels of a domain, and the same without the first or last of their words (« durand-compta », « durand.fr.ru »)."""
    for label in domain.split("."):
        parts = label.split("-")
        yield from (label, "-".join(parts[1:]), "-".join(parts[:-1]))


def _own_name(domain: str) -> str:
    """The label that a firm chose: what stands before `.fr`, `.com`, `.co.uk`."""
    labels = domain.split(".")
    ending = 2 if ".".join(labels[-2:]) in _TWO_PART_ENDINGS else 1
    return labels[-ending - 1] if len(labels) > ending else domain


def _name_like(one: str, other: str, *, least: int) -> bool:
    """Whether the names are alike as read in haste, or letter by letter: « nn » read as « m » may hide a letter left out."""
    return _near(_seen(one), _seen(other), least) or _near(one, other, least)


def _near(seen: str, known: str, least: int) -> bool:
    if seen == known:
        return len(known) >= least
    shorter = min(len(seen), len(known))
    most = 2 if shorter >= _LEAST_FOR_TWO else int(shorter >= _LEAST_FOR_ONE)
    return abs(len(seen) - len(known)) <= most and _distance(seen, known) <= most


def _seen(name: str) -> str:
    """A name as a hurried reader sees it: letters that look alike are one, marks between words are nothing."""
    if name.startswith("xn--"):
        try:
            name = name[4:].encode().decode("punycode")
        except ValueError:
            return name
    plain = "".join(char for char in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(char))
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return "".join(_SEEN_AS.get(char, char) for char in plain if char.isalnum())


def _distance(one: str, other: str) -> int:
    """Letters to change, add, leave out or swap with the next to make one name of the other."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        before, last, row = row, before, [place]
        for at, char in enumerate(other, 1):
            cost = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (letter != char))
            if place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == char:
                cost = min(cost, last[at - 2] + 1)
            row.append(cost)
    return row[-1]
