"""What a large mail took of this process's memory goes back to the system when it is done with."""

from __future__ import annotations

import contextlib
import ctypes

_M_MMAP_THRESHOLD = -3
_LARGE = 1 << 20


def give_back_large_blocks() -> None:
    """Blocks of a megabyte or more get pages of their own from glibc, for good (mallopt(3)).

    Left alone it moves that limit up to 32 MB after the first such block: the copies of a mail of 10 MB then lie
    between small objects, and every later one adds to what is never given back. Nothing is done on other C libraries.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
