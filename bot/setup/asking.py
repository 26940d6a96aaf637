"""Who answers: a person at a terminal (see `bot.cli.init`) or a file of answers, for machines and tests."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

from bot.errors import ConfigError
from bot.setup.answers import Refused

T = TypeVar("T")

KEYS = (
    "name",
    "id",
    "address",
    "imap",
    "smtp",
    "user",
    "password_file",
    "password_env",
    "tenant",
    "client_id",
    "client_secret_file",
    "authserv_id",
    "sirets",
    "service",
    "phone",
    "postal_address",
    "sending",
    "general",
    "security",
)
"""What a file of answers may hold, each as a person would type it."""


class Asker(Protocol):
    """Gets one answer after the other; `key` is its name in a file of answers."""

    def title(self, number: int, words: str, hint: str = "") -> None:
        """The next of the eight questions begins; `hint` says how to answer."""
        ...

    def say(self, words: str) -> None:
        """Something to know."""
        ...

    def refuse(self, key: str, words: str) -> None:
        """An answer that was taken turns out not to do: it will be asked for again."""
        ...

    def ask(self, key: str, words: str, check: Callable[[str], T], default: str = "") -> T:
        """The first answer that `check` does not refuse; an empty one stands for `default`."""
        ...

    def secret(self, key: str, words: str) -> str:
        """A password or the like, typed unseen; a file of answers names under `KEY_file` the file that holds it."""
        ...

    def confirm(self, words: str, *, default: bool) -> bool:
        """Yes or no."""
        ...


class FileAsker:
    """Answers from a TOML file: what is refused there is an error, since nobody can be asked again."""

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        """Reads the file. ConfigError when it is not readable, or for a key that no question has."""
        self._path = path
        self._say = say
        self._values = _read(path)

    def title(self, number: int, words: str, hint: str = "") -> None:
        """Nobody reads along."""

    def say(self, words: str) -> None:
        """Passed on."""
        self._say(words)

    def refuse(self, key: str, words: str) -> None:
        """Raises ConfigError."""
        raise ConfigError(f"{self._path}: {key}: {words}")

    def ask(self, key: str, words: str, check: Callable[[str], T], default: str = "") -> T:
        """The answer in the file. ConfigError with what is wrong with it, or with the default in its place."""
        try:
            return check(self._values.get(key, default))
        except Refused as refused:
            raise ConfigError(f"{self._path}: {key}: {words} : {refused}") from None

    def secret(self, key: str, words: str) -> str:  # noqa: ARG002 - nobody reads along
        """What the file that `KEY_file` names holds, empty without one."""
        name = self._values.get(f"{key}_file", "")
        try:
            return (self._path.parent / name).read_text(encoding="utf-8").rstrip("\r\n") if name else ""
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{self._path}: {key}_file: {name}: not readable: {error}") from None

    def confirm(self, words: str, *, default: bool) -> bool:  # noqa: ARG002 - nobody reads along
        """As proposed."""
        return default


def _read(path: Path) -> Mapping[str, str]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"--answers: {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"--answers: {path}: not readable as TOML: {error}") from error
    for key, value in values.items():
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1)
            hint = f"did you mean « {near[0]} »?" if near else f"known keys: {', '.join(KEYS)}"
            raise ConfigError(f"--answers: {path}: unknown key « {key} »; {hint}")
        if not isinstance(value, str):
            raise ConfigError(f"--answers: {path}: {key}: write a text between quotes, as somebody would type it")
    return values
