"""What the words around a number or an amount say against it: « et non la … », « déjà payée », « HT »."""

from __future__ import annotations

import re

_OTHER_MONEY = (
    r"ht|h\.t\.?|hors taxes?|hors droits|encours|en-cours|total|totale|totaux|cumul|global|globale|solde|capital|frais|indemnites?|"
    r"penalites?|interets?|remise|rabais|ristourne|escompte|acomptes?|avances?|retenue|caution|tva|port|des|franco|minimum|plafond|"
    r"credit|avoir|marge|budget|chiffre d'affaires|ca|devis|commande|marche|reste|restent|restant|ecart|difference|paye|payee|regle|reglee|verse|versee|recu|percu"
)
_MONEY_BEFORE = re.compile(rf"(?<![a-z])(?:{_OTHER_MONEY})(?![a-z])(?:[^0-9\n.;?!(]|\d\d?(?:[.,]\d)? ?%){{0,25}}$")
_MONEY_AFTER = re.compile(
    r" ?(?:€|eur(?:os?)?)?[ (]{0,2}(?:ht\b|h\.t|hors tax|hors droit|(?:de |d'|en )?(?:tva|encours|remise|frais|acompte|"
    r"indemnite|penalite|interets|retenue|capital|port|avoir|solde|achats?)\b)"
)

_ARTICLE = r"(?: (?:de|a|sur|pour|celle|la|le|les|l'|notre|nos|ma|votre|cette|facture|factures)\b){0,5}(?: ?n ?°)? ?"
_NOT_THIS = re.compile(
    rf"(?:(?:^|[ ,(])(?:et |mais )?non(?: pas)?|(?:\bet|\bmais|,|\() ?pas|(?:^|[.!?:\n] ?)pas|\b(?:ne s'agit|ce n'est|c'est|ne parle|ne parlons) pas){_ARTICLE}$"
)
_LEFT_OUT = re.compile(
    rf"(?:\b(?:hors|sauf|hormis|excepte|a l'exception|autres? que|pas tenir compte|tenez pas compte|ignore[rz]|oublie[rz])|"
    rf"annule(?:r|nt)?(?:(?: et|,) remplace(?:nt|r)?)|remplace(?:nt|r)?){_ARTICLE}$"
)
_PAID = re.compile(
    r"\b(?:recue?s?|percue?s?|paye|payee?s?|regle|reglee?s?|encaissee?s?|soldee?s?|reglements?|paiements?|virements?|mandatee?s?)\b"
)
_ASKING = re.compile(r"\b(?:ou en (?:est|sont)|quand|statut|etat d|quel(?:le)?|avancement)")
_THANKS_FOR = re.compile(
    r"(?:(?:recu|percu|encaisse|eu)\b(?: ?,?(?: le| la| les| un| votre| vos| ce jour| hier)\b){0,3}|merci (?:beaucoup )?(?:pour|de) (?:le |votre |ce )?)"
    r" ?(?:bon )?(?:reglements?|paiements?|virements?|versements?|mandatements?)\b(?:(?! et | ou )[^,;:.?!\n]){0,40}$"
)
_DONE = re.compile(
    r"[ ,(]{0,3}(?:qui |elle |nous |, )?(?:(?P<said>est|a|ont|sont|etait|avait|etant|vient d'etre) )?"
    r"(?:(?P<already>deja|bien|desormais|maintenant|entretemps) |ete ){0,4}(?:payee|reglee|soldee|encaissee|creditee)s?\b"
)
_ARRIVED = re.compile(
    r"(?: du [0-9/]{5,10})? (?:nous )?(?:a |est |sont |ont )(?:bien )?(?:ete )?(?:bien )?(?:recue?|parvenu|arrive|credite|encaisse)s?\b"
)
_PAYMENT_OF = re.compile(
    r"(?:reglement|paiement|virement|versement)(?: (?:de|du|pour|la|le|facture|n°)\b| n ?°){0,5} ?$"
)
_REPLACED = re.compile(r"[ ,(]{0,3}(?:a ete |est |etant )?(?:annulee et )?remplacee? par\b")
_SETTLED = re.compile(
    r"[ ,(]{0,3}(?:,? ?(?:c'est|elle est|est|est bien|parait|semble)|:) (?:tres |bien |tout a fait |desormais |maintenant )?"
    r"(?:claire?|clair|limpide|ok|bon|bonne|reglee?|soldee?|en ordre|comprise?|note|notee|vue?|close?|cloturee?|recue)\b"
)
"""« la 0412 est claire pour nous »: the matter is at rest, unless the clause asks on."""
_YOU_SAID = re.compile(
    r"\bvous (?:me |nous |m'|m’|nous )?(?:avez )?(?:repond|parl|donn|cit|envoy|ecriv|ecrit|dites|dit)\w*\b[^.!?\n]{0,60}$"
)
_BUT_MINE = re.compile(
    r"[^.!?\n]{0,60}?[ ,]+(?:mais|or|alors que|tandis que)\b[^.!?\n]{0,40}?"
    r"\b(?:question|demande|message|mail|relance|parl\w+|demand\w+|voul\w+|concern\w+|port(?:e|ait)|s'agi\w+)\b"
)
"""« vous me répondez sur la 0181, mais ma question porte sur la 0118 »: what you spoke of is not what I ask."""
_DOUBT = re.compile(
    r"\b(?:pas|jamais|toujours|rien|aucune?|sans|ni|si|s'il|s'ils|est-ce|quand)\b|-(?:t-)?elles?\b|-vous\b|n'a\b|n'ont\b"
)
_CUT = re.compile(r"[.!?;\n(]|\bmais\b")
_PAUSE = re.compile(r"[.!?;,\n(]|\bmais\b")
_SENTENCE = re.compile(r"[.!?](?=\s)|\n\n")
_REACH, _NEAR = 140, 90


def is_other_money(flat: str, start: int, end: int) -> bool:
    """Whether the amount at `start:end` is named as something else than an invoice's price."""
    before = _MONEY_BEFORE.search(flat, max(0, start - 45), start)
    return before is not None or _MONEY_AFTER.match(flat, end) is not None


def is_set_aside(flat: str, start: int, end: int) -> bool:
    """Whether the invoice number at `start:end` is denied, said to be paid already, or replaced by another."""
    before = flat[max(0, start - _REACH) : start]
    if _LEFT_OUT.search(before) or _REPLACED.match(flat, end):
        return True
    if _YOU_SAID.search(before) and _BUT_MINE.match(flat, end):
        return True
    if _NOT_THIS.search(before):
        # « vous avez payé la FA-116 mais pas la FA-117 » asks about the second.
        said = _SENTENCE.split(before)[-1]
        return _PAID.search(said) is None or _ASKING.search(said) is not None
    near = _CUT.split(before)[-1][-_NEAR:]
    if _DOUBT.search(near):
        return False
    if _THANKS_FOR.search(near):
        return True
    if _PAYMENT_OF.search(near) and _ARRIVED.match(flat, end):
        return not _asks(flat, end)
    settled = _SETTLED.match(flat, end)
    if settled and not _asks(flat, settled.end(), _PAUSE):
        return True
    done = _DONE.match(flat, end)
    return done is not None and (done["already"] == "deja" or not _asks(flat, done.end()))


def _asks(flat: str, place: int, cut: re.Pattern[str] = _CUT) -> bool:
    """Whether the clause that goes on at `place`, as far as `cut`, is a question, or speaks of doubt."""
    stop = cut.search(flat, place, place + _NEAR)
    rest = flat[place : stop.start() if stop else place + _NEAR]
    return (stop is not None and stop[0] == "?") or _DOUBT.search(rest) is not None
