"""The house style, checked over the syntax tree and the list of files: sizes, names, catches, leftovers."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FUNCTION = 40
LONGEST_FILE = 400
BROAD_HANDLERS = 4  # the job loop, the command line, the guard round third-party parsers, the SMTP handler
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "manager", "service", "data", "misc", "common", "process"}
# Words are put together so that this file does not name what it forbids.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX")) + r")\b|NotImplemented" + "Error")
SKIPPED = re.compile(r"mark\.(skip|x" + r"fail)|pytest\.(skip|x" + r"fail)\(|import" + "orskip")
ELSEWHERE = re.compile(
    "|".join(
        (
            r"\.\./" + "shared",
            "/work/" + "shared",
            r"/\." + "library",
            r"py" + r"pi\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npm",
            "deb" + r"\.debian\.org",
            "--" + r"(extra-)?index-url[ =]\S",
            "--" + r"find-links[ =]\S",
        )
    )
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project: what git knows, or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(ROOT / name for name in sorted(set(listed.stdout.splitlines())) if (ROOT / name).is_file())


def python_files(*tops: str) -> Iterator[Path]:
    """The Python files under these top folders, migrations left out: their shape is Alembic's."""
    for path in tracked():
        place = path.relative_to(ROOT)
        if path.suffix == ".py" and place.parts[0] in tops and "migrations" not in place.parts:
            yield path


def words(path: Path) -> str:
    """A file as text, for reading only."""
    return path.read_text(encoding="utf-8", errors="replace")


def place(path: Path, line: int = 0) -> str:
    """How a finding names its place."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def functions(*tops: str) -> Iterator[tuple[str, int, int]]:
    """(place and name, lines in all, lines without the docstring) of every function."""
    for path in python_files(*tops):
        for node in ast.walk(ast.parse(words(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                docstring = ast.get_docstring(node, clean=False)
                yield f"{place(path, node.lineno)} {node.name}", size, size - len((docstring or "").splitlines())


def test_no_function_is_longer_than_forty_lines() -> None:
    assert [f"{name}: {size}" for name, size, _ in functions("bot", "storage") if size > LONGEST_FUNCTION] == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    sizes = {place(path): words(path).count("\n") for path in python_files("bot", "storage", "tests")}
    assert {name: size for name, size in sizes.items() if size > LONGEST_FILE} == {}


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    silent = [place(p) for p in python_files("bot", "storage", "tests") if not ast.get_docstring(ast.parse(words(p)))]
    assert silent == []


def test_blind_catches_stay_in_their_four_places() -> None:
    found = [
        place(path, node.lineno)
        for path in python_files("bot", "storage")
        for node in ast.walk(ast.parse(words(path)))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    ]
    assert len(found) <= BROAD_HANDLERS, found


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """`except:`, `except Exception`, also inside a tuple."""
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(name, ast.Name) and name.id in ("Exception", "BaseException") for name in caught)


def test_every_module_has_a_name_that_says_something() -> None:
    empty = [place(p) for p in python_files("bot", "storage", "tests") if p.stem.rstrip("s") in SAYS_NOTHING]
    empty += [place(p) for p in python_files("bot", "storage", "tests") if p.stem in SAYS_NOTHING]
    assert empty == []


@pytest.mark.parametrize(("tops", "pattern"), [(("bot", "storage", "tests"), UNFINISHED), (("tests",), SKIPPED)])
def test_nothing_is_left_unfinished_or_skipped(tops: tuple[str, ...], pattern: re.Pattern[str]) -> None:
    left = [
        f"{place(path, number)} {line.strip()}"
        for path in python_files(*tops)
        for number, line in enumerate(words(path).splitlines(), 1)
        if pattern.search(line)
    ]
    assert left == []


def test_no_file_names_a_package_index_or_a_place_outside_the_project() -> None:
    named = [
        f"{place(path, number)} {line.strip()[:100]}"
        for path in tracked()
        for number, line in enumerate(words(path).splitlines(), 1)
        if ELSEWHERE.search(line)
    ]
    assert named == []


def test_the_locks_pin_every_package_with_a_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        pinned = re.findall(r"^[a-z0-9][\w.-]*==\S+ \\\n    --hash=sha256:", words(ROOT / name), re.MULTILINE)
        heads = re.findall(r"^[a-zA-Z0-9].*", words(ROOT / name), re.MULTILINE)
        assert len(pinned) == len(heads) > 0, name


def test_the_running_lock_is_part_of_the_developing_one() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9][\w.-]*==\S+)", words(ROOT / name), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_middle_sizes_stay_within_the_bars(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = sorted(size for _, _, size in functions("bot", "storage"))
    lengths = [words(path).count("\n") for path in python_files("bot", "storage")]
    ninth = sizes[int(len(sizes) * 0.9)]
    with capsys.disabled():
        print(
            f"\n[house] files: {len(lengths)}, median {statistics.median(lengths):.0f}, longest {max(lengths)}; "
            f"functions: {len(sizes)}, median {statistics.median(sizes):.0f}, p90 {ninth}, longest {max(sizes)}"
        )
    assert statistics.median(lengths) <= 160
    assert statistics.median(sizes) <= 8
    assert ninth <= 25
