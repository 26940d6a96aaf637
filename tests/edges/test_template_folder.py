"""The folder of templates itself: mistakes are told with file and line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.edges.defaults import default_templates
from bot.edges.templates import TemplateRenderer
from bot.errors import RuleError

SUPPLIER_MAILS = ("answer", "ask", "did_you_mean", "not_found", "information", "acknowledgement")


@pytest.fixture(scope="module")
def renderer() -> TemplateRenderer:
    return TemplateRenderer(default_templates())


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of the delivered templates that a test may spoil."""
    return Path(shutil.copytree(default_templates(), tmp_path / "templates"))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("Bonjour\n{{ tiket }}\n", r"ask/body\.txt, ligne 2.*'tiket' is undefined"),
        ("Bonjour\n\n{% if %}\n", r"ask/body\.txt, ligne 3"),
        ('{% include "_parts/rien.txt" %}', r"_parts/rien\.txt"),
        ("{{ received_at | date_longue }}", r"ask/body\.txt, ligne 1.*date_longue"),
        ("{{ ticket | date_long }}", r"ask/body\.txt, ligne 1"),
        ("{{ 1 / 0 }}", r"ask/body\.txt, ligne 1"),
        ("{{ ''.__class__.__mro__ }}", r"ask/body\.txt, ligne 1.*unsafe"),
        ("{{ numbers.append('x') }}", r"ask/body\.txt, ligne 1"),
    ],
)
def test_a_mistake_in_a_template_is_told_with_file_and_line(templates: Path, wrong: str, told: str) -> None:
    (templates / "fr" / "ask" / "body.txt").write_text(wrong, encoding="utf-8")
    renderer = TemplateRenderer(templates)
    with pytest.raises(RuleError) as refusal:
        renderer.check()
    assert re.search(told, str(refusal.value)), str(refusal.value)


def test_an_unknown_template_is_told_with_the_nearest(renderer: TemplateRenderer) -> None:
    with pytest.raises(RuleError, match="« answer »"):
        renderer.render("anwser", {})
    with pytest.raises(RuleError, match="n'existe pas"):
        renderer.render("_parts", {})


def test_the_delivered_templates_pass_the_check(renderer: TemplateRenderer) -> None:
    renderer.check()


def test_a_folder_without_french_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="n'existe pas"):
        TemplateRenderer(tmp_path)
