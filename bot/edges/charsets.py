"""Octets to text: byte order mark, strict UTF-8, what is declared, windows-1252; and no character that hides."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same two octets
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Labels seen in mail that Python does not know, or knows by the letter: a mail labelled Latin-1 with
# an octet 0x80-0x9f was written by Windows (WHATWG Encoding Standard §4.2 decides the same).
_ALIASES = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "windows1252": "cp1252",
    "cp-1252": "cp1252",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "iso-8859-8-i": "iso-8859-8",
    "iso-gb2312": "gb18030",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-user-defined": "",
    "binary": "",
    "default": "",
    "unknown-8bit": "",
    "x-unknown": "",
}
# Codecs of Python that are no charset of mail: an escape or a DNS form, some slow on purpose-made octets.
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
_TEXT_CODECS = frozenset({"", "utf-8", "cp1252"})
# Their octets are all ASCII, so that strict UTF-8 would accept them and show the escapes.
_SEVEN_BIT = ("iso2022", "utf-7", "hz", "iso-2022")

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def clean(text: str) -> str:
    """Lines ended by LF; NUL, controls, soft hyphens, zero-width and direction marks, lone surrogates gone.

    A soft hyphen or a zero-width space inside an invoice number is invisible to its sender.
    """
    if text.isascii() and text.isprintable():
        return text
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text.replace("\r\n", "\n")))


@lru_cache(maxsize=256)
def codec_for(label: str) -> str:
    """The Python codec for a charset label of a mail, empty when there is none or it is unknown."""
    wanted = label.strip().strip("\"'").lower().partition("*")[0]
    name = _ALIASES.get(wanted, wanted)
    try:
        info = codecs.lookup(name) if name else None
        "é".encode(name or "utf-8", "ignore")  # refuses codecs that are not of text, such as `base64`
    except (LookupError, ValueError):
        return ""
    return info.name if info and info.name not in _NO_CHARSETS else ""


def decode(data: bytes, declared: str = "") -> str:
    """Octets of a body, an encoded word or a bare header as text; never raises, loses no more than one octet at a time.

    `declared` is the label of the mail, empty where none can be (raw octets in a header).
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    codec = codec_for(declared)
    for candidate in _order(codec, data):
        try:
            return data.decode(candidate)
        except ValueError:
            continue
    if codec in _TEXT_CODECS and (mixed := _mixed(data)):
        return mixed
    try:
        return data.decode(codec or "cp1252")
    except ValueError:
        return data.decode("cp1252", "replace")


def _order(codec: str, data: bytes) -> tuple[str, ...]:
    """Codecs to try strictly, first first."""
    labelled_first = codec.startswith(_SEVEN_BIT) or (codec.startswith(("utf-16", "utf-32")) and b"\0" in data)
    return (codec, "utf-8") if labelled_first else ("utf-8",)


def _mixed(data: bytes) -> str:
    """UTF-8 with a few foreign octets (a footer glued on by a list, a letter cut in two), else empty."""
    good = len(_MULTIBYTE.findall(data))
    bad = len(re.findall(rb"[\x80-\xff]", _MULTIBYTE.sub(b"", data)))
    return data.decode("utf-8", "guichet_cp1252") if good > bad else ""


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Decodes what UTF-8 refuses as windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("guichet_cp1252", _as_windows)
