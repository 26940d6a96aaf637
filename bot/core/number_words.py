"""Invoice numbers behind looser words: « facture de travaux 471102 », « où en est la 471102 »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.extract_cues import Cue, Cues
from bot.core.found import Found, Rank
from bot.core.mention import MentionKind
from bot.core.number_shapes import AFTER_WORD, STRUCTURED, is_firm, is_possible

_WORD = r"(?!(?:montant|somme|total|totale|page|ligne|poste|article|annee|exercice|environ|depuis|atteint|vaut|soit|sous|avant|apres|vers|plus|moins|salle|bureau|porte|chambre|bp|cs|cedex|zac|zi|za|en|le|la|les|du|et|ou|a|au|pour|par|sur|est|que|qui)\b)[a-z][a-z'&-]{1,24}"
_QUALIFIED = re.compile(rf" (?:de |d'|du |des )?{_WORD}(?: {_WORD})?(?: ?:)? ")
_POSTCODE = re.compile(
    r"\d{5} (?!(?:est|du|de|en|reste|pour|a|et|qui|deposee|emise|svp|impayee|sur|dont|datee|echue|date|dans|payee|reglee|ou)\b)[a-z]{2}"
)
_ASKED = re.compile(
    r"(?<![a-z])(?:non (?:pas )?(?:de |sur |pour )?(?:la |celle )|(?:re)?(?:deposee|emise|envoyee|transmise|facturee)s? sous (?:le |la )?|(?:annule|remplace)(?:r|nt)?(?: et remplace(?:r|nt)?)? (?:la |celle |notre )|(?:idem|pareil|meme (?:chose|question)) pour (?:la |ma |celle |le )?|(?:ou en (?:est|sont)|statut (?:de|pour)|etat (?:de|pour)|suivi de|avancement (?:de|sur)|reglement de|paiement de|mandatement de|"
    r"traitement de|point sur|nouvelles de|retour sur|concernant|quid de|et pour|et) (?:la|ma|celle|notre) )(?!fact|fac\b)(?:n ?° ?)?"
)
_ELIDED = re.compile(r"(?<![a-z0-9'])(?:la|ma|celle) (?=(?:[a-z]{1,12}[-_/]?)?\d)")
_OPENED = re.compile(
    r"(?<![a-z])(?:ou en (?:est|sont)|(?:statut|etat|suivi|avancement|reglement|paiement|mandatement) (?:de|pour)|(?:point|retour|reponse|infos?) sur|nouvelles de|quid de|"
    r"au sujet de|a propos de|(?:recu|eu|paiement|reglement|virement|nouvelles) pour|concernant|(?:savoir|dire|confirmer|verifier) si) (?:la |ma |celle |notre )?(?=[a-z0-9])"
)
_CODED = re.compile(r"[a-z]{1,5}[-_/]?\d{2,8}(?:[-_/]\d{1,8}){0,3}(?![a-z0-9/_-]|[.,]\d)")
"""Letters, then digits: a number that no everyday word resembles, when the words before it open a question."""
_GROUPED = re.compile(r"[a-z]{1,5}[-_/]?\d{2,8}(?:[-_/]\d{1,8}){1,3}(?![a-z0-9/_-]|[.,]\d)")
"""The same in two groups of digits at least, which no road, form or standard has."""
_IN_BRACKETS = re.compile(r"\(([a-z]{1,5}[-_/]?\d{3,8}(?:[-_/]\d{1,8}){0,3})\)")
_ASKED_ALONE = re.compile(
    r"\d[a-z0-9]{0,12}(?:[-_/][a-z0-9]{1,12}){0,4}(?![a-z0-9/_-]|[.,]\d)(?= ?(?:[?!\n;,]|svp\b|s'il|stp\b|merci\b|du \d|d'un montant|\(|$))"
)
"""A number that begins with a digit, when nothing but the end of the question stands behind it."""
_THEN_SHE = re.compile(r"(?<![a-z0-9#./_-])(?=[a-z0-9][a-z0-9/_-]{3,24} (?:est|a|sera|va)[- ](?:t[- ])?elle\b)")
"""Before « 2026/10/117 est-elle payée » : what is a « she » and has such a number is an invoice."""
_ALONE = re.compile(
    r"(?:(?:re|tr|fw|fwd|urgent|relance|rappel|suivi|question|paiement|reglement|etat|statut|situation|demande|info)(?: de| du| pour| sur)?(?: ?: ?| [–-] ?| )){0,3}([a-z]{1,12}[-_/]?\d{2,8}(?:[-_/]\d{1,8}){0,3}|\d{5,8}|(?=[a-z]{0,3}\d)[a-z0-9]{1,14}(?:[-_/][a-z0-9]{1,10}){1,4})(?:(?: et |, ?| [/&+] )[a-z]{1,12}[-_/]?\d{2,8}(?:[-_/]\d{1,8}){0,3}){0,9} ?[?.!]*"
)
"""A whole subject line that is nothing but such a number."""
_NAMED = re.compile(r"(?:[a-z]{3,12}-?|[a-z]{2}-(?=\d{4}))\d{3,8}(?![a-z0-9./-]|,\d)")


def behind_loose_words(cues: Cues) -> Iterator[Found]:
    """Readings that need a firm shape, because the words before them vouch for little."""
    for cue in cues.places:
        if cue.cue is Cue.INVOICE:
            between = _QUALIFIED.match(cues.flat, cue.end)
            if between and not _names_other(cues, cue.end, between.end()):
                yield from _firm(cues.flat, between.end())
    for asked in _ASKED.finditer(cues.flat):
        if _free(cues, asked.start()):
            yield from _firm(cues.flat, asked.end())
    yield from _shown(cues)
    yield from _opened(cues)
    yield from _in_brackets(cues)


def _in_brackets(cues: Cues) -> Iterator[Found]:
    """« la facture du 9 octobre (BX-1771) »."""
    for bracket in _IN_BRACKETS.finditer(cues.flat):
        near = cues.before(bracket.start(), 60)
        if near is not None and near.cue is Cue.INVOICE:
            yield from _firm(cues.flat, bracket.start(1))


def _shown(cues: Cues) -> Iterator[Found]:
    """« la 24-118 », « 471102 est-elle payée »."""
    for shown in _ELIDED.finditer(cues.flat):
        if _free(cues, shown.start()):
            yield from (*_shaped(cues.flat, shown.end()), *_grouped(cues.flat, shown.end()))
    for she in _THEN_SHE.finditer(cues.flat) if "elle" in cues.flat else ():
        if _free(cues, she.start()):
            yield from (*_shaped(cues.flat, she.end()), *_firm(cues.flat, she.end()))


def _opened(cues: Cues) -> Iterator[Found]:
    """Numbers with letters where a question opens: « où en est NC2611-0002 »."""
    for opened in _OPENED.finditer(cues.flat):
        if not _free(cues, opened.start()):
            continue
        coded = _CODED.match(cues.flat, opened.end()) or _ASKED_ALONE.match(cues.flat, opened.end())
        if coded and is_firm(coded[0]):
            yield Found(MentionKind.INVOICE_NUMBER, coded.start(), coded.end(), "", Rank.LOOKS_LIKE, labelled=False)


def alone_in_subject(flat: str) -> Iterator[Found]:
    """Reading of a subject that holds one number and no other matter: « NC2610-0045 », « Relance BM-00917 », « 471102 »."""
    match = _ALONE.fullmatch(flat.strip())
    if match and is_firm(match[1]):
        start = flat.index(match[1], match.start(1))
        yield Found(MentionKind.INVOICE_NUMBER, start, start + len(match[1]), "", Rank.LOOKS_LIKE, labelled=False)


def _names_other(cues: Cues, start: int, end: int) -> bool:
    """Whether one of the words between says that the number is something else's."""
    cue = cues.before(end, end - start)
    return cue is not None and cue.start >= start and cue.cue is not Cue.INVOICE


def _free(cues: Cues, place: int) -> bool:
    """Whether the sentence did not speak of an order or a contract just before."""
    cue = cues.before(place, 60)
    return cue is None or cue.cue is Cue.INVOICE


def _firm(flat: str, place: int) -> Iterator[Found]:
    match = AFTER_WORD.match(flat, place)
    if match is None or not is_firm(match[0]) or _POSTCODE.match(flat, place):
        return
    if is_possible(match[0], vouched=False, after=flat[match.end() : match.end() + 14]):
        yield Found(MentionKind.INVOICE_NUMBER, match.start(), match.end(), "", Rank.LOOKS_LIKE, labelled=True)


def _shaped(flat: str, place: int) -> Iterator[Found]:
    match = STRUCTURED.match(flat, place) or _NAMED.match(flat, place)
    if match and is_possible(match[0], vouched=False):
        yield Found(MentionKind.INVOICE_NUMBER, match.start(), match.end(), "", Rank.LOOKS_LIKE, labelled=False)


def _grouped(flat: str, place: int) -> Iterator[Found]:
    """« la TX-26-09-0413 »: letters and two groups of digits."""
    match = _GROUPED.match(flat, place)
    if match and is_firm(match[0]):
        yield Found(MentionKind.INVOICE_NUMBER, match.start(), match.end(), "", Rank.LOOKS_LIKE, labelled=False)
