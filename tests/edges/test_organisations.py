"""The files that describe public bodies: the delivered ones are right, and every slip is told with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.core.organisation import Organisation, Sending, StatusText
from bot.edges.defaults import default_rules
from bot.edges.organisations import Overrides, load_organisations
from bot.edges.status_file import load_statuses
from bot.errors import RuleError

MINIMAL = """\
[[organisation]]
id = "exemple"
name = "Commune d'Exemple"
timezone = "Europe/Paris"
addresses = ["Factures@Exemple.Example"]

[organisation.contact]
service = "Finances"
email = "factures@exemple.example"
phone = "01 00 00 00 00"

[[organisation.budgets]]
id = "principal"
label = "Budget principal"
siret = "200 071 892 00067"
"""


@pytest.fixture(scope="module")
def statuses() -> Mapping[str, StatusText]:
    return load_statuses(default_rules() / "statuses.toml")


@pytest.fixture(scope="module")
def delivered(statuses: Mapping[str, StatusText]) -> dict[str, Organisation]:
    return {body.id: body for body in load_organisations(default_rules() / "organisations", statuses)}


def load(
    folder: Path,
    text: str,
    statuses: Mapping[str, StatusText],
    overrides: Mapping[str, Mapping[str, object]] | None = None,
) -> Organisation:
    (folder / "exemple.toml").write_text(text, encoding="utf-8")
    return load_organisations(folder, statuses, overrides)[0]


# --- what is delivered ---------------------------------------------------------------------------


def test_casq_has_its_four_budgets_with_their_sirets(delivered: dict[str, Organisation]) -> None:
    casq = delivered["casq"]
    assert {budget.label: budget.siret for budget in casq.budgets} == {
        "Budget principal": "20007189200067",
        "Budget Eau potable": "20007189200026",
        "Budget Assainissement": "20007189200034",
        "Budget Circuit automobile": "20007189200059",
    }
    assert casq.siren == "200071892"
    assert (casq.deposit.siret, casq.deposit.engagement_number, casq.deposit.service_code) == (
        "required",
        "required",
        "",
    )
    assert casq.addresses == ("accueil.comptabilite@casq.fr",)
    assert casq.objective_days is None


def test_one_file_describes_both_bodies_of_amiens(delivered: dict[str, Organisation]) -> None:
    for name in ("ville-amiens", "amiens-metropole"):
        body = delivered[name]
        assert body.sirets == ()
        assert body.objective_days == 3
        assert body.objective_words == "objectif de réponse par courriel dans les 3 jours ouvrés"


def test_amiens_speaks_of_its_joint_invoice_centre_and_casq_does_not(delivered: dict[str, Organisation]) -> None:
    for code in ("MISE_A_DISPOSITION", "SERVICE_FAIT", "MANDATEE", "MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE"):
        assert "service facturier" in delivered["ville-amiens"].statuses[code].holder
        assert "service facturier" not in delivered["casq"].statuses[code].holder


def test_nothing_leaves_from_a_body_whose_legal_fields_are_not_filled(delivered: dict[str, Organisation]) -> None:
    assert {body.effective_sending for body in delivered.values()} == {Sending.OFF}
    assert not any(body.contact.complete for body in delivered.values())


def test_delivered_bodies_believe_a_named_server_or_none(delivered: dict[str, Organisation]) -> None:
    casq, amiens = delivered["casq"].mailbox, delivered["ville-amiens"].mailbox
    assert casq is not None
    assert amiens is not None
    assert casq.authserv_ids == ("mx.casq.fr",)
    assert amiens.authserv_ids == ()


# --- what an installation lays over it -----------------------------------------------------------


def test_what_guichet_toml_says_is_laid_over_the_file(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    own = {
        "exemple": {
            "sending": "on",
            "contact": {"phone": "02 00 00 00 00"},
            "mailbox": {"imap": {"host": "imap.example", "user": "u", "password_env": "P"}, "authserv_id": ["A", "b"]},
        }
    }
    body = load(tmp_path, MINIMAL, statuses, own)
    assert body.effective_sending is Sending.ON
    assert (body.contact.phone, body.contact.service) == ("02 00 00 00 00", "Finances")
    assert body.mailbox is not None
    assert body.mailbox.imap is not None
    assert (body.mailbox.imap.host, body.mailbox.imap.port, body.mailbox.imap.tls) == ("imap.example", 993, "tls")
    assert body.mailbox.smtp is None
    assert body.mailbox.authserv_ids == ("a", "b")
    assert body.mailbox.address == "factures@exemple.example"


def test_a_slip_in_guichet_toml_is_told_as_such(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    with pytest.raises(RuleError, match=r"^guichet\.toml \(organisation « exemple »\).*phon.*« phone »"):
        load(tmp_path, MINIMAL, statuses, {"exemple": {"contact": {"phon": "02"}}})
    with pytest.raises(RuleError, match=r"guichet\.toml.*exempl.*vouliez-vous écrire « exemple »"):
        load(tmp_path, MINIMAL, statuses, {"exempl": {}})


def test_a_slip_is_told_with_the_name_of_the_configuration_file_that_was_read(
    tmp_path: Path, statuses: Mapping[str, StatusText]
) -> None:
    (tmp_path / "exemple.toml").write_text(MINIMAL, encoding="utf-8")
    slips: tuple[Overrides, ...] = ({"exemple": {"mailbox": {"imap": {"prt": 1}}}}, {"exempl": {}})
    for slip in slips:
        with pytest.raises(RuleError, match=r"^/etc/guichet/production\.toml"):
            load_organisations(tmp_path, statuses, slip, "/etc/guichet/production.toml")


@pytest.mark.parametrize("port", [0, 65_536, 99_999_999])
def test_a_port_that_cannot_be_is_refused(tmp_path: Path, statuses: Mapping[str, StatusText], port: int) -> None:
    with pytest.raises(RuleError, match=r"mailbox\.smtp\.port: ce nombre doit être au"):
        load(tmp_path, MINIMAL, statuses, {"exemple": {"mailbox": {"smtp": {"host": "h", "port": port}}}})


def test_what_is_not_written_has_the_careful_value(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    body = load(tmp_path, MINIMAL, statuses)
    assert body.sending is Sending.OFF
    assert body.mailbox is None
    assert body.domains == ("exemple.example",)
    assert body.teams.address("security") == body.teams.general == "factures@exemple.example"
    assert body.delay_sentence is False
    assert body.statuses["MANDATEE"] == statuses["MANDATEE"]


def test_closures_and_reworded_statuses_are_read(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    text = MINIMAL + (
        "[organisation.closures]\nextra_closed = [2027-05-07]\n"
        '[organisation.status_wording.MANDATEE]\nholder = "Ici."\nhuman_after_days = 4\n'
    )
    body = load(tmp_path, text, statuses)
    assert body.closures.extra_closed == (date(2027, 5, 7),)
    assert body.statuses["MANDATEE"].holder == "Ici."
    assert body.statuses["MANDATEE"].human_after == timedelta(days=4)
    assert body.statuses["MANDATEE"].meaning == statuses["MANDATEE"].meaning


def test_a_budget_without_siret_is_allowed(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    assert load(tmp_path, MINIMAL.replace("200 071 892 00067", ""), statuses).budgets[0].siret is None


# --- what is refused -----------------------------------------------------------------------------

SECOND_BUDGET = '\n[[organisation.budgets]]\nid = "eau"\nlabel = "Eau"\nsiret = "{}"\n'


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        (("200 071 892 00067", "200 071 892 0006"), r"exemple\.toml, ligne 15 .*siret.*quatorze chiffres mais 13"),
        (("200 071 892 00067", "200 071 892 000670"), r"ligne 15 .*siret.*quatorze chiffres mais 15"),
        (("200 071 892 00067", "200 071 892 00068"), r"ligne 15 .*siret.*clé de contrôle"),
        (("timezone", 'siren = "732829320"\ntimezone'), r"ligne 16 .*siret.*SIREN 732829320"),
        (("timezone", 'siren = "200071893"\ntimezone'), r"ligne 4 .*siren.*n'est pas un SIREN"),
        (("Europe/Paris", "Europe/Pari"), r"ligne 4 .*timezone.*« Europe/Pari » inconnu"),
        (("timezone", 'holiday_zone = "guadeloup"\ntimezone'), r"ligne 4 .*holiday_zone.*« guadeloupe »"),
        (('phone = "01', 'fone = "01'), r"ligne 10 .*contact\.fone.*inconnu.*« phone »"),
        (('name = "Commune', 'nam = "Commune'), r"ligne 1 .*organisation\.name.*manque"),
        (("Factures@Exemple.Example", "factures"), r"ligne 5 .*addresses.*adresse électronique"),
        (('addresses = ["Factures@Exemple.Example"]', "addresses = []"), r"ligne 5 .*au moins une adresse"),
        (('id = "exemple"', 'id = "Mon Exemple"'), r"ligne 2.*minuscules"),
        (('id = "exemple"', 'id = "exemple"\nsending = "yes"'), r"ligne 3 .*sending.*« drafts », « off », « on »"),
        (('id = "exemple"', 'id = "exemple"\nobjective_days = "3"'), r"ligne 3 .*nombre entier"),
        (('id = "exemple"', 'id = "exemple"\nobjective_days = true'), r"ligne 3 .*nombre entier"),
        (('id = "exemple"', 'id = "exemple"\nobjective_days = 0'), r"ligne 3 .*au moins 1"),
    ],
)
def test_a_slip_is_refused_with_its_line_and_field(
    tmp_path: Path, statuses: Mapping[str, StatusText], slip: tuple[str, str], told: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        load(tmp_path, MINIMAL.replace(*slip, 1), statuses)
    assert re.search(told, str(refusal.value)), str(refusal.value)


@pytest.mark.parametrize(
    ("addition", "told"),
    [
        (SECOND_BUDGET.format("200 071 892 00067"), r"ligne 20 .*budget « eau ».*siret.*deux fois"),
        (SECOND_BUDGET.format("").replace('"eau"', '"principal"'), r"ligne 18 .*id.*deux fois"),
        ('[organisation.links]\nportal = "javascript:alert(1)"\n', r"ligne 18 .*https://"),
        ('[organisation.links]\nportail = "https://a.example"\n', r"ligne 18 .*inconnu.*« portal »"),
        ("[organisation.status_wording.MANDATE]\n", r"MANDATE.*« MANDATEE »"),
        ('[organisation.status_wording.MANDATEE]\nholder = "1 200 €"\n', r"ligne 18 .*holder.*montant"),
        ('[organisation.mailbox.imap]\nhost = "h"\npassword = "x"\n', r"ligne 19 .*ne s'écrit pas ici"),
        ('[organisation.mailbox.imap]\nhost = "h"\npassword_env = "a"\npassword_file = "b"\n', r"pas par les deux"),
        ('[organisation.mailbox.imap]\ntls = "ssl"\n', r"tls.*« starttls »"),
        ('[organisation.mailbox.folders]\nignored = "Guichet/Erreur"\n', r"noms différents"),
        ("[organisation.closures]\nextra_closed = [2027-05-07T00:00:00]\n", r"extra_closed.*date"),
        ('[organisation.deposit]\nsiret = "oui"\n', r"ligne 18 .*« forbidden », « required »"),
        ("[[organisation.budgets]]\nid = 3\n", r"budgets\.id.*texte entre guillemets"),
        ('[organisation.words]\nengagment = "x"\n', r"ligne 18 .*inconnu.*« engagement »"),
        ('[organisation.words]\ndeposit = "Vous serez payé sous 30 jours."\n', r"ligne 18 .*deposit.*date de paiement"),
        ("[organisation.words]\nsiret = 3\n", r"siret.*texte entre guillemets"),
        ("[autre]\n", r"autre.*inconnu"),
    ],
)
def test_an_addition_that_makes_no_sense_is_refused(
    tmp_path: Path, statuses: Mapping[str, StatusText], addition: str, told: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        load(tmp_path, MINIMAL + "\n" + addition.lstrip("\n"), statuses)
    assert re.search(told, str(refusal.value)), str(refusal.value)


def test_two_bodies_cannot_share_an_address_or_a_siret(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    twin = MINIMAL.replace('"exemple"', '"jumeau"')
    with pytest.raises(RuleError, match=r"« exemple » et « jumeau ».*siret"):
        load(tmp_path, MINIMAL + "\n" + twin, statuses)
    with pytest.raises(RuleError, match=r"addresses.*factures@exemple"):
        load(tmp_path, MINIMAL + "\n" + twin.replace("200 071 892 00067", ""), statuses)
    apart = twin.replace("200 071 892 00067", "").replace("Factures@", "Autre@")
    with pytest.raises(RuleError, match=r"addresses.*factures@exemple"):
        load(tmp_path, f'{MINIMAL}\n{apart}\n[organisation.mailbox]\naddress = "factures@exemple.example"', statuses)


def test_an_address_written_twice_for_one_body_is_no_fault(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    text = MINIMAL.replace('"Factures@Exemple.Example"', '"a@exemple.example", "A@exemple.example"')
    assert load(tmp_path, text, statuses).addresses[0] == "a@exemple.example"


def test_a_broken_file_and_an_empty_folder_are_told(tmp_path: Path, statuses: Mapping[str, StatusText]) -> None:
    with pytest.raises(RuleError, match="aucune organisation"):
        load_organisations(tmp_path, statuses)
    with pytest.raises(RuleError, match="TOML"):
        load(tmp_path, "[[organisation", statuses)
    (tmp_path / "exemple.toml").write_bytes('name = "é"'.encode("latin-1"))
    with pytest.raises(RuleError, match="UTF-8"):
        load_organisations(tmp_path, statuses)
