"""The project's own corpus through the whole pipeline: what must never happen does not."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import pytest

from bot.config import Settings
from bot.evaluating import evaluate

CORPUS = Path(__file__).parents[1] / "corpus"
SETS = sorted(folder.name for folder in CORPUS.iterdir() if any(folder.glob("*/organisation.toml")))

KNOWN: Mapping[str, Mapping[str, int]] = {"held3": {"answered_instead": 3, "missed_human": 14, "missed_security": 3}}
"""What is missed today, each named by `guichet evaluate`: may only shrink. A wrong invoice is never told."""


@pytest.mark.parametrize("name", SETS)
def test_no_wrong_invoice_is_told_and_no_more_is_missed_than_is_known(name: str) -> None:
    done = evaluate(CORPUS / name, Settings(), None)
    assert done.troubles == []
    assert done.mails >= 50
    serious = [f"{mistake.mail} ({mistake.serious})" for mistake in done.mistakes if mistake.serious]
    beyond = {code: count for code, count in done.serious.items() if count > KNOWN.get(name, {}).get(code, 0)}
    assert not beyond, serious


def test_no_two_mails_are_from_one_template() -> None:
    """Few runs of five words in common, also between what is held back and what is not; « où en est la » is language."""
    runs = {f"{path.parent}/{mail['name']}": _runs(str(mail["text"])) for path, mail in _written()}
    holders: dict[str, list[str]] = {}
    for name, own in runs.items():
        for run in own:
            holders.setdefault(run, []).append(name)
    shared = Counter(pair for names in holders.values() for pair in combinations(names, 2))
    alike = [(a, b) for (a, b), count in shared.items() if count > max(5, min(len(runs[a]), len(runs[b])) / 3)]
    assert alike == []


def _written() -> Iterator[tuple[Path, dict[str, object]]]:
    for path in sorted(CORPUS.glob("*/*/*.toml")):
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        yield from ((path, mail) for mail in values.get("mail", []) if "text" in mail)


def _runs(text: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return {" ".join(words[start : start + 5]) for start in range(len(words) - 4)}


def test_every_mail_of_the_corpus_says_what_is_expected_of_it() -> None:
    silent = [
        f"{path.relative_to(CORPUS)}: {entry.split('name = ')[1].splitlines()[0]}"
        for path in CORPUS.glob("*/*/*.toml")
        for entry in path.read_text(encoding="utf-8").split("[[mail]]")[1:]
        if "outcome = " not in entry
    ]
    assert silent == []
