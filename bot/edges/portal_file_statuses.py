"""Statuses as files write them, in French words or as codes, to the portal's codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.organisation import StatusText
from bot.edges.portal_file_values import without_accents

EDI_STATUSES = {
    "01": "DEPOSEE",
    "02": "EN_COURS_ACHEMINEMENT",
    "03": "MISE_A_DISPOSITION",
    "04": "A_RECYCLER",
    "05": "REJETEE",
    "06": "SUSPENDUE",
    "07": "SERVICE_FAIT",
    "08": "MANDATEE",
    "09": "MISE_A_DISPOSITION_COMPTABLE",
    "10": "COMPTABILISEE",
    "11": "MISE_EN_PAIEMENT",
    "12": "COMPLETEE",
}
"""The portal's exchanges number their statuses (`IdStatut`); what comes after 12 is published nowhere."""


class StatusWords:
    """Turns what a file says into a code: labels of `rules/statuses.toml`, codes, and a body's own words."""

    def __init__(self, statuses: Mapping[str, StatusText] | None = None, own: Mapping[str, str] | None = None) -> None:
        """`own` are the words of a body's finance software with the code that each means; they come first."""
        described = statuses or {}
        self._codes = {_key(code): code for code in described}
        self._codes |= {_key(text.label): code for code, text in described.items()}
        self._codes |= {_key(word): code for word, code in (own or {}).items()}

    def code(self, text: str) -> str:
        """`Mise en paiement` gives `MISE_EN_PAIEMENT`; what nobody has described is kept as it is written."""
        return self._codes.get(_key(text), text)


def _key(text: str) -> str:
    """Without accents, case and signs; masculine and feminine alike: `Mandaté` as `Mandatée`, `Rejeté(e)` too."""
    words = re.sub(r"[^a-z0-9]+", " ", without_accents(text.replace("(e)", "e"))).split()
    return " ".join(re.sub(r"(?<=[eu])e$", "", word) for word in words)
