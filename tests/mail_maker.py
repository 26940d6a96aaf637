"""Supplier mails made from a seed: varied charsets, encodings and layouts, with the truth about each.

`supplier_mails(n, seed)` yields (octets, truth). Same seed, same octets. The truth is a dict:

- `kind`: how the mail is built (`KINDS`);
- `subject`, `sender` (lower-case address), `name`: what its header says, decoded;
- `invoices`: numbers that the sender asks about, all in what was written now;
- `decoys`: numbers that stand in the history only;
- `siret`: the supplier's, in the signature, with a right checksum;
- `files`: names of the attachments, in order.
"""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from html import escape
from typing import Any

PEOPLE = ("Élodie Lefèvre", "Jérôme Müller", "Chloé N'Guyen", "François D'Angelo", "Inès Hébrard", "Benoît Maître")
COMPANIES = (
    "Papeterie du Rhône", "Ets Bérard & Fils", "Électricité Beauséjour", "Maçonnerie Côte d'Azur",
    "Traiteur L'Épicurien", "Bureau d'Études Thermiques", "Nettoyage Éclair", "Métallerie Forézienne",
)  # fmt: skip
SUBJECTS = (
    "Relance facture {}", "Facture {} impayée", "Où en est le règlement de la facture {} ?", "Rappel – échéance dépassée {}",
    "2ème relance : {}", "Statut de paiement {}",
)  # fmt: skip
QUESTIONS = (
    "Sauf erreur de notre part, notre facture n° {} du {} n'a pas été réglée à ce jour.",
    "Pourriez-vous nous indiquer où en est le traitement de la facture {} émise le {} ?",
    "Merci de nous confirmer la prise en charge de la facture {}, déposée le {}.",
)
REST = (
    "Si le règlement a été effectué entre-temps, nous vous prions de ne pas tenir compte de ce message.",
    "Le bon de livraison a été signé par votre magasinier.",
    "J'ai essayé de vous joindre par téléphone à plusieurs reprises, sans succès.",
    "Notre expert-comptable nous demande l'état de ce dossier avant la clôture.",
)
HISTORY = "Nous avons bien reçu votre facture {} et la transmettons au service concerné."
MAILBOX = "factures@mairie.example"


def supplier_mails(n: int, seed: int) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Yields `n` mails and the truth about each; every one has its own Subject and Message-ID."""
    for number in range(n):
        yield _Maker(random.Random(f"{seed}-{number}"), number).mail()


def siret(draw: random.Random) -> str:
    """A SIRET whose SIREN and whole both pass the Luhn key."""
    siren = _luhn(f"{draw.randrange(10**7, 10**8)}")
    return _luhn(f"{siren}{draw.randrange(10**4):04d}")


def _luhn(digits: str) -> str:
    """The digits and the key that makes them pass."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return digits + str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def invoice_number(draw: random.Random, serial: int) -> str:
    """A number in one of the shapes that suppliers use, never twice for two serials."""
    return draw.choice(
        (f"FA2024-{serial:05d}", f"F-2024-{serial:06d}", f"2024/{serial:05d}", f"FAC{serial:07d}", f"24-{serial:06d}")
    )


class _Maker:
    """One mail: words first, then the layout that carries them."""

    def __init__(self, draw: random.Random, number: int) -> None:
        self.draw, self.number = draw, number
        self.name, self.company = draw.choice(PEOPLE), draw.choice(COMPANIES)
        domain = "".join(letter for letter in self.company.lower() if letter.isascii() and letter.isalpha())
        self.sender = f"compta{number % 40}@{domain}.example"
        self.siret = siret(draw)
        self.invoices = [invoice_number(draw, number * 10 + 1 + place) for place in range(draw.choice((1, 1, 1, 2, 3)))]
        self.decoys = [invoice_number(draw, 500_000 + number)] if draw.random() < 0.5 else []
        self.date = datetime(2024, 1, 8, 9, tzinfo=UTC) + timedelta(minutes=17 * number)
        self.files: list[str] = []

    def mail(self) -> tuple[bytes, dict[str, Any]]:
        """Octets and truth."""
        kind = self.draw.choice(sorted(KINDS))
        subject = self.draw.choice(SUBJECTS).format(self.invoices[0]) + f" ({self.number})"
        charset, body = KINDS[kind](self)
        truth = {
            "kind": kind, "subject": subject, "sender": self.sender, "name": self.name, "invoices": self.invoices,
            "decoys": self.decoys, "siret": self.siret, "files": self.files,
        }  # fmt: skip
        return self._header(subject, charset) + body, truth

    def words(self) -> list[str]:
        """What the sender writes now, a paragraph each, signature last."""
        day = (self.date - timedelta(days=self.draw.randrange(5, 90))).strftime("%d/%m/%Y")
        asked = [self.draw.choice(QUESTIONS).format(number, day) for number in self.invoices]
        rest = self.draw.sample(REST, 2)
        return ["Bonjour,", *asked, *rest, "Cordialement,", self.name, self.company, f"SIRET {self.siret}"]

    def text(self) -> str:
        """The same as plain text, with the history that the sender's program leaves below."""
        return "\n\n".join(self.words()) + "\n" + self.draw.choice(HISTORIES)(self)

    def rich(self) -> str:
        """The same as HTML; numbers may be cut by tags, as programs do that mark them."""
        words = [escape(word) for word in self.words()]
        if self.draw.random() < 0.5:
            words = [word.replace("2024", "<b>20</b><span>24</span>") for word in words]
        told = "".join(f"<p>{escape(HISTORY.format(decoy))}</p>" for decoy in self.decoys)
        quote = (
            f"<div>Le 05/01/2024 à 08:12, Mairie &lt;{MAILBOX}&gt; a écrit&nbsp;:</div><blockquote>{told}</blockquote>"
        )
        paragraphs = "".join(f'<p class="MsoNormal">{word}</p>\n' for word in words)
        style = "<style><!-- p {color:#240117} --></style>"
        return f"<html><head>{style}</head><body>{paragraphs}{quote if self.decoys else ''}</body></html>"

    def _header(self, subject: str, charset: str) -> bytes:
        """The header; a subject in `raw` goes out as bare octets of the charset, as old programs do."""
        raw = self.draw.random() < 0.1
        encoded = Header(subject, self._charset(subject, charset), maxlinelen=70).encode(linesep="\r\n")
        name = Header(self.name, "utf-8").encode(linesep="\r\n")
        fields = [
            f"Received: from mx{self.number}.example by mx.mairie.example; {format_datetime(self.date)}".encode(),
            f"From: {name} <{self.sender}>".encode(),
            f"To: {MAILBOX}".encode(),
            b"Subject: " + (subject.encode(self._charset(subject, charset)) if raw else encoded.encode()),
            f"Date: {format_datetime(self.date)}".encode(),
            f"Message-ID: <{self.number}.{self.draw.randrange(10**9)}@{self.sender.partition('@')[2]}>".encode(),
            b"MIME-Version: 1.0",
        ]
        return b"\r\n".join(fields) + b"\r\n"

    @staticmethod
    def _charset(text: str, wanted: str) -> str:
        try:
            text.encode(wanted)
        except UnicodeEncodeError:
            return "utf-8"
        return wanted


def _below_outlook(maker: _Maker) -> str:
    if not maker.decoys:
        return ""
    head = f"\nDe\u00a0: Mairie <{MAILBOX}>\nEnvoyé\u00a0: vendredi 5 janvier 2024 08:12\nÀ\u00a0: {maker.name}\nObjet\u00a0: Facture\n\n"
    return head + "\n".join(HISTORY.format(decoy) for decoy in maker.decoys) + "\n"


def _below_gmail(maker: _Maker) -> str:
    if not maker.decoys:
        return ""
    told = "\n".join(f"> {HISTORY.format(decoy)}" for decoy in maker.decoys)
    return f"\nLe ven. 5 janv. 2024 à 08:12, Service des factures de la mairie <\n{MAILBOX}> a écrit\u00a0:\n\n{told}\n"


HISTORIES = (_below_outlook, _below_gmail)


def _part(content_type: str, octets: bytes, encoding: str, more: str = "") -> bytes:
    """One part: its header and its encoded octets."""
    data = octets.replace(b"\r\n", b"\n") if content_type.startswith("text/") else octets
    encoders: dict[str, Callable[[bytes], bytes]] = {
        "8bit": bytes,
        "base64": base64.encodebytes,
        "quoted-printable": quopri.encodestring,
    }
    coded = encoders[encoding](data)
    head = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n"
    return head.encode() + coded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _plain(charset: str, encoding: str, label: str = "") -> Callable[[_Maker], tuple[str, bytes]]:
    """A mail of plain text only; `label` is the charset that the mail names, rightly or not."""

    def build(maker: _Maker) -> tuple[str, bytes]:
        octets = maker.text().replace("–", "-").encode(charset)
        return charset, _part(f"text/plain; charset={label or charset}", octets, encoding)

    return build


def _html(charset: str, encoding: str) -> Callable[[_Maker], tuple[str, bytes]]:
    def build(maker: _Maker) -> tuple[str, bytes]:
        octets = maker.rich().encode(charset, "xmlcharrefreplace")
        return charset, _part(f"text/html; charset={charset}", octets, encoding)

    return build


def _multipart(kind: str, maker: _Maker, parts: list[bytes]) -> bytes:
    boundary = f"=_{maker.number:06d}_{maker.draw.randrange(10**8)}"
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
        + body
        + f"--{boundary}--\r\n".encode()
    )


def _alternative(maker: _Maker) -> tuple[str, bytes]:
    state = maker.draw.getstate()
    text = _part("text/plain; charset=utf-8", maker.text().encode(), "quoted-printable")
    maker.draw.setstate(state)  # both halves say the same
    rich = _part("text/html; charset=utf-8", maker.rich().encode(), "base64")
    return "utf-8", _multipart("alternative", maker, [text, rich])


def _with_pdf(maker: _Maker) -> tuple[str, bytes]:
    name = f"Facture {maker.invoices[0].replace('/', '-')} échue.pdf"
    maker.files.append(name)
    coded = "".join(f"%{octet:02X}" if octet > 126 or octet in b' "%' else chr(octet) for octet in name.encode())
    disposition = f"Content-Disposition: attachment;\r\n filename*=utf-8''{coded}\r\n"
    pdf = _part("application/pdf", b"%PDF-1.4\n" + maker.draw.randbytes(3_000), "base64", disposition)
    return "utf-8", _multipart("mixed", maker, [_alternative(maker)[1], pdf])


KINDS: dict[str, Callable[[_Maker], tuple[str, bytes]]] = {
    "plain-utf8-8bit": _plain("utf-8", "8bit"),
    "plain-utf8-qp": _plain("utf-8", "quoted-printable"),
    "plain-latin1-8bit": _plain("iso-8859-1", "8bit"),
    "plain-cp1252-base64": _plain("cp1252", "base64", "windows-1252"),
    "plain-utf8-called-ascii": _plain("utf-8", "8bit", "us-ascii"),
    "plain-latin1-called-utf8": _plain("iso-8859-1", "8bit", "utf-8"),
    "plain-unknown-charset": _plain("cp1252", "8bit", "x-inconnu"),
    "html-utf8-base64": _html("utf-8", "base64"),
    "html-latin1-qp": _html("iso-8859-1", "quoted-printable"),
    "alternative": _alternative,
    "alternative-pdf": _with_pdf,
}
