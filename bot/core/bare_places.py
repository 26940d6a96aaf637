"""How much the words around a number without a label say that an invoice is meant: « la … », « où en est … »."""

from __future__ import annotations

import re

ASKED, NEVER = 5, -9
"""« le 26-0045 », « du 26-0045 »: no invoice, since the French word is feminine; « L. 313-23 »: a law."""
_REACH, _LINK_REACH = 70, 45
_NAMED = r"(?: (?:n ?°|numero|num\.?|ref\.?|:))? ?[\"(\[*]?$"
_SHE = r"(?:la|l'|ma|notre|celle|nos|les|mes|sa|des|cette|ces|leurs?|our|the|invoice)"
_WHERE = (
    r"en (?:est|sont|sommes|etes)(?:-(?:on|nous|vous))? ou (?:avec|pour|sur|de|du)|"
    r"ou (?:(?:en|est) )?(?:en )?(?:est|sont|etes[- ]vous|sommes[- ]nous|est[- ]on|on en est)(?:[- ](?:avec|pour|sur|de|du))?"
)
_STATE_OF = (
    r"(?:etat|stade|statut|suivi|avancement|devenir|sort|traitement|reglement|paiement|mandatement|instruction|liquidation|"
    r"nouvelles?|soucis?|problemes?|erreurs?|questions?|relances?|rappels?|suspension|rejet|motif|retard|blocage|point|retour|"
    r"infos?|informations?|reponse|visibilite|quid)(?: [a-z]{2,12})? (?:de|d'|du|sur|pour|avec|concernant)|"
    r"(?:etat|stade|statut|suivi|avancement) ?:"
)
_BECOMES = (
    r"devien(?:t|nent)|devenues?|quid (?:de|d')?|(?:qu'en est[- ]il|qu'il en est|qu'il advient|qu'est[- ]il advenu) (?:de|d'|pour)|"
    r"(?:a propos|au sujet) (?:de|d')|non (?:pas )?(?:de|sur|pour)|(?:dire|confirmer|preciser|verifier|savoir|indiquer|regarder) si|"
    r"(?:status|update|news) (?:of|on|for|about)|what about|regarding|stand (?:von|der)"
)
_ASKED = re.compile(
    rf"(?:(?<![a-z])(?:{_WHERE}|{_STATE_OF}|{_BECOMES})(?: {_SHE})?|"
    rf"(?:^|[.?!\n,] ?)et {_SHE}|(?<![a-z])et (?:la|celle|ma|notre)|(?<![a-z])la (?:n ?°|numero)|"
    rf"(?<![a-z])(?:le|ce|mon|notre) numero(?: est)? ?:){_NAMED}"
)
_FEMININE = re.compile(rf"(?<![a-z']){_SHE}{_NAMED}")
_ONE_OF_HERS = re.compile(rf"(?<![a-z'])(?:la|ma|notre|celle){_NAMED}")
_SEVERAL = re.compile(rf"(?<![a-z'])(?:les|nos|mes|des|ces|leurs?|de la|de l'){_NAMED}")
"""Behind these a day stays a day and an article of law stays one: « fermés les 24/12 et 31/12 »."""
_OF_HERS = re.compile(rf"(?<![a-z])de la{_NAMED}")
"""« la notice de la CTA-2200 »: the noun before says what it is of, and it is no question."""
_FOUR_DIGITS = re.compile(r"\d{4,9}(?![\w/-]|[.,]\d)")
_QUESTION = re.compile(r"[^.!?\n]{0,90}\?")
_OF_HIS = re.compile(rf"(?<![a-z])(?:du|au){_NAMED}")
"""« vos questions du 15 », « le paiement groupe du 30/10 »: more often a day than a number."""
_PAPER = re.compile(
    r"(?<![a-z])(?:pieces?|documents?|papiers?|notes?|demandes? de (?:paiement|versement|reglement)(?: direct)?|creances?|lignes?|"
    r"sommes?|facturation|objet|(?:derni|premi)eres?|precedentes?|suivantes?|celles? (?:du|de|d')[a-z' ]{1,25}|n ?°|numeros?|"
    r"num\.?|references?|refs?\.?|(?:numero|reference)[^.!?\n]{0,25} (?:est|c'est))(?: ci-(?:apres|dessous))?(?: sont)? ?[:,]?"
    rf"{_NAMED}"
)
_MASCULINE = re.compile(
    rf"(?<![a-z'])(?:le|du|au|un|ce|cet|mon|ton|son|quel|virements?|versements?|tenders?|saisies?)(?: n ?°)?{_NAMED}|(?<![a-z])[lrda]\. ?$"
)
"""An article, a noun that has numbers of its own, or the letter of an article of law."""
_HAVE = r"(?:ai|as|a|avons|avez|ont|avais|avait|avions|aviez|est|sont|ete)"
_ABROAD = (
    r"for|and|of|on|when|if|about|did|has|was|check|received?|see|find|locate|paid|that|says|might|will|does|"
    r"von|fur|mit|zu|dass|wurde|unsere[rn]?|uber|met|van|voor|di|del|per|su|il|trovare|para|sobre|va|nuestra|nostra|onze|marca"
)
"""Little words and verbs of suppliers abroad."""
_DONE = (
    rf"{_HAVE} (?:bien |deja |toujours |pas |plus |encore |jamais |rien ){{0,2}}(?!parle)[a-z]{{2,}}(?:e|i|u|is)|eue?|saisi|"
    r"(?:recu|emis|transmis|remis|mis|vu|(?:envoy|depos|retourn|scann|post|relanc|valid|trait|regl|pay|vir|mandat|refus|rejet|bloqu)e)e?s?"
)
"""What was done with it: « j'ai retrouvé 19-0553 », also without its « j'ai »."""
_LINK = re.compile(
    r"(?:(?<![a-z])(?:pour|sur|concern(?:ant|e|ait|erait)|dont|et|ou|ni|de|d'|a|en|par|que|qu'|si|quand|comment|c'est|voici|voila|"
    r"soit|etait|entre|avec|donc|encore|toujours|aussi|deja|bien|nouveau|manque|attend(?:s|ons)?|seule?|uniquement|une|fois|"
    r"actuellement|maintenant|malgre quoi|revanche|reste|sinon|enfin|non|bonjour|bonsoir|bjr|salut|hello|hallo|"
    r"voi[st]|(?:re)?trouv(?:e|ons)|[a-z]{3,}ez|[a-z]{2,}er(?<!sier)(?<!tier)(?<!rier)(?<!lier)(?<!pier)|[a-z]{2,}oir|"
    rf"{_DONE}|{_ABROAD})|[:(\[\"*>,;/=+!?.-]) ?$"
)
"""Little words, verbs without an object of their own, and marks."""
_MONEY = re.compile(
    r"(?: ?\([^()\n]{3,50}[ (]|[ \t]?[])\"]?[ \t]?[,:;(/=|\n\t-]{0,2}[ \t]{0,2}"
    r"(?:(?:de|d'un montant de|a|pour|soit|montant|d'un total de|facturee?|qui fait|fait|elle fait) (?:de )?:? ?)?)"
    r"\d{1,3}(?:[ .]?\d{3}){0,3}(?:[.,]\d{1,2})?(?: ?(?:€|e\b|eur\b|euros?\b|ttc\b)|(?<=[.,]\d\d)(?![\w%]))"
)
_HELD_UP = re.compile(
    r"[\"*)\]]? (?:(?:(?:m'|nous |me )?(?:est|a ete)|affichee?|apparait|reste|figure|toujours|encore|bien|parait|a) ){0,3}[\"(]? ?"
    r"(?:suspend|rejet|refus|bloqu|impay|mandat|recycl|retourn|revenu)[a-z]*e(?:e|r)?s?\b"
)
"""A state that only an invoice has: « est suspendue »."""
_DATED = re.compile(r" (?:du|en date du|datee du|emise le|deposee le) \d")
_STATUS = re.compile(
    r"[\"*)\]]? (?:vous )?(?:est|a|apparait|figure|reste|demeure|passe|sont|ont|en sont|en est|va|vient|elle (?:est|en est|a))[- ]"
    r"(?:t[- ])?(?:elles?\b|toujours |encore |bien |deja |ete |d'etre )*"
    r"(?:elles?\b|deposee|paye|regle|valide|signe|parvenu|arrive|recue|passee|traite|en (?:attente|cours|souffrance)|ou\b|partie|vue)"
    r"| (?:depuis|will be|has been|is|toujours|tjr?s|encore|serait|sera|etait) |,? (?:c'?est|c est|ca|elles?|cela) |,? (?:affichee?|toujours en)|[\"*)]? (?:payee|reglee)s?\b"
)
_ASIDE = re.compile(r" ?\([^()\n]{0,60}\)")
"""What stands in brackets between a number and what is said of it."""
_ASKS_NOW = re.compile(r"[\"*)\]]? ?(?:\?|ou (?:pas|non)\b|svp\b|stp\b|s'il (?:vous|te)\b|merci\b|please\b|siouple)")
_CODE = r"(?:[a-z]{2,5} )?[a-z]{0,8}[-_/.]?\d[\w./-]{0,20}"
_CODES = re.compile(
    rf"[ \t>*#()\[\]-]{{0,6}}{_CODE}(?:(?:[ \t]{{0,3}}[|,;:&+][ \t]{{0,3}}| [/-] |[ \t]{{1,4}})(?:et |ou )?{_CODE}){{0,5}}[ \t()\[\].]{{0,4}}"
)
_BEFORE_ALONE = re.compile(
    r"(?:(?:re|tr|fw|fwd|urgent|amiable|rejet|motif|retour|avancement|nouvelles|relance|rappel|suivi|question|paiement|reglement|etat|statut|"
    r"situation|demande|info)(?: de| du| pour| sur| de la)?(?: ?: ?| - | )?){0,3}"
)
_EDGE = re.compile(r"(?: ?[-–/|:(\[,] ?|^(?:re|tr|fw|fwd) ?: ?)$")
_LONGEST_LINE, _LONGEST_SUBJECT = 60, 160
_TOPIC = re.compile(
    r"factur|pa(?:y|ie)(?:e|ment)|regl(?:e|ement)|refus|revenue|mandat|virement|portail|chorus|depos|suspen|rejet|valid|statut|avancement|impay|echeance|"
    r"bloqu|rien\b|nouvelles?\b|sans reponse|relance|recycl|liquid|tresor|percept|comptable|service fait|encaiss|solde|"
    r"€|euros?\b|\bttc\b|mise? en (?:paiement|ligne)"
)
"""What a sentence about an invoice speaks of."""
_AROUND = 90
_NEXT_ALIKE = re.compile(
    r"[ \t]?[)\]]?(?:[ \t]?\([^()\n]{0,40}\))?(?: ?[,;&+/] ?| ?\n[ \t>*-]{0,4}|,? (?:et|ou|ni|a)(?: pour| de| la| les)?[ \n]){1,2}"
)
_DIGITS = re.compile(r"\d+")


def before(flat: str, place: int) -> tuple[int, bool]:
    """What the words before `place` say, and whether it stands behind « la », « nos » or a question.

    6 « la n° », 5 asked about or « la » and nothing but four digits or more (6 in a question), 4 « la » or « ma »,
    3 « les » or a paper, 2 linked to the sentence, 0 any other word, or NEVER. An order or a contract would be « le … ».
    """
    words = flat[max(0, place - _REACH) : place]
    begins_line = not words.rpartition("\n")[2].strip(" \t>*-")
    words = words.replace("\n", " ")
    if _ASKED.search(words):
        return (3, False) if _OF_HIS.search(words) else (max(ASKED, _named_her(flat, place, words)), True)
    she = _FEMININE.search(words) is not None
    if she or _PAPER.search(words):
        return 2 if _OF_HERS.search(words) else _named_her(flat, place, words), she
    if _MASCULINE.search(words):
        return NEVER, False
    return 2 if begins_line or _LINK.search(words, max(0, len(words) - _LINK_REACH)) else 0, False


def _named_her(flat: str, place: int, words: str) -> int:
    """What « la » says: with « n° », or of four digits and more alone in a question, all; else it may be a room or a car."""
    if not _ONE_OF_HERS.search(words):
        return 3
    digits = _FOUR_DIGITS.match(flat, place) is not None
    if words.endswith(("n°", "n° ")) or (digits and _QUESTION.match(flat, place)):
        return 6
    return 4 + digits


def is_behind_several(flat: str, place: int) -> bool:
    """Whether « les », « nos » or « de la » stands before: what is made like a day, a fraction or a law is one there."""
    return _SEVERAL.search(flat[max(0, place - _REACH) : place].replace("\n", " ")) is not None


def is_held_up(flat: str, place: int) -> bool:
    """Whether a state that only an invoice has follows: « est suspendue »."""
    return _HELD_UP.match(flat, place) is not None


def weight_after(flat: str, start: int, place: int) -> int:
    """What follows says: 3 its price, 2 another number made alike or a state of invoices, 1 a date, a state, or the end of a question; else 0.

    One more when the words on both sides speak of payment.
    """
    between = _ASIDE.match(flat, place)
    beyond = between.end() if between else place
    said = [
        3 * (_MONEY.match(flat, place) is not None),
        2 * (_goes_on(flat, start, place) or is_held_up(flat, beyond)),
        any(pattern.match(flat, beyond) for pattern in (_DATED, _STATUS, _ASKS_NOW)),
    ]
    return max(said) + speaks_of_payment(flat, start, place)


def says_state(flat: str, place: int) -> bool:
    """Whether a state follows that an invoice may have: « est-elle arrivée »."""
    return _STATUS.match(flat, place) is not None


def speaks_of_payment(flat: str, start: int, place: int) -> bool:
    """Whether the words around `start:place` do."""
    around = _TOPIC.search(flat, max(0, start - _AROUND), start) or _TOPIC.search(flat, place, place + _AROUND)
    return around is not None


def _goes_on(flat: str, start: int, place: int) -> bool:
    """Whether a number with the same letters, marks and lengths comes next."""
    joint = _NEXT_ALIKE.match(flat, place)
    if joint is None:
        return False
    after = flat[joint.end() : joint.end() + place - start + 1]
    mask, other = (_DIGITS.sub(_nines, text) for text in (flat[start:place], after[: place - start]))
    return mask == other and not after[place - start :].isalnum() and flat[start:place] != after[: place - start]


def _nines(digits: re.Match[str]) -> str:
    return "9" * len(digits[0])


def weight_of_line(flat: str, start: int, end: int, *, in_subject: bool) -> int:
    """What the line says: 6 a subject that is nothing else, 3 a line of codes alone, or the edge of a subject; else 0."""
    first, last = flat.rfind("\n", 0, start) + 1, flat.find("\n", end)
    last = len(flat) if last < 0 else last
    if last - first > _LONGEST_SUBJECT:
        return 0
    last_thing = not flat[end:last].strip(" \t?!.,;*")
    if last_thing and in_subject and _BEFORE_ALONE.fullmatch(flat, first, start):
        return 6
    if last_thing and not flat[first:start].strip(" \t>*-#"):
        return 3
    if last - first <= _LONGEST_LINE and _CODES.fullmatch(flat, first, last):
        return 3
    if not in_subject:
        return 0
    at_start = not flat[first:start].strip() or _EDGE.search(flat[first:start])
    at_end = not flat[end:last].strip(" ?!.)]") or _EDGE.match(flat[end : end + 3])
    return 3 if at_start or at_end else 0
