"""Who holds a lease: a name for this process that nobody else on any host has, and whether such a one still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def own_name() -> str:
    """`host/pid/start`: the start time tells a process from a later one with the same pid."""
    return f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"


def is_surely_dead(name: str) -> bool:
    """True when `name` was a process of this host that is gone; False when in doubt (another host)."""
    host, pid, started = name.rsplit("/", 2) if name.count("/") >= 2 else ("", "", "")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """Field 22 of /proc/PID/stat (clock ticks since boot); empty when there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] == "Z" else fields[19]
