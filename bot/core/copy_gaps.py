"""Whether « not found » may be said: which parts of the body's invoices its copy lacks, and which of them a mail is about.

A copy may be fresh and yet hold only a part: a budget that is not read, a list that fails, a row that was refused. A
supplier whose invoice lies there is not told to check his number: a person looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.core.copy_parts import CopyParts, Gap, ListRead, RefusedRow
from bot.core.decision import Facts, Reason
from bot.core.guards import is_fresh
from bot.core.invoice_number import same_number
from bot.core.mail import IncomingMail, SenderAuth
from bot.core.mention import MentionKind, Source
from bot.core.organisation import Organisation, PortalSettings

_HERE = (Source.SUBJECT, Source.FRESH)
_SIREN, _SIRET = 9, 14


def gaps_of(organisation: Organisation, parts: CopyParts, now: datetime) -> tuple[Gap, ...]:
    """What the copy of this body lacks, as far as is known. Lists taken out with `feeds` are those it never gets."""
    if organisation.portal is not None:
        return tuple(_of_portal(organisation, organisation.portal, parts))
    # Older files have been replaced since: what they say is not quoted either.
    fresh = (row for row in parts.refused if is_fresh(organisation, row.at, now))
    return tuple(map(_of_row, fresh))


def _of_portal(organisation: Organisation, settings: PortalSettings, parts: CopyParts) -> Iterator[Gap]:
    read = sorted({one.identifier for one in parts.lists})
    wanted = settings.recipients or organisation.sirets
    yield from (_gap("budget_not_received", siret, siret=siret) for siret in wanted if siret not in read)
    yield from _of_budgets(organisation, wanted)
    for one in parts.lists:
        yield from (_gap(code, one.identifier, list=one.feed, siret=one.identifier) for code in _lacking(one))
    for siret in read:
        services = tuple(sorted({one.service_code for one in parts.lists if one.identifier == siret} - {""}))
        words = (("siret", siret), ("services", ", ".join(services)))
        yield from (Gap("services_not_read", words, siret, services),) if services else ()
    if parts.unread:
        yield _gap("records_unread", None, count=str(parts.unread))


def _of_budgets(organisation: Organisation, wanted: tuple[str, ...]) -> Iterator[Gap]:
    """Budgets that nobody reads for. One without a SIRET may be among those that « recipients » names besides."""
    besides = set(wanted) - set(organisation.sirets)
    for budget in organisation.budgets:
        if budget.siret and budget.siret not in wanted:
            yield _gap("budget_not_read", budget.siret, budget=budget.label, siret=budget.siret)
        elif budget.siret is None and not besides:
            yield _gap("budget_without_siret", "", budget=budget.label)


def _lacking(one: ListRead) -> tuple[str, ...]:
    return (*(("list_failing",) if one.failing else ()), *(("list_short",) if one.short else ()))


def _gap(code: str, place: str | None, **words: str) -> Gap:
    return Gap(code, tuple(words.items()), place)


def _of_row(row: RefusedRow) -> Gap:
    words = (("file", row.file), ("line", row.line))
    code = "row_refused" if row.line else "rows_refused"
    return Gap(code, words if row.line else words[:1], number=row.number, supplier=row.supplier)


def not_covered(mail: IncomingMail, facts: Facts) -> tuple[Reason, ...]:
    """Why an invoice that was not found may be there all the same; empty when the copy covers what is asked about.

    Judged from the mail and the gaps alone, never from what was found: else a stranger could tell whether an invoice
    exists. A row that names its invoice is no gap for a sender whom nobody verified, for the same reason.
    """
    verified = mail.sender_auth in (SenderAuth.PASSED, SenderAuth.ALIGNED)
    told = (gap for gap in facts.gaps if _at_place(gap, facts) and _of_invoice(gap, facts, verified=verified))
    return tuple(dict.fromkeys(Reason(gap.code, gap.words) for gap in told))


def _at_place(gap: Gap, facts: Facts) -> bool:
    """Whether the mail may be about that place: it names it, or none of ours."""
    here = [mention for mention in facts.mentions if mention.source in _HERE]
    services = {mention.value for mention in here if mention.kind is MentionKind.SERVICE_CODE}
    if gap.services and services and services <= set(gap.services):
        return False
    named = {mention.value for mention in here if mention.kind is MentionKind.SIRET} & set(facts.organisation.sirets)
    return gap.place is None or not named or gap.place in named


def _of_invoice(gap: Gap, facts: Facts, *, verified: bool) -> bool:
    """Whether the missing invoice may be one that the mail asks about."""
    if not (gap.number or gap.supplier):
        return True
    asked = [facts.mentions[match.mention].value for match in facts.matches]
    is_number = not gap.number or any(same_number(gap.number, number) for number in asked)
    suppliers = (*facts.claimed.sirets, *facts.contact_sirets)
    return verified and is_number and (not gap.supplier or any(_same_house(gap.supplier, one) for one in suppliers))


def _same_house(one: str, other: str) -> bool:
    """One supplier, or two establishments of one."""
    both_sirets = len(one) == len(other) == _SIRET
    return one[:_SIREN] == other[:_SIREN] if both_sirets else one == other
