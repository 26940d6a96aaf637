"""Files that are damaged, dressed up or hostile: refused in French with the way out, at little cost, never half read."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from bot.edges.portal_file import Kind, kind_of
from bot.edges.portal_file_invoices import InvoiceLine
from bot.edges.portal_file_rows import BadRow, FileRefused
from bot.edges.portal_file_text import LONGEST_LINE
from tests.edges.clerk_files import GOOD, HEADER, csv_text, read, rewritten, with_shared_strings, workbook

LINE = csv_text([GOOD])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'


def good_workbook(tmp_path: Path, name: str = "f.xlsx") -> Path:
    """A workbook with one good invoice."""
    return workbook(tmp_path / name, {"Factures": [HEADER, GOOD]})


def refused(path: Path) -> str:
    """Why a file is refused; its message begins with its name."""
    with pytest.raises(FileRefused) as error:
        read(path)
    words = str(error.value)
    assert words.startswith(path.name)
    return words


def zipped(*names: str) -> bytes:
    """An archive of empty members."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return octets.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("vide.csv", b"", "le fichier est vide"),
        ("vide.csv", b"\xef\xbb\xbf\r\n\r\n", "le fichier est vide"),
        ("vieux.xlsx", OLE, "ancien format .xls"),
        ("secret.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "protégé par un mot de passe"),
        ("export.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "c'est une page web"),
        ("export.xls", b"\xef\xbb\xbf  <!DOCTYPE HTML>\n<HTML>", "c'est une page web"),
        ("export.xls", "\ufeff<table border=1>".encode("utf-16-le"), "c'est une page web"),
        (
            "export.xml",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "vieux format XML d'Excel",
        ),
        ("export.csv", b"%PDF-1.7\n%\xe2\xe3", "c'est un PDF"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "ni un CSV ni un classeur"),
        ("export.csv", bytes(range(256)) * 4, "ni un CSV ni un classeur"),
        ("tout.zip", zipped("factures.csv"), "archive .zip"),
        ("f.ods", zipped("mimetype", "content.xml"), "LibreOffice .ods"),
        ("f.xlsb", zipped("xl/workbook.bin"), ".xlsb"),
        ("f.xlsx", zipped("xl/workbook.xml"), "abîmé"),
        ("f.xlsx", zipped("xl/workbook.xml")[:-12], "abîmé"),
        ("pivot.xml", b"<CPPFactures><CPPFacturePivotUnitaire/></CPPFactures>", "fichier pivot de factures"),
        ("autre.xml", b"<?xml version='1.0'?><CPPFactureStatuts/>", "une liste est attendue"),
    ],
)
def test_what_is_no_list_is_refused_with_the_way_out(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refused(path)


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_on_its_way_is_refused(tmp_path: Path, kept: float) -> None:
    path = good_workbook(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert "abîmé ou incomplet" in refused(path)


def test_a_damaged_part_of_a_workbook_is_refused_before_a_row_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", {"Factures": [HEADER, *([GOOD] * 2_000)]})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo(SHEET).header_offset + 400
    content[start : start + 40] = bytes(40)
    path.write_bytes(content)
    assert "abîmé" in refused(path)


@pytest.mark.parametrize("content", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml", "_rels/.rels"]
)
def test_entities_are_refused_in_every_part_and_encoding(tmp_path: Path, content: bytes, part: str) -> None:
    path = with_shared_strings(good_workbook(tmp_path))
    rewritten(path, lambda name, before: content if name == part else before)
    assert "déclarations XML interdites" in refused(path)


def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path = good_workbook(tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x.xml", "w") as part:
        for _ in range(400):
            part.write(bytes(1 << 20))
    tracemalloc.start()
    assert "trop grand une fois décompressé" in refused(path)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_row_of_a_million_cells_is_refused_before_it_is_held(tmp_path: Path) -> None:
    path = good_workbook(tmp_path)
    row = b'<row r="3">' + b'<c t="n"><v>1</v></c>' * 1_000_000 + b"</row></sheetData>"
    rewritten(path, lambda name, before: before.replace(b"</sheetData>", row) if name == SHEET else before)
    tracemalloc.start()
    assert "plus de 20000 cases" in refused(path)
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("reference", ["XFD3", "ZZZZZ3", "A0", "3", "A99999999999"])
def test_a_cell_of_an_impossible_place_ends_nothing_but_the_file(tmp_path: Path, reference: str) -> None:
    path = good_workbook(tmp_path)
    row = f'<row r="3"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    rewritten(path, lambda name, before: before.replace(b"</sheetData>", row) if name == SHEET else before)
    try:
        found = read(path)
    except FileRefused:
        return
    assert isinstance(found[0], InvoiceLine)


def test_a_row_of_an_impossible_number_does_not_run_for_ever(tmp_path: Path) -> None:
    path = good_workbook(tmp_path)
    row = b'<row r="999999999999"><c r="A3"><v>1</v></c></row></sheetData>'
    rewritten(path, lambda name, before: before.replace(b"</sheetData>", row) if name == SHEET else before)
    assert len(read(path)) == 1


def test_a_workbook_with_macros_is_read_and_they_are_not(tmp_path: Path) -> None:
    path = good_workbook(tmp_path, "f.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", OLE)
    plain, with_macros = b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    rewritten(
        path, lambda _name, before: before.replace(b"vnd.openxmlformats-officedocument." + plain, b"vnd." + with_macros)
    )
    assert [type(one) for one in read(path)] == [InvoiceLine]


@pytest.mark.parametrize("name", ["factures.xlsx", "factures.pdf", "factures"])
def test_a_files_name_is_not_believed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(csv_text([HEADER, GOOD]))
    assert (kind_of(path), len(read(path))) == (Kind.TEXT, 1)
    good_workbook(tmp_path, "factures.csv")
    assert kind_of(tmp_path / "factures.csv") is Kind.WORKBOOK


# --- text ----------------------------------------------------------------------------------------


def test_a_nul_costs_its_line(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(csv_text([HEADER]) + LINE + LINE.replace("Durand", "Du\0rand") + LINE)
    assert [type(one) for one in read(path)] == [InvoiceLine, BadRow, InvoiceLine]


def test_a_line_of_two_hundred_megabytes_costs_itself_and_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with path.open("w") as file:
        file.write(csv_text([HEADER]) + LINE)
        for _ in range(200):
            file.write("x" * 1_000_000)
        file.write("\n" + LINE)
    tracemalloc.start()
    found = read(path)
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()
    assert [(type(one), one.line) for one in found] == [(InvoiceLine, 2), (BadRow, 3), (InvoiceLine, 4)]
    assert str(LONGEST_LINE) in next(one.problem for one in found if isinstance(one, BadRow))


def test_a_million_columns_cost_their_line(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(csv_text([HEADER]) + ";" * 999_990 + "\n" + LINE)
    assert [type(one) for one in read(path)] == [BadRow, InvoiceLine]


def test_a_quote_never_closed_in_a_long_file_does_not_make_it_slow(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(csv_text([HEADER]) + LINE.replace("Durand", '"Durand') * 3_000 + LINE)
    found = read(path)
    assert sum(isinstance(one, BadRow) for one in found) == 3_000
    assert isinstance(found[-1], InvoiceLine)


def test_a_list_without_its_columns_says_which_were_seen_and_what_to_write(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Liste;\nRéf interne;Fournisseur;Échéance\n1;Durand;demain\n")
    words = refused(path)
    assert "il manque la colonne « SIRET du fournisseur », « numéro de facture »" in words
    assert "Colonnes vues ligne 2 : « Réf interne » ; « Fournisseur » ; « Échéance »" in words
    assert "[organisation.import.columns]" in words
