"""What the eight questions give, and what makes an answer acceptable: text → value, or a sentence saying why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.business_calendar import ZONES
from bot.core.organisation import Sending, ServerAccess
from bot.core.siret import is_siret, siren_of
from bot.edges.organisations import ADDRESS, ID
from bot.errors import GuichetError

_SIRET_AND_LABEL = re.compile(r"\s*((?:\d[\s.\u00a0]*){14})(?!\d)[\s:=-]*(.*?)\s*")
_POSTAL_CODE = re.compile(r"\b(\d{5})\b")
_COMMON = re.compile(
    r"(ville|commune|mairie|communaute|agglomeration|communes|urbaine|metropole|departement|conseil|departemental"
    r"|region|syndicat|mixte|de|du|des|d|la|le|les|l|et)"
)
_BY_POSTAL_CODE = {
    "97133": ("America/St_Barthelemy", "saint-barthelemy"),
    "97150": ("America/Marigot", "saint-martin"),
    "971": ("America/Guadeloupe", "guadeloupe"),
    "972": ("America/Martinique", "martinique"),
    "973": ("America/Cayenne", "guyane"),
    "974": ("Indian/Reunion", "la-reunion"),
    "976": ("Indian/Mayotte", "mayotte"),
    "57": ("Europe/Paris", "alsace-moselle"),
    "67": ("Europe/Paris", "alsace-moselle"),
    "68": ("Europe/Paris", "alsace-moselle"),
}


class Refused(GuichetError):
    """This answer will not do; the text says why, in a French sentence."""


@dataclass(frozen=True, slots=True)
class BudgetAnswer:
    """One budget with its SIRET (fourteen digits)."""

    siret: str
    label: str


@dataclass(frozen=True, slots=True)
class Application:
    """What opens a mailbox at Microsoft in place of a password (grant client_credentials)."""

    tenant: str
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answers:
    """All that guichet.toml needs. `imap` and `smtp` have neither user nor secret: those are here, for both.

    `password` is empty when `password_env` names the variable that holds it, or `application` stands in for both. `known` says that the delivered rules
    describe this body already: only what was answered is then laid over.
    """

    id: str
    name: str
    address: str
    imap: ServerAccess
    smtp: ServerAccess
    user: str
    password: str = field(repr=False)
    password_env: str
    smtp_login: bool
    authserv_id: str
    budgets: tuple[BudgetAnswer, ...]
    service: str
    phone: str
    postal_address: str
    sending: str
    general: str
    security: str
    timezone: str
    holiday_zone: str
    known: bool = False
    application: Application | None = None


def words(text: str) -> str:
    """Any text that stands on one line; not empty."""
    found = " ".join(text.split())
    if not found:
        raise Refused("Il faut une réponse.")
    return optional_words(found)


def variable(text: str) -> str:
    """The name of an environment variable: a password typed here would stand in guichet.toml."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text.strip()):
        raise Refused("Le nom d'une variable : des lettres sans accent, des chiffres et « _ ». Pas le mot de passe.")
    return text.strip()


def optional_words(text: str) -> str:
    """Any text that stands on one line, or nothing."""
    if not text.isprintable():
        raise Refused("Cette réponse contient un caractère invisible : retapez-la.")
    return " ".join(text.split())


def identifier(text: str) -> str:
    """A short name of a body, as tickets carry it."""
    found = text.strip().lower()
    if not ID.fullmatch(found) or len(found) > 30:
        raise Refused("Écrivez au plus 30 minuscules sans accent, chiffres ou traits d'union, par exemple « lens ».")
    return found


def likely_identifier(name: str) -> str:
    """`Ville de Lens` → `lens`: what sets it apart, without accents."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    parts = re.findall(r"[a-z0-9]+", plain)
    own = [part for part in parts if not _COMMON.fullmatch(part)] or parts
    return "-".join(own)[:30].strip("-")


def address(text: str) -> str:
    """One mail address, lower case."""
    found = text.strip().lower()
    if not ADDRESS.fullmatch(found):
        raise Refused(f"« {found} » n'est pas une adresse électronique, comme comptabilite@mairie.fr.")
    return found


def phone(text: str) -> str:
    """A telephone number as people write it, or nothing."""
    found = optional_words(text)
    if found and not re.fullmatch(r"\+?[\d .()-]{8,24}", found):
        raise Refused(f"« {found} » n'est pas un numéro de téléphone, comme 03 21 00 00 00.")
    return found


def budgets(text: str) -> tuple[BudgetAnswer, ...]:
    """SIRETs separated by commas, each with the name of its budget behind it; the first is the main one."""
    found = tuple(_budget(part, first=not n) for n, part in enumerate(filter(str.strip, text.split(","))))
    sirets = [budget.siret for budget in found]
    if len(set(sirets)) < len(sirets):
        raise Refused("Un SIRET est donné deux fois.")
    if len({siren_of(siret) for siret in sirets}) > 1:
        raise Refused(
            "Ces SIRET ne commencent pas tous par les neuf mêmes chiffres : ce sont des organismes différents, que "
            "Guichet décrit séparément. Donnez ceux d'un seul."
        )
    return found


def _budget(part: str, *, first: bool) -> BudgetAnswer:
    found = _SIRET_AND_LABEL.fullmatch(part)
    if found is None:
        digits = sum(map(str.isdigit, part))
        raise Refused(f"« {part.strip()} » : un SIRET a quatorze chiffres, ici il y en a {digits}.")
    siret = "".join(filter(str.isdigit, found[1]))
    if not is_siret(siret):
        raise Refused(f"« {found[1].strip()} » contient une erreur : la clé de contrôle ne correspond pas.")
    return BudgetAnswer(siret, found[2] or ("Budget principal" if first else f"Budget {siret[9:]}"))


def sending(text: str) -> str:
    """`off`, `drafts` or `on`."""
    found = text.strip().lower()
    if found not in tuple(Sending):
        raise Refused("Répondez off, drafts ou on.")
    return found


def siren(found: Sequence[BudgetAnswer]) -> str:
    """The body's SIREN, empty without a SIRET."""
    return siren_of(found[0].siret) if found else ""


def time_zone(text: str) -> str:
    """A zone of the tz database."""
    try:
        return ZoneInfo(text.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"fuseau « {text} » inconnu ; écrivez par exemple Europe/Paris ou America/Guadeloupe") from None


def holiday_zone(text: str) -> str:
    """A zone of legal holidays."""
    if text not in ZONES:
        raise Refused(f"zone « {text} » inconnue ; choix possibles : {', '.join(sorted(ZONES))}")
    return text


def zones_of(postal_address: str) -> tuple[str, str]:
    """Time zone and holiday zone that the postal code tells: overseas, and the local law of three départements."""
    for code in reversed(_POSTAL_CODE.findall(postal_address)):
        for beginning, zones in _BY_POSTAL_CODE.items():
            if code.startswith(beginning):
                return zones
    return "Europe/Paris", "metropole"
