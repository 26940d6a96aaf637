"""A folder of mails in words: what is read, what is built of it, and what a wrong entry costs."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.core.mail import ReaderIdentity, SenderAuth
from bot.core.mention import MentionKind
from bot.edges.corpus_file import CorpusFolder, CorpusMail, Door, read_corpus
from bot.edges.corpus_mail import PROGRAMS
from bot.edges.mime import MimeParser

DOORS = {"ville": Door("factures@ville.example", "mx.ville.example")}
US = ReaderIdentity(("mx.ville.example",), ("factures@ville.example",), ("ville.example",), "ville.example")
NOW = "now = 2026-06-15T10:00:00+02:00\n"
TEXT = "Bonjour,\nOù en est la facture n° 117 de 1 250,40 € — merci ?\n\nÉlodie Maçon"
MAIL = f"""
[[mail]]
name = "un"
from = "Élodie Maçon <e@maconnerie.example>"
subject = "Facture n° 117 : où en est-elle ?"
text = '''
{TEXT}
'''
"""


def reading(folder: Path, **files: str) -> CorpusFolder:
    """What is read of these files."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return read_corpus(folder, DOORS)


def one(folder: Path, more: str = "") -> CorpusMail:
    """The one mail, with these lines more."""
    found = reading(folder, mails=NOW + MAIL + more)
    assert found.troubles == ()
    return found.mails[0]


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_whatever_program_builds_it_the_same_words_arrive(tmp_path: Path, program: str) -> None:
    mail = one(tmp_path, f'program = "{program}"\n')
    read = MimeParser().parse(mail.content, mail.now, US)
    words = TEXT.replace("€", "EUR").replace("—", "-") if program == "old" else TEXT
    assert read.fresh_text.split() == words.split()
    assert read.subject == "Facture n° 117 : où en est-elle ?"
    assert read.sender is not None
    assert (read.sender.name, read.sender.address) == ("Élodie Maçon", "e@maconnerie.example")
    assert (read.defects, read.auto_kind, read.sent_at is not None) == ((), None, True)


@pytest.mark.parametrize("verdict", [*SenderAuth])
def test_our_server_says_what_the_file_says(tmp_path: Path, verdict: SenderAuth) -> None:
    mail = one(tmp_path, f'sender = "{verdict.value}"\n')
    assert MimeParser().parse(mail.content, mail.now, US).sender_auth is verdict


def test_headers_files_and_addresses_are_as_written(tmp_path: Path) -> None:
    (tmp_path / "scan.bin").write_bytes(b"\x00\x01")
    mail = one(
        tmp_path,
        """
cc = "chef@maconnerie.example"
reply_to = "autre@ailleurs.example"
headers = { Auto-Submitted = "auto-replied", Date = "" }
attachments = [
    { name = "note.txt", text = "où" },
    { name = "a.pdf", base64 = "JVBERi0=" },
    { name = "scan", file = "scan.bin", type = "image/png" },
]
""",
    )
    built = message_from_bytes(mail.content, policy=default)
    assert (built["Cc"], built["Reply-To"], built["Date"]) == (
        "chef@maconnerie.example",
        "autre@ailleurs.example",
        None,
    )
    assert (built["To"], built["Auto-Submitted"]) == ("factures@ville.example", "auto-replied")
    files = [(part.get_filename(), part.get_content_type()) for part in built.iter_attachments()]
    assert files == [("note.txt", "text/plain"), ("a.pdf", "application/pdf"), ("scan", "image/png")]
    assert list(built.iter_attachments())[2].get_content() == b"\x00\x01"


def test_a_workbook_has_the_rows_and_a_pdf_the_lines_that_are_written(tmp_path: Path) -> None:
    mail = one(
        tmp_path,
        """
[[mail.attachments]]
name = "relevé.xlsx"
rows = [["N°", "Date", "TTC"], ["FA-1", 2026-05-12, 12.5]]
[[mail.attachments]]
name = "facture.pdf"
pdf = '''
FACTURE N° FA-2026-0117 (école)
Total TTC : 1 250,40 €
'''
""",
    )
    book, pdf = message_from_bytes(mail.content, policy=default).iter_attachments()
    assert book.get_filename() == "relevé.xlsx"
    rows = load_workbook(BytesIO(book.get_content()))["Feuil1"].iter_rows(values_only=True)
    assert list(rows) == [("N°", "Date", "TTC"), ("FA-1", datetime(2026, 5, 12), 12.5)]  # noqa: DTZ001 - as cells are
    assert pdf.get_content_type() == "application/pdf"
    octets = pdf.get_content()
    start = int(octets.rpartition(b"startxref\n")[2].split()[0])
    assert octets[start:].startswith(b"xref\n0 6\n"), "programs find every object by this table"
    places = [int(line.split()[0]) for line in octets[start:].splitlines()[3:8]]
    assert [octets[place : place + 7] for place in places] == [b"%d 0 obj" % n for n in range(1, 6)]
    assert "FACTURE N° FA-2026-0117 \\(école\\)".encode("cp1252") in octets


def test_expectations_are_read_by_their_kind(tmp_path: Path) -> None:
    expected = one(
        tmp_path,
        """
[mail.expect]
outcome = ["ASK", "ESCALATE"]
level = 1
class = ""
intents = []
intents_maybe = ["i04"]
numbers = ["117"]
dates = [2026-05-12, "2026-05-13"]
not = ["88120"]
matched = ["117", "99284053800019 FA 118"]
""",
    ).expected
    assert expected.labels == {"outcome": ("ASK", "ESCALATE"), "level": ("1",), "class": ("",)}
    assert (expected.intents, expected.maybe, expected.decoys) == ((), ("i04",), ("88120",))
    assert expected.mentions[MentionKind.DATE] == ("2026-05-12", "2026-05-13")
    assert expected.matched == (("", "117"), ("99284053800019", "FA 118"))


def test_a_mail_as_octets_is_taken_as_it_lies_by_the_toml_of_its_name_or_by_one_that_names_it(tmp_path: Path) -> None:
    for name in ("a", "b", "seul"):
        (tmp_path / f"{name}.eml").write_bytes(f"Subject: {name}\r\n\r\n".encode())
    found = reading(
        tmp_path,
        a=NOW + '[expect]\noutcome = "ASK"\n',
        liste=NOW + '[[mail]]\nfile = "b.eml"\nexpect = { outcome = "ASK" }\n',
    )
    assert [(mail.name, mail.content) for mail in found.mails] == [
        ("a", b"Subject: a\r\n\r\n"),
        ("b", b"Subject: b\r\n\r\n"),
    ]
    assert found.troubles == ("seul.eml : aucun fichier TOML ne dit ce qui est attendu de ce message",)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('programme = "gmail"', "programme"),
        ('program = "lotus"', "« lotus » n'est pas connu"),
        ('sender = "sure"', "passed"),
        ("expect = { outcome = 'REPLY' }", "« REPLY » n'est pas connu"),
        ("expect = { level = 3 }", "« 3 » n'est pas connu"),
        ("expect = { dates = ['12/05/2026'] }", "« 12/05/2026 » n'est pas une date"),
        ("expect = { numbers = '117' }", "écrivez une liste"),
        ("expect = { number = ['117'] }", "numbers"),
        ("attachments = [{ name = 'a', rows = 'x' }]", "une liste de lignes"),
        ("attachments = [{ name = 'a', base64 = '*' }]", "ce n'est pas du base64"),
        ("attachments = [{ name = 'a', file = 'nulle-part' }]", "nulle-part"),
        ("now = 'demain'", "2026-06-15T10:00:00+02:00"),
        ('organisation = "autre"', "« autre » n'est pas servie ici"),
    ],
)
def test_a_wrong_entry_is_named_and_costs_only_itself(tmp_path: Path, line: str, named: str) -> None:
    good = MAIL.replace('"un"', '"deux"')
    found = reading(tmp_path, mails=f"{NOW}{MAIL}{line}\n{good}")
    assert [mail.name for mail in found.mails] == ["deux"]
    assert len(found.troubles) == 1
    assert "message « un »" in found.troubles[0]
    assert named in found.troubles[0]


def test_a_file_that_is_no_toml_costs_only_itself(tmp_path: Path) -> None:
    found = reading(tmp_path, a="[[mail]\n", b=NOW + MAIL, c=MAIL.replace('"un"', '"sans-date"'))
    assert [mail.name for mail in found.mails] == ["un"]
    assert [trouble.split(":")[0].rpartition("/")[2].partition(",")[0] for trouble in found.troubles] == [
        "a.toml",
        "c.toml",
    ]


def test_of_two_mails_of_one_name_the_second_is_left_aside(tmp_path: Path) -> None:
    found = reading(tmp_path, a=NOW + MAIL, b=NOW + MAIL)
    assert len(found.mails) == 1
    assert found.troubles == ("deux messages s'appellent « un » : le second est laissé de côté",)
