"""What a mail wants: intents of the catalogue found in the sender's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.core.flat_text import fold, plain
from bot.core.mail import IncomingMail
from bot.core.match import asked_numbers
from bot.core.mention import Mention, MentionKind, Source
from bot.core.needles import Needed, grams, holds, needles
from bot.core.own_words import body_lines, own_words, without_courtesy
from bot.core.rulebook import IntentClass, IntentHit, IntentRule

__all__ = ["asks_for_a_person", "classify", "fold", "is_thanks_only"]

STATUS, SEVERAL = "i01", "i02"
_ABOUT_INVOICES = frozenset({"i01", "i03", "i04", "i06", "i07", "i08", "i09", "i10"})
_FILLER = frozenset(
    [
        *(
            "a",
            "ai",
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
            "ci-joint",
            "concernant",
            "concerne",
        ),
        *(
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
        ),
        *(
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
        ),
        *(
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
        ),
        *(
            "reference",
            "retour",
            "retours",
            "reviens",
            "revenir",
            "revenons",
            "s",
            "siret",
            "sujet",
            "suite",
            "sur",
            "ttc",
            "tva",
            "un",
        ),
        *("une", "va", "vers", "vos", "votre", "vous", "y"),
    ]
)
"""Words that say nothing beside an invoice number: what is left when they are gone is the request."""
_WORD = re.compile(r"[a-z][a-z'-]*")
_WITH_DIGIT = re.compile(r"\S*\d\S*")
_AGENT_TOKEN = re.compile(r"(?<!\w)AGENT(?!\w)")
_AGENT_LINE = re.compile(r"[\s\"'«»*.!]*agent[\s\"'«»*.!]*", re.IGNORECASE)
_FOR_WHAT = (
    r"(?: pour (?:votre|vos|ta|cette|ces|ce|l'|la|le|tout)?(?: ?(?:reponses?|retours?|reactivite|rapidite|aide|amabilite|precisions?|"
    r"informations?|infos?|messages?|mails?|diligence|suivi|traitement|prompte?|rapide|eclaircissements?|complements?))*(?: d'information)?)?"
)
_THANKS = re.compile(
    rf"(?:(?:ok|parfait|super|bonjour|tres bien|c'est note) )?(?:un grand |tres |encore )?merci(?: beaucoup| bien| infiniment| a vous| encore)?{_FOR_WHAT}"
    r"|(?:c'est )?(?:bien |tout |bonne )?(?:note|recu|parfait|ok|d'accord|entendu|super|tres bien|nickel|reception)"
    r"(?: (?:pour moi|pour nous|de votre (?:message|mail|reponse)))?"
    rf"|je vous (?:en )?remercie(?: (?:beaucoup|vivement))?(?:{_FOR_WHAT}| de votre (?:reponse|retour|aide|message))"
    r"|bonjour|bonsoir|madame|monsieur|bonne (?:journee|soiree|semaine|fin de journee)|a bientot|excellente journee"
)
_REPLY = re.compile(r"(?:re|rep|aw|sv) ?:")
_LONGEST_THANKS = 200


def classify(mail: IncomingMail, mentions: Sequence[Mention], rules: Sequence[IntentRule]) -> tuple[IntentHit, ...]:
    """Every intent of `rules` that the mail's own words show, in the rules' order.

    Signatures, disclaimers, banners and the closing clause of reminders count only for rules that look
    everywhere and for security rules. Two or more invoice numbers with a question about an invoice make
    it also a question about several; a number with nothing but courtesy round it asks for the status.
    """
    words = own_words(mail)
    said, everything = grams(words.said), grams(words.everything)
    hits = []
    for rule in rules:
        if rule.everywhere or rule.intent_class is IntentClass.S:
            evidence = _evidence(rule, words.everything, everything)
        else:
            evidence = _evidence(rule, words.said, said)
        if evidence:
            hits.append(_hit(rule, evidence))
    return tuple(hits) + _implied(mail, mentions, rules, hits, words.said)


def _evidence(rule: IntentRule, words: str, grams_of_words: set[str]) -> str:
    """The first words that match and that no `unless` covers, empty when there are none."""
    excused: list[tuple[int, int]] | None = None
    for pattern in rule.patterns:
        if not holds(words, grams_of_words, _needles(pattern)):
            continue
        for match in pattern.finditer(words):
            if excused is None:
                excused = [span.span() for unless in rule.unless for span in unless.finditer(words)]
            if not any(start <= match.start() and match.end() <= end for start, end in excused):
                return match[0].strip()[:200]
    return ""


@cache
def _needles(pattern: re.Pattern[str]) -> tuple[Needed, ...]:
    return needles(pattern.pattern)


def _hit(rule: IntentRule, evidence: str) -> IntentHit:
    return IntentHit(rule.id, rule.intent_class, evidence, rule.priority, rule.team)


def _implied(
    mail: IncomingMail, mentions: Sequence[Mention], rules: Sequence[IntentRule], hits: Sequence[IntentHit], said: str
) -> tuple[IntentHit, ...]:
    """Intents that no words show: a bare number (status), several numbers (statement)."""
    by_id = {rule.id: rule for rule in rules}
    found = {hit.id for hit in hits}
    if not found and STATUS in by_id and _names_only_an_invoice(mail, mentions, said):
        return (_hit(by_id[STATUS], "numéro de facture sans autre demande"),)
    if SEVERAL in by_id and SEVERAL not in found and found & _ABOUT_INVOICES and len(asked_numbers(mentions)) > 1:
        return (_hit(by_id[SEVERAL], "plusieurs numéros de facture"),)
    return ()


def _names_only_an_invoice(mail: IncomingMail, mentions: Sequence[Mention], said: str) -> bool:
    here = (Source.SUBJECT, Source.FRESH)
    if not any(m.kind is MentionKind.INVOICE_NUMBER and m.source in here for m in mentions):
        return False
    named = set(_WORD.findall(fold(mail.sender.name))) if mail.sender else set()
    left = _WORD.findall(_WITH_DIGIT.sub(" ", without_courtesy(said)).replace("'", " "))
    return not set(left) - _FILLER - named


def asks_for_a_person(mail: IncomingMail) -> bool:
    """Whether the sender wrote the word AGENT: in capitals anywhere, or alone on a line in any letters.

    What is quoted does not count: our own mails explain the word.
    """
    if _AGENT_TOKEN.search(mail.subject) or _AGENT_TOKEN.search(mail.fresh_text):
        return True
    return any(_AGENT_LINE.fullmatch(line) for line in mail.fresh_text.split("\n") if len(line) < 40)


def is_thanks_only(mail: IncomingMail) -> bool:
    """Whether a reply thanks, or says that all is understood, and asks for nothing.

    Below the thanks may stand the sender's name and nothing else. « Merci de votre retour » is a request,
    and so is a first mail that asks in its subject and closes with « merci ».
    """
    subject = fold(mail.subject)
    if not (mail.references or not subject or _REPLY.match(subject) or "merci" in subject):
        return False
    lines = body_lines(plain(mail.fresh_text))
    text = " ".join(line for line in lines if line)
    if not text or len(text) > _LONGEST_THANKS or "?" in text:
        return False
    phrases = [p.strip() for line in lines for p in re.split(r"[.,;!:]+|\s-\s|\bet\b", line) if p.strip()]
    thanks = [bool(_THANKS.fullmatch(phrase)) for phrase in phrases]
    if not any(
        (is_thanks and "merci" in p) or (is_thanks and _settles(p))
        for is_thanks, p in zip(thanks, phrases, strict=True)
    ):
        return False
    rest = [phrase for phrase, is_thanks in zip(phrases, thanks, strict=True) if not is_thanks]
    return not rest or (all(thanks[: len(phrases) - len(rest)]) and _is_name(mail, rest))


def _settles(phrase: str) -> bool:
    return any(
        word in phrase for word in ("note", "recu", "parfait", "remercie", "reception", "ok", "entendu", "d'accord")
    )


def _is_name(mail: IncomingMail, rest: Sequence[str]) -> bool:
    """Whether what is left is the sender's own name, first or last, as their address shows it."""
    known = fold(f"{mail.sender.name} {mail.sender.address}") if mail.sender else ""
    words = " ".join(rest).split()
    return len(words) <= 4 and all(word in known for word in words)
