"""The matching on a small store of its own: rarely wrong, mostly right, never another supplier's."""

from __future__ import annotations

from pathlib import Path

from bot.jobs.looking_up import look_up
from tests.bench.matching.ground import BODY, Ground, asked
from tests.bench.matching.judge import Judged, shares
from tests.bench.matching.manglings import USUAL
from tests.bench.matching.office_manglings import OFFICE
from tests.bench.matching.rarer_manglings import RARER

_LEAST = {
    "supplier known, one reading": 0.75,
    "supplier and amount": 0.85,
    "supplier unknown, amount or order": 0.70,
    "among the first five, supplier known": 0.96,
}
_MOST_WRONG = 0.008


def test_references_of_all_kinds_are_rarely_wrong_and_mostly_right(tmp_path: Path) -> None:
    ground = Ground.made(tmp_path, 4_000, 77, 1_500)
    judged = [
        Judged(one, look_up(ground.book, BODY, asked(one)))
        for one in ground.references(1_500, 78, USUAL + RARER + OFFICE)
    ]
    ground.close()
    found = {share.name: share for share in shares(judged)}
    assert {name: found[name].rate for name, least in _LEAST.items() if found[name].rate < least} == {}
    assert found["wrong among accepted"].rate <= _MOST_WRONG
    assert found["accepted, nothing right in the store"].times <= 2
    assert found["asked about, nothing right"].rate <= 0.12
    for one in judged:
        hint = one.reference.siret_hint[:9]
        assert all(each.candidate.supplier_id.startswith(hint) for each in one.found.weighed)
