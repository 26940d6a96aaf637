"""How much the words around a number without a label say that an invoice is meant: « la … », « où en est … »."""

from __future__ import annotations

import re

NEVER = -9
"""« le 26-0045 », « du 26-0045 »: no invoice, since the French word is feminine; « L. 313-23 »: a law."""
_REACH = 70
_NAMED = r"(?: (?:n ?°|numero|num\.?|ref\.?|:))? ?[\"(\[*]?$"
_SHE = r"(?:la|l'|ma|notre|celle|nos|les|mes|cette|ces|our|the|invoice)"
_ASKED = re.compile(
    r"(?:(?<![a-z])(?:en (?:est|sont|sommes|etes)(?:-(?:on|nous|vous))? ou (?:avec|pour|sur|de|du)|ou (?:(?:en|est) )?(?:en )?(?:est|sont|etes[- ]vous|sommes[- ]nous|est[- ]on|on en est)(?:[- ](?:avec|pour|sur|de|du))?"
    r"|(?:etat|stade|statut|suivi|avancement|devenir|sort|traitement|reglement|paiement|mandatement|instruction|liquidation|nouvelles?|"
    r"point|retour|infos?|informations?|reponse|visibilite|quid)(?: [a-z]{2,12})? (?:de|d'|du|sur|pour|concernant)"
    r"|(?:devien(?:t|nent)|devenues?|quid (?:de|d')?|qu'en est[- ]il (?:de|d'|pour)|qu'il en est (?:de|d'|pour)|(?:a propos|au sujet) (?:de|d'))"
    r"|(?:dire|confirmer|preciser|verifier|savoir|indiquer|regarder) si|(?:status|update|news) (?:of|on|for|about)|what about|regarding|stand (?:von|der))"
    rf"(?: {_SHE})?|(?:^|[.?!\n,] ?)et {_SHE}){_NAMED}"
)
_FEMININE = re.compile(rf"(?<![a-z']){_SHE}{_NAMED}")
_PAPER = re.compile(
    r"(?<![a-z])(?:pieces?|documents?|papiers?|notes?|demandes? de (?:paiement|versement|reglement)(?: direct)?|creances?|lignes?|sommes?|"
    rf"facturation|n ?°|numeros?|num\.?|references?|refs?\.?)(?: ci-(?:apres|dessous))? ?:?{_NAMED}"
)
_MASCULINE = re.compile(rf"(?<![a-z'])(?:le|du|au|un|ce|cet|mon|ton|son|quel)(?: n ?°)?{_NAMED}|(?<![a-z])[lrda]\. ?$")
"""An article, or the letter of an article of law."""
_LINK = re.compile(
    r"(?:(?<![a-z])(?:pour|sur|concernant|dont|et|ou|de|d'|par|que|qu'|c'est|voici|voila|soit|entre|avec|donc|encore|toujours|aussi|deja|bien|manque|"
    r"recue?s?|reglee?s?|payee?s?|envoyee?s?|deposee?s?|transmise?s?|emise?s?|attends|attendons|vois|trouve|trouvons|[a-z]{3,}ez|for|and|of|on)"
    r"|[:(\[\"*>,;/=+!?.–-]) ?$"
)
_WORD = re.compile(r"[a-z0-9)%€] ?$")
_MONEY = re.compile(
    r"(?: ?\([^()\n]{3,50}[ (]|[ \t]?[])\"»]?[ \t]?[,:;(/=|\n\t-]{0,2}[ \t]{0,2}(?:(?:de|d'un montant de|a|pour|soit|montant|d'un total de|facturee?|qui fait|fait|elle fait) (?:de )?:? ?)?)"
    r"\d{1,3}(?:[ .]?\d{3}){0,3}(?:[.,]\d{1,2})?(?: ?(?:€|e\b|eur\b|euros?\b|ttc\b)|(?<=[.,]\d\d)(?![\w%]))"
)
_DATED = re.compile(r" (?:du|en date du|datee du|emise le|deposee le) \d")
_STATUS = re.compile(
    r"[\"*)\]»]? (?:vous )?(?:est|a|apparait|figure|reste|demeure|passe|sont|ont|en sont|en est|va|vient|elle (?:est|en est|a))[- ](?:t[- ])?(?:elles?\b|toujours |encore |bien |deja |ete |d'etre )*"
    r"(?:elles?\b|suspendu|rejet|refus|deposee|bloque|impaye|paye|regle|valide|mandate|recycl|parvenu|recue|passee|traite|en (?:attente|cours|souffrance)|ou\b|partie|vue)"
    r"| (?:suspendue|rejetee|refusee|refuser|impayee|payee|reglee|bloquee|retournee)s?\b"
)
_ASKS_NOW = re.compile(r"[\"*)\]»]? ?(?:\?|svp\b|stp\b|s'il (?:vous|te)\b|merci\b|please\b|siouple)")
_CODES = re.compile(r"[ \t>*•#()\[\]|/,;:–-]*(?:[a-z]{0,8}[-_/. ]?\d[\w./-]*[ \t>*#()\[\]|/,;:–-]*){1,5}")
_EDGE = re.compile(r"(?: ?[-–/|:(\[,] ?|^(?:re|tr|fw|fwd) ?: ?)$")
_LONGEST_LINE = 60


def weight_before(flat: str, place: int) -> int:
    """What the words before `place` say: 5 asked about, 3 a feminine article or a paper, 2 linked, 0 any other, or NEVER."""
    before = flat[max(0, place - _REACH) : place].replace("\n", " ")
    if _ASKED.search(before):
        return 5
    if _FEMININE.search(before) or _PAPER.search(before):
        return 3
    if _MASCULINE.search(before):
        return NEVER
    if not before.strip() or _LINK.search(before):
        return 2
    return 0


def is_feminine(flat: str, place: int) -> bool:
    """Whether a feminine or plural article stands right before, or a question: an order would be « le … »."""
    before = flat[max(0, place - _REACH) : place].replace("\n", " ")
    return _FEMININE.search(before) is not None or _ASKED.search(before) is not None


def weight_after(flat: str, place: int) -> int:
    """What follows says: 3 its price, 1 a date, a state, or the end of a question; 0 anything else."""
    if _MONEY.match(flat, place):
        return 3
    return int(any(pattern.match(flat, place) for pattern in (_DATED, _STATUS, _ASKS_NOW)))


def weight_of_line(flat: str, start: int, end: int, *, in_subject: bool) -> int:
    """What the line says: 4 a subject that is nothing else, 3 a line of codes alone, or the edge of a subject; else 0."""
    first, last = flat.rfind("\n", 0, start) + 1, flat.find("\n", end)
    last = len(flat) if last < 0 else last
    if last - first > 160:
        return 0
    if not flat[first:start].strip(" \t>*-#") and not flat[end:last].strip(" \t?!.,;*"):
        return 4 if in_subject else 3
    if last - first <= _LONGEST_LINE and _CODES.fullmatch(flat, first, last):
        return 3
    if not in_subject:
        return 0
    at_start = not flat[first:start].strip() or _EDGE.search(flat[first:start])
    at_end = not flat[end:last].strip(" ?!.)]") or _EDGE.match(flat[end : end + 3])
    return 3 if at_start or at_end else 0
