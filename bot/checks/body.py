"""What is said of one organisation, judged without asking any server: contact block, teams, budgets, secrets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.checks.finding import Finding, look, well, wrong
from bot.core.organisation import Contact, Organisation, Sending, ServerAccess

EVERYBODYS_DOMAINS = frozenset(
    [
        "free.fr",
        "gmail.com",
        "hotmail.com",
        "hotmail.fr",
        "laposte.net",
        "orange.fr",
        "outlook.com",
        "outlook.fr",
        "sfr.fr",
        "wanadoo.fr",
        "yahoo.com",
        "yahoo.fr",
    ]
)
"""Domains where anybody has an address: a supplier who writes from one of them is no colleague."""

_SENDING_WORDS = {
    Sending.OFF: 'rien ne part vers les fournisseurs (sending = "off")',
    Sending.DRAFTS: 'les réponses attendent dans les brouillons (sending = "drafts")',
    Sending.ON: 'les réponses partent d\'elles-mêmes (sending = "on")',
}


def of_body(body: Organisation, *, stopped: bool) -> Iterator[Finding]:
    """Everything that can be told from the settings alone; `stopped` is the stored switch."""
    yield _sending(body, stopped=stopped)
    yield from _teams(body)
    for domain in sorted(EVERYBODYS_DOMAINS.intersection(body.domains)):
        yield look(
            f"{body.id}, domaines",
            f"quiconque écrit depuis {domain} passe pour un agent, et n'a jamais de réponse de fournisseur",
            f"ôtez « {domain} » de domains (domains = [] s'il ne reste rien).",
        )
    if not body.sirets:
        yield look(
            f"{body.id}, SIRET",
            "aucun SIRET n'est donné : la question « quel SIRET ? » ira à un agent",
            f"ajoutez siret = … dans [[organisations.{body.id}.budgets]].",
        )
    for protocol, access in (("imap", _access(body, "imap")), ("smtp", _access(body, "smtp"))):
        if access is not None:
            yield from _secret(f"{body.id}, {protocol.upper()}", access)


def _access(body: Organisation, protocol: str) -> ServerAccess | None:
    if body.mailbox is None:
        return None
    return body.mailbox.imap if protocol == "imap" else body.mailbox.smtp


def _sending(body: Organisation, *, stopped: bool) -> Finding:
    where = f"{body.id}, envoi"
    if stopped:
        return look(where, "l'envoi est arrêté par « guichet stop »", "« guichet start » le reprend.")
    missing = missing_words(body.contact)
    if missing:
        what = f"rien ne part vers les fournisseurs : la loi veut aussi {missing} dans tout accusé de réception"
        return look(where, what, f"complétez [organisations.{body.id}.contact] (CRPA, article R112-11-1).")
    if body.sending is Sending.ON and _access(body, "smtp") is None:
        remedy = f"écrivez [organisations.{body.id}.mailbox.smtp] avec host, port et user."
        return wrong(where, 'sending = "on", mais aucun serveur SMTP n\'est donné', remedy)
    return well(where, _SENDING_WORDS[body.sending])


def missing_words(contact: Contact) -> str:
    """What the law wants in an acknowledgement and the contact block lacks; empty when it is complete."""
    parts = {
        "le service (service)": contact.service,
        "une adresse (postal_address ou email)": contact.email or contact.postal_address,
        "le téléphone (phone)": contact.phone,
    }
    return ", ".join(words for words, value in parts.items() if not value)


def _teams(body: Organisation) -> Iterator[Finding]:
    """Notes that come back to the mailbox that is read would be taken for machines' mail and filed away."""
    where = f"{body.id}, équipes"
    own = {*body.addresses, body.mailbox.address if body.mailbox else ""}
    for address in dict.fromkeys((body.teams.general, body.teams.security)):
        if address in own:
            what = f"les notes aux agents reviennent dans la boîte des fournisseurs, {address}"
            yield look(where, what, f"donnez une autre boîte dans [organisations.{body.id}.teams].")
        elif address.endswith(".example"):
            yield look(where, f"{address} est une adresse d'exemple", f"changez [organisations.{body.id}.teams].")
    if not own & {body.teams.general, body.teams.security}:
        yield well(where, f"notes à {body.teams.general}, alertes bancaires à {body.teams.security}")


def _secret(where: str, access: ServerAccess) -> Iterator[Finding]:
    """A password file that others can read is no secret; one that is missing is told by whoever connects."""
    file = Path(access.password_file)
    if not access.password_file or not file.is_file():
        return
    if file.stat().st_mode & 0o077:
        yield look(where, f"d'autres comptes de la machine peuvent lire {file}", f"chmod 600 {file}")
