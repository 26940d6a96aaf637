"""The table `import` of an organisation: `[organisation.import]` in its file, `[organisations.ID.import]` in guichet.toml."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from bot.core.import_settings import ImportSettings
from bot.edges.portal_file_header import CONTACTS, INVOICES
from bot.edges.strict_toml import Table, nearest

_FIELDS = tuple(dict.fromkeys((*INVOICES.fields, *CONTACTS.fields)))
_NEVER_ABSENT = ("siret", "number", "status", "address")


def imports_of(table: Table, statuses: Collection[str]) -> ImportSettings:
    """The settings; `statuses` are the codes that `rules/statuses.toml` describes. Raises RuleError."""
    settings = ImportSettings(
        columns=_columns(table.table("columns")),
        statuses=_statuses(table.table("statuses"), statuses),
        sheet=table.text("sheet", ""),
        folder=table.text("folder", ""),
        settle=timedelta(seconds=table.number("settle_seconds", 10, least=1, most=3_600)),
    )
    table.close()
    return settings


def _columns(table: Table) -> dict[str, tuple[str, ...]]:
    found = dict[str, tuple[str, ...]]()
    for name in table.names():
        if name not in _FIELDS:
            table.refuse(name, f"colonne inconnue{nearest(name, _FIELDS)} ; choix possibles : {', '.join(_FIELDS)}")
        found[name] = tuple(filter(None, table.texts(name)))
        if not found[name] and name in _NEVER_ABSENT:
            table.refuse(name, "cette colonne ne peut pas manquer : écrivez l'en-tête que vos fichiers lui donnent")
    return found


def _statuses(table: Table, known: Collection[str]) -> dict[str, str]:
    return {word: table.choice(word, known) for word in table.names()}
