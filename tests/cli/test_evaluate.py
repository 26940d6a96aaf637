"""`guichet evaluate` as a person types it: figures, differences, serious ones, troubles, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.config import Settings
from bot.evaluating import evaluate

ORGANISATION = '[organisations.casq.mailbox]\nauthserv_id = "mx.casq.fr"\n'
STORE = (
    "siret,supplier,number,amount,date,engagement,status\n"
    "73282932000074,Papeterie,FA-2026-0117,1250.40,2026-06-01,,MISE_A_DISPOSITION\n"
    "55210055400013,Autre,FA-2026-0200,10.00,2026-06-01,,MISE_A_DISPOSITION\n"
)
NOW = "now = 2026-06-15T10:00:00+02:00\n"
QUESTION = """
[[mail]]
name = "question"
from = "compta@papeterie.example"
subject = "Facture FA-2026-0117"
text = "Bonjour, où en est la facture FA-2026-0117 ?"
"""
BANK = """
[[mail]]
name = "banque"
from = "compta@papeterie.example"
subject = "RIB"
text = "Bonjour, voici notre nouveau RIB, merci de mettre à jour nos coordonnées bancaires."
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GUICHET_DB", "GUICHET_CONFIG", "GUICHET_RULES", "GUICHET_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["evaluate", *words])


def collection(mails: str, folder: str = "corpus", store: str = STORE) -> str:
    """A folder with one body, two invoices, one contact and these mails."""
    place = Path(folder)
    place.mkdir(parents=True)
    (place / "organisation.toml").write_text(f'serve = ["casq"]\n{ORGANISATION}', encoding="utf-8")
    (place / "store.csv").write_text(store, encoding="utf-8")
    (place / "contacts.csv").write_text("address,siret\ncompta@papeterie.example,73282932000074\n", encoding="utf-8")
    (place / "mails.toml").write_text(NOW + mails, encoding="utf-8")
    return folder


def expecting(mail: str, lines: str) -> str:
    return f"{mail}\n[mail.expect]\n{lines}\n"


RIGHT = 'outcome = "ANSWER"\nclass = "V"\nnumbers = ["FA-2026-0117"]\nmatched = ["FA-2026-0117"]\nlevel = 2'


def test_what_is_as_expected_ends_well_and_leaves_nothing_behind() -> None:
    done = run(collection(expecting(QUESTION, RIGHT)))
    assert done.exit_code == 0, done.output
    assert "1 mails, 0 of them with a difference" in done.output
    assert "100.0% [2.5%-100.0%]" in done.output
    assert [path.name for path in Path().iterdir()] == ["corpus"]


def test_a_difference_is_shown_with_the_mail_and_the_sentence_of_the_decision() -> None:
    done = run(collection(expecting(QUESTION, 'outcome = "ASK"\nnumbers = ["FA-2026-0118"]')))
    assert done.exit_code == 0
    assert "question: [answer-status] La facture FA-2026-0117 a été retrouvée sans doute possible." in done.output
    assert "outcome: expected ASK, got ANSWER" in done.output
    assert "mention: missing invoice_number FA-2026-0118; too much invoice_number FA-2026-0117" in done.output


@pytest.mark.parametrize(
    ("mail", "lines", "code"),
    [
        (QUESTION, 'class = "S"', "missed_security"),
        (QUESTION, 'class = "H"', "missed_human"),
        (QUESTION, 'team = "security"', "answered_instead"),
        (QUESTION, 'matched = ["FA-2026-0200"]', "wrong_invoice"),
    ],
)
def test_what_must_not_happen_is_named_and_ends_with_one(mail: str, lines: str, code: str) -> None:
    done = run(collection(expecting(mail, lines)), "--json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert report["serious"][code]["count"] == 1
    assert code in {mistake["serious"] for mistake in report["mistakes"]}


def test_json_has_every_figure_with_its_bounds() -> None:
    done = run(collection(expecting(QUESTION, RIGHT) + expecting(BANK, 'class = "S"\nintents = ["i25"]')), "--json")
    report = json.loads(done.stdout)
    assert (report["mails"], report["troubles"], report["mistakes"]) == (2, [], [])
    assert report["serious"]["missed_security"] == {
        "count": 0, "of": 1, "upper_bound": pytest.approx(0.95), "means": "a security matter (class S) was not recognised",
    }  # fmt: skip
    whole = report["figures"]["class"]["all"]
    assert (whole["hits"], whole["precision"]["of"]) == (2, 2)
    assert report["figures"]["match"]["invoice"]["recall"]["value"] == 1.0


def test_what_is_held_back_runs_only_when_asked_for() -> None:
    collection(expecting(QUESTION, RIGHT), "corpus/dev/a")
    collection(expecting(QUESTION, RIGHT) + expecting(BANK, "intents = []"), "corpus/held2/a")
    assert "1 mails, 0 of them" in run("corpus").output
    held = run("corpus", "--held")
    assert "2 mails, 1 of them" in held.output
    assert "held2/a/banque" in held.output
    assert "2 mails" in run("corpus/held2").output, "named by itself, nothing of it is kept back"
    assert run("corpus/dev", "--held").exit_code == 2


def test_bad_files_rows_and_mails_are_named_and_cost_only_themselves() -> None:
    bad = QUESTION.replace('"question"', '"mauvais"').replace("subject", "sujet")
    done = run(collection(bad + expecting(QUESTION, RIGHT), store=STORE + "123,Court,1,1.00,2026-06-01,,MANDATEE\n"))
    assert done.exit_code == 1
    assert "mails.toml, ligne 6 (message « mauvais »): mail.sujet: ce nom est inconnu" in done.output
    assert "store.csv, ligne 4" in done.output
    assert "1 mails, 0 of them" in done.output
    assert "2 troubles with the corpus itself" in done.output


def test_of_several_collections_one_that_cannot_be_opened_costs_only_itself() -> None:
    collection(expecting(QUESTION, RIGHT), "corpus/a")
    collection(expecting(QUESTION, RIGHT), "corpus/b")
    Path("corpus/b/organisation.toml").write_text('serve = ["nulle-part"]\n', encoding="utf-8")
    done = run("corpus")
    assert done.exit_code == 1
    assert "« nulle-part » is not described" in done.output
    assert "1 mails, 0 of them" in done.output
    assert run("corpus/b").exit_code == 2


def test_without_organisation_toml_the_installation_describes_the_body() -> None:
    folder = Path(collection(expecting(QUESTION, RIGHT)))
    (folder / "organisation.toml").rename("guichet.toml")
    done = run("corpus", "--organisation", "casq")
    assert (done.exit_code, "1 mails, 0 of them" in done.output) == (0, True), done.output
    assert run("corpus", "--organisation", "autre").exit_code == 2


def test_among_several_bodies_the_mail_is_that_of_the_one_named_else_of_its_address() -> None:
    folder = Path(collection(expecting(QUESTION + 'to = "nobody@elsewhere.example"\n', RIGHT)))
    (folder / "organisation.toml").unlink()
    Path("guichet.toml").write_text(f'serve = ["casq", "carl"]\n{ORGANISATION}', encoding="utf-8")
    named = run("corpus", "--organisation", "casq")
    assert (named.exit_code, "1 mails, 0 of them" in named.output) == (0, True), named.output
    unnamed = run("corpus")
    assert (unnamed.exit_code, "0 mails" in unnamed.output) == (1, True)
    assert "question: the mail is addressed to none of the organisations" in unnamed.output


def test_rules_of_the_installation_are_tried_on_the_mails(tmp_path: Path) -> None:
    collection(expecting(QUESTION, 'outcome = "ESCALATE"'))
    assert "expected ESCALATE, got ANSWER" in run("corpus").output
    rules = tmp_path / "rules"
    source = Path(__file__).parents[2] / "rules"
    for path in source.rglob("*.toml"):
        copy = rules / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        if path.name == "triage.toml":
            text = text.replace('class = ["V"], invoices_at_most = 10', 'class = ["A"], invoices_at_most = 10')
        copy.write_text(text, encoding="utf-8")
    Path("guichet.toml").write_text('rules = "rules"\n', encoding="utf-8")
    assert "1 mails, 0 of them" in run("corpus").output


def test_an_empty_folder_says_so() -> None:
    Path("vide").mkdir()
    done = run("vide", "--held")
    assert (done.exit_code, "no collection of mails here" in done.output) == (2, True)


def test_who_waits_hears_how_far_it_is() -> None:
    folder = collection(expecting(QUESTION, RIGHT) + expecting(BANK, 'class = "S"'))
    heard: list[tuple[str, int, int]] = []
    evaluate(Path(folder), Settings(), None, advance=lambda *said: heard.append(said))
    assert heard == [("corpus", 1, 2), ("corpus", 2, 2)]


def test_a_mail_of_which_nothing_can_be_made_is_expected_as_such() -> None:
    folder = Path(collection(expecting(QUESTION, RIGHT)))
    (folder / "vide.eml").write_bytes(b"")
    (folder / "vide.toml").write_text(f'{NOW}[expect]\noutcome = "UNREADABLE"\n', encoding="utf-8")
    assert "2 mails, 0 of them" in run(str(folder)).output
