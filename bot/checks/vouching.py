"""Which name our own mail server signs its verdicts with, as far as the mails received tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.checks.finding import Finding, look, well
from bot.core.organisation import Organisation
from bot.core.sender_auth import MICROSOFT_365, covers
from bot.edges.imap_glimpse import Glimpse, Voucher

_SURE = 2 / 3
_FEWEST_DOMAINS = 2
_NUMBER = re.compile(r"^([a-z-]+)\d+(?=(?:\.[a-z0-9-]+){3})")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The name that stands topmost most often: on `count` of `signed` mails, out of `seen`, from `domains` domains."""

    name: str
    count: int
    signed: int
    seen: int
    domains: int

    @property
    def sure(self) -> bool:
        """Whether it may be written without asking.

        A name that came in with a stranger's mail stands on his mails only: our own stands on most mails, whoever
        wrote them.
        """
        return self.domains >= _FEWEST_DOMAINS and self.count >= _SURE * self.signed

    def words(self) -> str:
        """The grounds, for people."""
        if self.name == MICROSOFT_365:
            return f"Microsoft 365 a vérifié {self.count} des {self.seen} derniers messages reçus"
        return f"« {self.name} » est en tête de {self.count} des {self.seen} derniers messages reçus"


def proposal(vouchers: Sequence[Voucher]) -> Proposal | None:
    """The name to propose; None when no recent mail carries an Authentication-Results line."""
    signed = Counter(voucher.server for voucher in vouchers if voucher.server)
    if not signed:
        return None
    counts = Counter[str]()
    for server in signed:
        counts[_common_name(server, signed)] += signed[server]
    name, count = counts.most_common(1)[0]
    domains = {voucher.domain for voucher in vouchers if covers((name,), voucher.server)}
    return Proposal(name, count, sum(counts.values()), len(vouchers), len(domains))


def _common_name(server: str, servers: Iterable[str]) -> str:
    """`*.mail.ovh.net` for a server that has sisters but for a number (`in68.mail.ovh.net`), else its own name."""
    sisters = {other for other in servers if _NUMBER.sub(r"\1", other) == _NUMBER.sub(r"\1", server)}
    return f"*.{server.partition('.')[2]}" if len(sisters) > 1 else server


def vouching(body: Organisation, found: Glimpse) -> Finding:
    """Whether `authserv_id` is the name that received mails carry."""
    where = f"{body.id}, expéditeurs"
    configured = body.mailbox.authserv_ids if body.mailbox else ()
    best = proposal(found.vouchers)
    if best is None:
        return _unsigned(where, configured, found)
    if any(covers(configured, voucher.server) for voucher in found.vouchers):
        return well(where, f"vérifiés par « {', '.join(configured)} », comme sur les messages reçus")
    if configured:
        what = f"authserv_id est « {', '.join(configured)} », mais {best.words()} : personne n'est vérifié"
    else:
        what = f"authserv_id est vide : personne n'est vérifié, et rien n'est dit sur une facture ; {best.words()}"
    if best.sure:
        return look(where, what, "si c'est bien votre serveur : « guichet check --write » l'écrit dans guichet.toml.")
    return look(
        where,
        what,
        "écrivez à la boîte depuis deux adresses extérieures chez des hébergeurs différents, puis relancez : le nom de "
        "votre serveur sera sur les deux messages.",
    )


def _unsigned(where: str, configured: Sequence[str], found: Glimpse) -> Finding:
    if not found.vouchers:
        name = f"« {', '.join(configured)} » ne peut pas être vérifié" if configured else "authserv_id est vide"
        remedy = "écrivez à la boîte depuis une adresse extérieure, puis relancez « guichet check »."
        return look(where, f"la boîte ne contient aucun message : {name}", remedy)
    return look(
        where,
        f"aucun des {len(found.vouchers)} derniers messages ne porte de ligne Authentication-Results qui nomme un serveur",
        "demandez à qui gère la messagerie d'activer la vérification DMARC, SPF et DKIM des messages reçus : sans elle, "
        "personne n'est vérifié et chacun reçoit le texte neutre.",
    )
