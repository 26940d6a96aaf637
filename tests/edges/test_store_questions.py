"""« Did you mean … ? » as it is found again: by its Message-ID, by its addressee only, while it counts as said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.confirmation import Question
from bot.core.mail import ReplyKind
from bot.edges.store import Store
from tests.edges.store_values import DURAND, NOW, SUPPLIER, draft, keep, mail, queued, record

NAMED = ((DURAND, "FA-2", ""), (DURAND, "FA-10", ""), (DURAND, "FA-1", ""))
TRACE = '{"intents": [{"id": "i04", "class": "V"}, {"id": "i01", "class": "V"}]}'


def ask(store: Store, template: str = "did_you_mean") -> None:
    """A question of ours, about to leave."""
    (key,) = keep(store, mail(1))
    question = replace(queued("q", kind=ReplyKind.ASK, told=NAMED), template=template)
    store.tickets.record(replace(record(key, question, ticket=draft()), trace=TRACE))


def found(store: Store, *, organisation: str = "casq", sender: str = SUPPLIER, since: int = 30) -> Question | None:
    """What is found by its Message-ID."""
    return store.history.question(organisation, "<q@casq.example>", sender, NOW - timedelta(days=since))


def test_a_question_is_found_with_what_it_named_in_its_order_and_what_was_wanted(store: Store) -> None:
    ask(store)
    named = ((DURAND, "FA-2"), (DURAND, "FA-10"), (DURAND, "FA-1"))
    assert found(store) == Question(named, ("i04", "i01"))


def test_it_is_nobody_elses_question_and_no_other_bodys_and_not_one_for_ever(store: Store) -> None:
    ask(store)
    assert found(store, sender="voisin@durand.example") is None
    assert found(store, organisation="amiens") is None
    assert found(store, since=-1) is None
    assert store.history.question("casq", "<other@casq.example>", SUPPLIER, NOW - timedelta(days=30)) is None


def test_a_withdrawn_question_was_never_asked(store: Store) -> None:
    ask(store)
    store.switch.start("casq", NOW)
    assert found(store) is None


def test_a_mail_of_another_kind_is_no_such_question(store: Store) -> None:
    ask(store, template="ask")
    assert found(store) is None
