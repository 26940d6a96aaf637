"""What our own mail server found out about the sender: Authentication-Results (RFC 8601), nothing else counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.mail import SenderAuth

_LONGEST = 8_192
_VERDICT, _RECEIVED = "authentication-results", "received"
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r'([a-z0-9-]+)\s*\.\s*([a-z0-9_-]+)\s*=\s*("(?:[^"\\]|\\.){0,500}"|[^\s;"]+)', re.IGNORECASE)
_PIECE = re.compile(r'"(?:[^"\\]|\\.){0,500}"|[^;"]+|[;"]')
_REASON = re.compile(r'\breason\s*=\s*("(?:[^"\\]|\\.){0,500}"|\S+)', re.IGNORECASE)
_NEUTRAL = frozenset({"none", "bestguesspass"})  # no policy published; Microsoft's guess is not a verdict
_HOP = re.compile(r"\b(?:from|by)\s+([^\s;]+)")
_MICROSOFT_HOSTS = (".outlook.com", ".outlook.office365.com")

MICROSOFT_365 = "microsoft365"
"""Stands for a name in `authserv_id` where Exchange Online receives: its verdicts name no server (RFC 8601 §2.2)."""


@dataclass(frozen=True, slots=True)
class _Finding:
    """One method's result, all lower case: `dkim`, `pass`, {`header.d`: `example.fr`}."""

    method: str
    result: str
    properties: dict[str, str]


def sender_auth(fields: Sequence[tuple[str, str]], authserv_ids: Sequence[str], from_domain: str) -> SenderAuth:
    """What to believe about the domain of From.

    `fields` are header fields (lower-case name, value) from the top of the mail down. Only the topmost run of
    Authentication-Results signed with one of `authserv_ids` counts (see `covers`; of `MICROSOFT_365`, `_of_microsoft`):
    what stands below the next Received line, or below another server's verdict, came in with the mail and may be
    forged (RFC 8601 §5 and §7.1). `from_domain` is empty unless there is exactly one
    From with one address: only then does a `dmarc=pass` that names no `header.from` speak of that domain.
    PASSED: dmarc=pass for that domain. FAILED: dmarc=fail. ALIGNED: no DMARC policy, and SPF or DKIM
    passed for the domain or a subdomain of it. Else UNKNOWN; of two results the worse counts.
    """
    own = tuple(name.strip().lower() for name in authserv_ids if name.strip())
    domain = _ascii(from_domain)
    findings = tuple(_own_findings(_trace(fields), own)) if own and domain else ()
    dmarc = [finding for finding in findings if finding.method == "dmarc"]
    results = {finding.result for finding in dmarc}
    if "fail" in results:
        return SenderAuth.FAILED
    if any((finding.method, finding.result) == ("compauth", "fail") for finding in findings):
        return SenderAuth.UNKNOWN
    if results == {"pass"}:
        claimed = {_ascii(finding.properties.get("header.from", domain)) for finding in dmarc}
        return SenderAuth.PASSED if claimed == {domain} else SenderAuth.UNKNOWN
    if results <= _NEUTRAL | {"pass"} and _aligned(findings, domain):
        return SenderAuth.ALIGNED
    return SenderAuth.UNKNOWN


def verdict_server(fields: Sequence[tuple[str, str]]) -> str:
    """What `authserv_id` would have to say for the topmost verdict to be believed; empty: nothing would do."""
    trace = _trace(fields)
    server = _read(next((value for name, value in trace if name != _RECEIVED), ""))[0]
    if not server:
        return MICROSOFT_365 if _of_microsoft(trace) else ""
    return server if server != MICROSOFT_365 else ""


def covers(authserv_ids: Sequence[str], server: str) -> bool:
    """Whether `authserv_ids` (lower case) name this server: itself, or `*.example.fr` for every name that ends so."""
    ends = tuple(name[1:] for name in authserv_ids if name.startswith("*."))
    return bool(server) and (server in authserv_ids or server.endswith(ends))


def _trace(fields: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What servers wrote on the way: verdicts, and the Received lines between them."""
    return tuple(field for field in fields if field[0] in (_VERDICT, _RECEIVED))


def _own_findings(trace: Sequence[tuple[str, str]], own: Sequence[str]) -> Iterator[_Finding]:
    """The results of the topmost run of verdicts that one of our servers signed."""
    began = False
    for name, value in trace:
        server, findings = _read(value) if name != _RECEIVED else ("", ())
        if server != MICROSOFT_365 and covers(own, server):  # that word is no name: a sender could write it
            began = True
            yield from findings
        elif began:
            return
    if not began and MICROSOFT_365 in own:
        yield from _of_microsoft(trace)


def _of_microsoft(trace: Sequence[tuple[str, str]]) -> tuple[_Finding, ...]:
    """The results of the topmost verdict if Exchange Online put it there, else none.

    It puts its own above all that came in (and calls other servers' `Authentication-Results-Original`), and then hands
    the mail on among its own servers. So the topmost verdict must name no server, hold Microsoft's method `compauth`, and
    have above it Received lines from such a server by such a server, at least one, and no others: the first other one
    is where the mail came in, and what stands below came in with it.
    """
    inside = 0
    for name, value in trace:
        if name == _RECEIVED:
            hosts = _HOP.findall(_without_comments(value[:_LONGEST]).lower())
            if len(hosts) < len(("from", "by")) or not all(host.endswith(_MICROSOFT_HOSTS) for host in hosts):
                return ()
            inside += 1
            continue
        server, findings = _read(value)
        return findings if inside and not server and any(one.method == "compauth" for one in findings) else ()
    return ()


def _read(header: str) -> tuple[str, tuple[_Finding, ...]]:
    """Name of the server and its results; an empty name when the first thing it says is a result, or nothing."""
    parts = _split(_without_comments(header[:_LONGEST]).lower())
    words = parts[0].replace('"', " ").split()
    server = words[0] if words and "=" not in words[0] else ""
    return server, tuple(finding for part in parts[bool(server) :] if (finding := _finding(part)))


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
