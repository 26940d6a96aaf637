"""What every service takes and gives, read from fields.toml; and what in a body does not agree with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

Side = Literal["request", "answer"]
_INTEGERS = {"integer/int32": 2**31, "integer/int64": 2**63}
_FORMATS = {
    "string/day": re.compile(r"\d{4}-\d\d-\d\d"),
    "string/instant": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d"),
    "string/minute": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d"),
    "string/moment": re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?)?"),
    "string": re.compile(r".*", re.DOTALL),
}


@cache
def written() -> Mapping[str, Any]:
    """The file as it is: `enums`, and per service `request` and `answer`."""
    with (Path(__file__).parent / "fields.toml").open("rb") as file:
        return tomllib.load(file)


def services() -> tuple[str, ...]:
    """The paths of all services described, without `/cpro/`."""
    return tuple(name for name in written() if name != "enums")


def problems(service: str, side: Side, body: object) -> tuple[str, ...]:
    """Where a body differs from what is described, each as `field: what`; empty for one that agrees."""
    return tuple(_of_object(written()[service][side], body, ""))


def _of_object(tree: Mapping[str, Any], value: object, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at or 'body'}: not an object"
        return
    shapes = {name.rstrip("!").removesuffix("[]"): (name, shape) for name, shape in tree.items()}
    for name, inner in value.items():
        here = f"{at}.{name}" if at else name
        if name not in shapes:
            yield f"{here}: unknown field"
        else:
            yield from _of_field(*shapes[name], inner, here)
    for name in tree:
        if name.endswith("!") and name.rstrip("!") not in value:
            yield f"{at}{'.' if at else ''}{name.rstrip('!')}: missing"


def _of_field(name: str, shape: Any, value: object, at: str) -> Iterator[str]:
    if not name.endswith("[]"):
        yield from _of_value(shape, value, at)
    elif not isinstance(value, list):
        yield f"{at}: not an array"
    else:
        for place, item in enumerate(value):
            yield from _of_value(shape, item, f"{at}[{place}]")


def _of_value(shape: Any, value: object, at: str) -> Iterator[str]:
    if isinstance(shape, dict):
        yield from _of_object(shape, value, at)
        return
    kind, _, allowed = shape.partition(" enum=")
    if not _fits(kind, value):
        yield f"{at}: not {kind}"
    elif allowed and value not in written()["enums"].get(allowed, allowed.split(",")):
        yield f"{at}: not one of the known values"


def _fits(kind: str, value: object) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if kind in _INTEGERS:
        return isinstance(value, int) and -_INTEGERS[kind] <= value < _INTEGERS[kind]
    if kind == "number":
        return isinstance(value, int | float)
    return isinstance(value, str) and _FORMATS[kind].fullmatch(value) is not None
