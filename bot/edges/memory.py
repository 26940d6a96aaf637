"""Memory of a process that runs for months: what stays is looked at once, what a large mail took is given back."""

from __future__ import annotations

import contextlib
import ctypes
import gc

_M_MMAP_THRESHOLD = -3
_LARGE = 1 << 20


def settle() -> None:
    """To be called once, when rules and settings are read and before the first mail."""
    _keep_what_is_here()
    _give_back_large_blocks()


def _keep_what_is_here() -> None:
    """Modules, rules and statements stay for ever: the collector goes round them (a millisecond for each mail)."""
    gc.collect()
    gc.freeze()


def _give_back_large_blocks() -> None:
    """Blocks of a megabyte or more get pages of their own from glibc, for good (mallopt(3)).

    Left alone it moves that limit up to 32 MB after the first such block: the copies of a mail of 10 MB then lie
    between small objects, and every later one adds to what is never given back. Nothing is done on other C libraries.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
