"""The sample mails: what each shows, what must come of it, and its bytes as they would arrive today.

The mails lie in `samples/` as they would on the wire, but for `${…}` where a number, a date or an amount
depends on the day. What is expected is written down here, so that the demo can tell when it is not so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from importlib.resources import files
from string import Template

from bot.core.decision import Outcome
from bot.core.mail import ReplyKind
from bot.demo.cast import cast
from bot.demo.invoices import PARIS, SampleInvoice, numbered, working_day


@dataclass(frozen=True, slots=True)
class SampleMail:
    """One mail and what must come of it.

    `reply` is what its sender gets, None for nothing. `says` must stand in the reply, `never` must
    not; both may use the names of `words`. `team` is where an escalation must go.
    """

    file: str
    title: str
    outcome: Outcome
    reply: ReplyKind | None
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    team: str = ""


_ANSWER, _ASK = ReplyKind.ANSWER, ReplyKind.ASK
_RECEIPT = ReplyKind.ACKNOWLEDGEMENT

SAMPLES = (
    SampleMail("01-etat-d-une-facture", "SIRET, numéro et montant : tout concorde", Outcome.ANSWER, _ANSWER,
               says=("${roof_number}", "Service fait"), never=("${roof_amount}",)),
    SampleMail("02-contact-connu", "Un contact connu, le numéro seul", Outcome.ANSWER, _ANSWER,
               says=("${paper_number}", "Mandatée")),
    SampleMail("03-numero-sans-siret", "Un numéro, mais pas de SIRET", Outcome.ASK, _ASK,
               says=("SIRET",), never=("Service fait",)),
    SampleMail("04-plusieurs-factures", "Trois factures d'un contact connu", Outcome.ANSWER, _ANSWER,
               says=("${meals_a_number}", "${meals_b_number}", "${meals_c_number}", "Suspendue")),
    SampleMail("05-un-chiffre-pres", "Un numéro à un chiffre de deux autres", Outcome.ASK, _ASK,
               never=("${garden_before_number}", "${garden_after_number}", "Mandatée", "Service fait")),
    SampleMail("06-inconnu", "Un inconnu : rien ne correspond", Outcome.ASK, _ASK),
    SampleMail("07-expediteur-non-verifie", "Tout est juste, sauf l'expéditeur", Outcome.ASK, _ASK,
               never=("comptable public", "Mise à disposition")),
    SampleMail("08-changement-de-rib", "Un changement de coordonnées bancaires", Outcome.ESCALATE, _RECEIPT,
               never=("${clean_number}", "FR76", "IBAN"), team="security"),
    SampleMail("09-absence", "Une réponse automatique d'absence", Outcome.IGNORE, None),
    SampleMail("10-non-remis", "Un avis de non-remise", Outcome.IGNORE, None),
    SampleMail("11-html-seulement", "HTML seul, le numéro coupé par des balises", Outcome.ANSWER, _ANSWER,
               says=("${print_number}", "Comptabilisée")),
    SampleMail("12-latin-1", "Latin-1 sur 8 bits : pourquoi ce rejet ?", Outcome.ANSWER, _ANSWER,
               says=("${joinery_number}", "Rejetée")),
    SampleMail("13-historique-cite", "Une réponse qui cite une autre facture", Outcome.ANSWER, _ANSWER,
               says=("${server_number}", "Mise à disposition"), never=("${laptop_number}",)),
    SampleMail("14-mise-en-demeure", "Une mise en demeure", Outcome.ESCALATE, _RECEIPT, never=("Mise à disposition",)),
    SampleMail("15-quel-siret", "Quel SIRET pour le budget de l'eau ?", Outcome.ANSWER, _ANSWER,
               says=("200 071 892 00026",)),
    SampleMail("16-remerciements", "Un simple merci", Outcome.IGNORE, None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArrivingMail:
    """A sample with its bytes for today: `message_id` with its brackets; `says` and `never` in plain words."""

    sample: SampleMail
    message_id: str
    content: bytes
    arrived_at: datetime
    says: tuple[str, ...]
    never: tuple[str, ...]


def arriving(now: datetime) -> Iterator[ArrivingMail]:
    """Every sample as it arrives, a minute apart, the last a minute before `now` (UTC)."""
    names = words(now)
    for place, sample in enumerate(SAMPLES):
        at = now - timedelta(minutes=len(SAMPLES) - place)
        message_id = f"<{sample.file}@demo.example>"
        filled = names | {"sent": format_datetime(at.astimezone(PARIS)), "message_id": message_id}
        yield ArrivingMail(
            sample,
            message_id,
            _content(sample.file, filled),
            at,
            tuple(Template(text).substitute(names) for text in sample.says),
            tuple(Template(text).substitute(names) for text in sample.never),
        )


def words(now: datetime) -> dict[str, str]:
    """What `${…}` stands for: number, amount, date, engagement and SIRET of each invoice of the cast."""
    names: dict[str, str] = {}
    for key, invoice in cast(now).items():
        names |= {f"{key}_{what}": word for what, word in _words_of(invoice).items()}
    between = working_day(now, 20)
    return names | {
        "garden_number": numbered("F-{y}-{n:04d}", between, 313),
        "garden_date": f"{between:%d/%m/%Y}",
        "yesterday": f"{working_day(now, 1):%d/%m/%Y}",
        "back_on": f"{now.astimezone(PARIS) + timedelta(days=7):%d/%m/%Y}",
    }


def _words_of(invoice: SampleInvoice) -> dict[str, str]:
    return {
        "number": invoice.number,
        "amount": f"{invoice.amount:,.2f}".replace(",", " ").replace(".", ","),
        "date": f"{invoice.invoiced_on:%d/%m/%Y}",
        "engagement": invoice.engagement,
        "siret": invoice.siret,
        "halves": f"{invoice.number[:6]}</b><b>{invoice.number[6:]}",
    }


def _content(file: str, names: dict[str, str]) -> bytes:
    """The bytes of a sample: every octet kept but the placeholders, line ends as SMTP wants them."""
    raw = (files("bot.demo") / "samples" / f"{file}.eml").read_bytes()
    # Latin-1 maps each octet to one character and back, whatever charset the mail itself is in.
    filled = Template(raw.decode("latin-1")).substitute(names).encode("latin-1")
    return b"\r\n".join(filled.splitlines()) + b"\r\n"
