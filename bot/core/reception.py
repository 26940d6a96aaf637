"""Mail that a server hands over instead of leaving it in a mailbox: where we listen, for whom, from whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from bot.core.organisation import Organisation

Network = IPv4Network | IPv6Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A TCP address to listen on; `setting` names the line of the configuration that asks for it."""

    setting: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class ReceptionSettings:
    """How mail is taken by SMTP and by LMTP (None: not at all); nobody but `allow` may hand it over.

    `tls_cert` and `tls_key` are PEM files (empty: no TLS); with `require_tls` nothing is taken in the clear.
    """

    smtp: Endpoint | None
    lmtp: Endpoint | None
    tls_cert: str = ""
    tls_key: str = ""
    require_tls: bool = False
    allow: tuple[Network, ...] = LOOPBACK
    max_connections: int = 40
    max_connections_per_peer: int = 25

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Where to listen."""
        return tuple(one for one in (self.smtp, self.lmtp) if one is not None)


def received_addresses(bodies: Iterable[Organisation]) -> dict[str, str]:
    """Every address (lower case) that mail may be handed over for → id of its body.

    No two bodies have an address in common (checked where they are read).
    """
    bodies = tuple(bodies)
    boxes = {body.mailbox.address: body.id for body in bodies if body.mailbox}
    return boxes | {address: body.id for body in bodies for address in body.addresses}


def addressee(recipient: str, addresses: Mapping[str, str]) -> str | None:
    """The body that an envelope recipient means, None when it is none of ours.

    `addresses` are lower case → body. Upper case and a `+tag` (RFC 5233) make no difference: the mail server that
    hands the mail over has accepted it already, and a refusal would only come back to the supplier.
    """
    whole = recipient.strip().lower()
    local, at, domain = whole.rpartition("@")
    return addresses.get(whole) or addresses.get(f"{local.partition('+')[0]}{at}{domain}")
