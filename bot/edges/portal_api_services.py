"""The services of Chorus Pro that Guichet calls: every one of them reads, and there is no way to name another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its API (whose terms of use are accepted one by one in PISTE) and its path below `/cpro/`.

    `empty` are the values of `codeRetour` that say « nothing found »: they differ from service to service.
    """

    api: str
    path: str
    method: str = "POST"
    empty: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """How messages call it: the path without API and version."""
        return self.path.partition("/v1/")[2]


HEALTH = Service("Transverses", "transverses/v1/health-check", "GET")
VAT_RATES = Service("Transverses", "transverses/v1/recuperer/tauxtva")
"""Asks for nothing in particular, so it shows whether gateway and account are good."""
RECIPIENTS = Service(
    "Transverses", "transverses/v1/recuperer/structures/actives/destinataire", empty=frozenset({20000})
)
STRUCTURES = Service("Structures", "structures/v1/rechercher", empty=frozenset({20000}))
STRUCTURE = Service("Structures", "structures/v1/consulter")
STRUCTURE_SERVICES = Service("Structures", "structures/v1/rechercher/services", empty=frozenset({20000}))
INVOICES = Service("Factures", "factures/v1/rechercher/recipiendaire", empty=frozenset({20000}))
"""20000, TRA_MSG_00.015."""
WORK_DOCUMENTS = Service("Factures de travaux", "facturesTravaux/v1/rechercher", empty=frozenset({20007}))
"""20007, GFT_MSG_01.075."""
INVOICE = Service("Factures", "factures/v1/consulter/recipiendaire")
HISTORY = Service("Factures", "factures/v1/consulter/historique")

READS = (
    HEALTH,
    VAT_RATES,
    RECIPIENTS,
    STRUCTURES,
    STRUCTURE,
    STRUCTURE_SERVICES,
    INVOICES,
    WORK_DOCUMENTS,
    INVOICE,
    HISTORY,
)
