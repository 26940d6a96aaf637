"""Settings: one TOML file and the environment, all checked at start, nothing guessed.

The file is `--config`, else `GUICHET_CONFIG`, else `guichet.toml` of the current folder when there is one.
The database is `--db`, else `GUICHET_DB`, else the file's `database`, else `guichet.sqlite` here.
Relative paths in the file count from the file's own folder.
Passwords never stand in the file: `password_env` names a variable, `password_file` a file.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ConfigError

DEFAULT_FILE = "guichet.toml"
DEFAULT_DATABASE = "sqlite:///guichet.sqlite"
_KEYS = ("database", "rules", "templates", "serve", "organisations")


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation sets.

    `rules` and `templates` are folders, None for those delivered with Guichet. `serve` names the
    organisations to serve, empty for all that the rules describe. `overrides` is laid over the
    organisation files, by id. `source` is the file read, None when there was none. `database_named` says
    that somebody named the database: then it is expected to be there.
    """

    database: str = DEFAULT_DATABASE
    rules: Path | None = None
    templates: Path | None = None
    serve: tuple[str, ...] = ()
    overrides: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    source: Path | None = None
    database_named: bool = False

    @property
    def folder(self) -> Path:
        """Where relative paths of the configuration file count from."""
        return self.source.parent if self.source else Path()


def load_settings(path: Path | None = None, database: str | None = None) -> Settings:
    """Settings from file and environment. Raises ConfigError naming file, key and way out."""
    source = _source(path)
    values = _read(source) if source else {}
    base = source.parent if source else Path()
    written = _text(source, values, "database")
    named = database or os.environ.get("GUICHET_DB") or (_anchored(written, base) if written else "")
    return Settings(
        database=named or DEFAULT_DATABASE,
        rules=_folder(source, values, "rules", base),
        templates=_folder(source, values, "templates", base),
        serve=_serve(source, values),
        overrides=_overrides(source, values),
        source=source,
        database_named=bool(named),
    )


def _source(path: Path | None) -> Path | None:
    named = path or (Path(os.environ["GUICHET_CONFIG"]) if os.environ.get("GUICHET_CONFIG") else None)
    if named is None:
        return Path(DEFAULT_FILE) if Path(DEFAULT_FILE).exists() else None
    return named


def _read(source: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{source}: no such configuration file (see --config and GUICHET_CONFIG)") from error
    except OSError as error:
        raise ConfigError(f"{source}: the configuration file cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{source}: not readable as TOML: {error}") from error
    for key in values:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            hint = f"; did you mean « {near[0]} »?" if near else f"; known keys: {', '.join(_KEYS)}"
            raise ConfigError(f"{source}: unknown key « {key} »{hint}")
    return values


def _text(source: Path | None, values: Mapping[str, object], key: str) -> str:
    value = values.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(f"{source}: {key}: write a text between quotes, not {value!r}")
    return value


def _folder(source: Path | None, values: Mapping[str, object], key: str, base: Path) -> Path | None:
    name = os.environ.get(f"GUICHET_{key.upper()}") or _text(source, values, key)
    if not name:
        return None
    folder = Path(name) if os.environ.get(f"GUICHET_{key.upper()}") else base / name
    if not folder.is_dir():
        raise ConfigError(f"{source or 'GUICHET_' + key.upper()}: {key}: no folder « {folder} »")
    return folder


def _anchored(url: str, base: Path) -> str:
    """A relative SQLite path in the file, bare or as a URL, counts from the file's own folder."""
    prefix = "sqlite:///"
    if url.startswith(prefix) or "://" not in url:
        name = url.removeprefix(prefix)
        return url if name in ("", ":memory:") else prefix + str(base / name)
    return url


def _serve(source: Path | None, values: Mapping[str, object]) -> tuple[str, ...]:
    names = values.get("serve", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError(f'{source}: serve: write a list of organisation ids, such as ["casq"]')
    return tuple(str(name) for name in names)


def _overrides(source: Path | None, values: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    tables = values.get("organisations", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise ConfigError(f"{source}: organisations: write tables such as [organisations.casq]")
    return dict(tables)


def read_password(env: str, file: str, where: str) -> str:
    """The password that `password_env` or `password_file` points at; empty when neither is set.

    Raises ConfigError naming `where` when the variable or the file is missing.
    """
    if env:
        if env not in os.environ:
            raise ConfigError(f"{where}: password_env: the environment variable {env} is not set")
        return os.environ[env]
    if not file:
        return ""
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise ConfigError(f"{where}: password_file: {file}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise ConfigError(f"{where}: password_file: {file}: not a text in UTF-8") from None
