"""One explanation (see `core/explain.py`) as people read it: French sentences, and the texts cut at each mention.

Reads the plain object and nothing else, so that a mail tried now and a decision stored last year read alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from bot.core.decision import Reason
from bot.core.explain import objects_of
from bot.core.french_words import and_words, date_words, euros
from bot.core.note import sentence
from bot.core.rulebook import Rulebook
from bot.core.siret import grouped

_TITLES = {
    "subject": "Objet",
    "fresh": "Message",
    "quoted": "Historique cité",
    "attachment": "Texte des pièces jointes",
}
_KINDS = {
    "invoice_number": "numéro de facture",
    "siret": "SIRET",
    "siren": "SIREN",
    "vat": "numéro de TVA",
    "engagement": "numéro d'engagement",
    "market": "numéro de marché",
    "amount": "montant",
    "date": "date",
    "period": "période",
    "service_code": "code service",
    "iban": "coordonnées bancaires",
    "ticket_ref": "dossier",
}
_SOURCES = {
    "subject": "dans l'objet",
    "fresh": "dans le message",
    "quoted": "dans l'historique cité",
    "attachment": "dans une pièce jointe",
    "file_name": "dans le nom d'une pièce jointe",
}
_OUTCOMES = {
    "ANSWER": "Guichet répond au fournisseur.",
    "ASK": "Guichet demande au fournisseur ce qui manque.",
    "ESCALATE": "Guichet confie le message à un agent.",
    "ATTACH": "Guichet joint le message à un dossier déjà ouvert, sans répondre.",
    "IGNORE": "Guichet classe le message, sans répondre ni déranger personne.",
}
_LEVELS = (
    "L'expéditeur n'a pas prouvé ce qu'il peut savoir : il ne reçoit que des informations publiques.",
    "L'expéditeur est vérifié et a cité les trois éléments qui permettent de lui donner un statut.",
    "L'expéditeur est un contact de ce fournisseur, enregistré par un agent.",
    "L'expéditeur a été identifié par un agent.",
)
_CLASSES = {
    "A": "information publique, donnée à tous",
    "V": "donnée à un expéditeur vérifié",
    "V2": "donnée à un contact enregistré",
    "H": "toujours traitée par un agent",
    "S": "vigilance fraude, toujours traitée par un agent",
}
_EVIDENCE = {
    "canonical": "le numéro",
    "supplier": "le SIRET du fournisseur",
    "siren": "le SIREN du fournisseur",
    "amount": "le montant",
    "date": "la date",
    "engagement": "le numéro d'engagement",
    "confirmed": "la réponse de l'expéditeur à notre question",
}
_LANGUAGES = {"en": "anglais", "de": "allemand", "es": "espagnol", "it": "italien", "nl": "néerlandais"}
_STATUSES = {"read": "lue", "partly": "lue en partie", "refused": "non lue"}
_TEAMS = {"security": "sécurité", "general": "générale"}
_PRIORITIES = {"urgent": "urgente", "high": "haute", "normal": "normale"}


class _Mention(TypedDict):
    kind: str
    value: str
    raw: str
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of the mail; `kind` says in French what it was read as, empty for text between mentions."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One text of the mail (`Objet`, `Message` and so on), whole, in pieces."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A decision in words: `headline` says what is done, each section is (title, sentences); `reply` (subject, text)."""

    headline: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    texts: tuple[MarkedText, ...]
    reply: tuple[str, str] | None


def explained(trace: Mapping[str, object], rules: Rulebook, labels: Mapping[str, str]) -> Explained:
    """What `trace` (the object of `guichet explain --json`) says, in French.

    `labels` gives the body's words for a portal status; a code that nothing knows is shown as it is.
    """
    sections = {
        "Pourquoi": tuple(_why(trace, rules)),
        "Ce que demande le message": tuple(_wishes(trace, rules)),
        "Ce que Guichet y a lu": tuple(_read(_mentions(trace))),
        "Les pièces jointes": tuple(_files(trace, rules)),
        "Les factures": (*_statement(trace), *_invoices(trace, labels)),
        "L'expéditeur et la suite": tuple(_handling(trace)),
    }
    return Explained(
        headline=_OUTCOMES.get(_text(trace, "outcome"), _text(trace, "outcome")),
        sections=tuple((title, lines) for title, lines in sections.items() if lines),
        texts=tuple(_marked(trace)),
        reply=_reply(trace),
    )


def _why(trace: Mapping[str, object], rules: Rulebook) -> Iterator[str]:
    for why in objects_of(trace, "reasons"):
        values = tuple((name, str(value)) for name, value in why.items() if name != "code")
        yield sentence(Reason(_text(why, "code"), values), rules)
    yield f"Règle appliquée : {_text(trace, 'rule')}."


def _wishes(trace: Mapping[str, object], rules: Rulebook) -> Iterator[str]:
    names = {rule.id: rule.name for rule in rules.intents}
    for hit in objects_of(trace, "intents"):
        known = names.get(_text(hit, "id"), "demande")
        yield f"{known[:1].upper()}{known[1:]} ({_text(hit, 'id')}) : {_CLASSES.get(_text(hit, 'class'), '')}."
    if _text(trace, "language") in _LANGUAGES:
        yield f"Le message est écrit en {_LANGUAGES[_text(trace, 'language')]}."


def _read(mentions: Sequence[_Mention]) -> Iterator[str]:
    """Each value once, with all the places where it stands."""
    places: dict[tuple[str, str], list[str]] = {}
    for mention in mentions:
        where = _SOURCES.get(mention["source"], mention["source"])
        seen = places.setdefault((mention["kind"], mention["value"]), [])
        if where not in seen:
            seen.append(where)
    for (kind, value), where_all in places.items():
        word = _KINDS.get(kind, kind)
        yield f"{word[:1].upper()}{word[1:]} {_written(kind, value)}, {and_words(where_all)}."


def _files(trace: Mapping[str, object], rules: Rulebook) -> Iterator[str]:
    for file in objects_of(trace, "files"):
        how = _STATUSES.get(_text(file, "status"), _text(file, "status"))
        seen = ", d'après une image" if file.get("recognised") else ""
        why = f" : {rules.words.get(_text(file, 'why'), _text(file, 'why'))}" if file.get("why") else ""
        yield f"{_text(file, 'name') or 'Fichier sans nom'} : {how}{seen}{why}."


def _written(kind: str, value: str) -> str:
    """A mention's value as French readers write it; as it is when it has another form than its kind promises."""
    try:
        if kind == "amount":
            return euros(Decimal(value))
        if kind == "date":
            return date_words(date.fromisoformat(value))
        if kind == "period":
            first, last = map(date.fromisoformat, value.split("/"))
            return f"du {date_words(first)} au {date_words(last)}"
    except (ArithmeticError, ValueError):
        return value
    if kind == "iban":
        return f"(pays : {value})"
    return grouped(value) if kind == "siret" else value


def _statement(trace: Mapping[str, object]) -> Iterator[str]:
    statement = trace.get("statement")
    if isinstance(statement, Mapping):
        where = f"« {statement.get('file')} »" if statement.get("file") else "dans le message"
        told = [line.get("standing") for line in objects_of(statement, "told")]
        yield (
            f"Relevé de compte {where} : {statement.get('lines')} lignes, {statement.get('found')} retrouvées, "
            f"{told.count('told')} données au fournisseur."
        )


def _invoices(trace: Mapping[str, object], labels: Mapping[str, str]) -> Iterator[str]:
    mentions = _mentions(trace)
    for match in objects_of(trace, "matches"):
        number = mentions[int(str(match["mention"]))]["value"]
        found = match.get("invoice")
        if isinstance(found, Mapping):
            yield _found(number, found, match, labels)
            continue
        near = [f"{_text(one, 'number')} ({grouped(_text(one, 'siret'))})" for one in objects_of(match, "near")]
        yield {
            "ambiguous": f"{number} : plusieurs factures portent ce numéro, {and_words(near)}.",
            "near": f"{number} : aucune facture ne le porte ; {and_words(near)} lui ressemble, sans plus.",
        }.get(_text(match, "certainty"), f"{number} : aucune facture de ce fournisseur ne le porte.")


def _found(number: str, found: Mapping[str, object], match: Mapping[str, object], labels: Mapping[str, str]) -> str:
    status = _text(found, "status")
    codes = match.get("evidence")
    agree = [_EVIDENCE[str(code)] for code in codes if code in _EVIDENCE] if isinstance(codes, list) else []
    by = f", d'après {and_words(agree)}" if agree else ""
    called = "" if number == _text(found, "number") else f" : c'est la facture {_text(found, 'number')}"
    return (
        f"{number} est retrouvée{called} (SIRET {grouped(_text(found, 'siret'))}){by}. "
        f"Statut : « {labels.get(status, status)} »."
    )


def _handling(trace: Mapping[str, object]) -> Iterator[str]:
    level = int(str(trace.get("level", 0)))
    yield _LEVELS[min(max(level, 0), len(_LEVELS) - 1)]
    if _text(trace, "outcome") == "ESCALATE":
        team, priority = _text(trace, "team"), _text(trace, "priority")
        yield f"Équipe {_TEAMS.get(team, team)}, priorité {_PRIORITIES.get(priority, priority)}."


def _marked(trace: Mapping[str, object]) -> Iterator[MarkedText]:
    texts = trace.get("texts")
    mentions = _mentions(trace)
    for source, title in _TITLES.items():
        text = _text(texts, source) if isinstance(texts, Mapping) else ""
        if text:
            here = sorted((m for m in mentions if m["source"] == source), key=lambda m: (m["start"], -m["end"]))
            yield MarkedText(title, tuple(_pieces(text, here)))


def _pieces(text: str, mentions: Sequence[_Mention]) -> Iterator[Piece]:
    """The text, whole and in order, cut at the mentions; where two overlap the first one keeps its place."""
    at = 0
    for mention in mentions:
        start, end = mention["start"], mention["end"]
        if at <= start < end <= len(text):
            if at < start:
                yield Piece(text[at:start])
            yield Piece(text[start:end], _KINDS.get(mention["kind"], mention["kind"]))
            at = end
    if at < len(text):
        yield Piece(text[at:])


def _reply(trace: Mapping[str, object]) -> tuple[str, str] | None:
    reply = trace.get("reply")
    return (_text(reply, "subject"), _text(reply, "text")) if isinstance(reply, Mapping) else None


def _mentions(trace: Mapping[str, object]) -> tuple[_Mention, ...]:
    return tuple(
        _Mention(
            kind=_text(one, "kind"),
            value=_text(one, "value"),
            raw=_text(one, "raw"),
            source=_text(one, "source"),
            start=int(str(one.get("start", 0))),
            end=int(str(one.get("end", 0))),
        )
        for one in objects_of(trace, "mentions")
    )


def _text(holder: Mapping[str, object], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""
