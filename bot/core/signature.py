"""Where a mail's signature is: below a sign-off, or a last block of names and addresses without any."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SIGN_OFF = re.compile(
    r"(?:(?:bien |tres )?(?:sinceres? )?(?:cordialement|cdt|cdlt|crdt|salutations)|bien a vous|(?:meilleures|sinceres|respectueuses) salutations|"
    r"(?:with )?(?:(?:best|kind|kindest|warm|many thanks and best|thanks and|thanks and best) )?regards|sincerement|respectueusement|bien sincerement|"
    r"(?:many )?thanks(?: in advance| again)?|thank you(?: very much)?(?: in advance)?|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|best wishes|cheers|"
    r"(?:mit )?(?:freundlichen|freundliche|besten|beste|vielen|viele|herzliche) grus(?:s)?en?|mfg|(?:un )?(?:cordial(?:es)? |atento )?saludos?(?: cordial(?:es)?)?|atentamente|"
    r"(?:cordiali|distinti|cari) saluti|saluti|cordialmente|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|hoogachtend)\b[ ,.!:-]*(?:$|(?=[a-z]{2,}$))"
)
_AFTERTHOUGHT = re.compile(r"(?:p\.? ?s\.?|nb|n\.b\.?|post-scriptum) ?(?:[:.\-]|$)")
_SPEAKS = re.compile(
    r"\b(?:je|on|vous|tu|merci (?:de|d')|priere de|svp|please|we|you|our|your|my|i'm|i am|i have|is|are|was|were|has|have|had|will|would|should|could|must)\b|"
    r"\b(?:wir|ich|bitte|unsere?[nrms]?|ihre?[nrms]?|ist|wird|werden|wurden?|haben|hat|muss|mussen)\b|\b(?:hemos|tenemos|estamos|somos|nuestr[oa]s?|por favor|rogamos|solicitamos|deben?)\b|"
    r"\b(?:abbiamo|siamo|vostr[oaie]|nostr[oaie]|prego|preghiamo|sono|deve|dovete)\b|\b(?:wij|graag|gelieve|wordt|worden|hebben|heeft|zijn|moet|moeten)\b|"
    r"\bpersonne ne\b|\battend(?:s|ent|ons)?\b|\b(?:ne |n')[a-z]{2,} (?:pas|plus|rien|jamais|ni|aucun\w*)\b|\bj'|\bm'[aeo]|\bnous (?:[a-z']+ )?[a-z]+(?:ons|ez|era|ont|es|ait|a|est)\b|\bn'a(?:vons|i)\b|"
    r"\b[a-z]{3,}ez\b(?<!\bchez)(?<!\bassez)(?<!suivez)|"
    r"\b(?:notre|nos|mon|mes|ma|la|le|les|cette|ce|ces|votre|vos|une?|elle|il|ils|elles|rien|personne)\b[^.]{0,60}"
    r"\b(?:est|sont|sera|seront|etait|n'est|n'a|n'ont|a|ont|doit|doivent|va|vont)\b|\?"
)
"""A verb with a person, or a question: somebody is saying something here."""
_ANCHOR = re.compile(
    r"\b(?:siret|siren|rcs|r\.c\.s|ape|naf|tva|capital|tel|telephone|fax|port|portable|mob|mobile|standard|iban|bic|www|http|https)\b|@|"
    r"(?:\+33|\b0\d)(?:[ .-]?\d{2}){4}\b|\b\d{5} [a-z]|\bbp \d|\b(?:rue|avenue|boulevard|place|zi|za|zac|cedex|chemin|quai|impasse)\b|"
    r"^(?:service|pole|direction|departement|cellule|responsable|charge\w*|gestionnaire|assistante?|comptable|gerante?|secretaire|commercial\w*)\b|"
    r"\bmembre (?:du|d')|\bassurances? (?:decennale|rc)|\bagreee?s?\b|\bcertifi\w+|^envoye d|^sent from|\b(?:sarl|sas|sasu|eurl|scp|selarl|sa|ei)\b"
)
"""What stands in a signature and nowhere else: addresses, telephones, registers, offices."""
_NAME = re.compile(
    r"(?:(?:M\.|Mme|Mr|Melle|Me)\s+)?[^\W\d_a-zà-ÿ][^\W\d_]*[\w'’.&-]*(?:\s+(?:&\s+|de\s+|du\s+|d')?[^\W\d_a-zà-ÿ][\w'’.&-]*){1,3},?"
)
_NEVER_CUT = re.compile(
    r"demeure|\bdernier|\brelance|\bfact|\bannul|\brappel\b|\burgent|\bsaisie\b|\bplus de\b|\bpay|\bregl"
)
_WORD = re.compile(r"[a-z]+")
_LONGEST = 12
"""Lines that a signature without a sign-off may have."""


def speaks(sentence: str) -> bool:
    """Whether a plain sentence has a verb with a person or an imperative, as a signature has not."""
    return bool(_SPEAKS.search(sentence))


def without_signature(lines: Sequence[str], raw: Sequence[str], sender: str) -> list[str]:
    """`lines` (plain) without the signature; `raw` are the same lines as written, `sender` name and address, folded.

    Below a sign-off only what speaks is kept, and all from an afterthought (« PS : ») on.
    """
    flat = [" ".join(line.split()) for line in lines]
    end = next((n for n, line in enumerate(flat) if line == "--" or _SIGN_OFF.match(line[:80])), None)
    if end is None:
        end = _signed_from(flat, raw, sender)
        return [*flat[:end], *_still_said(flat[end:])]
    return [*flat[: _signed_from(flat[:end], raw, sender)], "", *_still_said(flat[end + 1 :])]


def sign_off_at(flat: str) -> int:
    """Where the line of the sign-off begins in a flat text; its length when there is none."""
    start = 0
    while start < len(flat):
        end = flat.find("\n", start)
        line = flat[start : end if end >= 0 else len(flat)].strip()
        if line == "--" or _SIGN_OFF.match(line[:80]):
            return start
        start = end + 1 if end >= 0 else len(flat)
    return len(flat)


def _still_said(below: Sequence[str]) -> list[str]:
    """Lines below a signature that speak, with the lines that go on with them; all from a « PS » on."""
    kept: list[str] = []
    going_on = False
    for number, line in enumerate(below):
        if _AFTERTHOUGHT.match(line):
            return [*kept, "", *below[number:]]
        if not line:
            going_on = False
            kept.append("")
        elif going_on or speaks(line):
            kept.append(line)
            going_on = line[-1] not in ".!?"
    return kept


def _signed_from(lines: Sequence[str], raw: Sequence[str], sender: str) -> int:
    """Where a last block of names, addresses and registers begins; the number of lines when there is none."""
    end = len(lines)
    while end and not lines[end - 1]:
        end -= 1
    start = end
    while start and end - start < _LONGEST and _is_cold(lines[start - 1]):
        start -= 1
    first = next((n for n in range(start, end) if _opens(lines, raw, n, sender)), None)
    return len(lines) if first is None else first


def _is_cold(line: str) -> bool:
    """Whether a line says nothing to anybody."""
    return not (speaks(line) or _NEVER_CUT.search(line)) or bool(_ANCHOR.search(line) and not speaks(line))


def _opens(lines: Sequence[str], raw: Sequence[str], number: int, sender: str) -> bool:
    """Whether the line is the first of a signature: below an empty line or a thank-you, a name or an office."""
    line = lines[number]
    if not number or not line or (lines[number - 1] and not lines[number - 1].startswith("merci")):
        return False
    if _NEVER_CUT.search(line):
        return False
    if any(_ANCHOR.search(below) for below in _rest_of_paragraph(lines, number)):
        return True
    words = [word for word in _WORD.findall(line) if len(word) > 2]
    if words and not re.search(r"\d", line) and set(words) <= set(_WORD.findall(sender)):
        return True
    written = raw[number].strip()
    return written != written.upper() and bool(_NAME.fullmatch(written))


def _rest_of_paragraph(lines: Sequence[str], number: int) -> Sequence[str]:
    end = next((n for n in range(number, len(lines)) if not lines[n]), len(lines))
    return lines[number:end]
