"""What a mail says, before anything is looked up: mentions, intents, and who it claims to speak for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.attached_words import new_bank_words
from bot.core.by_gist import Heard, doubts_heard, heard, intents_heard
from bot.core.claim import claimed_supplier
from bot.core.courtesy import is_reply
from bot.core.coverage import BANK, Doubt, doubts
from bot.core.disclosure import Claim
from bot.core.extract import extract
from bot.core.intents import classify
from bot.core.invoice import ClaimedSupplier
from bot.core.mail import IncomingMail
from bot.core.match import asked_numbers
from bot.core.mention import Mention, Source
from bot.core.organisation import Organisation
from bot.core.rulebook import IntentHit, Rulebook
from bot.core.statement import asks_for_more
from bot.core.statement_lines import Statement, asked_statement
from bot.core.statement_words import bank_words, strict_intents
from bot.core.wrong_door import neighbour_sirens


@dataclass(frozen=True, slots=True)
class Understanding:
    """`asked` are indices of the invoice-number mentions that the mail is about; `statement` is the table that lists them."""

    mentions: tuple[Mention, ...]
    intents: tuple[IntentHit, ...]
    claimed: ClaimedSupplier
    asked: tuple[int, ...]
    claim: Claim
    doubts: tuple[Doubt, ...]
    asks_for_more: bool
    statement: Statement | None = None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The invoice numbers asked about, as written."""
        return tuple(self.mentions[index].value for index in self.asked)

    @property
    def suppliers(self) -> tuple[str, ...]:
        """SIRETs claimed, else the SIREN that narrows, else nothing."""
        return self.claimed.sirets or ((self.claimed.siren,) if self.claimed.siren else ())


def understand(
    mail: IncomingMail, organisation: Organisation, rules: Rulebook, contact_sirets: tuple[str, ...]
) -> Understanding:
    """Reads the mail's words; `contact_sirets` are what staff entered for the sender's address."""
    mentions = extract(mail)
    claimed = claimed_supplier(
        mentions,
        organisation.sirets,
        contact_sirets,
        own_siren=organisation.siren,
        neighbour_sirens=neighbour_sirens(organisation, contact_sirets),
    )
    intents = classify(mail, mentions, rules.intents)
    said = heard(mail, rules.gist, rules.intents) if rules.gist else None
    if said is not None:
        intents = intents_heard(said, intents, rules.intents, names_invoice=bool(asked_numbers(mentions)))
    asked = asked_numbers(mentions, forward=mail.is_forward, reply=is_reply(mail))
    statement = asked_statement(mail, mentions, asked)
    bank = [*new_bank_words(mail.files)]
    if statement is not None:
        known = {hit.id for hit in intents}
        intents += tuple(hit for hit in strict_intents(mail, statement, rules) if hit.id not in known)
        bank += bank_words(statement)
    return Understanding(
        mentions=mentions,
        intents=intents,
        claimed=claimed,
        asked=asked,
        claim=Claim(mail.sender_auth, claimed, mentions, organisation.sirets, contact_sirets),
        doubts=(*_doubts(mail, mentions, intents, said), *(Doubt(BANK, words) for words in dict.fromkeys(bank))),
        asks_for_more=asks_for_more(mail, table_read=_is_paper_read(mail, statement)),
        statement=statement,
    )


def _doubts(
    mail: IncomingMail, mentions: Sequence[Mention], intents: Sequence[IntentHit], said: Heard | None
) -> tuple[Doubt, ...]:
    """What the mail says beyond its questions, as the rules and the sentence model read it."""
    found = doubts(mail, mentions, intents)
    return doubts_heard(said, found, intents) if said else found


def _is_paper_read(mail: IncomingMail, statement: Statement | None) -> bool:
    """Whether « le relevé ci-joint » can only be the table that was read, and not another file beside it."""
    return statement is not None and (statement.table.source is Source.ATTACHMENT or not mail.files)
