"""A French mail with its English version below: one subject, one text, one HTML page."""

from __future__ import annotations

import re

from bot.core.mail import RenderedMail

_LINE = "-" * 60
_RULE = '<hr style="max-width:640px;margin:32px 0;border:0;border-top:2px solid #1a1a1a">\n'
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_TICKET = re.compile(r" ?\[[^\[\]]*\]$")
_REPLY = re.compile(r"Re: ?")


def joined(french: RenderedMail, english: RenderedMail, pointer: str) -> RenderedMail:
    """French first, a line, then English; `pointer` (plain text) stands on top and says that English follows.

    HTML only when both have it: half a page in each part would show one language to some readers.
    """
    return RenderedMail(
        subject=_subject(french.subject, english.subject),
        text=f"{pointer}\n\n{french.text}\n{_LINE}\n\n{english.text}",
        html=_page(french.html, english.html, pointer) if french.html and english.html else "",
    )


def _subject(french: str, english: str) -> str:
    """The French subject, with the English one before the ticket's number where the words differ."""
    if french == english:
        return french
    ticket = _TICKET.search(french)
    head, tail = (french[: ticket.start()], ticket[0]) if ticket else (french, "")
    return f"{head} / {_REPLY.sub('', _TICKET.sub('', english), count=1)}{tail}"


def _page(french: str, english: str, pointer: str) -> str:
    """The French page with what stands in the English one's body at its end."""
    start, end = _inside(french)
    first, last = _inside(english)
    told = f'\n<p lang="en" style="font-family:Arial,Helvetica,sans-serif;font-size:16px"><em>{pointer}</em></p>'
    return f"{french[:start]}{told}{french[start:end]}{_RULE}{english[first:last].lstrip()}{french[end:]}"


def _inside(page: str) -> tuple[int, int]:
    """Where the content of the body begins and ends; the whole of a page that has no body."""
    opening = _BODY.search(page)
    closing = page.lower().rfind("</body>")
    return (opening.end() if opening else 0), (closing if closing >= 0 else len(page))
