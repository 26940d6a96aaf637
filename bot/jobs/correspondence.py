"""The mails that a decision sends: the reply to the supplier and the note to staff, ready to be queued."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.bounce import Bounce
from bot.core.decision import Decision, Outcome, ReplyPlan, ReturnedMail
from bot.core.dispatch import Dispatch
from bot.core.invoice import Certainty
from bot.core.invoice_words import InvoiceLine, invoice_line
from bot.core.mail import Address, OutgoingFile, OutgoingMail, RenderedMail, ReplyKind
from bot.core.message import Route
from bot.core.note import note_context
from bot.core.organisation import Organisation
from bot.core.reply import supplier_context
from bot.core.rulebook import IntentClass, Rulebook
from bot.core.statement_reply import statement_sheet
from bot.core.ticket import TicketEventKind
from bot.jobs.deliberate import Deliberation, message_id_domain
from bot.ports.outside import Composer, Renderer, SheetWriter
from bot.ports.store import Queued, Returned, StoredMessage

_REFERENCES_KEPT = 20
"""Long threads: the oldest references go first (RFC 5322 §3.6.4 sets no limit, servers do)."""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Makes outgoing mails. Message-IDs come from what they answer: the same decision gives the same id."""

    renderer: Renderer
    composer: Composer
    sheets: SheetWriter
    rules: Rulebook

    def queued(
        self, thought: Deliberation, dispatch: Dispatch, message_key: int, content: bytes, now: datetime
    ) -> tuple[Queued, ...]:
        """Reply and note of one decision, in that order; either may be missing."""
        mails = []
        if thought.reply is not None and dispatch.route is not None and thought.mail.sender is not None:
            mails.append(self._reply(thought, thought.reply, dispatch.route, message_key, content, now))
        if _staff_are_told(thought.decision):
            mails.append(self._note(thought, dispatch, message_key, content, now))
        return tuple(mails)

    def _reply(
        self, thought: Deliberation, words: RenderedMail, route: Route, message_key: int, content: bytes, now: datetime
    ) -> Queued:
        plan = thought.decision.reply
        sender = thought.mail.sender
        if plan is None or sender is None:
            raise AssertionError("a reply has a plan and somebody to go to")
        organisation = thought.facts.organisation
        once = f"reply:{message_key}"
        message_id = make_message_id(organisation, plan.kind, once, now, content)
        mail = OutgoingMail(
            message_id=message_id,
            sender=sender_of(organisation),
            to=sender.address,
            subject=words.subject,
            text=words.text,
            html=words.html,
            headers=(*_threading(thought), *automatic_headers("auto-replied", plan.kind)),
        )
        sheet = statement_sheet(thought.facts, plan, thought.ticket, thought.mail.language)
        file = self.sheets.written(sheet) if sheet is not None else None
        return Queued(
            once=once,
            mail=mail,
            content=self.composer.compose(replace(mail, file=file), now),
            kind=plan.kind,
            template=plan.template,
            route=route,
            to_supplier=True,
            told=_told(plan),
            conversation=thought.facts.spoken.root or message_id,
            answers=thought.trail.words,
        )

    def _note(
        self, thought: Deliberation, dispatch: Dispatch, message_key: int, content: bytes, now: datetime
    ) -> Queued:
        organisation = thought.facts.organisation
        context = note_context(thought.mail, thought.facts, thought.decision, self.rules, thought.ticket)
        if dispatch.route is not Route.SMTP and thought.decision.reply is not None:
            context["supplier_told"] = "Le fournisseur n'a rien reçu : l'envoi automatique n'est pas en service."
        context["draft"] = self._draft(thought, now)
        words = self.renderer.render("note", context)
        to = organisation.teams.address(thought.decision.team)
        once = _note_once(thought, message_key, organisation.local(now).date())
        return note_mail(self.composer, organisation, to, once, words, now, attached=content)

    def _draft(self, thought: Deliberation, now: datetime) -> str:
        """A reply that a person only has to complete; none for a security matter."""
        if thought.decision.team == "security" or thought.mail.sender is None:
            return ""
        context = supplier_context(thought.mail, thought.facts, thought.decision, thought.ticket, now)
        context["numbers"] = _numbers_left(thought)
        context["lines"] = _status_lines(thought)
        context["found"] = all(m.certainty is Certainty.CERTAIN for m in thought.facts.matches)
        return self.renderer.render("draft_reply", context).text

    def quarantine_note(
        self, organisation: Organisation, message: StoredMessage, problem: str, now: datetime
    ) -> Queued:
        """Word to the general team that a message could not be fetched or read; `problem` is a French sentence."""
        context = {
            "organisation": organisation,
            "received_at": organisation.local(message.received_at),
            "message_ref": str(message.key),
            "problem": problem,
            "folder": organisation.mailbox.folders.error if organisation.mailbox else "",
        }
        words = self.renderer.render("note_quarantine", context)
        return note_mail(
            self.composer, organisation, organisation.teams.general, f"quarantine:{message.key}", words, now
        )

    def returned(self, thought: Deliberation, now: datetime) -> Returned | None:
        """What a bounce of one of our mails leads to; None for any other mail, and while the server still tries."""
        bounce, mail = thought.mail.bounce, thought.facts.returned
        if bounce is None or mail is None or not bounce.final:
            return None
        limits, pause = self.rules.limits, mail.proven and mail.to_supplier
        until = now + (limits.short_pause if bounce.passing else limits.pause)
        note = self._bounce_note(thought.facts.organisation, mail, bounce, until, now) if mail.to_supplier else None
        return Returned(mail.key, bounce.said, mail.proven, until if pause else None, note)

    def _bounce_note(
        self, organisation: Organisation, mail: ReturnedMail, bounce: Bounce, until: datetime, now: datetime
    ) -> Queued:
        context = {
            "organisation": organisation,
            "ticket": mail.ticket,
            "to_address": mail.recipient,
            "kind_words": KIND_WORDS.get(mail.kind, "message"),
            "said": bounce.said,
            "code": bounce.code,
            "proven": mail.proven,
            "until": organisation.local(until),
        }
        words = self.renderer.render("note_bounced", context)
        note = note_mail(self.composer, organisation, organisation.teams.general, f"bounce:{mail.key}", words, now)
        return replace(note, template="note_bounced")


def _told(plan: ReplyPlan) -> tuple[tuple[str, str, str], ...]:
    """(supplier_id, number, status) of what a mail tells; no status of an invoice that it only asks about."""
    told = ((invoice.supplier_id, invoice.number, invoice.status) for invoice in plan.invoices)
    asked = ((invoice.supplier_id, invoice.number, "") for invoice in plan.proposed)
    return tuple(dict.fromkeys((*told, *asked)))


KIND_WORDS = {
    ReplyKind.ANSWER: "une réponse",
    ReplyKind.ASK: "une question",
    ReplyKind.ACKNOWLEDGEMENT: "un accusé de réception",
}
"""What a mail of ours is called in notes to staff."""


def _status_lines(thought: Deliberation) -> tuple[InvoiceLine, ...]:
    """What an answer would have said, for a person to send or change: never to the unentitled, never on old debts."""
    decision, facts = thought.decision, thought.facts
    if decision.reply is not None and decision.reply.lines:
        return ()  # the statement's answer has said it; what is left are the lines that it could not tell
    plain = decision.intent_class is IntentClass.V and decision.level > 0
    if not plain or any(why.code in _NO_STATUS for why in decision.reasons):
        return ()
    return tuple(invoice_line(match.invoice, facts.organisation) for match in facts.matches if match.invoice)


def _numbers_left(thought: Deliberation) -> tuple[str, ...]:
    """The numbers that a person is to speak of: all that were asked about, or what a statement's answer left open."""
    facts, reply = thought.facts, thought.decision.reply
    if reply is not None and reply.lines:
        left = (line.line.number for line in reply.lines if line.invoice is None and line.line.number)
    else:
        left = (facts.mentions[match.mention].value for match in facts.matches)
    return tuple(dict.fromkeys(left))[:_MOST_NUMBERS]


_MOST_NUMBERS = 30
"""Numbers that the sentence of a draft may hold."""

_FLOODS = frozenset({"too_many_replies", "conversation_full", "same_words"})
_NO_STATUS = frozenset({"invoice_too_old", "invoice_date_unknown", "old_date", "doubt_bank", "invoice_stale"})


def _staff_are_told(decision: Decision) -> bool:
    """Of every escalation, and of what a supplier adds to a matter that a person holds."""
    held = decision.ticket is not None and decision.ticket.held_by_staff
    adds = decision.outcome is Outcome.ATTACH and decision.ticket_event == TicketEventKind.SUPPLIER_WROTE.value
    return decision.outcome is Outcome.ESCALATE or (adds and held)


def _note_once(thought: Deliberation, message_key: int, day: date) -> str:
    """One note a mail; one a day for what one machine sends, or who behaves like one, for what a server calls spam
    (for each team), and for what comes in addition on one ticket."""
    decision, sender = thought.decision, thought.mail.sender
    if decision.outcome is Outcome.ATTACH and decision.ticket is not None:
        return f"note:ticket:{decision.ticket.key}:{day}"
    if thought.mail.auto_kind is not None and sender is not None:
        return f"note:machine:{sender.address}:{day}"
    if thought.mail.is_spam:
        return f"note:spam:{decision.team}:{day}"
    if sender is not None and _FLOODS & {why.code for why in decision.reasons} and decision.rule == "silenced":
        return f"note:silenced:{sender.address}:{day}"
    return f"note:{message_key}"


def note_mail(
    composer: Composer,
    organisation: Organisation,
    to: str,
    once: str,
    words: RenderedMail,
    now: datetime,
    attached: bytes | None = None,
    file: OutgoingFile | None = None,
) -> Queued:
    """A mail to staff, ready to be queued; `once` keeps it from being queued twice."""
    mail = OutgoingMail(
        message_id=make_message_id(organisation, ReplyKind.NOTE, once, now),
        sender=sender_of(organisation),
        to=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        headers=automatic_headers("auto-generated", ReplyKind.NOTE),
    )
    return Queued(
        once=once,
        # The original is in `content` by now: a large one is not held a second time until the decision is written.
        mail=mail,
        content=composer.compose(replace(mail, attached=attached, file=file), now),
        kind=ReplyKind.NOTE,
        template="note",
        route=Route.SMTP,
        to_supplier=False,
    )


def sender_of(organisation: Organisation) -> Address:
    """Who our mails come from: the mailbox, under the body's name."""
    address = organisation.mailbox.address if organisation.mailbox else organisation.contact.email
    return Address(organisation.name, address)


def make_message_id(organisation: Organisation, kind: ReplyKind, once: str, at: datetime, answered: bytes = b"") -> str:
    """`<guichet.KIND.TOKEN@DOMAIN>`, made once, when the mail is queued.

    The octets of the mail that it answers go into the token: nobody but its addressee can tell it, and a bounce that
    names it comes from somebody who got the mail.
    """
    said = f"{organisation.id}\n{once}\n{at.isoformat()}\n".encode()
    return (
        f"<guichet.{kind.value}.{hashlib.sha256(said + answered).hexdigest()[:24]}@{message_id_domain(organisation)}>"
    )


def automatic_headers(submitted: str, kind: ReplyKind) -> tuple[tuple[str, str], ...]:
    """What tells other machines not to answer (RFC 3834 §5, MS-OXCMAIL) and us that it is ours."""
    return (("Auto-Submitted", submitted), ("X-Auto-Response-Suppress", "All"), ("X-Guichet", kind.value))


def _threading(thought: Deliberation) -> tuple[tuple[str, str], ...]:
    """In-Reply-To and References (RFC 5322 §3.6.4); none when the mail has no Message-ID."""
    message_id = thought.mail.message_id
    if not message_id:
        return ()
    references = (*(r for r in thought.mail.references if r != message_id), message_id)[-_REFERENCES_KEPT:]
    return (("In-Reply-To", message_id), ("References", " ".join(references)))
