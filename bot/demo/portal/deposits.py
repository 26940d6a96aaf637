"""What suppliers have deposited: any number of invoices from a seed, with the curiosities that real portals hold."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.demo.portal.life import DAY, Step
from bot.demo.portal.parties import Service, Structure

INVOICE, WORKS = "FACTURE", "FACTURE_TRAVAUX"
_SHAPES = ("{y}-{n:04d}", "F{yy}{n:05d}", "FA-{y}-{n:04d}", "FC{n:06d}", "{n:06d}", "{y}/{n:05d}", "FACT{yy}_{n:04d}")
_WORKS = (
    ("PROJET_DECOMPTE_MENSUEL", "A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR"),
    ("ETAT_ACOMPTE", "A5_ETAT_ACOMPTE_FOURNISSEUR"),
    ("ETAT_ACOMPTE_VALIDE", "A6_ETAT_ACOMPTE_VALIDE_FOURNISSEUR"),
    ("PROJET_DECOMPTE_FINAL", "A7_PROJET_DECOMPTE_FINAL_FOURNISSEUR"),
    ("DECOMPTE_GENERAL_DEFINITIF_TACITE", "A23_DECOMPTE_GENERAL_DEFINITIF_TACITE_FOURNISSEUR"),
    ("DP_DE_SOUSTRAITANT_TRAVAUX", "A10_PROJET_DECOMPTE_MENSUEL_SOUSTRAITANT"),
)
# Statuses that the tables of transitions never come to: one invoice each stands there.
_STRANDED = (
    "INTERPRETEE_OCR",
    "EN_COURS_TRAITEMENT_PIVOT_S",
    "ERREUR_DESTINATAIRE_PD",
    "ERREUR_DESTINATAIRE_EA",
    "ABANDONNEE",
    "SUPPRIMEE",
    "TECHNIQUE_INCONNU",
    "NON_CONFORME",
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
    "ERREUR_COTRAITANT_SUR_VALIDEUR",
)
_STRANDED_WORKS = (
    "A_VALIDER_MOE",
    "ERREUR_DE_MOE",
    "ERREUR_MOE_SUR_MOA",
    "ERREUR_MOE_SUR_FOURNISSEUR",
    "ERREUR_DE_MOA",
    "ERREUR_MOA_SUR_FOURNISSEUR",
    "A_ASSOCIER_FOURNISSEUR",
    "REFUSEE_FOURNISSEUR",
    "EN_ATTENTE_RECYCLAGE_FOURNISSEUR",
    "DUPLIQUE_APRES_REFUS",
)
_PLAIN = "A1_FACTURE_FOURNISSEUR"
_PAID = "A2_FACTURE_FOURNISSEUR_DEJA_PAYEE"
_VALIDATED = ("A9_FACTURE_SOUSTRAITANT", "A12_FACTURE_COTRAITANT")


@dataclass(frozen=True, slots=True)
class Deposit:
    """One demand as its supplier deposited it. `at` in milliseconds UTC, money in cents (a credit note's are below 0).

    `days` is how many days before the deposit it was dated; `first_status` where its life begins, unless `path`
    says all of it.
    """

    at: int
    demand: str
    supplier: Structure
    recipient: Structure
    service: Service
    number: str
    days: int
    document: str
    frame: str
    net: int
    gross: int
    due: int
    engagement: str
    market: str
    first_status: str
    path: tuple[Step, ...] = ()

    @property
    def for_finance(self) -> bool:
        """Whether it is addressed to the financial service, rather than passing between the parties of a site."""
        return self.demand == INVOICE or self.frame.startswith(("A6_", "A23_"))


_TWINS = (14, 15)
"""The places of two suppliers who gave the same numbers."""


def deposits(
    dice: random.Random, count: int, start: int, end: int, suppliers: tuple[Structure, ...], to: tuple[Structure, ...]
) -> Iterator[Deposit]:
    """`count` deposits between two moments (milliseconds UTC), in no order: the curiosities first."""
    oddities = list(_curiosities(end, suppliers, to))[:count]
    yield from oddities
    # A supplier's numbers never repeat: those of the twins below stay out of the way of the others.
    counters = [1_000 if place in _TWINS else 100 for place in range(len(suppliers))]
    for _ in range(count - len(oddities)):
        place = int(dice.random() ** 2 * len(suppliers))
        counters[place] += 1 + int(dice.random() * 3)
        at = start + int(dice.random() * (end - start))
        year = 1970 + int(at / DAY / 365.2425)
        number = _SHAPES[place % len(_SHAPES)].format(y=year, yy=f"{year % 100:02d}", n=counters[place])
        recipient = to[min(int(dice.random() * dice.random() * len(to)), len(to) - 1)]
        yield _deposit(dice, at, suppliers[place], recipient, number)


def new_deposits(
    dice: random.Random, count: int, now: int, suppliers: tuple[Structure, ...], to: tuple[Structure, ...]
) -> Iterator[Deposit]:
    """`count` deposits of this moment (milliseconds UTC); their numbers are new at their suppliers."""
    for order in range(count):
        number = f"N{now // 1000}-{order}"
        yield _deposit(dice, now, dice.choice(suppliers), dice.choice(to), number)


def _deposit(dice: random.Random, at: int, supplier: Structure, recipient: Structure, number: str) -> Deposit:
    drawn = dice.random()
    net = 4_500 + int(dice.random() ** 3 * 2_500_000)
    gross = net + net * (20, 10, 0)[int(drawn * 997) % 3] // 100
    service = recipient.services[int(dice.random() * dice.random() * len(recipient.services))]
    year = 1970 + int(at / DAY / 365.2425)
    engagement = f"{year}{int(dice.random() * 99_999):06d}" if drawn > 0.1 else ""
    market = f"M{year}-{int(dice.random() * 60):03d}" if drawn > 0.8 else ""
    demand, document, frame, status = INVOICE, "FACTURE", _PLAIN, "DEPOSEE"
    if drawn < 0.04:
        demand, status = WORKS, "A_ASSOCIER_MOE"
        document, frame = _WORKS[int(drawn * 10_000) % len(_WORKS)]
    elif drawn < 0.07:
        document, net, gross = "AVOIR", -net, -gross
    elif drawn < 0.08:
        document = "ACOMPTE"
    elif drawn < 0.10:
        frame, status = _VALIDATED[int(drawn * 10_000) % 2], "A_VALIDER_1"
    due = 0 if 0.5 < drawn < 0.51 else gross
    if not due:
        frame = _PAID
    days = int(drawn * 9_973) % 12
    return Deposit(
        at, demand, supplier, recipient, service, number, days, document, frame, net, gross, due, engagement, market, status
    )  # fmt: skip


def _curiosities(end: int, suppliers: tuple[Structure, ...], to: tuple[Structure, ...]) -> Iterator[Deposit]:
    """What matching must get right: one number at two suppliers, numbers that nearly agree, generated and odd ones."""
    twins = [(number, place) for number in ("2026-0187", "000117", "117", "0117") for place in _TWINS]
    near = [(number, 16) for number in ("FA-2026/0012", "fa-2026/0012", "FA2026-0012", "FA_2026_0012", "FA-2026/12")]
    odd = [("20250000000000000017", 17), ("F+2026/00-1_A", 18), ("1", 19), ("2026.11.03 bis", 20), ("É-2026-9", 21)]
    by_kind = [(f"IDF-{place:03d}", place) for place in range(14)]
    known = [(number, place, "") for number, place in (*twins, *near, *odd, *by_kind)]
    stranded = [(f"ETAT-{order:02d}", 22, status) for order, status in enumerate((*_STRANDED, *_STRANDED_WORKS))]
    for order, (number, place, fixed) in enumerate((*known, *stranded)):
        supplier, recipient = suppliers[place % len(suppliers)], to[order % len(to)]
        frame = (_PLAIN, _PAID, *_VALIDATED)[order % 4]
        status = fixed or ("A_VALIDER_1" if frame in _VALIDATED else "DEPOSEE")
        demand, document = INVOICE, "FACTURE"
        if fixed in _STRANDED_WORKS:
            demand, (document, frame) = WORKS, _WORKS[order % len(_WORKS)]
        gross = 12_000 + order * 1_117
        due = 0 if frame == _PAID else gross
        at = end - (1 + order * 2) * DAY - order * 3_600_000 - 61_001
        yield Deposit(
            at, demand, supplier, recipient, recipient.services[order % len(recipient.services)], number, order % 5,
            document, frame, gross * 5 // 6, gross, due, f"2026{order:06d}", "", status,
        )  # fmt: skip
