"""Settings: one TOML file and the environment, all checked at start, nothing guessed.

The file is `--config`, else `GUICHET_CONFIG`, else `guichet.toml` of the current folder when there is one.
The database is `--db`, else `GUICHET_DB`, else the file's `database`, else `guichet.sqlite` here.
Relative paths in the file count from the file's own folder.
Passwords never stand in the file: `password_env` names a variable, `password_file` a file.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path

from bot.core.reception import LOOPBACK, Endpoint, Network, ReceptionSettings
from bot.errors import ConfigError

DEFAULT_FILE = "guichet.toml"
DEFAULT_DATABASE = "sqlite:///guichet.sqlite"
_KEYS = ("database", "rules", "templates", "serve", "organisations", "reception")
_RECEPTION_KEYS = (
    "smtp",
    "lmtp",
    "tls_cert",
    "tls_key",
    "require_tls",
    "allow",
    "max_connections",
    "max_connections_per_peer",
)
_ENDPOINT = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.%\w]+)\]|(?P<host>[\w.-]+)):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation sets.

    `rules` and `templates` are folders, None for those delivered with Guichet. `serve` names the
    organisations to serve, empty for all that the rules describe. `overrides` is laid over the
    organisation files, by id. `source` is the file read, None when there was none. `database_named` says
    that somebody named the database: then it is expected to be there. `reception` says where mail servers may hand
    mail over, None where they may not.
    """

    database: str = DEFAULT_DATABASE
    rules: Path | None = None
    templates: Path | None = None
    serve: tuple[str, ...] = ()
    overrides: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    source: Path | None = None
    database_named: bool = False
    reception: ReceptionSettings | None = None

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
        reception=_reception(source, values, base),
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
    _check_keys(str(source), values, _KEYS)
    return values


def _check_keys(where: str, values: Mapping[str, object], known: Sequence[str]) -> None:
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"; did you mean « {near[0]} »?" if near else f"; known keys: {', '.join(known)}"
            raise ConfigError(f"{where}: unknown key « {key} »{hint}")


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


def _reception(source: Path | None, values: Mapping[str, object], base: Path) -> ReceptionSettings | None:
    """The table [reception]: how mail servers hand over mail; None when it is not written."""
    table = values.get("reception")
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigError(f"{source}: reception: write a table [reception]")
    where = f"{source}: reception"
    _check_keys(where, table, _RECEPTION_KEYS)
    certificate, key = (_file_name(where, table, name, base) for name in ("tls_cert", "tls_key"))
    settings = ReceptionSettings(
        smtp=_endpoint(where, table, "smtp"),
        lmtp=_endpoint(where, table, "lmtp"),
        tls_cert=certificate,
        tls_key=key,
        require_tls=_flag(where, table, "require_tls"),
        allow=_networks(where, table),
        max_connections=_count(where, table, "max_connections", 40),
        max_connections_per_peer=_count(where, table, "max_connections_per_peer", 25),
    )
    if not settings.endpoints:
        raise ConfigError(f'{where}: say where to listen: smtp = "127.0.0.1:2525", lmtp = "127.0.0.1:2424", or both')
    if not certificate and (key or settings.require_tls):
        raise ConfigError(f"{where}.tls_cert: name the certificate file that tls_key and require_tls need")
    return settings


def _endpoint(where: str, table: Mapping[str, object], key: str) -> Endpoint | None:
    """`host:port`, an IPv6 address in brackets."""
    if key not in table:
        return None
    value = table[key]
    found = _ENDPOINT.fullmatch(value) if isinstance(value, str) else None
    if found is None or not 0 < int(found["port"]) < 65_536:
        raise ConfigError(f'{where}.{key}: write an address and a port, such as "127.0.0.1:2525", not {value!r}')
    return Endpoint(key, found["six"] or found["host"], int(found["port"]))


def _networks(where: str, table: Mapping[str, object]) -> tuple[Network, ...]:
    if "allow" not in table:
        return LOOPBACK
    written = table["allow"]
    try:
        if not isinstance(written, list) or not written or not all(isinstance(item, str) for item in written):
            raise ValueError("not a list of texts")
        return tuple(ip_network(item) for item in written)
    except ValueError as error:
        raise ConfigError(
            f'{where}.allow: write a list of addresses or networks, such as ["127.0.0.1", "10.1.2.0/24"] ({error})'
        ) from None


def _file_name(where: str, table: Mapping[str, object], key: str, base: Path) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(f"{where}.{key}: write the name of a file between quotes, not {value!r}")
    return str(base / value) if value else ""


def _flag(where: str, table: Mapping[str, object], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ConfigError(f"{where}.{key}: write true or false, not {value!r}")
    return value


def _count(where: str, table: Mapping[str, object], key: str, usual: int) -> int:
    value = table.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ConfigError(f"{where}.{key}: write a whole number from 1 on, not {value!r}")
    return value


def read_secret(env: str, file: str, where: str, key: str = "password") -> str:
    """The secret that `KEY_env` or `KEY_file` points at (`key` is how the settings call it); empty without either.

    Raises ConfigError naming `where` when the variable or the file is missing.
    """
    if env:
        if env not in os.environ:
            raise ConfigError(f"{where}: {key}_env: the environment variable {env} is not set")
        return os.environ[env]
    if not file:
        return ""
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise ConfigError(f"{where}: {key}_file: {file}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise ConfigError(f"{where}: {key}_file: {file}: not a text in UTF-8") from None


def is_open_to_all(file: str) -> bool:
    """True when every user of this machine may read or change the file; False also when none is named or there."""
    if not file:  # Path("") is the current folder
        return False
    try:
        return bool(Path(file).stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))
    except OSError:
        return False
