"""`guichet portal-simulator` as a person starts it: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from tests.patience import PATIENCE
from tests.servers.ctrl_c import hears_ctrl_c


@contextmanager
def started(*options: str) -> Iterator[subprocess.Popen[str]]:
    """The command at work, ended by Ctrl-C."""
    command = [sys.executable, "-m", "bot", "portal-simulator", *options]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - no lock is held by it
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


def read_until(process: subprocess.Popen[str], last: str) -> str:
    """What the command prints up to a line that holds these words."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if last in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def test_it_answers_under_the_settings_that_it_prints_until_ctrl_c() -> None:
    with started("--invoices", "60", "--switch", "page_cap=5", "--fault", "429:tauxtva:1") as process:
        said = read_until(process, "Ctrl-C")
        settings = tomllib.loads(said[said.index("[organisations") : said.index("and in")])["organisations"]["casq"][
            "portal"
        ]
        secret = said.partition("PORTAL_SECRET='")[2].partition("'")[0]
        form = {
            "grant_type": "client_credentials",
            "scope": "openid",
            "client_id": settings["client_id"],
            "client_secret": secret,
        }
        token = httpx.post(settings["token_url"], data=form, trust_env=False)
    assert "60 invoices" in said
    assert settings["environment"] == "simulator"
    assert token.status_code == 200
    assert process.returncode == 0


def test_machines_get_one_object() -> None:
    with started("--invoices", "0", "--json") as process:
        told = json.loads(read_until(process, "}"))
    assert told["token_url"] == told["url"] + "/api/oauth/token"
    assert told["invoices"] == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--switch", "pagecap=5"), "no switch is named 'pagecap'; there are: cut_total, dirty"),
        (("--switch", "page_cap=many"), "page_cap is a number"),
        (("--switch", "page_cap=-1"), "page_cap is a number from 0"),
        (("--switch", "ties"), "ties is one of stable, drifting"),
        (("--switch", "dirty=yes"), "dirty is one of true, false"),
        (("--fault", "earthquake"), "'earthquake' is not one of latency, 429"),
        (("--fault", "429:tauxtva:often"), "'often' is not a number of calls"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(options: tuple[str, ...], words: str) -> None:
    result = CliRunner().invoke(app, ["portal-simulator", *options])
    assert result.exit_code == 2
    assert words in result.output


def test_a_port_that_is_taken_is_named() -> None:
    with started("--invoices", "0", "--json") as process:
        port = json.loads(read_until(process, "}"))["url"].rpartition(":")[2]
        result = CliRunner().invoke(app, ["portal-simulator", "--invoices", "0", "--port", port])
    assert result.exit_code == 2
    assert f"cannot listen on {port}" in result.output
