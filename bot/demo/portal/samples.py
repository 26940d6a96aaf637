"""The demo's own invoices as the portal holds them: deposited, made available, and where the demo says they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.demo.invoices import PARIS, SampleInvoice
from bot.demo.portal.deposits import INVOICE, Deposit
from bot.demo.portal.life import REASONS, Step, reason_for
from bot.demo.portal.parties import Structure
from bot.demo.portal.world import milliseconds

_HOUR = 3_600_000


def sampled(
    samples: Sequence[SampleInvoice], known: Sequence[Structure], to: Sequence[Structure]
) -> tuple[tuple[Structure, ...], tuple[Deposit, ...]]:
    """Suppliers that are not known yet, and the deposits; samples of other recipients are left out."""
    parties = {each.identifier: each for each in known}
    recipients = {each.identifier: each for each in to}
    first = max((each.key for each in known), default=0) + 1
    for sample in samples:
        key = first + len(parties) - len(known)
        parties.setdefault(sample.siret, Structure(key, sample.siret, "SIRET", sample.supplier, False))
    made = tuple(
        _deposit(sample, parties[sample.siret], recipients[sample.recipient])
        for sample in samples
        if sample.recipient in recipients
    )
    return tuple(parties.values())[len({each.identifier for each in known}) :], made


def _deposit(sample: SampleInvoice, supplier: Structure, recipient: Structure) -> Deposit:
    stands = milliseconds(sample.status_at)
    morning = milliseconds(datetime.combine(sample.invoiced_on, time(9, 5), PARIS) + timedelta(days=1))
    deposited = min(morning, stands - (0 if sample.status == "DEPOSEE" else 2 * _HOUR))
    path = [Step("DEPOSEE", deposited, -1), Step("MISE_A_DISPOSITION", deposited + _HOUR, -1)]
    if sample.status in ("DEPOSEE", "MISE_A_DISPOSITION"):
        path = path[: 1 if sample.status == "DEPOSEE" else 2]
        path[-1] = path[-1]._replace(at=max(stands, path[-1].at))
    else:
        path.append(Step(sample.status, stands, reason_for(sample.status, stands % len(REASONS))))
    gross = int(sample.amount * 100)
    days = max(0, (datetime.fromtimestamp(deposited / 1000, PARIS).date() - sample.invoiced_on).days)
    return Deposit(
        deposited, INVOICE, supplier, recipient, recipient.services[0], sample.number, days, "FACTURE",
        "A1_FACTURE_FOURNISSEUR", gross * 5 // 6, gross, gross, sample.engagement, "", path[0].status, tuple(path),
    )  # fmt: skip
