"""Why a token server gives no token, told in plain words with the way out; what it wrote itself is never repeated."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import TokenError

OAUTH, TOKEN_SERVER = "oauth", "token_server"


@dataclass(frozen=True, slots=True)
class Words:
    """One kind of trouble: for the log, and in French the cause and the remedy, without their first capital."""

    log: str
    cause: str
    remedy: str


TROUBLES = {
    "secret_expired": Words(
        "the client secret has expired: create a new one for the application and put it in its place",
        "le secret de l'application a expiré",
        "créez un nouveau secret pour l'application, et mettez-le à la place de l'ancien.",
    ),
    "secret_wrong": Words(
        "the client id or its secret is wrong: with Entra, take the secret's value, not its identifier",
        "l'identifiant ou le secret de l'application est refusé",
        "vérifiez client_id et le secret ; avec Microsoft, il faut la valeur du secret, pas son identifiant.",
    ),
    "application_unknown": Words(
        "the application is not known there: check client_id, and tenant with Microsoft",
        "l'application n'est pas connue du fournisseur de la messagerie",
        "vérifiez client_id et, avec Microsoft, tenant ; voyez si l'application a été supprimée ou désactivée.",
    ),
    "tenant_unknown": Words(
        "there is no such tenant: check tenant, or token_url",
        "l'annuaire indiqué n'existe pas",
        "vérifiez tenant (ou token_url) dans guichet.toml.",
    ),
    "consent_missing": Words(
        "the application has no consent: an administrator has to grant it the permissions",
        "l'application n'a pas, ou n'a plus, l'autorisation d'ouvrir la boîte",
        "un administrateur de la messagerie doit lui accorder de nouveau ses autorisations.",
    ),
    "grant_revoked": Words(
        "the refresh token is no longer good (expired, revoked, password changed): give consent again and put the "
        "new one in its file",
        "l'autorisation donnée à Guichet n'est plus valable : elle a été retirée, elle a expiré, ou le mot de passe "
        "de la boîte a changé",
        "donnez de nouveau l'autorisation, et mettez le nouveau jeton de renouvellement dans son fichier.",
    ),
    "blocked": Words(
        "a security policy (sign-in with a second factor, conditional access) stops the application: exempt it",
        "une règle de sécurité de la messagerie arrête l'application",
        "faites-lui une exception (double authentification, accès conditionnel).",
    ),
    "scope_wrong": Words(
        "the scope is not accepted: check scope",
        "l'autorisation demandée n'est pas acceptée",
        "vérifiez scope dans guichet.toml.",
    ),
    "request_wrong": Words(
        "the request is not accepted: check grant, token_url and client_secret",
        "le fournisseur de la messagerie n'accepte pas la demande",
        "vérifiez grant, token_url et le secret dans guichet.toml.",
    ),
    "files": Words(
        "a file or variable of the application cannot be used",
        "un fichier ou une variable de l'application ne peut pas être lu",
        "vérifiez qu'il existe et que Guichet a le droit de le lire.",
    ),
    "not_stored": Words(
        "the new refresh token cannot be written, and the old one may soon be worthless",
        "la nouvelle autorisation reçue ne peut pas être enregistrée : au prochain redémarrage, l'ancienne ne vaudra "
        "peut-être plus rien",
        "donnez à Guichet le droit d'écrire dans le dossier de refresh_token_file, sans redémarrer avant.",
    ),
    "unreachable": Words(
        "the token server does not answer as it should",
        "le serveur qui délivre les autorisations ne répond pas comme il faut",
        "vérifiez la connexion de la machine à Internet, et si ce serveur est en panne.",
    ),
    "clock": Words(
        "its certificate is out of date or not yet valid: check this machine's clock",
        "le certificat du serveur qui délivre les autorisations paraît périmé",
        "vérifiez l'heure de la machine où tourne Guichet.",
    ),
}
_BY_ERROR = {
    # RFC 6749 §5.2 and, below, what both providers add.
    "invalid_client": "secret_wrong",
    "invalid_grant": "grant_revoked",
    "unauthorized_client": "application_unknown",
    "invalid_scope": "scope_wrong",
    "access_denied": "consent_missing",
    "consent_required": "consent_missing",
    "interaction_required": "blocked",
    "deleted_client": "application_unknown",
    "disabled_client": "application_unknown",
    "admin_policy_enforced": "blocked",
    "org_internal": "application_unknown",
}
_BY_AADSTS = {
    # Microsoft's own numbers tell more than the error's name.
    7000222: "secret_expired",
    7000215: "secret_wrong",
    7000216: "secret_wrong",
    7000218: "secret_wrong",
    700016: "application_unknown",
    700027: "secret_wrong",
    90002: "tenant_unknown",
    900023: "tenant_unknown",
    900021: "tenant_unknown",
    65001: "consent_missing",
    65004: "consent_missing",
    50105: "consent_missing",
    500011: "scope_wrong",
    70011: "scope_wrong",
    1002012: "scope_wrong",
    28003: "scope_wrong",
    70008: "grant_revoked",
    700082: "grant_revoked",
    70043: "grant_revoked",
    50173: "grant_revoked",
    50076: "blocked",
    50079: "blocked",
    50158: "blocked",
    53000: "blocked",
    53003: "blocked",
    530003: "blocked",
}
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_NAME = re.compile(r"[a-z0-9_]{1,40}")


def trouble(kind: str, *, detail: str = "", passing: bool = False) -> TokenError:
    """The error for one kind of trouble; `passing`: it may be over at the next try, nobody has to do anything yet."""
    words = f"{TROUBLES[kind].log} ({detail})" if detail else TROUBLES[kind].log
    return TokenError(words, reason=TOKEN_SERVER if passing else OAUTH, trouble=kind, detail=detail)


def refusal(error: str, description: str, status: int) -> TokenError:
    """What an error answer of a token server means (RFC 6749 §5.2; Microsoft's numbers stand in the description)."""
    if error in _PASSING:
        return trouble("unreachable", detail=error, passing=True)
    name = error if _NAME.fullmatch(error) else f"HTTP {status}"
    numbers = [int(digits) for digits in re.findall(r"AADSTS(\d{5,9})\b", description)]
    kind = next((_BY_AADSTS[n] for n in numbers if n in _BY_AADSTS), _BY_ERROR.get(error, "request_wrong"))
    return trouble(kind, detail=", ".join([name, *(f"AADSTS{n}" for n in numbers[:1])]))
