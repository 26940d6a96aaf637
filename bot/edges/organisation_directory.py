"""Budgets, SIRETs and service codes of an organisation: a wrong number here would send every supplier astray."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.core.organisation import Budget, Deposit, Organisation, ServiceCode
from bot.core.outgoing_filter import violations
from bot.core.siret import is_siren, is_siret, siren_of
from bot.edges.strict_toml import Table
from bot.errors import RuleError

_SAID = ("required", "forbidden", "")
_WORDED = ("siret", "service_code", "engagement", "deposit")
_ANY_DAY = date(1970, 1, 1)
"""So long ago that every date beside a word of payment is one to come."""


def siren_in(entry: Table) -> str:
    """The body's SIREN, empty when not given; RuleError when it cannot be one."""
    siren = _bare(entry.text("siren", ""))
    if siren and not is_siren(siren):
        entry.refuse("siren", f"« {siren} » n'est pas un SIREN : neuf chiffres dont le dernier vérifie les autres")
    return siren


def budgets_of(entries: Sequence[Table], siren: str) -> tuple[Budget, ...]:
    """The budgets in order; ids and service codes are unique, SIRETs right and under `siren` when it is given."""
    budgets = tuple(_budget(entry, siren) for entry in entries)
    for key in ("id", "siret"):
        seen: set[str] = set()
        for budget, entry in zip(budgets, entries, strict=True):
            value = getattr(budget, key)
            if value and value in seen:
                entry.refuse(key, f"« {value} » est écrit deux fois")
            seen.add(value)
    return budgets


def deposit_of(table: Table) -> Deposit:
    """What the body wants on an invoice: `required`, `forbidden`, or nothing said."""
    deposit = Deposit(
        siret=table.choice("siret", _SAID, ""),
        engagement_number=table.choice("engagement_number", _SAID, ""),
        service_code=table.choice("service_code", _SAID, ""),
    )
    table.close()
    return deposit


def words_of(table: Table) -> dict[str, str]:
    """The body's own sentences by section; RuleError for one that the filter of automatic mail would stop."""
    words = {section: table.text(section, "") for section in _WORDED}
    for section, sentence in words.items():
        if violations(sentence, today=_ANY_DAY):
            table.refuse(section, "ce texte ne peut contenir ni montant, ni coordonnées bancaires, ni date de paiement")
    table.close()
    return {section: sentence for section, sentence in words.items() if sentence}


def check_apart(organisations: Sequence[Organisation]) -> None:
    """Refuses two bodies with one id, SIRET or address: nobody could tell whom a mail is for."""
    owners: dict[tuple[str, str], str] = {}
    for organisation in organisations:
        named = [("id", organisation.id), *(("siret", siret) for siret in organisation.sirets)]
        box = (organisation.mailbox.address,) if organisation.mailbox else ()
        named += [("addresses", address) for address in dict.fromkeys((*organisation.addresses, *box))]
        for key in named:
            if key in owners:
                where = f"organisations « {owners[key]} » et « {organisation.id} »"
                raise RuleError(where, key[0], f"« {key[1]} » ne peut pas servir à deux organisations")
            owners[key] = organisation.id


def _budget(entry: Table, siren: str) -> Budget:
    code_id = entry.text("id")
    entry.entry = f"{entry.entry}, budget « {code_id} »"
    budget = Budget(
        id=code_id,
        label=entry.text("label"),
        siret=_siret(entry, siren),
        service_codes=_service_codes(entry.tables("service_codes")),
    )
    entry.text("note", "")
    entry.close()
    return budget


def _siret(entry: Table, siren: str) -> str | None:
    """Fourteen digits, spaces and dots allowed between them; None when the body has not given it."""
    written = entry.text("siret", "")
    siret = _bare(written)
    if not siret:
        return None
    if len(siret) != 14 or not siret.isdigit():
        entry.refuse("siret", f"« {written} » n'a pas quatorze chiffres mais {sum(map(str.isdigit, siret))}", written)
    if not is_siret(siret):
        entry.refuse("siret", f"« {written} » contient une erreur : la clé de contrôle ne correspond pas", written)
    if siren and siren_of(siret) != siren:
        entry.refuse("siret", f"« {written} » ne commence pas par le SIREN {siren} de la collectivité", written)
    return siret


def _service_codes(entries: Sequence[Table]) -> tuple[ServiceCode, ...]:
    codes: list[ServiceCode] = []
    for entry in entries:
        code = ServiceCode(entry.text("code"), entry.text("label"))
        if any(code.code == other.code for other in codes):
            entry.refuse("code", f"le code service « {code.code} » est écrit deux fois pour ce budget", code.code)
        entry.close()
        codes.append(code)
    return tuple(codes)


def _bare(number: str) -> str:
    return "".join(c for c in number if not c.isspace() and c != ".")
