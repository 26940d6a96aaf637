"""A refresh token that the server changes: stored whole or not at all, never lost, never used twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.edges.token_asker import Asker, no_token
from tests.patience import PATIENCE
from tests.servers.token_server import FIRST_REFRESH_TOKEN, TokenServer

HOUR = 3600.0


@pytest.fixture
def asker() -> Asker:
    return Asker()


@pytest.fixture
def refresh_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(FIRST_REFRESH_TOKEN + "\n")
    path.chmod(0o600)
    return path


def test_a_rotated_refresh_token_takes_the_old_ones_place_with_its_mode(
    token_server: TokenServer, asker: Asker, refresh_file: Path
) -> None:
    refresh_file.chmod(0o640)
    token_server.rotate = True
    source = asker.source(token_server.access(str(refresh_file)))
    for _ in range(3):
        source.token()
        assert {refresh_file.read_text().strip()} == token_server.refresh_tokens
        asker.now += HOUR
    assert refresh_file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in refresh_file.parent.iterdir()] == [refresh_file.name]
    assert asker.troubles() == ["good"] * 3


def test_a_file_whose_token_stays_the_same_is_not_touched(
    token_server: TokenServer, asker: Asker, refresh_file: Path
) -> None:
    before = refresh_file.stat()
    asker.source(token_server.access(str(refresh_file))).token()
    after = refresh_file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_link_stays_a_link(token_server: TokenServer, asker: Asker, refresh_file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = elsewhere / "link"
    link.symlink_to(refresh_file)
    token_server.rotate = True
    asker.source(token_server.access(str(link))).token()
    assert link.is_symlink()
    assert {refresh_file.read_text().strip()} == token_server.refresh_tokens


def test_a_refresh_token_that_people_replace_is_used_at_the_next_renewal(
    token_server: TokenServer, asker: Asker, refresh_file: Path
) -> None:
    token_server.refresh_tokens = {"from-a-new-consent"}
    source = asker.source(token_server.access(str(refresh_file)))
    assert no_token(source).trouble == "grant_revoked"
    refresh_file.write_text("from-a-new-consent")
    assert token_server.is_good(source.token())
    assert asker.troubles() == ["grant_revoked", "good"]


def test_a_token_that_cannot_be_written_is_told_at_once_used_and_written_later(
    token_server: TokenServer, asker: Asker, refresh_file: Path
) -> None:
    token_server.rotate = True
    # A folder in the way: root, who runs tests in containers, may write into any folder.
    obstacle = refresh_file.with_name(f".{refresh_file.name}.new")
    obstacle.mkdir()
    source = asker.source(token_server.access(str(refresh_file)))
    assert token_server.is_good(source.token())
    asker.now += HOUR
    assert token_server.is_good(source.token())
    assert refresh_file.read_text().strip() == FIRST_REFRESH_TOKEN
    obstacle.rmdir()
    asker.now += HOUR
    source.token()
    assert {refresh_file.read_text().strip()} == token_server.refresh_tokens
    assert asker.troubles() == ["not_stored", "not_stored", "good"]


_ROTATE = """
import os, signal, sys
from bot.edges.refresh_token_file import RefreshTokenFile
die = lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == sys.argv[2] else None
RefreshTokenFile(sys.argv[1], die).replace("a-new-one")
"""


@pytest.mark.parametrize(
    ("point", "left"), [("oauth.written", FIRST_REFRESH_TOKEN), ("oauth.replaced", "a-new-one"), ("never", "a-new-one")]
)
def test_a_kill_leaves_the_old_token_or_the_new_one_and_the_next_change_works(
    refresh_file: Path, point: str, left: str
) -> None:
    for _ in range(2):
        command = [sys.executable, "-c", _ROTATE, str(refresh_file), point]
        done = subprocess.run(command, check=False, timeout=PATIENCE)
        assert done.returncode == (0 if point == "never" else -signal.SIGKILL)
        assert refresh_file.read_text().strip() == left


@pytest.mark.parametrize(
    ("written", "changed_since", "left"),
    [("a-new-one\n", False, "a-new-one"), ("a-new", False, FIRST_REFRESH_TOKEN), ("a-new-one\n", True, "by-people")],
)
def test_after_a_kill_a_token_written_whole_takes_its_place_unless_people_put_another(
    token_server: TokenServer, asker: Asker, refresh_file: Path, written: str, changed_since: bool, left: str
) -> None:
    beside = refresh_file.with_name(f".{refresh_file.name}.new")
    beside.write_text(written)
    if changed_since:
        refresh_file.write_text("by-people\n")
        later = beside.stat().st_mtime_ns + 1
        os.utime(refresh_file, ns=(later, later))
    token_server.refresh_tokens = {left}
    asker.source(token_server.access(str(refresh_file))).token()
    assert refresh_file.read_text().strip() == left
    assert not beside.exists()


def test_two_processes_never_use_one_refresh_token_twice(
    token_server: TokenServer, asker: Asker, refresh_file: Path
) -> None:
    token_server.rotate = True
    access = token_server.access(str(refresh_file))
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(asker.source(access).token())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len({form["refresh_token"] for form in token_server.asked}) == 4
    assert {refresh_file.read_text().strip()} == token_server.refresh_tokens
