"""Sample invoices for the demo: those that the sample mails speak of, and some thousand others around them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.core.siret import is_siren, is_siret

COLUMNS = (
    "siret", "supplier", "number", "amount", "date", "engagement", "status", "status_at", "recipient_siret"
)  # fmt: skip
PRINCIPAL, WATER, SEWERAGE, CIRCUIT = "20007189200067", "20007189200026", "20007189200034", "20007189200059"
DEPT06_PRINCIPAL = "22060001900016"
PARIS = ZoneInfo("Europe/Paris")
SUPPLIERS, INVOICES = 150, 4000
_SECOND_BODY = 8

_TRADES = (
    "Papeterie", "Plomberie", "Menuiserie", "Transports", "Électricité", "Espaces verts", "Nettoyage", "Imprimerie",
    "Maçonnerie", "Informatique", "Traiteur", "Serrurerie", "Peinture", "Location de matériel", "Bureau d'études",
)  # fmt: skip
_NAMES = ("Caron", "Delattre", "Lemaire", "Vasseur", "Picard", "Thuillier", "Boulanger", "Lecomte", "Dubois", "Hénin")
_SHAPES = ("{y}-{n:04d}", "F{yy}{n:05d}", "FA-{y}-{n:04d}", "FC{n:06d}", "{n:06d}", "{y}/{n:05d}", "FACT{yy}-{n:04d}")
# Where an invoice stands by its age in days: the share of each status falls as time passes.
_STAGES = (
    (8, ("DEPOSEE", "MISE_A_DISPOSITION", "MISE_A_DISPOSITION", "A_RECYCLER")),
    (18, ("MISE_A_DISPOSITION", "SERVICE_FAIT", "SERVICE_FAIT", "SUSPENDUE", "MANDATEE")),
    (30, ("MANDATEE", "MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE", "MISE_EN_PAIEMENT", "COMPLETEE")),
    (10_000, ("MISE_EN_PAIEMENT",) * 18 + ("REJETEE", "MISE_A_DISPOSITION_COMPTABLE")),
)


@dataclass(frozen=True, slots=True)
class SampleInvoice:
    """One invoice, at the simulated portal or in a file. Money in euros, taxes included; `status_at` has a zone."""

    siret: str
    supplier: str
    number: str
    amount: Decimal
    invoiced_on: date
    engagement: str
    status: str
    status_at: datetime
    recipient: str

    def row(self) -> tuple[str, ...]:
        """The values of `COLUMNS`, as an import file writes them."""
        return (
            self.siret, self.supplier, self.number, f"{self.amount:.2f}", self.invoiced_on.isoformat(),
            self.engagement, self.status, self.status_at.isoformat(), self.recipient,
        )  # fmt: skip


def working_day(now: datetime, days_ago: int) -> date:
    """The day `days_ago` days before `now`, or the Friday before when it falls on a weekend."""
    day = now.astimezone(PARIS).date() - timedelta(days=days_ago)
    return day - timedelta(days=max(0, day.weekday() - 4))


def numbered(shape: str, day: date, number: int) -> str:
    """An invoice number of a supplier's own shape: `{y}` and `{yy}` the year, `{n}` the counter."""
    return shape.format(y=day.year, yy=f"{day.year % 100:02d}", n=number)


def other_invoices(now: datetime) -> Iterator[SampleInvoice]:
    """`INVOICES` invoices of `SUPPLIERS` suppliers; the same for the same day."""
    dice = random.Random(2026)
    suppliers = [(siret, _name(place), _SHAPES[place % len(_SHAPES)]) for place, siret in enumerate(_sirets(dice))]
    counters = dict.fromkeys(range(SUPPLIERS), 100)
    for _ in range(INVOICES):
        place = dice.randrange(SUPPLIERS)
        counters[place] += dice.randint(1, 3)
        siret, name, shape = suppliers[place]
        age = int(dice.triangular(1, 240, 10))
        day = working_day(now, age)
        status = dice.choice(next(choices for limit, choices in _STAGES if age <= limit))
        yield SampleInvoice(
            siret,
            name,
            numbered(shape, day, counters[place]),
            Decimal(dice.randrange(4_500, 2_500_000)) / 100,
            day,
            f"{day.year}{dice.randrange(1, 99_999):06d}",
            status,
            status_moment(now, min(age, dice.randint(1, 9)) if age <= 30 else age - dice.randint(20, 30)),
            dice.choices((PRINCIPAL, WATER, SEWERAGE, CIRCUIT), (7, 2, 2, 1))[0],
        )


def of_two_bodies(invoices: Iterable[SampleInvoice]) -> Iterator[SampleInvoice]:
    """The same, but every eighth is for the second body."""
    for place, invoice in enumerate(invoices):
        yield invoice if place % _SECOND_BODY else replace(invoice, recipient=DEPT06_PRINCIPAL)


def status_moment(now: datetime, days_ago: int) -> datetime:
    """A moment of the working day some days ago (Paris)."""
    return datetime.combine(working_day(now, days_ago), time(10, 15), PARIS)


def _name(place: int) -> str:
    return f"{_TRADES[place % len(_TRADES)]} {_NAMES[place // len(_TRADES) % len(_NAMES)]}"


def _sirets(dice: random.Random) -> Iterator[str]:
    """SIRETs with right checksums, in a range that INSEE has not reached."""
    for place in range(SUPPLIERS):
        head = f"992{place:05d}"
        siren = next(head + str(key) for key in range(10) if is_siren(head + str(key)))
        seat = siren + f"{dice.randint(1, 9):04d}"
        yield next(seat + str(key) for key in range(10) if is_siret(seat + str(key)))
