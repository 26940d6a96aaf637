"""Reads the staff's cases (`rules/cases/*.toml`) into values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeGuard

from bot.core.cases import Expected, RuleCase
from bot.core.invoice import Invoice
from bot.core.language import language_of
from bot.core.mail import Address, AutoKind, IncomingMail, SenderAuth
from bot.core.reply_text import split_reply
from bot.errors import RuleError

_CASE_KEYS = frozenset(
    {"name", "why", "organisation", "mail", "invoices", "contact_of", "known_addresses", "now", "fresh", "expect"}
)
_MAIL_KEYS = frozenset({"from", "reply_to", "subject", "text", "sender", "machine"})
_INVOICE_KEYS = frozenset({"siret", "number", "status", "status_at", "date", "amount", "engagement", "recipient_siret"})
_EXPECT_KEYS = frozenset(Expected.__dataclass_fields__)
_DEFAULT_NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
Table = Mapping[str, object]


def load_cases(folder: Path) -> tuple[RuleCase, ...]:
    """Every case of every file, in order of file name. Raises RuleError naming file, case and key."""
    cases: list[RuleCase] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise RuleError(str(path), "", f"not readable as TOML: {error}") from error
        cases += [
            _case(f"{path.name}, case {n} « {table.get('name', '')} »", table) for n, table in enumerate(tables, 1)
        ]
    return tuple(cases)


def _case(where: str, table: Table) -> RuleCase:
    _known(where, "", table, _CASE_KEYS)
    now = _moment(where, "now", table.get("now", _DEFAULT_NOW))
    invoices = table.get("invoices", [])
    contacts = table.get("contact_of", [])
    known = table.get("known_addresses", [])
    if not _is_tables(invoices):
        raise RuleError(where, "invoices", "write a list of tables, such as [{ siret = …, number = … }]")
    return RuleCase(
        where=where,
        why=str(table.get("why", "")),
        organisation=str(table.get("organisation", "")),
        mail=_mail(where, _table(where, table, "mail"), now),
        invoices=tuple(_invoice(where, row, now) for row in invoices),
        contact_sirets=tuple(str(siret) for siret in contacts) if isinstance(contacts, list) else (str(contacts),),
        known_addresses=tuple(map(str, known)) if isinstance(known, list) else (str(known),),
        now=now,
        fresh=table.get("fresh", True) is True,
        expected=_expected(where, _table(where, table, "expect")),
    )


def _is_tables(value: object) -> TypeGuard[list[Table]]:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _table(where: str, table: Table, key: str) -> Table:
    value = table.get(key)
    if not isinstance(value, dict):
        raise RuleError(where, key, "this table is missing")
    return value


def _known(where: str, key: str, table: Table, keys: frozenset[str]) -> None:
    for name in table:
        if name not in keys:
            raise RuleError(where, f"{key}.{name}".lstrip("."), f"unknown key; known: {', '.join(sorted(keys))}")


def _moment(where: str, key: str, value: object) -> datetime:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, 8, tzinfo=UTC)
    raise RuleError(where, key, "write a date such as 2026-06-15T08:00:00Z")


def _mail(where: str, table: Table, now: datetime) -> IncomingMail:
    _known(where, "mail", table, _MAIL_KEYS)
    fresh, quoted = split_reply(str(table.get("text", "")))
    sender = str(table.get("from", "compta@fournisseur.example"))
    reply_to = str(table.get("reply_to", ""))
    try:
        auth = SenderAuth(str(table.get("sender", "unknown")))
        machine = AutoKind(str(table["machine"])) if "machine" in table else None
    except ValueError as error:
        raise RuleError(where, "mail", f"{error}; sender: passed, aligned, failed or unknown") from error
    return IncomingMail(
        message_id="<case@fournisseur.example>",
        references=(),
        sender=Address("", sender.lower()) if sender else None,
        reply_to=(Address("", reply_to.lower()),) if reply_to else (),
        to=(),
        cc=(),
        subject=str(table.get("subject", "")),
        fresh_text=fresh,
        quoted_text=quoted,
        attachments=(),
        auto_kind=machine,
        sender_auth=auth,
        language=language_of(str(table.get("subject", "")), fresh),
        sent_at=now,
        received_at=now,
    )


def _invoice(where: str, row: Table, now: datetime) -> Invoice:
    _known(where, "invoices", row, _INVOICE_KEYS)
    invoiced_on = row.get("date")
    try:
        amount = Decimal(str(row["amount"])) if "amount" in row else None
    except InvalidOperation as error:
        raise RuleError(where, "invoices.amount", "write a text such as « 1234.50 »") from error
    return Invoice(
        supplier_id=str(row.get("siret", "")),
        supplier_id_kind="SIRET",
        supplier_name="",
        number=str(row.get("number", "")),
        status=str(row.get("status", "MISE_A_DISPOSITION")),
        status_at=_moment(where, "invoices.status_at", row["status_at"]) if "status_at" in row else now,
        invoiced_on=invoiced_on if isinstance(invoiced_on, date) else now.date(),
        amount=amount,
        engagement=str(row.get("engagement", "")),
        recipient_siret=str(row.get("recipient_siret", "")),
        service_code="",
        comment="",
        synced_at=now,
    )


def _expected(where: str, table: Table) -> Expected:
    _known(where, "expect", table, _EXPECT_KEYS)
    level = table.get("level")

    def words(key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)

    return Expected(
        outcome=str(table.get("outcome", "")),
        rule=str(table.get("rule", "")),
        level=level if isinstance(level, int) else None,
        team=str(table.get("team", "")),
        priority=str(table.get("priority", "")),
        template=str(table.get("template", "")),
        intents=words("intents"),
        not_intents=words("not_intents"),
        reasons=words("reasons"),
    )
