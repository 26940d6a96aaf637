"""Invoice numbers that no word labels: what is made like one and stands where a sentence names an invoice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.bare_places import (
    ASKED,
    NEVER,
    before,
    is_behind_several,
    is_held_up,
    says_state,
    speaks_of_payment,
    weight_after,
    weight_of_line,
)
from bot.core.bare_shapes import is_order, is_other_thing, weight_of_shape
from bot.core.extract_cues import PUNCTUATION, Cue, CueAt, Cues
from bot.core.extract_dates import MONTH_WORD
from bot.core.found import Found, Rank
from bot.core.mention import MentionKind
from bot.core.number_shapes import is_possible, skeleton
from bot.core.signature import sign_off_at
from bot.core.spans import Span

_RUN = re.compile(r"\d+")
_TOKEN = re.compile(r"[a-z0-9]{1,14}(?:[-/_.][a-z0-9]{1,14}){0,5}(?![\w/@_-]|[.,]\d)")
_SPACED = re.compile(
    r"(?!(?:MDT|BORD|D[DR]FIP|DGFIP|SATD|PC|DP|PA|CU|AT|DC|RM|RNE|RCS|SIRET|SIREN|TVA|RIB|IBAN|BIC|CS|BP|CP|TSA|RD|RN|EN|NF|ISO|TEL|FAX|ZI|ZA|ZAC|APE|NAF|NIF|CIF|IVA|VAT|HRB|KVK|BTW|UST|DU|DE|LE|LA|LES|AU|ET) )"
    r"(?:[A-Z]{2} (?=\d{4}|\d{2,3}[-/ ]\d)|[A-Z]{3,5} (?=\d{3}|\d\d[-/ ]\d)|[A-Z] (?=\d\d[.-]\d{3}))\d{2,6}(?:[-/. ]\d{2,6}(?:-\d{2,6})?)?(?![\w/-]|[.,]\d| \d)"
)
"""« BGD 77310 », « JPC 2026/33 »: capitals, a blank, digits; in small letters they would be words and figures."""
_GROUPS = re.compile(
    r"20[12]\d (?:(?:0[1-9]|1[0-2]) \d{3,5}|0\d{2,3})(?![\w/-]|[.,]\d| \d)|2\d 0\d{3}(?![\w/-]|[.,]\d| \d)|(?<=(?<![a-z])la )20[12]\d \d{3}(?![\w/-]|[.,]\d| \d)"
)
"""« 2026 07 0031 », « 2026 0042 », « 26 0051 »: year, perhaps month, and a counter that no sum is written like."""
_OWN = re.compile(rf"{PUNCTUATION.pattern}(?:n ?° ?)?([a-z0-9./-]{{0,12}}\d[a-z0-9./-]{{0,12}})(?=\s)")
_CAPITALS = re.compile(r"(?<![\w./'-])[A-Z]{1,5} $")
_POSTCODE = re.compile(r"\d{5} +[A-Z]")
_MONTH_AND_YEAR = re.compile(r"\d{1,2}[-/]20[12]\d")
"""« la 9-2026 »: a month would be « le » or nothing."""
_IS_CUT = re.compile(r"\d[ :]$")
"""« 45 000 », « 2026:0058 »: more digits of the same stand before."""
_DAYS = re.compile(rf"(?: ?(?:,|et|ou|au|-) ?\d{{1,2}}(?:er)?){{0,3}} ?{MONTH_WORD}")
_LONGEST_LEAD = 16
_MOST_LOOKED_AT = 300
_ENOUGH, _STRONG = 6, 3
"""What shape and place must come to together; a shape as strong as that needs one less."""
_REACH = 60
_APART, _APART_IN_BRACKETS, _FAR_APART = 12, 3, 25
"""How far behind the place of some work a number must stand to be none of it."""
_PLACES = re.compile(
    r"rue|avenue|boulevard|batiment|immeuble|appartement|chantiers?|lots?|passages?|deplacements?|tournees?|vehicules?|compteurs?|"
    r"interventions?|livraisons?|formations?|sessions?|missions?|annonces?|lignes?|depots?|enlevements?|prelevements?|comptes?|articles?|projets?|tel(?:ephone)?|portable|mobile"
)
"""What work is done at, and the telephone: it has no number that would stand apart from it."""
_FEMININE = re.compile(
    r"commandes?|cdes?|cmd|conventions?|polices?|consultations?|affaires?|propositions?|interventions?|livraisons?|missions?|sessions?|"
    r"reservations?|expeditions?|offres?|candidatures?|etudes?|cartes?|formations?|assurances?|reclamations?|saisines?|licences?|garanties?|"
    r"decisions?|requetes?|plaintes?|ordonnances?|deliberations?|autorisations?|declarations?|attestations?|subventions?|habilitations?|procedures?|"
    r"enquetes?|mises? en demeure|assignations?|revues?|series?|analyses?|lois?|normes?|certifications?|annonces?"
)
"""Of the nouns of other papers, those that « la » or « celle » may stand for."""


def find_bare(text: str, cues: Cues, *, in_subject: bool) -> Iterator[Found]:
    """Readings of numbers without a label, by how much shape and place together speak for an invoice.

    `text` is the text as written, whose flat form `cues` were found in. Below a sign-off nothing is read. What is
    nearly enough has `Rank.LIKELY` where an invoice is spoken of, else `Rank.HINT`: the rest of the mail must bear it out.
    """
    end = len(text) if in_subject else sign_off_at(cues.flat)
    for span in _tokens(text[:end], cues.flat[:end]):
        found = _reading(cues, span, in_subject=in_subject)
        if found:
            yield found


def _tokens(text: str, flat: str) -> Iterator[Span]:
    """Places of runs of letters and digits that are no part of an address or a word."""
    done = looked = 0
    for run in _RUN.finditer(flat):
        if run.start() < done or looked > _MOST_LOOKED_AT:
            continue
        looked += 1
        start = _beginning(flat, run.start())
        capitals = _CAPITALS.search(text, max(0, start - 8), start)
        spaced = _SPACED.match(text, capitals.start()) if capitals else None
        match = spaced or _GROUPS.match(flat, start) or _TOKEN.match(flat, start)
        if match:
            done = match.end()
        cut = match and match[0].isdigit() and _IS_CUT.search(flat, max(0, start - 2), start)
        if match and not cut and not _POSTCODE.match(text, match.start()):
            yield match.span()


def _beginning(flat: str, place: int) -> int:
    """Back over what belongs to the digits at `place`; to `place` itself when that is too much for a number."""
    start = place
    while start and (
        flat[start - 1].isalnum() or (flat[start - 1] in "-/_." and flat[start - 2 : start - 1].isalnum())
    ):
        start -= 1
        if place - start > _LONGEST_LEAD:
            return place
    return start


def _reading(cues: Cues, span: Span, *, in_subject: bool) -> Found | None:
    flat, (start, end) = cues.flat, span
    value = flat[start:end]
    weight, she = before(flat, start)
    if is_other_thing(value, she=she and (weight >= ASKED or not is_behind_several(flat, start))):
        return None
    if not _may_be_number(value, flat[end : end + 24], she=she):
        return None
    near, shape = cues.before(start, _REACH), weight_of_shape(value)
    coded = is_order(value) and weight < ASKED and not is_held_up(flat, end)
    if not she and (coded or _is_order_of(flat, near, span, shape)):
        return Found(MentionKind.ENGAGEMENT, start, end, "", Rank.BARE)
    if weight == NEVER or not _leaves_room(flat, near, span, she=she):
        return None
    place = max(weight, weight_of_line(flat, start, end, in_subject=in_subject))
    after = weight_after(flat, start, end) + (near is not None and near.cue is Cue.INVOICE)
    lacks = _ENOUGH - (shape >= _STRONG) - shape - place - after
    if lacks > 1:
        return None
    rank = Rank.BARE if lacks <= 0 else Rank.LIKELY if shape > 0 and _of_invoices(flat, start, end) else Rank.HINT
    return Found(MentionKind.INVOICE_NUMBER, start, end, "", rank)


def _of_invoices(flat: str, start: int, end: int) -> bool:
    """Whether payment is spoken of around a number, or a state that invoices have behind it."""
    return speaks_of_payment(flat, start, end) or says_state(flat, end)


def _may_be_number(value: str, after: str, *, she: bool) -> bool:
    """Whether it is made like no other thing; « la BL-2026-0071 » is no « bon de livraison », nor « la 58 » too short."""
    if len(value) < 2 or (value.isdigit() and _DAYS.match(after)):
        return False
    written = value.replace(" ", "")
    if she and _MONTH_AND_YEAR.fullmatch(value):
        return True
    if she:
        written = written.removeprefix("bl").lstrip("-_/") if not written.isdigit() else written.zfill(3)
    return is_possible(written, vouched=False, after=after)


def _is_order_of(flat: str, near: CueAt | None, span: Span, shape: int) -> bool:
    """« le bon que m'avait donné Claire : PL26-0372 »: a coded number, and the word for an order before it."""
    if near is None or near.cue is not Cue.ENGAGEMENT or _speaks_of_its_own(flat, near, span):
        return False
    return shape >= _STRONG and not flat[slice(*span)].isdigit()


def _speaks_of_its_own(flat: str, near: CueAt, span: Span) -> bool:
    """Whether the noun has a number of its own, or a line ends between it and words that lead to this one."""
    between = flat[near.end : span[0]]
    if "\n" in between and len(between) > (_FAR_APART if between[-1] == "\n" else _APART):
        return near.cue is Cue.OTHER or between[-1] != "\n"
    return _has_its_own(flat, near, span)


def _has_its_own(flat: str, near: CueAt, span: Span) -> bool:
    """« client 88120 / 26INV000815 »: whether the noun labels a number already, made otherwise than this one."""
    own = _OWN.match(flat, near.end, span[0])
    if own is None or not (near.cue is Cue.OTHER or "\n" in flat[own.end() : span[0]]):
        return False
    return skeleton(own[1]) != skeleton(flat[slice(*span)])


def _leaves_room(flat: str, near: CueAt | None, span: Span, *, she: bool) -> bool:
    """Whether the noun before is none, an invoice, or one that « la » cannot stand for: « le devis …, la 26-0117 »."""
    start = span[0]
    if near is None or near.cue is Cue.INVOICE or _speaks_of_its_own(flat, near, span):
        return True
    in_brackets = flat[start - 1] in "(["
    if start - near.end > (_APART_IN_BRACKETS if in_brackets else _APART):
        of_a_place = _PLACES.fullmatch(flat, near.start, near.end) is not None
        if of_a_place or in_brackets:
            return of_a_place
    return she and _FEMININE.fullmatch(flat, near.start, near.end) is None
