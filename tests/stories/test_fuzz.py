"""A taste of `make fuzz`: a few damaged mails, each decided or called unreadable, in bounded time."""

from __future__ import annotations

import random

from tests.fuzz.__main__ import real_mails, think_through
from tests.fuzz.damage import DAMAGES, damaged


def test_damaged_mails_are_decided_or_unreadable_and_never_an_error() -> None:
    found = think_through(100, 3, real_mails())
    assert found.bad == []
    assert sum(found.outcomes.values()) == 100


def test_the_same_draw_damages_the_same_way_and_every_damage_changes_something() -> None:
    mails = real_mails()
    assert damaged(random.Random("3-1"), mails) == damaged(random.Random("3-1"), mails)
    for damage in DAMAGES:
        assert any(damage(mail, random.Random(number), mails) != mail for number, mail in enumerate(mails[:20]))
