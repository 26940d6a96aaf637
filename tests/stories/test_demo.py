"""`guichet demo` as a newcomer runs it: a new process, an empty temporary folder, everything real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from itertools import takewhile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.demo.programme import CASQ, SAMPLES
from tests.patience import PATIENCE
from tests.servers.ctrl_c import hears_ctrl_c

ROOT = Path(__file__).resolve().parents[2]


def run(folder: Path, *options: str) -> tuple[str, Path]:
    """What a demo printed, and the folder that it made inside `folder`; it must end with 0 and no word of error."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "bot", "demo", *options],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    (made,) = folder.glob("guichet-demo-*")
    return done.stdout, made


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[str, Path], tuple[str, Path]]:
    """A demo for people and one for machines, run at the same time."""
    base = tmp_path_factory.mktemp("demos")
    with ThreadPoolExecutor(2) as pool:
        people, machines = pool.submit(run, base / "people"), pool.submit(run, base / "machines", "--json")
        return people.result(), machines.result()


def test_every_mail_of_the_demo_ends_as_expected(demos: tuple[tuple[str, Path], tuple[str, Path]]) -> None:
    told = json.loads(demos[1][0])
    assert {mail["file"]: mail["faults"] for mail in told["mails"]} == {sample.file: [] for sample in SAMPLES}
    assert all(mail["why"] for mail in told["mails"])


def test_one_body_reads_the_simulated_portal_and_the_other_a_file(
    demos: tuple[tuple[str, Path], tuple[str, Path]],
) -> None:
    told = json.loads(demos[1][0])["invoices"]
    assert min(told.values()) > 100
    people, folder = demos[0]
    assert f"casq : {told['portal']} factures lues sur un Chorus Pro simulé" in people
    assert f"dept06 : {told['file']} factures chargées d'un fichier" in people
    assert told["file"] == len((folder / "factures.csv").read_text(encoding="utf-8").splitlines()) - 1


def test_between_the_acts_an_invoice_changes_and_the_next_answer_says_so(
    demos: tuple[tuple[str, Path], tuple[str, Path]],
) -> None:
    folder = demos[0][1]
    answers = {}
    for path in (folder / "envoyes" / "reponses").glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        answers[str(mail["In-Reply-To"])] = str(body.get_content()) if body is not None else ""
    before, after = answers["<02-contact-connu@demo.example>"], answers["<33-statut-change@demo.example>"]
    assert "Mandatée" in before
    assert "Comptabilisée" not in before
    assert "Comptabilisée" in after
    assert "Situation au" in before
    assert "Situation au" in after


def test_a_kept_demo_can_be_tried_with_the_commands_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "bot", "demo", "--keep"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - no lock is held by it
    )
    assert demo.stdout is not None
    with demo:
        try:
            shown = list(takewhile(lambda line: "Ctrl-C pour finir" not in line, demo.stdout))
            (folder,) = tmp_path.glob("guichet-demo-*")
            commands = [line.split()[1:] for line in shown if line.startswith("guichet ")]
            assert f"cd {folder}\n" in shown
            assert [words[0] for words in commands] == ["portal", "sync", "invoices"]
            monkeypatch.chdir(folder)
            for name in ("GUICHET_DB", "GUICHET_CONFIG"):
                monkeypatch.delenv(name, raising=False)
            for words in commands:
                done = CliRunner().invoke(app, words)
                assert done.exit_code == 0, done.output
        finally:
            demo.send_signal(signal.SIGINT)
            assert demo.wait(PATIENCE) == 0


def test_the_demo_shows_the_table_the_places_and_one_line(demos: tuple[tuple[str, Path], tuple[str, Path]]) -> None:
    out, folder = demos[0]
    assert str(folder) in out.splitlines()[0]
    assert all(sample.title[:20] in out for sample in SAMPLES)
    handed_over = [one for one in SAMPLES if one.outcome == "ESCALATE" and one.organisation == CASQ]
    # One more than were handed over: the mail whose answer came back lies there again.
    assert f"Guichet/À traiter {len(handed_over) + 1}" in out
    assert "INBOX 0" in out
    assert out.splitlines()[-1].startswith(f"{len(SAMPLES)} courriels : ")
    assert "tout est comme prévu" in out.splitlines()[-1]
    for place in ("recus", "envoyes/reponses", "envoyes/agents", "guichet.sqlite", "guichet.toml", "guichet.log"):
        assert (folder / place).exists(), place


def test_what_left_in_the_demo_is_one_mail_each_and_staff_get_the_original(
    demos: tuple[tuple[str, Path], tuple[str, Path]],
) -> None:
    folder = demos[0][1] / "envoyes"
    replies = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("reponses/*.eml")]
    expected = sorted(f"<{sample.file}@demo.example>" for sample in SAMPLES if sample.reply is not None)
    assert sorted(str(reply["In-Reply-To"]) for reply in replies) == expected
    assert all(reply["Auto-Submitted"] == "auto-replied" for reply in replies)
    notes = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("agents/*.eml")]
    with_original = [note for note in notes if "message/rfc822" in [part.get_content_type() for part in note.walk()]]
    assert len(with_original) == sum(1 for sample in SAMPLES if sample.outcome == "ESCALATE")
    (bounced,) = [note for note in notes if note not in with_original]
    assert "direction@negoce-ponant.example" in bounced.as_bytes(policy=policy.default.clone(cte_type="8bit")).decode()


def test_the_log_of_the_demo_holds_no_personal_data(demos: tuple[tuple[str, Path], tuple[str, Path]]) -> None:
    log = (demos[0][1] / "guichet.log").read_text(encoding="utf-8")
    assert "read" in log
    for private in ("@", "FR76", "4 915,20", "RIB", "Papeterie"):
        assert private not in log
