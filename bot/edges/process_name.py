"""Who holds a lease: a name for this process that nobody else on any host has, and whether such a one still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path

_PARTS = 5


def own_name() -> str:
    """`host/boot/pids/pid/start`: this very process, on a machine that was started once and counts its own pids.

    Two containers may have one host name and both a pid 1; the start time tells a process from a later one with the
    same pid.
    """
    return "/".join((*_place(), str(os.getpid()), _started(os.getpid())))


def is_surely_dead(name: str) -> bool:
    """True when `name` was a process that we could see and that is gone; False when in doubt.

    In doubt are other hosts, other boots of this one and other pid namespaces: their leases simply run out.
    """
    parts = name.rsplit("/", _PARTS - 1)
    if len(parts) < _PARTS or tuple(parts[:3]) != _place() or not parts[3].isdigit():
        return False
    return _started(int(parts[3])) != parts[4]


def _place() -> tuple[str, str, str]:
    """Host, boot of its kernel, pid namespace: within one such place a pid names one process at a time."""
    return socket.gethostname(), _read("/proc/sys/kernel/random/boot_id"), _link("/proc/self/ns/pid")


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _link(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Field 22 of /proc/PID/stat (clock ticks since boot); empty when there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]
