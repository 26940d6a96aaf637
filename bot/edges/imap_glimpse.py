"""A look into a mailbox that leaves it as it is: what the server can do, what is missing, who vouches for senders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser
from email.utils import parseaddr

from imapclient import IMAPClient

from bot.core.organisation import MailboxSettings
from bot.core.sender_auth import verdict_server
from bot.edges.imap_link import ImapLink
from bot.edges.imap_session import Limits
from bot.edges.oauth import Credentials
from bot.edges.tls import certificate_until

_RECENT = 20
_HEADERS = "BODY[HEADER.FIELDS (AUTHENTICATION-RESULTS RECEIVED FROM)]"


@dataclass(frozen=True, slots=True)
class Voucher:
    """One recent mail: `server` is the `authserv_id` that would vouch for it (empty: none), `domain` that of From."""

    server: str
    domain: str


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What was found. `missing` are filing folders not there yet; `until` is the end of the certificate, if any."""

    exists: int
    can_idle: bool
    can_move: bool
    missing: tuple[str, ...]
    vouchers: tuple[Voucher, ...]
    until: datetime | None


def glimpse(settings: MailboxSettings, credentials: Credentials, limits: Limits, *, create: bool = False) -> Glimpse:
    """Connects, logs in, opens the intake folder for writing and reads the last twenty mails' headers, unseen.

    `create` makes the filing folders that are missing; else nothing is changed. Raises MailboxError, whose
    `reason` is `readonly` when this user may not file from the folder.
    """
    link = ImapLink(settings, credentials, limits)
    names = settings.folders
    wanted = (names.answered, names.to_handle, names.ignored, names.error)
    link.allow(limits.whole_pass)
    try:
        client = link.connected()
        with link.step("folders"):
            for name in wanted if create else ():
                link.tree.ensure(name)
            missing = tuple(name for name in wanted if not link.tree.has(name))
        with link.step("select"):
            exists = client.select_folder(link.tree.server_name(settings.folder)).get(b"EXISTS", 0)
        with link.step("headers"):
            vouchers = _vouchers(client, int(exists))
        with link.step("capability"):
            can_idle, can_move = bool(client.has_capability("IDLE")), bool(client.has_capability("MOVE"))
        return Glimpse(int(exists), can_idle, can_move, missing, vouchers, certificate_until(client.socket()))
    finally:
        link.close()


def _vouchers(client: IMAPClient, exists: int) -> tuple[Voucher, ...]:
    if not exists:
        return ()
    client.use_uid = False  # the last ones by their place: no need to search a folder of a million
    places = range(max(1, exists - _RECENT + 1), exists + 1)
    answers = client.fetch(list(places), [_HEADERS.replace("BODY[", "BODY.PEEK[")])
    return tuple(_voucher(answer.get(_HEADERS.encode())) for answer in answers.values())


def _voucher(headers: object) -> Voucher:
    mail = BytesHeaderParser().parsebytes(headers if isinstance(headers, bytes) else b"")
    fields = tuple((name.lower(), " ".join(str(value).split())) for name, value in mail.items())
    address = parseaddr(str(mail.get("From", "")))[1]
    return Voucher(verdict_server(fields), address.rpartition("@")[2].lower())
