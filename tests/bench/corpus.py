"""A thousand French supplier mails as a shared mailbox gets them: what is asked, by whom, in which dress of MIME."""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from html import escape

from bot.demo.invoices import PARIS, SampleInvoice
from tests.edges.pdf_pages import pdf

MAILBOX = "accueil.comptabilite@casq.fr"
CONTACTS_OF_A_SUPPLIER = 4
BIG, HUGE = 220_000, 7_000_000
"""Octets of the large attachments, before base64: a scan in one mail of twenty, a film of a leak in a few."""

_SEED = 2026
_PEOPLE = ("Élodie Lefèvre", "Jérôme Müller", "Chloé N'Guyen", "François D'Angelo", "Inès Hébrard", "Benoît Maître")
_ANSWERABLE = (
    "Pourriez-vous nous indiquer où en est le traitement de notre facture n° {number} ?",
    "Nous souhaiterions connaître l'état d'avancement de la facture n° {number}, déposée sur Chorus Pro.",
    "Merci de nous dire si notre facture {number} a bien été prise en charge et à quel stade elle se trouve.",
)
_REST = (
    "Cette prestation a été réalisée conformément au bon de commande et le procès-verbal a été signé sur place.",
    "Le bon de livraison a été remis à votre magasinier le jour de la livraison, en présence du chef de chantier.",
    "Notre service reste à votre disposition pour tout renseignement complémentaire dont vous auriez besoin.",
    "Nous vous remercions par avance de votre retour.",
    "Si une pièce venait à manquer au dossier, nous vous la transmettrions dans les meilleurs délais.",
    "Nous préparons en ce moment la clôture de notre exercice avec notre cabinet d'expertise comptable.",
)
_FOOTER = (
    "Ce message et les documents qui l'accompagnent sont confidentiels et établis à l'attention exclusive de leur "
    "destinataire. Si vous l'avez reçu par erreur, merci de le détruire et d'en avertir l'expéditeur. Pensez à "
    "l'environnement avant d'imprimer ce courriel."
)
_HISTORY = (
    "Nous accusons réception de votre demande concernant la facture n° {number} et la transmettons au service compétent.",
    "La facture n° {number} a été réglée ; nous clôturons donc votre demande.",
)
_PAGE = (
    ("BON DE LIVRAISON", "Exemplaire du client"),
    ("Désignation", "Quantité"),
    *((f"Fourniture n° {n}", str(2 * n)) for n in range(1, 25)),
    ("Reçu en bon état, sans réserve.",),
)
"""What the attached PDF shows: it is read, and adds nothing to the question."""
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@dataclass(frozen=True, slots=True)
class Question:
    """What one mail asks, the same in every dress."""

    subject: str
    paragraphs: tuple[str, ...]


def supplier_mails(count: int, invoices: Sequence[SampleInvoice], now: datetime) -> list[bytes]:
    """`count` mails about these invoices, written in the hour before `now`; the same for the same arguments."""
    return [_mail(random.Random(f"{_SEED}-{place}"), place, invoices, now) for place in range(count)]


def answerable_mails(count: int, invoices: Sequence[SampleInvoice], now: datetime) -> list[bytes]:
    """Complete questions only, about invoices from the end of the list: each gets an answer at once."""
    last = invoices[::-1]
    return [_mail(random.Random(f"ask-{place}"), 2_000_000 + place, last, now, says=_status) for place in range(count)]


def huge_mail(place: int, invoices: Sequence[SampleInvoice], now: datetime) -> bytes:
    """A mail with an attachment of several megabytes."""
    return _mail(random.Random(f"huge-{place}"), 1_000_000 + place, invoices, now, attached=HUGE)


def contacts(invoices: Sequence[SampleInvoice]) -> list[tuple[str, str]]:
    """(address, SIRET) as staff would have entered them: the first address of every third supplier."""
    sirets = sorted({invoice.siret for invoice in invoices})
    return [(address_of(siret, 0), siret) for siret in sirets[::3]]


def address_of(siret: str, person: int) -> str:
    """Who writes for a supplier."""
    return f"compta{person}@s{siret}.example"


# --- what is said --------------------------------------------------------------------------------


def _status(dice: random.Random, invoice: SampleInvoice, _others: Sequence[SampleInvoice]) -> Question:
    words = dice.choice(_ANSWERABLE).format(number=invoice.number)
    proof = f"Elle s'élève à {_euros(invoice)} TTC et date du {invoice.invoiced_on:%d/%m/%Y}. SIRET : {invoice.siret}"
    return Question(f"Facture {invoice.number}", (words, proof))


def _number_only(dice: random.Random, invoice: SampleInvoice, _others: Sequence[SampleInvoice]) -> Question:
    return Question(f"Suivi facture {invoice.number}", (dice.choice(_ANSWERABLE).format(number=invoice.number),))


def _unknown(dice: random.Random, invoice: SampleInvoice, _others: Sequence[SampleInvoice]) -> Question:
    number = f"ZX-{dice.randrange(10_000, 99_999)}"
    words = dice.choice(_ANSWERABLE).format(number=number)
    return Question(f"Facture {number}", (words, f"Montant : {_euros(invoice)} TTC. SIRET : {invoice.siret}"))


def _statement(dice: random.Random, invoice: SampleInvoice, others: Sequence[SampleInvoice]) -> Question:
    own = [one for one in others if one.siret == invoice.siret][: dice.randint(3, 7)]
    lines = (f"- facture n° {one.number} du {one.invoiced_on:%d/%m/%Y}, {_euros(one)} TTC" for one in own)
    asked = "Pouvez-vous nous indiquer l'état d'avancement des factures suivantes ?"
    return Question("État de nos factures", (asked, *lines, f"SIRET : {invoice.siret}"))


def _dunning(_dice: random.Random, invoice: SampleInvoice, _others: Sequence[SampleInvoice]) -> Question:
    words = (
        f"Malgré nos relances, notre facture n° {invoice.number} reste impayée. La présente vaut mise en demeure : nous "
        f"appliquerons les intérêts moratoires et l'indemnité forfaitaire de recouvrement. SIRET : {invoice.siret}"
    )
    return Question(f"Mise en demeure - facture {invoice.number}", (words,))


def _bank(_dice: random.Random, invoice: SampleInvoice, _others: Sequence[SampleInvoice]) -> Question:
    words = "Nos coordonnées bancaires ont changé : merci d'utiliser le nouveau RIB pour vos prochains règlements."
    return Question("Changement de RIB", (words, f"SIRET : {invoice.siret}"))


def _deposit(_dice: random.Random, _invoice: SampleInvoice, _others: Sequence[SampleInvoice]) -> Question:
    return Question("Dépôt de factures", ("À quel SIRET devons-nous déposer nos factures sur Chorus Pro ?",))


def _away(_dice: random.Random, _invoice: SampleInvoice, _others: Sequence[SampleInvoice]) -> Question:
    return Question(
        "Réponse automatique : absence", ("Je suis absente du bureau et lirai votre message à mon retour.",)
    )


def _thanks(_dice: random.Random, _invoice: SampleInvoice, _others: Sequence[SampleInvoice]) -> Question:
    return Question("Re: votre réponse", ("Merci beaucoup pour votre réponse, bonne journée.",))


_Says = Callable[[random.Random, SampleInvoice, Sequence[SampleInvoice]], Question]
_SAYINGS: dict[_Says, int] = {
    _status: 44, _number_only: 19, _unknown: 8, _statement: 6, _dunning: 7, _bank: 3, _deposit: 5, _away: 4, _thanks: 4,
}  # fmt: skip


def _euros(invoice: SampleInvoice) -> str:
    return f"{invoice.amount:,.2f} €".replace(",", " ").replace(".", ",")


# --- how it is dressed ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Dress:
    """A part: its header lines about content, and its body."""

    head: str
    body: bytes

    @property
    def octets(self) -> bytes:
        return self.head.encode("ascii") + b"\r\n" + self.body


def _text(subtype: str, words: str, charset: str, encoding: str) -> _Dress:
    octets = words.replace("\n", "\r\n").encode(charset, "replace")
    if encoding == "base64":
        octets = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        octets = quopri.encodestring(octets.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return _Dress(
        f"Content-Type: text/{subtype}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n", octets
    )


def _file(dice: random.Random, name: str, kind: str, octets: int) -> _Dress:
    data = pdf(_PAGE, padding=dice.randbytes(octets)) if kind == "application/pdf" else base64.b64decode(_PIXEL)
    head = (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: {"attachment" if kind == "application/pdf" else "inline"}; filename="{name}"\r\n'
    )
    return _Dress(head, base64.encodebytes(data).replace(b"\n", b"\r\n"))


def _several(subtype: str, edge: str, *parts: _Dress) -> _Dress:
    body = b"".join(b"--%s\r\n%s\r\n" % (edge.encode(), part.octets) for part in parts)
    return _Dress(f'Content-Type: multipart/{subtype}; boundary="{edge}"\r\n', body + b"--%s--\r\n" % edge.encode())


def _forward(dress: _Dress, subject: str) -> _Dress:
    inner = f"From: client@ailleurs.example\r\nSubject: {_coded(subject)}\r\nMIME-Version: 1.0\r\n".encode()
    return _Dress("Content-Type: message/rfc822\r\n", inner + dress.octets)


_QP, _RAW, _B64 = "quoted-printable", "8bit", "base64"
_DRESSES: dict[str | tuple[str, str], int] = {
    ("utf-8", _QP): 18, ("utf-8", _RAW): 8, ("iso-8859-1", _RAW): 7, ("iso-8859-1", _QP): 7, ("windows-1252", _B64): 5,
    "html": 13, "alternative": 22, "pdf": 12, "related": 6, "forward": 2,
}  # fmt: skip


def _dressed(dice: random.Random, place: int, text: str, subject: str, attached: int) -> _Dress:
    """The words as one of the usual mail programs would send them; `attached` octets of PDF when not 0."""
    kind = "pdf" if attached else dice.choices(list(_DRESSES), list(_DRESSES.values()))[0]
    edge = f"----=_Part_{place}_{dice.randrange(1 << 32):08x}"
    if isinstance(kind, tuple):
        return _text("plain", text, *kind)
    plain = _text("plain", text, "utf-8", _QP)
    rich = _text("html", _html(text), dice.choice(("utf-8", "iso-8859-1")), _QP)
    if kind == "html":
        return rich
    if kind == "alternative":
        return _several("alternative", edge, plain, rich)
    if kind == "forward":
        return _several("mixed", edge, plain, _forward(_text("plain", text, "utf-8", _RAW), subject))
    pdf = _file(dice, f"facture_{place}.pdf", "application/pdf", attached or dice.randrange(4_000, 16_000))
    if kind == "pdf":
        return _several("mixed", edge, plain, pdf)
    both = _several("alternative", edge + "a", plain, rich)
    return _several("mixed", edge, _several("related", edge + "r", both, _file(dice, "logo.png", "image/png", 0)), pdf)


def _html(text: str) -> str:
    style = "font-family:Calibri,sans-serif;font-size:11pt;color:#1F3864;margin:0cm 0cm 8pt 0cm"
    lines = "\n".join(
        f'<p class="MsoNormal" style="{style}">{escape(line) or "&nbsp;"}</p>' for line in text.split("\n")
    )
    css = "".join(f"p.style{n}, li.style{n} {{margin:0cm; {style}}}\n" for n in range(12))
    return (
        f'<html><head><style>{css}</style></head><body lang="FR"><div class="WordSection1">{lines}</div></body></html>'
    )


# --- the whole mail ------------------------------------------------------------------------------


def _mail(
    dice: random.Random,
    place: int,
    invoices: Sequence[SampleInvoice],
    now: datetime,
    *,
    says: _Says | None = None,
    attached: int = 0,
) -> bytes:
    invoice = invoices[place % len(invoices)]
    says = says or dice.choices(list(_SAYINGS), list(_SAYINGS.values()))[0]
    question = says(dice, invoice, invoices)
    person = dice.randrange(CONTACTS_OF_A_SUPPLIER)
    replies = dice.random() < 0.45 and says is not _away
    subject = ("Re: " if replies else "") + question.subject
    text = _words(dice, invoice, question, person, now if replies else None)
    big = attached or (BIG if dice.random() < 0.05 else 0)
    dress = _dressed(dice, place, text, subject, big)
    head = _head(dice, place, address_of(invoice.siret, person), subject, now)
    if replies:
        head += f"In-Reply-To: <{place}.support@ailleurs.example>\r\nReferences: <{place}.support@ailleurs.example>\r\n"
    if says is _away:
        head += "Auto-Submitted: auto-replied\r\n"
    return head.encode("ascii") + dress.octets


def _words(
    dice: random.Random, invoice: SampleInvoice, question: Question, person: int, replies_at: datetime | None
) -> str:
    """Greeting, question, some talk, signature, legal footer and, for a reply, the thread with another number."""
    name = _PEOPLE[person]
    signature = (
        name,
        "Service comptabilité clients",
        invoice.supplier,
        "Tél. 03 23 00 11 22",
        f"SIREN {invoice.siret[:9]}",
    )
    rest = dice.sample(_REST, dice.randint(1, 4))
    body = "\n\n".join(("Bonjour,", *question.paragraphs, *rest, "Cordialement,", "\n".join(signature), _FOOTER))
    if replies_at is None:
        return body + "\n"
    decoy = f"{dice.choice('ABCD')}{replies_at:%y}-{dice.randrange(10_000, 99_999)}"
    earlier = dice.choice(_HISTORY).format(number=decoy)
    history = ("Bonjour,", "", earlier, "", *dice.sample(_REST, dice.randint(2, 5)), "", "Le support fournisseurs")
    quoted = "\n".join(f"> {line}" for line in history)
    return f"{body}\n\nLe 12/03/{replies_at:%Y} à 09:41, Support <support@ailleurs.example> a écrit :\n{quoted}\n"


def _head(dice: random.Random, place: int, sender: str, subject: str, now: datetime) -> str:
    domain = sender.partition("@")[2]
    date = format_datetime((now - timedelta(seconds=3_600 * dice.random())).astimezone(PARIS))
    hops = (
        f"Received: from mx{hop}.{domain} (mx{hop}.{domain} [192.0.2.{hop}])\r\n\tby relay{hop}.casq.fr with ESMTPS id "
        f"{dice.randrange(1 << 48):012X}\r\n\tfor <{MAILBOX}>; {date}\r\n"
        for hop in range(1, dice.randint(2, 4))
    )
    signature = "\r\n\t ".join(base64.b64encode(dice.randbytes(48)).decode("ascii") for _ in range(5))
    return (
        f"Authentication-Results: mx.casq.fr; dkim=pass header.d={domain}; spf=pass smtp.mailfrom={domain};\r\n"
        f" dmarc=pass header.from={domain}\r\n{''.join(hops)}"
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=sel1;\r\n\t"
        f"h=From:Date:Subject:Message-ID;\r\n\tb={signature}\r\n"
        f"From: {_coded(_PEOPLE[int(sender[6])])} <{sender}>\r\nTo: {MAILBOX}\r\nSubject: {_coded(subject)}\r\n"
        f"Date: {date}\r\nMessage-ID: <{message_id(place)}>\r\nMIME-Version: 1.0\r\nX-Mailer: Microsoft Outlook 16.0\r\n"
    )


def message_id(place: int) -> str:
    """The Message-ID of the mail at this place, without brackets."""
    return f"{place:06d}.bench@fournisseurs.example"


def _coded(words: str) -> str:
    return words if words.isascii() else Header(words, "utf-8", maxlinelen=70).encode(linesep="\r\n")
