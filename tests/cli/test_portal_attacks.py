"""What comes from Chorus Pro is no more trusted than a mail: hostile comments, statuses that go back, moving pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.core.portal import Page, Search
from bot.core.siret import is_siret
from bot.demo.portal import parties
from bot.demo.portal.life import REASONS
from bot.demo.portal.register import FIRST_KEY
from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import Switches
from bot.edges.portal_api import ChorusPortal
from bot.edges.store import open_store
from tests.cli.test_portal_commands import HERE, _configured, portal, run
from tests.servers.portal import PORTAL_NOW, named
from tests.servers.walks import Walks

__all__ = ["_configured", "portal"]
"""Fixtures of the commands' own tests."""

WHOSE = parties.RECIPIENTS[1:4:2]
MAIL = (
    "Authentication-Results: mx.casq.fr; dmarc=pass header.from=papeterie.example\r\n"
    "From: compta@papeterie.example\r\nTo: accueil.comptabilite@casq.fr\r\nSubject: Facture\r\n"
    "Message-ID: <1@papeterie.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Bonjour, où en est la facture n° {number} de {euros} € TTC ? SIRET {supplier}\r\n"
)


def moved(portal: Simulator, place: int, status: str, reason: int = -1, *, minutes: int = 5) -> None:
    """An invoice got this status so many minutes ago, for this reason: what is younger the sync leaves to the next."""
    world = portal.world
    world.register.move(place, status, world.now - minutes * 60_000, reason)


def places_of_finance(portal: Simulator) -> list[int]:
    """Invoices of the structure that is read, whose supplier has a true SIRET."""
    deposits = enumerate(portal.world.register.deposits)
    return [
        place
        for place, one in deposits
        if one.recipient.key == HERE.key
        and one.for_finance
        and is_siret(one.supplier.identifier)
        and one.demand == "FACTURE"
    ]


def explained(place: int, *more: str) -> dict[str, Any]:
    """What Guichet would do with a complete question of the supplier; `more` are options of the command."""
    store = open_store("guichet.sqlite", read_only=True)
    with store.engine.connect() as connection:
        asked = f"SELECT number, supplier_id, amount_cents FROM invoice WHERE portal_key = {FIRST_KEY + place}"  # noqa: S608 - a number
        number, supplier, cents = connection.exec_driver_sql(asked).one()
    store.close()
    euros = f"{cents // 100},{cents % 100:02}"
    Path("m.eml").write_text(MAIL.format(number=number, supplier=supplier, euros=euros))
    told: dict[str, Any] = json.loads(run("explain", "m.eml", "--organisation", "casq", "--json", *more).stdout)
    return told


def test_a_comment_of_the_portal_is_kept_never_shown_and_never_believed(portal: Simulator) -> None:
    places = places_of_finance(portal)[: len(REASONS)]
    assert len(places) == len(REASONS)
    for reason, place in enumerate(places):
        moved(portal, place, "SUSPENDUE", reason)
    assert run("sync", "--histories", "0").exit_code == 0
    store = open_store("guichet.sqlite", read_only=True)
    with store.engine.connect() as connection:
        kept = {comment for (comment,) in connection.exec_driver_sql("SELECT comment FROM invoice")}
    store.close()
    assert {REASONS[3], REASONS[6], REASONS[7]} <= kept, "HTML and orders to a machine, as they came"
    now = ("--now", datetime.now(UTC).isoformat())
    decided = [explained(place, *now) for place in places]
    for words in ("précédentes", "SYSTEM", "exemple.invalid", "Duval", "livraison manquant", "as paid"):
        assert words not in json.dumps(decided, ensure_ascii=False)
    assert any(told["matches"] for told in decided)
    with sqlite3.connect("guichet.sqlite") as database:
        database.execute("UPDATE invoice SET comment = ''")
    database.close()
    assert [explained(place, *now) for place in places] == decided, "without a comment the same is done"


def test_a_status_that_goes_back_is_kept_flagged_and_left_to_a_person(portal: Simulator) -> None:
    place = places_of_finance(portal)[0]
    moved(portal, place, "MANDATEE", minutes=20)
    run("sync", "--histories", "0")
    assert "status_out_of_order" not in {why["code"] for why in explained(place)["reasons"]}
    moved(portal, place, "MISE_A_DISPOSITION")
    assert run("sync", "--histories", "0", "--full").exit_code == 0
    told = explained(place)
    assert told["outcome"] == "ESCALATE"
    assert "status_out_of_order" in {why["code"] for why in told["reasons"]}
    (number,) = {match["invoice"]["number"] for match in told["matches"]}
    (found,) = json.loads(run("invoices", "find", number, "--json").stdout)
    assert found["status"] == "MISE_A_DISPOSITION", "what the portal says last"
    lines = [(line["status"], line["oddity"]) for line in found["lines"]]
    assert lines == [("MANDATEE", ""), ("MISE_A_DISPOSITION", "backward")]
    assert "changement de statut n'est pas dans l'ordre" in run("status").output


class Disturbed(ChorusPortal):
    """The real client; something happens at the portal before each page that it asks for."""

    before_page: Callable[[int], None]

    def search(self, search: Search, page: int, per_page: int) -> Page:
        """The search itself."""
        self.before_page(page)
        return super().search(search, page, per_page)


@pytest.mark.parametrize("switches", [Switches(page_cap=4), Switches(page_cap=4, window_grain="day")], ids=named)
def test_rows_that_leave_their_page_while_it_is_read_are_all_caught_by_the_next_run(
    tmp_path: Path, sqlite_template: Path, switches: Switches
) -> None:
    (tmp_path / "guichet.db").write_bytes(sqlite_template.read_bytes())
    store = open_store(str(tmp_path / "guichet.db"))
    with Simulator(150, now=PORTAL_NOW, years=0.2, switches=switches, recipients=WHOSE) as there:
        walks = Walks(there, store, PORTAL_NOW)
        client = Disturbed(walks.access(), lambda: there.client_secret, lambda: there.password)
        client.before_page = _stirring(there, 40)
        walks.use(client)
        try:
            walks.run()
            client.before_page = _stirring(there, 0)
            walks.later(minutes=15)
            report = walks.run()
            assert (report.whole, report.failures, report.bugs) == (True, {}, [])
            walks.check_copy()
        finally:
            walks.close()
    store.close()


def _stirring(there: Simulator, times: int) -> Callable[[int], None]:
    """Rows of the pages to come leave for the end of the list; not for ever."""
    left = iter(range(times))

    def stir(page: int) -> None:
        if page > 1 and next(left, None) is not None:
            there.change(5)

    return stir
