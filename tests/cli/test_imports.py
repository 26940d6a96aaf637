"""`guichet import` and `guichet contacts` with every kind of file, as staff use them."""

from __future__ import annotations

import json
import os
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from time import sleep

import pytest

from bot.edges.store import open_store
from tests.cli.test_commands import GOOD as ENGLISH
from tests.cli.test_commands import HEADER as ENGLISH_HEADER
from tests.cli.test_commands import run, written
from tests.cli.test_run import configure
from tests.edges.clerk_files import GOOD, HEADER, csv_text, row, workbook

CASQ = ("--organisation", "casq")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GUICHET_DB", "GUICHET_CONFIG", "GUICHET_RULES", "GUICHET_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)


def test_several_files_are_loaded_and_one_that_cannot_be_read_costs_only_itself() -> None:
    workbook(Path("a.xlsx"), {"Factures": [HEADER, GOOD]})
    files = ("a.xlsx", written("b.csv", "nom;prénom\n"), written("c.csv", ENGLISH_HEADER + ENGLISH))
    done = run("import", *files, *CASQ)
    assert done.exit_code == 1
    assert "a.xlsx: 1 row read in sheet « Factures »: 1 inserted" in done.output
    assert "c.csv: 1 row read: 1 inserted" in done.output
    assert "guichet: b.csv : il manque la colonne" in done.output


def test_nothing_that_can_be_read_ends_as_a_wrong_command() -> None:
    done = run("import", written("b.csv", "nom;prénom\n"), *CASQ)
    assert (done.exit_code, "Colonnes vues ligne 1 : « nom » ; « prénom »" in done.output) == (2, True)


def test_a_rehearsal_shows_what_would_change_and_writes_nothing() -> None:
    run("import", written("f.csv", csv_text([HEADER, GOOD])), *CASQ)
    changed = csv_text([HEADER, row(status="Mise en paiement"), row(number="FA-2"), row(number="")])
    rehearsed = run("import", written("g.csv", changed), *CASQ, "--dry-run")
    assert rehearsed.exit_code == 1
    lines = rehearsed.output.splitlines()
    assert "casq: 73282932000074 FA-1: MANDATEE → MISE_EN_PAIEMENT" in lines
    assert "casq: 73282932000074 FA-2: (new) → MANDATEE" in lines
    assert "3 rows read: 1 inserted, 1 updated, 1 rejected; nothing was written (--dry-run)" in lines
    again = json.loads(run("import", "g.csv", *CASQ, "--dry-run", "--json").output)
    assert (again["inserted"], again["updated"], again["dry_run"], len(again["changes"])) == (1, 1, True, 2)
    assert "1 inserted, 1 updated" in run("import", "g.csv", *CASQ).output


def test_a_bad_row_is_shown_with_its_line_column_value_and_reason() -> None:
    done = run("import", written("f.csv", csv_text([HEADER, row(amount="douze")])), *CASQ)
    assert "f.csv:2: Montant TTC « douze »: ce n'est pas un montant : écrivez 1234,50 ou 1 234,50" in done.output


def test_machines_get_one_object_for_one_file_and_a_list_for_several() -> None:
    files = (written("a.csv", ENGLISH_HEADER + ENGLISH), written("b.csv", "x;y\n"))
    one = json.loads(run("import", files[0], *CASQ, "--json").output)
    assert (one["file"], one["inserted"], one["problems"]) == ("a.csv", 1, [])
    both = json.loads(run("import", *files, *CASQ, "--json").stdout)
    assert [entry["file"] for entry in both["files"]] == ["a.csv", "b.csv"]
    assert "il manque la colonne" in both["files"][1]["refused"]


def test_the_headers_and_words_of_a_body_are_read_from_its_settings() -> None:
    written(
        "guichet.toml",
        'serve = ["casq"]\n[organisations.casq.import.columns]\nnumber = "Pièce"\nengagement = ""\n'
        '[organisations.casq.import.statuses]\n"Payé" = "MISE_EN_PAIEMENT"\n',
    )
    header = ("Pièce", *HEADER[1:5], "Statut")
    file = written("f.csv", csv_text([header, (*row()[:5], "Payé")]))
    assert run("import", file).output.strip() == "1 row read: 1 inserted"
    shown = run("import", file, "--dry-run", "--json", "--as-of", "2026-11-01")
    assert json.loads(shown.output)["older"] == 1


def test_contacts_come_from_a_workbook_or_one_by_one_with_who_entered_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "USER", "m.dupont")
    workbook(Path("c.xlsx"), {"Contacts": [("Courriel", "SIRET"), ("A@b.fr", 73282932000074), ("sans arobase", "1")]})
    done = run("contacts", "import", "c.xlsx", *CASQ)
    assert (done.exit_code, "c.xlsx:3: Courriel « sans arobase »: ce n'est pas une adresse" in done.output) == (1, True)
    assert run("contacts", "add", "C@d.fr", "404 833 048 00022", *CASQ).output.strip() == "1 added."
    assert run("contacts", "add", "c@d.fr", "40483304800022", *CASQ).output.strip() == "Known already, nothing changed."
    assert run("contacts", "add", "e@f.fr", "0123456.001", "--type", "RIDET", *CASQ).exit_code == 0
    listed = json.loads(run("contacts", "list", "--json", *CASQ).output)
    assert [(entry["address"], entry["siret"], entry["origin"], entry["entered_by"]) for entry in listed] == [
        ("a@b.fr", "73282932000074", "c.xlsx", "m.dupont"),
        ("c@d.fr", "40483304800022", "guichet contacts add", "m.dupont"),
        ("e@f.fr", "0123456.001", "guichet contacts add", "m.dupont"),
    ]
    assert all(entry["entered_at"] for entry in listed)


@pytest.mark.parametrize(("words", "problem"), [(("x", "73282932000074"), "adresse"), (("a@b.fr", "12"), "2 chiffres")])
def test_a_wrong_contact_is_not_entered(words: tuple[str, ...], problem: str) -> None:
    done = run("contacts", "add", *words, *CASQ)
    assert (done.exit_code, problem in done.output) == (2, True)


def test_the_drop_folder_is_taken_by_a_run_before_any_mail_is_read() -> None:
    configure()
    with Path("guichet.toml").open("a") as file:
        file.write('[organisations.casq.import]\nfolder = "depot"\nsettle_seconds = 1\n')
    missing = run("run", "--once", "--json")
    assert "depot cannot be read" in json.loads(missing.stdout)["failures"]["casq files"]
    Path("depot").mkdir()
    written("depot/secret durand.csv", csv_text([HEADER, GOOD, row(number="")]))
    sleep(1.1)  # a file is taken once it has been quiet for a second
    done = run("run", "--once", "--json")
    assert json.loads(done.stdout)["files"] == 1
    assert "files taken organisation=casq files=1 rows=2 refused=0 rejected_rows=1" in done.output
    assert "durand" not in done.output  # a file may bear a supplier's name
    assert len(list(Path("depot/traités").glob("*_secret durand (lignes refusées).csv"))) == 1
    assert json.loads(run("status", "--json").stdout)[0]["copy_as_of"]


STORE = (
    "siret,supplier,number,amount,date,engagement,status\n"
    "73282932000074,Durand,FA-1,1234.50,2026-03-24,,\n"
    '40483304800022,"Martin, Fils",2026/0117,8640.00,2026-03-24,4500012,MISE_EN_PAIEMENT\n'
    "40483304800022,Martin,0012,-40.00,2025-03-24,,Mise en paiement\n"
)


@pytest.mark.parametrize("prefix", ["sqlite:///", "sqlite+pysqlite:///"])
def test_a_store_is_loaded_into_a_database_that_is_not_there_yet_without_any_configuration(prefix: str) -> None:
    done = run("import", "--db", f"{prefix}s.db", *CASQ, written("store.csv", STORE))
    assert done.exit_code == 0, done.output
    assert done.output.strip() == "3 rows read: 3 inserted; 1 invoice without a status: a person answers"
    found = run("invoices", "find", "FA-1", "--db", "sqlite:///s.db").output
    assert "statut inconnu" in found


def test_a_store_may_be_of_an_organisation_that_nobody_has_described() -> None:
    words = ("--db", "sqlite:///s.db", "--organisation", "bench")
    done = run("import", *words, written("store.csv", STORE))
    assert done.exit_code == 0, done.output
    assert "organisation bench is described nowhere" in done.output
    written("guichet.toml", 'serve = ["casq"]\n')
    refused = run("import", *words, "store.csv")
    assert (refused.exit_code, "« bench » is not one of casq" in refused.output) == (2, True)


def test_a_store_goes_into_postgresql_too(empty_postgres: str) -> None:
    done = run("import", "--db", empty_postgres, *CASQ, written("store.csv", STORE))
    assert (done.exit_code, "3 inserted" in done.output) == (0, True)


def test_what_is_left_out_is_said_in_words_that_count() -> None:
    extra = csv_text([(*HEADER, "Visa"), (*GOOD, "oui"), ("Total", *[""] * 7)])
    said = run("import", written("f.csv", extra), *CASQ).output.splitlines()
    assert said == [
        "1 row read: 1 inserted; 1 line of totals or repeated header left out",
        "columns not used: « Visa »",
    ]


def test_staff_get_one_note_for_what_a_file_refuses_however_often_it_is_left_there() -> None:
    configure()
    with Path("guichet.toml").open("a") as file:
        file.write('[organisations.casq.import]\nfolder = "depot"\nsettle_seconds = 1\n')
    Path("depot").mkdir()
    for name in ("export.csv", "le même.csv"):
        written(f"depot/{name}", csv_text([HEADER, GOOD, row(number="FA-2", amount="=1+1")]))
        sleep(1.1)  # a file is taken once it has been quiet for a second
        run("run", "--once")
    store = open_store("sqlite:///guichet.sqlite", read_only=True)
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT recipient, content FROM outbox WHERE template = 'note_file'").all()
    store.close()
    ((_, content),) = found
    note = message_from_bytes(bytes(content), policy=policy.default)
    assert isinstance(note, EmailMessage)
    assert note["Subject"] == "[Guichet] 1 ligne refusée : export.csv"
    words, rows = note.iter_parts()
    assert isinstance(words, EmailMessage)
    assert "=1+1" not in str(words)
    assert isinstance(rows, EmailMessage)
    assert (rows.get_filename(), "'=1+1" in rows.get_content()) == ("lignes-refusees.csv", True)
