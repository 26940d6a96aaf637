"""Whether the machine has seen all that a person would see in a mail: if not, no automatic answer is safe."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.attached import ALARMING, FileKind, FileStatus, placed
from bot.core.attached_words import is_letter, letters
from bot.core.decision import Reason, reason
from bot.core.flat_text import fold
from bot.core.invoice_number import same_number
from bot.core.mail import IncomingMail
from bot.core.mention import Mention, MentionKind, Source
from bot.core.own_words import own_words
from bot.core.statement_lines import Statement
from bot.core.statement_words import is_read_whole

_SEALED = {"encrypted", "opaque_smime"}
_CUT = {"text_cut", "text_unfinished", "too_deep", "too_many_parts"}
_TWO_WAYS = {"alternatives_differ", "direction_override", "two_subject"}
_LONGEST_NAME = 120
_FOREIGN_LETTERS = 8
"""A name or a word in another script is no foreign mail."""
_PICTURES = ("image/", "text/calendar", "text/vcard", "text/x-vcard")
_LETTER = (
    r"(?:mises? en demeure|(?:courriers?|lettres?)(?! (?:de |d')?(?:relances?|rappels?))|reclamations?|recours|reponses?|"
    r"explications?|memoires? en reclamation)"
)
_JOINED = r"(?:ci[- ]joint\w*|en piece jointe|en annexe|ci[- ]annex\w*|joint\w*)"
_LETTER_JOINED = re.compile(rf"\b{_JOINED}\b[^.!?|]{{0,40}}\b{_LETTER}\b|\b{_LETTER}\b[^.!?|]{{0,25}}\b{_JOINED}\b")
_WRITTEN = (Source.SUBJECT, Source.FRESH)
_LETTER_FILE = re.compile(
    r"\bmises? en demeure\b|\breclamation\b|\brecours\b|\bcontentieux\b|\binjonction\b|\bassignation\b"
)
_FAR = re.compile(r"[^\x00-\u036f]")
"""Characters beyond the Latin alphabets and their accents."""
_WORD_ENDS = re.compile(r"[\W_]+")


def unread(mail: IncomingMail) -> tuple[Reason, ...]:
    """Why a machine may not answer this mail: words sealed, cut off, readable in two ways, foreign or in a file.

    Empty for a mail whose text is all there.
    """
    defects = set(mail.defects)
    found = [
        reason(code)
        for code, holds in (
            ("text_sealed", bool(defects & _SEALED)),
            ("text_incomplete", bool(defects & _CUT)),
            ("text_reads_two_ways", bool(defects & _TWO_WAYS)),
            ("text_in_another_script", _is_foreign(f"{mail.subject} {mail.fresh_text}")),
            ("words_in_a_file", _says_it_in_a_file(mail)),
        )
        if holds
    ]
    return tuple(found)


def is_attachment_only(mail: IncomingMail) -> bool:
    """Nothing was written, something was joined that is no mere picture, and no letter that was read whole."""
    return (
        not mail.fresh_text.strip() and not mail.is_forward and bool(_documents(mail)) and not _letters_were_read(mail)
    )


def unread_files(
    mail: IncomingMail, mentions: Sequence[Mention], statement: Statement | None = None
) -> tuple[Reason, ...]:
    """Which files a person must look at, and why each was not read.

    Those that are hostile or hide what they say in any case; the others when the mail itself names no invoice, so that
    its question may stand in them. A `statement` that was read line by line is read.
    """
    named = any(m.kind is MentionKind.INVOICE_NUMBER and m.source in _WRITTEN for m in mentions)
    return tuple(
        reason("file_unread", name=f"« {file.name[:_LONGEST_NAME]} »", why=file.why.value)
        for file in mail.files
        if file.why is not None and (file.why in ALARMING or not named) and not is_read_whole(file, statement)
    )


def is_alarming(mail: IncomingMail) -> bool:
    """Whether a file came that a person must look at whatever is asked."""
    return any(file.why in ALARMING for file in mail.files)


def misreadable(mail: IncomingMail, mentions: Sequence[Mention], index: int) -> bool:
    """Whether the mention at `index` was found by optical recognition, and nowhere in what was written: a digit may be wrong."""
    mention = mentions[index]
    if mention.source is not Source.ATTACHMENT:
        return False
    same = [m for m in mentions if m.kind is mention.kind and m.value == mention.value]
    return all(m.source is Source.ATTACHMENT and _is_recognised(mail, m.start) for m in same)


def other_invoices(mail: IncomingMail, mentions: Sequence[Mention], index: int) -> tuple[str, ...]:
    """Numbers of the invoices that came with a mail, when the one written in it at `index` is not among them.

    Whoever writes one number and joins the copy of another has mistaken one of them. A letter or a sheet may speak of
    any invoice.
    """
    written = mentions[index]
    copies = [
        (at, at + len(text))
        for file, text, at in placed(mail.files)
        if file.kind in (FileKind.PDF, FileKind.E_INVOICE) and not (file.recognised or is_letter(file))
    ]
    joined = [m.value for m in mentions if _is_number(m) and any(start <= m.start < end for start, end in copies)]
    if written.source not in _WRITTEN or any(same_number(number, written.value) for number in joined):
        return ()
    return tuple(dict.fromkeys(joined))


def _is_number(mention: Mention) -> bool:
    return mention.source is Source.ATTACHMENT and mention.kind is MentionKind.INVOICE_NUMBER


def _is_recognised(mail: IncomingMail, place: int) -> bool:
    return any(file.recognised and at <= place <= at + len(text) for file, text, at in placed(mail.files))


def _letters_were_read(mail: IncomingMail) -> bool:
    """Every file was read whole, and one of them is a letter: its words stand beside those of the mail."""
    return all(file.status is FileStatus.READ for file in mail.files) and bool(letters(mail.files))


def _documents(mail: IncomingMail) -> list[str]:
    """Plain names of the files that may hold words of the sender."""
    files = (file for file in mail.attachments if not file.content_type.startswith(_PICTURES))
    return [_WORD_ENDS.sub(" ", fold(file.name)) for file in files]


def _says_it_in_a_file(mail: IncomingMail) -> bool:
    """« Veuillez trouver ci-joint notre courrier », or a file named after a legal act."""
    names = _documents(mail)
    if not names:
        return False
    if any(_LETTER_FILE.search(name) for name in names):
        return True
    return _LETTER_JOINED.search(own_words(mail).said) is not None and not _letters_were_read(mail)


def _is_foreign(text: str) -> bool:
    """Whether words stand in a script that none of our rules reads."""
    return sum(map(_is_foreign_letter, _FAR.findall(text))) >= _FOREIGN_LETTERS


def _is_foreign_letter(char: str) -> bool:
    """A letter neither Latin nor a typographic form of one (full-width, mathematical, letter-like signs)."""
    code = ord(char)
    if not char.isalpha():
        return False
    latin = 0x1D00 <= code < 0x1F00 or 0x2070 <= code < 0x2190 or 0xA720 <= code < 0xA800 or 0xFB00 <= code < 0xFB07
    return not (latin or 0xFF21 <= code <= 0xFF5A or 0x1D400 <= code < 0x1D800)
