"""The answers as files: a commented guichet.toml and, beside it, the password that nobody else may read."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.checks.body import EVERYBODYS_DOMAINS
from bot.config import load_settings
from bot.core.organisation import ServerAccess
from bot.edges.config_edit import replace_file
from bot.library import load_library
from bot.setup.answers import Answers, BudgetAnswer, siren

CONFIGURATION = "guichet.toml"


@dataclass(frozen=True, slots=True)
class Written:
    """Where things lie now; `kept` is the configuration that was there before, `secret` the password's file."""

    configuration: Path
    secret: Path | None
    kept: Path | None


def write(folder: Path, answers: Answers) -> Written:
    """Writes everything, or nothing: the configuration comes last, once it has proved readable.

    A guichet.toml that is there already is kept beside as guichet.toml.ancien. Raises RuleError or ConfigError when
    the answers do not fit together, OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / CONFIGURATION
    words = answers.application.client_secret if answers.application else answers.password
    secret = folder / _secret_name(answers) if words else None
    text = rendered(answers)
    _try_out(folder, text)
    made = _write_secret(secret, words) if secret else False
    with ExitStack() as failing:
        if secret is not None and made:
            failing.callback(secret.unlink, missing_ok=True)
        kept = _kept_aside(target)
        replace_file(target, text)
        failing.pop_all()
    return Written(target, secret, kept)


def rendered(answers: Answers) -> str:
    """The text of guichet.toml."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - TOML, not HTML: every value goes through the filter `toml`
    )
    # JSON's strings are TOML's basic strings.
    environment.filters["toml"] = lambda value: json.dumps(value, ensure_ascii=False)

    def server(access: ServerAccess, login: bool) -> str:
        return "".join(f"{line}\n" for line in _server(access, answers, login=login))

    budgets = [{"id": name, "label": budget.label, "siret": budget.siret} for name, budget in _named(answers)]
    domain = answers.address.rpartition("@")[2]
    domains = [] if domain in EVERYBODYS_DOMAINS else [domain]
    template = environment.get_template("guichet.toml.jinja")
    return template.render(
        a=answers,
        budgets=budgets,
        siren=siren(answers.budgets),
        domains=domains,
        server=server,
        secret=_secret_name(answers),
    )


def _server(access: ServerAccess, answers: Answers, *, login: bool) -> Sequence[str]:
    values: dict[str, object] = {"host": access.host, "port": access.port, "tls": access.tls}
    if access.ca_file:
        values["ca_file"] = access.ca_file
    if login:
        values["user"] = answers.user
        if answers.password:
            values["password_file"] = _secret_name(answers)
        elif answers.password_env:
            values["password_env"] = answers.password_env
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]


def _named(answers: Answers) -> list[tuple[str, BudgetAnswer]]:
    """Each budget with an id of its own, made from its label."""
    found: dict[str, BudgetAnswer] = {}
    for budget in answers.budgets:
        plain = unicodedata.normalize("NFKD", budget.label).encode("ascii", "ignore").decode("ascii").lower()
        words = [word for word in re.findall(r"[a-z0-9]+", plain) if word != "budget"]
        name = "-".join(words) or "budget"
        found[name if name not in found else f"{name}-{budget.siret[9:]}"] = budget
    return list(found.items())


def _secret_name(answers: Answers) -> str:
    """The file of the secret, from the folder of guichet.toml."""
    return f"secrets/{answers.id}-{'secret-oauth2' if answers.application else 'mot-de-passe'}"


def _try_out(folder: Path, text: str) -> None:
    """The configuration as `guichet check` will read it; a fault shows before anything is in its place."""
    trial = folder / f".{CONFIGURATION}.essai"
    try:
        trial.write_text(text, encoding="utf-8")
        load_library(load_settings(trial))
    finally:
        trial.unlink(missing_ok=True)


def _write_secret(path: Path, password: str) -> bool:
    """Readable by its owner only from the first moment; True when there was no such file before."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    new = not path.exists()
    beside = path.with_name(f".{path.name}.neuf")
    with suppress(FileNotFoundError):
        beside.unlink()
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{password}\n")
    beside.replace(path)
    return new


def _kept_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    return Path(copy2(target, target.with_name(f"{CONFIGURATION}.ancien")))
