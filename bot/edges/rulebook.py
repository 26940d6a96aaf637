"""The folder `rules/` to a Rulebook: intents, triage, sentences of reasons, limits, and what version they are."""

from __future__ import annotations

import string
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from bot.core.rulebook import Limits, Rulebook
from bot.edges.gist_file import DELIVERED as SENTENCES
from bot.edges.gist_file import delivered_model
from bot.edges.intent_file import load_intents
from bot.edges.status_file import load_statuses
from bot.edges.strict_toml import Table, read_source
from bot.edges.triage_file import Vocabulary, load_triage

__all__ = ["load_rulebook", "load_statuses", "rules_version"]

_LOOP_LIMITS = (
    "conversation_replies_per_day", "conversation_replies", "conversation_acknowledgements", "same_words_replies",
    "mails_per_hour", "mails_per_day",
)  # fmt: skip
_FILES = ("disclosure.toml", "intents.toml", "reasons.toml", "statuses.toml", "triage.toml")


def load_rulebook(rules: Path, template_names: Collection[str] | None = None) -> Rulebook:
    """Every rule of the folder; RuleError with file, line, id and field for the first defect.

    `template_names` are the templates that a rule may name (None: not checked).
    """
    intents = load_intents(rules / "intents.toml")
    words = Vocabulary(
        intents=tuple(dict.fromkeys(intent.id for intent in intents)),
        statuses=tuple(load_statuses(rules / "statuses.toml")),
        templates=template_names,
    )
    reasons, codes = _sentences(rules / "reasons.toml")
    return Rulebook(
        version=rules_version(rules),
        intents=intents,
        triage=load_triage(rules / "triage.toml", words),
        reasons=reasons,
        limits=_limits(rules / "disclosure.toml"),
        words=codes,
        gist=delivered_model(),
    )


def rules_version(rules: Path) -> str:
    """Twelve hexadecimal digits that change with any rule, organisation or the sentence model; cases do not count."""
    total = sha256()
    more = (*sorted(rules.glob("intents_*.toml")), *sorted((rules / "organisations").glob("*.toml")))
    for path in (*(rules / name for name in _FILES), *more, SENTENCES):
        content = path.read_bytes() if path.is_file() else b""
        total.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()[:12]


def _sentences(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Reason code → sentence with {named} places, and code → French words that fill them."""
    source, values = read_source(path, "les phrases des raisons")
    book = Table(source, values)
    sentences, words = book.table("reasons"), book.table("words")
    book.close()
    reasons = {code: sentences.text(code) for code in sentences.names()}
    for code, sentence in reasons.items():
        _check_places(sentences, code, sentence)
    return reasons, {code: words.text(code) for code in words.names()}


def _check_places(sentences: Table, code: str, sentence: str) -> None:
    try:
        places = [place for _, place, _, _ in string.Formatter().parse(sentence) if place is not None]
    except ValueError:
        sentences.refuse(code, "une accolade n'est pas fermée")
    for place in places:
        if not place.isidentifier():
            sentences.refuse(code, f"« {{{place}}} » n'est pas un mot que le programme remplit")


def _limits(path: Path) -> Limits:
    source, values = read_source(path, "les limites")
    book = Table(source, values)
    limits = book.table("limits")
    book.close()
    usual = Limits()
    found = Limits(
        old_mail_working_days=_limit(limits, "old_mail_working_days", usual.old_mail_working_days),
        old_invoice_years=_limit(limits, "old_invoice_years", usual.old_invoice_years),
        acknowledgements_per_day=_limit(limits, "acknowledgements_per_day", usual.acknowledgements_per_day),
        replies_per_day=_limit(limits, "replies_per_day", usual.replies_per_day),
        repeat_window=timedelta(days=_limit(limits, "repeat_window_days", usual.repeat_window.days)),
        pause=timedelta(days=_limit(limits, "pause_days", usual.pause.days)),
        short_pause=timedelta(days=_limit(limits, "short_pause_days", usual.short_pause.days)),
        **{name: _limit(limits, name, getattr(usual, name)) for name in _LOOP_LIMITS},
    )
    limits.close()
    return found


def _limit(limits: Table, key: str, usual: int) -> int:
    if not limits.has(key):
        return usual
    entry = limits.table(key)
    value = entry.number("value", least=1)
    entry.text("why")
    entry.close()
    return value
