"""The settings of the portal: what a town writes, and every slip told with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.organisation import PortalSettings, StatusText
from bot.core.portal import Feed
from bot.edges.defaults import default_rules
from bot.edges.status_file import load_statuses
from bot.errors import RuleError
from tests.edges.test_organisations import MINIMAL, load

WRITTEN = {
    "environment": "production",
    "client_id": "b1f0",
    "client_secret_file": "secret",
    "login": "TECH_1_0042@cpro.fr",
    "password_env": "CPRO",
}


@pytest.fixture(scope="module")
def statuses() -> Mapping[str, StatusText]:
    return load_statuses(default_rules() / "statuses.toml")


def portal(folder: Path, statuses: Mapping[str, StatusText], **values: object) -> PortalSettings:
    """The settings of a body with these values; a value of None takes the key away."""
    table = {key: value for key, value in (WRITTEN | values).items() if value is not None}
    body = load(folder, MINIMAL, statuses, {"exemple": {"portal": table}})
    assert body.portal is not None
    return body.portal


def test_five_lines_are_enough(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    found = portal(tmp_path, statuses)
    assert found.access.base_url == "https://api.piste.gouv.fr"
    assert found.access.token_url.startswith("https://oauth.piste.gouv.fr/")
    assert (found.back, found.every, found.fresh) == (
        timedelta(days=4 * 366),
        timedelta(minutes=15),
        timedelta(hours=24),
    )
    assert (found.feeds, found.recipients, found.services) == (tuple(Feed), (), ())


def test_everything_can_be_said(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    found = portal(
        tmp_path,
        statuses,
        environment="simulator",
        token_url="http://127.0.0.1:8080/api/oauth/token",
        base_url="http://127.0.0.1:8080/",
        proxy="http://proxy.ville.example:3128",
        ca_file="ca.pem",
        years_back=2,
        every_minutes=30,
        fresh_hours=48,
        feeds=["work_invoices", "invoices"],
        recipients=["12345678901234"],
        services=["DSI"],
    )
    assert found.access.base_url == "http://127.0.0.1:8080"
    assert found.feeds == (Feed.INVOICES, Feed.WORK_INVOICES)
    assert (found.recipients, found.services) == (("12345678901234",), ("DSI",))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"environment": "prod"}, "« prod » n'est pas connu"),
        ({"environment": "simulator"}, "token_url: il manque cette ligne"),
        ({"base_url": "http://api.piste.gouv.fr"}, "base_url: écrivez une adresse qui commence par https://"),
        ({"client_id": None}, "client_id: il manque cette ligne"),
        ({"login": ""}, "login: ce texte ne peut pas être vide"),
        ({"password": "x"}, "password: un secret ne s'écrit pas ici"),
        ({"client_secret": "x"}, "client_secret: un secret ne s'écrit pas ici"),
        ({"password_file": "p"}, "password_file: donnez password_env ou password_file, pas les deux"),
        ({"client_secret_file": None}, "client_secret_file: il manque le secret"),
        ({"proxy": "http://me:secret@proxy:3128"}, "proxy: écrivez http://serveur:port, sans mot de passe"),
        ({"feeds": ["factures"]}, "feeds: « factures » n'est pas connu"),
        ({"feeds": []}, "feeds: il faut au moins une liste"),
        ({"years_back": 0}, "years_back: ce nombre doit être au moins 1"),
        ({"every_minutes": 600, "fresh_hours": 12}, "fresh_hours: ce délai doit être au moins le double"),
        ({"every": 5}, "every: ce nom est inconnu"),
    ],
)
def test_every_slip_is_told_in_french_with_its_place(
    tmp_path: Path, statuses: Mapping[str, StatusText], values: dict[str, object], said: str
) -> None:
    with pytest.raises(RuleError, match=re.escape(said)) as refusal:
        portal(tmp_path, statuses, **values)
    assert "portal." in str(refusal.value)
    assert "secret@" not in str(refusal.value)
