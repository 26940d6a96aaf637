"""Header fields as text: our own decoding, since no library keeps every letter of what really comes."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_tz

from bot.edges.charsets import clean, codec_for, decode

# Spaces and bare question marks inside an encoded word are forbidden by RFC 2047 §2 and frequent.
_WORD = re.compile(r"=\?([A-Za-z0-9_.:+*-]*)\?([bBqQ])\?((?:(?!=\?[^=])[^?]|\?(?!=)){0,4000})\?=")
_BETWEEN_WORDS = re.compile(r"[ \t\r\n]*")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(range(256)).translate(None, _BASE64)
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_SECTION = re.compile(r"^([^*]+)(?:\*(\d{1,3}))?(\*)?$")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,996}>")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_MOST_REFERENCES = 100


@dataclass(frozen=True, slots=True)
class Fields:
    """Header fields of one part, top to bottom: (lower-case name, text with encoded words still in)."""

    items: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, part: Message) -> Fields:
        """Reads them raw from a compat32 part: a value may be a `Header` object or hold surrogates."""
        return cls(tuple((name.lower(), _unfold(str(value))) for name, value in part.raw_items()))

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, in order."""
        return tuple(value for key, value in self.items if key == name)

    def first(self, name: str) -> str:
        """The first value of a field, empty when it is missing."""
        return next((value for key, value in self.items if key == name), "")

    def has(self, name: str) -> bool:
        """True when the field is there, even empty."""
        return any(key == name for key, _ in self.items)

    def text(self, name: str) -> str:
        """The first value for people: decoded, on one line."""
        return readable(self.first(name))


@dataclass(frozen=True, slots=True)
class Parametered:
    """A value with parameters: `text/plain; charset=…` (RFC 2045 §5.1, RFC 2231), lower-case names."""

    value: str
    parameters: dict[str, str]


def raw_octets(text: str) -> bytes:
    """The octets that the standard parser hid as surrogates."""
    return text.encode("utf-8", "surrogateescape")


def _unfold(value: str) -> str:
    text = value if value.isascii() else decode(raw_octets(value))
    return text.replace("\r", "").replace("\n", "").strip()


def readable(value: str) -> str:
    """A field for people: encoded words decoded, invisible characters out, white space collapsed."""
    return " ".join(clean(decode_words(value)).split())


def decode_words(text: str) -> str:
    """Decodes encoded words (RFC 2047), also where the standard forbids them (in quotes, glued to text).

    Neighbours of one charset are joined before decoding: many programs cut a letter in two.
    """
    if "=?" not in text:
        return text
    out: list[str] = []
    run: list[tuple[str, str, str]] = []
    at = 0
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        charset, how, payload = word.group(1).lower(), word.group(2).lower(), word.group(3)
        if run and not _BETWEEN_WORDS.fullmatch(between):
            out.append(_decode_run(run))
            run = []
        if not run:
            out.append(between)
        elif run[-1][:2] != (charset, how):
            out.append(_decode_run(run))
            run = []
        run.append((charset, how, payload))
        at = word.end()
    return "".join(out) + _decode_run(run) + text[at:]


def _decode_run(run: list[tuple[str, str, str]]) -> str:
    """Encoded words of one charset and one encoding as text."""
    if not run:
        return ""
    charset, how, _ = run[0]
    codec = codec_for(charset) or "utf-8"
    payloads = [_octets_in(payload, codec) for _, _, payload in run]
    if how == "b":
        return decode(base64_octets(b"".join(payloads)), charset)
    return decode(b"".join(_hex(payload.replace(b"_", b" "), _HEX) for payload in payloads), charset)


def _octets_in(payload: str, codec: str) -> bytes:
    """Octets of a payload; a raw letter that was decoded too early goes back to the word's own charset."""
    try:
        return payload.encode(codec)
    except ValueError:
        return payload.encode("utf-8", "replace")


def _hex(data: bytes, pattern: re.Pattern[bytes]) -> bytes:
    return pattern.sub(lambda found: bytes((int(found.group(1), 16),)), data)


def base64_octets(data: bytes) -> bytes:
    """Base64 read leniently: foreign octets skipped, padding in the middle or missing is no obstacle."""
    chunks = (chunk for chunk in data.translate(None, _NOT_BASE64).split(b"=") if chunk)
    whole = (chunk[:-1] if len(chunk) % 4 == 1 else chunk for chunk in chunks)
    return b"".join(binascii.a2b_base64(chunk + b"=" * (-len(chunk) % 4)) for chunk in whole)


def parametered(value: str) -> Parametered:
    """Splits `value; name=text; …`; continued and percent-encoded parameters (RFC 2231) are put together."""
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for name, text in _PARAMETER.findall(value):
        parts = _SECTION.match(name.lower())
        if parts:
            number, extended = int(parts.group(2) or 0), bool(parts.group(3))
            sections.setdefault(parts.group(1), []).append((number, extended, _unquote(text)))
    return Parametered(
        value.partition(";")[0].strip().lower(),
        {name: _parameter(found) for name, found in sections.items()},
    )


def _parameter(found: list[tuple[int, bool, str]]) -> str:
    """One parameter from its sections; the extended form wins over the plain one (RFC 6266 §4.3)."""
    extended = any(section[1] for section in found)
    if not extended:
        return decode_words("".join(text for _, _, text in sorted(found, key=lambda section: section[0])))
    numbers: dict[int, tuple[bool, str]] = {}
    for number, is_extended, text in found:
        if is_extended or number not in numbers:
            numbers[number] = (is_extended, text)
    ordered = [numbers[number] for number in sorted(numbers)]
    charset, quote, first = ordered[0][1].partition("'")
    if quote:
        ordered[0] = (ordered[0][0], first.partition("'")[2])
    octets = (_hex(text.encode(), _PERCENT) if is_extended else text.encode() for is_extended, text in ordered)
    return decode(b"".join(octets), charset if quote else "")


def _unquote(text: str) -> str:
    stripped = text.strip()
    if stripped.startswith('"'):
        return re.sub(r'\\(["\\])', r"\1", stripped[1:].removesuffix('"'))
    return stripped


def content_type(fields: Fields, default: str = "text/plain") -> Parametered:
    """The Content-Type of a part; what is no type at all reads as `default` (RFC 2045 §5.2)."""
    found = parametered(fields.first("content-type"))
    return found if _TYPE.fullmatch(found.value) else Parametered(default, found.parameters)


def file_name(fields: Fields) -> str:
    """The name of an attached file, empty when it has none; never a path to write to."""
    for field, name in (("content-disposition", "filename"), ("content-type", "name")):
        found = readable(parametered(fields.first(field)).parameters.get(name, ""))
        if found:
            return found[:255]
    return ""


def message_id(value: str) -> str:
    """One Message-ID with its angle brackets, empty when there is none; a missing bracket is added."""
    cleaned = clean(value)
    found = _MESSAGE_ID.search(cleaned)
    if found:
        return found.group()
    bare = cleaned.strip().strip("<>")
    return f"<{bare}>" if bare and "@" in bare and not re.search(r"[\s<>]", bare) and len(bare) < 997 else ""


def references(fields: Fields) -> tuple[str, ...]:
    """Message-IDs of References, then In-Reply-To, each once, oldest first; the last hundred."""
    values = fields.all("references") + fields.all("in-reply-to")
    found = dict.fromkeys(name for value in values for name in _MESSAGE_ID.findall(clean(value)))
    return tuple(found)[-_MOST_REFERENCES:]


def sent_at(value: str) -> datetime | None:
    """The Date field in UTC; a date without zone counts as UTC; None when it cannot be read."""
    try:
        parts = parsedate_tz(value)
        if parts is None:
            return None
        moment = datetime(*parts[:6], tzinfo=UTC)
        return moment - timedelta(seconds=parts[9] or 0)
    except (ValueError, TypeError, IndexError, AttributeError, OverflowError):
        return None
