"""The file of the sentence model: what is written is read again, and a damaged one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.gist import BITS
from bot.edges.gist_file import DELIVERED, read_model, write_model
from bot.errors import RuleError


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.model"
    write_model(file, ("-", "i25"), (1.0, -1.0), 0.5, b"\0" * (2 << BITS))
    assert [label for label, _ in read_model(file).likely("bonjour")] == ["-", "i25"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        DELIVERED.read_bytes()[:10_000],
        b"\xff" + DELIVERED.read_bytes(),
        b"[]\n",
        b"{}\n",
        DELIVERED.read_bytes().partition(b"\n")[0] + b"\nabc",
    ],
    ids=["empty", "cut short", "not text", "no table", "no labels", "no weights"],
)
def test_a_damaged_model_is_named_with_the_way_out(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.model"
    file.write_bytes(content)
    with pytest.raises(RuleError, match=r"a\.model: .*illisible .*; réinstallez Guichet"):
        read_model(file)


def test_a_model_that_is_not_there_is_named_too(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"a\.model: .*illisible"):
        read_model(tmp_path / "a.model")
