"""What a mail asks of our own directory: the SIRETs and codes that it quotes, the budgets and services that it names.

Nothing is guessed: a SIRET is said to be whose it is, and a service is named only when the words mean no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.mail import IncomingMail
from bot.core.mention import Mention, MentionKind, Source
from bot.core.organisation import Budget, Organisation, ServiceCode
from bot.core.own_words import own_words
from bot.core.service_names import budgets_named, service_named
from bot.core.siret import siren_of

_HERE = (Source.SUBJECT, Source.FRESH)
_ENDING = re.compile(
    r"(?:\bfini\w*|\btermin\w*|\bse finissant) (?:bien )?(?:par|en)(?: le| les| n ?°)? ?:? ?(\d{3,9})(?!\d)"
)
_CODE = re.compile(r"(?<![\w-])[A-Z][A-Z0-9_]{2,39}(?![\w-])")
_NO_CODE = frozenset({"SIRET", "CHORUS", "PRO", "MERCI", "SVP", "URGENT", "OBLIGATOIRE", "SERVICE", "CODE"})
_MOST = 5
"""SIRETs or codes commented one by one; a longer list is not a question."""


@dataclass(frozen=True, slots=True)
class QuotedSiret:
    """A SIRET under our SIREN, or its last `digits` (`whole` False); `budgets` are those of ours that it means."""

    digits: str
    whole: bool
    budgets: tuple[Budget, ...]


@dataclass(frozen=True, slots=True)
class OurService:
    """A service of the body with the budget in which it has its code."""

    budget: Budget
    service: ServiceCode


@dataclass(frozen=True, slots=True)
class QuotedCode:
    """A service code as quoted; `homes` are the services that have it, `elsewhere` the budget that was meant and has not."""

    code: str
    homes: tuple[OurService, ...]
    elsewhere: tuple[Budget, ...] = ()


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What the sections of public information say first. `services` holds one service at most: the only one meant.

    `budgets` are those named in words without their SIRET; `listed` those whose codes are wanted (empty: all).
    """

    sirets: tuple[QuotedSiret, ...] = ()
    codes: tuple[QuotedCode, ...] = ()
    services: tuple[OurService, ...] = ()
    budgets: tuple[Budget, ...] = ()
    listed: tuple[Budget, ...] = ()


def enquiry_of(mail: IncomingMail, mentions: Sequence[Mention], organisation: Organisation) -> Enquiry:
    """Reads the words that the sender wrote now against the directory of `organisation`."""
    said = own_words(mail).said
    sirets = _sirets(mentions, said, organisation)
    named = budgets_named(said, organisation.budgets)
    meant = named or tuple(dict.fromkeys(budget for quoted in sirets for budget in quoted.budgets))
    codes = _codes(mail, mentions, organisation, meant)
    service = service_named(said, organisation.budgets, meant)
    known = {home.service.code for quoted in codes for home in quoted.homes}
    told = {budget.id for quoted in sirets for budget in quoted.budgets}
    return Enquiry(
        sirets=sirets,
        codes=codes,
        services=() if service is None or service[1].code in known else (OurService(*service),),
        budgets=tuple(budget for budget in named if budget.id not in told),
        listed=tuple(budget for budget in meant if budget.service_codes),
    )


def _sirets(mentions: Sequence[Mention], said: str, organisation: Organisation) -> tuple[QuotedSiret, ...]:
    whole = [m.value for m in mentions if m.kind is MentionKind.SIRET and m.source in _HERE]
    found = [QuotedSiret(v, True, _with(organisation, v)) for v in whole if siren_of(v) in organisation.sirens]
    if organisation.sirets:
        endings = [match[1] for match in _ENDING.finditer(said)]
        found += [QuotedSiret(ending, False, _with(organisation, ending)) for ending in endings]
    return tuple(dict.fromkeys(found))[:_MOST]


def _with(organisation: Organisation, ending: str) -> tuple[Budget, ...]:
    return tuple(budget for budget in organisation.budgets if budget.siret and budget.siret.endswith(ending))


def _codes(
    mail: IncomingMail, mentions: Sequence[Mention], organisation: Organisation, meant: tuple[Budget, ...]
) -> tuple[QuotedCode, ...]:
    """Codes after the words « code service », known or not, and known ones that stand alone in capitals."""
    if not organisation.has_service_codes:
        return ()
    shouted = mail.fresh_text.isupper()
    cued = [m.value.upper() for m in mentions if m.kind is MentionKind.SERVICE_CODE and m.source in _HERE]
    alone = [] if shouted else [match[0] for match in _CODE.finditer(f"{mail.subject}\n{mail.fresh_text}")]
    found = []
    for code in dict.fromkeys((*cued, *alone)):
        homes = tuple(_homes(code, organisation))
        if homes or (code in cued and not shouted and code not in _NO_CODE):
            away = meant if homes and not any(home.budget in meant for home in homes) else ()
            found.append(QuotedCode(code, homes, away))
    return tuple(found)[:_MOST]


def _homes(code: str, organisation: Organisation) -> Iterator[OurService]:
    for budget in organisation.budgets:
        yield from (OurService(budget, service) for service in budget.service_codes if service.code == code)
