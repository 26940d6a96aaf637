"""`make bench` does all of its work: what nobody runs for a month is broken when it is wanted."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from tests.bench import fill_report
from tests.bench.__main__ import Bench, fillings
from tests.bench.place import mail_server
from tests.bench.report import Findings, as_json, as_text
from tests.servers.dovecot import running

_MAILS = 12


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """What BENCH_DB says: nothing, or the URL of a PostgreSQL server."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def test_floor_and_pipeline_deal_with_every_mail(tmp_path: Path, database: str) -> None:
    with running() as dovecot, mail_server() as server:
        bench = Bench(_MAILS, tmp_path, dovecot, server, database)
        (once,) = islice(bench.rounds(), 1)
    assert once.floor.mails == once.whole.mails == sum(once.outcomes.values()) == _MAILS
    assert all(once.whole.steps[step] > 0 for step in ("fetch", "parse", "understand", "record", "send", "file"))
    assert _MAILS // 2 < len(once.whole.understanding) <= _MAILS
    assert 0 < sum(once.whole.understanding) < once.whole.seconds
    found = Findings(tuple(len(mail) for mail in bench.mails), (once,), None, (0.004,) * 12)
    assert {"ratio", "understand_median_ms", "corpus_understand_ms"} <= set(as_json(found))
    assert "understand, over 12 mails of the corpus" in as_text(found)


def test_the_fill_and_its_floor_deal_with_the_same_records(tmp_path: Path) -> None:
    (once,) = islice(fillings(300, tmp_path), 1)
    assert (once.records, once.calls > 12) == (300, True)
    assert min(once.sync.wall, once.fetch.wall, once.insert.wall) > 0
    assert 0 < once.early <= once.most
    assert "ratio" in fill_report.as_json((once,))
    assert "ratio" in fill_report.as_text((once,))
