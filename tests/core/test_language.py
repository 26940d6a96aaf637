"""The language of short mails: French when in doubt, another when its own words say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language import LANGUAGES, language_of

_ROWS = (Path(__file__).parent / "language_mails.tsv").read_text(encoding="utf-8").splitlines()
MAILS = tuple(tuple(row.split("\t")) for row in _ROWS)
"""Language, subject, body."""

DISCLAIMER = (
    "\n\nThis e-mail and any attachments are confidential and intended solely for the use of the individual to whom "
    "they are addressed. If you are not the intended recipient, please notify the sender and delete it."
)


@pytest.mark.parametrize("row", range(len(MAILS)))
def test_the_language_of_a_short_mail_is_the_one_a_reader_would_say(row: int) -> None:
    language, subject, body = MAILS[row]
    assert language_of(subject, body.replace("\\n", "\n")) == language


@pytest.mark.parametrize("row", [row for row, mail in enumerate(MAILS) if mail[0] == "fr"])
def test_an_english_disclaimer_never_makes_a_french_mail_english(row: int) -> None:
    _, subject, body = MAILS[row]
    assert language_of(subject, body.replace("\\n", "\n") + DISCLAIMER) == "fr"


def test_an_empty_mail_is_french() -> None:
    assert language_of("", "") == "fr"


@given(st.text(), st.text())
def test_any_text_at_all_gives_a_known_code(subject: str, body: str) -> None:
    assert language_of(subject, body) in LANGUAGES


@given(st.lists(st.sampled_from([word for mail in MAILS for word in mail[2].split()]), max_size=60))
def test_any_mixture_of_words_gives_a_known_code(words: list[str]) -> None:
    assert language_of("", " ".join(words)) in LANGUAGES
