"""A decision as one plain object: what `guichet explain --json` prints and what is stored with each decision."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.attached import AttachedFile, text_of_files
from bot.core.decision import Decision, Facts
from bot.core.invoice import Invoice, Match
from bot.core.mail import IncomingMail, RenderedMail
from bot.core.mention import Mention
from bot.core.money_words import bank_accounts
from bot.core.statement_lines import Statement


def explain(mail: IncomingMail, facts: Facts, decision: Decision, reply: RenderedMail | None) -> dict[str, object]:
    """Everything about one decision in JSON's own types; offsets are code points of `texts`."""
    texts = {"subject": masked(mail.subject), "fresh": masked(mail.fresh_text), "quoted": masked(mail.quoted_text)}
    if mail.files:
        texts["attachment"] = masked(text_of_files(mail.files))
    return {
        "outcome": decision.outcome.value,
        "organisation": facts.organisation.id,
        "auto_kind": mail.auto_kind.value if mail.auto_kind else None,
        "language": mail.language,
        "texts": texts,
        "files": [_file(file) for file in mail.files],
        "intents": [{"id": hit.id, "class": hit.intent_class.value} for hit in decision.intents],
        "class": decision.intent_class.value if decision.intent_class else None,
        "level": decision.level,
        "mentions": [_mention(mention) for mention in facts.mentions],
        "matches": [_match(match) for match in decision.matches],
        **({"statement": _statement(facts.statement, decision)} if facts.statement else {}),
        "reasons": [{"code": why.code, **dict(why.params)} for why in decision.reasons],
        "rule": decision.rule,
        "rules_version": decision.rules_version,
        "team": decision.team,
        "priority": decision.priority,
        "reply": _reply(mail, decision, reply),
    }


def objects_of(holder: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """The objects listed under `name` in an explanation or a part of one; none where an older one has no such list."""
    value = holder.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def masked(text: str) -> str:
    """The same text with each bank account hidden but its country, one character for one: offsets hold.

    Outside the raw mail bank details are never stored, shown or repeated (fraud rule 1).
    """
    for start, end in bank_accounts(text):
        country = start + 2 if text[start : start + 2].isalpha() else start
        hidden = "".join("*" if letter.isalnum() else letter for letter in text[country:end])
        text = text[:country] + hidden + text[end:]
    return text


def _file(file: AttachedFile) -> dict[str, object]:
    return {
        "name": file.name,
        "kind": file.kind.value,
        "status": file.status.value,
        "why": file.why.value if file.why else None,
        "recognised": file.recognised,
    }


def _mention(mention: Mention) -> dict[str, object]:
    return {
        "kind": mention.kind.value,
        "value": mention.value,
        "raw": mention.raw,
        "source": mention.source.value,
        "start": mention.start,
        "end": mention.end,
    }


def _match(match: Match) -> dict[str, object]:
    return {
        "mention": match.mention,
        "certainty": match.certainty.value,
        "invoice": _found(match.invoice),
        "near": [{"siret": near.supplier_id, "number": near.number, "p": near.p} for near in match.near],
        "evidence": list(match.evidence),
    }


def _found(invoice: Invoice | None) -> dict[str, object] | None:
    if invoice is None:
        return None
    return {"siret": invoice.supplier_id, "number": invoice.number, "status": invoice.status}


def _statement(statement: Statement, decision: Decision) -> dict[str, object]:
    """The statement of account: its file (empty for the text), and each line with what the supplier was told of it."""
    told = decision.reply.lines if decision.reply else ()
    return {
        "file": statement.table.name,
        "lines": len(statement.lines),
        "found": sum(line.invoice is not None for line in statement.found),
        "told": [
            {
                "row": line.line.row,
                "number": line.line.number,
                "standing": line.standing.value,
                "invoice": _found(line.invoice),
                "differs": [what.value for what in line.differs],
            }
            for line in told
        ],
    }


def _reply(mail: IncomingMail, decision: Decision, reply: RenderedMail | None) -> dict[str, object] | None:
    if decision.reply is None or reply is None or mail.sender is None:
        return None
    return {
        "kind": decision.reply.kind.value,
        "to": mail.sender.address,
        "subject": reply.subject,
        "text": reply.text,
        "html": reply.html,
    }
