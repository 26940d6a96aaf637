"""The commands as a person types them: what they print, what they refuse, how they end."""

from __future__ import annotations

import json
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
    assert (again.exit_code, again.output.strip()) == (0, "1 rows read: 1 updated")


def test_data_from_the_future_are_refused() -> None:
    done = run("import", written("f.csv", HEADER + GOOD), "--organisation", "casq", "--as-of", "2999-01-01")
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


def test_explain_without_a_database_decides_as_with_an_empty_one_and_makes_none() -> None:
    done = run("explain", written("m.eml", QUESTION), "--json", "--db", "sqlite:///nowhere.sqlite")
    assert done.exit_code == 0
    assert not Path("nowhere.sqlite").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("explain", "absent.eml"), "absent.eml"),
        (("explain", "m.eml", "--now", "hier"), "is not an ISO time"),
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
        ("[organisations.casq.mailbox.imap]\nhost = 'h'\npassword = 'secret'", "password"),
    ],
)
def test_a_wrong_configuration_is_refused_with_file_and_key(text: str, told: str) -> None:
    done = run("status", "--config", written("guichet.toml", text))
    assert done.exit_code == 2
    assert told in done.output
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


def test_stop_and_start_are_stored_and_shown() -> None:
    assert run("stop", "--organisation", "casq", "--db", "sqlite:///g.sqlite").exit_code == 0
    rows = json.loads(run("status", "--json", "--db", "sqlite:///g.sqlite").output)
    assert {row["organisation"]: row["stopped"] for row in rows}["casq"] is True
    assert run("start", "--organisation", "casq", "--db", "sqlite:///g.sqlite").exit_code == 0
    rows = json.loads(run("status", "--json", "--db", "sqlite:///g.sqlite").output)
    assert not any(row["stopped"] for row in rows)


def test_starting_one_body_while_all_are_stopped_says_what_to_do() -> None:
    run("stop", "--db", "sqlite:///g.sqlite")
    done = run("start", "--organisation", "casq", "--db", "sqlite:///g.sqlite")
    assert done.exit_code == 2
    assert "without --organisation" in done.output


def test_the_database_comes_from_the_option_then_the_environment_then_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    written("guichet.toml", 'database = "sqlite:///file.sqlite"')
    run("stop")
    monkeypatch.setenv("GUICHET_DB", "sqlite:///environment.sqlite")
    run("stop")
    run("stop", "--db", "sqlite:///option.sqlite")
    assert all(Path(f"{name}.sqlite").exists() for name in ("file", "environment", "option"))


def test_a_preview_shows_the_mail_and_writes_its_html() -> None:
    done = run("preview", "answer", "--html", "answer.html")
    assert done.exit_code == 0
    assert "Situation au" in done.output.replace("\u00a0", " ")
    assert "<h1" in Path("answer.html").read_text(encoding="utf-8")
