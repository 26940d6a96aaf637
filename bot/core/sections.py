"""Class A questions: which section of public information answers which intent, and whether we have it."""

from __future__ import annotations

from bot.core.decision import Reason, reason
from bot.core.organisation import Organisation
from bot.core.rulebook import IntentHit

SECTIONS = {
    "i11": "siret",
    "i12": "service_code",
    "i13": "engagement",
    "i14": "deposit",
    "i15": "technical",
    "i16": "attached_invoice",
    "i17": "paper",
    "i18": "delay",
    "i45": "owed_money",
}
"""Intent of class A → section of the `information` template. Others of class A go to a person."""


def sections_for(intents: tuple[IntentHit, ...]) -> tuple[str, ...]:
    """Sections that answer the class A intents of a mail, each once, in the catalogue's order."""
    return tuple(SECTIONS[intent] for intent in sorted({hit.id for hit in intents} & SECTIONS.keys()))


def lacking(organisation: Organisation, sections: tuple[str, ...]) -> tuple[Reason, ...]:
    """Why some section cannot be written for this body: its directory does not hold the fact."""
    reasons = []
    if "siret" in sections and not organisation.sirets:
        reasons.append(reason("no_siret_in_directory"))
    codes = organisation.has_service_codes or organisation.deposit.service_code == "forbidden"
    # Beside the SIRET, which we have, the mail says that we have no code: half of it is better than nothing.
    if "service_code" in sections and not codes and "siret" not in sections:
        reasons.append(reason("no_service_code_in_directory"))
    if "delay" in sections and not organisation.delay_sentence:
        reasons.append(reason("not_understood"))
    if "owed_money" in sections and not organisation.links.get("owed_money"):
        reasons.append(reason("not_understood"))
    return tuple(reasons)
