"""Templates to words: one folder per mail under `templates/<language>/`, written by staff, run in a sandbox."""

from __future__ import annotations

import re
import traceback
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.core import english_words, french_words
from bot.core.mail import RenderedMail
from bot.core.siret import grouped
from bot.edges.bilingual import joined
from bot.edges.strict_toml import nearest, read_source
from bot.errors import RuleError

_PARTS, _PAGES = "_parts", "_pages"
_SUBJECT, _TEXT, _HTML, _SAMPLE = "subject.txt", "body.txt", "body.html", "sample.toml"
_LANGUAGE, _COURTESY = "fr", "en"
_POINTER = f"{_PARTS}/pointer.txt"
_FOR_STAFF = ("note", "draft")
"""How the names of templates begin that no supplier ever reads: they need no English."""
_LONGEST_SUBJECT = 250

# What a template may do wrong with the values it is given; anything else is a bug of ours.
_TEMPLATE_FAULTS = (TemplateError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError)

_BEFORE_SIGN = re.compile(r" (?=[:;?!»])")
_NUMBER_SIGN = re.compile(r"n°(?<=\bn°) ")
_EMPTY_LINES = re.compile(r"\n{3,}")
_NBSP = "\N{NO-BREAK SPACE}"

_FRENCH: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "date_words": french_words.date_words,
        "date_long": french_words.date_long,
        "date_short": french_words.date_short,
        "datetime_words": french_words.datetime_words,
        "datetime_long": french_words.datetime_long,
        "zone_words": french_words.zone_words,
        "siret": grouped,
        "euros": french_words.euros,
        "and_words": french_words.and_words,
    }
)
_ENGLISH: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "date_words": english_words.date_words,
        "date_long": english_words.date_long,
        "datetime_words": english_words.datetime_words,
        "datetime_long": english_words.datetime_long,
        "zone_words": english_words.zone_words,
        "siret": grouped,
        "and_words": english_words.and_words,
    }
)
"""The filters that templates may use, by language."""


class TemplateRenderer:
    """Renders mails from a folder of templates (fulfils `bot.ports.outside.Renderer`)."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds one folder per language; RuleError when the French one is missing."""
        self._folder = folder
        self._environments: dict[str, ImmutableSandboxedEnvironment] = {}
        if not (folder / _LANGUAGE).is_dir():
            raise RuleError(str(folder / _LANGUAGE), "", "ce dossier de modèles n'existe pas")

    def render(self, template: str, context: Mapping[str, object], language: str = _LANGUAGE) -> RenderedMail:
        """Subject on one line, text, and HTML where the template has one.

        RuleError names the file and the line of an unknown template, a name that the context lacks, or
        any other mistake.
        """
        environment = self._environment(language)
        folder = self._folder / language / template
        if template.startswith("_") or not (folder / _TEXT).is_file():
            known = self.names()
            raise RuleError(f"{language}/{template}/{_TEXT}", "", f"ce modèle n'existe pas{nearest(template, known)}")
        has_html = (folder / _HTML).is_file()
        return RenderedMail(
            subject=_one_line(self._run(environment, f"{template}/{_SUBJECT}", context)),
            text=_tidy(self._run(environment, f"{template}/{_TEXT}", context), language),
            html=_tidy(self._run(environment, f"{template}/{_HTML}", context), language) if has_html else "",
        )

    def bilingual(self, template: str, context: Mapping[str, object]) -> RenderedMail:
        """The French mail with the English one below it, for a supplier who did not write in French.

        The subject stays one line of at most 250 characters. RuleError as `render` for the French one; the English
        one is a courtesy: where it cannot be made, the French mail leaves alone (`check` tells what is wrong).
        """
        french = self.render(template, context)
        try:
            english = self.render(template, context, _COURTESY)
            pointer = self._run(self._environment(_COURTESY), _POINTER, context)
        except RuleError:
            return french
        both = joined(french, english, pointer.strip())
        return replace(both, subject=_one_line(both.subject))

    def page(self, name: str, context: Mapping[str, object]) -> str:
        """A page for staff, as HTML: `_pages/<name>.html`, in French. RuleError as `render`."""
        return _french_spaces(self._run(self._environment(_LANGUAGE), f"{_PAGES}/{name}.html", context))

    def names(self) -> tuple[str, ...]:
        """The templates there are, in alphabetical order."""
        folders = (self._folder / _LANGUAGE).iterdir()
        return tuple(sorted(folder.name for folder in folders if (folder / _TEXT).is_file() and folder.name[0] != "_"))

    def sample(self, template: str) -> dict[str, object]:
        """An example context for a preview: the template's `sample.toml` laid over the common one."""
        common = self._folder / _LANGUAGE / _PARTS / _SAMPLE
        own = self._folder / _LANGUAGE / template / _SAMPLE
        values = {**read_source(common, "l'exemple commun")[1], **read_source(own, "l'exemple de ce modèle")[1]}
        organisation = values.get("organisation")
        zone = organisation.get("timezone", "UTC") if isinstance(organisation, dict) else "UTC"
        return {name: _in_zone(value, ZoneInfo(str(zone))) for name, value in values.items()}

    def check(self) -> None:
        """Renders every template with its sample, suppliers' in both languages; RuleError for the first that cannot be."""
        for name in self.names():
            for language in (_LANGUAGE,) if name.startswith(_FOR_STAFF) else (_LANGUAGE, _COURTESY):
                self.render(name, self.sample(name), language)
        self._run(self._environment(_COURTESY), _POINTER, {})
        for part in sorted((self._folder / _LANGUAGE / _PARTS).glob("section_*")):
            if not (self._folder / _COURTESY / _PARTS / part.name).is_file():
                raise RuleError(f"{_COURTESY}/{_PARTS}/{part.name}", "", "cette rubrique manque en anglais")

    def _environment(self, language: str) -> ImmutableSandboxedEnvironment:
        if language not in self._environments:
            environment = ImmutableSandboxedEnvironment(
                loader=FileSystemLoader(self._folder / language),
                undefined=StrictUndefined,
                autoescape=lambda name: name is not None and name.endswith(".html"),
                trim_blocks=True,
                lstrip_blocks=True,
                keep_trailing_newline=True,
            )
            environment.filters.update(_ENGLISH if language == _COURTESY else _FRENCH)
            self._environments[language] = environment
        return self._environments[language]

    def _run(self, environment: ImmutableSandboxedEnvironment, name: str, context: Mapping[str, object]) -> str:
        try:
            template: Template = environment.get_template(name)
            return template.render(context)
        except TemplateSyntaxError as error:
            raise RuleError(f"{error.filename or name}, ligne {error.lineno}", "", str(error.message)) from error
        except TemplateNotFound as error:
            raise RuleError(name, "", f"le fichier « {error.name} » n'existe pas") from error
        except _TEMPLATE_FAULTS as error:
            raise RuleError(self._place(error, name), "", str(error)) from error

    def _place(self, error: BaseException, name: str) -> str:
        """File and line of the template, which jinja writes into the traceback."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if Path(frame.filename).is_relative_to(self._folder):
                return f"{Path(frame.filename).relative_to(self._folder)}, ligne {frame.lineno}"
        return name


def _one_line(subject: str) -> str:
    """No control or direction character can hide in a header; runs of spaces become one."""
    if not subject.isprintable():
        subject = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") else c for c in subject)
    words = " ".join(subject.split())
    return words if len(words) <= _LONGEST_SUBJECT else words[: _LONGEST_SUBJECT - 1] + "…"


def _french_spaces(text: str) -> str:
    """No line ends before « : ; ? ! », inside « » or after « n° »."""
    text = _BEFORE_SIGN.sub(_NBSP, text).replace("« ", f"«{_NBSP}")
    return _NUMBER_SIGN.sub(f"n°{_NBSP}", text)


def _tidy(text: str, language: str) -> str:
    """No trailing spaces, one empty line at most, and French spaces before « : ; ? ! » that never break a line."""
    if language == _LANGUAGE:
        text = _french_spaces(text)
    lines = "\n".join([line.rstrip(" \t") for line in text.splitlines()])
    return _EMPTY_LINES.sub("\n\n", lines).strip("\n") + "\n"


def _in_zone(value: object, zone: tzinfo) -> object:
    """Sample times as the organisation's clock shows them: TOML knows offsets, not zones."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(zone)
    if isinstance(value, dict):
        return {key: _in_zone(item, zone) for key, item in value.items()}
    return [_in_zone(item, zone) for item in value] if isinstance(value, list) else value
