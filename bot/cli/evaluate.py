"""`guichet evaluate DIR`: how well mails with known answers are understood; nothing is sent, no database touched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypedDict

import typer
from rich.progress import MofNCompleteColumn, TaskID

from bot.cli.options import EXIT_FINDINGS, AsJson, ConfigFile, OrganisationId, console, ending, errors, progress_bar
from bot.config import load_settings
from bot.core.proportion import Share, harmonic, share, upper_bound
from bot.core.scoring import SERIOUS, Key, Mistake, Score
from bot.evaluating import Evaluation
from bot.evaluating import evaluate as run

_GROUPS = ("outcome", "class", "intent", "mention", "match", "level", "language", "machine", "priority", "team")
_SETS = ("intent", "mention", "match")


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False)],
    organisation: OrganisationId = None,
    held: Annotated[bool, typer.Option("--held", help="Only what lies in folders named « held… », kept back.")] = False,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Run the mails of DIR and below through everything but sending, and compare with what is expected of them.

    Prints precision, recall and F1 with 95 % bounds, and every difference. Exit code 1 when a security or human matter
    was missed, a wrong invoice told, or a mail of the corpus could not be used. The format: docs/evaluate.md.
    """
    with ending(), progress_bar(MofNCompleteColumn(), quiet=as_json) as bar:
        tasks: dict[str, TaskID] = {}

        def advance(name: str, done: int, of: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=of)
            bar.update(tasks[name], completed=done)

        done = run(folder, load_settings(config), organisation, held=held, advance=advance)
    if as_json:
        typer.echo(json.dumps(_report(done), ensure_ascii=False))
    else:
        _print(done)
    if done.serious or done.troubles:
        raise typer.Exit(EXIT_FINDINGS)


# --- figures ---------------------------------------------------------------------------------------


def _shares(score: Score) -> dict[str, Share | None]:
    hits, false, missed = score.hits, score.false, score.missed
    return {
        "precision": share(hits, hits + false),
        "recall": share(hits, hits + missed),
        "f1": harmonic(share(hits, hits + false + missed)),
    }


def _by_group(done: Evaluation) -> dict[str, dict[str, Score]]:
    """Scores by group and name, the whole group first as `all`."""
    groups: dict[str, dict[str, Score]] = {}
    for group in _GROUPS:
        own = {key[1]: score for key, score in sorted(done.scores.items()) if key[0] == group}
        if own:
            groups[group] = {"all": sum(own.values(), Score()), **own}
    return groups


class _Serious(TypedDict):
    """One serious kind: how many, of how many that could have been, and the one-sided 95 % upper bound of its rate."""

    count: int
    of: int
    upper_bound: float | None
    means: str


def _serious(done: Evaluation) -> dict[str, _Serious]:
    shown: dict[str, _Serious] = {}
    for code, words in SERIOUS.items():
        count, of = done.serious.get(code, 0), _could(done, code)
        bound = upper_bound(count, of) if of else None
        shown[code] = {"count": count, "of": of, "upper_bound": bound, "means": words}
    return shown


def _could(done: Evaluation, code: str) -> int:
    names = {"missed_security": ("S",), "missed_human": ("H",), "answered_instead": ("S", "H")}.get(code)
    if names is None:
        return done.mails
    keys: list[Key] = [("class", name) for name in names]
    return sum(score.hits + score.missed for score in (done.scores.get(key, Score()) for key in keys))


def _report(done: Evaluation) -> dict[str, object]:
    figures = {
        group: {
            name: {**asdict(score), **{key: asdict(value) if value else None for key, value in _shares(score).items()}}
            for name, score in names.items()
        }
        for group, names in _by_group(done).items()
    }
    return {
        "mails": done.mails,
        "serious": _serious(done),
        "figures": figures,
        "mistakes": [asdict(mistake) for mistake in done.mistakes],
        "troubles": done.troubles,
    }


# --- on a terminal ---------------------------------------------------------------------------------


def _print(done: Evaluation) -> None:
    for trouble in done.troubles:
        errors.print(trouble, markup=False, style="red", soft_wrap=True)
    by_mail: dict[str, list[Mistake]] = {}
    for mistake in sorted(done.mistakes, key=lambda wrong: not wrong.serious):
        by_mail.setdefault(mistake.mail, []).append(mistake)
    lines = [line for wrong in by_mail.values() for line in _of_mail(wrong)]
    for group, names in _by_group(done).items():
        lines += _lines(group, names)
    lines.append(
        f"\n{done.mails} mails, {len(by_mail)} of them with a difference; 95 % bounds are Clopper and Pearson's."
    )
    for kind in _serious(done).values():
        bound = f", at most {kind['upper_bound']:.2%} with 95 % confidence" if kind["upper_bound"] is not None else ""
        lines.append(f"{kind['count']} of {kind['of']}{bound}: {kind['means']}")
    if done.troubles:
        lines.append(f"{len(done.troubles)} troubles with the corpus itself, named above")
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)


def _of_mail(mistakes: Sequence[Mistake]) -> Iterator[str]:
    """Those of one mail: its name, why it was decided so, and a line for each."""
    yield f"{mistakes[0].mail}: {mistakes[0].why}"
    for wrong in mistakes:
        head = f"SERIOUS {wrong.serious}: " if wrong.serious else ""
        yield f"    {head}{wrong.what}: {_difference(wrong)}"


def _difference(wrong: Mistake) -> str:
    if wrong.what not in _SETS or wrong.serious:
        return f"expected {wrong.expected or 'nothing'}, got {wrong.seen or 'nothing'}"
    parts = (f"missing {wrong.expected}" if wrong.expected else "", f"too much {wrong.seen}" if wrong.seen else "")
    return "; ".join(filter(None, parts))


def _lines(group: str, names: dict[str, Score]) -> Iterator[str]:
    """A table of one group, as wide as it is: on a narrow terminal figures are worth more than their columns."""
    yield f"\n{group:<15}{'right':>6}{'false':>6}{'missed':>7}  {'precision':<22}{'recall':<22}F1"
    for name, score in names.items():
        shares = "".join(f"{_words(value):<22}" for value in _shares(score).values())
        yield f"{name:<15}{score.hits:>6}{score.false:>6}{score.missed:>7}  {shares}".rstrip()


def _words(found: Share | None) -> str:
    return "-" if found is None else f"{found.value:.1%} [{found.low:.1%}-{found.high:.1%}]"
