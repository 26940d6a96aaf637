"""What reading attachments may cost, and how the helper process is held to it."""

from __future__ import annotations

import ctypes
import resource
import sys
from contextlib import suppress

MOST_FILES = 20
"""Files read of one mail, those inside others counted."""
LARGEST_FILE = 25_000_000
"""Octets: most mail servers take no more."""
LARGEST_ANSWER = 4_000_000
MOST_PAGES = 200
"""Of a PDF: a longer one is no invoice, no letter and no statement that anybody reads by itself."""
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 1_000
LARGEST_UNPACKED = 100_000_000
MOST_PARTS = 3_000
MOST_RECOGNISED = 4
"""Pages and pictures of one file that are read by optical recognition: each costs some seconds."""
DEEPEST = 3
"""A mail in winmail.dat in a mail: what lies deeper is named only."""

SECONDS_OF_WORK = 10
"""Processor time for one file, recognition left out: that is bounded apart."""
SECONDS_OF_RECOGNITION = 12
"""For one page."""
SECONDS_FOR_A_FILE = 60.0
"""By the clock, whatever the file does."""
MEMORY = 1_500_000_000
"""Octets of address space: the PDF library, the recogniser and a spreadsheet unpacked, and no bomb."""
FILES_FOR_A_PROCESS = 500
"""Then it is replaced: what a library may have lost in memory goes with it."""

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000


def confine() -> None:
    """Holds this process to its memory and takes the network from it; for the helper process alone.

    A network namespace of its own where the system grants one; and an audit hook that refuses any socket, so that no
    library opens one by mistake.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_UNPACKED, LARGEST_UNPACKED))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NET)
    sys.addaudithook(_no_sockets)


def _no_sockets(event: str, _: tuple[object, ...]) -> None:
    if event.startswith("socket."):
        raise PermissionError("attachments are read without a network")


def allow_work(seconds: int = SECONDS_OF_WORK) -> None:
    """From now on this process may use so much processor time, then the system kills it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))
