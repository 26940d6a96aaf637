"""What our own mail server found out about the sender: Authentication-Results (RFC 8601), nothing else counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.mail import SenderAuth

_LONGEST = 8_192
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r'([a-z0-9-]+)\s*\.\s*([a-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.){0,500}"|[^\s;"]+)', re.IGNORECASE)
_PIECE = re.compile(r'"(?:[^"\\]|\\.){0,500}"|[^;"]+|[;"]')
_REASON = re.compile(r'\breason\s*=\s*("(?:[^"\\]|\\.){0,500}"|\S+)', re.IGNORECASE)
_NEUTRAL = frozenset({"none", "bestguesspass"})  # no policy published; Microsoft's guess is not a verdict


@dataclass(frozen=True, slots=True)
class _Finding:
    """One method's result, all lower case: `dkim`, `pass`, {`header.d`: `example.fr`}."""

    method: str
    result: str
    properties: dict[str, str]


def sender_auth(headers: Sequence[str], authserv_ids: Sequence[str], from_domain: str) -> SenderAuth:
    """What to believe about the domain of From.

    `headers` are the values of Authentication-Results from the top of the mail down; an empty one
    marks a Received line. Only the topmost run signed with one of `authserv_ids` counts: what stands
    below the next Received line, or below another server's verdict, came in with the mail and may be
    forged (RFC 8601 §5 and §7.1). `from_domain` is empty unless there is exactly one From with one address: only
    then does a `dmarc=pass` that names no `header.from` speak of that domain.
    PASSED: dmarc=pass for that domain. FAILED: dmarc=fail. ALIGNED: no DMARC policy, and SPF or DKIM
    passed for the domain or a subdomain of it. Else UNKNOWN; of two results the worse counts.
    """
    own = {name.strip().lower() for name in authserv_ids if name.strip()}
    domain = _ascii(from_domain)
    findings = tuple(_own_findings(headers, own)) if own and domain else ()
    dmarc = [finding for finding in findings if finding.method == "dmarc"]
    results = {finding.result for finding in dmarc}
    if "fail" in results:
        return SenderAuth.FAILED
    if results == {"pass"}:
        claimed = {_ascii(finding.properties.get("header.from", domain)) for finding in dmarc}
        return SenderAuth.PASSED if claimed == {domain} else SenderAuth.UNKNOWN
    if results <= _NEUTRAL | {"pass"} and _aligned(findings, domain):
        return SenderAuth.ALIGNED
    return SenderAuth.UNKNOWN


def verdict_server(header: str) -> str:
    """The name of the server that wrote this Authentication-Results value, lower case; empty when it makes no sense."""
    return _read(header)[0]


def _own_findings(headers: Sequence[str], own: set[str]) -> Iterator[_Finding]:
    """The results of the topmost run of headers that one of our servers signed."""
    began = False
    for header in headers:
        server, findings = _read(header)
        if server in own:
            began = True
            yield from findings
        elif began:
            return


def _read(header: str) -> tuple[str, tuple[_Finding, ...]]:
    """Name of the server and its results; an empty name when the header makes no sense."""
    head, *rest = _split(_without_comments(header[:_LONGEST]).lower())
    words = head.replace('"', " ").split()
    if not words or "=" in words[0]:
        return "", ()
    return words[0], tuple(finding for part in rest if (finding := _finding(part)))


def _finding(part: str) -> _Finding | None:
    found = _RESULT.match(part)
    if found is None:
        return None
    properties: dict[str, str] = {}
    for kind, name, value in _PROPERTY.findall(_REASON.sub(" ", part[found.end() :])):
        properties.setdefault(f"{kind}.{name}", value.strip('"').strip("<>"))
    return _Finding(found.group(1), found.group(2), properties)


def _split(text: str) -> list[str]:
    """Cuts at semicolons that stand outside quotes: a `reason` may hold anything."""
    parts = [""]
    for piece in _PIECE.findall(text):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _without_comments(text: str) -> str:
    """Comments (nested, RFC 5322 §3.2.2) become a space; a quoted string hides parentheses."""
    out: list[str] = []
    depth = 0
    quoted = escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"' and not depth:
            quoted = not quoted
        elif not quoted and (character == "(" or (character == ")" and depth)):
            depth += 1 if character == "(" else -1
            out.append(" ")
            continue
        if not depth:
            out.append(character)
    return "".join(out)


def _aligned(findings: Sequence[_Finding], domain: str) -> bool:
    """True when SPF or DKIM passed for this domain, and neither failed for it."""
    verdicts = {
        finding.result
        for finding in findings
        for name in ({"spf": ("smtp.mailfrom",), "dkim": ("header.d", "header.i")}.get(finding.method, ()))
        if name in finding.properties and _belongs(finding.properties[name], domain)
    }
    return "pass" in verdicts and not verdicts & {"fail", "hardfail"}


def _belongs(identity: str, domain: str) -> bool:
    """Equal, or a subdomain: a parent could be a host that lends names to strangers (`free.fr`)."""
    name = _ascii(identity.rpartition("@")[2])
    return name == domain or name.endswith(f".{domain}")


def _ascii(domain: str) -> str:
    """A domain in lower case, its accents as DNS writes them."""
    plain = domain.strip().strip(".").lower()
    try:
        return plain.encode("idna").decode("ascii")
    except ValueError:
        return plain
