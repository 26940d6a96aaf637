"""The commands as a person types them: what they print, what they refuse, how they end."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app

HEADER = "siret,supplier,number,amount,date,engagement,status\n"
GOOD = "73282932000074,Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT\n"
QUESTION = (
    b"Authentication-Results: mx.casq.fr; dmarc=pass header.from=papeterie.example\r\n"
    b"From: compta@papeterie.example\r\nTo: accueil.comptabilite@casq.fr\r\nSubject: Facture FA-2026-0117\r\n"
    b"Message-ID: <1@papeterie.example>\r\n\r\nBonjour, ou en est la facture FA-2026-0117 de 1 250,40 EUR ? "
    b"SIRET 732 829 320 00074\r\n"
)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GUICHET_DB", "GUICHET_CONFIG", "GUICHET_RULES", "GUICHET_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)


def run(*words: str) -> Result:
    """Runs a command; its error lines are in `output` too."""
    return CliRunner().invoke(app, list(words))


def written(name: str, text: str | bytes) -> str:
    """A file of the current folder."""
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def test_an_import_loads_good_rows_keeps_bad_ones_aside_and_says_which() -> None:
    file = written("f.csv", HEADER + GOOD + "123,Trop court,FA-1,1.00,2026-11-01,,MANDATEE\n")
    done = run("import", file, "--organisation", "casq")
    assert done.exit_code == 1
    assert "f.csv:3: siret" in done.output
    assert "2 rows read: 1 inserted, 1 rejected" in done.output


def test_importing_again_updates() -> None:
    run("import", written("f.csv", HEADER + GOOD), "--organisation", "casq")
    again = run(
        "import", written("f.csv", HEADER + GOOD.replace("MISE_EN_PAIEMENT", "REJETEE")), "--organisation", "casq"
    )
    assert (again.exit_code, again.output.strip()) == (0, "1 row read: 1 updated")


def test_data_from_the_future_are_refused() -> None:
    done = run("import", written("f.csv", HEADER + GOOD), "--organisation", "casq", "--as-of", "2099-01-01")
    assert done.exit_code == 2
    assert "in the future" in done.output


def test_explain_prints_one_object_with_every_key_of_the_contract() -> None:
    run("import", written("f.csv", HEADER + GOOD), "--organisation", "casq")
    done = run("explain", written("m.eml", QUESTION), "--json")
    assert done.exit_code == 0
    told = json.loads(done.output)
    keys = "outcome organisation auto_kind language texts intents class level mentions matches reasons rule team priority reply"
    assert set(keys.split()) <= set(told)
    assert (told["outcome"], told["level"], told["organisation"]) == ("ANSWER", 1, "casq")
    for mention in told["mentions"]:
        text = told["texts"][mention["source"]]
        assert text[mention["start"] : mention["end"]] == mention["raw"]


def test_explain_takes_the_clock_it_is_given() -> None:
    run("import", written("f.csv", HEADER + GOOD), "--organisation", "casq")
    done = run("explain", written("m.eml", QUESTION), "--json", "--now", "2027-11-21")
    assert {why["code"] for why in json.loads(done.output)["reasons"]} == {"portal_copy_stale"}


def test_an_invoice_in_a_refused_row_is_not_said_to_be_unknown() -> None:
    spoilt = GOOD.replace("1250.40", "1250,4O")
    run("import", written("f.csv", HEADER + GOOD.replace("0117", "0118") + spoilt), "--organisation", "casq")
    told = json.loads(run("explain", written("m.eml", QUESTION), "--json").output)
    assert told["outcome"] == "ESCALATE"
    assert {"code": "row_refused", "file": "f.csv", "line": "3"} in told["reasons"]
    status = run("status")
    assert status.exit_code == 1
    assert "casq : 1 ligne a été refusée dans « f.csv »" in status.output
    run("import", written("f.csv", HEADER + GOOD.replace("0117", "0118")), "--organisation", "casq")
    assert json.loads(run("explain", "m.eml", "--json").output)["outcome"] == "ASK"


def test_explain_without_a_database_decides_as_with_an_empty_one_and_makes_none() -> None:
    done = run("explain", written("m.eml", QUESTION), "--json")
    assert done.exit_code == 0
    assert [path.name for path in Path().iterdir()] == ["m.eml"]


@pytest.mark.parametrize("named", ["--db", "GUICHET_DB", "guichet.toml"])
@pytest.mark.parametrize("words", [("status",), ("explain", "m.eml"), ("contacts", "list")])
def test_a_database_that_somebody_named_must_be_there(
    words: tuple[str, ...], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written("m.eml", QUESTION)
    if named == "GUICHET_DB":
        monkeypatch.setenv(named, "nowhere.sqlite")
    elif named == "guichet.toml":
        written(named, 'database = "nowhere.sqlite"')
    done = run(*words, *(("--db", "nowhere.sqlite") if named == "--db" else ()))
    assert done.exit_code == 2
    assert "nowhere.sqlite" in done.output
    assert not Path("nowhere.sqlite").exists()


@pytest.mark.parametrize("words", [("stop",), ("start",), ("retry",), ("contacts", "remove", "a@b.fr")])
@pytest.mark.parametrize("database", [(), ("--db", "nowhere.sqlite")])
def test_the_switch_is_never_set_in_a_database_that_is_not_there(
    words: tuple[str, ...], database: tuple[str, ...]
) -> None:
    done = run(*words, *(("--organisation", "casq") if words[0] == "contacts" else ()), *database)
    assert done.exit_code == 2
    assert "there is no database file" in done.output
    assert list(Path().iterdir()) == []


def test_a_database_written_as_a_bare_name_lies_beside_the_file_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    written("guichet.toml", 'database = "g.sqlite"')
    written("f.csv", HEADER + GOOD)
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    done = run("import", "../f.csv", "--organisation", "casq", "--config", "../guichet.toml")
    assert done.exit_code == 0
    assert Path("../g.sqlite").exists()
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("explain", "absent.eml"), "absent.eml"),
        (("explain", "m.eml", "--now", "hier"), "is not an ISO time"),
        (("explain", "m.eml", "--now", "9999-12-31T23:59:59-14:00"), "not a plausible time"),
        (("explain", "m.eml", "--now", "0001-01-01"), "not a plausible time"),
        (("explain", "m.eml", "--organisation", "nulle-part"), "« nulle-part » is not one of"),
        (("explain", "m.eml", "--db", "mysql://x/y"), "--db"),
        (("status", "--config", "absent.toml"), "absent.toml"),
        (("run", "--once"), "no organisation has a mailbox to read"),
        (("contacts", "import", "c.csv"), "--organisation: say which one"),
        (("preview", "reponse"), "no template « reponse »"),
    ],
)
def test_what_is_wrong_is_named_with_the_way_out(words: tuple[str, ...], told: str) -> None:
    written("m.eml", QUESTION)
    written("c.csv", "address,siret\na@b.fr,73282932000074\n")
    done = run(*words)
    assert done.exit_code == 2
    assert told in done.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("databse = 'x'", "did you mean « database »"),
        ("database = 3", "write a text between quotes"),
        ("serve = 'casq'", "write a list"),
        ("serve = ['casc']", "« casc » is not described"),
        ("rules = 'absent'", "no folder"),
        ("= 3", "not readable as TOML"),
        ("[organisations.casq]\nsendin = 'on'", "sending"),
        ('[organisations.casq]\nsending = "o\\n\\u001b[31mn"', "« o\\u000a\\u001b[31mn »"),
        ("[organisations.casq.mailbox]\npoll_seconds = 99999999999999999999", "au plus 1000000"),
        (f"[organisations.casq]\ntimezone = '{'x' * 5000}'", "organisation.timezone: fuseau « xxx"),
        (
            "[organisations.casq.mailbox.oauth]",
            "guichet.toml (organisation « casq »): organisation.mailbox.oauth.provider",
        ),
        ("[organisations.casq.mailbox.imap]\nhost = 'h'\npassword = 'secret'", "password"),
    ],
)
def test_a_wrong_configuration_is_refused_with_file_and_key(text: str, told: str) -> None:
    done = run("status", "--config", written("guichet.toml", text))
    assert done.exit_code == 2
    assert told in done.output
    assert len(done.output) < 1_100
    assert "secret" not in done.output.replace("password", "")


def test_a_missing_password_stops_the_start_and_names_the_variable() -> None:
    text = "serve = ['casq']\n[organisations.casq.mailbox.imap]\nhost = 'h'\nuser = 'u'\npassword_env = 'ABSENT_PW'\n"
    done = run("run", "--once", "--config", written("guichet.toml", text))
    assert done.exit_code == 2
    assert "ABSENT_PW is not set" in done.output


def test_the_delivered_rules_pass_their_check() -> None:
    done = run("rules", "check")
    assert done.exit_code == 0
    assert "0 failed" in done.output


def test_a_case_that_fails_is_named() -> None:
    rules = Path("rules")
    delivered = Path(__file__).parents[2] / "rules"
    for path in delivered.rglob("*"):
        if path.is_file():
            target = rules / path.relative_to(delivered)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    case = (
        '[[case]]\nname = "faux"\norganisation = "casq"\nmail = { text = "bonjour" }\nexpect = { outcome = "ANSWER" }\n'
    )
    written("rules/cases/faux.toml", case)
    done = run("rules", "check", "--config", written("guichet.toml", 'rules = "rules"'))
    assert done.exit_code == 1
    assert "faux.toml, case 1 « faux »: outcome: expected ANSWER, got ESCALATE" in done.output


@pytest.fixture
def database() -> str:
    """The name of a database with one invoice."""
    name = "sqlite:///g.sqlite"
    run("import", written("f.csv", HEADER + GOOD), "--organisation", "casq", "--db", name)
    return name


@pytest.mark.usefixtures("database")
def test_stop_and_start_are_stored_and_shown() -> None:
    assert run("stop", "--organisation", "casq", "--db", "sqlite:///g.sqlite").exit_code == 0
    rows = json.loads(run("status", "--json", "--db", "sqlite:///g.sqlite").output)
    assert {row["organisation"]: row["stopped"] for row in rows}["casq"] is True
    assert run("start", "--organisation", "casq", "--db", "sqlite:///g.sqlite").exit_code == 0
    rows = json.loads(run("status", "--json", "--db", "sqlite:///g.sqlite").output)
    assert not any(row["stopped"] for row in rows)


def test_starting_one_body_while_all_are_stopped_says_what_to_do_and_changes_nothing(database: str) -> None:
    run("stop", "--organisation", "casq", "--db", database)
    run("stop", "--db", database)
    done = run("start", "--organisation", "casq", "--db", database)
    assert done.exit_code == 2
    assert "without --organisation" in done.output
    with sqlite3.connect("g.sqlite") as connection:
        stops = {name for (name,) in connection.execute("SELECT organisation_id FROM sending_stop")}
    connection.close()
    assert stops == {"*", "casq"}


def test_contacts_are_listed_and_taken_out_again(database: str) -> None:
    file = written("c.csv", "address,siret\nA@b.fr,73282932000074\nA@b.fr,40483304800022\nc@d.fr,73282932000074\n")
    who = ("--organisation", "casq", "--db", database)
    run("contacts", "import", file, *who)
    assert "a@b.fr" in run("contacts", "list", "--db", database).output
    assert run("contacts", "remove", "a@B.fr", "--siret", "404 833 048 00022", *who).exit_code == 0
    listed = json.loads(run("contacts", "list", "--json", *who).output)
    assert [(row["address"], row["siret"]) for row in listed] == [
        ("a@b.fr", "73282932000074"),
        ("c@d.fr", "73282932000074"),
    ]
    assert run("contacts", "remove", "a@b.fr", *who).output.strip() == "1 removed."
    again = run("contacts", "remove", "a@b.fr", *who)
    assert (again.exit_code, "is no contact of casq" in again.output) == (2, True)


@pytest.mark.parametrize("words", [("rules", "check"), ("preview",), ("demo", "--help")])
def test_every_command_takes_a_database_whether_it_needs_one_or_not(words: tuple[str, ...]) -> None:
    done = run(*words[:1], *words[1:], "--db", "sqlite:///absent.sqlite")
    assert done.exit_code == 0
    assert list(Path().iterdir()) == []


def test_the_database_comes_from_the_option_then_the_environment_then_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    written("guichet.toml", 'database = "sqlite:///file.sqlite"')
    words = ("import", written("f.csv", HEADER + GOOD), "--organisation", "casq")
    run(*words)
    monkeypatch.setenv("GUICHET_DB", "sqlite:///environment.sqlite")
    run(*words)
    run(*words, "--db", "sqlite:///option.sqlite")
    assert all(Path(f"{name}.sqlite").exists() for name in ("file", "environment", "option"))


def test_a_preview_shows_the_mail_and_writes_its_html() -> None:
    done = run("preview", "answer", "--html", "answer.html")
    assert done.exit_code == 0
    assert "Situation au" in done.output.replace("\u00a0", " ")
    assert "<h1" in Path("answer.html").read_text(encoding="utf-8")


def test_a_preview_shows_the_html_too_and_speaks_for_a_body_when_told() -> None:
    done = run("preview", "acknowledgement", "--organisation", "casq", "--eml", "m.eml", "--text", "m.txt")
    assert done.exit_code == 0, done.output
    assert "Direction des Finances et de l'Achat Public" in done.output
    assert "HTML" in done.output
    assert b"multipart/alternative" in Path("m.eml").read_bytes()
    assert "accueil.comptabilite@casq.fr" in Path("m.txt").read_text(encoding="utf-8")


def test_a_preview_promises_no_objective_that_the_body_does_not_have() -> None:
    assert "Objectif" in run("preview", "acknowledgement", "--organisation", "ville-amiens").stdout
    done = run("preview", "acknowledgement", "--organisation", "dept06")
    assert "Objectif" not in done.stdout
    assert "contact block incomplete" in done.stderr


def test_a_preview_of_a_text_without_html_cannot_be_written_as_html() -> None:
    assert run("preview", "draft_reply", "--html", "x.html").exit_code == 2
    assert not Path("x.html").exists()


LENS = (
    'serve = ["lens"]\n[organisations.lens]\nname = "Ville de Lens"\ntimezone = "Europe/Paris"\n'
    'addresses = ["f@lens.fr"]\n[organisations.lens.teams]\ngeneral = "g@lens.fr"\n'
)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", "lens"),
        (
            '[organisations.lens.contact]\nfone = "1"\n',
            "ligne 9 (organisation « lens »): organisations.lens.contact.fone",
        ),
        (
            '[[organisations.lens.budgets]]\nid = "p"\nlabel = "P"\nsiret = "1"\n',
            "ligne 11 (organisation « lens », budget",
        ),
        ('[organisations.lans]\nsending = "on"\n', "organisations.lans: organisation inconnue ; vouliez-vous"),
        ('[organisations.xyzzy]\nsending = "on"\n', "donnez-lui un nom (name = …)"),
        ('[organisations.Lens2]\nname = "x"\n', "écrivez des minuscules"),
    ],
)
def test_a_body_may_be_described_in_the_configuration_alone(more: str, told: str) -> None:
    done = run("contacts", "list", "--organisation", "lens", "--config", written("guichet.toml", LENS + more))
    if more:
        assert (done.exit_code, told in done.output) == (2, True), done.output
    else:
        assert done.exit_code == 0, done.output
