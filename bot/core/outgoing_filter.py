"""The last look at every automatic mail to a supplier: no amount, no bank account, no coming payment date, no agent.

An announced transfer and an amount are what a fraudster needs; a date is a promise that only the public
accountant can keep. The text is checked as it will be read, whatever template or rule made it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from bot.core.flat_text import one_for_one
from bot.core.money_words import Span, amounts, bank_accounts

HIDDEN = "[…]"
"""What stands in the supplier's own subject where something was taken out."""

_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT_MONTHS = (
    "janv",
    "fevr",
    "avr",
    "juil",
    "sept",
    "oct",
    "nov",
    "dec",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
)
_MONTH_WORDS = "|".join((*_MONTHS, *_ENGLISH_MONTHS, *_SHORT_MONTHS))
_DATE = re.compile(
    r"(?<![\d./-])(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})(?![./-]?\d)"
    r"|(?<![\d./-])(?P<d2>\d{1,2})[-/.](?P<m2>\d{1,2})(?:[-/.](?P<y2>\d{4}|\d{2}))?(?![./-]?\d)"
    rf"|(?<!\d)(?P<d3>\d{{1,2}})(?:er|st|nd|rd|th)?\s(?:of\s|day\sof\s)?(?P<m3>{_MONTH_WORDS})\b\.?(?:,?\s(?P<y3>\d{{4}}))?"
    rf"|\b(?P<m4>{'|'.join((*_ENGLISH_MONTHS, *_SHORT_MONTHS))})\b\.?\s(?:the\s)?(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y4>\d{{4}}))?"
)
_SOON = re.compile(
    r"\b(?:sous|dans|d['’]ici|avant)\s(?:les\s|un\sdelai\sde\s|environ\s|a\s)?(?:\d{1,3}|un|une|deux|trois|quelques|huit|quinze)\s"
    r"(?:heures?|jours?|semaines?|mois)\b"
    r"|\b(?:within|in|by|before|after|no\slater\sthan)\s(?:the\s(?:next|coming)\s|about\s|around\s|another\s|a\sfurther\s)?"
    r"(?:\d{1,3}|an?|one|two|three|five|ten|fifteen|thirty|some|several|few)\s(?:more\s|few\s|couple\sof\s)?"
    r"(?:(?:working|business|banking|calendar)\s)?(?:hours?|days?|weeks?|months?)\b(?!\safter)"
    r"|\b(?:tomorrow|(?:next|this|coming)\s(?:week|month|monday|tuesday|wednesday|thursday|friday)|the\send\sof\sthe|shortly|very\ssoon)\b"
    r"|\b(?:demain|apres-demain|(?:la\ssemaine|le\smois)\sprochaine?)\b|\b(?:d['’]ici|avant)\s(?:la\s)?fin\b"
)
_PAYMENT = re.compile(
    r"\b(?:pai(?:e|em|er|d\b)|pay|vir(?:e|em)|regl|credit|vers(?:e|em)|solde|echeance|encaiss|rembours|acquitt"
    r"|transfer|remit|settle|disburs|reimburs|refund|wire[ds]?\b|funds?\b|money\b)"
)
_OBJECTIVE = re.compile(
    r"\brepon(?:se|dr)[^\n;!?]{0,90}?\bau\splus\stard\sle\s(?:[a-z]+\s)?|\baim\sto\sanswer\sby\s(?:[a-z]+\s)?"
)
_WAY_OUT = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://\S+"
    r"|(?<![\w.@-])(?:[\w.+-]{1,64}@)?(?:[^\W_](?:[^\W_]|-){1,62}\.){1,5}(?!(?:pdf|xml)\b)[^\W\d_]{2,24}\b(?::\d+)?(?:/\S*)?"
    r"|(?<!\w)(?:\+|0033)(?:[ .()-]{0,3}\d){8,15}|(?<!\d)0\d(?:[ .-]\d\d){4}(?!\d)",
    re.IGNORECASE,
)
"""Where a reader would be led: a link, a host that mail programs make a link of, an address, a telephone number."""
_BROKEN_LINE = re.compile(r"\n(?=[ \t]{0,4}[a-zà-ÿ0-9(])")
_SENTENCE = re.compile(r"[^\n.!?;]*(?:[.!?;](?![\s\n]|$)[^\n.!?;]*)*")


def violations(
    text: str, *, today: date, allowed_numbers: tuple[str, ...] = (), agent_names: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Codes of what must not leave, sorted, empty when the mail may go.

    `amount`, `iban`, `future_payment_date` (a date after `today`, or « sous 10 jours », in a sentence that
    speaks of payment, in French or in English; the objective « réponse … au plus tard le … » is no such date), `agent_name`.
    `allowed_numbers` are the invoice numbers the mail speaks of: what lies wholly inside one of them is
    a number, not money.
    """
    found = {
        "amount": _outside(text, amounts(text), allowed_numbers),
        "iban": _outside(text, bank_accounts(text), allowed_numbers),
        "future_payment_date": _outside(text, _payment_dates(text, today), allowed_numbers),
        "agent_name": any(_named(text, agent_names)),
    }
    return tuple(sorted(code for code, present in found.items() if present))


def redact_subject(subject: str, *, today: date | None = None, agent_names: tuple[str, ...] = ()) -> str:
    """The supplier's own subject with amounts, bank accounts and agents' names replaced by « […] ».

    So are links, addresses and telephone numbers: anybody can write in another's name, and our reply would bring him
    a stranger's link in our own mail. With `today`, coming dates beside a word of payment go too. What is left passes `violations`.
    """
    clean = subject
    while spans := _faults(clean, today, agent_names):
        clean = _hidden(clean, spans)  # what one pass takes out may bring two figures and a currency together
    return clean


def _faults(subject: str, today: date | None, agent_names: tuple[str, ...]) -> list[Span]:
    dates = () if today is None else _payment_dates(subject, today)
    return sorted(
        [*amounts(subject), *bank_accounts(subject), *_named(subject, agent_names), *_ways_out(subject), *dates]
    )


def _ways_out(subject: str) -> Iterator[Span]:
    return (found.span() for found in _WAY_OUT.finditer(subject))


def _hidden(subject: str, spans: list[Span]) -> str:
    clean, upto = "", 0
    for start, end in spans:
        if end > upto:
            clean += subject[upto:start] + HIDDEN if start >= upto else ""
            upto = end
    return clean + subject[upto:]


def _outside(text: str, spans: Iterable[Span], numbers: tuple[str, ...]) -> bool:
    """Whether one of the spans lies in none of the places where `numbers` stand."""
    found = tuple(spans)
    allowed = tuple(_places(text, numbers)) if found else ()
    return any(not any(first <= start and end <= last for first, last in allowed) for start, end in found)


def _places(text: str, numbers: tuple[str, ...]) -> Iterator[Span]:
    for number in filter(None, dict.fromkeys(numbers)):
        for found in re.finditer(rf"(?<!\w){re.escape(number)}(?!\w)", text):
            yield found.span()


def _named(text: str, names: tuple[str, ...]) -> Iterator[Span]:
    folded = _folded(text) if names else ""
    for name in names:
        words = re.findall(r"[^\W_]+", _folded(name))
        if not words or not all(word in folded for word in words):
            continue
        whole = r"[\W_]{1,3}".join(words)
        yield from (found.span() for found in re.finditer(rf"(?<!\w){whole}(?!\w)", folded))


def _payment_dates(text: str, today: date) -> Iterator[Span]:
    # A line that goes on in lower case continues the sentence: a wrapped text hides nothing.
    folded = _folded(_BROKEN_LINE.sub(" ", text))
    for sentence in _SENTENCE.finditer(folded):
        if not _PAYMENT.search(sentence.group()):
            continue
        excused = [found.end() for found in _OBJECTIVE.finditer(sentence.group()) if not _PAYMENT.search(found.group())]
        for found in _coming(sentence.group(), today):
            if found.start() not in excused:
                yield sentence.start() + found.start(), sentence.start() + found.end()


def _coming(sentence: str, today: date) -> Iterator[re.Match[str]]:
    yield from (found for found in _DATE.finditer(sentence) if _is_coming(found, today))
    yield from _SOON.finditer(sentence)


def _is_coming(found: re.Match[str], today: date) -> bool:
    parts = found.groupdict()
    form = next(number for number in "1234" if parts[f"d{number}"])
    month_word, year_word = parts[f"m{form}"], parts[f"y{form}"]
    month = int(month_word) if month_word.isdigit() else _month(month_word)
    year = int(year_word) if year_word else today.year
    try:
        day = date(year + 2000 if year < 100 else year, month, int(parts[f"d{form}"]))
    except ValueError:
        return False
    # « le 5 janvier », written in December without a year, is next month: a year-less date that lies
    # more than half a year back is taken for the coming one.
    return day > today or (not year_word and (today - day).days > 182)


def _month(word: str) -> int:
    both = (*enumerate(_MONTHS, 1), *enumerate(_ENGLISH_MONTHS, 1))
    return next(number for number, name in both if name.startswith(word))


def _folded(text: str) -> str:
    """Lower case without accents, one character for one: places in it are places in the text."""
    return one_for_one(text, _ODD, _PLAIN)


class _Plain(dict[int, str]):
    """Code point → its plain letter, worked out once for each."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        base = unicodedata.normalize("NFD", character)[:1].lower()
        self[point] = base if len(base) == 1 else character
        return self[point]


_PLAIN = _Plain()
_ODD = re.compile(r"[^\x00-\x7f]")
