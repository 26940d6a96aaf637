"""Reading TOML that people write by hand: every key is known, has the right type, and an error names its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn, TypeVar

from bot.errors import RuleError

_T = TypeVar("_T")
_KINDS: Mapping[type, str] = {
    str: "un texte entre guillemets",
    bool: "true ou false",
    int: "un nombre entier",
    float: "un nombre",
    list: "une liste entre crochets",
    dict: "une table",
    date: "une date comme 2026-12-24",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One file as read: its name for messages and its lines, to say where something stands."""

    name: str
    lines: tuple[str, ...]

    def line_of(self, key: str, value: object, region: range) -> int:
        """The first line (from 1) of `region` where `key` is set, to `value` when one is given; 0 when none."""
        wanted = re.compile(rf"(?<![\w.-]){re.escape(key)}[\"']?\s*=")
        for index in region:
            line = self.lines[index]
            if wanted.search(line) and (value is None or str(value) in line):
                return index + 1
        return 0

    def headers(self, name: str, region: range, *, many: bool) -> tuple[int, ...]:
        """Indexes of the lines of `region` that open table `[name]` (or `[[name]]`)."""
        opening, closing = (r"\[\[", r"\]\]") if many else (r"\[", r"\]")
        wanted = re.compile(rf"\s*{opening}\s*{re.escape(name)}\s*{closing}")
        return tuple(index for index in region if wanted.match(self.lines[index]))


def read_source(path: Path, what: str) -> tuple[Source, dict[str, object]]:
    """The text and the values of a TOML file; RuleError when it is missing, not UTF-8 or not TOML.

    `what` says in French what the file is for.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return Source(path.name, tuple(text.splitlines())), tomllib.loads(text)
    except OSError as error:
        raise RuleError(str(path), "", f"impossible de lire {what} ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise RuleError(str(path), "", "le fichier doit être enregistré en UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise RuleError(str(path), "", f"le fichier n'est pas du TOML correct : {error}") from error


def nearest(word: str, known: Collection[str]) -> str:
    """« ; vouliez-vous écrire « x » ? » when a known word resembles `word`, else nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" ; vouliez-vous écrire « {close[0]} » ?" if close else ""


class Table:
    """One table of a file: each key is asked for by name and type, and `close` refuses what nobody asked for.

    `entry` is how people know the table (« organisation « casq » »). `elsewhere` holds the values that came
    from another file (`other_file`) and took the place of this one's: their errors name that file.
    """

    def __init__(
        self,
        source: Source,
        values: Mapping[str, object],
        entry: str = "",
        elsewhere: Mapping[str, object] | None = None,
        other_file: str = "",
    ) -> None:
        self.source = source
        self.entry = entry
        self.path = ""
        self.region = range(len(source.lines))
        self._values = values
        self._elsewhere = {} if elsewhere is None else elsewhere
        self._is_elsewhere = elsewhere is not None
        self._other_file = other_file
        self._asked: set[str] = set()

    def refuse(self, key: str, problem: str, value: object = None) -> NoReturn:
        """Raises RuleError for `key`, with its line, or its table's first line when it is not written there."""
        line = self.source.line_of(key, value, self.region) or self.region.start + 1
        # What is missing is missing in the other file, where that one holds all of the table.
        there = key in self._elsewhere or (self._is_elsewhere and self._values.keys() <= self._elsewhere.keys())
        place = self._other_file if there else f"{self.source.name}, ligne {line}"
        who = f" ({self.entry})" if self.entry else ""
        raise RuleError(f"{place}{who}", f"{self.path}{key}", problem)

    def overlaid(self, above: Mapping[str, object], other_file: str) -> Table:
        """This table with values of `other_file` laid over it: nested tables merged, all else replaced."""
        below = Table(self.source, _merged(self._values, above), self.entry, above, other_file)
        below.path, below.region = self.path, self.region
        return below

    def has(self, key: str) -> bool:
        """True when the key is written; the key counts as known."""
        self._asked.add(key)
        return key in self._values

    def names(self) -> tuple[str, ...]:
        """Every key, all of them known from now on: for tables whose keys are free."""
        self._asked.update(self._values)
        return tuple(self._values)

    def _get(self, key: str, kind: type[_T], default: _T | None) -> _T:
        if not self.has(key):
            if default is None:
                self.refuse(key, f"il manque cette ligne ; écrivez {_KINDS[kind]}")
            return default
        value = self._values[key]
        # TOML's true is a Python int and its date-time a Python date: neither is meant here.
        disguised = (isinstance(value, bool) and kind is not bool) or isinstance(value, datetime)
        if disguised or not isinstance(value, kind):
            self.refuse(key, f"écrivez {_KINDS[kind]}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A string without spaces at its ends; required and not empty when no default is given."""
        found = self._get(key, str, default).strip()
        if not found and default is None:
            self.refuse(key, "ce texte ne peut pas être vide")
        return found

    def flag(self, key: str, default: bool | None = None) -> bool:
        """A boolean."""
        return self._get(key, bool, default)

    def number(self, key: str, default: int | None = None, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number, at least `least` and at most `most` (a million days from now is still a date)."""
        found = self._get(key, int, default)
        if found < least:
            self.refuse(key, f"ce nombre doit être au moins {least}", found)
        if found > most:
            self.refuse(key, f"ce nombre doit être au plus {most}", found)
        return found

    def optional_number(self, key: str, *, least: int = 0) -> int | None:
        """A whole number or None when the key is not written."""
        return self.number(key, least=least) if self.has(key) else None

    def day(self, key: str) -> date | None:
        """A date, None when the key is not written."""
        return self._get(key, date, None) if self.has(key) else None

    def days(self, key: str) -> tuple[date, ...]:
        """A list of dates, empty by default."""
        found = self._get(key, list, [])
        if any(isinstance(day, datetime) or not isinstance(day, date) for day in found):
            self.refuse(key, f"cette liste ne contient que des dates, chacune {_KINDS[date]}")
        return tuple(found)

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of strings; a lone string counts as a list of one."""
        if isinstance(self._values.get(key), str):
            return tuple(filter(None, (self.text(key, ""),)))
        found = self._get(key, list, list(default))
        if not all(isinstance(item, str) for item in found):
            self.refuse(key, "cette liste ne contient que des textes entre guillemets")
        return tuple(item.strip() for item in found)

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """A string that must be one of `known`."""
        found = self.text(key, default)
        if found not in known:
            words = ", ".join(f"« {word} »" for word in sorted(known) if word)
            self.refuse(key, f"« {found} » n'est pas connu{nearest(found, known)} ; choix possibles : {words}", found)
        return found

    def raw(self, key: str) -> object:
        """The value whatever its type, None when not written."""
        return self._values[key] if self.has(key) else None

    def table(self, key: str) -> Table:
        """A table below this one, empty when not written."""
        below = self._below(key, self._get(key, dict, {}))
        headers = self.source.headers(below.path[:-1], self.region, many=False)
        below.region = range(headers[0], self.region.stop) if headers else self.region
        return below

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables below this one, empty when not written."""
        found = self._get(key, list, [])
        if not all(isinstance(item, dict) for item in found):
            self.refuse(key, f"écrivez des tables [[{self.path}{key}]]")
        below = tuple(self._below(key, item) for item in found)
        starts = self.source.headers(f"{self.path}{key}", self.region, many=True)
        stops = (*starts[1:], self.region.stop)[: len(starts)]
        written_here = len(starts) == len(below) and key not in self._elsewhere
        for table, start, stop in zip(below, starts, stops, strict=True) if written_here else ():
            table.region = range(start, stop)
        return below

    def _below(self, key: str, values: Mapping[str, object]) -> Table:
        elsewhere = self._elsewhere.get(key)
        from_there = elsewhere if isinstance(elsewhere, Mapping) else None
        below = Table(self.source, values, self.entry, from_there, self._other_file)
        if key in self._elsewhere and not isinstance(elsewhere, Mapping):
            below._elsewhere, below._is_elsewhere = values, True
        below.path, below.region = f"{self.path}{key}.", self.region
        return below

    def close(self) -> None:
        """Refuses keys that nobody asked for, with the nearest known one."""
        for key in self._values:
            if key not in self._asked:
                self.refuse(key, f"ce nom est inconnu{nearest(key, self._asked)}")


def _merged(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    merged = {**below, **above}
    for key, value in above.items():
        under = below.get(key)
        if isinstance(value, Mapping) and isinstance(under, Mapping):
            merged[key] = _merged(under, value)
    return merged
