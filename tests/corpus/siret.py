"""Prints invented SIRETs whose keys are right: `python -m tests.corpus.siret 5`."""

from __future__ import annotations

import random
import sys


def luhn(digits: str) -> str:
    """The digits, and the key that makes them pass."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return digits + str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def invented(draw: random.Random) -> str:
    """A SIRET in 991… or 992…, where the register has given none, first establishment."""
    siren = luhn(f"99{draw.randrange(1, 3)}{draw.randrange(10**5):05d}")
    return luhn(f"{siren}{draw.randrange(1, 4):04d}")


if __name__ == "__main__":
    for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
        print(invented(random.SystemRandom()))
