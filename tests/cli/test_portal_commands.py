"""`guichet sync`, `portal check`, `invoices find` and `status` against the simulated portal; what staff are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot import app as guichet
from bot.cli.main import app
from bot.config import load_settings
from bot.core.organisation import Organisation
from bot.demo.portal import parties
from bot.demo.portal.simulator import Simulator
from bot.edges.store import open_store
from bot.syncing import syncs

HERE = parties.RECIPIENTS[1]
CONFIG = """
serve = ["casq"]
[organisations.casq.teams]
general = "finances@casq.fr"
{portal}years_back = 1
recipients = ["{recipient}"]
"""


@pytest.fixture
def portal() -> Iterator[Simulator]:
    """A portal of today: commands have no other clock."""
    with Simulator(60, years=0.3, recipients=(HERE, parties.RECIPIENTS[3])) as simulator:
        yield simulator
        assert simulator.forbidden_calls == ()


@pytest.fixture(autouse=True)
def _configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portal: Simulator) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GUICHET_DB", "GUICHET_CONFIG", "HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEST_CPRO", portal.password)
    Path("secret").write_text(portal.client_secret)
    Path("secret").chmod(0o600)
    configure(portal)


def configure(portal: Simulator, recipient: str = HERE.identifier) -> None:
    """guichet.toml of one body that reads from this portal."""
    settings = portal.account.settings(client_secret_file="secret", password_env="TEST_CPRO")
    Path("guichet.toml").write_text(CONFIG.format(portal=settings, recipient=recipient))


def run(*words: str) -> Result:
    """Runs a command; its error lines are in `output` too."""
    return CliRunner().invoke(app, list(words))


def notes() -> list[str]:
    """Subjects and texts of the notes that wait for staff."""
    store = open_store("guichet.sqlite")
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT content FROM outbox WHERE template = 'note_portal' ORDER BY id")
        mails = [bytes(content).decode() for (content,) in found]
    store.close()
    return mails


def test_a_sync_says_what_it_did_and_the_next_one_has_nothing_to_do(portal: Simulator) -> None:
    first = run("sync", "--json", "--histories", "3")
    assert first.exit_code == 0, first.output
    (told,) = json.loads(first.output)
    assert told["whole"]
    assert (told["histories"], told["failures"]) == (3, {})
    assert 20 < told["inserted"] <= told["read"]
    again = run("sync", "--histories", "0")
    assert again.exit_code == 0
    assert again.output.startswith("casq: ")
    assert "0 new, 0 changed" in again.output
    whole = run("sync", "--full", "--histories", "0", "--json")
    assert json.loads(whole.output)[0]["read"] >= told["inserted"]
    assert portal.oddities == ()


def test_status_knows_the_age_of_the_copy_by_source() -> None:
    run("sync", "--histories", "0")
    (row,) = json.loads(run("status", "--json").output)
    assert [(copy["source"], copy["fresh"]) for copy in row["copies"]] == [("api", True)]
    assert row["copy_fresh"]
    assert (row["walk"]["lists"], row["walk"]["failing"], row["walk"]["trouble"]) == (3, {}, "")
    shown = run("status")
    assert shown.exit_code == 0
    assert "api 20" in shown.output.replace("\n", " ")


def test_a_portal_that_refuses_is_told_with_the_way_out_and_status_remembers(portal: Simulator) -> None:
    portal.fault("password", "destinataire", count=99)
    refused = run("sync")
    assert refused.exit_code == 3
    assert "Chorus Pro refuses the technical account" in refused.output
    assert "→" in refused.output
    status = run("status")
    assert status.exit_code == 1
    (line,) = [line for line in status.output.splitlines() if line.startswith("casq : ")]
    assert "Chorus Pro n'est plus lu depuis le" in line
    assert "Chorus Pro refuse le compte technique" in line
    assert "le gestionnaire principal de la structure le renouvelle" in line
    assert len(notes()) == 1
    run("sync")
    assert len(notes()) == 1, "staff are told once"
    portal.mend()
    assert run("sync", "--histories", "0").exit_code == 0
    assert run("status").exit_code == 0


def test_a_list_that_fails_is_told_to_people_in_their_words(portal: Simulator) -> None:
    portal.fault("terms", "facturesTravaux/v1/rechercher", count=99)
    assert run("sync", "--histories", "0").exit_code == 3
    status = run("status")
    assert status.exit_code == 1
    told, _held = [line for line in status.output.splitlines() if line.startswith("casq : ")]
    assert f"1 liste n'a pas pu être lue la dernière fois ({HERE.identifier} work_documents)" in told
    assert "acceptez les conditions générales (CGU)" in told


def test_staff_read_what_is_wrong_and_what_to_do(portal: Simulator) -> None:
    portal.fault("password", "destinataire", count=99)
    run("sync")
    (note,) = notes()
    assert "finances@casq.fr" in note
    assert "Guichet ne peut plus lire Chorus Pro" in note
    assert portal.password not in note


def test_the_end_of_the_password_is_told_fifteen_days_ahead_and_once_more() -> None:
    with Simulator(5, years=0.1, password_days=14, recipients=(HERE,)) as soon:
        configure(soon)
        run("sync", "--histories", "0")
        run("sync", "--histories", "0")
        assert len(notes()) == 1
    day = datetime.now(UTC) + timedelta(days=14)
    assert f"{day:%d/%m/%Y}" in notes()[0] or f"{day + timedelta(hours=2):%d/%m/%Y}" in notes()[0]
    checked = run("portal", "check")
    assert checked.exit_code == 3, "that portal is gone"


def test_each_step_of_the_connection_is_shown() -> None:
    checked = run("portal", "check")
    assert checked.exit_code == 0, checked.output
    text = checked.output.replace("\n", " ")
    for step in (
        "jeton obtenu",
        f"1 structure à lire : {HERE.identifier}",
        "vaut jusqu'au",
        "factures de travaux : liste ouverte",
        "tout va bien",
    ):
        assert step in text
    found = json.loads(run("portal", "check", "--json").output)
    assert {finding["level"] for finding in found} == {"ok"}


def test_the_end_of_the_password_is_said_once_for_all_structures(portal: Simulator) -> None:
    both = f'{HERE.identifier}", "{parties.RECIPIENTS[3].identifier}'
    configure(portal, both)
    checked = run("portal", "check").output
    assert "2 structures à lire" in checked
    assert checked.count("le mot de passe du compte technique vaut jusqu'au") == 1


@pytest.mark.parametrize("command", [("sync", "--histories", "0"), ("status",)])
def test_a_secret_of_the_environment_is_in_no_file_that_others_read(command: tuple[str, ...]) -> None:
    run("sync", "--histories", "0")
    Path.cwd().chmod(0o755)
    assert "may read this secret" not in run(*command).output
    Path("secret").chmod(0o644)
    assert run("sync", "--histories", "0").output.count("may read this secret: chmod 600 file=") == 1


@pytest.mark.parametrize(
    ("kind", "service", "said", "code"),
    [
        ("password", "health-check", "refuse le compte technique", 3),
        ("terms", "facturesTravaux/v1/rechercher", "enlevez « work_documents » avec feeds", 3),
        ("business", "structures/v1/consulter", "fiche de", 3),
    ],
)
def test_the_step_that_fails_says_how_to_mend_it(
    portal: Simulator, kind: str, service: str, said: str, code: int
) -> None:
    portal.fault(kind, service, count=9)
    checked = run("portal", "check")
    assert checked.exit_code == code
    assert said in checked.output.replace("\n", " ")


def test_an_account_that_receives_for_others_only_is_told_so(portal: Simulator) -> None:
    configure(portal, "12345678901234")
    checked = run("portal", "check")
    assert checked.exit_code == 3
    assert "ne reçoit de factures pour aucune des structures à lire" in checked.output.replace("\n", " ")


def test_structures_that_the_account_does_not_see_are_told_while_others_are_read(portal: Simulator) -> None:
    configure(portal, f'{HERE.identifier}", "12345678901234')
    assert run("sync", "--histories", "0").exit_code == 0
    status = run("status")
    assert "ne reçoit rien pour 12345678901234, dont les factures passent pour inconnues" in status.output
    assert status.exit_code == 1
    assert json.loads(run("status", "--json").output)[0]["walk"]["absent"] == ["12345678901234"]
    assert run("portal", "check").exit_code == 1


def test_guichet_check_tries_the_portal_too() -> None:
    checked = run("check", "--json")
    assert "casq, Chorus Pro" in {finding["where"] for finding in json.loads(checked.output)}


def test_a_missing_secret_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_CPRO")
    for command in (("sync",), ("portal", "check")):
        done = run(*command)
        assert done.exit_code == 2
        assert "TEST_CPRO" in done.output


def test_bodies_that_read_no_portal_are_told_how_to(portal: Simulator) -> None:
    Path("guichet.toml").write_text('serve = ["casq"]\n')
    for command in (("sync",), ("sync", "--organisation", "casq"), ("portal", "check")):
        done = run(*command)
        assert done.exit_code == 2
        assert "portal]" in done.output
    assert portal.calls == ()


@pytest.mark.parametrize("words", [("--since", "demain"), ("--since", "2099-01-01"), ("--organisation", "nobody")])
def test_what_cannot_be_meant_is_refused_before_anything_is_asked(portal: Simulator, words: tuple[str, str]) -> None:
    assert run("sync", *words).exit_code == 2
    assert portal.calls == ()


def test_staff_find_an_invoice_with_its_history(portal: Simulator) -> None:
    run("sync", "--histories", "50")
    (row, *_) = json.loads(run("invoices", "find", HERE.identifier, "--json").output or "[]") or [None]
    assert row is None, "the body's own SIRET is no supplier's"
    store = open_store("guichet.sqlite", read_only=True)
    with store.engine.connect() as connection:
        number, supplier, status = connection.exec_driver_sql(
            "SELECT number, supplier_id, status FROM invoice WHERE made_available_at IS NOT NULL ORDER BY id LIMIT 1"
        ).one()
    store.close()
    found = run("invoices", "find", number)
    assert found.exit_code == 0
    assert "Historique" in found.output
    rows = json.loads(run("invoices", "find", supplier, "--json").output)
    (mine,) = [each for each in rows if each["number"] == number]
    assert (mine["status"], mine["source"]) == (status, "api")
    assert {line["source"] for line in mine["lines"]} == {"search", "history"}
    told = [line["portal_at"] or line["seen_at"] for line in mine["lines"]]
    assert told == sorted(told), "the search told the last status first"
    nobody = run("invoices", "find", "N-EXISTE-PAS-1")
    assert (nobody.exit_code, "aucune facture" in nobody.output) == (1, True)
    for agent in parties.AGENTS:
        assert agent.last not in found.output


def test_what_is_found_fits_a_screen_of_eighty_columns_and_a_spreadsheet(portal: Simulator) -> None:
    run("sync", "--histories", "0")
    store = open_store("guichet.sqlite", read_only=True)
    with store.engine.connect() as connection:
        number, supplier, cents = connection.exec_driver_sql(
            "SELECT number, supplier_id, amount_cents FROM invoice ORDER BY id LIMIT 1"
        ).one()
    store.close()
    lines = run("invoices", "find", supplier).output.splitlines()
    assert max(map(len, lines)) <= 80, lines
    assert any(line.startswith(f"Facture {number} · du ") for line in lines)
    assert any(f"SIRET {supplier})" in line for line in lines)
    rows = json.loads(run("invoices", "find", supplier, "--json").output)
    (mine,) = [each for each in rows if each["number"] == number]
    assert mine["amount"] == f"{cents // 100}.{cents % 100:02}"
    assert "amount_cents" not in mine


def test_a_body_that_gets_no_mail_here_keeps_its_copy_fresh_all_the_same(portal: Simulator) -> None:
    done = run("run", "--once", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["synced"] > 0
    assert "not read: no mailbox.imap organisation=casq" in done.output
    assert "notes to staff cannot leave: no mailbox.smtp organisation=casq" in done.output


def test_a_run_drains_the_portal_before_it_decides(portal: Simulator) -> None:
    library = guichet.load_library(load_settings(None, None))
    with guichet.opened(library) as desk:
        (walk,) = syncs(desk)
        report = walk.regular()
        walk.portal.close()
    assert report.whole
    body: Organisation = library.served["casq"]
    assert body.portal is not None
    assert report.counts.calls == len(portal.calls_of("rechercher/recipiendaire")) + len(
        portal.calls_of("facturesTravaux/v1/rechercher")
    )


def test_a_list_that_never_succeeds_is_named_with_what_to_write_if_there_is_none(portal: Simulator) -> None:
    portal.fault("terms", "facturesTravaux/v1/rechercher", count=99)
    done = run("sync", "--histories", "0")
    assert "not whole: mend first what is said below" in done.output
    (row,) = json.loads(run("status", "--json").output)
    assert row["walk"]["holding"] == [f"{HERE.identifier} work_documents"]
    assert row["walk"]["feeds"] == ["invoices", "work_invoices"]
    shown = run("status").output
    assert f"toute la copie est trop ancienne à cause de {HERE.identifier} work_documents" in shown
    assert 'feeds = ["invoices", "work_invoices"] sous [organisations.casq.portal]' in shown
    config = Path("guichet.toml")
    config.write_text(config.read_text() + 'feeds = ["invoices", "work_invoices"]\n')
    assert run("sync", "--histories", "0").exit_code == 0, "the way out is one"
    assert run("status").exit_code == 0


def test_invoices_themselves_are_not_said_to_be_done_without(portal: Simulator) -> None:
    portal.fault("terms", "rechercher/recipiendaire", count=999)
    run("sync", "--histories", "0")
    (row,) = json.loads(run("status", "--json").output)
    assert row["walk"]["holding"]
    assert "invoices" in row["walk"]["feeds"] or not row["walk"]["feeds"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [("password", "mend first what is said below"), ("maintenance", "run it again in a while, it goes on")],
)
def test_after_a_refusal_it_is_said_what_helps(portal: Simulator, kind: str, said: str) -> None:
    portal.fault(kind, "destinataire", count=99)
    done = run("sync", "--histories", "0")
    assert f"not whole: {said}" in done.output.replace("\n", " ")


def test_a_misspelt_service_is_told_with_those_that_resemble_it(portal: Simulator) -> None:
    code = next(service.code for service in HERE.services if service.shown)
    config = Path("guichet.toml")
    config.write_text(config.read_text() + f'services = ["{code}", "{code}X"]\n')
    done = run("sync", "--histories", "0")
    assert done.exit_code == 1
    assert f"no structure has a service « {code}X » (it resembles {code}" in done.output
    assert json.loads(run("sync", "--json").stdout)[0]["unknown_services"][f"{code}X"][0] == code
    checked = run("portal", "check")
    assert checked.exit_code == 2
    text = " ".join(checked.output.split())
    assert f"n'a de service « {code}X » : ses factures ne seraient pas lues" in text
    assert f"services ressemblants : {code}" in text
    config.write_text(config.read_text().replace(f', "{code}X"', ""))
    assert run("portal", "check").exit_code == 0
    assert run("sync", "--histories", "0").exit_code == 0


def test_a_file_beside_a_portal_that_was_never_read_is_not_taken_for_it(portal: Simulator) -> None:
    header = "siret,supplier,number,amount,date,engagement,status\n"
    Path("f.csv").write_text(f"{header}73282932000074,Papeterie,FA-1,1.00,2026-10-01,,MANDATEE\n")
    assert run("import", "f.csv", "--organisation", "casq", "--as-of", "2026-10-02").exit_code == 0
    row = json.loads(run("status", "--json").output)[0]
    assert (row["copy_as_of"], row["copy_fresh"]) == (None, False)
    shown = run("status").output
    assert "api never read" in shown
    assert "file 2026-10-02" in shown
    assert "Chorus Pro n'a jamais été lu" in shown
    run("sync", "--histories", "0")
    shown = run("status").output
    assert "never read" not in shown
    assert ("api 20" in shown, "file 2026-10-02" in shown) == (True, True)
