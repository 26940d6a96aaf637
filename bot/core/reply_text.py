"""What the sender wrote now, and the history below it: both are kept, line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST_LINE = 400  # of a line that can begin a history; longer ones are prose
_MOST_WRAPPED = 5
_MOST_HEADER_LINES = 14

_ODD_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]")
_PREFIX = re.compile(r"^[ \u00a0]{0,3}>")
_RULE = re.compile(r"^[\s>*]*[-_=*–—]{5,}\s*$")
_PHRASES = (
    r"message d['’ ]?origine|message original|message initial|mail original|courriel (?:original|d['’]origine)"
    r"|e-?mail d['’]origine|message précédent|message reçu|original message|original appointment|reply message"
    r"|ursprüngliche (?:nachricht|mail)|originalnachricht|messaggio originale|mensaje original|oorspronkelijk bericht"
)
_FORWARD_PHRASES = (
    r"message (?:transféré|transmis|réexpédié|transfere|suivi)|mail transféré|courriel transféré|transféré par"
    r"|forwarded (?:message|by)|weitergeleitete nachricht|messaggio inoltrato|mensaje reenviado|message joint"
)
_SEPARATOR = re.compile(rf"^[\s*]*[-_=–—]{{2,}}\s*(?:{_PHRASES}|{_FORWARD_PHRASES}).{{0,80}}$", re.IGNORECASE)
_FORWARD = re.compile(
    rf"^[\s*>]*[-_=–—]{{2,}}\s*(?:{_FORWARD_PHRASES})|^[\s*]*(?:début du message (?:transféré|réexpédié)"
    r"|begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|inizio messaggio inoltrato)",
    re.IGNORECASE,
)
_FORWARD_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,30}\]\s*)?(?:tr|fw|fwd|wg|i|rv|enc|doorst|vb|transf|transfert|tr\.)\s*:", re.IGNORECASE
)

# Header lines that mail programs put on top of what they quote, by what they say.
_LABELS = {
    "from": "de|from|von|da|van|expéditeur|expediteur|émetteur|emetteur",
    "date": "envoyé|envoyé le|envoye|envoye le|date|date d'envoi|sent|gesendet|datum|inviato|data|enviado|verzonden",
    "to": "à|a|to|an|pour|destinataire|destinataires|aan|para|at",
    "subject": "objet|sujet|subject|betreff|oggetto|asunto|onderwerp",
    "other": "cc|cci|bcc|copie|copie à|copie a|kopie|reply-to|répondre à|répondre a|importance|priorité|pièces jointes|attachments",
}
_KIND_OF_LABEL = {label: kind for kind, labels in _LABELS.items() for label in labels.split("|")}
_LABELLED = re.compile(r"^[\s*>|_]*([^\W\d_][\w' -]{0,18}?)[\s*_]*:[\s*_]*(.*)$")
_ONE_LINE_HEADER = re.compile(
    r"^\W*(?:de|from|von)\s*:.{3,160}?\b(?:envoyé|sent|date|gesendet)(?: le)?\s*:.{3,80}?(?:à|to|an|pour)\s*:"
    r".{0,160}?(?:objet|subject|betreff)\s*:",
    re.IGNORECASE,
)

_WROTE = (
    r"(?:a\s+écrit|a\s+ecrit|écrivait|wrote|writes|schrieb|hat geschrieben|ha scritto|escribió|escreveu|schreef|skrev)"
)
_SAYS_WROTE = re.compile(r"crit|wrote|writes|schrieb|geschrieben|escribi|escreveu|schreef|skrev|>\s*:$", re.IGNORECASE)
_WROTE_END = re.compile(rf"\b{_WROTE}\b(?:\s+(?:le|on|am|sur|à)\s.{{4,60}}|\s*<[^<>]+>)?\s*:?\s*$", re.IGNORECASE)
_SCHRIEB_END = re.compile(r"\bschrieb\b.{1,120}:\s*$", re.IGNORECASE)
_TOLD_US = re.compile(r"\b(?:nous|vous|m['’]|t['’]|l['’]|lui|leur|qui|on)\s*(?:a|ont)\s+écrit", re.IGNORECASE)
_OPENS = re.compile(
    r"^\W{0,3}(?:le|on|am|il(?: giorno)?|el|em|op|den|du)\s|^\W{0,2}\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.+-]@[\w-]+\.\w")
_CLOCK = re.compile(r"\b\d{1,2}\s?[:h]\s?\d{2}\b", re.IGNORECASE)
_DAY = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}(?:er|\.)?\s+[a-zéûä]{3,9}\.?\s+\d{4}\b",
    re.IGNORECASE,
)
_OLD_GMAIL = re.compile(r"^\d{4}-\d{2}-\d{2}\s.{0,120}<[^<>\s]+@[^<>\s]+>\s*:\s*$")
_ORANGE = re.compile(r"^message du \d", re.IGNORECASE)


def split_reply(text: str, *, is_forward: bool = False) -> tuple[str, str]:
    """(what was written now, history), each with its lines in order; a signature stays with the first.

    Every line that is not blank is in one of the two, unchanged. History is what lies below « Le …
    a écrit : », a copied header (De, Envoyé, À, Objet) or « Message d'origine », and every line
    quoted with `>`; answers below or between quoted lines are fresh. Of a forward, all below the
    first mark is history, even when nothing is left above it.
    """
    lines = text.split("\n")
    plain = [_plain(line) for line in lines]
    old = _mark_history(lines, plain, is_forward=is_forward)
    _close_gaps(lines, old)
    fresh = [line for line, is_old in zip(lines, old, strict=True) if not is_old]
    quoted = [line for line, is_old in zip(lines, old, strict=True) if is_old]
    return "\n".join(fresh).strip("\n "), "\n".join(quoted).strip("\n")


def forwards(subject: str, text: str) -> bool:
    """True when the subject says so (TR:, Fwd:, WG:…) or the text begins with a forward's mark."""
    if _FORWARD_SUBJECT.match(subject):
        return True
    first = next((line for line in text.split("\n") if line.strip()), "")
    return _FORWARD.match(_plain(first)) is not None


def _plain(line: str) -> str:
    """A line as marks are looked for: odd spaces (a no-break one stands before French colons) made plain."""
    return _ODD_SPACES.sub(" ", line[: _LONGEST_LINE + 1]).strip()


def _is_prefixed(line: str) -> bool:
    return _PREFIX.match(line) is not None


def _mark_history(lines: Sequence[str], plain: Sequence[str], *, is_forward: bool) -> list[bool]:
    """For each line, whether it is history."""
    old = [False] * len(lines)
    at = 0
    while at < len(lines):
        length = 0 if _is_prefixed(lines[at]) else _mark_length(lines, plain, at)
        if not length:
            old[at] = _is_prefixed(lines[at])
            at += 1
            continue
        after = _next_text(plain, at + length)
        to_the_end = is_forward or _FORWARD.match(plain[at]) is not None
        if to_the_end or after >= len(lines) or not _is_prefixed(lines[after]):
            return old[:at] + [True] * (len(lines) - at)
        old[at:after] = [True] * (after - at)
        at = after
    return _with_orange(plain, old)


def _with_orange(plain: Sequence[str], old: list[bool]) -> list[bool]:
    """Orange quotes with `>` the copied header only: when nothing else is quoted, all below it is history."""
    quoted = [number for number, is_old in enumerate(old) if is_old and plain[number].strip("> ")]
    if not quoted or not _ORANGE.match(plain[quoted[0]].strip("> ")):
        return old
    if all(_ORANGE.match(plain[number].strip("> ")) or _kind(plain[number]) for number in quoted):
        return old[: quoted[0]] + [True] * (len(old) - quoted[0])
    return old


def _next_text(plain: Sequence[str], at: int) -> int:
    """The next line that is not blank, or the end."""
    while at < len(plain) and not plain[at]:
        at += 1
    return at


def _mark_length(lines: Sequence[str], plain: Sequence[str], at: int) -> int:
    """How many lines from here announce a history, 0 when they do not."""
    line = plain[at]
    if not line or len(line) > _LONGEST_LINE:
        return 0
    separator = _SEPARATOR.match(line) or _FORWARD.match(line)
    if separator or _RULE.match(line) or _ORANGE.match(line):
        after = _next_text(plain, at + 1)
        below = _announced(lines, plain, after) if after < len(lines) else 0
        return after - at + below if separator or below else 0
    return _announced(lines, plain, at)


def _announced(lines: Sequence[str], plain: Sequence[str], at: int) -> int:
    """Lines of a copied header or of an attribution from here, 0 when it is neither."""
    return _header_length(plain, at) or _attribution_length(lines, plain, at)


def _kind(line: str) -> str:
    """Which header line this is (`from`, `date`, `to`, `subject`, `other`), empty when none."""
    found = _LABELLED.match(line)
    return _KIND_OF_LABEL.get(found.group(1).strip().lower().replace("’", "'"), "") if found else ""


def _header_length(plain: Sequence[str], at: int) -> int:
    """Lines of a copied header from here: From and two more of date, to and subject; 0 when it is none.

    Long lists of recipients may take lines without a label; a blank line may stand between labels.
    """
    if _ONE_LINE_HEADER.match(plain[at]):
        return 1
    kinds: set[str] = set()
    last, loose = at, 0
    for number in range(at, min(at + _MOST_HEADER_LINES, len(plain))):
        kind = _kind(plain[number])
        if kind in kinds:
            break
        if kind:
            kinds.add(kind)
            last, loose = number, 0
        elif number == at or loose >= 2:
            break
        else:
            loose += 1
    return last - at + 1 if "from" in kinds and len(kinds & {"date", "to", "subject"}) >= 2 else 0


def _attribution_length(lines: Sequence[str], plain: Sequence[str], at: int) -> int:
    """Lines of « Le 3 mars 2024 à 10:12, X <x@y> a écrit : », which programs wrap; 0 when it is none."""
    if not (_OPENS.match(plain[at]) or _holds_address(plain[at]) or _WROTE_END.search(plain[at])):
        return 0
    joined = ""
    for length in range(1, _MOST_WRAPPED + 1):
        number = at + length - 1
        if number >= len(plain) or not plain[number] or _is_prefixed(lines[number]):
            return 0
        joined = f"{joined} {plain[number]}".strip()
        if len(joined) > _LONGEST_LINE:
            return 0
        if _SAYS_WROTE.search(joined) and _attributes(joined, quoted_next=_quoted_next(lines, plain, at + length)):
            return length
    return 0


def _holds_address(line: str) -> bool:
    return "@" in line and _ADDRESS.search(line) is not None


def _quoted_next(lines: Sequence[str], plain: Sequence[str], at: int) -> bool:
    after = _next_text(plain, at)
    return after < len(lines) and _is_prefixed(lines[after])


def _attributes(joined: str, *, quoted_next: bool) -> bool:
    """True when these words announce a quote, and are not a sentence about somebody who wrote.

    « Le 12 mars, votre service nous a écrit : » is prose. An address or a time of day is proof enough;
    a bare day or name only when quoted lines follow, or when nothing else stands in the line.
    """
    if _OLD_GMAIL.match(joined):
        return True
    if not (_WROTE_END.search(joined) or _SCHRIEB_END.search(joined)) or _TOLD_US.search(joined):
        return False
    if quoted_next:
        return True
    dated = _DAY.search(joined) is not None
    proof = _holds_address(joined) or (_CLOCK.search(joined) is not None and dated)
    return proof or (dated and _OPENS.match(joined) is not None and len(joined) <= 90)


def _close_gaps(lines: Sequence[str], old: list[bool]) -> None:
    """Blank lines between quoted ones are history, and so is the tail of a quoted line that was wrapped."""
    for at in range(1, len(lines) - 1):
        if not old[at] and old[at - 1] and old[at + 1] and _is_wrapped_tail(lines[at - 1], lines[at]):
            old[at] = True
    below = False
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].strip():
            below = old[at]
        else:
            old[at] = below


def _is_wrapped_tail(above: str, line: str) -> bool:
    """A short end of a long quoted line, cut by a program that did not repeat the `>`."""
    return _is_prefixed(above) and len(above) >= 65 and len(line) <= 30 and line[:1].islower()
