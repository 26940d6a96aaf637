"""The opener process is really held to its limits, and losing it costs one file."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.attached import FileStatus, Unread
from bot.edges.attached import bounds
from bot.edges.attached.opener import Opener
from bot.edges.attached.reader import AttachmentReader
from bot.edges.attached.refusal import CannotRead, Inner
from tests.edges import attached_files as made

PDF = Inner("facture.pdf", "application/pdf", made.pdf(made.INVOICE))


def helper_that(tmp_path: Path, deed: str, *, seconds: float = 20.0) -> Opener:
    """The real opener process, but a file named « piege » has it do `deed` (Python) in place of reading."""
    program = tmp_path / "child.py"
    program.write_text(
        "import os, sys, time, socket, resource\n"
        "from bot.edges.attached import child, opening\n"
        "real = opening.open_file\n"
        "def open_file(file):\n"
        "    if file.name == 'piege':\n"
        f"{textwrap.indent(deed, '        ')}\n"
        "    return real(file)\n"
        "child.open_file = open_file\n"
        "child.main()\n",
        encoding="utf-8",
    )
    return Opener((sys.executable, str(program)), seconds)


@pytest.fixture
def closed() -> Iterator[list[Opener]]:
    """Helpers put in here are ended after the test."""
    helpers: list[Opener] = []
    yield helpers
    for opener in helpers:
        opener.close()


DEEDS = {
    "takes all memory": ("hoard = bytearray(3_000_000_000)", Unread.CRASHED),
    "works for ever": ("resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass", Unread.TOO_SLOW),
    "dies": ("os.kill(os.getpid(), 11)", Unread.CRASHED),
    "raises": ("raise ZeroDivisionError", Unread.CRASHED),
    "ends quietly": ("os._exit(0)", Unread.CRASHED),
    "connects somewhere": ("socket.create_connection(('127.0.0.1', 9))", Unread.CRASHED),
    "answers nonsense": ("os.write(3, b'\\0\\0\\0\\4null') and os._exit(0)", Unread.CRASHED),
}


@pytest.mark.parametrize(("deed", "why"), DEEDS.values(), ids=DEEDS)
def test_a_file_that_ruins_the_process_costs_itself_and_the_next_is_read(
    tmp_path: Path, closed: list[Opener], deed: str, why: Unread
) -> None:
    opener = helper_that(tmp_path, deed)
    closed.append(opener)
    opener.read(PDF)
    first = opener.pid
    with pytest.raises(CannotRead) as lost:
        opener.read(Inner("piege", "", b"x"))
    assert lost.value.why is why
    (file,) = opener.read(PDF)
    assert file.status is FileStatus.READ
    assert opener.pid != first


def test_a_file_that_takes_too_long_by_the_clock_is_given_up_and_its_process_killed(
    tmp_path: Path, closed: list[Opener]
) -> None:
    opener = helper_that(tmp_path, "time.sleep(600)", seconds=2.0)
    closed.append(opener)
    opener.read(PDF)
    process = opener.pid
    assert process is not None
    with pytest.raises(CannotRead) as lost:
        opener.read(Inner("piege", "", b"x"))
    assert lost.value.why is Unread.TOO_SLOW
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_an_answer_without_end_is_not_read_into_memory(tmp_path: Path, closed: list[Opener]) -> None:
    opener = helper_that(tmp_path, "return (opening.refused('x' * 5_000_000, 'other', 'scan'),)")
    closed.append(opener)
    with pytest.raises(CannotRead) as lost:
        opener.read(Inner("piege", "", b"x"))
    assert lost.value.why is Unread.TOO_LARGE


def test_the_limit_of_processor_time_is_the_systems_and_moves_with_each_file(
    tmp_path: Path, closed: list[Opener]
) -> None:
    """Without the limit this would go on until the clock: 20 seconds of work is more than a file may have."""
    deed = "from bot.edges.attached.bounds import allow_work\nallow_work(1)\nwhile True: pass"
    opener = helper_that(tmp_path, deed)
    closed.append(opener)
    with pytest.raises(CannotRead) as lost:
        opener.read(Inner("piege", "", b"x"))
    assert lost.value.why is Unread.TOO_SLOW


def test_the_process_sees_no_password_of_ours(
    tmp_path: Path, closed: list[Opener], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUICHET_CASQ_PASSWORD", "secret")
    deed = "return (opening.refused(' '.join(os.environ), opening.FileKind.OTHER, opening.Unread.SCAN),)"
    opener = helper_that(tmp_path, deed)
    closed.append(opener)
    (file,) = opener.read(Inner("piege", "", b"x"))
    assert "PATH" in file.name
    assert "GUICHET" not in file.name


def test_a_process_that_was_killed_between_two_mails_is_replaced(closed: list[Opener]) -> None:
    opener = Opener()
    closed.append(opener)
    opener.read(PDF)
    assert opener.pid is not None
    os.kill(opener.pid, signal.SIGKILL)
    try:
        (file,) = opener.read(PDF)
    except CannotRead:  # the pipe broke before the death was seen: one file, named
        (file,) = opener.read(PDF)
    assert file.status is FileStatus.READ


def test_a_process_is_replaced_after_enough_files(closed: list[Opener], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.edges.attached.opener.FILES_FOR_A_PROCESS", 2)
    opener = Opener()
    closed.append(opener)
    pids = []
    for _ in range(3):
        opener.read(PDF)
        pids.append(opener.pid)
    assert pids[0] == pids[1] != pids[2]


def test_a_mail_without_files_starts_no_process() -> None:
    opener = Opener()
    reader = AttachmentReader(opener)
    assert reader.read(made.mail("Où en est la FA-1 ?")) == ()
    assert opener.pid is None


def test_logos_signatures_and_calendars_are_left_out() -> None:
    opener = Opener()
    reader = AttachmentReader(opener)
    logo = made.mail("Bonjour", ("logo.png", b"\x89PNG\r\n" + b"x" * 10_000), kind="image/png")
    calendar = made.mail("Bonjour", ("rdv.ics", b"BEGIN:VCALENDAR"), kind="text/calendar")
    assert reader.read(logo) == reader.read(calendar) == ()
    assert opener.pid is None


def test_one_bad_file_of_a_mail_costs_only_itself(tmp_path: Path, closed: list[Opener]) -> None:
    opener = helper_that(tmp_path, "os.kill(os.getpid(), 9)")
    closed.append(opener)
    content = made.mail(
        "Bonjour",
        ("a.pdf", PDF.content),
        ("piege", b"\1\2\3"),
        ("b.pdf", PDF.content),
        ("trop.pdf", b"%PDF" * 7_000_000),
    )
    statuses = [(file.name, file.status, file.why) for file in AttachmentReader(opener).read(content)]
    assert statuses == [
        ("a.pdf", FileStatus.READ, None),
        ("piege", FileStatus.REFUSED, Unread.TOO_SLOW),
        ("b.pdf", FileStatus.READ, None),
        ("trop.pdf", FileStatus.REFUSED, Unread.TOO_LARGE),
    ]


def test_the_files_beyond_the_first_twenty_are_named(closed: list[Opener]) -> None:
    opener = Opener()
    closed.append(opener)
    files = tuple((f"{number}.txt", b"Bonjour") for number in range(bounds.MOST_FILES + 5))
    read = AttachmentReader(opener).read(made.mail("Bonjour", *files))
    assert len(read) == bounds.MOST_FILES + 1
    assert read[-1].why is Unread.TOO_MANY_FILES
