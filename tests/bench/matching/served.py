"""`guichet match --serve` as another program has it: asked line by line, its address space held to 512 MB."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

from tests.bench.matching.ground import BODY
from tests.bench.matching.references import Reference

_SPACE = 512 << 20
_FIELDS = ("text", "siret_hint", "amount", "date", "engagement")


def served(database: str, references: Iterable[Reference]) -> tuple[list[float], int]:
    """The milliseconds of each answer, in order of size, and the most MB that the process ever had resident."""
    command = [sys.executable, "-m", "bot", "match", "--serve", "--db", database, "--organisation", BODY]
    took = list[float]()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=_held,  # noqa: PLW1509 - one thread here
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number, reference in enumerate(references):
            line = json.dumps({"id": number, **{name: getattr(reference, name) for name in _FIELDS}})
            began = perf_counter()
            process.stdin.write(f"{line}\n".encode())
            process.stdin.flush()
            answer = process.stdout.readline()
            took.append((perf_counter() - began) * 1000)
            assert json.loads(answer)["id"] == number, answer
        resident = _resident(process.pid)
        process.stdin.close()
    return sorted(took), resident


def _held() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_SPACE, _SPACE))


def _resident(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return 0
