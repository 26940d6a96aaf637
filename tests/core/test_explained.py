"""Decisions told to people: every word of the mail is there, and each sentence says what the object says."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.explained import explained
from bot.core.rulebook import IntentClass, IntentRule, Rulebook

NUMBER = {"kind": "invoice_number", "value": "FA-117", "raw": "FA-117", "source": "fresh", "start": 8, "end": 14}
SIRET = "73282932000074"
RULES = Rulebook(
    version="1",
    intents=(IntentRule("i01", "où en est une facture", IntentClass.V, "", ()),),
    triage=(),
    reasons={"no_number": "Le message ne cite aucun numéro de facture."},
)


def trace(**changes: object) -> dict[str, object]:
    """An answered question about one invoice, with changes."""
    told: dict[str, object] = {
        "outcome": "ANSWER",
        "language": "fr",
        "texts": {"subject": "", "fresh": "Facture FA-117 ?", "quoted": ""},
        "intents": [{"id": "i01", "class": "V"}],
        "level": 1,
        "mentions": [NUMBER],
        "matches": [],
        "reasons": [],
        "rule": "answer-status",
        "team": "general",
        "priority": "normal",
        "reply": None,
    }
    return told | changes


def words(told: Mapping[str, object]) -> str:
    """Every sentence of the sections, in one text."""
    found = explained(told, RULES, {"MANDATEE": "Mandatée"})
    return "\n".join(line for _, lines in found.sections for line in lines)


def match(certainty: str, invoice: object = None, near: object = (), evidence: object = ()) -> dict[str, object]:
    return {"mention": 0, "certainty": certainty, "invoice": invoice, "near": list(near), "evidence": list(evidence)}  # type: ignore[call-overload]


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=6),
)
def test_no_letter_of_the_mail_is_lost_or_doubled_however_mentions_overlap(
    text: str, places: list[tuple[int, int]]
) -> None:
    mentions = [dict(NUMBER, start=start, end=end) for start, end in places]
    texts = explained(trace(texts={"fresh": text}, mentions=mentions), RULES, {}).texts
    assert "".join(piece.text for marked in texts for piece in marked.pieces) == text


def test_what_was_recognised_is_named_where_it_stands() -> None:
    (marked,) = explained(trace(), RULES, {}).texts
    assert [(piece.text, piece.kind) for piece in marked.pieces] == [
        ("Facture ", ""),
        ("FA-117", "numéro de facture"),
        (" ?", ""),
    ]


def test_a_certain_match_says_by_what_and_with_the_words_of_the_body() -> None:
    invoice = {"siret": SIRET, "number": "FA-0117", "status": "MANDATEE"}
    told = words(trace(matches=[match("certain", invoice, evidence=("canonical", "supplier", "amount"))]))
    assert "FA-117 est retrouvée : c'est la facture FA-0117 (SIRET 732 829 320 00074)" in told
    assert "d'après le numéro, le SIRET du fournisseur et le montant. Statut : « Mandatée »." in told


@pytest.mark.parametrize(
    ("certainty", "said"),
    [
        ("ambiguous", "plusieurs factures portent ce numéro"),
        ("near", "FA-118 (732 829 320 00074) lui ressemble, sans plus"),
        ("none", "aucune facture de ce fournisseur ne le porte"),
    ],
)
def test_what_is_not_certain_is_never_told_as_found(certainty: str, said: str) -> None:
    near = [] if certainty == "none" else [{"siret": SIRET, "number": "FA-118", "p": 0.4}]
    told = words(trace(matches=[match(certainty, near=near)]))
    assert said in told
    assert "est retrouvée" not in told


def test_amounts_and_dates_read_as_french_people_write_them() -> None:
    mentions = [dict(NUMBER, kind="amount", value="1250.40"), dict(NUMBER, kind="date", value="2026-11-01")]
    told = words(trace(mentions=mentions))
    assert "Montant 1\N{NO-BREAK SPACE}250,40\N{NO-BREAK SPACE}€, dans le message." in told
    assert "Date 1er novembre 2026, dans le message." in told


def test_markets_and_periods_are_named_too() -> None:
    period = dict(NUMBER, kind="period", value="2026-10-01/2026-11-30")
    told = words(trace(mentions=[dict(NUMBER, kind="market", value="2025-014"), period]))
    assert "Numéro de marché 2025-014" in told
    assert "Période du 1er octobre 2026 au 30 novembre 2026" in told


def test_an_escalation_names_the_team_and_the_reasons() -> None:
    told = explained(trace(outcome="ESCALATE", reasons=[{"code": "no_number"}], priority="high"), RULES, {})
    assert told.headline == "Guichet confie le message à un agent."
    assert dict(told.sections)["Pourquoi"] == (
        "Le message ne cite aucun numéro de facture.",
        "Règle appliquée : answer-status.",
    )
    assert "Équipe générale, priorité haute." in words(trace(outcome="ESCALATE", priority="high"))


def test_a_decision_of_an_older_version_with_codes_nobody_knows_is_told_all_the_same() -> None:
    mentions = [dict(NUMBER, kind="parcel", source="fax")]
    told = words({"outcome": "POSTPONE", "mentions": mentions, "intents": [{"id": "i99", "class": "Z"}], "level": 7})
    assert "Parcel FA-117, fax." in told


def test_what_became_of_each_attached_file_is_said() -> None:
    files = [
        {"name": "facture.pdf", "kind": "pdf", "status": "read", "why": None, "recognised": True},
        {"name": "releve.pdf", "kind": "pdf", "status": "refused", "why": "too_many_pages", "recognised": False},
    ]
    told = words(trace(files=files))
    assert "facture.pdf : lue, d'après une image." in told
    assert "releve.pdf : non lue : too_many_pages." in told
