"""Where the default rules and templates lie: inside the wheel, else beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

import bot


def defaults_folder() -> Path:
    """The folder that holds `rules` and `templates`: `bot/defaults` in a wheel, else the repository's root."""
    package = Path(bot.__file__).parent
    carried = package / "defaults"
    return carried if carried.is_dir() else package.parent


def default_rules() -> Path:
    """The folder of the default rules."""
    return defaults_folder() / "rules"


def default_templates() -> Path:
    """The folder of the default templates."""
    return defaults_folder() / "templates"
