"""The guards of an automatic answer, each a question with its reason: freshness, disclosure, never twice.

Certainty and levels live in `match` and `disclosure`; here is what else may stop an answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.business_calendar import open_time_between, working_days_between
from bot.core.decision import Facts, Reason, reason
from bot.core.disclosure import Claim, missing_items
from bot.core.invoice import SOURCE_API, SOURCE_FILE, Certainty, Invoice, Match
from bot.core.lookalike import Imitation, imitation
from bot.core.mail import IncomingMail, ReplyKind, SenderAuth
from bot.core.mention import MentionKind, Source
from bot.core.organisation import Organisation
from bot.core.rulebook import Limits
from bot.core.status_path import SAME_NUMBER, UNREADABLE

_ADDRESS_IN_NAME = re.compile(r"[\w.+-]@((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
_FRESH_FROM_API, _MONTH = timedelta(hours=24), timedelta(days=31)
_DOUBTS = {SAME_NUMBER: "two_candidates", UNREADABLE: "record_unreadable"}
MISSING_TEMPLATE = "ask"
NEUTRAL_TEMPLATE = "not_found"


def in_domains(domain: str, domains: tuple[str, ...]) -> bool:
    """True when `domain` is one of `domains` or below one of them."""
    return any(domain == own or domain.endswith("." + own) for own in domains)


def warning_signs(mail: IncomingMail) -> tuple[Reason, ...]:
    """A Reply-To, or an address shown in the name, in another domain than From: no content leaves (fraud rule 6)."""
    if mail.sender is None:
        return ()
    domain = mail.sender.domain
    if any(not _related(address.domain, domain) for address in mail.reply_to):
        return (reason("reply_to_elsewhere"),)
    if any(not _related(shown.lower(), domain) for shown in _ADDRESS_IN_NAME.findall(mail.sender.name)):
        return (reason("name_shows_elsewhere"),)
    return ()


def imitates(mail: IncomingMail, known_addresses: tuple[str, ...]) -> Reason | None:
    """The sender's address beside those that staff entered for the supplier that the mail speaks for (fraud rule 5)."""
    if mail.sender is None:
        return None
    found = imitation(mail.sender.address, known_addresses)
    return None if found is Imitation.NONE else reason(f"sender_{found.value}", domain=mail.sender.domain)


def _related(one: str, other: str) -> bool:
    """One domain, or one below the other."""
    return in_domains(one, (other,)) or in_domains(other, (one,))


def is_fresh(organisation: Organisation, as_of: datetime, now: datetime, source: str = SOURCE_FILE) -> bool:
    """Whether policy lets data of this age be quoted: hours of open days for the API, working days for files."""
    if source == SOURCE_API:
        limit = organisation.portal.fresh if organisation.portal else _FRESH_FROM_API
        if now - as_of <= limit:
            return True
        # Closed days do not count, but nobody quotes what is a month old.
        clock = ZoneInfo(organisation.timezone)
        open_time = open_time_between(as_of, now, clock, organisation.holiday_zone, organisation.closures)
        return now - as_of <= _MONTH and open_time <= limit
    start, end = organisation.local(as_of).date(), organisation.local(now).date()
    days = working_days_between(start, end, organisation.holiday_zone, organisation.closures)
    return days <= organisation.fresh_working_days


def copy_age(organisation: Organisation, copies: Mapping[str, datetime], now: datetime) -> tuple[datetime | None, bool]:
    """How old the copy as a whole is (None: there is none), and whether that is fresh; `copies` is the age by source.

    A body that reads from the API is judged by that alone: a file, perhaps of one budget, must not make it look whole.
    """
    if organisation.portal is not None:
        copies = {source: as_of for source, as_of in copies.items() if source == SOURCE_API}
    if not copies:
        return None, False
    fresh = {as_of for source, as_of in copies.items() if is_fresh(organisation, as_of, now, source)}
    return max(fresh or copies.values()), bool(fresh)


def old_date(facts: Facts, limits: Limits, now: datetime) -> Reason | None:
    """A date of more than three calendar years ago in what was written or joined now: perhaps an old debt (loi 68-1250)."""
    here = (Source.SUBJECT, Source.FRESH, Source.ATTACHMENT)
    dates = (m.value for m in facts.mentions if m.kind is MentionKind.DATE and m.source in here)
    oldest = min(dates, default="")
    if not oldest or now.year - int(oldest[:4]) <= limits.old_invoice_years:
        return None
    return reason("old_date", date=oldest)


def freshness(facts: Facts) -> Reason | None:
    """Why the portal copy may not be quoted, None when it may."""
    if facts.copy_as_of is None:
        return reason("portal_copy_missing")
    if not facts.copy_fresh:
        return reason(
            "portal_copy_stale", as_of=facts.organisation.local(facts.copy_as_of).isoformat(timespec="minutes")
        )
    return None


def missing(claim: Claim, facts: Facts) -> tuple[str, ...]:
    """Codes of what the mail lacks to be answered, judged from the mail alone."""
    return missing_items(claim, len(facts.matches))


def blame(mail: IncomingMail, facts: Facts) -> tuple[Reason, ...]:
    """For staff only: why a complete question could not be answered (the supplier reads one neutral text)."""
    reasons = []
    verified = mail.sender_auth in (SenderAuth.PASSED, SenderAuth.ALIGNED)
    if not verified:
        failed = mail.sender_auth is SenderAuth.FAILED
        reasons.append(reason("sender_failed_authentication" if failed else "sender_not_verified"))
    certain = Certainty.CERTAIN
    reasons.extend(_blame_match(m, facts) for m in facts.matches if verified or m.certainty is not certain)
    if not facts.matches:
        reasons.append(reason("no_number"))
    return tuple(reasons)


def _blame_match(match: Match, facts: Facts) -> Reason:
    number = facts.mentions[match.mention].value
    if match.certainty is Certainty.CERTAIN:
        return reason("items_do_not_agree", number=number)
    if match.certainty is Certainty.AMBIGUOUS:
        return reason("two_candidates", number=number)
    if match.certainty is Certainty.NEAR:
        return reason("near_only", number=number)
    return reason("no_invoice_matches", number=number)


def unfit_to_answer(facts: Facts, limits: Limits, now: datetime) -> tuple[Reason, ...]:
    """Why these invoices, though certain, must be spoken of by a person; empty when none must."""
    reasons: list[Reason] = []
    for match in facts.matches:
        if match.invoice is None:
            continue
        reasons.extend(unfit(match.invoice, facts.organisation, limits, now))
        if "amount_differs" in match.evidence:
            reasons.append(reason("items_do_not_agree", number=match.invoice.number))
        if already_told(facts, match.invoice):
            reasons.append(reason("already_answered", number=match.invoice.number))
    return tuple(reasons)


def unfit(invoice: Invoice, organisation: Organisation, limits: Limits, now: datetime) -> tuple[Reason, ...]:
    """Why a person must speak of this invoice, whoever asks and however: stale, old, doubtful, a status for people."""
    reasons: list[Reason] = []
    if not is_fresh(organisation, invoice.synced_at, now, invoice.source):
        as_of = organisation.local(invoice.synced_at).isoformat(timespec="minutes")
        reasons.append(reason("invoice_stale", number=invoice.number, as_of=as_of))
    reasons.extend(_status_reasons(invoice, organisation, now))
    reasons.extend(_age_reasons(invoice, limits, now))
    if invoice.doubt:
        reasons.append(reason(_DOUBTS.get(invoice.doubt, "status_out_of_order"), number=invoice.number))
    return tuple(reasons)


def _status_reasons(invoice: Invoice, organisation: Organisation, now: datetime) -> list[Reason]:
    text = organisation.statuses.get(invoice.status)
    if text is None:
        return [reason("status_unknown", number=invoice.number, status=invoice.status)]
    if not text.automatic:
        return [reason("status_needs_person", number=invoice.number, status=text.label)]
    since = status_since(invoice)
    if text.human_after is None:
        return []
    if since is None or now - since > text.human_after:
        days = text.human_after.days
        return [reason("status_too_old", number=invoice.number, status=text.label, days=days)]
    return []


def status_since(invoice: Invoice) -> datetime | None:
    """When the status was set; without the portal's date, the invoice's own date (UTC midnight)."""
    if invoice.status_at is not None:
        return invoice.status_at
    if invoice.invoiced_on is None:
        return None
    return datetime.combine(invoice.invoiced_on, time(0), UTC)


def _age_reasons(invoice: Invoice, limits: Limits, now: datetime) -> list[Reason]:
    """Four-year time bar (loi 68-1250 art. 2): a written answer on an old debt may revive it."""
    if invoice.invoiced_on is None:
        return [reason("invoice_date_unknown", number=invoice.number)]
    if now.year - invoice.invoiced_on.year > limits.old_invoice_years:
        return [reason("invoice_too_old", number=invoice.number)]
    return []


def already_told(facts: Facts, invoice: Invoice) -> bool:
    """This very status of this invoice was said before: the answer is known to have failed."""
    said = (invoice.supplier_id, invoice.number, invoice.status)
    return any(said in past.told for past in facts.past_replies)


def already_asked(facts: Facts, template: str) -> bool:
    """The same question left in this conversation before."""
    return any(past.same_thread and past.template == template for past in facts.past_replies)


def already_informed(facts: Facts) -> bool:
    """Public information left in this conversation before: whoever writes again needs a person."""
    return any(past.same_thread and past.kind is ReplyKind.ANSWER and not past.told for past in facts.past_replies)
