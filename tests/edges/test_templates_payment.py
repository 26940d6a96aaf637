"""What an answer says where payments are never told to the portal."""

from __future__ import annotations

from datetime import date

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from bot.core.outgoing_filter import violations
from bot.edges.defaults import default_templates
from bot.edges.templates import TemplateRenderer
from tests.edges.test_templates import FORBIDDEN, plain


@pytest.mark.parametrize("language", ["fr", "en"])
def test_where_payments_are_never_told_to_the_portal_the_answer_says_so_and_promises_nothing(language: str) -> None:
    renderer = TemplateRenderer(default_templates())
    words = renderer.sample("answer")
    lines = words["invoices"]
    assert isinstance(lines, list)
    silent = renderer.render("answer", words, language=language)
    mail = renderer.render("answer", {**words, "invoices": [{**lines[0], "payment_untold": True}]}, language=language)
    told = (
        "payment is not reported in Chorus Pro" if language == "en" else "le paiement n'est pas signalé dans Chorus Pro"
    )
    assert mail.text.count(told) == (HTMLParser(mail.html).text() or "").count(told) == 1
    assert told not in silent.text
    assert not FORBIDDEN.search(plain(mail.text))
    assert violations(f"{mail.subject}\n{mail.text}\n{mail.html}", today=date(2026, 11, 21)) == ()
