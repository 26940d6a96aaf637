"""Failures of mail servers in the words of somebody who has to mend them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.organisation import ServerAccess
from bot.edges.oauth_troubles import TROUBLES
from bot.errors import EdgeError

# What the error's text holds → what it means, what to do. The first that fits counts. The texts come from the
# operating system (numbers of errno), OpenSSL, smtplib, imapclient and our own edges: none of them is translated.
_KNOWN = (
    (
        r"token refused|offers no login with a token",
        "le serveur {host} n'ouvre pas la boîte « {user} » à l'application, qui a pourtant un jeton ({error})",
        "donnez à l'application le droit sur cette boîte, permettez-y IMAP et l'envoi authentifié (docs/oauth2.md).",
    ),
    (
        r"name or service not known|errno -2\b|errno -5\b|no address associated|nodename nor servname",
        "le nom « {host} » n'existe pas",
        "vérifiez l'orthographe du serveur (host) ; l'hébergeur de la messagerie l'indique dans sa documentation.",
    ),
    (
        r"unicodeerror|unusable host",
        "« {host} » n'est pas un nom de serveur",
        "écrivez dans host un nom comme imap.mairie.fr, sans espace ni double point.",
    ),
    (
        r"temporary failure in name resolution|errno -3\b",
        "cette machine ne parvient pas à interroger le DNS (nom « {host} »)",
        "vérifiez le réseau de cette machine et son résolveur (/etc/resolv.conf).",
    ),
    (
        r"connection refused|errno 111\b",
        "rien n'écoute sur {host}, port {port}",
        "vérifiez le port : {usual}.",
    ),
    (
        r"unreachable|no route to host|errno 113\b|errno 101\b",
        "le serveur {host} n'est pas joignable depuis cette machine",
        "vérifiez le réseau et le pare-feu : la sortie vers {host}, port {port}, doit être permise.",
    ),
    (
        r"wrong.version.number|record layer failure|packet length too long|unexpected_message",
        "le port {port} de {host} ne commence pas par TLS",
        'écrivez tls = "starttls", ou changez de port : {usual}.',
    ),
    (
        r"hostname mismatch|ip address mismatch|doesn't match",
        "le certificat du serveur n'est pas au nom de « {host} »",
        "écrivez dans host le nom que porte le certificat (souvent celui que donne l'hébergeur), pas un alias ni une IP.",
    ),
    (
        r"certificate has expired",
        "le certificat de {host} a expiré",
        "faites renouveler le certificat du serveur ; vérifiez aussi la date de cette machine.",
    ),
    (
        r"ca_file",
        "le fichier ca_file est introuvable ou ne contient pas de certificat",
        "corrigez le chemin ca_file (fichier PEM), qui compte à partir du dossier de guichet.toml.",
    ),
    (
        r"self.signed|unable to get (local )?issuer|certificate_verify_failed",
        "le certificat de {host} est signé par une autorité que cette machine ne connaît pas",
        'si c\'est celle de votre collectivité, donnez son certificat : ca_file = "ca.pem" à côté de host.',
    ),
    (
        r"capabilityerror|starttls.*not supported|smtpnotsupportederror",
        "le serveur {host} ne propose pas STARTTLS sur le port {port}",
        "changez de port : {usual}.",
    ),
    (
        r"login refused|auth.*failed|535 ",
        "le serveur {host} refuse le compte « {user} » ou son mot de passe",
        "vérifiez les deux{secret} ; Google veut un « mot de passe d'application », Microsoft 365 OAuth2.",
    ),
    (
        r"timed out|no answer in time|took too long|timeout",
        "le serveur {host}, port {port}, ne répond pas dans le délai",
        'un pare-feu bloque peut-être la sortie ; ou bien ce port attend TLS d\'emblée (tls = "tls") : {usual}.',
    ),
    (
        r"folder is read-only",
        "ce compte n'a pas le droit d'écrire dans la boîte",
        "donnez au compte « {user} » le droit de déplacer les messages de la boîte partagée.",
    ),
    (
        r"mail: 5|mail: 4",
        "le serveur {host} refuse l'adresse d'expéditeur de la boîte partagée",
        "donnez au compte « {user} » le droit d'envoyer au nom de la boîte partagée (« envoyer en tant que »).",
    ),
    (
        r"rcpt: 5|rcpt: 4",
        "le serveur {host} ne prend pas de message pour la boîte partagée elle-même",
        "vérifiez mailbox.address ; ce serveur doit accepter le courrier que Guichet envoie, après connexion ou non.",
    ),
    (
        r"smtpserverdisconnected|lost|abort",
        "le serveur {host} a coupé la connexion",
        "vérifiez le port et le mode TLS : {usual}.",
    ),
)
_USUAL = {
    "imap": 'IMAP est d\'habitude en 993 (tls = "tls") ou 143 (tls = "starttls")',
    "smtp": 'SMTP est d\'habitude en 465 (tls = "tls") ou 587 (tls = "starttls")',
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong and what to do, each in one French sentence without its first capital.

    `elsewhere`: another port or another way to encrypt may do.
    """

    what: str
    remedy: str
    elsewhere: bool = False


def explained(error: EdgeError, access: ServerAccess, protocol: str) -> Trouble:
    """A failure of the `imap` or `smtp` server at `access`, in words; one that is not known keeps its own text."""
    kind = error.fields.get("trouble")
    if isinstance(kind, str) and kind in TROUBLES:
        return Trouble(f"pas de jeton : {TROUBLES[kind].cause} ({error})", TROUBLES[kind].remedy)
    text = f"{error} login refused" if error.fields.get("reason") == "login" else str(error)
    places = {
        "host": access.host,
        "port": access.port,
        "user": access.user,
        "usual": _USUAL[protocol],
        "secret": secret_words(access),
        "error": error,
    }
    for pattern, what, remedy in _KNOWN:
        if re.search(pattern, text, re.IGNORECASE):
            return Trouble(what.format(**places), remedy.format(**places), "{usual}" in remedy)
    return Trouble(
        f"le serveur {access.host}, port {access.port} : {error}", "voyez le journal du serveur de messagerie."
    )


def secret_words(access: ServerAccess) -> str:
    """Where the password of this server comes from, in brackets; nothing while it was only typed."""
    if access.password_env:
        return f" (variable {access.password_env})"
    return f" (fichier {access.password_file})" if access.password_file else ""
