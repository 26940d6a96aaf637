"""Time and memory as Linux counts them, from /proc: of this process, and of a server with all that it has started."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """Processor time of this process, its system calls included."""
    times = os.times()
    return times.user + times.system


def tree_seconds(pid: int) -> float:
    """Processor time of a process and of its children, the ended ones included."""
    return sum(_seconds(each) for each in _family(pid))


def _seconds(pid: int) -> float:
    fields = _stat(pid)
    return sum(int(field) for field in fields[11:15]) / _TICKS


def _family(pid: int) -> list[int]:
    parents = {int(path.name): int((_stat(int(path.name)) or ["", "0"])[1]) for path in Path("/proc").glob("[0-9]*")}
    family = [pid]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def _stat(pid: int) -> list[str]:
    """The fields after the name, empty for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def megabytes(pid: int, what: str) -> float:
    """`VmRSS`, resident now, or `VmHWM`, the most so far."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) / 1024
    return 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What `mails` mails cost: seconds on the clock, seconds of processor of the process, the same by step.

    `understanding` are those from bytes to decision, one of each mail none of whose files was read.
    """

    mails: int
    wall: float
    seconds: float
    steps: dict[str, float]
    understanding: tuple[float, ...] = ()
