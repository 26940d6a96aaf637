"""`make fuzz`: every damaged mail is decided or called unreadable, in bounded time; what is neither is kept.

FUZZ="20000 --seed 7" for more, or for the same again. The mails of `tests/mails`, of the demo and of `mail_maker` are
damaged one to four times (`damage.py`), then thought through on an empty database, attachments and all.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot import app as guichet
from bot.config import Settings
from bot.errors import UnreadableMail
from tests.fuzz.damage import damaged
from tests.mail_maker import supplier_mails

_MOST_SECONDS = 5.0
"""Processor time of one mail (400 kB of words take about one second and a half); what an attachment takes in its own process is bounded there."""
_HERE = Path(__file__).parent.parent
_NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Findings:
    """What became of the mails: how many of each outcome, processor seconds each, and (name, mail, why) of the bad ones."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    bad: list[tuple[str, bytes, str]] = field(default_factory=list)


def real_mails() -> list[bytes]:
    """The mails to be damaged."""
    files = (
        *sorted((_HERE / "mails").glob("*.eml")),
        *sorted((_HERE.parent / "bot" / "demo" / "samples").glob("*.eml")),
    )
    return [path.read_bytes() for path in files] + [content for content, _ in supplier_mails(100, 5)]


def think_through(count: int, seed: int, mails: Sequence[bytes]) -> Findings:
    """Damages and decides `count` mails; the mail with number n of a seed is the same in every run."""
    found = Findings()
    library = guichet.load_library(Settings(database="sqlite://"))
    body = min(library.served)
    with guichet.opened(library) as desk:
        for number in range(count):
            mail = damaged(random.Random(f"{seed}-{number}"), mails)
            began = time.process_time()
            try:
                thought = desk.think(mail, _NOW, body)
                json.dumps(thought.explain())
                found.outcomes[str(thought.decision.outcome)] += 1
            except UnreadableMail:
                found.outcomes["unreadable"] += 1
            except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
                found.bad.append((f"{seed}-{number}", mail, traceback.format_exc()))
            found.seconds.append(time.process_time() - began)
            if found.seconds[-1] > _MOST_SECONDS:
                found.bad.append((f"{seed}-{number}-slow", mail, f"{found.seconds[-1]:.1f} s of processor time"))
    return found


def main() -> int:
    """Runs, prints what was found, keeps the bad mails in a folder; 1 when there are any."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = parser.parse_args()
    found = think_through(asked.count, asked.seed, real_mails())
    times = sorted(found.seconds)
    print(f"{asked.count} damaged mails, seed {asked.seed}: {dict(sorted(found.outcomes.items()))}")
    print(
        f"processor time a mail: median {times[len(times) // 2]:.3f} s, 99 % {times[len(times) * 99 // 100]:.3f} s, most {times[-1]:.3f} s"
    )
    if found.bad:
        folder = Path(tempfile.mkdtemp(prefix="guichet-fuzz-"))
        for name, mail, why in found.bad:
            (folder / f"{name}.eml").write_bytes(mail)
            print(f"--- {folder / name}.eml\n{why}")
    return 1 if found.bad else 0


if __name__ == "__main__":
    sys.exit(main())
