"""Address lists of headers (RFC 5322 §3.4) as senders really write them: groups, comments, trailing dots."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.core.mail import Address
from bot.edges.mime_headers import readable

_MOST_ADDRESSES = 500
# One token of a list: a quoted string, an angle address, a separator, or a run of anything else.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.){0,500}"|<[^<>]*>|[,;:()]|[^",;:<>()]+|["<>]', re.DOTALL)
_USABLE = re.compile(r"[^\s@<>\"(),;:\\\[\]]{1,128}@[^\s@<>\"(),;:\\\[\]]*[^\W_][^\s@<>\"(),;:\\\[\]]*")
_ROUTE = re.compile(r"\A\s*@[^:<>]{1,500}:")
_BARE = re.compile(r"[^\s@<>\"(),;:]{1,128}@[^\s@<>\"(),;:]{1,255}")


def addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """Every mailbox of these header values whose address can be used; lower case, group names dropped."""
    found = (mailbox(item) for value in values for item in _items(value))
    return tuple(address for address in found if address is not None)[:_MOST_ADDRESSES]


def count_claims(value: str) -> int:
    """How many addresses a value claims, usable or not: a From with two is nobody's.

    « Dupont, Jean <j@x> » without quotes claims one: the comma is a common mistake.
    """
    claims = ([token for token in item if _claims(token)] for item in _items(value))
    return sum(max(sum(token[0] == "<" for token in claim), 1) for claim in claims if claim)


def _claims(token: str) -> bool:
    """Whether a token may be an address to some reader: any in angle brackets, and what holds an `@` unquoted."""
    return (token[0] == "<" and len(token) > 2) or ("@" in token and token[0] not in '"(')


def mailbox(item: list[str]) -> Address | None:
    """One mailbox from its tokens; None when no address, or more than one, can be meant."""
    angles = [token for token in item if token.startswith("<") and token.endswith(">") and len(token) > 1]
    if len(angles) > 1:
        return None
    rest = [token for token in item if token not in angles]
    if angles:
        address, name = normal(angles[0][1:-1]), "".join(rest)
    else:
        bare = [token for token in rest if not token.startswith(('"', "("))]
        candidates = _BARE.findall("".join(bare))
        if len(candidates) != 1:
            return None
        address, name = normal(candidates[0]), "".join(rest).replace(candidates[0], "", 1)
    return Address(_name(name), address) if address else None


def normal(raw: str) -> str:
    """An address in lower case without trailing dots or route; empty when it cannot be one.

    Only a route as RFC 5322 §4.4 writes it (`@relay,@relay:user@host`) is taken off: `x@evil:user@good` claims two
    addresses, and another reader takes the first. No address may be an encoded word (RFC 2047 §5).
    """
    if "=?" in raw:
        return ""
    text = _ROUTE.sub("", unicodedata.normalize("NFC", readable(raw))).strip(" .'").lower()
    local, _, domain = text.rpartition("@")
    text = f"{local.strip()}@{domain.strip()}"
    return text if _USABLE.fullmatch(text) and ".." not in domain and len(text) <= 254 else ""


def _name(text: str) -> str:
    plain = re.sub(r'\\(["\\])', r"\1", readable(text.replace('"', "")))
    return plain.strip(" ()'")[:200]


def _items(value: str) -> list[list[str]]:
    """Splits a list into mailboxes, each a list of tokens; those of a comment begin with `(`."""
    items: list[list[str]] = [[]]
    depth = 0
    for lexeme in _TOKEN.findall(value):
        if depth or lexeme == "(":
            depth += {"(": 1, ")": -1}.get(lexeme, 0)
            items[-1] += [lexeme] if depth == 1 and lexeme == "(" else [f"({lexeme}"]
        elif lexeme in {",", ";"}:
            items.append([])
        elif lexeme == ":" and not any("@" in earlier for earlier in items[-1]):
            items[-1] = []  # what stood before was the name of a group
        else:
            items[-1].append(lexeme)
    return [item for item in items if "".join(item).strip("() ")]
