"""Each trouble has its words: English ones that say what to do, French ones that staff can act on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot
from bot.edges.oauth_troubles import TROUBLES
from bot.edges.oauth_troubles import trouble as token_trouble
from bot.edges.portal_troubles import PORTAL_TROUBLES, no_token, portal_trouble


@pytest.mark.parametrize("kind", PORTAL_TROUBLES)
def test_a_trouble_says_what_is_wrong_and_what_to_do_in_two_languages(kind: str) -> None:
    words = PORTAL_TROUBLES[kind]
    error = portal_trouble(kind, "rechercher/recipiendaire, HTTP 599")
    assert str(error) == f"portal: {words.what} (rechercher/recipiendaire, HTTP 599)"
    assert (error.trouble, error.advice, error.temporary) == (kind, words.advice, words.passing)
    for part in (words.what, words.advice, words.cause, words.remedy):
        assert part
        assert part == part.strip()
        assert "\n" not in part
    assert words.cause[0].islower() or words.cause.startswith(("Chorus", "PISTE", "Guichet"))
    assert words.remedy.endswith(".")
    assert not words.cause.endswith(".")
    assert re.search(r"[éèàùêç]", words.cause + words.remedy)


def test_every_trouble_is_used_and_every_one_used_has_words() -> None:
    """`password_expiring` is no failure: it is said ahead of one."""
    root = Path(bot.__file__).parent
    table = (root / "edges" / "portal_troubles.py").read_text(encoding="utf-8").partition("_BY_TOKEN_TROUBLE")[2]
    parts = [path.read_text(encoding="utf-8") for path in root.rglob("*.py") if path.name != "portal_troubles.py"]
    sources = "".join([table, *parts])
    assert set(PORTAL_TROUBLES) - {"password_expiring"} <= set(re.findall(r'"([a-z_]+)"', sources))
    raised = re.findall(r'portal_trouble\(\s*"([a-z_]+)"', sources)
    assert raised
    assert set(raised) <= set(PORTAL_TROUBLES)


@pytest.mark.parametrize("kind", TROUBLES)
def test_every_trouble_of_a_token_server_has_a_meaning_here(kind: str) -> None:
    error = no_token(token_trouble(kind, detail="HTTP 599"))
    assert error.trouble in PORTAL_TROUBLES
    assert "(HTTP 599)" in str(error)
