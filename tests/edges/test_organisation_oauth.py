"""The settings of tokens: the providers' addresses are known, and every slip is told with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.core.organisation import MailboxSettings, StatusText
from bot.edges.defaults import default_rules
from bot.edges.status_file import load_statuses
from bot.errors import RuleError
from tests.edges.test_organisations import MINIMAL, load


@pytest.fixture(scope="module")
def statuses() -> Mapping[str, StatusText]:
    return load_statuses(default_rules() / "statuses.toml")


OAUTH = {"provider": "microsoft", "tenant": "ville.example", "grant": "client_credentials", "client_id": "c"}
SECRET = {"client_secret_env": "S"}
IMAP = {"host": "outlook.office365.com", "user": "factures@ville.example"}


def with_tokens(
    folder: Path, statuses: Mapping[str, StatusText], oauth: Mapping[str, object], **servers: object
) -> MailboxSettings:
    mailbox = {"imap": IMAP, **servers, "oauth": oauth}
    body = load(folder, MINIMAL, statuses, {"exemple": {"mailbox": mailbox}})
    assert body.mailbox is not None
    return body.mailbox


@pytest.mark.parametrize(
    ("oauth", "url", "scope"),
    [
        (
            OAUTH | SECRET,
            "https://login.microsoftonline.com/ville.example/oauth2/v2.0/token",
            "https://outlook.office365.com/.default",
        ),
        (
            OAUTH | {"grant": "refresh_token", "refresh_token_file": "r"},
            "https://login.microsoftonline.com/ville.example/oauth2/v2.0/token",
            "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
        ),
        (
            {"provider": "google", "grant": "refresh_token", "client_id": "c", "refresh_token_file": "r"},
            "https://oauth2.googleapis.com/token",
            "https://mail.google.com/",
        ),
        (
            {"provider": "other", "token_url": "http://127.0.0.1:8080/t", "grant": "client_credentials"}
            | SECRET
            | {"client_id": "c", "scope": "imap smtp"},
            "http://127.0.0.1:8080/t",
            "imap smtp",
        ),
    ],
)
def test_tokens_are_asked_for_where_the_provider_gives_them(
    tmp_path: Path, statuses: Mapping[str, StatusText], oauth: Mapping[str, object], url: str, scope: str
) -> None:
    mailbox = with_tokens(tmp_path, statuses, oauth)
    assert mailbox.oauth is not None
    assert (mailbox.oauth.token_url, mailbox.oauth.scope) == (url, scope)


def test_servers_with_a_password_or_without_a_user_take_no_token(
    tmp_path: Path, statuses: Mapping[str, StatusText]
) -> None:
    relays: tuple[dict[str, object], ...] = (
        {"host": "relais.example", "tls": "none"},
        {"host": "relais.example", "tls": "none", "user": "u", "password_env": "P"},
    )
    for relay in relays:
        mailbox = with_tokens(tmp_path, statuses, OAUTH | SECRET, smtp=relay)
        assert mailbox.imap is not None
        assert mailbox.smtp is not None
        assert mailbox.takes_token(mailbox.imap)
        assert not mailbox.takes_token(mailbox.smtp)


@pytest.mark.parametrize(
    ("oauth", "imap", "told"),
    [
        (OAUTH, {}, r"mailbox\.oauth\.client_secret_env: il manque le secret"),
        (OAUTH | SECRET | {"client_secret_file": "f"}, {}, r"client_secret_file.*pas les deux"),
        (OAUTH | {"client_secret": "s"}, {}, r"client_secret: un secret ne s'écrit pas ici"),
        (OAUTH | SECRET | {"refresh_token": "s"}, {}, r"refresh_token: un secret ne s'écrit pas ici"),
        (OAUTH | SECRET | {"refresh_token_file": "f"}, {}, r"refresh_token_file: ce fichier ne sert qu'avec"),
        (OAUTH | {"grant": "refresh_token"}, {}, r"refresh_token_file: il manque"),
        (OAUTH | SECRET | {"tenant": "a/b"}, {}, r"tenant: écrivez l'identifiant"),
        (OAUTH | SECRET | {"token_url": "https://a/"}, {}, r"tenant: donnez tenant ou token_url"),
        ({"provider": "microsoft", "grant": "client_credentials", "client_id": "c"}, {}, r"oauth\.tenant: il manque"),
        (OAUTH | SECRET | {"provider": "google"}, {}, r"oauth\.grant: Google n'ouvre"),
        (OAUTH | SECRET | {"provider": "gogle"}, {}, r"vouliez-vous écrire « google »"),
        (OAUTH | SECRET | {"cient_id": "c"}, {}, r"cient_id: ce nom est inconnu.*« client_id »"),
        (OAUTH | SECRET | {"provider": "other"}, {}, r"token_url: écrivez l'adresse"),
        (OAUTH | SECRET | {"provider": "other", "token_url": "http://a.example/t"}, {}, r"commençant par https://"),
        (OAUTH | SECRET, {"tls": "none"}, r"mailbox\.imap\.tls: un jeton ne part que sur une connexion chiffrée"),
        (OAUTH | SECRET, {"user": "comptabilité@ville.example"}, r"mailbox\.imap\.user: .*sans accent"),
        (OAUTH | SECRET, {"password_env": "P"}, r"mailbox\.oauth: aucun serveur n'en a l'usage"),
    ],
)
def test_a_slip_about_tokens_is_refused(
    tmp_path: Path,
    statuses: Mapping[str, StatusText],
    oauth: Mapping[str, object],
    imap: Mapping[str, object],
    told: str,
) -> None:
    with pytest.raises(RuleError, match=r"^guichet\.toml") as refusal:
        with_tokens(tmp_path, statuses, oauth, imap={**IMAP, **imap})
    assert re.search(told, str(refusal.value)), str(refusal.value)
