"""What the shell proposes after TAB: quick, from files and the database, and silent when something is not readable."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from bot.errors import GuichetError

_MOST = 50


def organisation_ids(incomplete: str) -> list[str]:
    """Ids of the served organisations, read as the rules do but without checking them."""
    import tomllib

    from bot.config import load_settings
    from bot.edges.defaults import default_rules

    with suppress(GuichetError, OSError, ValueError):
        settings = load_settings()
        names = list(settings.serve)
        for path in () if names else sorted(((settings.rules or default_rules()) / "organisations").glob("*.toml")):
            entries = tomllib.loads(path.read_text(encoding="utf-8")).get("organisation", [])
            names += [str(entry.get("id", "")) for entry in entries]
        return [name for name in names if name.startswith(incomplete)]
    return []


def template_names(incomplete: str) -> list[str]:
    """Names of the templates."""
    from bot.config import load_settings
    from bot.edges.defaults import default_templates

    with suppress(GuichetError, OSError):
        folder: Path = (load_settings().templates or default_templates()) / "fr"
        found = (path.name for path in sorted(folder.iterdir()) if path.is_dir())
        return [name for name in found if name.startswith(incomplete) and not name.startswith("_")]
    return []


def ticket_numbers(incomplete: str) -> list[str]:
    """Numbers of the newest tickets."""
    from bot.config import load_settings

    with suppress(GuichetError):
        settings = load_settings()
        from bot.edges.store_show import Shown
        from storage.engine import NoDatabase, open_engine

        with suppress(NoDatabase, ValueError):
            engine = open_engine(settings.database, read_only=True)
            return list(Shown(engine).ticket_numbers(incomplete, _MOST))
    return []
