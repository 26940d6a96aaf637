"""Who is who in a text: SIRET, SIREN, VAT, IBAN, our ticket references; phones and addresses as decoys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.found import Found, Rank
from bot.core.mention import MentionKind
from bot.core.siret import is_siren, is_siret, siren_of_vat

# Every quantifier is bounded and every start is anchored by what may not stand before it, so that no
# text, however hostile, costs more than a small number of steps per character.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{1,2000}|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_TICKET = re.compile(r"\[([A-Z0-9]{2,12}-20\d\d-\d{6})\]")
_IBAN_COUNTRY = "a[delt]|b[aegry]|c[hyz]|d[ek]|e[es]|f[ior]|g[beilr]|h[ru]|i[elqst]|l[bituv]|m[acdekrtu]|n[lo]|p[lt]|qa|r[os]|s[aeikm]|t[nr]|ua|xk"
_IBAN = re.compile(rf"(?<![a-z0-9])(?:{_IBAN_COUNTRY})\d\d(?: ?[a-z0-9]{{4}}){{2,7}}(?: ?[a-z0-9]{{1,4}})?(?![a-z0-9])")
_IBAN_HEAD = re.compile(r"\d(?<=[a-z]{2}\d)\d")
"""What every IBAN begins with: a text has fewer digits than words."""
_G = "[ .-]{0,2}"
_FRENCH_IBAN = re.compile(rf"f(?<![a-z0-9]f)r{_G}\d\d(?:{_G}\d){{10}}(?:{_G}[0-9a-z]){{11}}(?:{_G}\d){{2}}(?![a-z0-9])")
_IBAN_CUE = re.compile(r"(?:iban|rib|compte)[ :n°.-]{0,12}$")
_VAT = re.compile(r"f(?<![a-z0-9]f)r[ .]?[0-9a-z]{2}[ .-]?\d{3}[ .]?\d{3}[ .]?\d{3}(?![a-z0-9])")
_VAT_CUE = re.compile(r"(?:tva|vat|intra)[^0-9\n]{0,25}$")
_SIRET_LABELLED = re.compile(r"siret(?:s|te)?\b[^0-9\n]{0,30}\n?[^0-9\n]{0,5}((?:\d[ .\t-]{0,2}){13}\d)(?!\d)")
_SIRET_GLUED = re.compile(r"siret(\d{14})(?!\d)")
_SIRET_BARE = re.compile(
    r"\d(?<![\w/.,-]\d)(?:\d{13}|\d\d([ .-])\d{3}\1\d{3}\1\d{5}|\d\d[ \n]\d{3}[ \n]\d{3}[ \n]\d{5}|\d{8}[ .-]\d{5}|\d\d \d{3} \d{3} \d{3} \d{2}|\d(?: \d\d){6})(?![\w/-])"
)
_SIREN_AND_NIC = re.compile(
    r"siren\b[^0-9\n]{0,40}((?:\d{3}[ .]?){3}[ ,;/()-]{0,4}\n?(?:et )?(?:n ?° )?(?:de )?nic\b[ :n°.]{0,6}\d{5})(?!\d)"
)
_SIREN = re.compile(
    r"(?:siren|siret|rcs|r\.c\.s\.?)\b[^0-9\n]{0,40}\n?[^0-9\n]{0,5}(\d{3}[ .]?\d{3}[ .]?\d{3})(?![ .]?\d|\n\d{5}(?!\w| [a-z]))"
)
_SIREN_FIRST = re.compile(r"(\d(?<![\w/.,-]\d)\d\d[ .]?\d{3}[ .]?\d{3}) ?\(?(?:rcs|r\.c\.s)\b")
_PHONE = re.compile(
    r"[+0](?<![\w/.,-][+0])(?:(?:(?<=\+)|0) ?\d{2,3} ?(?:\(0\) ?)?[1-9]|(?<=0)[1-9])(?:[ .\-/]?\d\d){4}(?!\d)"
)
_NOT_DIGIT = re.compile(r"\D")


def find_identity(text: str, flat: str) -> Iterator[Found]:
    """Readings of `text`; `flat` is the same text made plain, character by character."""
    yield from _addresses(text, flat)
    yield from _ibans(flat)
    yield from _vat_numbers(flat)
    yield from _sirets(flat)
    for match in (*_SIREN.finditer(flat), *_SIREN_FIRST.finditer(flat)):
        yield _number(MentionKind.SIREN, match, 1, is_siren(_digits(match[1])))
    for match in _PHONE.finditer(flat):
        yield Found(None, match.start(), match.end(), "", Rank.SHAPE)


def _addresses(text: str, flat: str) -> Iterator[Found]:
    for match in _ADDRESS.finditer(flat):
        yield Found(None, match.start(), match.end(), "", Rank.STRUCTURE)
    for match in _TICKET.finditer(text):
        yield Found(MentionKind.TICKET_REF, match.start(1), match.end(1), match[1], Rank.STRUCTURE, labelled=True)


def _ibans(flat: str) -> Iterator[Found]:
    """Country and place only; a mistyped French IBAN is one all the same (§3.6: a warning sign)."""
    for match in _FRENCH_IBAN.finditer(flat):
        yield _masked(match.start(), match.end(), "FR")
    for match in _IBAN.finditer(flat) if _IBAN_HEAD.search(flat) else ():
        account = match[0].replace(" ", "").upper()
        cued = _IBAN_CUE.search(flat, max(0, match.start() - 20), match.start())
        if _iban_checksum(account) or (cued and sum(map(str.isdigit, account)) >= 10):
            yield _masked(match.start(), match.end(), account[:2])


def _masked(start: int, end: int, country: str) -> Found:
    return Found(MentionKind.IBAN, start, end, country, Rank.STRUCTURE, raw=f"{country}** ***")


def _iban_checksum(account: str) -> bool:
    """ISO 13616: the rearranged number modulo 97 is one."""
    return int("".join(str(int(char, 36)) for char in account[4:] + account[:4])) % 97 == 1


def _vat_numbers(flat: str) -> Iterator[Found]:
    for match in _VAT.finditer(flat):
        value = re.sub(r"[ .-]", "", match[0]).upper()
        labelled = _VAT_CUE.search(flat, max(0, match.start() - 35), match.start()) is not None
        real = labelled or siren_of_vat(value)
        rank = Rank.LABELLED if labelled else Rank.SHAPE
        yield Found(MentionKind.VAT if real else None, match.start(), match.end(), value, rank, labelled)


def _sirets(flat: str) -> Iterator[Found]:
    for pattern in (_SIRET_LABELLED, _SIRET_GLUED, _SIREN_AND_NIC):
        for match in pattern.finditer(flat):
            yield _number(MentionKind.SIRET, match, 1, real=True)
    for match in _SIRET_BARE.finditer(flat):
        value = _digits(match[0])
        if is_siret(value):
            yield Found(MentionKind.SIRET, match.start(), match.end(), value, Rank.SHAPE)


def _number(kind: MentionKind, match: re.Match[str], group: int, real: bool) -> Found:
    """A labelled run of digits: when it is not `real` it is still nothing else, so a decoy."""
    value = _digits(match[group])
    return Found(kind if real else None, match.start(group), match.end(group), value, Rank.LABELLED, labelled=True)


def _digits(text: str) -> str:
    return _NOT_DIGIT.sub("", text)
