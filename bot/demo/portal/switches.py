"""What nobody outside Chorus Pro knows, one switch each, and the faults that can be ordered.

Guichet has to work in every position: a position is a supposition, not a fact.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Literal, get_args, get_type_hints


@dataclass(frozen=True, slots=True)
class Switches:
    """One position of every switch; the first value of each is the default."""

    number_match: Literal["exact", "partial"] = "exact"
    """Whether `numeroFacture` finds the whole number only, or any number that holds it (in any case)."""
    page_cap: int = 0
    """The most rows that a page has, whatever was asked for; 0: no cap."""
    quota_calls: int = 0
    """The most calls in `quota_seconds`; beyond: 429. 0: no quota."""
    quota_seconds: float = 1.0
    retry_after: Literal["seconds", "date", "absent"] = "seconds"
    """What a 429 or 503 says of when to come back."""
    transitions: Literal["usual", "sparse", "backward"] = "usual"
    """The table that invoices live by: see transitions.toml."""
    span_days: int = 0
    """The widest filter of dates that is taken; 0: any."""
    zone: Literal["Europe/Paris", "UTC"] = "Europe/Paris"
    """The zone of times written without one, in answers (`2024-03-11 15:45`) and in requests."""
    window_grain: Literal["exact", "day"] = "exact"
    """Whether a filter of status dates looks at the time of day, or takes whole days only."""
    cut_total: Literal["whole", "cut"] = "whole"
    """What `total` counts when `nbResultatsMaximum` cuts the list: all that was found, or what is left of it."""
    works_cut: bool = False
    """Whether the works' search, in whose paging nobody has seen an `nbResultatsMaximum`, stops at 200 all the same."""
    ties: Literal["stable", "drifting"] = "stable"
    """Whether rows that the sort does not tell apart keep their order from one call to the next."""
    works_ids: Literal["same", "own"] = "same"
    """Whether `idFactureTravaux` is the `idFacture` of the other services, or a number of its own."""
    errors_in_400: bool = False
    """Whether business errors come as HTTP 400 with the same body, instead of 200."""
    one_as_object: bool = False
    """Whether a list of one comes as that one."""
    dirty: bool = False
    """Quoted ids and amounts, nulls written out, an unknown status and unknown fields here and there."""
    moving: int = 0
    """How many invoices change their status after each page of a search."""

    def with_(self, settings: list[str]) -> Switches:
        """These switches with some set as `name=value`; raises ValueError naming what is wrong and what is possible."""
        hints = get_type_hints(Switches)
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        for setting in settings:
            name, _, text = setting.partition("=")
            if name not in values:
                raise ValueError(f"no switch is named {name!r}; there are: {', '.join(sorted(values))}")
            values[name] = _value(name, text, hints[name])
        return Switches(**values)


def _value(name: str, text: str, hint: object) -> object:
    allowed = ("true", "false") if hint is bool else get_args(hint)
    if allowed and text not in allowed:
        raise ValueError(f"{name} is one of {', '.join(allowed)}, not {text!r}")
    if allowed:
        return text == "true" if hint is bool else text
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name} is a number, not {text!r}") from None
    if not 0 <= value < 10**9:
        raise ValueError(f"{name} is a number from 0 to a billion, not {text}")
    return int(value) if hint is int else value


class FaultKind(StrEnum):
    """What may go wrong on the way; the value is the word of the command line."""

    LATENCY = "latency"
    """The right answer, `seconds` later."""
    TOO_MANY = "429"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    TRUNCATED = "truncated"
    """Half of the right answer, then the connection is closed."""
    DRIP = "drip"
    """The right answer, a few octets at a time, `seconds` apart."""
    MAINTENANCE = "maintenance"
    """An HTML page, with 503."""
    MAINTENANCE_200 = "maintenance-200"
    """The same page, with 200."""
    NOT_JSON = "not-json"
    """200 and application/json, but the body is none."""
    EMPTY = "empty"
    """200 and nothing."""
    TOKEN = "token"  # noqa: S105  (the name of a fault)
    """The bearer token is refused: 401, the reason in a header only."""
    PASSWORD = "password"  # noqa: S105  (the name of a fault)
    """The technical account's password has expired: 401 with an empty body."""
    TERMS = "terms"
    """The application has not accepted the terms of this API: 403 with an empty body."""
    UNPUBLISHED = "unpublished"
    """The gateway knows no such path: 403 with another realm."""
    RESET = "reset"
    """The connection is reset before an answer."""
    BUSINESS = "business"
    """An error of the application: 200, codeRetour 29999."""


@dataclass(slots=True)
class Fault:
    """`kind` happens to the next `count` calls of `service` (the end of its path; empty: any, the token's included)."""

    kind: FaultKind
    service: str = ""
    count: int = 1
    seconds: float = 5.0
    after: int = 0
    """How many calls of the service still pass before."""

    def strikes(self, path: str) -> bool:
        """Whether this call is hit; counts it."""
        if self.count <= 0 or not path.endswith(self.service):
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.count -= 1
        return True


@dataclass(slots=True)
class Faults:
    """The faults ordered so far; the first that fits a call strikes it."""

    ordered: list[Fault] = field(default_factory=list)

    def striking(self, path: str) -> Fault | None:
        """The fault that hits this call, None for a good one."""
        hit = next((fault for fault in self.ordered if fault.strikes(path)), None)
        self.ordered = [fault for fault in self.ordered if fault.count > 0]
        return hit
