"""One value written into a file that people keep: all else stays as it was, or nothing is written at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.edges.config_edit import set_text
from bot.errors import ConfigError


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '[a.b]\n# pas encore\nname = ""   # à compléter\n[c]\n',
            '[a.b]\n# pas encore\nname = "x"   # à compléter\n[c]\n',
        ),
        ('[a.b]\nname = ["y", "z"]\n', '[a.b]\nname = "x"\n'),
        ("[a.b]\nother = 1\n", '[a.b]\nname = "x"\nother = 1\n'),
        ("[a.c]\nname = 'y'\n", "[a.c]\nname = 'y'\n\n[a.b]\nname = \"x\"\n"),
        ("[ a.b ]  # ici\nname = 'y'\n[[l]]\nname = \"z\"\n", '[ a.b ]  # ici\nname = "x"\n[[l]]\nname = "z"\n'),
    ],
)
def test_one_line_changes(before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / "f.toml"
    file.write_text(before)
    file.chmod(0o640)
    set_text(file, "a.b", "name", "x")
    assert file.read_text() == after
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["f.toml"]


@pytest.mark.parametrize(
    "before", ['a = { b = { name = "" } }\n', '[a]\nb.name = ""\n', '[a.b]\nname = [\n  "y",\n]\n']
)
def test_a_layout_that_cannot_be_changed_is_left_and_the_line_to_write_is_told(before: str, tmp_path: Path) -> None:
    file = tmp_path / "f.toml"
    file.write_text(before)
    with pytest.raises(ConfigError, match=r'write name = "x" under \[a.b\]'):
        set_text(file, "a.b", "name", "x")
    assert file.read_text() == before
