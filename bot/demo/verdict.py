"""What came of a sample mail, held against what should have: the demo says honestly when they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy

from bot.demo.mails import ArrivingMail, Reply
from bot.demo.sink import Kept


@dataclass(frozen=True, slots=True)
class Seen:
    """What was decided about a mail: outcome and team as codes, reply kind (empty for none), why in French."""

    outcome: str
    team: str
    reply_kind: str
    why: tuple[str, ...]


def read_reply(kept: Kept) -> Reply:
    """A file of the sink, read."""
    mail = message_from_bytes(kept.path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    message_id, answers = (str(mail[name] or "").strip() for name in ("Message-ID", "In-Reply-To"))
    return Reply(message_id, answers, ", ".join(kept.to), str(mail["Subject"] or ""), text, kept.path)


def by_question(replies: Iterable[Reply]) -> Mapping[str, tuple[Reply, ...]]:
    """Replies by the Message-ID that they answer."""
    found: dict[str, tuple[Reply, ...]] = {}
    for reply in replies:
        found[reply.answers] = (*found.get(reply.answers, ()), reply)
    return found


def faults(arrived: ArrivingMail, seen: Seen | None, replies: tuple[Reply, ...]) -> tuple[str, ...]:
    """What is not as it should be, in French; empty when all is well."""
    if seen is None:
        return ("aucune décision",)
    sample = arrived.sample
    wrong = []
    if seen.outcome != sample.outcome.value:
        wrong.append(f"{sample.outcome.value} attendu, {seen.outcome} obtenu")
    if sample.team and seen.team != sample.team:
        wrong.append(f"équipe {sample.team} attendue, {seen.team} obtenue")
    kind = sample.reply.value if sample.reply is not None else ""
    if seen.reply_kind != kind:
        wrong.append(f"réponse « {kind or 'aucune'} » attendue, « {seen.reply_kind or 'aucune'} » obtenue")
    expected = 1 if kind else 0
    if len(replies) != expected:
        wrong.append(f"{expected} envoi attendu, {len(replies)} obtenu")
    return (*wrong, *_word_faults(arrived, replies))


def _word_faults(arrived: ArrivingMail, replies: tuple[Reply, ...]) -> tuple[str, ...]:
    text = "\n".join(_one_line(reply.text) for reply in replies)
    absent = [f"« {words} » manque" for words in arrived.says if _one_line(words) not in text]
    present = [f"« {words} » ne devait pas y être" for words in arrived.never if _one_line(words) in text]
    return (*absent, *present)


def _one_line(text: str) -> str:
    """Text with every kind and run of space as one: lines are cut anywhere, and French spaces do not break."""
    return " ".join(text.split())
