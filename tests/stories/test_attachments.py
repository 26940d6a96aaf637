"""An office gets mails with files: read, believed for what they are, and never a way round the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.edges import attached_files as made
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink
from tests.stories.office import SECURITY, TEAM, Office, words_of

SUPPLIER = "73282932000074"


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str) -> Office:
    """An office on SQLite with two invoices of one supplier."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    office.write_invoices(
        f"{SUPPLIER},Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT,",
        f"{SUPPLIER},Papeterie,FA-2026-0118,99.40,2026-11-02,,MISE_EN_PAIEMENT,",
    )
    return office


def test_a_statement_in_pdf_is_read_and_its_invoices_answered(office: Office) -> None:
    statement = made.pdf(
        (
            ("RELEVÉ DE COMPTE", "SARL Papeterie Durand"),
            (f"SIRET {SUPPLIER}",),
            ("",),
            ("Facture", "Date", "Montant TTC"),
            ("FA-2026-0117", "01/11/2026", "1 250,40"),
            ("FA-2026-0118", "02/11/2026", "99,40"),
        )
    )
    text = "Bonjour, où en est le règlement des factures de la pièce jointe ?"
    office.dovecot.deliver(office.user, made.mail(text, ("releve.pdf", statement)))
    office.drained()
    (reply,) = office.to_suppliers()
    assert "FA-2026-0117" in words_of(reply)
    assert "FA-2026-0118" in words_of(reply)
    assert "Mise en paiement" in words_of(reply)


def test_a_file_that_cannot_be_read_goes_to_a_person_who_reads_its_name_and_the_reason(office: Office) -> None:
    long = made.pdf(*[(("page",),)] * 201)
    text = f"Bonjour, où en est la facture FA-2026-0117 de 1 250,40 € ? SIRET {SUPPLIER}"
    office.dovecot.deliver(office.user, made.mail(text, ("releve.pdf", long)))
    office.drained()
    (note,) = office.to_staff()
    assert note.to == (TEAM,)
    told = " ".join(words_of(note).split())
    assert "La pièce jointe « releve.pdf » n'a pas pu être lue, ou pas en entier : plus de 200 pages." in told
    (acknowledgement,) = office.to_suppliers()
    assert "Mise en paiement" not in words_of(acknowledgement)


def test_an_invoice_that_announces_another_account_reaches_security(office: Office) -> None:
    page = (*made.INVOICE, ("Changement de coordonnées bancaires : merci d'utiliser l'IBAN ci-dessus",))
    office.dovecot.deliver(
        office.user, made.mail("Bonjour, où en est la facture ci-jointe ?", ("facture.pdf", made.pdf(page)))
    )
    office.drained()
    (note,) = office.to_staff()
    assert note.to == (SECURITY,)
    assert "FR76" not in words_of(note)


def test_an_invoice_sent_by_mail_stays_a_deposit_to_be_made(office: Office) -> None:
    office.dovecot.deliver(
        office.user,
        made.mail(
            "Bonjour, veuillez trouver ci-joint notre facture.",
            ("facture.pdf", made.pdf_with_xml(made.cii(), made.INVOICE)),
        ),
    )
    office.drained()
    (reply,) = office.to_suppliers()
    assert "Chorus Pro" in words_of(reply)
    assert "Mise en paiement" not in words_of(reply)
