"""The suppliers and invoices that the sample mails speak of: fixed names, dates counted back from now."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from bot.demo.invoices import (
    CIRCUIT,
    DEPT06_PRINCIPAL,
    PRINCIPAL,
    SEWERAGE,
    WATER,
    SampleInvoice,
    numbered,
    status_moment,
    working_day,
)

ROOFER = ("99104200300012", "Couverture Lefèvre et fils")
STATIONER = ("99107919500020", "Papeterie du Vermandois")
CATERER = ("99111638500030", "Restauration collective de l'Omignon")
GARDENER = ("99115357800018", "Jardins de la Somme")
CLEANER = ("99119076000025", "Hygiène Picarde")
PRINTER = ("99126514100010", "Imprimerie des Canonniers")
JOINER = ("99130233200028", "Menuiserie Bécue")
COMPUTERS = ("99133952400035", "Isle Informatique")
ROADS = ("99141390700023", "Travaux routiers du Nord")
SCAFFOLDER = ("99145208700042", "Channel Scaffolding Ltd")
BINDER = ("99148828900018", "Atelier de reliure de Thiérache")
LOCKSMITH = ("99152548600015", "Serrurerie Colbert")
BOOKSELLER = ("99159988700015", "Librairie du Cours")

CONTACTS = (
    ("comptabilite@papeterie-vermandois.example", STATIONER[0]),
    ("facturation@omignon-restauration.example", CATERER[0]),
)
"""Addresses that staff entered for a supplier (level 2)."""

# key: supplier, shape and counter of the number, euros, days since the invoice, status, days since it, budget
_CAST = {
    "roof": (ROOFER, "{y}-{n:04d}", 187, "8640.00", 24, "SERVICE_FAIT", 4, PRINCIPAL),
    "paper": (STATIONER, "FA{yy}-{n:04d}", 412, "1284.60", 19, "MANDATEE", 3, PRINCIPAL),
    "meals_a": (CATERER, "RC-{n:06d}", 100231, "12430.15", 33, "MISE_EN_PAIEMENT", 6, PRINCIPAL),
    "meals_b": (CATERER, "RC-{n:06d}", 100244, "11987.40", 16, "MISE_A_DISPOSITION", 13, PRINCIPAL),
    "meals_c": (CATERER, "RC-{n:06d}", 100252, "640.80", 12, "SUSPENDUE", 5, CIRCUIT),
    "garden_before": (GARDENER, "F-{y}-{n:04d}", 312, "3120.00", 21, "MANDATEE", 4, SEWERAGE),
    "garden_after": (GARDENER, "F-{y}-{n:04d}", 314, "2745.50", 20, "SERVICE_FAIT", 5, SEWERAGE),
    "clean": (CLEANER, "HP{n:07d}", 2240518, "4915.20", 27, "MISE_A_DISPOSITION_COMPTABLE", 2, PRINCIPAL),
    "print": (PRINTER, "IC-{y}-{n:04d}", 741, "2356.80", 22, "COMPTABILISEE", 2, PRINCIPAL),
    "joinery": (JOINER, "MB/{y}/{n:03d}", 88, "5790.00", 25, "REJETEE", 6, PRINCIPAL),
    "server": (COMPUTERS, "INF-{n:05d}", 22914, "18450.00", 17, "MISE_A_DISPOSITION", 12, WATER),
    "laptop": (COMPUTERS, "INF-{n:05d}", 22850, "2199.00", 48, "MISE_EN_PAIEMENT", 15, WATER),
    "scaffold": (SCAFFOLDER, "CS{n:05d}", 20418, "7350.00", 23, "MANDATEE", 4, PRINCIPAL),
    "broken": (BINDER, "AR-{y}-{n:03d}", 57, "412.50", 15, "MISE_A_DISPOSITION", 11, PRINCIPAL),
    "locks": (LOCKSMITH, "SC{yy}{n:04d}", 661, "288.00", 18, "SERVICE_FAIT", 6, PRINCIPAL),
    "books": (BOOKSELLER, "LC{yy}-{n:05d}", 903, "1542.75", 20, "SERVICE_FAIT", 5, DEPT06_PRINCIPAL),
    "road": (ROADS, "TRN{yy}{n:04d}", 1190, "46200.00", 66, "MISE_A_DISPOSITION", 60, SEWERAGE),
}


LATER = {"paper": "COMPTABILISEE"}
"""What an invoice becomes at the portal between the two acts."""


def cast(now: datetime) -> dict[str, SampleInvoice]:
    """The invoices that mails speak of, by a word of ours."""
    played = {}
    for place, (key, (supplier, shape, counter, amount, age, status, since, budget)) in enumerate(_CAST.items()):
        day = working_day(now, age)
        played[key] = SampleInvoice(
            *supplier,
            numbered(shape, day, counter),
            Decimal(amount),
            day,
            f"{day.year}{4100 + 37 * place:06d}",
            status,
            status_moment(now, since),
            budget,
        )
    return played
