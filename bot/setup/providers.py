"""Mail servers of well-known hosts, and what a domain's own servers are usually called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """One host of mailboxes: its servers as `host:port`, and what its users have to know."""

    imap: str
    smtp: str
    note: str = ""


MICROSOFT = "microsoft"
PROVIDERS = {
    MICROSOFT: Provider(
        "outlook.office365.com:993",
        "smtp.office365.com:587",
        "Microsoft 365 n'accepte plus de mot de passe : il faut une application dans Entra (docs/oauth2.md, une demi-heure).",
    ),
    "google": Provider(
        "imap.gmail.com:993",
        "smtp.gmail.com:587",
        "Google veut un « mot de passe d'application », créé dans le compte, avec la validation en deux étapes.",
    ),
    "ovh": Provider("ssl0.ovh.net:993", "ssl0.ovh.net:465"),
    "infomaniak": Provider("mail.infomaniak.com:993", "mail.infomaniak.com:465"),
    "gandi": Provider("mail.gandi.net:993", "mail.gandi.net:465"),
    "ionos": Provider("imap.ionos.fr:993", "smtp.ionos.fr:465"),
    "orange": Provider("imap.orange.fr:993", "smtp.orange.fr:465"),
}
"""By the word that stands for it in an answer."""

_BY_DOMAIN = {
    "gmail.com": "google",
    "googlemail.com": "google",
    "outlook.com": "microsoft",
    "outlook.fr": "microsoft",
    "hotmail.fr": "microsoft",
    "orange.fr": "orange",
    "wanadoo.fr": "orange",
}


def likely_imap(domain: str) -> str:
    """The word or the server to propose for a mailbox of this domain."""
    return _BY_DOMAIN.get(domain, f"imap.{domain}")


def likely_smtp(imap_answer: str) -> str:
    """The same host's SMTP: its word again, `imap.x` becomes `smtp.x`, and any other name stays as it is."""
    word = imap_answer.strip().lower()
    if word in PROVIDERS:
        return word
    host, _, authority = imap_answer.partition(" ")
    name = host.partition(":")[0]
    return " ".join(filter(None, ("smtp" + name[4:] if name.startswith("imap.") else name, authority)))
