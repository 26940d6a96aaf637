"""The rule book: the delivered one is complete and ends with a person, and every slip is told with its place."""

from __future__ import annotations

import re
import shutil
import string
from datetime import date
from pathlib import Path

import pytest

from bot.core.conditions import CONDITIONS
from bot.core.outgoing_filter import violations
from bot.core.rulebook import Rulebook
from bot.edges.defaults import default_rules, default_templates
from bot.edges.rulebook import load_rulebook, load_statuses
from bot.edges.templates import TemplateRenderer
from bot.errors import RuleError

REASONS = {
    "matched": {"number"},
    "two_candidates": {"number"},
    "no_invoice_matches": {"number"},
    "near_only": {"number"},
    "did_you_mean": {"numbers"},
    "meant": {"number"},
    "not_meant": {"numbers"},
    "meant_unclear": {"numbers"},
    "no_number": set(),
    "sender_not_verified": set(),
    "sender_failed_authentication": set(),
    "sender_unusable": set(),
    "reply_to_elsewhere": set(),
    "name_shows_elsewhere": set(),
    "text_sealed": set(),
    "text_incomplete": set(),
    "text_reads_two_ways": set(),
    "text_in_another_script": set(),
    "words_in_a_file": set(),
    "file_unread": {"name", "why"},
    "number_recognised": {"number"},
    "another_invoice_joined": {"number", "joined"},
    "missing": {"items"},
    "items_do_not_agree": {"number"},
    "portal_copy_stale": {"as_of"},
    "portal_copy_missing": set(),
    "status_unknown": {"number", "status"},
    "status_needs_person": {"number", "status"},
    "status_too_old": {"number", "status", "days"},
    "statement_told": {"count"},
    "statement_too_long": {"count", "most"},
    "statement_not_a_contact": set(),
    "statement_line": {"number"},
    "statement_line_unread": {"count"},
    "statement_amount_differs": {"number"},
    "statement_more": {"count"},
    "invoice_too_old": {"number"},
    "invoice_date_unknown": {"number"},
    "already_answered": {"number"},
    "already_asked": set(),
    "asked_for_a_person": set(),
    "intent": {"name"},
    "class_security": set(),
    "class_human": set(),
    "colleague": set(),
    "machine": {"kind"},
    "machine_with_claim": set(),
    "late_old": set(),
    "late_reread": set(),
    "several_invoices_not_all_clear": set(),
    "not_understood": set(),
    "thanks_only": set(),
    "ticket_held_by_staff": {"ticket"},
    "attachment_only": set(),
    "rule": {"id"},
    "outgoing_filter": {"what"},
    "wrong_door": {"siret", "body"},
    "wrong_door_named": {"body"},
    "no_siret_in_directory": set(),
    "no_service_code_in_directory": set(),
    "too_many_acknowledgements": set(),
    "too_many_replies": set(),
    "address_paused": {"until"},
    "conversation_full": set(),
    "conversation_elsewhere": set(),
    "conversation_acknowledged": set(),
    "same_words": set(),
    "nothing_new": set(),
    "may_be_notice": set(),
    "came_at_once": set(),
    "spam": set(),
    "spam_ignored": set(),
    "bounce_of": {"ticket", "said"},
    "bounce_delayed": {"ticket"},
    "bounce_unproven": set(),
    "bounce_unknown": set(),
    "old_date": {"date"},
    "asks_for_more": set(),
    "doubt_bank": {"words"},
    "doubt_unclear": {"words"},
    "invoice_stale": {"number", "as_of"},
    "sender_look_alike": {"domain"},
    "sender_new_domain": {"domain"},
    "status_out_of_order": {"number"},
    "record_unreadable": {"number"},
    "budget_not_received": {"siret"},
    "budget_not_read": {"budget", "siret"},
    "budget_without_siret": {"budget"},
    "services_not_read": {"siret", "services"},
    "list_failing": {"list", "siret"},
    "list_short": {"list", "siret"},
    "records_unread": {"count"},
    "row_refused": {"file", "line"},
    "rows_refused": {"file"},
}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(default_rules(), TemplateRenderer(default_templates()).names())


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the delivered rules that a test may spoil."""
    return Path(shutil.copytree(default_rules(), tmp_path / "rules"))


def spoil(rules: Path, name: str, old: str, new: str) -> None:
    path = rules / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_last_rule_sends_everything_to_a_person(book: Rulebook) -> None:
    last = book.triage[-1]
    assert (last.id, last.outcome, last.when) == ("escalate-the-rest", "ESCALATE", ())


def test_every_rule_says_why(book: Rulebook) -> None:
    assert all(len(rule.why) > 20 for rule in book.triage)
    assert all(len(intent.why) > 10 for intent in book.intents)


def test_no_rule_of_the_book_is_for_security_or_human_classes(book: Rulebook) -> None:
    classes = [value for rule in book.triage for name, value in rule.when if name == "class"]
    assert classes
    assert not any(set(value) & {"S", "H"} for value in classes if isinstance(value, list))


@pytest.mark.parametrize(("code", "params"), sorted(REASONS.items()))
def test_each_reason_has_a_sentence_that_uses_only_its_own_words(book: Rulebook, code: str, params: set[str]) -> None:
    sentence = book.reasons[code]
    assert {place for _, place, _, _ in string.Formatter().parse(sentence) if place} <= params
    assert sentence.endswith(".")


def test_no_sentence_stands_for_a_reason_that_does_not_exist(book: Rulebook) -> None:
    assert book.reasons.keys() == REASONS.keys()


def test_the_limits_are_those_that_the_law_and_the_guards_ask_for(book: Rulebook) -> None:
    assert (book.limits.old_mail_working_days, book.limits.old_invoice_years) == (5, 3)
    assert (book.limits.acknowledgements_per_day, book.limits.repeat_window.days) == (5, 30)


# --- statuses ------------------------------------------------------------------------------------


def test_statuses_advance_by_rank_and_returns_have_none() -> None:
    statuses = load_statuses(default_rules() / "statuses.toml")
    chain = [
        "DEPOSEE",
        "MISE_A_DISPOSITION",
        "COMPLETEE",
        "SERVICE_FAIT",
        "MANDATEE",
        "MISE_A_DISPOSITION_COMPTABLE",
        "COMPTABILISEE",
        "MISE_EN_PAIEMENT",
    ]
    assert [statuses[code].rank for code in chain] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {statuses[code].rank for code in ("A_RECYCLER", "SUSPENDUE", "REJETEE")} == {0}


def test_a_status_that_lasts_goes_to_a_person() -> None:
    statuses = load_statuses(default_rules() / "statuses.toml")
    ages = {code: text.human_after.days for code, text in statuses.items() if text.human_after}
    assert ages == {
        "MISE_A_DISPOSITION": 20,
        "MANDATEE": 10,
        "MISE_A_DISPOSITION_COMPTABLE": 10,
        "COMPTABILISEE": 10,
    }


def test_validation_works_and_technical_statuses_are_known_and_never_answered() -> None:
    statuses = load_statuses(default_rules() / "statuses.toml")
    by_hand = {code for code, text in statuses.items() if not text.automatic}
    assert {"VALIDEE_1", "REFUSEE_MOE", "TRANSMISE_MOA", "A_COMPLETER", "SUPPRIMEE", "TECHNIQUE_INCONNU"} <= by_hand
    assert len(statuses) == 57
    assert len(by_hand) == 45
    assert all(statuses[code].label for code in by_hand)


def test_no_status_text_promises_or_admits_anything() -> None:
    for text in load_statuses(default_rules() / "statuses.toml").values():
        words = f"{text.meaning} {text.holder} {text.action}"
        assert violations(words, today=date(2000, 1, 1)) == ()


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "triage.toml",
            "all_certain = false }",
            "all_certains = false }",
            r"triage\.toml, ligne \d+ .*when.*« all_certain »",
        ),
        ("triage.toml", 'intents_any = ["i45"]', 'intents_any = ["i99"]', r"information-owed-money.*when.*« i99 »"),
        ("triage.toml", '{ class = ["V"]', '{ class = ["v"]', r"when.*« v » est inconnu"),
        ("triage.toml", "invoices_at_most = 10 }", 'invoices_at_most = "10" }', r"answer-status.*nombre entier"),
        ("triage.toml", "invoices_at_most = 10 }", "invoices_at_most = true }", r"answer-status.*nombre entier"),
        ("triage.toml", "all_certain = false", "all_certain = 0", r"true ou false"),
        ("triage.toml", 'template = "answer"', 'template = "anser"', r"answer-status.*template.*« answer »"),
        ("triage.toml", 'outcome = "ANSWER"', 'outcome = "ANSWERS"', r"information-directory.*outcome.*« ANSWER »"),
        ("triage.toml", 'outcome = "ANSWER"', 'outcome = "ANSWER"\nteam = "chef"', r"team.*« general », « security »"),
        ("triage.toml", 'outcome = "ANSWER"', 'outcome = "ANSWER"\nvalid_until = "demain"', r"valid_until.*date"),
        (
            "triage.toml",
            'outcome = "ANSWER"',
            'outcome = "ANSWER"\nvalid_from = 2027-01-02\nvalid_until = 2027-01-01',
            r"valid_until.*précède",
        ),
        ("triage.toml", "information-deposit", "information-directory", r"deux règles s'appellent"),
        ("triage.toml", 'why = "Quel SIRET', 'because = "Quel SIRET', r"information-directory.*why.*manque"),
        ("triage.toml", "when = {}", 'when = { class = ["V"] }', r"escalate-the-rest.*when.*aucune condition"),
        (
            "triage.toml",
            'when = {}\noutcome = "ESCALATE"',
            'when = {}\noutcome = "IGNORE"',
            r"escalate-the-rest.*outcome.*passer à un agent",
        ),
        (
            "triage.toml",
            'when = {}\noutcome = "ESCALATE"',
            'when = {}\noutcome = "ESCALATE"\nvalid_from = 2027-01-01',
            r"escalate-the-rest.*vaut toujours",
        ),
        ("reasons.toml", "{number}", "{0}", r"reasons\.toml, ligne \d+.*« \{0\} »"),
        ("reasons.toml", "{number}", "{number", r"accolade"),
        ("disclosure.toml", "value = 5", "value = 0", r"old_mail_working_days\.value.*au moins 1"),
        ("disclosure.toml", "[limits.repeat_window_days]", "[limits.repeat_days]", r"repeat_days.*inconnu"),
        ("statuses.toml", 'code = "COMPLETEE"', 'code = "DEPOSEE"', r"statut « DEPOSEE ».*deux fois"),
        ("statuses.toml", "human_after_days = 20", "human_after = 20", r"MISE_A_DISPOSITION.*« human_after_days »"),
        ("statuses.toml", "Vous n'avez rien à faire.", "Paiement sous 10 jours.", r"action.*date de paiement"),
        ("statuses.toml", "La facture est au service des finances.", "", r"SERVICE_FAIT.*holder.*ce texte manque"),
    ],
)
def test_a_slip_in_a_rule_is_refused_with_its_place(rules: Path, name: str, old: str, new: str, told: str) -> None:
    spoil(rules, name, old, new)
    with pytest.raises(RuleError) as refusal:
        load_rulebook(rules, TemplateRenderer(default_templates()).names())
    assert re.search(told, str(refusal.value)), str(refusal.value)


def test_a_book_without_rules_or_without_a_file_is_refused(rules: Path) -> None:
    (rules / "triage.toml").write_text("", encoding="utf-8")
    with pytest.raises(RuleError, match="aucune règle"):
        load_rulebook(rules)
    (rules / "triage.toml").unlink()
    with pytest.raises(RuleError, match=r"triage\.toml.*impossible de lire"):
        load_rulebook(rules)


def test_every_condition_that_the_file_explains_exists(book: Rulebook) -> None:
    text = (default_rules() / "triage.toml").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#   (\w+) = ", text, re.MULTILINE))
    assert explained == set(CONDITIONS)


def test_the_version_changes_with_any_rule_and_not_with_a_case(rules: Path) -> None:
    before = load_rulebook(rules).version
    assert re.fullmatch(r"[0-9a-f]{12}", before)
    (rules / "cases").mkdir(exist_ok=True)
    (rules / "cases" / "nouveau.toml").write_text("", encoding="utf-8")
    assert load_rulebook(rules).version == before
    spoil(rules, "organisations/casq.toml", "Budget principal", "Budget général")
    assert load_rulebook(rules).version != before


def test_a_rule_with_bounds_holds_on_its_days_only(rules: Path) -> None:
    spoil(
        rules,
        "triage.toml",
        'outcome = "ANSWER"',
        'outcome = "ANSWER"\nvalid_from = 2026-12-15\nvalid_until = 2027-02-05',
    )
    rule, other = load_rulebook(rules).triage[:2]
    held = [rule.in_force(day) for day in (date(2026, 12, 14), date(2026, 12, 15), date(2027, 2, 5), date(2027, 2, 6))]
    assert held == [False, True, True, False]
    assert other.in_force(date(1990, 1, 1))
