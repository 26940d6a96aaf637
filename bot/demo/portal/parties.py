"""Who stands in the simulated portal: recipients with their services, suppliers of every kind, agents with names."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.siret import is_siren, is_siret
from bot.demo.invoices import CIRCUIT, PRINCIPAL, SEWERAGE, WATER

DEFAULT_SERVICE = "FACTURES_PUBLIQUES"
"""The code of the service that every public structure has; search rows leave it out."""
_FIRST_RECIPIENT, _FIRST_SERVICE, _FIRST_SUPPLIER = 25_700_000, 27_946_000, 31_400_000


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a structure; `code` is DEFAULT_SERVICE for its first one."""

    key: int
    code: str
    label: str
    active: bool = True

    @property
    def shown(self) -> bool:
        """Whether invoices name it."""
        return self.code != DEFAULT_SERVICE


@dataclass(frozen=True, slots=True)
class Structure:
    """A legal entity. `reports_payment`: whether it ever tells the portal that a transfer was ordered."""

    key: int
    identifier: str
    kind: str
    name: str
    public: bool
    services: tuple[Service, ...] = ()
    reports_payment: bool = True


@dataclass(frozen=True, slots=True)
class Agent:
    """A person whose identity the portal shows, and nobody else may: to look for in what came out."""

    first: str
    last: str
    mail: str
    phone: str


AGENTS = (
    Agent("Solène", "Kerbrat-Vuillemin", "solene.kerbrat@casq-finances.invalid", "+33323991201"),
    Agent("Ousmane", "Diallo-Prévost", "o.diallo.prevost@casq-finances.invalid", "+33323991202"),
    Agent("Maëlys", "Trouillefou", "m.trouillefou@tresorerie.invalid", "+33323991203"),
    Agent("Hippolyte", "Quesnel d’Arcy", "h.quesnel@fournisseur.invalid", "+33323991204"),
)
IBAN, BIC = "FR7630006000011234567890189", "AGRIFRPPXXX"
"""Bank details that consult shows of every supplier."""

# Identifiers of the qualification environment fail every checksum; so do some of ours.
_NO_LUHN = ("64994699139861", "71299773521027", "26073617692140", "31582210396351", "97395107368257")
_ODD = (
    ("SIRET", "35600000000048", "La Poste"),
    ("SIRET", "35600000049837", "La Poste – Direction de Saint-Quentin"),
    ("RIDET", "0123456789", "Nouméa Fournitures"),
    ("TAHITI", "A12345", "Papeete Services"),
    ("UE_HORS_FRANCE", "DE811907980", "Büromöbel Köln GmbH"),
    ("UE_HORS_FRANCE", "BE0403170701", "Éditions de Namur"),
    ("HORS_UE", "CHHELVETICALOGIC", "Helvetica Logiciels SA"),
    ("AUTRE", "ENCOURS-2025-118", "Ferme du Moulin (immatriculation en cours)"),
    ("PARTICULIER", "MARTINPAUL1961", "Paul Martin"),
)
_TRADES = ("Papeterie", "Plomberie", "Menuiserie", "Transports", "Électricité", "Espaces verts", "Imprimerie", "Bureau")
_NAMES = ("Caron", "Delattre", "Lemaire", "Vasseur", "Picard", "Thuillier", "Boulanger", "Lecomte", "Dubois", "Hénin")


def suppliers(dice: random.Random, count: int) -> tuple[Structure, ...]:
    """`count` suppliers and the odd ones before them: every kind of identifier, checksums right and wrong."""
    found = [*_ODD, *(("SIRET", siret, f"TAA{place:03d}FOURNISSEUR") for place, siret in enumerate(_NO_LUHN, 1))]
    found += [("SIRET", siret, _name(place)) for place, siret in enumerate(_sirets(dice, count))]
    return tuple(
        Structure(_FIRST_SUPPLIER + place, identifier, kind, name, False)
        for place, (kind, identifier, name) in enumerate(found)
    )


def _name(place: int) -> str:
    number = place // (len(_TRADES) * len(_NAMES))
    name = f"{_TRADES[place % len(_TRADES)]} {_NAMES[place // len(_TRADES) % len(_NAMES)]}"
    return f"{name} {number + 1}" if number else name


def _sirets(dice: random.Random, count: int) -> Iterator[str]:
    """SIRETs with right checksums, in a range that INSEE has not reached."""
    for place in range(count):
        head = f"993{place:05d}"
        siren = next(head + str(key) for key in range(10) if is_siren(head + str(key)))
        seat = siren + f"{dice.randint(1, 9):04d}"
        yield next(seat + str(key) for key in range(10) if is_siret(seat + str(key)))


def _recipients() -> tuple[Structure, ...]:
    named = ((PRINCIPAL, "budget principal"), (WATER, "eau"), (SEWERAGE, "assainissement"), (CIRCUIT, "circuit"))
    return tuple(
        Structure(
            _FIRST_RECIPIENT + place * 100,
            siret,
            "SIRET",
            f"CA DU SAINT QUENTINOIS – {name.upper()}",
            True,
            tuple(_services(place)),
            reports_payment=siret != CIRCUIT,
        )
        for place, (siret, name) in enumerate(named)
    )


def _services(place: int) -> Iterator[Service]:
    """The default service, and for the first two recipients more: the first has more than one page of ten."""
    first = _FIRST_SERVICE + place * 100
    yield Service(first, DEFAULT_SERVICE, "Factures publiques")
    for number in range(1, (23, 4, 0, 0)[place % 4] + 1):
        code = ("DSI", "VOIRIE_2", "Petite enfance", "ÉCOLES-01")[number - 1] if number <= 4 else f"SRV{number:03d}"
        yield Service(first + number, code, f"Service n° {number}", active=number % 9 != 0)


RECIPIENTS = _recipients()
"""The four budgets of the demo's first body, as its rules know them; the last never reports payment."""
