"""`guichet init`: what is refused and why, what is written, and that nothing is left behind half done."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.config import load_settings
from bot.library import load_library
from bot.setup import answers
from bot.setup.answers import Refused
from tests.cli.terminal import at_terminal
from tests.cli.test_commands import run, written
from tests.servers.dovecot import PASSWORD, Dovecot, free_port
from tests.servers.sink import Sink

ANSWERS = {
    "name": "Ville de Lens",
    "address": "factures@mairie-lens.fr",
    "imap": "infomaniak",
    "smtp": "infomaniak",
    "password_env": "LENS_PASSWORD",
    "sirets": "993 004 985 00012 Principal, 99300498500020 Eau",
    "service": "Direction des finances",
    "phone": "03 21 00 00 00",
    "postal_address": "17 place Jean-Jaurès, 62300 Lens",
    "general": "compta@mairie-lens.fr",
}


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GUICHET_DB", "GUICHET_CONFIG", "GUICHET_RULES", "GUICHET_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)


def answered(**changes: str | None) -> str:
    """A file of answers, changed; None leaves one out."""
    told = {key: value for key, value in (ANSWERS | changes).items() if value is not None}
    return written("a.toml", "".join(f'{key} = "{value}"\n' for key, value in told.items()))


def configured(folder: str = ".") -> dict[str, object]:
    """The one organisation of guichet.toml."""
    values = tomllib.loads((Path(folder) / "guichet.toml").read_text(encoding="utf-8"))
    (body,) = values["organisations"].values()
    found: dict[str, object] = body
    return found


def test_answers_from_a_file_give_a_configuration_that_every_command_reads() -> None:
    done = run("init", "--offline", "--answers", answered())
    assert done.exit_code == 0, done.output
    body = configured()
    assert body["siren"] == "993004985"
    assert body["sending"] == "drafts"
    budgets = body["budgets"]
    assert isinstance(budgets, list)
    assert [(one["id"], one["siret"]) for one in budgets] == [
        ("principal", "99300498500012"),
        ("eau", "99300498500020"),
    ]
    assert run("rules", "check").exit_code == 0
    run("import", written("f.csv", "siret,supplier,number,amount,date,engagement,status\n"))
    assert "lens" in run("status").output


def test_a_body_overseas_gets_its_own_clock_and_holidays_from_its_postal_code() -> None:
    run("init", "--offline", "--answers", answered(postal_address="Rue X, 97100 Basse-Terre"))
    assert (configured()["timezone"], configured()["holiday_zone"]) == ("America/Guadeloupe", "guadeloupe")
    words = ("--force", "--timezone", "Europe/Paris", "--holiday-zone", "metropole")
    run("init", "--offline", "--answers", "a.toml", *words)
    assert (configured()["timezone"], configured()["holiday_zone"]) == ("Europe/Paris", "metropole")


def test_without_a_telephone_sending_stays_off() -> None:
    run("init", "--offline", "--answers", answered(phone=None, sending="on"))
    assert configured()["sending"] == "off"


def test_a_mailbox_at_a_host_for_everybody_makes_no_colleagues_of_its_customers() -> None:
    run("init", "--offline", "--answers", answered(address="mairie.lens@orange.fr"))
    assert configured()["domains"] == []


def test_a_body_that_is_delivered_keeps_its_numbers_and_texts() -> None:
    done = run("init", "--offline", "--answers", answered(name="Notre agglo", id="casq", sirets=None))
    assert done.exit_code == 0, done.output
    assert "budgets" not in configured()
    assert "Guichet connaît déjà" in done.output


def test_a_mailbox_at_microsoft_opens_with_an_application_in_place_of_a_password() -> None:
    written("entra", "valeur-du-secret\n")
    told = {"client_id": "1234-5678", "client_secret_file": "entra", "password_env": None}
    done = run("init", "--offline", "--answers", answered(imap="microsoft", smtp="microsoft", **told))
    assert done.exit_code == 0, done.output
    library = load_library(load_settings())
    box = library.served["lens"].mailbox
    assert box is not None
    assert box.imap is not None
    assert box.oauth is not None
    assert box.takes_token(box.imap)
    assert box.authserv_ids == ("microsoft365",)
    assert box.oauth.token_url == "https://login.microsoftonline.com/mairie-lens.fr/oauth2/v2.0/token"
    secret = Path(box.oauth.client_secret_file)
    assert (secret.read_text(), secret.stat().st_mode & 0o777) == ("valeur-du-secret\n", 0o600)


@pytest.mark.parametrize(
    ("key", "answer", "told"),
    [
        ("name", "", "Il faut une réponse"),
        ("id", "Lens!", "30 minuscules"),
        ("address", "factures", "n'est pas une adresse"),
        ("imap", "imap mairie", "seul ca=FICHIER"),
        ("imap", "imap.fr:99999", "au besoin suivi de son port"),
        ("imap", "imap.fr ca=absent.pem", "n'existe pas"),
        ("sirets", "200 071 892 0006", "ici il y en a 13"),
        ("sirets", "200 071 892 00068", "la clé de contrôle ne correspond pas"),
        ("sirets", "99300498500012, 99300498500012", "deux fois"),
        ("sirets", "99300498500012, 73282932000074", "des organismes différents"),
        ("sirets", "20007189200083", "est à « casq »"),
        ("phone", "le matin", "n'est pas un numéro"),
        ("sending", "peut-être", "off, drafts ou on"),
        ("password_env", "S3cret!", "Pas le mot de passe"),
        ("general", "factures@mairie-lens.fr", "rangerait ses propres notes"),
        ("generall", "x", "did you mean « general »"),
    ],
)
def test_each_answer_that_will_not_do_is_told_why_and_nothing_is_written(key: str, answer: str, told: str) -> None:
    done = run("init", "--offline", "--answers", answered(**{key: answer}))
    assert done.exit_code == 2
    assert told in done.output
    assert [path.name for path in Path().iterdir()] == ["a.toml"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ville de Lens", "lens"),
        ("Communauté d'agglomération du Saint-Quentinois", "saint-quentinois"),
        ("Département des Alpes-Maritimes", "alpes-maritimes"),
        ("La Ville", "la-ville"),
    ],
)
def test_a_short_name_is_proposed_from_the_long_one(text: str, found: str) -> None:
    assert answers.likely_identifier(text) == found


def test_siret_are_read_as_people_write_them() -> None:
    (main, water) = answers.budgets("993.004.985.00012 , 993 004 985 00020 : Eau potable")
    assert (main.siret, main.label) == ("99300498500012", "Budget principal")
    assert (water.siret, water.label) == ("99300498500020", "Eau potable")
    with pytest.raises(Refused, match="quatorze"):
        answers.budgets("993004985000120")


def test_a_configuration_that_is_there_is_never_replaced_without_asking() -> None:
    written("guichet.toml", "serve = []\n")
    done = run("init", "--offline", "--answers", answered())
    assert done.exit_code == 2
    assert "--force" in done.output
    assert Path("guichet.toml").read_text() == "serve = []\n"
    assert run("init", "--offline", "--force", "--answers", "a.toml").exit_code == 0
    assert Path("guichet.toml.ancien").read_text() == "serve = []\n"


def test_servers_are_tried_and_port_and_encryption_found(dovecot: Dovecot, sink: Sink, mailbox_user: str) -> None:
    written("secret", f"{PASSWORD}\n")
    places = {"imap": f"127.0.0.1:{dovecot.imap_port}", "smtp": f"127.0.0.1:{sink.port}"}
    login = {"user": mailbox_user, "password_file": "secret", "password_env": None}
    secure = f"localhost:{dovecot.imaps_port} ca={dovecot.ca_file}"
    assert run("init", "there", "--answers", answered(**places, **login)).exit_code == 2  # no STARTTLS that we trust
    done = run("init", "there", "--answers", answered(**{**places, "imap": secure}, **login))
    assert done.exit_code == 0, done.output
    box = configured("there")["mailbox"]
    assert isinstance(box, dict)
    assert (box["imap"]["tls"], box["smtp"]["tls"]) == ("tls", "none")
    assert (Path("there") / box["imap"]["password_file"]).read_text() == f"{PASSWORD}\n"
    assert "cd there" in done.output


@pytest.mark.parametrize(("wrong", "told"), [("password", "refuse le compte"), ("imap", "Rien n'écoute")])
def test_what_does_not_work_is_told_in_words(
    wrong: str, told: str, dovecot: Dovecot, sink: Sink, mailbox_user: str
) -> None:
    written("secret", "pas-le-bon" if wrong == "password" else PASSWORD)
    imap = f"127.0.0.1:{free_port()}" if wrong == "imap" else f"localhost:{dovecot.imaps_port} ca={dovecot.ca_file}"
    login = {"user": mailbox_user, "password_file": "secret", "password_env": None}
    done = run("init", "--answers", answered(imap=imap, smtp=f"127.0.0.1:{sink.port}", **login))
    assert done.exit_code == 2
    assert told in done.output
    assert sorted(path.name for path in Path().iterdir()) == ["a.toml", "secret"]


def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "init", "--offline") as person:
        person.answer("Nom complet", "Ville d'Essai")
        person.wait_for("Nom court")
        assert person.interrupted() == 2
    assert "Rien n'a été écrit" in person.seen
    assert list(tmp_path.iterdir()) == []


def test_the_same_answer_twice_is_kept_although_nothing_answers(tmp_path: Path) -> None:
    with at_terminal(tmp_path, "init") as person:
        person.answer("Nom complet", "Ville d'Essai")
        person.answer("Nom court", "")
        person.answer("  Adresse", "factures@mairie.example")
        place = f"127.0.0.1:{free_port()}"
        person.answer("  Serveur IMAP", place)
        assert "Redonnez la même réponse" in person.answer("  Serveur IMAP", place)
        person.wait_for("  Serveur SMTP [127.0.0.1]")
        assert person.interrupted() == 2
