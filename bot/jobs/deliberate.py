"""From raw bytes to a decision and its words: parse, extract, look up, decide, render. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.business_calendar import working_days_between
from bot.core.confirmation import Answered
from bot.core.copy_gaps import gaps_of
from bot.core.decide import decide
from bot.core.decision import Decision, Facts, Outcome, ReplyPlan, reason
from bot.core.disclosure import disclosure_level
from bot.core.explain import explain
from bot.core.guards import copy_age, in_domains
from bot.core.invoice import Certainty, Invoice, Match
from bot.core.language import FRENCH
from bot.core.loops import words_key
from bot.core.mail import AutoKind, IncomingMail, Late, ReaderIdentity, RenderedMail, ReplyKind, SenderAuth
from bot.core.match import match_mentions
from bot.core.mention import Mention, MentionKind, Source
from bot.core.organisation import Organisation
from bot.core.outgoing_filter import violations
from bot.core.reply import supplier_context
from bot.core.rulebook import Rulebook
from bot.core.statement_lines import MOST_LINES, Statement, compared
from bot.core.understand import Understanding, understand
from bot.jobs.meaning import Reply, meaning_of, nearby, reply_of
from bot.ports.books import Books, InvoiceBook, Sought, Trail
from bot.ports.outside import Attachments, Parser, Renderer


@dataclass(frozen=True, slots=True)
class Deliberation:
    """One mail thought through: `reply` is rendered with `ticket` as its number.

    `facts_as_of` is the newest decision when the facts were gathered: of a later one they may know nothing.
    """

    mail: IncomingMail
    facts: Facts
    facts_as_of: int
    decision: Decision
    sought: Sought
    trail: Trail
    ticket: str
    reply: RenderedMail | None

    def explain(self) -> dict[str, object]:
        """The whole as JSON's own types."""
        return explain(self.mail, self.facts, self.decision, self.reply)


def identity_of(organisation: Organisation) -> ReaderIdentity:
    """What reading must know of the mailbox of this organisation."""
    mailbox = organisation.mailbox
    addresses = dict.fromkeys((*organisation.addresses, *((mailbox.address,) if mailbox else ())))
    return ReaderIdentity(
        authserv_ids=mailbox.authserv_ids if mailbox else (),
        own_addresses=tuple(addresses),
        own_domains=organisation.domains,
        message_id_domain=message_id_domain(organisation),
    )


def message_id_domain(organisation: Organisation) -> str:
    """The domain of the Message-IDs we make: the mailbox's own."""
    address = organisation.mailbox.address if organisation.mailbox else ""
    return address.rpartition("@")[2] or f"{organisation.id}.invalid"


@dataclass(frozen=True, slots=True)
class Deliberator:
    """Holds what thinking about a mail needs; every call opens the books once and writes nothing."""

    parser: Parser
    attachments: Attachments
    renderer: Renderer
    rules: Rulebook
    books: Callable[[], AbstractContextManager[Books]]

    def deliberate(
        self,
        content: bytes,
        received_at: datetime,
        organisation: Organisation,
        now: datetime,
        number: Callable[[], str],
        late: Late | None = None,
    ) -> Deliberation:
        """Thinks one mail through; `number` gives a new ticket number when one is needed.

        Raises UnreadableMail when nothing can be made of the bytes, StoreError, RuleError (a template).
        """
        mail = self._read(content, received_at, organisation)
        with self.books() as books:
            facts_as_of = books.history.last_decision(organisation.id)  # first, see `Record`
            answer = reply_of(books.history, organisation.id, mail, now)
            if answer is not None:
                # Our own question is quoted below: after a mere « oui » its words would count as the sender's.
                mail = replace(mail, quoted_text="")
            facts, sought, trail = self._facts(books, mail, organisation, now, answer)
        facts = replace(facts, late=late or facts.late)
        decision = decide(mail, facts, self.rules, now)
        ticket = ""
        if decision.outcome is not Outcome.IGNORE:
            ticket = facts.ticket.number if facts.ticket and facts.ticket.state != "closed" else number()
        decision, reply = self._words(mail, facts, decision, ticket, now)
        return Deliberation(mail, facts, facts_as_of, decision, sought, trail, ticket, reply)

    def _read(self, content: bytes, received_at: datetime, organisation: Organisation) -> IncomingMail:
        """The mail with what stands in its files; those of a machine's receipts and bounces stay closed."""
        mail = self.parser.parse(content, received_at, identity_of(organisation))
        if not mail.attachments or mail.guichet or mail.auto_kind not in (None, AutoKind.GENERATED):
            return mail
        return replace(mail, files=self.attachments.read(content))

    def _facts(
        self, books: Books, mail: IncomingMail, organisation: Organisation, now: datetime, answer: Reply | None
    ) -> tuple[Facts, Sought, Trail]:
        sender = mail.sender.address if mail.sender else ""
        contacts = books.invoices.contact_sirets(organisation.id, sender) if sender else ()
        understood, matches, answered = self._understood(books.invoices, mail, organisation, contacts, answer)
        known = _known_addresses(books.invoices, organisation, understood) if not contacts else ()
        statement = _statement(books.invoices, organisation, understood, mail.language)
        level = disclosure_level(understood.claim, matches)
        told = _may_be_told(statement, matches if level else ())
        sought = _sought(mail, organisation, understood.mentions, told, now)
        lost = matches and not level
        trail = _trail(mail, understood.mentions, proven=bool(told))
        as_of, fresh = copy_age(organisation, books.invoices.copies(organisation.id), now)
        window = self.rules.limits.repeat_window
        ticket, past_replies = books.history.earlier(organisation.id, sought, now - window)
        facts = Facts(
            organisation=organisation,
            mentions=understood.mentions,
            intents=understood.intents,
            doubts=understood.doubts,
            asks_for_more=understood.asks_for_more,
            known_addresses=known,
            claimed=understood.claimed,
            matches=matches,
            statement=statement,
            contact_sirets=contacts,
            ticket=ticket,
            past_replies=past_replies,
            copy_as_of=as_of,
            copy_fresh=fresh,
            spoken=books.history.spoken(organisation.id, trail, now, window),
            paused_until=books.pauses.until(organisation.id, sender, now) if sender else None,
            returned=books.pauses.returned(organisation.id, mail.bounce, now) if mail.bounce else None,
            gaps=gaps_of(organisation, books.invoices.parts(organisation.id), now) if lost else (),
            nearby=nearby(books.invoices, organisation.id, matches),
            answered=answered,
            late=Late.OLD if is_old(organisation, self.rules, mail.received_at, now) else None,
        )
        return facts, sought, trail

    def _understood(
        self,
        invoices: InvoiceBook,
        mail: IncomingMail,
        organisation: Organisation,
        contacts: tuple[str, ...],
        answer: Reply | None,
    ) -> tuple[Understanding, tuple[Match, ...], Answered | None]:
        """What the mail says and which invoices it means: by its own words, or as the answer to a question of ours."""
        understood = understand(mail, organisation, self.rules, contacts)
        if answer is not None:
            meaning = meaning_of(invoices, organisation.id, mail, understood, answer, self.rules)
            if meaning is not None:
                return meaning.understood, meaning.matches, meaning.answered
        return understood, _matches(invoices, organisation, understood), None

    def _words(
        self, mail: IncomingMail, facts: Facts, decision: Decision, ticket: str, now: datetime
    ) -> tuple[Decision, RenderedMail | None]:
        """The reply, or an escalation with an acknowledgement when the outgoing filter objects."""
        if decision.reply is None:
            return decision, None
        reply = self._render(mail, facts, decision, ticket, now)
        allowed = tuple(facts.mentions[match.mention].value for match in facts.matches)
        allowed += tuple(match.invoice.number for match in facts.matches if match.invoice)
        allowed += tuple(invoice.number for invoice in decision.reply.proposed)
        allowed += tuple(line.line.number for line in decision.reply.lines if line.invoice)
        today = facts.organisation.local(now).date()
        objections = violations(
            f"{reply.subject}\n{reply.text}\n{reply.html}",
            today=today,
            allowed_numbers=allowed,
            agent_names=facts.organisation.agent_names,
        )
        if not objections:
            return decision, reply
        why = tuple(reason("outgoing_filter", what=what) for what in objections)
        silent = replace(decision, outcome=Outcome.ESCALATE, reasons=decision.reasons + why, ticket_event="escalated")
        if decision.reply.kind is ReplyKind.ACKNOWLEDGEMENT:
            return replace(silent, reply=None), None
        plan = ReplyPlan(ReplyKind.ACKNOWLEDGEMENT, "acknowledgement")
        return self._words(mail, facts, replace(silent, reply=plan), ticket, now)

    def _render(self, mail: IncomingMail, facts: Facts, decision: Decision, ticket: str, now: datetime) -> RenderedMail:
        template = decision.reply.template if decision.reply else "acknowledgement"
        context = supplier_context(mail, facts, decision, ticket, now)
        if mail.language == FRENCH:
            return self.renderer.render(template, context)
        return self.renderer.bilingual(template, context)


def _known_addresses(invoices: InvoiceBook, organisation: Organisation, understood: Understanding) -> tuple[str, ...]:
    return invoices.known_addresses(organisation.id, understood.suppliers) if understood.suppliers else ()


def _matches(invoices: InvoiceBook, organisation: Organisation, understood: Understanding) -> tuple[Match, ...]:
    if not understood.asked:
        return ()
    mentions, claimed = understood.mentions, understood.claimed
    suppliers = understood.suppliers
    by_number = invoices.by_number(organisation.id, understood.numbers, suppliers)
    matches = match_mentions(mentions, claimed, by_number, (), understood.asked)
    unknown = [mentions[match.mention].value for match in matches if match.certainty is Certainty.NONE]
    if understood.statement or not suppliers or not unknown:
        return matches
    alike = invoices.resembling(organisation.id, unknown, suppliers)
    return match_mentions(mentions, claimed, by_number, alike, understood.asked)


def _statement(
    invoices: InvoiceBook, organisation: Organisation, understood: Understanding, language: str
) -> Statement | None:
    """The statement of account with what was found of it: looked up at once, and only for a contact of its supplier."""
    statement, claim = understood.statement, understood.claim
    if statement is None:
        return None
    siret, few = claim.claimed.siret, len(statement.lines) <= MOST_LINES
    theirs = invoices.numbered(organisation.id, siret, statement.numbers) if claim.is_contact and siret and few else ()
    return compared(statement, claim, theirs, language)


def _may_be_told(statement: Statement | None, matches: tuple[Match, ...]) -> tuple[Invoice, ...]:
    """The invoices that this sender may hear of, each once; `matches` are those of an entitled sender."""
    found = [line.invoice for line in statement.found] if statement else []
    every = (*found, *(match.invoice for match in matches))
    return tuple({(i.supplier_id, i.number): i for i in every if i is not None}.values())


def is_old(organisation: Organisation, rules: Rulebook, received_at: datetime, now: datetime) -> bool:
    """Mail received more than five working days ago is never answered by itself."""
    start, end = organisation.local(received_at).date(), organisation.local(now).date()
    days = working_days_between(start, end, organisation.holiday_zone, organisation.closures)
    return days > rules.limits.old_mail_working_days


def _sought(
    mail: IncomingMail,
    organisation: Organisation,
    mentions: tuple[Mention, ...],
    invoices: Sequence[Invoice],
    now: datetime,
) -> Sought:
    """What may tell which ticket the mail belongs to: a forged sender finds none, a number alone needs a verified one."""
    tickets = (m.value for m in mentions if m.kind is MentionKind.TICKET_REF and m.source is not Source.QUOTED)
    # Its own Message-ID too: a mail decided again after « guichet start » finds the ticket that it opened.
    own = (mail.message_id,) if mail.message_id else ()
    forged = mail.sender_auth is SenderAuth.FAILED
    verified = mail.sender_auth in (SenderAuth.PASSED, SenderAuth.ALIGNED)
    return Sought(
        references=() if forged else (*mail.references, *own),
        ticket_numbers=tuple(dict.fromkeys(tickets)) if verified else (),
        sender=mail.sender.address if mail.sender else "",
        invoice_keys=tuple(invoice.key for invoice in invoices if invoice.key is not None),
        supplier_id=invoices[0].supplier_id if invoices else "",
        today=organisation.day_began(now),
        colleague=mail.sender is not None and in_domains(mail.sender.domain, organisation.domains),
        machine=mail.auto_kind is AutoKind.GENERATED,
    )


def _trail(mail: IncomingMail, mentions: tuple[Mention, ...], *, proven: bool) -> Trail:
    """What may tie the mail to what we said before, whoever writes: a machine keeps less than a person does."""
    tickets = (mention.value for mention in mentions if mention.kind is MentionKind.TICKET_REF)
    sender = mail.sender.address if mail.sender else ""
    return Trail(mail.references, tuple(dict.fromkeys(tickets)), sender, words_key(mail, mentions), proven)


def organisation_of(
    parser: Parser, content: bytes, received_at: datetime, organisations: tuple[Organisation, ...]
) -> Organisation | None:
    """The organisation that a mail is addressed to (To, then Cc), None when it is none or not only one."""
    mail = parser.parse(content, received_at, ReaderIdentity((), (), (), ""))
    for recipients in (mail.to, mail.cc):
        written = {address.address for address in recipients}
        found = [body for body in organisations if written & set(identity_of(body).own_addresses)]
        if found:
            return found[0] if len(found) == 1 else None
    return None
