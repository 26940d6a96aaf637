"""Every mail of `tests/mails` goes the whole way, alone in a fresh office, and ends as a person would want."""

from __future__ import annotations

import pytest

from tests.edges.test_mime import EXPECTED, MAILS
from tests.stories.troubled_office import TownHall, stored_form

_FOLDERS = {
    "ANSWER": "Guichet/Répondu",
    "ASK": "Guichet/Répondu",
    "ESCALATE": "Guichet/À traiter",
    "IGNORE": "Guichet/Ignoré",
}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_mail_in_trouble_ends_as_a_person_would_want(name: str, town_hall: TownHall) -> None:
    content, expected = (MAILS / f"{name}.eml").read_bytes(), EXPECTED[name]
    ending = town_hall.handle(content)
    outcome = expected["outcome"]
    wanted = {
        "outcome": outcome,
        "replied_to": [expected["reply"]] if expected["reply"] else [],
        "noted": [expected.get("team", "general")] if outcome == "ESCALATE" else [],
        "folder": expected.get("folder", _FOLDERS[outcome]),
        "level": expected.get("level", ending.level),
        "numbers": expected.get("numbers", ending.numbers),
    }
    assert {key: getattr(ending, key) for key in wanted} == wanted, ending.why
    assert ending.kept == stored_form(content)


def test_a_mail_without_one_readable_octet_waits_where_people_see_it(town_hall: TownHall) -> None:
    ending = town_hall.handle(b"\r\n \r\n\t\r\n")
    assert (ending.outcome, ending.folder, ending.noted) == ("quarantined", "Guichet/Erreur", ["general"])
    assert ending.replied_to == []
