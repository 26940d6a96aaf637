"""What `guichet check` says of attachments."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from bot.checks.attachments import try_attachments
from bot.checks.finding import Level
from bot.edges.attached.recognition import tesseract_languages


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What is known of the recogniser is asked anew."""
    tesseract_languages.cache_clear()
    yield
    tesseract_languages.cache_clear()


def test_all_is_well_where_the_recogniser_knows_french() -> None:
    (found,) = try_attachments()
    assert (found.level, "tesseract, français" in found.what) == (Level.OK, True)


def test_a_machine_without_the_recogniser_is_told_and_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    (found,) = try_attachments()
    assert (found.level, "sauf les pages numérisées" in found.what) == (Level.OK, True)


def test_a_process_that_does_not_start_is_wrong_and_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    (found,) = try_attachments()
    assert found.level is Level.WRONG
    assert "ulimit" in found.remedy
