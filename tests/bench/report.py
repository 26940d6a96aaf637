"""The figures of a run, for people and for machines: medians of the rounds, with their range."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from tests.bench.latency import Waits
from tests.bench.meter import Cost

_Round = TypeVar("_Round")


@dataclass(frozen=True, slots=True)
class Round:
    """The floor and the whole pipeline over the same mails; `…_dovecot` is the mailbox server's processor time."""

    floor: Cost
    floor_dovecot: float
    whole: Cost
    whole_dovecot: float
    most_resident: float
    outcomes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """`guichet run`: waits, the share of a processor while idle, and megabytes resident at each stage."""

    waits: Mapping[str, Waits]
    idle: float
    at_start: float
    most_after_many: float
    most_after_huge: float
    at_end: float


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that one run found out; `sizes` are the octets of each mail; no `waiting` when not asked for.

    `corpus` are the seconds from bytes to decision for each mail of the corpus (`understanding.over_corpus`).
    """

    sizes: tuple[int, ...]
    rounds: tuple[Round, ...]
    waiting: Waiting | None
    corpus: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of the rounds, the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, rounds: tuple[_Round, ...], value: Callable[[_Round], float]) -> Figure:
        """One value of each round."""
        values = [value(one) for one in rounds]
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{self.median:7.2f}  ({self.least:.2f} - {self.most:.2f})"


_SHARES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "median": statistics.median,
    "mean": statistics.mean,
    "p90": lambda seconds: statistics.quantiles(seconds, n=10)[-1],
}


def _milliseconds(cost: Cost) -> float:
    return 1_000 * cost.seconds / cost.mails


def figures(found: Findings) -> dict[str, Figure]:
    """What is compared: milliseconds of processor for a mail, and mails a second on this machine."""
    values: dict[str, Callable[[Round], float]] = {
        "floor_ms": lambda one: _milliseconds(one.floor),
        "floor_dovecot_ms": lambda one: 1_000 * one.floor_dovecot / one.floor.mails,
        "whole_ms": lambda one: _milliseconds(one.whole),
        "whole_dovecot_ms": lambda one: 1_000 * one.whole_dovecot / one.whole.mails,
        "ratio": lambda one: one.whole.seconds / one.floor.seconds,
        "ratio_with_dovecot": lambda one: (
            (one.whole.seconds + one.whole_dovecot) / (one.floor.seconds + one.floor_dovecot)
        ),
        "floor_mails_a_second": lambda one: one.floor.mails / one.floor.wall,
        "whole_mails_a_second": lambda one: one.whole.mails / one.whole.wall,
        "whole_megabytes": lambda one: one.most_resident,
    }
    for share, of_all in _SHARES.items():
        values[f"understand_{share}_ms"] = partial(_understanding, of_all=of_all)
    return {name: Figure.of(found.rounds, value) for name, value in values.items()}


def _understanding(one: Round, of_all: Callable[[Sequence[float]], float]) -> float:
    """From bytes to decision, without what the mail brings along."""
    return 1_000 * of_all(one.whole.understanding)


def shares(found: Findings) -> dict[str, tuple[float, float]]:
    """Step → milliseconds of processor for a mail in the floor and in the whole (medians), dearest first."""
    names = {name for one in found.rounds for cost in (one.floor, one.whole) for name in cost.steps}

    def median(name: str, cost: Callable[[Round], Cost]) -> float:
        return statistics.median(1_000 * cost(one).steps.get(name, 0.0) / cost(one).mails for one in found.rounds)

    both = {name: (median(name, lambda one: one.floor), median(name, lambda one: one.whole)) for name in names}
    return dict(sorted(both.items(), key=lambda item: -item[1][1]))


def as_json(found: Findings) -> dict[str, object]:
    """Every figure by name."""
    return {
        "mails": len(found.sizes),
        "mean_octets": round(statistics.mean(found.sizes)),
        "outcomes": found.rounds[0].outcomes,
        **{name: [round(x, 3) for x in (one.median, one.least, one.most)] for name, one in figures(found).items()},
        **({"corpus_understand_ms": _of_corpus(found.corpus)} if found.corpus else {}),
        "steps_ms": {name: [round(x, 3) for x in both] for name, both in shares(found).items()},
        **(_waiting(found.waiting) if found.waiting else {}),
    }


def _of_corpus(seconds: Sequence[float]) -> dict[str, float]:
    return {share: round(1_000 * _SHARES[share](seconds), 3) for share in ("median", "p90")}


def _waiting(waiting: Waiting) -> dict[str, object]:
    return {
        "delivery_to_reply_s": {
            name: {part: round(seconds, 3) for part, seconds in _parts(waits).items()}
            for name, waits in waiting.waits.items()
        },
        "idle_share": round(waiting.idle, 4),
        "run_megabytes": {
            "at_start": round(waiting.at_start),
            "most_after_all_mails": round(waiting.most_after_many),
            "most_after_huge_mails": round(waiting.most_after_huge),
            "at_end": round(waiting.at_end),
        },
    }


def _parts(waits: Waits) -> dict[str, float]:
    return {name: waits.share(part) for name, part in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))}


def as_text(found: Findings) -> str:
    """The same, to be read."""
    return "\n".join((*_cost_lines(found), *(_waiting_lines(found.waiting) if found.waiting else ())))


def _cost_lines(found: Findings) -> Iterator[str]:
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(found.rounds[0].outcomes.items()))
    yield f"{len(found.sizes)} mails of {statistics.mean(found.sizes) / 1_000:.1f} kB on average: {outcomes}"
    yield f"median of {len(found.rounds)} rounds (least - most); ms are of processor time, for one mail\n"
    for name, figure in figures(found).items():
        yield f"  {name.replace('_', ' '):24}{figure}"
    if found.corpus:
        words = ", ".join(f"{share} {ms:.2f}" for share, ms in _of_corpus(found.corpus).items())
        yield f"\n  understand, over {len(found.corpus)} mails of the corpus: {words} ms"
    yield "\n  ms by step               floor   whole   share of the whole"
    total = sum(whole for _, whole in shares(found).values())
    for name, (least, whole) in shares(found).items():
        yield f"  {name:24}{least:8.2f}{whole:8.2f}   {whole / total:6.1%}"


def _waiting_lines(waiting: Waiting) -> Iterator[str]:
    yield "\n  delivery to reply, seconds"
    for name, waits in waiting.waits.items():
        words = ", ".join(f"{part} {seconds:.2f}" for part, seconds in _parts(waits).items())
        yield f"  {len(waits.seconds)} mails, {name}: {words}"
    yield f"\n  guichet run, idle: {waiting.idle:.2%} of a processor"
    yield (
        f"  resident: {waiting.at_start:.0f} MB at the start, at most {waiting.most_after_many:.0f} MB after all mails, "
        f"{waiting.most_after_huge:.0f} MB after some of 10 MB, {waiting.at_end:.0f} MB at the end"
    )
