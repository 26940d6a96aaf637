"""What is read in each kind of file, told by its content; and what is refused by name."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from email.message import EmailMessage

import pytest

from bot.core.attached import AttachedFile, FileKind, FileStatus, Unread
from bot.edges.attached.bounds import MOST_FILES
from bot.edges.attached.opener import Opener
from bot.edges.attached.refusal import Inner
from tests.edges import attached_files as made
from tests.edges.compound_files import compound, msg, xls
from tests.edges.pdf_pages import sealed_pdf


@pytest.fixture(scope="module")
def opener() -> Iterator[Opener]:
    """One opener process for all files of this module, as for all mails of a day."""
    opener = Opener()
    yield opener
    opener.close()


def read(opener: Opener, content: bytes, name: str = "piece", kind: str = "application/octet-stream") -> AttachedFile:
    """The one file that is read."""
    (file,) = opener.read(Inner(name, kind, content))
    return file


def test_a_pdf_is_read_line_by_line_with_its_columns_apart(opener: Opener) -> None:
    file = read(opener, made.pdf(made.INVOICE))
    assert (file.kind, file.status) == (FileKind.PDF, FileStatus.READ)
    assert "12 rue des Lilas 02000 Laon\tFacture n° FA-2026-0117\n" in file.text
    assert "Net à payer TTC\t1 250,40 €" in file.text


def test_columns_that_lie_over_one_another_never_make_a_number_of_two(opener: Opener) -> None:
    page = (("TVA intracommunautaire FR44732829320", "4411"),)
    assert read(opener, made.pdf(page)).text == "TVA intracommunautaire FR44732829320\t4411"


@pytest.mark.parametrize("content", [made.cii(), made.ubl(), made.pdf_with_xml(made.cii(), made.INVOICE)])
def test_an_electronic_invoice_gives_its_facts(opener: Opener, content: bytes) -> None:
    facts = read(opener, content).invoice
    assert facts is not None
    assert (facts.number, facts.seller_siret, facts.order) == ("FA-2026-0117", "73282932000074", "4500012345")
    assert (facts.amount, facts.currency, facts.issued_on) == (Decimal("1250.40"), "EUR", date(2026, 2, 3))


def test_an_embedded_invoice_with_another_number_than_the_page_is_not_believed(opener: Opener) -> None:
    file = read(opener, made.pdf_with_xml(made.cii("FA-2026-0118"), made.INVOICE))
    assert (file.invoice, file.status, file.why) == (None, FileStatus.PARTLY, Unread.XML_DIFFERS)


def test_a_seller_without_a_right_siret_is_told_by_his_vat_number(opener: Opener) -> None:
    facts = read(opener, made.cii(siret="12345678901234")).invoice
    assert facts is not None
    assert (facts.seller_siret, facts.seller_vat) == ("", "FR44732829320")


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE a [<!ENTITY b "c">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">', "<!DOCTYPE Invoice>"]
)
def test_xml_that_declares_anything_is_refused_unread(opener: Opener, doctype: str) -> None:
    assert read(opener, made.ubl(doctype=doctype)).why is Unread.DECLARATIONS


def test_cells_of_a_workbook_are_what_a_person_sees(opener: Opener) -> None:
    file = read(
        opener,
        made.workbook(
            ("Facture", "Dossier", "Montant", "Date"),
            ("00117", 312, 1250.4, date(2026, 2, 3)),
            (240312, 7, 12, None),
            formats={"B2": "00000"},
        ),
    )
    assert file.tables == (
        (("Facture", "Dossier", "Montant", "Date"), ("00117", "00312", "1250.4", "2026-02-03"), ("240312", "7", "12")),
    )


def test_half_a_character_in_a_cell_is_no_trouble_later(opener: Opener) -> None:
    file = read(opener, made.workbook(("Facture", "_xD83D_ bonjour")))
    assert file.text.encode("utf-8")


def test_numbers_of_an_ods_sheet_keep_their_zeros_and_get_no_decimals(opener: Opener) -> None:
    file = read(opener, made.ods(("Facture", "Montant"), ("00117", 1250.4), (240312.0, 12.0)))
    assert file.tables == ((("Facture", "Montant"), ("00117", "1250.4"), ("240312", "12")),)


def test_numbers_of_an_old_workbook_keep_their_zeros_and_get_no_decimals(opener: Opener) -> None:
    file = read(opener, xls(("Facture", "Montant", "SIRET"), ("00117", 1250.4, 73282932000074.0), (240312.0, 12.0, "")))
    assert file.tables == (
        (("Facture", "Montant", "SIRET"), ("00117", "1250.4", "73282932000074"), ("240312", "12", "")),
    )


def test_a_csv_file_is_read_in_the_encoding_of_old_spreadsheets(opener: Opener) -> None:
    file = read(opener, "Numéro;Échéance\nFA-1;03/02/2026\n".encode("cp1252"), "releve.csv")
    assert file.tables == ((("Numéro", "Échéance"), ("FA-1", "03/02/2026")),)


def test_a_letter_of_word_and_a_plain_text_are_read(opener: Opener) -> None:
    assert read(opener, made.docx("Madame, Monsieur,", "Où en est la FA-1 ?")).text.endswith("Où en est la FA-1 ?")
    assert read(opener, "Où en est la FA-1 ?".encode("cp1252"), "question.txt").text == "Où en est la FA-1 ?"


def test_rich_text_is_read_without_its_marks_and_pictures(opener: Opener) -> None:
    content = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\pict\pngblip 89504e47}\f0 O\'f9 en est la \b FA-1\b0  ?\par Merci}"
    file = read(opener, content, "lettre.rtf", "application/rtf")
    assert (file.kind, file.status, file.text) == (FileKind.TEXT, FileStatus.READ, "Où en est la FA-1 ?\nMerci")


def test_winmail_dat_gives_the_text_and_the_files_that_outlook_packed(opener: Opener) -> None:
    content = made.tnef("Bonjour, où en est la facture jointe ?", **{"facture.pdf": made.pdf(made.INVOICE)})
    text, inner = opener.read(Inner("winmail.dat", "application/ms-tnef", content))
    assert (text.kind, text.text) == (FileKind.MAIL, "Bonjour, où en est la facture jointe ?")
    assert (inner.name, inner.kind) == ("winmail.dat › facture.pdf", FileKind.PDF)


def test_the_history_below_a_mail_in_winmail_dat_is_left_out(opener: Opener) -> None:
    body = "Où en est la FA-2 ?\n\nLe 3 mars 2026, CASQ a écrit :\n> La facture FA-1 est payée."
    assert read(opener, made.tnef(body), "winmail.dat").text.strip() == "Où en est la FA-2 ?"


def test_a_mail_kept_as_a_file_is_read_with_its_own_files(opener: Opener) -> None:
    inside = made.mail("Où en est la FA-2 ?", ("facture.pdf", made.pdf(made.INVOICE)), subject="Relance")
    text, inner = opener.read(Inner("relance.eml", "application/octet-stream", inside))
    assert text.text.startswith("De : compta@papeterie.example\nObjet : Relance")
    assert "FA-2026-0117" in inner.text


def test_a_mail_that_outlook_kept_is_read_with_its_files(opener: Opener) -> None:
    content = msg("Relance", "Où en est la FA-2 ?", **{"facture.pdf": made.pdf(made.INVOICE)})
    text, inner = opener.read(Inner("relance.msg", "application/vnd.ms-outlook", content))
    assert (text.kind, text.text) == (FileKind.MAIL, "De : Jean Dupont\nObjet : Relance\n\nOù en est la FA-2 ?")
    assert inner.name == "relance.msg › facture.pdf"


def test_a_zip_gives_its_files_but_for_what_computers_put_beside_them(opener: Opener) -> None:
    content = made.packed(
        {
            "octobre/": b"",
            "octobre/facture.pdf": made.pdf(made.INVOICE),
            "octobre/facture.xml": made.cii(),
            "releve.xlsx": made.workbook(("Facture", "Montant"), ("FA-1", 12)),
            "__MACOSX/octobre/._facture.pdf": b"x",
            "Thumbs.db": b"x",
        }
    )
    packed, page, facts, sheet = opener.read(Inner("octobre.zip", "application/zip", content))
    assert (packed.kind, packed.status, packed.text) == (FileKind.ARCHIVE, FileStatus.READ, "")
    assert (page.name, page.kind) == ("octobre.zip › facture.pdf", FileKind.PDF)
    assert facts.invoice is not None
    assert sheet.tables == ((("Facture", "Montant"), ("FA-1", "12")),)


def test_what_cannot_be_read_in_a_zip_is_named_and_costs_only_itself(opener: Opener) -> None:
    bomb = made.packed(_BOOK | {"xl/big.xml": b"0" * 150_000_000})
    inner = {"a.zip": made.packed({"b.pdf": b"x"}), "c.pdf": b"%PDF-1.7\nrien", "d.xlsx": bomb, "e.txt": b"Bonjour"}
    files = opener.read(Inner("f.zip", "application/zip", made.packed(inner)))
    assert [(file.name, file.why) for file in files[1:]] == [
        ("f.zip › a.zip", Unread.ARCHIVE),
        ("f.zip › c.pdf", Unread.DAMAGED),
        ("f.zip › d.xlsx", Unread.BOMB),
        ("f.zip › e.txt", None),
    ]


def test_a_zip_of_many_files_is_read_as_far_as_a_mail_of_many_files(opener: Opener) -> None:
    content = made.packed({f"{number}.txt": b"Bonjour" for number in range(40)})
    files = opener.read(Inner("f.zip", "application/zip", content))
    assert (len(files), files[-1].why) == (1 + MOST_FILES + 1, Unread.TOO_MANY_FILES)


def test_mails_within_mails_are_opened_to_a_depth_and_named_below_it(opener: Opener) -> None:
    content = made.mail("Fond", ("f.pdf", made.pdf(made.INVOICE)))
    for level in range(4):
        content = made.mail(f"Niveau {level}", ("m.eml", content))
    files = opener.read(Inner("m.eml", "application/octet-stream", content))
    assert files[-1].why is Unread.TOO_MANY_FILES
    assert len(files) == 4


def test_a_scanned_invoice_is_read_by_recognition_and_says_so(opener: Opener) -> None:
    file = read(opener, made.scanned_pdf(made.INVOICE))
    assert (file.status, file.recognised) == (FileStatus.READ, True)
    assert "FA-2026-0117" in file.text


def test_without_the_recogniser_scans_are_named_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    opener = Opener()
    try:
        scan, photograph = (read(opener, made.scanned_pdf(made.INVOICE)), read(opener, made.photograph(made.LETTER)))
    finally:
        opener.close()
    assert (scan.status, scan.why) == (photograph.status, photograph.why) == (FileStatus.REFUSED, Unread.SCAN)


def test_a_photograph_of_a_page_is_read_by_recognition(opener: Opener) -> None:
    file = read(opener, made.photograph(made.LETTER))
    assert (file.kind, file.recognised) == (FileKind.PICTURE, True)
    assert "1 250,40" in file.text


def test_pages_of_a_scan_beyond_the_first_ones_are_said_to_be_unread(opener: Opener) -> None:
    page = (("Facture n° FA-1",),)
    file = read(opener, made.scanned_pdf(*[page] * 5))
    assert (file.status, file.why) == (FileStatus.PARTLY, Unread.SCAN)


def _sealed_zip() -> bytes:
    """A zip whose one file says that it is encrypted."""
    content = bytearray(made.packed({"facture.pdf": b"x"}))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    return bytes(content)


_BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
REFUSED = {
    "a PDF of 201 pages": (made.pdf(*[(("page",),)] * 201), "releve.pdf", Unread.TOO_MANY_PAGES),
    "a PDF cut short": (b"%PDF-1.7\nrien", "facture.pdf", Unread.DAMAGED),
    "a bomb": (made.packed(_BOOK | {"xl/big.xml": b"0" * 150_000_000}), "releve.xlsx", Unread.BOMB),
    "a workbook with macros": (made.packed(_BOOK | {"xl/vbaProject.bin": b"x"}), "releve.xlsx", Unread.MACROS),
    "a letter with macros": (
        made.packed({"word/document.xml": b"", "word/vbaProject.bin": b""}),
        "l.docm",
        Unread.MACROS,
    ),
    "an old workbook with macros": (xls(("a",), more={"_VBA_PROJECT_CUR/dir": b"x"}), "releve.xls", Unread.MACROS),
    "an old letter with macros": (compound({"WordDocument": b"x", "Macros/dir": b"x"}), "l.doc", Unread.MACROS),
    "an old letter": (compound({"WordDocument": b"x"}), "lettre.doc", Unread.UNKNOWN),
    "a workbook with a password": (compound({"EncryptedPackage": b"x"}), "releve.xlsx", Unread.ENCRYPTED),
    "a PDF with a password": (sealed_pdf(), "facture.pdf", Unread.ENCRYPTED),
    "a zip with a password": (_sealed_zip(), "factures.zip", Unread.ENCRYPTED),
    "a zip bomb": (made.packed({"facture.txt": b"0" * 150_000_000}), "factures.zip", Unread.BOMB),
    "a zip with a program": (made.packed({"facture.pdf.exe": b"x"}), "factures.zip", Unread.PROGRAM),
    "a damaged zip": (b"PK\x03\x04 et rien", "factures.xlsx", Unread.DAMAGED),
    "a program": (b"MZ\x90\x00", "facture.pdf", Unread.PROGRAM),
    "a script": (b"var a = 1;", "facture.pdf.js", Unread.PROGRAM),
    "other XML": (b"<?xml version='1.0'?><livre/>", "livre.xml", Unread.UNKNOWN),
    "a sound": (b"OggS\0\2\0\0", "message.ogg", Unread.UNKNOWN),
    "a damaged compound file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "facture.doc", Unread.DAMAGED),
    "a winmail.dat cut short": (made.tnef("Bonjour")[:30], "winmail.dat", Unread.DAMAGED),
}


@pytest.mark.parametrize(("content", "name", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_by_name_with_the_reason(
    opener: Opener, content: bytes, name: str, why: Unread
) -> None:
    file = read(opener, content, name)
    assert (file.name, file.status, file.why, file.text) == (name, FileStatus.REFUSED, why, "")


def test_the_name_is_a_hint_only_and_the_content_tells(opener: Opener) -> None:
    assert read(opener, made.pdf(made.INVOICE), "facture.doc", "application/msword").kind is FileKind.PDF
    assert read(opener, made.workbook(("a", "b")), "facture.pdf", "application/pdf").kind is FileKind.SHEET


def test_ten_invoices_are_read_in_well_under_a_second(opener: Opener) -> None:
    content = made.pdf(made.INVOICE)
    read(opener, content)
    started = time.monotonic()
    for _ in range(10):
        read(opener, content)
    assert time.monotonic() - started < 1.0


def test_a_mail_saved_without_a_sender_is_still_a_mail(opener: Opener) -> None:
    message = EmailMessage()
    message["Subject"] = "TR: facture"
    message.set_content("FA-2026-0117")
    assert read(opener, message.as_bytes(), "tr.eml").kind is FileKind.MAIL


SAMPLES = {
    "f.pdf": made.pdf_with_xml(made.cii(), made.INVOICE),
    "r.xlsx": made.workbook(("Facture", "Montant"), ("FA-1", 12)),
    "r.ods": made.ods(("Facture", 1.0)),
    "r.xls": xls(("Facture", 1.0)),
    "l.docx": made.docx("Madame, Monsieur,"),
    "f.xml": made.ubl(),
    "winmail.dat": made.tnef("Bonjour", **{"f.pdf": made.pdf(made.LETTER)}),
    "m.msg": msg("Relance", "Bonjour", **{"f.pdf": made.pdf(made.LETTER)}),
    "m.eml": made.mail("Bonjour", ("f.pdf", made.pdf(made.LETTER))),
    "f.zip": made.packed({"f.pdf": made.pdf(made.LETTER)}),
    "l.rtf": rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Bonjour, o\'f9 en est la FA-1 ?\par}",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_octets_are_read_or_refused_and_the_process_goes_on(opener: Opener, name: str) -> None:
    read(opener, b"Bonjour", "a.txt")
    process, dice = opener.pid, random.Random(name)
    for _ in range(30):
        octets = bytearray(SAMPLES[name])
        for _ in range(dice.randrange(1, 30)):
            octets[dice.randrange(len(octets))] = dice.randrange(256)
        files = opener.read(
            Inner(name, "", bytes(octets[: dice.choice((len(octets), dice.randrange(1, len(octets))))]))
        )
        assert files[0].name == name
    assert opener.pid == process
