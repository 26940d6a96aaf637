"""SIRET, SIREN and French VAT numbers: which are possible, and how people like to read them."""

from __future__ import annotations

LA_POSTE = "356000000"
"""SIREN of La Poste: its post offices' SIRETs follow a rule of their own (INSEE)."""


def is_siret(text: str) -> bool:
    """Whether `text` is fourteen digits with a right checksum (Luhn; La Poste: sum divisible by five).

    Fourteen zeros pass any checksum and are refused.
    """
    if not _is_digits(text, 14) or not text.strip("0"):
        return False
    return _luhn(text) or (text.startswith(LA_POSTE) and sum(map(int, text)) % 5 == 0)


def is_siren(text: str) -> bool:
    """Whether `text` is nine digits with a right Luhn checksum, not all zero."""
    return _is_digits(text, 9) and bool(text.strip("0")) and _luhn(text)


def siren_of(siret: str) -> str:
    """The nine digits of the company that a SIRET belongs to."""
    return siret[:9]


def siren_of_vat(vat: str) -> str:
    """The SIREN inside a French VAT number such as `FR83404833048`, empty when its key is wrong.

    The key is (12 + 3 × (SIREN mod 97)) mod 97 (BOI-TVA-DECLA-20-10). Keys with letters exist in law
    but are not issued; they prove nothing here.
    """
    key, siren = vat[2:4], vat[4:]
    if not vat.startswith("FR") or not _is_digits(key, 2) or not is_siren(siren):
        return ""
    return siren if int(key) == (12 + 3 * (int(siren) % 97)) % 97 else ""


def grouped(siret: str) -> str:
    """`12345678900012` as people read it: `123 456 789 00012`."""
    return f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
