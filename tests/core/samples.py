"""Values that tests of deciding start from: one body, one supplier, one invoice, one mail; change what matters."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.core.decision import Facts, TicketView
from bot.core.invoice import ClaimedSupplier, Invoice
from bot.core.mail import Address, IncomingMail, SenderAuth
from bot.core.organisation import Budget, Contact, Organisation, Sending, StatusText, Teams
from bot.core.rulebook import IntentClass, IntentRule, Limits, Rulebook, TriageRule

NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
SUPPLIER = "73282932000074"
OTHER_SUPPLIER = "55210055400013"
OWN = "20007189200067"


def status(code: str, **changes: object) -> StatusText:
    """The text of one status."""
    text = StatusText(code, code.title(), 1, True, timedelta(days=20), "Elle est là.", "Le service.", "Rien à faire.")
    return replace(text, **changes)  # type: ignore[arg-type]  # names are fields of StatusText


def organisation(**changes: object) -> Organisation:
    """A body with one budget, complete legal fields and sending on."""
    body = Organisation(
        id="casq",
        name="Agglomération de test",
        timezone="Europe/Paris",
        holiday_zone="metropole",
        budgets=(Budget("principal", "Budget principal", OWN),),
        contact=Contact("Direction des Finances", "compta@casq.fr", "", "03 00 00 00 00"),
        teams=Teams("equipe@casq.fr", "securite@casq.fr"),
        addresses=("accueil.comptabilite@casq.fr",),
        domains=("casq.fr",),
        mailbox=None,
        statuses={code: status(code) for code in ("MISE_A_DISPOSITION", "MANDATEE", "SUSPENDUE")},
        siren="200071892",
        sending=Sending.ON,
    )
    return replace(body, **changes)  # type: ignore[arg-type]  # names are fields of Organisation


def invoice(number: str = "FA-2026-0117", **changes: object) -> Invoice:
    """An invoice of SUPPLIER, made available five days ago."""
    base = Invoice(
        supplier_id=SUPPLIER,
        supplier_id_kind="SIRET",
        supplier_name="Papeterie du Rhône",
        number=number,
        status="MISE_A_DISPOSITION",
        status_at=NOW - timedelta(days=5),
        invoiced_on=date(2026, 6, 1),
        amount=Decimal("1250.40"),
        engagement="",
        recipient_siret=OWN,
        service_code="",
        comment="",
        synced_at=NOW,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # names are fields of Invoice


def mail(text: str = "", subject: str = "Facture", **changes: object) -> IncomingMail:
    """A mail of a supplier whose address our server verified."""
    base = IncomingMail(
        message_id="<1@fournisseur.example>",
        references=(),
        sender=Address("Hélène", "compta@fournisseur.example"),
        reply_to=(),
        to=(Address("", "accueil.comptabilite@casq.fr"),),
        cc=(),
        subject=subject,
        fresh_text=text,
        quoted_text="",
        attachments=(),
        auto_kind=None,
        sender_auth=SenderAuth.PASSED,
        language="fr",
        sent_at=NOW,
        received_at=NOW,
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # names are fields of IncomingMail


def rulebook(*rules: TriageRule) -> Rulebook:
    """Four intents and a small book; `rules` come first."""

    def intent(name: str, klass: str, pattern: str, priority: str = "normal", team: str = "general") -> IntentRule:
        patterns = (re.compile(pattern),)
        return IntentRule(name, name, IntentClass(klass), "test", patterns, priority=priority, team=team)

    return Rulebook(
        version="test",
        intents=(
            intent("i01", "V", "ou en est"),
            intent("i11", "A", "quel siret"),
            intent("i25", "S", "nouveau rib", priority="high", team="security"),
            intent("i32", "H", "mise en demeure", priority="urgent"),
        ),
        triage=(
            *rules,
            TriageRule("answer-status", "test", (("class", ["V"]),), "ANSWER", "answer"),
            TriageRule("inform", "test", (("class", ["A"]),), "ANSWER"),
            TriageRule("escalate-the-rest", "test", (), "ESCALATE"),
        ),
        reasons={},
        limits=Limits(),
    )


def closed_ticket() -> TicketView:
    """A ticket whose window is over."""
    return TicketView(7, "CASQ-2026-000007", "closed", held_by_staff=False, acknowledged_today=False)


def facts(body: Organisation, ticket: TicketView | None = None) -> Facts:
    """Facts that hold nothing but the body and perhaps a ticket."""
    nobody = ClaimedSupplier((), "", "")
    return Facts(body, (), (), nobody, (), (), ticket, (), NOW, copy_fresh=True)
