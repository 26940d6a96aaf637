"""How many mails a second, from the mailbox to the reply and the folder: `make bench`, `make bench BENCH=500`.

One process, SQLite with full synchronisation, the demo's mailbox and sink on the same machine: they share its
cores, so this is a floor. Every mail is a complete question about another invoice.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from bot import app, records, running
from bot.config import load_settings
from bot.demo.invoices import SampleInvoice, other_invoices
from bot.demo.organisation import ORGANISATION
from bot.demo.stage import stage

_MAIL = """\
Return-Path: <compta@s{siret}.example>
Authentication-Results: mx.casq.fr; dmarc=pass header.from=s{siret}.example
From: {supplier} <compta@s{siret}.example>
To: accueil.comptabilite@casq.fr
Subject: Facture {number}
Message-ID: <{place}@bench.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Bonjour,

Pouvez-vous nous dire où en est notre facture n° {number}, d'un montant de {amount} € TTC ?
Notre SIRET : {siret}

Cordialement
"""


def mails(invoices: Iterator[SampleInvoice], now: datetime) -> Iterator[tuple[bytes, datetime]]:
    """A question about each invoice."""
    for place, invoice in enumerate(invoices):
        amount = f"{invoice.amount:.2f}".replace(".", ",")
        text = _MAIL.format(
            siret=invoice.siret, supplier="Fournisseur", number=invoice.number, amount=amount, place=place
        )
        yield text.replace("\n", "\r\n").encode(), now - timedelta(minutes=1)


def main(count: int) -> None:
    """Measures `count` mails and prints one line for each stage."""
    now = datetime.now(UTC)
    with stage(now) as ready:
        settings = load_settings(ready.files.config, f"sqlite:///{ready.files.database}")
        with app.opened(app.load_library(settings)) as desk:
            loaded = time.perf_counter()
            records.import_invoices(desk, ready.files.invoices, ORGANISATION, now, lambda _rows: None)
            print(f"import:  {time.perf_counter() - loaded:6.2f} s")
            ready.mailbox.deliver(mails(islice(other_invoices(now), count), now))
            began = time.perf_counter()
            report = running.drain(desk)
            seconds = time.perf_counter() - began
        print(f"drained: {seconds:6.2f} s, {report.kept / seconds:.1f} mails a second ({report.line()})")
        print(f"replies: {len(ready.sink.mails()) - ready.escalations()}, notes to staff: {ready.escalations()}")
    shutil.rmtree(ready.files.folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
