"""The bodies as delivered: their numbers, their zone, and whom they know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.core.organisation import MailboxSettings, Organisation, ServerAccess, acquainted
from tests.rules.replies import library


@pytest.fixture(scope="module")
def delivered() -> Mapping[str, Organisation]:
    return library().known


def test_the_departement_has_five_budgets_and_thirty_two_codes_each_once(delivered: Mapping[str, Organisation]) -> None:
    body = delivered["dept06"]
    codes = [service.code for budget in body.budgets for service in budget.service_codes]
    assert [len(budget.service_codes) for budget in body.budgets] == [18, 3, 4, 4, 3]
    assert len(set(codes)) == 32
    assert {budget.label: budget.siret for budget in body.budgets} == {
        "Budget principal": "22060001900016",
        "Cinéma Mercury": "22060001901170",
        "Laboratoire vétérinaire": "22060001900271",
        "Régie Port de Villefranche": "22060001901196",
        "Parking Silo": "22060001901121",
    }
    assert (body.deposit.siret, body.deposit.service_code, body.deposit.engagement_number) == ("required",) * 2 + ("",)


def test_the_two_bodies_of_the_departement_s_page_stand_for_themselves(delivered: Mapping[str, Organisation]) -> None:
    assert delivered["sm-valdeblore"].sirets == (
        "20002983300015",
        "20002983300072",
        "20002983300064",
        "20002983300080",
        "20002983300056",
        "20002983300098",
        "20002983300106",
    )
    assert delivered["mdph06"].sirets == ("13000133200019",)
    for name in ("sm-valdeblore", "mdph06"):
        assert delivered[name].deposit.service_code == "forbidden"
        assert not delivered[name].has_service_codes


def test_carl_lives_in_guadeloupe_and_has_no_siret(delivered: Mapping[str, Organisation]) -> None:
    carl = delivered["carl"]
    assert (carl.timezone, carl.holiday_zone, carl.sirets) == ("America/Guadeloupe", "guadeloupe", ())
    assert carl.deposit.engagement_number == "required"
    assert "au moment où la commande a été passée" in carl.words["engagement"]


def test_bodies_know_all_the_others_and_which_of_them_are_read_here(delivered: Mapping[str, Organisation]) -> None:
    box = MailboxSettings("factures@mdph06.example", ServerAccess("imap.mdph06.example", 993), None)
    bodies = [*delivered.values()]
    bodies[bodies.index(delivered["mdph06"])] = replace(delivered["mdph06"], mailbox=box)
    for served, expected in ((("dept06", "mdph06"), "factures@mdph06.example"), (("dept06",), "")):
        (departement,) = (body for body in acquainted(bodies, served) if body.id == "dept06")
        written = {neighbour.body.id: neighbour.write_to for neighbour in departement.neighbours}
        assert written.keys() == delivered.keys() - {"dept06"}
        assert {name for name, address in written.items() if address} == ({"mdph06"} if expected else set())
        assert written["mdph06"] == expected
