"""What an answer of Chorus Pro means: its fields, « nothing found », or a PortalError that says what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.edges.portal_api_services import HEALTH, Service
from bot.edges.portal_troubles import portal_trouble
from bot.errors import PortalError

_MESSAGE_ID = re.compile(r"\b[A-Z]{2,5}_MSG_[0-9]{2}[._][0-9]{3}\b")
_REALM = re.compile(r'realm\s*=\s*"?([A-Za-z]{1,20})', re.IGNORECASE)
_SCOPE = re.compile(r"insufficient_scope|invalid_scope", re.IGNORECASE)
_TOKEN = re.compile(r"invalid_token|token\s+(?:has\s+)?expired|expired[ _]token", re.IGNORECASE)
_DAY = 86_400.0
_KINDS = {
    404: "path_unknown",
    405: "path_unknown",
    407: "proxy",
    408: "slow",
    410: "path_unknown",
    425: "quota",
    429: "quota",
    504: "slow",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came: `headers` with names in lower case, `octets` decompressed."""

    status: int
    headers: Mapping[str, str]
    octets: bytes


def understood(service: Service, reply: Reply, now: datetime) -> dict[str, object] | None:
    """The fields of a good answer, None when the service says that it found nothing. Raises PortalError.

    An error of the portal's own may come with HTTP 200 or 400 and looks the same (`codeRetour`, `libelle`).
    """
    good = 200 <= reply.status < 300
    if reply.status in {401, 403}:
        raise _refused(service, reply)
    if reply.status in _KINDS or not (good or 400 <= reply.status < 500):
        raise _failed(service, reply, now)
    fields = _fields(reply.octets) if not _is_page(reply) else None
    code = _code_of(fields)
    if good and fields is not None and (code == 0 or (service is HEALTH and "codeRetour" not in fields)):
        return fields
    if fields is None or not code:
        raise _senseless(service, reply) if good else _failed(service, reply, now)
    if code in service.empty:
        return None
    raise _refused_by_rule(service, code, fields)


def _fields(octets: bytes) -> dict[str, object] | None:
    try:
        fields = read_json(octets)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def read_json(octets: bytes) -> object:
    """JSON whose figures lose nothing: decimals stay as they were written, as do whole numbers too long for a machine.

    A byte that is no UTF-8 becomes U+FFFD: it spoils its own text, not the page. Raises ValueError or RecursionError.
    """
    text = octets.decode("utf-8-sig", "replace")
    as_written: Callable[[str], str] = str
    try:
        return json.loads(text, parse_float=as_written, parse_constant=as_written)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a whole number of thousands of digits
        return json.loads(text, parse_float=as_written, parse_int=as_written, parse_constant=as_written)


def _code_of(fields: dict[str, object] | None) -> int | None:
    """`codeRetour`, a number or a text; None when it is neither or not there."""
    code = fields.get("codeRetour") if fields else None
    if isinstance(code, str) and re.fullmatch(r"-?[0-9]{1,9}", code.strip()):
        return int(code)
    return code if type(code) is int else None


def _is_page(reply: Reply) -> bool:
    """Words for people, whatever the status says."""
    return "html" in reply.headers.get("content-type", "").lower() or reply.octets[:64].lstrip().startswith(b"<")


def _senseless(service: Service, reply: Reply) -> PortalError:
    return _trouble("maintenance" if _is_page(reply) else "unreadable", service, reply)


def _failed(service: Service, reply: Reply, now: datetime) -> PortalError:
    kind = _KINDS.get(reply.status, "")
    if not kind and reply.status >= 500:
        kind = "maintenance" if reply.status == 503 and _is_page(reply) else "fault"
    if not kind:
        kind = "path_unknown" if reply.status < 400 else "request_refused"  # a redirection leads elsewhere
    return _trouble(kind, service, reply, now)


def _refused(service: Service, reply: Reply) -> PortalError:
    """401 and 403 mostly come without a word; what there is stands in WWW-Authenticate."""
    challenge = reply.headers.get("www-authenticate", "")
    realm = _REALM.search(challenge)
    if realm and realm.group(1).lower() == "defaultrealm":
        return _trouble("path_unknown", service, reply)
    if _SCOPE.search(challenge):
        return _trouble("scope_refused", service, reply)
    if reply.status == 403:
        return _trouble("access_refused", service, reply)
    # The token was new: the gateway names itself when it still means it; else it is the account.
    of_gateway = (realm and realm.group(1).upper() == "PISTE") or _TOKEN.search(challenge)
    return _trouble("token_refused" if of_gateway else "account_refused", service, reply)


def _refused_by_rule(service: Service, code: int, fields: dict[str, object]) -> PortalError:
    label = fields.get("libelle")
    found = _MESSAGE_ID.search(label[:200]) if isinstance(label, str) else None
    detail = f"API {service.api}, {service.name}: codeRetour {code}" + (f", {found.group()}" if found else "")
    return portal_trouble("refused_by_rule", detail)


def _trouble(kind: str, service: Service, reply: Reply, now: datetime | None = None) -> PortalError:
    wait = retry_after(reply.headers.get("retry-after", ""), now) if now else None
    return portal_trouble(kind, f"API {service.api}, {service.name}: HTTP {reply.status}", retry_after=wait)


def retry_after(text: str, now: datetime) -> float | None:
    """Seconds to wait that a Retry-After asks for, in either of its forms (RFC 9110 §10.2.3), a day at most."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,9}", text):
        return min(float(text), _DAY)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    if until.tzinfo is None:  # « -0000 »: UTC without saying so
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), _DAY)
