"""`guichet match` through the real command: questions by lines, on both databases, while another process writes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage.engine import as_writer, open_engine
from tests.patience import PATIENCE

DURAND, MARTIN = "73282932000074", "55208131700011"
HEADER = "siret,supplier,number,amount,date,engagement,status\n"
ROWS = (
    f"{DURAND},Durand,FA2024-0117,1234.56,2024-03-12,4500001234,MANDATEE\n"
    f"{DURAND},Durand,FA2024-0118,99.00,2024-03-15,,MANDATEE\n"
    f"{MARTIN},Martin,FA2024-0117,77.00,2024-03-12,,DEPOSEE\n"
)
MORE = f"{DURAND},Durand,AV-9-2024,15.00,2024-05-01,,DEPOSEE\n"


def guichet(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, as another program would call it."""
    command = (sys.executable, "-m", "bot", *words)
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.fixture(params=["sqlite", "empty_postgres"])
def loaded(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with the three invoices, loaded by the real import; its URL."""
    url = f"sqlite:///{tmp_path / 'm.db'}" if request.param == "sqlite" else request.getfixturevalue(request.param)
    load(url, tmp_path, ROWS)
    return str(url)


def load(url: str, folder: Path, rows: str) -> None:
    file = folder / "store.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    done = guichet("import", "--db", url, "--organisation", "town", str(file))
    assert "inserted" in done.stdout, done.stderr


@contextmanager
def serving(url: str) -> Iterator[Any]:
    """A function that asks one question of a running `guichet match --serve` and reads the answer."""
    command = (sys.executable, "-m", "bot", "match", "--serve", "--db", url, "--organisation", "town")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        questions: Any = process.stdin
        answers: Any = process.stdout

        def ask(question: object) -> Any:
            questions.write((question if isinstance(question, str) else json.dumps(question)) + "\n")
            questions.flush()
            return json.loads(answers.readline())

        yield ask
        questions.close()
        assert process.wait(PATIENCE) == 0


def question(written: str, hint: str = DURAND, **more: str) -> dict[str, str]:
    return {"id": "q1", "text": written, "siret_hint": hint, "amount": "", "date": "", "engagement": "", **more}


def test_references_are_answered_line_by_line(loaded: str) -> None:
    with serving(loaded) as ask:
        meant = ask(question("facture fa 2024/117", amount="1234.56"))
        assert (meant["id"], meant["decision"], meant["siret"], meant["number"]) == (
            "q1",
            "match",
            DURAND,
            "FA2024-0117",
        )
        assert 0.97 <= meant["p"] <= 1
        assert meant["alternatives"][0] == [DURAND, "FA2024-0117", meant["p"]]
        assert ask(question("FA2024-0117", hint=MARTIN, amount="77.00"))["siret"] == MARTIN
        assert ask(question("FA2024-0117", hint=MARTIN[:9], amount="77.00"))["siret"] == MARTIN
        assert ask(question("bonjour", hint=""))["decision"] == "none"
        assert ask(question("1234.56", amount="1234.56"))["decision"] != "match"


def test_nothing_of_another_supplier_is_ever_named(loaded: str) -> None:
    with serving(loaded) as ask:
        for hint in ("44306184100047", "443061841"):
            found = ask(question("FA2024-0117", hint=hint, amount="1234.56", engagement="4500001234"))
            assert (found["decision"], found["alternatives"]) == ("none", [])


def test_a_line_that_is_no_question_costs_itself(loaded: str) -> None:
    with serving(loaded) as ask:
        for bad, why in (
            ("{", "not a JSON object"),
            ("[1]", "not a JSON object"),
            ({"id": 7, "text": 5}, "text: not a text"),
            ({"id": 7, "text": "x", "siret_hint": "12"}, "siret_hint"),
            ({"id": 7, "text": "x", "amount": "beaucoup"}, "amount"),
            ({"id": 7, "text": "x", "date": "demain"}, "date"),
        ):
            answer = ask(bad)
            assert (answer["decision"], answer["id"]) == ("none", 7 if isinstance(bad, dict) else "")
            assert why in answer["error"]
        assert ask({"id": "late", "text": "FA2024-0117\u0000\ud800", "siret_hint": DURAND})["id"] == "late"
        assert ask(question("x" * 100_000))["error"].startswith("longer than")
        assert ask(question("FA2024-0117", amount="1 234,56 €"))["decision"] == "match"


def test_what_another_process_loads_or_deletes_is_seen_at_the_next_question(loaded: str, tmp_path: Path) -> None:
    with serving(loaded) as ask:
        late = question("avoir AV-9-2024", amount="15.00")
        assert ask(late)["number"] != "AV-9-2024"
        load(loaded, tmp_path, MORE)
        assert ask(late)["number"] == "AV-9-2024"
        engine = open_engine(loaded)
        with as_writer(engine).begin() as connection:
            connection.execute(text("DELETE FROM status_history"))
            connection.execute(text("DELETE FROM invoice WHERE number = 'FA2024-0117'"))
        engine.dispose()
        left = ask(question("FA2024-0117", amount="1234.56"))
        assert left["decision"] != "match"
        assert [DURAND, "FA2024-0117"] not in [one[:2] for one in left["alternatives"]]


def test_people_get_a_sentence(loaded: str) -> None:
    asked = ("match", "--db", loaded, "--organisation", "town", "--siret", DURAND, "--amount", "1234,56")
    done = guichet(*asked, "fa 2024 117")
    assert (done.returncode, done.stdout.split(" (")[0]) == (0, "« fa 2024 117 » : c'est la facture FA2024-0117")
    unknown = guichet(*asked, stdin="FA2024-0117\nZZ-99999\n")
    assert (unknown.returncode, "aucune facture ne correspond" in unknown.stdout) == (1, True)


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    assert "--organisation" in guichet("match", "--db", str(tmp_path / "none.db"), "x").stderr
    absent = guichet("match", "--db", f"sqlite:///{tmp_path / 'none.db'}", "--organisation", "town", "x")
    assert (absent.returncode, "there is no database file" in absent.stderr) == (2, True)


def test_serving_reads_nothing_that_it_does_not_need() -> None:
    heavy = ("jinja2", "imapclient", "httpx", "apscheduler", "openpyxl", "starlette", "mailparser", "aiosmtpd")
    program = f"import sys, bot.cli.match; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout.strip() == "[]"
