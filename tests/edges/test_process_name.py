"""Who holds a lease: only a process that we could see, and that is gone, is surely dead."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.edges.process_name import is_surely_dead, own_name

NAME = "import sys; from bot.edges.process_name import own_name; sys.stdout.write(own_name())"


def test_this_process_lives_and_one_that_ended_is_dead() -> None:
    assert own_name() == own_name()
    assert is_surely_dead(own_name()) is False
    done = subprocess.run([sys.executable, "-c", NAME], capture_output=True, text=True, check=True)
    assert done.stdout != own_name()
    assert is_surely_dead(done.stdout) is True


@pytest.mark.parametrize(
    ("part", "other"), [(0, "elsewhere"), (1, "00000000-0000-4000-8000-000000000000"), (2, "pid:[1]"), (3, "word")]
)
def test_a_process_of_another_host_boot_or_container_may_well_live(part: int, other: str) -> None:
    parts = own_name().split("/")
    parts[part], parts[4] = other, "1"
    assert is_surely_dead("/".join(parts)) is False
    assert is_surely_dead("/".join(parts[1:])) is False


def test_a_later_process_with_the_same_pid_is_another_one() -> None:
    assert is_surely_dead(own_name().rpartition("/")[0] + "/1") is True
    assert is_surely_dead("") is False
