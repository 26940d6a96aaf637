"""Mails past the edge, made in one line: what the tests of understanding read."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.mail import Address, Attachment, IncomingMail, SenderAuth
from bot.core.mention import Mention, MentionKind, Source


def a_mail(
    fresh: str = "",
    *,
    subject: str = "",
    quoted: str = "",
    files: tuple[str, ...] = (),
    forward: bool = False,
    references: tuple[str, ...] = (),
) -> IncomingMail:
    """A mail from Jean Dupont with these texts."""
    return IncomingMail(
        message_id="<1@papeterie.example>",
        references=references,
        sender=Address("Jean Dupont", "jean.dupont@papeterie.example"),
        reply_to=(),
        to=(),
        cc=(),
        subject=subject,
        fresh_text=fresh,
        quoted_text=quoted,
        attachments=tuple(Attachment(name, "application/pdf") for name in files),
        auto_kind=None,
        sender_auth=SenderAuth.PASSED,
        language="fr",
        sent_at=None,
        received_at=datetime(2025, 3, 3, 9, tzinfo=UTC),
        is_forward=forward,
    )


def a_mention(
    kind: MentionKind, value: str, source: Source = Source.FRESH, *, at: int = 0, labelled: bool = True
) -> Mention:
    """A mention of `value`, as written, at `at`."""
    return Mention(kind, value, value, source, at, at + len(value), labelled)
