"""Mails that thank and ask for nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.flat_text import fold
from bot.core.mail import IncomingMail
from bot.core.own_words import body_lines

_FOR_WHAT = (
    r"(?: pour (?:votre|vos|ta|cette|ces|ce|l'|la|le|tout|me|m'|nous|avoir)?(?: ?(?:reponses?|retours?|reactivite|rapidite|aide|amabilite|precisions?|"
    r"informations?|infos?|messages?|mails?|diligence|suivi|traitement|prompte?|rapide|eclaircissements?|complements?|reglement|paiement|virement))*"
    r"(?: d'information)?)?"
)
_GOOD_DAY = (
    r"(?:une |un )?(?:tres )?(?:bonne|excellente|belle|agreable)s? (?:journee|soiree|semaine|fin de (?:journee|semaine)|fetes?|weekend|week-end|continuation|reception)"
    r"(?: a (?:vous(?: aussi)?|toutes?(?: et (?:a )?tous)?|tous|toute l'equipe))?"
    r"|(?:un )?(?:bon|excellent) (?:week-?end|apres-midi)|a bientot|bon courage(?: a (?:vous(?: aussi)?|tous|toutes|l'equipe))?|bonne continuation"
)
_THANKS = re.compile(
    rf"(?:(?:ok|parfait|super|top|genial|bonjour|tres bien|c'est note|d'accord|entendu|oui) )*(?:un grand |tres |encore |mille |grand )?mercis?(?: (?:beaucoup|bien|infiniment|a vous|encore|a toute l'equipe|madame|monsieur))*{_FOR_WHAT}"
    r"|(?:ok |alors |ah )?(?:c'est )?(?:bien |tout |bonne |tres )?(?:note|recu|parfait|ok|d'accord|entendu|super|tres bien|nickel|reception|compris|top)"
    r"(?: (?:pour moi|pour nous|de votre (?:message|mail|reponse|retour)))?"
    rf"|je vous (?:en )?remercie(?: (?:beaucoup|vivement|sincerement|par avance))?(?:{_FOR_WHAT}| de votre (?:reponse|retour|aide|message))"
    rf"|(?:nous|on) vous (?:en )?remerci(?:ons|e)(?: (?:beaucoup|vivement))?(?:{_FOR_WHAT}| de votre (?:reponse|retour|aide|message))"
    r"|(?:nous avons|j'ai|on a) bien (?:recu|note) (?:le|votre|la|les|ce|cette|vos) (?:\w+ )?(?:paiement|reglement|virement|reponse|message|mail|retour|informations?)"
    r"|(?:le |votre )?(?:paiement|reglement|virement) (?:a ete |est )?(?:bien )?(?:recu|arrive)"
    rf"|(?:je |nous |et )?(?:vous )?(?:souhait(?:e|ons|ant) )?(?:{_GOOD_DAY})"
    r"|(?:votre |ta )?reponse (?:tres |bien |parfaitement )?(?:claire|complete|rapide|precise|utile)|(?:c'est |tout est )(?:tres |bien )?clair"
    r"|(?:je n'ai|nous n'avons|on n'a|plus) (?:plus )?besoin (?:de rien|d'autre chose)"
    r"|bonjour|bonsoir|madame|monsieur|cordialement|bien a vous"
    # The same in the languages of suppliers abroad.
    r"|(?:ok|great|perfect|noted|received|hello|hi|dear all|well received|very kind of you|understood|ok noted)"
    r"|(?:ok |great |perfect |noted )?(?:many |with )?thanks?(?: you)?(?: (?:so|very) much| a lot| again| all)?"
    r"(?: (?:for|and) (?:your|the|this|letting (?:me|us) know)(?: (?:help|(?:quick |prompt |kind )?(?:reply|answer|response|support|assistance|feedback)|update|information|info|message|e-?mail))?)?"
    r"|(?:we|i)(?: have|'ve)? (?:well )?received (?:the|your) (?:payment|transfer|reply|answer|message|e-?mail|information)|(?:the |your )?payment (?:has been |was )?received|have a (?:nice|good|great) (?:day|weekend|week|evening)"
    r"|(?:best|kind) regards|regards|best wishes"
    r"|(?:vielen|besten|herzlichen|schonen) dank(?: (?:nochmals|noch))?(?: fur (?:ihre|die) (?:(?:schnelle|rasche) )?(?:hilfe|antwort|ruckmeldung|nachricht|information|info|unterstutzung))?(?: und (?:freundliche|viele|beste) grus(?:s)?en?)?|danke(?: (?:schon|sehr|ihnen))?|(?:mit )?(?:freundliche[nr]?|viele|beste) grus(?:s)?en?|zahlung (?:ist )?erhalten|guten tag|hallo"
    r"|(?:muchas |mil )?gracias(?: por (?:su|la|todo|tu)(?: (?:rapida )?(?:respuesta|ayuda|informacion|atencion|colaboracion))?)?|recibido|perfecto|entendido|(?:un )?(?:cordial )?saludos?(?: cordiales)?|buenos dias|hola"
    r"|(?:molte |tante )?grazie(?: (?:mille|infinite|ancora))?(?: (?:per|a) (?:la|il|l'|voi|vostro|vostra|tutti)(?: ?(?:vostra |vostro |sua )?(?:risposta|riscontro|aiuto|collaborazione|informazione|disponibilita))?)?|ricevuto|perfetto|(?:cordiali|distinti) saluti|saluti|buongiorno|buona giornata"
    r"|(?:hartelijk |heel erg |alvast |hartelijke )?(?:dank|bedankt|dank u(?: wel)?|dankjewel)(?: voor (?:uw|de|het|je) (?:(?:snelle )?(?:antwoord|reactie|hulp|informatie|bericht|terugkoppeling)))?|ontvangen|prima|met vriendelijke groet(?:en)?|groeten|fijne dag"
)
_SENT_BY = re.compile(
    r"envoye (?:de|depuis|a partir)\b.*|sent from\b.*|(?:obtenez|telechargez?r?|obtenir) (?:\w+ )?(?:outlook|l'application|orange|yahoo)\b.*"
    r"|provenance ?: courrier\b.*|-- ?|_{5,}|yahoo mail\b.*"
)
_REPLY = re.compile(r"(?:re|rep|aw|sv) ?:")
_LONGEST_THANKS = 300
_SETTLED = (
    "merci",
    "claire",
    "note",
    "recu",
    "parfait",
    "remerci",
    "reception",
    "ok",
    "entendu",
    "d'accord",
    "arrive",
    "compris",
    "thank",
    "dank",
    "gracias",
    "grazie",
    "received",
    "erhalten",
    "recibido",
    "ricevuto",
    "ontvangen",
    "understood",
)


def is_reply(mail: IncomingMail) -> bool:
    """Whether a mail answers another, as its headers or its subject say."""
    return bool(mail.references) or bool(_REPLY.match(fold(mail.subject)))


def is_thanks_only(mail: IncomingMail) -> bool:
    """Whether a reply thanks, or says that all is understood, and asks for nothing.

    Below the thanks may stand a signature and nothing else. « Merci de votre retour » is a request,
    and so is a first mail that asks in its subject and closes with « merci ».
    """
    subject = fold(mail.subject)
    if not (is_reply(mail) or not subject or "merci" in subject):
        return False
    if len(mail.fresh_text) > 4 * _LONGEST_THANKS:
        return False
    lines = spoken_lines(mail)
    text = " ".join(lines)
    return bool(text) and len(text) <= _LONGEST_THANKS and "?" not in text and _only_thanks(mail, lines)


def _only_thanks(mail: IncomingMail, lines: Sequence[str]) -> bool:
    """Whether the lines thank first, then at most name who writes."""
    phrases = [p.strip() for line in lines for p in re.split(r"[.,;!:()]+|\s-\s|\bet (?!bien)", line) if p.strip()]
    thanks = [bool(_THANKS.fullmatch(phrase)) for phrase in phrases]
    settled = [is_thanks and any(word in p for word in _SETTLED) for is_thanks, p in zip(thanks, phrases, strict=True)]
    if not any(settled):
        return False
    rest = [phrase for phrase, is_thanks in zip(phrases, thanks, strict=True) if not is_thanks]
    return not rest or (all(thanks[: len(phrases) - len(rest)]) and is_signed(mail, rest))


def spoken_lines(mail: IncomingMail) -> list[str]:
    """Plain lines of the fresh text that say something: without empty ones, signature and « envoyé de mon mobile »."""
    return [line for line in body_lines(mail) if line and not _SENT_BY.fullmatch(line)]


def is_courtesy(phrase: str) -> bool:
    """Whether a plain phrase only greets, thanks or wishes well."""
    return _THANKS.fullmatch(phrase) is not None


def is_signed(mail: IncomingMail, rest: Sequence[str]) -> bool:
    """Whether what is left is the sender's own name, first or last, as their address shows it."""
    known = fold(f"{mail.sender.name} {mail.sender.address}") if mail.sender else ""
    words = " ".join(rest).split()
    return len(words) <= 4 and all(word in known for word in words)
