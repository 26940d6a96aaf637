"""All invoices of the simulated portal: where each stands now, found by its key or by the moment of its status."""

from __future__ import annotations

import heapq
import random
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence

from bot.demo.portal.deposits import Deposit
from bot.demo.portal.life import Step, Table, mix, next_step, reason_for, walk

FIRST_KEY, FIRST_WORK_KEY = 3_346_001, 41_001_690
_SHIFT = 24
"""An entry of the index by moment: the moment above these bits, the place below: plain integers sort fastest."""


class Register:
    """Invoices in the order of their deposit: `places` count from 0, keys from FIRST_KEY.

    `version` goes up with every change; `by_moment` is sorted by the moment of the current status.
    """

    def __init__(self, made: Iterable[Deposit], transitions: Table, seed: int, now: int) -> None:
        """What was deposited up to `now` (milliseconds UTC), each at the status that it has then."""
        self.deposits: list[Deposit] = sorted(made, key=lambda deposit: deposit.at)
        self.current: list[Step] = []
        self.downloaded: set[int] = set()
        self.actions: dict[int, list[tuple[str, int]]] = {}
        self.version = 0
        self._transitions, self._seed, self.now = transitions, seed, now
        self._written: dict[int, list[Step]] = {}
        self._coming: list[tuple[int, int, Step]] = []
        for place in range(len(self.deposits)):
            self._begin(place)
        self.by_moment = sorted(step.at << _SHIFT | place for place, step in enumerate(self.current))

    def __len__(self) -> int:
        return len(self.deposits)

    def _begin(self, place: int) -> None:
        """Where an invoice stands now, and what it will do next; one whose path is given stays at its end."""
        deposit = self.deposits[place]
        if deposit.path:
            self._written[place] = list(deposit.path)
            self.current.append(deposit.path[-1])
            return
        first = Step(deposit.first_status, deposit.at, -1)
        current = first
        for step in walk(self._transitions, self._seed, place, first):
            if step.at > self.now:
                heapq.heappush(self._coming, (step.at, place, step))
                break
            current = step
        self.current.append(current)

    def add(self, made: Iterable[Deposit]) -> tuple[int, ...]:
        """Invoices deposited now; returns their keys."""
        first = len(self.deposits)
        for place, deposit in enumerate(made, first):
            self.deposits.append(deposit)
            self._begin(place)
            insort(self.by_moment, self.current[place].at << _SHIFT | place)
        self.version += 1
        return tuple(range(FIRST_KEY + first, FIRST_KEY + len(self.deposits)))

    def place_of(self, key: object) -> int | None:
        """The place of a key; None for one that is not here."""
        place = int(str(key)) - FIRST_KEY if str(key).isdecimal() else -1
        return place if 0 <= place < len(self.deposits) else None

    def between(self, start: int, end: int) -> list[int]:
        """Places whose current status is of `start` to `end`, both included (milliseconds UTC)."""
        low = bisect_left(self.by_moment, start << _SHIFT)
        high = bisect_right(self.by_moment, (end << _SHIFT) | ((1 << _SHIFT) - 1))
        mask = (1 << _SHIFT) - 1
        return [entry & mask for entry in self.by_moment[low:high]]

    def deposited(self, start: int, end: int) -> range:
        """Places deposited from `start` to `end`, both included (milliseconds UTC)."""
        low = bisect_left(self.deposits, start, key=lambda deposit: deposit.at)
        return range(low, bisect_right(self.deposits, end, key=lambda deposit: deposit.at))

    def history(self, place: int) -> Sequence[Step]:
        """All steps so far, oldest first."""
        if place in self._written:
            return self._written[place]
        deposit = self.deposits[place]
        steps = walk(self._transitions, self._seed, place, Step(deposit.first_status, deposit.at, -1))
        return [step for step in steps if step.at <= self.current[place].at]

    def advance(self, now: int) -> int:
        """Time goes on to `now`; returns how many steps invoices took."""
        taken = 0
        self.now = max(self.now, now)
        while self._coming and self._coming[0][0] <= self.now:
            _, place, step = heapq.heappop(self._coming)
            self._stand(place, step)
            taken += 1
        return taken

    def move(self, place: int, status: str, at: int, reason: int | None = None) -> Step:
        """Somebody gives an invoice another status now; what it was about to become is forgotten."""
        drawn = mix(self._seed, place, at)
        step = Step(
            status, max(at, self.current[place].at + 1), reason_for(status, drawn) if reason is None else reason
        )
        self._coming = [coming for coming in self._coming if coming[1] != place]
        heapq.heapify(self._coming)
        self._stand(place, step)
        return step

    def change(self, count: int, at: int) -> tuple[int, ...]:
        """`count` invoices, drawn anew each time, take their next step at `at` (or are taken over); returns their keys."""
        dice = random.Random(mix(self._seed, self.version, count))
        places = dice.sample(range(len(self.deposits)), min(count, len(self.deposits)))
        changed = set(places)
        self._coming = [coming for coming in self._coming if coming[1] not in changed]
        heapq.heapify(self._coming)
        for order, place in enumerate(places):
            standing = self.current[place]
            following = next_step(self._transitions, self._seed, place, self.version + order, standing)
            status = (
                following.status if following else "SERVICE_FAIT" if standing.status != "SERVICE_FAIT" else "MANDATEE"
            )
            moment = max(at, standing.at + 1)
            self._stand(place, Step(status, moment, reason_for(status, mix(self._seed, place, moment))))
        return tuple(FIRST_KEY + place for place in places)

    def _stand(self, place: int, step: Step) -> None:
        """`step` is the current one from now on, and the next is planned."""
        self._written[place] = [*self.history(place), step]
        old = self.current[place].at << _SHIFT | place
        del self.by_moment[bisect_left(self.by_moment, old)]
        insort(self.by_moment, step.at << _SHIFT | place)
        self.current[place] = step
        self.version += 1
        following = next_step(self._transitions, self._seed, place, len(self._written[place]), step)
        if following is not None:
            heapq.heappush(self._coming, (following.at, place, following))
