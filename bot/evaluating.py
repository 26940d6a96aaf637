"""A corpus run through the real pipeline: a database of its own, nothing sent, every decision judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import records
from bot.app import Desk, opened
from bot.config import Settings, load_settings
from bot.core.note import sentence
from bot.core.scoring import Key, Mistake, Score, Seen, judge, seen_in, unreadable
from bot.edges.corpus_file import CorpusMail, Door, read_corpus
from bot.errors import ConfigError, UnreadableMail
from bot.jobs.loop import guarded
from bot.library import load_library

HELD = "held"
"""Folders whose name begins so are held back: rules are not tuned on them."""


@dataclass(slots=True)
class Evaluation:
    """What came of a corpus: scores by (group, name), what went wrong, and what of the corpus could not be used."""

    mails: int = 0
    scores: dict[Key, Score] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def serious(self) -> dict[str, int]:
        """How many mails went seriously wrong, by code (`scoring.SERIOUS`)."""
        pairs = {(mistake.serious, mistake.mail) for mistake in self.mistakes if mistake.serious}
        return {code: sum(pair[0] == code for pair in pairs) for code in sorted({pair[0] for pair in pairs})}

    def add(self, scores: dict[Key, Score], mistakes: Sequence[Mistake]) -> None:
        """Adds what one mail came to."""
        self.mails += 1
        for key, score in scores.items():
            self.scores[key] = self.scores.get(key, Score()) + score
        self.mistakes += mistakes


def evaluate(
    folder: Path,
    installation: Settings,
    organisation: str | None,
    *,
    held: bool = False,
    advance: Callable[[str, int, int], None] = lambda _name, _done, _of: None,
) -> Evaluation:
    """Judges every collection in and below `folder`: those held back if `held`, else the others.

    Where a collection has no `organisation.toml` the `installation` describes the body, and `organisation` says which.
    Rules and texts are the installation's. `advance` hears folder, mails done, mails in all. Raises ConfigError.
    """
    done = Evaluation()
    found = [place for place in _collections(folder) if _is_held(place.relative_to(folder)) == held]
    if not found:
        way_out = "without --held" if held else "--held runs what is held back"
        raise ConfigError(f"{folder}: no collection of mails here ({way_out})")
    for place in found:
        name = "" if place == folder else f"{place.relative_to(folder)}/"
        try:
            with _opened(place, installation) as desk:
                _run(place, name, desk, None if _own(place).exists() else organisation, done, advance)
        except ConfigError as error:
            if len(found) == 1:
                raise
            done.troubles.append(f"{name}: {error}")
    return done


def _own(place: Path) -> Path:
    return place / "organisation.toml"


def _is_held(place: Path) -> bool:
    return any(part.startswith(HELD) for part in place.parts)


def _collections(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder")
    return sorted({path.parent for path in folder.rglob("organisation.toml")}) or [folder]


@contextmanager
def _opened(place: Path, installation: Settings) -> Iterator[Desk]:
    """A desk over a database of its own, which goes with it."""
    described = load_settings(_own(place)) if _own(place).exists() else installation
    with TemporaryDirectory(prefix="guichet-evaluate-") as scratch:
        settings = replace(
            described,
            database=f"sqlite:///{scratch}/evaluate.sqlite",
            rules=described.rules or installation.rules,
            templates=described.templates or installation.templates,
            reception=None,
        )
        with opened(load_library(settings)) as desk:
            yield desk


def _run(
    place: Path,
    name: str,
    desk: Desk,
    organisation: str | None,
    done: Evaluation,
    advance: Callable[[str, int, int], None],
) -> None:
    bodies = [desk.library.only_id(organisation)] if organisation else list(desk.library.served)
    corpus = read_corpus(place, {body: _door(desk, body) for body in bodies})
    done.troubles += [f"{name}{trouble}" for trouble in corpus.troubles]
    if not corpus.mails:
        return
    done.troubles += [f"{name}{trouble}" for trouble in _filled(desk, place, bodies, _copy_of(corpus.mails))]
    for count, mail in enumerate(corpus.mails, 1):
        try:
            seen = _seen(desk, mail, organisation)
        except ConfigError as error:
            done.troubles.append(f"{name}{mail.name}: {error}")
        else:
            done.add(*judge(f"{name}{mail.name}", mail.expected, seen))
        advance(name or place.name, count, len(corpus.mails))


def _copy_of(mails: Sequence[CorpusMail]) -> datetime:
    """When the copy was true: at the earliest mail."""
    return min(mail.now for mail in mails)


def _door(desk: Desk, organisation: str) -> Door:
    body = desk.library.served[organisation]
    box = body.mailbox
    return Door(body.addresses[0], next(iter(box.authserv_ids), "") if box else "")


def _filled(desk: Desk, place: Path, bodies: Sequence[str], as_of: datetime) -> Iterator[str]:
    """Loads what the folder has of invoices and contacts; what was wrong with them."""
    store, contacts = place / "store.csv", place / "contacts.csv"
    if store.exists():
        only = bodies[0] if len(bodies) == 1 else None
        report = records.import_invoices(desk, store, only, as_of, lambda _rows: None)
        yield from (f"store.csv, ligne {row.line} : {row.problem}" for row in report.problems)
    for body in bodies if contacts.exists() else ():
        report = records.import_contacts(desk, contacts, body)
        yield from (f"contacts.csv, ligne {row.line} : {row.problem}" for row in report.problems)


def _seen(desk: Desk, mail: CorpusMail, organisation: str | None) -> Seen:
    """What becomes of one mail; one that breaks the program costs only itself and is shown as unreadable."""
    seen: list[Seen] = []
    failed = guarded(partial(_think, desk, mail, organisation, seen))
    if isinstance(failed, ConfigError):
        raise failed
    if isinstance(failed, UnreadableMail):
        return unreadable(str(failed))
    return seen[0] if failed is None else unreadable(f"a bug: {type(failed).__name__}: {failed}")


def _think(desk: Desk, mail: CorpusMail, organisation: str | None, seen: list[Seen]) -> None:
    thought = desk.think(mail.content, mail.now, mail.organisation or organisation)
    why = " · ".join(sentence(why, desk.library.rules) for why in thought.decision.reasons)
    seen.append(seen_in(thought.mail, thought.facts, thought.decision, f"[{thought.decision.rule}] {why}"))
