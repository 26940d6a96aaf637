"""`rules/statuses.toml` to StatusText: what a supplier may read about each portal status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from bot.core.organisation import StatusText, StatusWords
from bot.core.outgoing_filter import violations
from bot.edges.strict_toml import Table, read_source

_TEXTS = ("meaning", "holder", "action")
_ANY_DAY = date(2000, 1, 1)


def load_statuses(path: Path) -> Mapping[str, StatusText]:
    """Code → text, in the file's order; RuleError with line, code and field for every defect."""
    source, values = read_source(path, "les textes des statuts")
    book = Table(source, values)
    found: dict[str, StatusText] = {}
    for entry in book.tables("status"):
        _add(found, _status(entry), entry)
    for family in book.tables("family"):
        for text, entry in _family(family):
            _add(found, text, entry)
    book.close()
    return found


def reworded(text: StatusText, wording: Table) -> StatusText:
    """`text` with an organisation's own words, age limit or refusal to answer by itself."""
    own = StatusText(
        code=text.code,
        label=text.label,
        rank=text.rank,
        automatic=wording.flag("automatic", text.automatic),
        human_after=_age(wording) if wording.has("human_after_days") else text.human_after,
        meaning=wording.text("meaning", text.meaning),
        holder=wording.text("holder", text.holder),
        action=wording.text("action", text.action),
        english=_english(wording) if wording.has("en") else _still_true(text, wording),
    )
    wording.text("why", "")
    wording.close()
    _check_words(own, wording)
    return own


def _add(found: dict[str, StatusText], text: StatusText, entry: Table) -> None:
    if text.code in found:
        entry.refuse("code", f"le statut « {text.code} » est écrit deux fois", text.code)
    found[text.code] = text


def _status(entry: Table) -> StatusText:
    code = entry.text("code")
    entry.entry = f"statut « {code} »"
    text = StatusText(
        code=code,
        label=entry.text("label"),
        rank=entry.number("rank", 0),
        automatic=entry.flag("automatic"),
        human_after=_age(entry),
        meaning=entry.text("meaning", ""),
        holder=entry.text("holder", ""),
        action=entry.text("action", ""),
        english=_english(entry),
    )
    entry.text("why")
    entry.close()
    _check_words(text, entry)
    return text


def _english(entry: Table) -> StatusWords:
    """The table `en` of a status; all empty when it is not written."""
    table = entry.table("en")
    words = StatusWords(table.text("label", ""), *(table.text(key, "") for key in _TEXTS))
    table.close()
    return words


def _still_true(text: StatusText, wording: Table) -> StatusWords:
    """The common English words, without those whose French the organisation has changed."""
    kept = {key: "" if wording.has(key) else getattr(text.english, key) for key in _TEXTS}
    return StatusWords(text.english.label, **kept)


def _age(entry: Table) -> timedelta | None:
    days = entry.optional_number("human_after_days", least=1)
    return None if days is None else timedelta(days=days)


def _family(family: Table) -> Iterator[tuple[StatusText, Table]]:
    """Statuses that a person always handles: a label each and one reason for all."""
    family.entry = f"famille « {family.text('id')} »"
    family.text("why")
    labels = family.table("labels")
    family.close()
    for code in labels.names():
        yield StatusText(code, labels.text(code), 0, False, None, "", "", ""), labels


def _check_words(text: StatusText, entry: Table) -> None:
    """An automatic text must be complete and must pass the filter that every automatic mail passes."""
    for key in _TEXTS:
        words = getattr(text, key)
        if text.automatic and not words:
            entry.refuse(key, "ce texte manque : un statut automatique a besoin de meaning, holder et action")
        if violations(f"{words}\n{getattr(text.english, key)}", today=_ANY_DAY):
            entry.refuse(key, "ce texte ne peut contenir ni montant, ni coordonnées bancaires, ni date de paiement")
