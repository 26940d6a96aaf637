"""Mail at the wrong door: it speaks of a public body that is a neighbour of the one that received it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.decision import Facts, Reason, reason
from bot.core.flat_text import fold
from bot.core.guards import in_domains
from bot.core.mail import IncomingMail
from bot.core.mention import Mention, MentionKind, Source
from bot.core.organisation import Neighbour, Organisation
from bot.core.own_words import own_words
from bot.core.rulebook import IntentClass
from bot.core.sections import sections_for
from bot.core.siret import grouped, siren_of

TEMPLATE = "wrong_door"


@dataclass(frozen=True, slots=True)
class WrongDoor:
    """A neighbour that the mail speaks of: by `siret` (14 digits), or by name when that is empty.

    `budget` is the label of the neighbour's budget that has this SIRET, empty when none has.
    """

    neighbour: Neighbour
    siret: str = ""
    budget: str = ""


def neighbour_sirens(organisation: Organisation, contact_sirets: tuple[str, ...]) -> frozenset[str]:
    """SIRENs of the other bodies described: never a supplier's, but where staff tied one to the sender's address."""
    theirs = frozenset().union(*(neighbour.body.sirens for neighbour in organisation.neighbours))
    return theirs - {siren_of(siret) for siret in contact_sirets}


def wrong_doors(mail: IncomingMail, facts: Facts) -> tuple[WrongDoor, ...]:
    """The neighbours whose SIRET the sender wrote now, or forwards; each SIRET once.

    When there is none, those that a question of public information names. Never the sender's own body, nor one
    whose SIRET staff entered for this address: it may be a supplier like any other.
    """
    others = tuple(n for n in facts.organisation.neighbours if not _speaks_for(mail, facts, n))
    found = tuple({door.siret: door for door in _quoted(mail, facts.mentions, others)}.values())
    asks = {hit.intent_class for hit in facts.intents} == {IntentClass.A} and sections_for(facts.intents)
    if found or not others or not asks:
        return found
    said = own_words(mail).said
    return tuple(WrongDoor(neighbour) for neighbour in others if _named(neighbour.body, said))


def door_reasons(doors: tuple[WrongDoor, ...]) -> tuple[Reason, ...]:
    """The same for staff, who have to pass the mail on (CRPA, L114-2)."""
    return tuple(
        reason("wrong_door", siret=grouped(door.siret), body=door.neighbour.body.name)
        if door.siret
        else reason("wrong_door_named", body=door.neighbour.body.name)
        for door in doors
    )


def _speaks_for(mail: IncomingMail, facts: Facts, neighbour: Neighbour) -> bool:
    body = neighbour.body
    if any(siren_of(siret) in body.sirens for siret in facts.contact_sirets):
        return True
    return mail.sender is not None and in_domains(mail.sender.domain, body.domains)


def _quoted(mail: IncomingMail, mentions: tuple[Mention, ...], others: tuple[Neighbour, ...]) -> Iterator[WrongDoor]:
    """History counts in a forward only: elsewhere it may be our own earlier mail."""
    here = (Source.SUBJECT, Source.FRESH, *((Source.QUOTED,) if mail.is_forward else ()))
    for mention in mentions:
        if mention.kind is MentionKind.SIRET and mention.source in here:
            for neighbour in others:
                if siren_of(mention.value) in neighbour.body.sirens:
                    labels = (b.label for b in neighbour.body.budgets if b.siret == mention.value)
                    yield WrongDoor(neighbour, mention.value, next(labels, ""))


def _named(body: Organisation, said: str) -> bool:
    names = (fold(name) for name in (body.name, *body.also_named))
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) for name in names if name)
