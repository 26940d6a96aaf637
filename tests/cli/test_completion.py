"""What the shell proposes, how quickly `guichet` starts, and that every command is where its name says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.cli import completion
from bot.cli.lazy import load
from bot.cli.main import Commands
from bot.edges.store import open_store
from tests.cli.terminal import ROOT
from tests.cli.test_commands import run, written
from tests.patience import PATIENCE

HEAVY = ("sqlalchemy", "jinja2", "imapclient", "apscheduler", "bot.app", "selectolax")
OUTSIDE = ("httpx", "imapclient", "smtplib", "aiosmtpd", "oauthlib", "urllib3", "openpyxl", "apscheduler")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GUICHET_DB", "GUICHET_CONFIG", "GUICHET_RULES", "GUICHET_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", sorted(Commands.known))
def test_each_command_has_help_of_one_line_in_the_list_and_more_of_its_own(name: str) -> None:
    where, line = Commands.known[name]
    assert line in run("--help").output
    assert "Usage:" in run(name, "--help").output
    assert load(name, *where.split(":")).name == name


def test_a_command_that_does_not_exist_is_told_with_the_nearest() -> None:
    done = run("statu")
    assert done.exit_code == 2
    assert "Did you mean 'status'" in done.output


def said_and_read(words: list[str], folder: Path, watched: Sequence[str], **more: str) -> tuple[list[str], list[str]]:
    """The words that `guichet` printed in a process of its own, and which of the watched modules it read."""
    code = (
        "import sys, atexit\n"
        f"atexit.register(lambda: sys.stderr.write(' '.join(name for name in {watched!r} if name in sys.modules)))\n"
        "from bot.cli.main import app\n"
        "app(prog_name='guichet')\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=kept | more | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.stdout.split(), done.stderr.split()


def test_commands_are_completed_without_reading_any_of_them(tmp_path: Path) -> None:
    asked = {"_GUICHET_COMPLETE": "complete_bash", "COMP_WORDS": "guichet st", "COMP_CWORD": "1"}
    assert said_and_read([], tmp_path, HEAVY, **asked) == (["status", "stop", "start"], [])


@pytest.mark.parametrize("words", [["status", "--json"], ["explain", "mail.eml", "--json"], ["invoices", "find", "7"]])
def test_what_only_looks_into_the_database_reads_nothing_of_servers_and_workbooks(
    words: list[str], tmp_path: Path
) -> None:
    open_store("guichet.sqlite").close()
    written("guichet.toml", 'database = "sqlite:///guichet.sqlite"\nserve = ["casq"]')
    written("mail.eml", b"From: a@b.example\r\nTo: accueil.comptabilite@casq.fr\r\n\r\nBonjour\r\n")
    said, read = said_and_read(words, tmp_path, (*OUTSIDE, "sqlalchemy"))
    assert said
    assert read == ["sqlalchemy"]


def test_organisations_and_templates_are_proposed_by_name() -> None:
    assert completion.organisation_ids("cas") == ["casq"]
    written("guichet.toml", "serve = ['lens', 'casq']")
    assert completion.organisation_ids("") == ["lens", "casq"]
    assert "answer" in completion.template_names("an")


def test_what_is_not_readable_proposes_nothing_and_says_nothing() -> None:
    written("guichet.toml", "serve = 3")
    assert completion.organisation_ids("") == []
    assert completion.template_names("") == []
    assert completion.ticket_numbers("") == []


def test_tickets_are_proposed_from_the_database_and_none_without_one() -> None:
    assert completion.ticket_numbers("CASQ") == []
    assert list(Path().iterdir()) == []
    written("guichet.sqlite", b"no database at all, but long enough to be read as one")
    assert completion.ticket_numbers("CASQ") == []
