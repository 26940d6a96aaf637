"""The courtesy version: French first, English below, both complete, and nothing in English that French may not say."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from bot.core import english_words
from bot.core.organisation import Organisation, StatusText
from bot.core.outgoing_filter import violations
from bot.edges.defaults import default_rules, default_templates
from bot.edges.organisations import load_organisations
from bot.edges.status_file import load_statuses
from bot.edges.templates import TemplateRenderer
from bot.errors import RuleError

SUPPLIER_MAILS = tuple(
    name for name in TemplateRenderer(default_templates()).names() if not name.startswith(("note", "draft"))
)
SECTIONS = sorted(
    path.stem.removeprefix("section_") for path in (default_templates() / "fr/_parts").glob("section_*.txt")
)
FORBIDDEN = re.compile(
    r"\b(?:accepted|approved(?! platform| electronic)|validated|paid|apolog\w+|sorry|regret\w*|unfortunately|overdue|late|delay\w*|interest|bank details|"
    r"unknown|does not exist|not found|euros?)\b|€|£",
    re.IGNORECASE,
)
NOW = datetime(2026, 11, 21, 14, 32, tzinfo=ZoneInfo("Europe/Paris"))
LINE = "-" * 60


@pytest.fixture(scope="module")
def renderer() -> TemplateRenderer:
    return TemplateRenderer(default_templates())


@pytest.fixture(scope="module")
def statuses() -> Mapping[str, StatusText]:
    return load_statuses(default_rules() / "statuses.toml")


@pytest.fixture(scope="module")
def bodies(statuses: Mapping[str, StatusText]) -> dict[str, Organisation]:
    return {body.id: body for body in load_organisations(default_rules() / "organisations", statuses)}


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """A copy of the delivered templates that a test may spoil."""
    return Path(shutil.copytree(default_templates(), tmp_path / "templates"))


def context(renderer: TemplateRenderer, name: str, **changes: object) -> dict[str, object]:
    return {**renderer.sample(name), **changes}


def invoice(text: StatusText) -> dict[str, object]:
    return {
        "number": "F2024-118",
        "status": text.code,
        "label": text.label,
        "status_on": date(2026, 11, 17),
        "meaning": text.meaning,
        "holder": text.holder,
        "action": text.action,
        "budget": "Budget principal",
        "payment_untold": False,
        "english": text.english,
    }


# --- both languages together ------------------------------------------------------------------------


@pytest.mark.parametrize("name", SUPPLIER_MAILS)
def test_the_french_mail_stands_first_and_whole(renderer: TemplateRenderer, name: str) -> None:
    sample = renderer.sample(name)
    french, both = renderer.render(name, sample), renderer.bilingual(name, sample)
    above, below = both.text.split(LINE)
    assert above == f"English version below the French text.\n\n{french.text}\n"
    assert below.strip() == renderer.render(name, sample, "en").text.strip()
    assert "English version, for your convenience only: the text in French is the official one." in below


@pytest.mark.parametrize("name", SUPPLIER_MAILS)
def test_the_page_is_one_page_with_both_languages_marked(renderer: TemplateRenderer, name: str) -> None:
    html = renderer.bilingual(name, renderer.sample(name)).html
    tree = HTMLParser(html)
    assert [node.attributes.get("lang") for node in tree.css("body > div")] == ["fr", "en"]
    assert len(tree.css("h1")) == 2
    for once in ("<html", "</html>", "<body", "</body>", "<hr", "<title>"):
        assert html.count(once) == 1


@pytest.mark.parametrize("name", SUPPLIER_MAILS)
def test_english_text_and_english_html_say_the_same(renderer: TemplateRenderer, name: str) -> None:
    mail = renderer.render(name, context(renderer, name, subject="Invoice"), "en")
    body = HTMLParser(mail.html).body
    assert body is not None
    heading = body.css_first("h1")
    assert heading is not None
    heading.decompose()
    assert re.findall(r"\w+", body.text(separator=" ")) == re.findall(r"\w+", mail.text)
    assert not re.search(r"\n\n\n|[ \t]\n|\{\{|\{%| [:;?!]", mail.text)


def test_the_subject_stays_one_line_with_one_ticket(renderer: TemplateRenderer) -> None:
    def subject(words: str) -> str:
        return renderer.bilingual("ask", context(renderer, "ask", subject=words)).subject

    assert subject("Invoice 118") == "Re: Invoice 118 [CASQ-2026-000042]"
    assert subject("") == "Re: Votre message / Your message [CASQ-2026-000042]"
    assert len(subject("word " * 300)) <= 250


def test_where_english_cannot_be_made_the_french_mail_leaves_alone(templates: Path) -> None:
    (templates / "en" / "ask" / "body.txt").write_text("{{ tiket }}", encoding="utf-8")
    renderer = TemplateRenderer(templates)
    sample = renderer.sample("ask")
    assert renderer.bilingual("ask", sample) == renderer.render("ask", sample)
    with pytest.raises(RuleError, match=r"en/ask/body\.txt, ligne 1.*'tiket' is undefined"):
        renderer.check()


@pytest.mark.parametrize("missing", ["en/ask/body.txt", "en/_parts/section_paper.html", "en/_parts/pointer.txt"])
def test_a_missing_english_template_is_told(templates: Path, missing: str) -> None:
    (templates / missing).unlink()
    with pytest.raises(RuleError, match=missing.rpartition("/")[2]):
        TemplateRenderer(templates).check()


# --- what the English says ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", SUPPLIER_MAILS)
def test_english_says_nothing_that_must_not_be_said(renderer: TemplateRenderer, name: str) -> None:
    mail = renderer.bilingual(name, renderer.sample(name))
    assert violations(f"{mail.subject}\n{mail.text}\n{mail.html}", today=NOW.date()) == ()
    assert not FORBIDDEN.search(mail.text.split(LINE)[1])


@pytest.mark.parametrize("body", ["casq", "ville-amiens", "amiens-metropole"])
def test_every_status_of_every_body_has_its_english(
    renderer: TemplateRenderer, bodies: Mapping[str, Organisation], body: str
) -> None:
    organisation = bodies[body]
    for text in organisation.statuses.values():
        if not text.automatic:
            continue
        words = context(
            renderer, "answer", organisation=organisation, as_of=NOW, invoices=[invoice(text)], subject="", sections=[]
        )
        mail = renderer.bilingual("answer", words)
        english = mail.text.split(LINE)[1]
        assert not FORBIDDEN.search(english), text.code
        assert violations(f"{mail.subject}\n{mail.text}\n{mail.html}", today=NOW.date()) == ()
        assert "Situation on 21 November 2026 at 14:32 (Paris time)" in english
        assert f"“{text.label}” ({text.english.label}), recorded on Tuesday 17 November 2026." in english


def test_each_delivered_status_is_explained_in_english(statuses: Mapping[str, StatusText]) -> None:
    for text in statuses.values():
        if text.automatic:
            assert text.english.label
            assert text.english.meaning
            assert text.english.holder
            assert text.english.action


def test_a_body_s_own_french_wording_is_never_met_by_the_common_english(
    tmp_path: Path, renderer: TemplateRenderer
) -> None:
    statuses = load_statuses(default_rules() / "statuses.toml")
    text = (default_rules() / "organisations" / "casq.toml").read_text(encoding="utf-8")
    own = '\n[organisation.status_wording.MANDATEE]\nmeaning = "Autre chose."\nwhy = "essai"\n'
    (tmp_path / "casq.toml").write_text(text + own, encoding="utf-8")
    (body,) = load_organisations(tmp_path, statuses)
    english = body.statuses["MANDATEE"].english
    assert (english.label, english.meaning) == ("payment order issued", "")
    words = context(renderer, "answer", invoices=[invoice(body.statuses["MANDATEE"])])
    told = renderer.render("answer", words, "en").text
    assert "The French text says what this status means and whether you need to do anything." in told
    assert "public accountant" not in told


def test_a_body_may_write_its_own_english(tmp_path: Path) -> None:
    statuses = load_statuses(default_rules() / "statuses.toml")
    text = (default_rules() / "organisations" / "casq.toml").read_text(encoding="utf-8")
    own = (
        '\n[organisation.status_wording.MANDATEE]\nmeaning = "Autre chose."\n'
        '[organisation.status_wording.MANDATEE.en]\nmeaning = "Something else."\n'
    )
    (tmp_path / "casq.toml").write_text(text + own, encoding="utf-8")
    (body,) = load_organisations(tmp_path, statuses)
    assert body.statuses["MANDATEE"].english.meaning == "Something else."


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_stands_alone_in_english(
    renderer: TemplateRenderer, bodies: Mapping[str, Organisation], section: str
) -> None:
    for organisation in (renderer.sample("information")["organisation"], *bodies.values()):
        words = context(renderer, "information", organisation=organisation, sections=[section])
        mail = renderer.bilingual("information", words)
        assert mail.text.count(LINE) == 1, "no English was made"
        assert not re.search(r"\(\)|“\s*”|None|\n- \n", mail.text)
        assert violations(mail.text, today=NOW.date()) == ()


@pytest.mark.parametrize("item", ["supplier_siret", "invoice_number", "third_item", "supplier_choice"])
def test_each_missing_item_is_asked_for_in_english(renderer: TemplateRenderer, item: str) -> None:
    text = renderer.render("ask", context(renderer, "ask", missing=[item], numbers=["A1", "B2"]), "en").text
    assert "about invoices A1 and B2" in text
    assert "we still need one detail:\n\n- " in text
    assert "French" in text or item == "third_item"


def test_a_security_receipt_is_as_bare_in_english(renderer: TemplateRenderer) -> None:
    text = renderer.render("acknowledgement", context(renderer, "acknowledgement", security=True), "en").text
    assert "it means neither that we agree with its content nor that we have acted on it" in text
    for word in ("aim", "answer you", "invoice", "bank", "request for information"):
        assert word not in text.split("Your request")[0].replace("our invoice records", "")


# --- English words -----------------------------------------------------------------------------------


def test_english_dates_are_in_letters() -> None:
    assert english_words.date_words(date(2026, 8, 1)) == "1 August 2026"
    assert english_words.date_long(date(2026, 11, 21)) == "Saturday 21 November 2026"
    assert english_words.datetime_long(NOW) == "Saturday 21 November 2026 at 14:32"
    assert english_words.zone_words(NOW) == "Paris time"
    assert english_words.zone_words(NOW.astimezone(ZoneInfo("Indian/Reunion"))) == "Réunion time"
    assert english_words.zone_words(NOW.astimezone(UTC)) == "universal time (UTC)"
    assert english_words.zone_words(NOW.astimezone(ZoneInfo("Asia/Tokyo"))) == "UTC+09:00"
    with pytest.raises(ValueError, match="zone"):
        english_words.zone_words(NOW.replace(tzinfo=None))
    assert english_words.and_words(("A", "B", "C")) == "A, B and C"
    assert english_words.and_words(()) == ""
