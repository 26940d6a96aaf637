"""Two processes on one database: one status told once, one ticket, and each decides for its own organisations."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from bot import app, records
from bot.config import load_settings
from bot.core.mail import RawMail
from bot.edges.fingerprint import fingerprint
from bot.jobs.triage import Triage
from bot.ports.store import Record, Tickets
from tests.patience import PATIENCE
from tests.stories.test_office import COMPLETE, SUPPLIER, mail

CONFIGURATION = """
serve = [{serve}]
[organisations.casq]
sending = "on"
contact = {{ service = "DF", email = "accueil.comptabilite@casq.fr", phone = "03 00 00 00 00" }}
[organisations.casq.mailbox]
authserv_id = "mx.casq.fr"
"""


class Waiting:
    """The store's tickets, but every decision waits until the other process has made one too."""

    def __init__(self, tickets: Tickets, both: threading.Barrier) -> None:
        self._tickets, self._both = tickets, both

    def __getattr__(self, name: str) -> object:
        return getattr(self._tickets, name)

    def record(self, record: Record) -> bool:
        """Later."""
        self._both.wait(timeout=PATIENCE)
        return self._tickets.record(record)


@contextmanager
def desk(folder: Path, url: str, *serve: str) -> Iterator[app.Desk]:
    """An office of its own on a shared database."""
    file = folder / "guichet.toml"
    file.write_text(CONFIGURATION.format(serve=", ".join(f'"{name}"' for name in serve)), encoding="utf-8")
    with app.opened(app.load_library(load_settings(file, url))) as opened:
        yield opened


def received(opened: app.Desk, *mails: bytes, organisation: str = "casq") -> None:
    """These mails come in."""
    now = datetime.now(UTC)
    box = f"{organisation}@boite.example"
    for uid, raw in enumerate(mails, 1):
        opened.store.ledger.keep(organisation, [(RawMail(box, 1, uid, now, raw), fingerprint(raw), None)], uid + 1)


def rows(opened: app.Desk, statement: str) -> list[tuple[object, ...]]:
    """What the database holds."""
    with Session(opened.store.engine) as session:
        return [tuple(row) for row in session.connection().execute(text(statement))]


def triage(opened: app.Desk, errors: list[str], both: threading.Barrier | None = None) -> Triage:
    """The loop that decides, with its failures noted."""
    loop = opened.triage(lambda key, error: errors.append(f"{key}: {error!r}"))
    if both is not None:
        object.__setattr__(loop, "tickets", Waiting(loop.tickets, both))
    return loop


def test_two_mails_about_one_invoice_decided_at_one_moment_tell_its_status_once(tmp_path: Path, store_url: str) -> None:
    invoices = tmp_path / "factures.csv"
    invoices.write_text(
        "siret,supplier,number,amount,date,engagement,status\n"
        f"{SUPPLIER},Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT\n"
    )
    errors: list[str] = []
    both = threading.Barrier(2)
    with ExitStack() as stack:
        one, two = (stack.enter_context(desk(tmp_path, store_url, "casq")) for _ in range(2))
        records.import_invoices(one, invoices, "casq", datetime.now(UTC), lambda _rows: None)
        received(one, *(mail(f"{COMPLETE} Message {n}.", number=n) for n in (1, 2)))
        threads = [threading.Thread(target=triage(opened, errors, both).run, args=(1,)) for opened in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert triage(one, errors).run() == 1  # what was overtaken waits for nobody
        assert triage(two, errors).run() == 0
        assert errors == []
        replies = rows(one, "SELECT kind FROM outbox WHERE to_supplier ORDER BY id")
        assert replies[0] == ("answer",)
        assert ("answer",) not in replies[1:]
        assert len(rows(one, "SELECT id FROM outbox_told")) == 1
        assert rows(one, "SELECT state FROM ticket") == [("open",)]


def test_mail_of_an_organisation_served_elsewhere_is_left_to_that_process(tmp_path: Path, store_url: str) -> None:
    errors: list[str] = []
    with desk(tmp_path, store_url, "casq") as opened:
        received(opened, mail("Bonjour"), organisation="ville-amiens")
        received(opened, mail("Ceci vaut mise en demeure.", number=2))
        assert triage(opened, errors).run() == 1
        assert triage(opened, errors).run() == 0
        states = rows(opened, "SELECT organisation_id, state, tries FROM message ORDER BY organisation_id")
        assert states == [("casq", "decided", 0), ("ville-amiens", "received", 0)]
    with desk(tmp_path, store_url, "ville-amiens") as opened:
        assert triage(opened, errors).run() == 1
    assert errors == []


def test_a_quarantined_mail_of_another_organisation_does_not_keep_ours_untold(tmp_path: Path, store_url: str) -> None:
    with desk(tmp_path, store_url, "casq") as opened:
        ledger, now = opened.store.ledger, datetime.now(UTC)
        for uid in range(1, 26):
            ledger.keep_unread("ville-amiens", "v@boite.example", 1, uid, now, "too_large")
        ledger.keep_unread("casq", "c@boite.example", 1, 1, now, "too_large")
        triage(opened, []).run()
        assert rows(opened, "SELECT organisation_id FROM outbox") == [("casq",)]
