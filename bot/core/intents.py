"""What a mail wants: intents of the catalogue found in the sender's own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.courtesy import is_reply, is_thanks_only
from bot.core.everyday import everyday_question
from bot.core.flat_text import fold, plain
from bot.core.french_words import MONTHS
from bot.core.language import FRENCH
from bot.core.mail import IncomingMail
from bot.core.match import asked_numbers
from bot.core.mention import Mention, MentionKind, Source
from bot.core.own_words import OwnWords, own_words, without_courtesy
from bot.core.rulebook import IntentClass, IntentHit, IntentRule
from bot.core.wordings import Wordings, indexed

__all__ = ["asks_for_a_person", "classify", "fold", "is_thanks_only"]

STATUS, SEVERAL, DATE, DEPOSIT, DELAY, OWED = "i01", "i02", "i03", "i16", "i18", "i45"
_SENT_BACK = frozenset({"i08", "i09", "i10"})
_BY_THE_WAY = frozenset({"i17", "i46"})
_DIRECTORY = frozenset({"i11", "i12", "i13"})
_SENTENCE = re.compile(r"[^.!?;|]+[.!?;]*")
_ASKING = re.compile(
    r"\?|\b(?:merci (?:de|d')|veuillez|pouv(?:ez|ons)|pourr(?:iez|ais)|puis-je|besoin|il (?:me |nous )?(?:faut|faudrait|manque)|svp|s'il vous plait|"
    r"comment|cherch\w+|souhait\w+|aimer\w+|voudr\w+|(?:ne|n') ?(?:sais|savons|connai\w+|trouv\w+|arriv\w+|parviens|parvenons)|n'a(?:i|vons) (?:pas|aucun)|"
    r"perdu|bloque\w*|reclam\w+|demande|exige|impossible|aucun|sans|ni)\b"
)
"""What a sentence has that asks for something, or lacks it."""
_ABOUT_INVOICES = frozenset({"i01", "i03", "i04", "i06", "i07", "i08", "i09", "i10"})
_FILLER = frozenset(
    [
        "a",
        "ai",
        "no",
        "ok",
        "alors",
        "ai-je",
        "au",
        "aux",
        "avec",
        "avons",
        "c",
        "ce",
        "cela",
        "ces",
        "cet",
        "cette",
        "ci-dessous",
        "ci-joint",
        "concernant",
        "concerne",
        "contacte",
        "contactons",
        "d",
        "dans",
        "date",
        "de",
        "demande",
        "des",
        "dossier",
        "du",
        "ecris",
        "en",
        "est",
        "et",
        "eur",
        "euros",
        "fact",
        "facture",
        "factures",
        "fournisseur",
        "ht",
        "il",
        "j",
        "je",
        "jour",
        "l",
        "la",
        "le",
        "les",
        "ma",
        "mail",
        "me",
        "mes",
        "message",
        "mon",
        "montant",
        "n",
        "nos",
        "notre",
        "nous",
        "numero",
        "objet",
        "on",
        "par",
        "permets",
        "pour",
        "qui",
        "ref",
        "reference",
        "retour",
        "retours",
        "revenir",
        "revenons",
        "reviens",
        "s",
        "siret",
        "suite",
        "sujet",
        "sur",
        "ttc",
        "tva",
        "un",
        "une",
        "va",
        "vers",
        "vos",
        "votre",
        "vous",
        "y",
        *map(fold, MONTHS),
    ]
)
"""Words that say nothing beside an invoice number: what is left when they are gone is the request."""
_WORD = re.compile(r"[a-z][a-z'-]*")
_AS_ASKED = re.compile(
    r"\b(?:comme (?:convenu|demande|promis)\b[ ,]*)?(?:(?:re)?voici|je vous (?:donne|redonne|transmets|envoie|communique|precise)) (?:donc )?(?:"
    r"(?:les|nos|mes) (?:elements?|informations?|references?)|(?:le|mon|notre) (?:bon )?numero(?: de (?:la|ma|notre))?|(?:la|ma) (?:bonne )?reference(?: de (?:la|ma|notre))?)(?: (?:manquant|demande)(?:e?s)?)?\b"
)
"""Said above what we asked for; « voici la facture » sends an invoice and asks nothing."""
_WITH_DIGIT = re.compile(r"\S*\d\S*")
_AGENT_TOKEN = re.compile(r"(?<!\w)AGENT(?!\w)")
_AGENT_LINE = re.compile(
    r"[\s\"'«»*.!]*(?:un |l')?agent(?: (?:svp|s'il (?:vous|te) plait|merci|please))*[\s\"'«»*.!,]*"
)
_PERSON = re.compile(
    r"\b(?:parler|echanger|discuter|m'entretenir|avoir|joindre|contacter|mettre en (?:relation|contact))\b[^.!?|]{0,25}?"
    r"\b(?:un humain|un (?:vrai )?agent|une (?:vraie )?personne|quelqu'un|un (?:conseiller|interlocuteur|responsable)|un etre humain)\b"
    r"|\b(?:me|nous) (?:rappeler|rappeliez|recontacter|contacter|appeler|telephoner|joindre)\b[^.!?|]{0,25}?(?:\b0\d|\+33|telephone|\btel\b|mon portable|mon mobile)"
    r"|\brappel(?:ez|er|le)-?(?: )?(?:moi|nous)\b|\b(?:merci|pouvez-vous|pourriez-vous|pouvez vous) (?:de )?(?:me|nous) rappeler(?: svp| merci)? ?(?:[.!?|]|$)"
    r"|\bappelez-(?:moi|nous)\b|\b(?:pas|plus) (?:a|avec) (?:un|une) (?:robot|machine|automate)|\bspeak (?:to|with) (?:a|some)"
)
_PERSON_ABROAD = re.compile(
    r"\b(?:call|phone|ring|contact) (?:me|us)(?: back)?\b(?! if)|\b(?:speak|talk) (?:to|with) (?:a|an|some|your)\w*\b|\b(?:a|real) (?:human|person)\b|\bgive (?:me|us) a (?:call|ring)\b"
    r"|\brufen sie (?:mich|uns)\b|\b(?:um )?ruckruf\b|\bmit (?:einem mitarbeiter|jemandem|einer person)\b|\b(?:llameme|llamenos|llamarme|llamarnos)\b|\bhablar con\b"
    r"|\b(?:richiamatemi|richiamarmi|richiamateci|chiamatemi|chiamarmi)\b|\bparlare con\b|\b(?:mij|ons|me) (?:terug)?bellen\b|\bbel(?:t u)? (?:mij|ons|me)\b|\bspreken met\b|\biemand spreken\b"
)
_PRONOUN = re.compile(
    r"\b(?:est|a|sera|serait|figure|avance|bloque|coince|trouve|passe|part)[- ]?t?[- ]elles?\b|\b(?:sont|ont|seront)[- ]elles\b"
    r"|\belles? (?:n'?)?(?:est|a|sera|en est|en sont|apparait|avance|bloque|reste|se trouve|sont|ont)\b"
    r"|\best[- ]ce (?:fait|bon|normal|en cours|genant|parti|ok|regle|que quelque chose|qu'elles?)\b|\bc'est (?:fait|bon|regle|parti|en cours)\b"
    r"|\b(?:etapes?|stades?|etats?|avancee|nouvelles?|nouveau|circuit|visibilite)\b|\bce? ?que (?:ca|cela) donne|\bca (?:donne|avance)\b|\bdonne quoi\b"
    r"|\b(?:pouvez|pourriez|peux|pourrais|peut|pourrait)[- ](?:vous|tu|on) (?:me |nous |y )?(?:verifier|regarder|voir|jeter un|eclairer|m'eclairer|confirmer)|\bvous pouvez (?:regarder|verifier|voir)\b"
    r"|\bm'eclairer\b|\bjeter un (?:oeil|coup d'oeil)|\b(?:pas|aucun|un petit|un|votre) (?:de |eu de )?retours?\b|\bpas bouge\b|\bbloque(?:e|nt)?\b|\bcoince\b"
    r"|\bl(?:es)?[' ]?(?:avez|auriez)[- ]vous\b|\bavez[- ]vous eu le temps\b|\bla (?:traiter|regler|payer|valider|mandater)\b"
    r"|\bprises? en (?:charge|compte)\b|\bla prendre en (?:charge|compte)\b|\bchez qui\b|\bmandate?e?s?\b|\ben est(?:-on|-elle)?\b|\ben (?:etes-vous|sont-elles)\b"
    r"|\bet (?:pour )?(?:la|le|les|celle|ma|notre)\b[^.!?|]{0,40}\?|\bdu coup ?\?"
    r"|\bproblemes?\b[^.!?|]{0,30}\?|\bou ca en\b|\bpris en compte\b|\bfaire suivre\b|\battend\w*\b|\bpay(?:e|ee|er|ement)s?\b|\bpaiements?\b|\breglements?\b|\bversements?\b|\btresorerie\b|\btresor public\b"
)
"""Short questions that speak of « elle »: they ask for the status when the mail names an invoice."""


_CIRCUIT = re.compile(
    r"\b(?:(?:arrive|receptionne|traite|valide|mandate|adresse)es?|recues?|parvenues?|transmises?|du recevoir|suit son cours|suivent leur cours|(?:me|nous) repondre)\b"
)
"""What may happen to an invoice on its way: with a number and a question in the mail, it asks how far it came."""
_WANTS = re.compile(
    r"\?|\b(?:(?:pouvez|pourriez|pourrais|peux|sauriez)[- ](?:vous|tu)|vous pouvez|(?:savoir|connaitre)|m'assurer|nous assurer)\b"
)


def classify(mail: IncomingMail, mentions: Sequence[Mention], rules: Sequence[IntentRule]) -> tuple[IntentHit, ...]:
    """Every intent of `rules` that the mail's own words show, in the rules' order.

    Signatures, disclaimers, banners and the closing clause of reminders count only for rules that look
    everywhere and for security rules. Two or more invoice numbers with a question about an invoice make
    it also a question about several; a number with nothing but courtesy round it asks for the status.
    """
    words = own_words(mail)
    hits: list[IntentHit] = []
    for rule, patterns in _worth_trying(tuple(rules), mail.language, words):
        if any(hit.id == rule.id for hit in hits):
            continue
        taken = () if rule.intent_class.for_person else _taken(words.said, hits)
        evidence = _evidence(rule, patterns, words.everything if _reads_everything(rule) else words.said, taken)
        if evidence:
            hits.append(_hit(rule, evidence))
    return _settled(hits, mentions, words.said) + _implied(mail, mentions, rules, hits, words.said)


@dataclass(frozen=True, slots=True)
class _Searched:
    """Patterns that are looked for in one text, each with the place of its rule among all, and their index."""

    patterns: tuple[tuple[int, re.Pattern[str]], ...]
    index: Wordings


@lru_cache(maxsize=32)
def _searched(rules: tuple[IntentRule, ...], language: str, *, everything: bool) -> _Searched:
    """What rules look for in mails of a language: in all of a mail, or in the sender's own words only."""
    patterns = tuple(
        (place, pattern)
        for place, rule in enumerate(rules)
        if _speaks_for(rule, language) and _reads_everything(rule) is everything
        for pattern in rule.patterns
    )
    return _Searched(patterns, indexed(pattern for _, pattern in patterns))


def _worth_trying(
    rules: tuple[IntentRule, ...], language: str, words: OwnWords
) -> list[tuple[IntentRule, list[re.Pattern[str]]]]:
    """Rules, in their order, with their patterns that may match."""
    found: dict[int, list[re.Pattern[str]]] = {}
    for text, everything in ((words.said, False), (words.everything, True)):
        searched = _searched(rules, language, everything=everything)
        for number in searched.index.worth_trying(text):
            place, pattern = searched.patterns[number]
            found.setdefault(place, []).append(pattern)
    return [(rules[place], found[place]) for place in sorted(found)]


def _reads_everything(rule: IntentRule) -> bool:
    return rule.everywhere or rule.intent_class is IntentClass.S


def _speaks_for(rule: IntentRule, language: str) -> bool:
    """Whether a rule's wordings are looked for in a mail of this language: those of danger in every mail."""
    return (
        rule.language == language
        or rule.intent_class is IntentClass.S
        or (rule.language == FRENCH and rule.intent_class is IntentClass.H)
    )


def _settled(hits: Sequence[IntentHit], mentions: Sequence[Mention], said: str) -> tuple[IntentHit, ...]:
    """Without « here is our invoice » when the mail also asks where the invoice is; who owes us money asks nothing more.

    « Quel est votre délai de paiement ? » asks for the rule, not for the date of one payment, when no invoice is named.
    Why an invoice was sent back is not the question where it stands; « je n'ai pas internet » beside a question tells only.
    """
    named = bool(asked_numbers(mentions))
    asks = any(hit.id in (STATUS, DATE) for hit in hits)
    owes = any(hit.id == OWED for hit in hits) and not named
    rule = next((hit.evidence for hit in hits if hit.id == DELAY and not named), "")
    sentences = _SENTENCE.findall(said)
    sent_back = [one for one in sentences if any(hit.evidence in one for hit in hits if hit.id in _SENT_BACK)]
    told = [one for one in sentences if not _WANTS.search(one)] if named and asks else []
    return tuple(
        hit
        for hit in hits
        if not (
            (asks and hit.id == DEPOSIT)
            or (hit.id in (STATUS, DATE) and (owes or (rule and (hit.evidence in rule or rule in hit.evidence))))
            or (hit.id == STATUS and any(hit.evidence in one for one in sent_back))
            or (hit.id in _BY_THE_WAY and any(hit.evidence in one for one in told))
        )
    )


def _taken(said: str, hits: Sequence[IntentHit]) -> list[tuple[int, int]]:
    """Places of the sentences in which a matter for a person was recognised: « sans réponse à ma relance » only complains."""
    strict = [hit.evidence for hit in hits if hit.intent_class.for_person]
    return [one.span() for one in _SENTENCE.finditer(said) if any(words in one[0] for words in strict)]


def _evidence(
    rule: IntentRule, patterns: Sequence[re.Pattern[str]], words: str, taken: Sequence[tuple[int, int]]
) -> str:
    """The first words that one of `patterns` matches and neither an `unless` nor a place `taken` covers; else empty."""
    excused: list[tuple[int, int]] | None = None
    for pattern in patterns:
        for match in pattern.finditer(words):
            if excused is None:
                excused = [*taken, *(span.span() for unless in rule.unless for span in unless.finditer(words))]
            if not any(start <= match.start() and match.end() <= end for start, end in excused):
                return match[0].strip()[:200]
    return ""


def _hit(rule: IntentRule, evidence: str) -> IntentHit:
    return IntentHit(rule.id, rule.intent_class, evidence, rule.priority, rule.team)


def _implied(
    mail: IncomingMail, mentions: Sequence[Mention], rules: Sequence[IntentRule], hits: Sequence[IntentHit], said: str
) -> tuple[IntentHit, ...]:
    """Intents that no words show: a bare number (status), several numbers (statement)."""
    by_id = {rule.id: rule for rule in rules}
    found = {hit.id for hit in hits}
    if STATUS in by_id and not found:
        if _names_only_an_invoice(mail, mentions, said):
            return (_hit(by_id[STATUS], "numéro de facture sans autre demande"),)
        speaks_french = mail.language == FRENCH and asked_numbers(mentions, forward=mail.is_forward)
        asked = (_PRONOUN.search(said) or _on_its_way(mentions, said)) if speaks_french else None
        words = asked[0] if asked else everyday_question(mail, said) if speaks_french else ""
        if words:
            return (_hit(by_id[STATUS], words[:200]), *_several(mail, mentions, by_id))
    if all(hit.intent_class is IntentClass.A for hit in hits) and not asked_numbers(mentions):
        return _topics(rules, found, said)
    return _several(mail, mentions, by_id) if SEVERAL not in found and found & _ABOUT_INVOICES else ()


def _on_its_way(mentions: Sequence[Mention], said: str) -> re.Match[str] | None:
    """What the mail says of the way of an invoice that it names itself, and not only in its history, when it asks."""
    named = any(m.kind is MentionKind.INVOICE_NUMBER and m.source in (Source.SUBJECT, Source.FRESH) for m in mentions)
    return _CIRCUIT.search(said) if named and _WANTS.search(said) else None


def _topics(rules: Sequence[IntentRule], found: Collection[str], said: str) -> tuple[IntentHit, ...]:
    """Public information that a sentence asks for in no wording we know: its very subject is enough.

    A subject of the directory (SIRET, code, engagement) stands beside whatever was found, so that no half of a
    question is lost; « how » and « it does not work » count only when nothing else was understood.
    """
    hits: dict[str, IntentHit] = {}
    for sentence in filter(_ASKING.search, _SENTENCE.findall(said)):
        for rule in rules:
            topic = next((match[0] for pattern in rule.topics if (match := pattern.search(sentence))), "")
            if topic and rule.id not in found and not any(unless.search(sentence) for unless in rule.unless):
                hits.setdefault(rule.id, _hit(rule, topic.strip()[:200]))
    directory = tuple(hit for name, hit in hits.items() if name in _DIRECTORY)
    return directory if directory or found else tuple(hits.values())


def _several(mail: IncomingMail, mentions: Sequence[Mention], by_id: Mapping[str, IntentRule]) -> tuple[IntentHit, ...]:
    if SEVERAL in by_id and len(asked_numbers(mentions, forward=mail.is_forward, reply=is_reply(mail))) > 1:
        return (_hit(by_id[SEVERAL], "plusieurs numéros de facture"),)
    return ()


def _names_only_an_invoice(mail: IncomingMail, mentions: Sequence[Mention], said: str) -> bool:
    here = (Source.FRESH,) if is_reply(mail) else (Source.SUBJECT, Source.FRESH)
    if not any(m.kind is MentionKind.INVOICE_NUMBER and m.source in here for m in mentions):
        return False
    named = set(_WORD.findall(fold(mail.sender.name))) if mail.sender else set()
    left = _WORD.findall(_WITH_DIGIT.sub(" ", _AS_ASKED.sub(" ", without_courtesy(said))).replace("'", " "))
    return not set(left) - _FILLER - named


def asks_for_a_person(mail: IncomingMail) -> bool:
    """Whether the sender wrote the word AGENT (in capitals anywhere, or alone on a line), or asks to be called.

    What is quoted does not count: our own mails explain the word.
    """
    if _AGENT_TOKEN.search(mail.subject) or _AGENT_TOKEN.search(mail.fresh_text):
        return True
    if "agent" in plain(mail.fresh_text) and any(
        _AGENT_LINE.fullmatch(fold(line)) for line in mail.fresh_text.split("\n") if len(line) < 40
    ):
        return True
    said = own_words(mail).said
    return bool((_PERSON if mail.language == FRENCH else _PERSON_ABROAD).search(said))
