"""Whether an invoice exists is never given away: the delivered rules, every wording, every sender, every missing item."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from bot import app, records
from bot.config import Settings

SUPPLIER = "73282932000074"
OWN = "20007189200067"
NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)

WORDINGS = (
    "Bonjour, où en est notre facture {number} ?",
    "Relance : la facture {number} reste impayée.",
    "Avez-vous bien reçu la facture {number} ?",
    "Pourquoi la facture {number} est-elle rejetée ?",
    "Où en est notre relevé de compte, facture {number} ?",
    "Où en sont les factures {number} et FA-2026-0998 ?",
    "À quelle date sera payée la facture {number} ?",
    "Could you please let us know the status of invoice {number}?",
)
SENDERS = ("dmarc=pass header.from=autre.example", "dmarc=none; spf=none", "dmarc=fail", "")
ITEMS = ("", " Montant 99,99 € TTC.", " Engagement 77777.", f" Datée du 01/06/2026, pour {OWN}.")
SIRETS = ("", f" SIRET {SUPPLIER}.", " SIRET 55210055400013.")


def mail(number: str, wording: str, verdict: str, item: str, siret: str) -> bytes:
    """A stranger's mail: everything but the third item may be right."""
    results = f"Authentication-Results: mx.casq.fr; {verdict}\r\n" if verdict else ""
    text = wording.format(number=number) + siret + item
    return (
        f"{results}From: x@autre.example\r\nTo: accueil.comptabilite@casq.fr\r\nSubject: Question\r\n"
        f"Message-ID: <1@autre.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_stranger_reads_the_same_whether_the_invoice_exists_or_not(tmp_path: Path, wording: str) -> None:
    library = app.load_library(Settings(database=f"sqlite:///{tmp_path}/guichet.sqlite", serve=("casq",)))
    rows = tmp_path / "factures.csv"
    header = "siret,supplier,number,amount,date,engagement,status\n"
    rows.write_text(f"{header}{SUPPLIER},P,FA-2026-0117,1250.40,2026-05-20,2026001,REJETEE\n", encoding="utf-8")
    with app.opened(library) as desk:
        records.import_invoices(desk, rows, "casq", NOW - timedelta(hours=1), lambda _rows: None)
        for verdict, item, siret in product(SENDERS, ITEMS, SIRETS):
            told = [
                desk.think(mail(number, wording, verdict, item, siret), NOW, "casq")
                for number in ("FA-2026-0117", "FA-2026-0997")
            ]
            replies = [
                thought.reply and (thought.reply.subject, thought.reply.text, thought.reply.html) for thought in told
            ]
            existing, absent = (
                str(reply).replace(n, "N") for reply, n in zip(replies, ("FA-2026-0117", "FA-2026-0997"), strict=True)
            )
            assert existing == absent, (verdict, item, siret)
            assert told[0].decision.outcome == told[1].decision.outcome
