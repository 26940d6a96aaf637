"""What an installed Guichet needs is in the wheel; the run of an installed one is `make wheel-check`."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot import __version__
from bot.demo.programme import SAMPLES
from bot.edges.defaults import default_rules, default_templates
from bot.edges.gist_file import DELIVERED

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this tree, built without network."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    assert built.name == f"guichet_fournisseurs-{__version__}-py3-none-any.whl"
    return zipfile.ZipFile(built)


def carried(folder: Path, prefix: str) -> set[str]:
    """The names that the files under `folder` have in the wheel."""
    return {f"{prefix}/{path.relative_to(folder)}" for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_carries_every_rule_and_template(wheel: zipfile.ZipFile) -> None:
    rules = carried(default_rules(), "bot/defaults/rules")
    templates = carried(default_templates(), "bot/defaults/templates")
    assert rules
    assert templates
    assert rules | templates <= set(wheel.namelist())


def test_the_wheel_carries_the_sentence_model(wheel: zipfile.ZipFile) -> None:
    assert wheel.read("bot/edges/sentences.model") == DELIVERED.read_bytes()


def test_the_wheel_carries_the_migrations_and_all_modules(wheel: zipfile.ZipFile) -> None:
    modules = {
        str(path.relative_to(ROOT))
        for top in ("bot", "storage")
        for path in (ROOT / top).rglob("*.py")
        if "__pycache__" not in path.parts
    }
    assert any("/migrations/versions/" in name for name in modules)
    assert modules <= set(wheel.namelist())


def test_the_wheel_carries_every_sample_mail_untouched(wheel: zipfile.ZipFile) -> None:
    for sample in SAMPLES:
        name = f"bot/demo/samples/{sample.file}.eml"
        assert wheel.read(name) == (ROOT / name).read_bytes()


def test_the_wheel_carries_what_the_simulated_portal_reads(wheel: zipfile.ZipFile) -> None:
    portal = ROOT / "bot" / "demo" / "portal"
    tables = {f"bot/demo/portal/{path.name}" for path in portal.glob("*.toml")}
    assert {"bot/demo/portal/fields.toml", "bot/demo/portal/transitions.toml"} <= tables
    assert tables <= set(wheel.namelist())


def test_the_wheel_carries_the_licence_and_no_test(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "deploy/", ".ci/"))]


def test_the_wheel_gives_the_command(wheel: zipfile.ZipFile) -> None:
    (entry,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "guichet = bot.cli.main:app" in wheel.read(entry).decode()
