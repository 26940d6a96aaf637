"""An office gets statements of account: each line answered for a known contact, and only for him."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.edges import attached_files as made
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Accepted, Sink
from tests.stories.office import SECURITY, TEAM, Office, words_of

SUPPLIER, OTHER = "73282932000074", "55210055400013"
CONTACT = "compta@papeterie.example"
ASKS = "Bonjour,\n\nMerci de nous indiquer la situation des factures de notre relevé ci-joint.\n\nHélène Roux"
SINCE = datetime.now(UTC).date() - timedelta(days=2)
DAY = SINCE - timedelta(days=60)
HEADING = ("Date", "N° de facture", "Objet", "Montant TTC")


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str) -> Office:
    """An office on SQLite with fifty invoices of one supplier, whose accountant is a known contact, and one of another."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    write(office)
    done = office.guichet("contacts", "add", CONTACT, SUPPLIER)
    assert done.returncode == 0, done.stderr
    return office


def write(office: Office, **statuses: str) -> None:
    """The copy of Chorus Pro; `statuses` by the last digits of a number (`n17="SUSPENDUE"`)."""
    rows = [
        f"{SUPPLIER},Papeterie,FA-2026-{n:04},{1000 + n}.40,{DAY + timedelta(days=n % 28)},,"
        f"{statuses.get(f'n{n}', 'MANDATEE')},{SINCE}"
        for n in range(1, 51)
    ]
    office.write_invoices(*rows, f"{OTHER},Autre,FA-2026-0900,77.00,{DAY},,MISE_EN_PAIEMENT,{SINCE}")


def row(n: int, **changes: str | float) -> list[str | float]:
    """The line of the statement for the n-th invoice, as the supplier's software writes it."""
    cells: dict[str, str | float] = {
        "date": str(DAY + timedelta(days=n % 28)),
        "number": f"FA-2026-{n:04}",
        "what": "Ramettes",
        "price": 1000.4 + n,
    }
    return list({**cells, **changes}.values())


def send(office: Office, text: str, *files: tuple[str, bytes], again: str = "1") -> None:
    """One mail of the contact."""
    mail = made.mail(text, *files, subject="Relevé de compte")
    office.dovecot.deliver(office.user, mail.replace(b"<1@papeterie", f"<{again}@papeterie".encode()))
    office.drained()


def sheet_of(mail: Accepted) -> list[tuple[object, ...]]:
    """The rows of the workbook that came back."""
    book = load_workbook(io.BytesIO(_file(mail, ".xlsx")))
    assert book.sheetnames == ["Relevé"]
    return list(book.worksheets[0].iter_rows(values_only=True))


def _file(mail: Accepted, ending: str) -> bytes:
    for part in message_from_bytes(mail.content).walk():
        if (part.get_filename() or "").endswith(ending):
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            return content
    raise AssertionError(f"no file {ending}")


def joined(mail: Accepted) -> Sequence[str]:
    """Names of the files of a mail."""
    return [name for part in message_from_bytes(mail.content).walk() if (name := part.get_filename())]


def plain(mail: Accepted) -> str:
    """The words of a mail on one line, with plain spaces."""
    return " ".join(words_of(mail).split())


def test_a_statement_of_forty_lines_comes_back_with_a_status_for_each(office: Office) -> None:
    rows = [HEADING, *(row(n) for n in range(1, 41)), ("", "Total", "", 40836.0)]
    send(office, ASKS, ("releve.xlsx", made.workbook(*rows)))
    (reply,) = office.to_suppliers()
    assert reply.to == (CONTACT,)
    said = plain(reply)
    assert "« Mandatée » : 40 lignes" in said
    assert "FA-2026-0010" in said
    assert "FA-2026-0011" not in said
    back = sheet_of(reply)
    assert back[0] == (*HEADING, "Statut", "Depuis le", "À faire", "Remarque")
    assert [line[1] for line in back[1:41]] == [f"FA-2026-{n:04}" for n in range(1, 41)]
    assert {line[4] for line in back[1:41]} == {"Mandatée"}
    assert back[41][4:] == (None, None, None, None)
    assert office.to_staff() == []
    assert [line[3] for line in back[1:3]] == [1001.4, 1002.4]


def test_a_line_that_is_not_found_reads_as_one_that_is_anothers_and_staff_get_both(office: Office) -> None:
    strange = [row(7, number="FA-2026-0900"), row(8, number="FA-2026-0777")]
    send(office, ASKS, ("releve.xlsx", made.workbook(HEADING, *(row(n) for n in range(1, 13)), *strange)))
    (reply,) = office.to_suppliers()
    others, unknown = sheet_of(reply)[13:15]
    assert others[4:] == unknown[4:]
    assert others[4] == "À l'étude par nos services"
    assert "À l'étude par nos services : 2 lignes" in plain(reply)
    (note,) = office.to_staff()
    assert note.to == (TEAM,)
    assert "aucune facture de ce fournisseur ne porte sûrement le numéro FA-2026-0900" in plain(note)
    assert "l'état de 12 ligne(s) de son relevé sur 14" in plain(note)


def test_a_table_in_the_text_is_answered_in_the_mail_itself(office: Office) -> None:
    table = "\n".join(
        [
            "Facture\tDate\tMontant TTC",
            *(f"FA-2026-{n:04}\t{DAY + timedelta(days=n % 28):%d/%m/%Y}\t{1000 + n},40" for n in range(1, 9)),
        ]
    )
    send(office, f"Bonjour,\n\noù en sont les factures ci-dessous ?\n\n{table}\n\nCordialement")
    (reply,) = office.to_suppliers()
    assert all(f"FA-2026-{n:04} : « Mandatée » depuis le {SINCE:%d/%m/%Y}" in plain(reply) for n in range(1, 9))
    assert joined(reply) == []
    assert office.to_staff() == []


def test_the_same_statement_again_is_answered_only_where_something_moved(office: Office) -> None:
    book = made.workbook(HEADING, *(row(n) for n in range(1, 13)))
    send(office, ASKS, ("releve.xlsx", book))
    write(office, n3="MISE_EN_PAIEMENT")
    send(office, f"{ASKS}\nSuite à notre envoi précédent.", ("releve.xlsx", book), again="2")
    (_, second) = office.to_suppliers()
    back = sheet_of(second)
    assert [line[4] for line in back[1:5]] == [
        "Inchangé depuis notre dernière réponse",
        "Inchangé depuis notre dernière réponse",
        "Mise en paiement",
        "Inchangé depuis notre dernière réponse",
    ]
    assert len(office.to_staff()) == 1


def test_nothing_in_the_sheet_that_comes_back_can_be_run(office: Office) -> None:
    hostile = [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        '=HYPERLINK("http://x.example")',
        "IBAN FR7630006000011234567890189",
    ]
    csv = "\n".join(
        ["Date;N° de facture;Objet;Montant TTC"]
        + [";".join(map(str, row(n, what=f'"{hostile[n % 6].replace(chr(34), chr(34) * 2)}"'))) for n in range(1, 13)]
    )
    send(office, ASKS, ("releve.csv", csv.encode()))
    (reply,) = office.to_suppliers()
    text = _file(reply, ".csv").decode("utf-8-sig")
    assert "'=cmd|" in text
    assert not any(
        cell.lstrip('"')[:1] in ("=", "+", "-", "@") for line in text.splitlines() for cell in line.split(";") if cell
    )
    assert "30006000011234567890189" not in text
    assert "Mandatée" in text


def test_an_order_to_change_the_account_wins_over_forty_lines(office: Office) -> None:
    rows = [
        HEADING,
        *(row(n) for n in range(1, 41)),
        ("", "Nos coordonnées bancaires ont changé, nouveau RIB ci-joint", "", ""),
    ]
    send(office, ASKS, ("releve.xlsx", made.workbook(*rows)))
    assert all("Mandatée" not in words_of(mail) for mail in office.to_suppliers())
    (note,) = office.to_staff()
    assert note.to == (SECURITY,)
