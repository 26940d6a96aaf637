"""What was read in attached files counts as it should: letters speak, invoices confirm, nothing hides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.core.attached import AttachedFile, FileKind, FileStatus, InvoiceFacts, Unread, refused, text_of_files
from bot.core.attached_words import is_letter, new_bank_words
from bot.core.extract import extract, text_of
from bot.core.legible import is_attachment_only, other_invoices, unread, unread_files
from bot.core.mail import IncomingMail
from bot.core.match import asked_numbers
from bot.core.mention import MentionKind, Source
from bot.core.own_words import own_words
from tests.core.mails import a_mail

INVOICE_TEXT = (
    "SARL Papeterie Durand\tFACTURE\nFacture n° FA-2026-0117\tDate : 03/02/2026\nSIRET 732 829 320 00074\n\n"
    "Désignation\tTotal HT\nRamettes A4\t1 042,00\n\nTotal HT\t1 042,00 €\nTVA 20 %\t208,40 €\nNet à payer TTC\t1 250,40 €\n"
    "Règlement par virement : IBAN FR76 3000 6000 0112 3456 7890 189\nEn cas de retard : mise en demeure, trois fois le taux légal"
)
LETTER_TEXT = (
    "Objet : facture FA-2026-0117\n\nMadame, Monsieur,\n\nOù en est notre facture n° FA-2026-0117 de 1 250,40 € ?\n\n"
    "Veuillez agréer nos salutations distinguées."
)
FACTS = InvoiceFacts(
    "N 7",
    seller_siret="73282932000074",
    order="4500012345",
    amount=Decimal("1250.4"),
    currency="EUR",
    issued_on=date(2026, 2, 3),
)


def a_file(text: str = "", *, kind: FileKind = FileKind.PDF, **more: object) -> AttachedFile:
    """A file that was read whole."""
    return replace(AttachedFile("piece.pdf", kind, FileStatus.READ, text=text), **more)  # type: ignore[arg-type]  # any field


def with_files(mail: IncomingMail, *files: AttachedFile) -> IncomingMail:
    """The mail with what was read in its files."""
    named = a_mail(files=tuple(file.name for file in files)).attachments
    return replace(mail, attachments=named, files=files)


def found(mail: IncomingMail) -> list[tuple[MentionKind, str]]:
    """What the files of a mail say."""
    return [(m.kind, m.value) for m in extract(mail) if m.source is Source.ATTACHMENT]


def test_an_invoice_gives_its_number_its_seller_and_the_price_to_pay_alone() -> None:
    mail = with_files(a_mail("Où en est la facture ci-jointe ?"), a_file(INVOICE_TEXT))
    assert found(mail) == [
        (MentionKind.INVOICE_NUMBER, "FA-2026-0117"),
        (MentionKind.SIRET, "73282932000074"),
        (MentionKind.AMOUNT, "1250.40"),
    ]


def test_an_electronic_invoice_is_believed_whatever_the_shape_of_its_number() -> None:
    mail = with_files(a_mail("Où en est-elle ?"), a_file("illisible", invoice=FACTS))
    assert found(mail) == [
        (MentionKind.INVOICE_NUMBER, "N 7"),
        (MentionKind.SIRET, "73282932000074"),
        (MentionKind.ENGAGEMENT, "4500012345"),
        (MentionKind.AMOUNT, "1250.40"),
        (MentionKind.DATE, "2026-02-03"),
    ]


def test_a_price_in_another_currency_is_no_price_in_euros() -> None:
    mail = with_files(a_mail("?"), a_file(invoice=replace(FACTS, currency="CHF")))
    assert MentionKind.AMOUNT not in dict(found(mail))


def test_every_mention_stands_where_it_says_in_the_text_of_all_files() -> None:
    files = (
        a_file(invoice=FACTS),
        a_file(INVOICE_TEXT),
        a_file(LETTER_TEXT),
        a_file(invoice=replace(FACTS, number="N 8")),
    )
    mail = with_files(a_mail("Bonjour"), *files)
    text = text_of(mail, Source.ATTACHMENT)
    assert text == text_of_files(files)
    places = [(text[m.start : m.end], m.raw) for m in extract(mail) if m.source is Source.ATTACHMENT]
    assert len(places) > 10
    assert all(there == raw for there, raw in places)


def test_rows_of_a_sheet_give_number_price_and_date_row_by_row() -> None:
    text = "Facture\tMontant TTC\tDate\nFA-117\t1250.40\t2026-02-03\nFA-118\t99.40\t2026-02-04"
    mail = with_files(a_mail("Où en sont ces factures ?"), a_file(text, kind=FileKind.SHEET))
    assert [value for kind, value in found(mail) if kind is MentionKind.INVOICE_NUMBER] == ["FA-117", "FA-118"]
    clauses = {m.clause for m in extract(mail) if m.source is Source.ATTACHMENT}
    assert len(clauses) == 2


def test_what_is_written_comes_before_what_is_joined() -> None:
    mail = with_files(a_mail("Où en est la facture FA-2026-0200 ?"), a_file(INVOICE_TEXT))
    mentions = extract(mail)
    assert [mentions[i].value for i in asked_numbers(mentions)] == ["FA-2026-0200"]
    mail = with_files(a_mail("Où en est la facture ci-jointe ?"), a_file(INVOICE_TEXT))
    mentions = extract(mail)
    assert [mentions[i].value for i in asked_numbers(mentions)] == ["FA-2026-0117"]


def test_the_copy_of_another_invoice_than_the_one_written_is_seen() -> None:
    mail = with_files(a_mail("Où en est la facture FA-2026-0200 ?"), a_file(INVOICE_TEXT))
    mentions = extract(mail)
    assert other_invoices(mail, mentions, asked_numbers(mentions)[0]) == ("FA-2026-0117",)
    same = with_files(a_mail("Où en est la facture 2026-0117 / FA-2026-0117 ?"), a_file(INVOICE_TEXT))
    mentions = extract(same)
    assert all(other_invoices(same, mentions, i) == () for i in asked_numbers(mentions) if "FA" in mentions[i].value)


@pytest.mark.parametrize(
    ("file", "speaks"),
    [
        (a_file(LETTER_TEXT), True),
        (a_file(LETTER_TEXT, kind=FileKind.PICTURE), True),
        (a_file("Bonjour, voir plus bas", kind=FileKind.MAIL), True),
        (a_file(INVOICE_TEXT), False),
        (a_file("Conditions générales de vente. Article 1 : objet du contrat"), False),
        (a_file(LETTER_TEXT, invoice=FACTS), False),
        (a_file(LETTER_TEXT, kind=FileKind.SHEET), False),
        (a_file(LETTER_TEXT * 100), False),
    ],
)
def test_a_letter_is_told_from_an_invoice_and_a_leaflet(file: AttachedFile, speaks: bool) -> None:
    assert is_letter(file) is speaks


def test_a_letter_that_came_as_a_file_is_said_by_the_sender() -> None:
    mail = with_files(a_mail("Voir notre courrier ci-joint."), a_file(LETTER_TEXT))
    assert "ou en est notre facture" in own_words(mail).said
    assert unread(mail) == ()
    assert "mise en demeure" not in own_words(with_files(a_mail("Bonjour"), a_file(INVOICE_TEXT))).everything


def test_a_letter_that_was_not_read_still_keeps_a_machine_from_answering() -> None:
    mail = with_files(a_mail("Voir notre courrier ci-joint."), refused("courrier.pdf", FileKind.PDF, Unread.SCAN))
    assert [why.code for why in unread(mail)] == ["words_in_a_file"]
    half = replace(a_file(LETTER_TEXT), status=FileStatus.PARTLY, why=Unread.SCAN)
    assert [why.code for why in unread(with_files(a_mail("Voir notre courrier ci-joint."), half))] == [
        "words_in_a_file"
    ]


def test_a_mail_of_files_alone_is_read_only_when_a_letter_is_among_them() -> None:
    assert is_attachment_only(with_files(a_mail(""), a_file(INVOICE_TEXT)))
    assert not is_attachment_only(with_files(a_mail(""), a_file(LETTER_TEXT)))


@pytest.mark.parametrize(
    ("text", "why", "told"),
    [
        ("Où en est la facture FA-2026-0117 ?", Unread.SCAN, False),
        ("Où en est la facture FA-2026-0117 ?", Unread.MACROS, True),
        ("Où en est la facture FA-2026-0117 ?", Unread.TOO_MANY_PAGES, True),
        ("Où en est cette facture ?", Unread.SCAN, True),
        ("Où en est cette facture ?", Unread.UNKNOWN, True),
    ],
)
def test_an_unread_file_matters_when_it_is_hostile_or_the_question_may_stand_in_it(
    text: str,
    why: Unread,
    told: bool,
) -> None:
    mail = with_files(a_mail(text), refused("piece.pdf", FileKind.PDF, why))
    reasons = unread_files(mail, extract(mail))
    assert bool(reasons) is told
    assert all(dict(one.params) == {"name": "« piece.pdf »", "why": why.value} for one in reasons)


@pytest.mark.parametrize(
    "words",
    [
        "ATTENTION : changement de coordonnées bancaires",
        "Nouveau RIB à compter du 1er mars",
        "Notre IBAN a changé",
        "Désormais, merci de régler sur le compte bancaire suivant",
    ],
)
def test_an_invoice_that_announces_another_account_is_doubted(words: str) -> None:
    (line,) = new_bank_words((a_file(f"{INVOICE_TEXT}\n{words}"),))
    assert line


def test_the_paper_of_a_bank_is_doubted_under_any_name() -> None:
    paper = (
        "Banque Exemple\nRELEVÉ D'IDENTITÉ BANCAIRE\nTitulaire : SARL Durand\nIBAN FR76 3000 6000 0112 3456 7890 189"
    )
    (line,) = new_bank_words((a_file(paper),))
    assert "identite bancaire" in line


def test_the_name_of_a_file_within_a_file_is_read_as_any_name() -> None:
    mail = replace(a_mail("Bonjour"), files=(a_file("x", name="winmail.dat › Nouveau_RIB.pdf"),))
    assert "piece jointe : winmail dat › nouveau rib pdf" in own_words(mail).everything


def test_the_account_that_every_invoice_prints_is_no_new_one() -> None:
    assert list(new_bank_words((a_file(INVOICE_TEXT),))) == []


def test_an_account_in_an_invoice_is_never_a_mention_and_one_in_a_letter_is_masked() -> None:
    assert MentionKind.IBAN not in dict(found(with_files(a_mail("?"), a_file(INVOICE_TEXT))))
    letter = LETTER_TEXT + "\nFR76 3000 6000 0112 3456 7890 189"
    (iban,) = [m for m in extract(with_files(a_mail("?"), a_file(letter))) if m.kind is MentionKind.IBAN]
    assert (iban.value, iban.raw) == ("FR", "FR** ***")
