"""Setting one value in a TOML file that people wrote: their comments and layout stay as they are."""

from __future__ import annotations

import json
import os
import re
import tempfile
import tomllib
from contextlib import ExitStack
from pathlib import Path

from bot.errors import ConfigError


def set_text(path: Path, table: str, key: str, value: str) -> None:
    """Writes `key = "value"` into `[table]`, which is made at the end of the file when there is none.

    The file is replaced whole or not at all, and only if it then says so: ConfigError, with the lines to write by
    hand, for a layout that this cannot change (an inline table).
    """
    text = path.read_text(encoding="utf-8")
    # JSON's strings are TOML's basic strings.
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    changed = _changed(text, table, key, line)
    if _value(changed, f"{table}.{key}") != value:
        raise ConfigError(f"{path}: cannot be changed by itself: write {line} under [{table}] in it")
    replace_file(path, changed)


def replace_file(path: Path, text: str) -> None:
    """Writes a text file beside and moves it into place, keeping the rights of the one before."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with ExitStack() as failing:
        failing.callback(Path(name).unlink, missing_ok=True)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(mode)
        Path(name).replace(path)
        failing.pop_all()


def _changed(text: str, table: str, key: str, line: str) -> str:
    header = re.compile(rf"^[ \t]*\[[ \t]*{re.escape(table)}[ \t]*\].*$", re.MULTILINE).search(text)
    if header is None:
        return f"{text.rstrip()}\n\n[{table}]\n{line}\n"
    following = re.compile(r"^[ \t]*\[", re.MULTILINE).search(text, header.end())
    end = following.start() if following else len(text)
    inside = text[header.end() : end]
    written = re.compile(
        rf'^([ \t]*){re.escape(key)}[ \t]*=[ \t]*(?:"[^"\n]*"|\'[^\'\n]*\'|\[[^\]\n]*\])', re.MULTILINE
    )
    replaced, count = written.subn(lambda found: found[1] + line, inside, count=1)
    return text[: header.end()] + (replaced if count else f"\n{line}{inside}") + text[end:]


def _value(text: str, path: str) -> object:
    """The value at a dotted path; None when there is none, or when the text is no TOML."""
    try:
        value: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
