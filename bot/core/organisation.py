"""The public bodies that Guichet serves, as configured."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.import_settings import ImportSettings
from bot.core.portal import Feed
from bot.core.portal_access import PortalAccess


class Sending(StrEnum):
    """What happens to mail for suppliers."""

    OFF = "off"
    DRAFTS = "drafts"
    ON = "on"


@dataclass(frozen=True, slots=True)
class ServiceCode:
    """A recipient service of the body, as Chorus Pro knows it."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Budget:
    """One budget of the body: its own SIRET (None when the body has not given it) and services."""

    id: str
    label: str
    siret: str | None
    service_codes: tuple[ServiceCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Deposit:
    """What an invoice must carry to be deposited: each `required`, `forbidden` or `` (not said)."""

    siret: str = ""
    engagement_number: str = ""
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """The block that the law wants in every acknowledgement (CRPA R112-11-1 2°)."""

    service: str
    email: str
    postal_address: str
    phone: str
    hours: str = ""

    @property
    def complete(self) -> bool:
        """True when nothing the law asks for is missing: sending stays off until then."""
        return bool(self.service and (self.email or self.postal_address) and self.phone)


@dataclass(frozen=True, slots=True)
class Teams:
    """Shared inboxes of the body's staff; `security` falls back to `general` at loading."""

    general: str
    security: str

    def address(self, team: str) -> str:
        """The inbox of `team` (`general` or `security`)."""
        return self.security if team == "security" else self.general


@dataclass(frozen=True, slots=True)
class Folders:
    """Names of the folders in the shared mailbox, created when missing."""

    answered: str = "Guichet/Répondu"
    to_handle: str = "Guichet/À traiter"
    ignored: str = "Guichet/Ignoré"
    error: str = "Guichet/Erreur"
    sent: str = ""
    drafts: str = ""


@dataclass(frozen=True, slots=True)
class ServerAccess:
    """How to reach an IMAP or SMTP server. `tls`: `tls`, `starttls` or `none`; `ca_file` a private CA.

    `password_env` names an environment variable, `password_file` a file; both empty: see `MailboxSettings.oauth`.
    """

    host: str
    port: int
    tls: str = "tls"
    user: str = ""
    password_env: str = ""
    password_file: str = ""
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class OAuthAccess:
    """Where tokens come from that open a mailbox in place of a password.

    `grant` is `client_credentials` (RFC 6749 §4.4) or `refresh_token` (§6); `refresh_token_file` is rewritten when
    the server gives another. `client_secret_env` names a variable, `client_secret_file` a file; both empty for an
    application without a secret. `ca_file` is a private CA of the token server; `proxy` an `http://host:port`, empty for
    the one that HTTPS_PROXY names.
    """

    token_url: str
    client_id: str
    grant: str
    scope: str = ""
    client_secret_env: str = ""
    client_secret_file: str = ""
    refresh_token_file: str = ""
    ca_file: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """One shared mailbox. `first_read` is `new` (from UIDNEXT on) or `all`; `poll` between looks.

    `oauth` logs in at the servers that have a user and no password.
    """

    address: str
    imap: ServerAccess | None
    smtp: ServerAccess | None
    authserv_ids: tuple[str, ...] = ()
    folder: str = "INBOX"
    first_read: str = "new"
    idle: bool = True
    poll: timedelta = timedelta(seconds=60)
    max_octets: int = 30_000_000
    folders: Folders = field(default_factory=Folders)
    oauth: OAuthAccess | None = None

    def takes_token(self, server: ServerAccess) -> bool:
        """True for a server of this mailbox that is logged in at with a token of `oauth`."""
        return self.oauth is not None and bool(server.user) and not (server.password_env or server.password_file)


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """How the copy of Chorus Pro is filled from its API, from `back` ago on. `every` lies between two walks.

    `fresh` is how old the copy may be, closed days not counted.

    `recipients` are the identifiers to read for (empty: the body's own SIRETs). `services` are codes to search one by
    one, for an account that may not search the whole recipient (empty: all at once).
    """

    access: PortalAccess
    back: timedelta = timedelta(days=4 * 366)
    every: timedelta = timedelta(minutes=15)
    fresh: timedelta = timedelta(hours=24)
    feeds: tuple[Feed, ...] = tuple(Feed)
    recipients: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closures:
    """Days that the body closes or opens beside the legal ones of its zone (§2.4)."""

    extra_closed: tuple[date, ...] = ()
    extra_open: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusWords:
    """A status in another language, for a courtesy version; empty where nobody has written it."""

    label: str = ""
    meaning: str = ""
    holder: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class StatusText:
    """What a supplier may read about one portal status (`rules/statuses.toml`).

    `rank` orders by progress (0 for returns); `automatic` False sends every such invoice to staff;
    `human_after` sends it to staff when the status is older (None: never). The three texts are plain
    sentences: what it means, who holds the invoice, what the supplier has to do; `english` says the same.
    """

    code: str
    label: str
    rank: int
    automatic: bool
    human_after: timedelta | None
    meaning: str
    holder: str
    action: str
    english: StatusWords = StatusWords()


@dataclass(frozen=True, slots=True)
class Organisation:
    """One public body. `addresses` (lower case) are where suppliers write; `domains` its staff's.

    `statuses` maps a portal status code to its text, the body's own wording already applied.
    `objective_days` is the answer objective in working days (an objective, never a promise) or None.
    `agent_names`: names of people, which no automatic mail to a supplier carries.
    `links`: `portal`, `portal_support`, `form` … shown in mails, nothing else is ever linked.
    `words` maps a section of public information to the body's own sentence for it. `also_named` are other names that
    suppliers use; `neighbours` the other bodies described, to know a mail that went to the wrong door.
    `portal` is None for a body whose invoices come from files only; `fresh_working_days` is how old those may be.
    """

    id: str
    name: str
    timezone: str
    holiday_zone: str
    budgets: tuple[Budget, ...]
    contact: Contact
    teams: Teams
    addresses: tuple[str, ...]
    domains: tuple[str, ...]
    mailbox: MailboxSettings | None
    statuses: dict[str, StatusText]
    deposit: Deposit = field(default_factory=Deposit)
    siren: str = ""
    sending: Sending = Sending.OFF
    objective_days: int | None = None
    objective_words: str = ""
    closures: Closures = field(default_factory=Closures)
    fresh_working_days: int = 5
    delay_sentence: bool = False
    silence_paragraph: str = ""
    privacy_line: str = ""
    links: dict[str, str] = field(default_factory=dict)
    agent_names: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    also_named: tuple[str, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    portal: PortalSettings | None = None
    imports: ImportSettings = field(default_factory=ImportSettings)

    def local(self, moment: datetime) -> datetime:
        """The same moment on the body's own clock."""
        return moment.astimezone(ZoneInfo(self.timezone))

    def day_began(self, moment: datetime) -> datetime:
        """When the body's own day of that moment began, in UTC."""
        return datetime.combine(self.local(moment).date(), time(), ZoneInfo(self.timezone)).astimezone(UTC)

    @property
    def sirets(self) -> tuple[str, ...]:
        """Every SIRET of the body's own: never a supplier's."""
        return tuple(b.siret for b in self.budgets if b.siret)

    @property
    def sirens(self) -> frozenset[str]:
        """Every SIREN of the body's own: given, or that of a SIRET (its first nine digits)."""
        return frozenset({siret[:9] for siret in self.sirets} | ({self.siren} if self.siren else set()))

    @property
    def has_service_codes(self) -> bool:
        """Whether the directory holds any code of a service."""
        return any(budget.service_codes for budget in self.budgets)

    @property
    def effective_sending(self) -> Sending:
        """`sending`, but off while the legal acknowledgement fields are not filled (§4.4)."""
        return self.sending if self.contact.complete else Sending.OFF


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another public body, as the one that got its mail knows it: public information only.

    `write_to` is the address of its own mailbox, empty unless this installation reads that mailbox.
    """

    body: Organisation
    write_to: str = ""


def acquainted(organisations: Iterable[Organisation], served: Collection[str]) -> tuple[Organisation, ...]:
    """The same bodies, each with all the others as its neighbours; `served` are the ids this installation serves."""
    bodies = tuple(replace(body, neighbours=()) for body in organisations)
    seen = tuple(Neighbour(body, _mailbox_address(body) if body.id in served else "") for body in bodies)
    return tuple(
        replace(body, neighbours=tuple(other for other in seen if other.body.id != body.id)) for body in bodies
    )


def _mailbox_address(body: Organisation) -> str:
    """Where mail really arrives: an address without a server behind it is nobody's door."""
    reached = body.mailbox is not None and body.mailbox.imap is not None
    return body.addresses[0] if reached else ""
