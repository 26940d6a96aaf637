"""Why Chorus Pro gives no answer, told in plain words with the way out; what it wrote itself is never repeated."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import PortalError, TokenError


@dataclass(frozen=True, slots=True)
class PortalWords:
    """One kind of trouble: in English what is wrong and what to do; in French the cause and the remedy for staff.

    The French ones come without their first capital. `passing`: it may be over at the next try.
    """

    what: str
    advice: str
    cause: str
    remedy: str
    passing: bool = False


PORTAL_TROUBLES = {
    "client_refused": PortalWords(
        "PISTE refuses the application",
        "check client_id and the client secret: those of the application in PISTE, of the same environment",
        "PISTE refuse l'identifiant ou le secret de l'application",
        "vérifiez client_id et le secret dans PISTE (ceux de la production et de la qualification sont différents).",
    ),
    "scope_refused": PortalWords(
        "PISTE refuses the scope « openid »",
        "accept the terms of use of the Chorus Pro APIs for this application in PISTE, then try again",
        "PISTE refuse l'autorisation demandée pour l'application",
        "dans PISTE, acceptez les conditions générales des API Chorus Pro pour cette application.",
    ),
    "token_refused": PortalWords(
        "the gateway refuses a token that PISTE has just given",
        "check that token_url and base_url are of the same environment; if they are, check login and password",
        "la passerelle PISTE refuse un jeton qu'elle vient de donner",
        "vérifiez que token_url et base_url sont du même environnement (production ou qualification), puis l'identifiant "
        "et le mot de passe du compte technique.",
    ),
    "account_refused": PortalWords(
        "Chorus Pro refuses the technical account",
        "check login and password; the password ends after 424 days: have the main manager of the structure renew it in "
        "the portal (« Raccordement EDI et API »), put the new one in its place, and wait half an hour",
        "Chorus Pro refuse le compte technique : identifiant ou mot de passe faux, ou mot de passe périmé (il faut le "
        "changer tous les 424 jours)",
        "le gestionnaire principal de la structure le renouvelle dans Chorus Pro, « Raccordement EDI et API » ; mettez le "
        "nouveau mot de passe à la place de l'ancien (il sert au bout d'une demi-heure environ).",
    ),
    "password_expiring": PortalWords(
        "the password of the technical account ends soon",
        "have the main manager of the structure renew it in the portal (« Raccordement EDI et API »)",
        "le mot de passe du compte technique de Chorus Pro arrive bientôt à son terme",
        "le gestionnaire principal de la structure le renouvelle dans Chorus Pro, « Raccordement EDI et API », avant cette "
        "date ; mettez aussitôt le nouveau à la place de l'ancien.",
    ),
    "access_refused": PortalWords(
        "access refused: this application and this account may not use the API",
        "in PISTE accept the terms of use (CGU) of this API for the application; in Chorus Pro declare the connection "
        "(« Gérer raccordement API ») and give the technical account the space « Factures reçues »; see too whether its "
        "password has expired, and base_url",
        "l'application ou le compte technique n'a pas, ou n'a plus, le droit d'utiliser cette API de Chorus Pro",
        "dans PISTE, acceptez les conditions générales (CGU) de cette API pour l'application ; dans Chorus Pro, déclarez le "
        "raccordement (« Gérer raccordement API ») et donnez au compte technique l'espace « Factures reçues » ; voyez "
        "aussi si son mot de passe est périmé.",
    ),
    "path_unknown": PortalWords(
        "there is no such service at this address",
        "check base_url (https://api.piste.gouv.fr in production) and that the API is published in this environment",
        "l'adresse de l'API ne mène pas à Chorus Pro",
        "vérifiez base_url et environment dans guichet.toml.",
    ),
    "token_address": PortalWords(
        "the token server does not understand the request",
        "check token_url (https://oauth.piste.gouv.fr/api/oauth/token in production)",
        "le serveur de jetons de PISTE ne comprend pas la demande",
        "vérifiez token_url et environment dans guichet.toml.",
    ),
    "request_refused": PortalWords(
        "the request is not accepted",
        "nothing to set: the API may have changed; send this line to whoever maintains Guichet",
        "Chorus Pro n'accepte pas la demande de Guichet : l'API a peut-être changé",
        "transmettez ce message à la personne qui tient Guichet à jour.",
    ),
    "refused_by_rule": PortalWords(
        "Chorus Pro answered with an error code",
        "see what the code means for this service in the API appendix; often the technical account is not attached to "
        "this structure or service",
        "Chorus Pro a répondu par un code d'erreur",
        "voyez si le compte technique est bien rattaché à la structure et au service concernés.",
    ),
    "quota": PortalWords(
        "too many calls",
        "nothing now: Guichet goes on later; if it lasts, sync less often",
        "Guichet a fait trop d'appels à Chorus Pro en peu de temps",
        "rien à faire : la reprise est automatique ; si cela dure, espacez les synchronisations.",
        passing=True,
    ),
    "fault": PortalWords(
        "Chorus Pro is in trouble",
        "nothing now: Guichet tries again; if it lasts, see the portal's own news",
        "Chorus Pro a un incident",
        "rien à faire : la reprise est automatique ; si cela dure, consultez les actualités de Chorus Pro.",
        passing=True,
    ),
    "maintenance": PortalWords(
        "a page for people came in place of an answer: maintenance, or a proxy that wants a login",
        "nothing now: Guichet tries again; if it lasts, open base_url from this machine and read the page",
        "Chorus Pro est en maintenance (ou un serveur mandataire affiche sa propre page)",
        "rien à faire : la reprise est automatique ; si cela dure, vérifiez l'accès à Internet de la machine.",
        passing=True,
    ),
    "unreadable": PortalWords(
        "the answer makes no sense",
        "nothing now: Guichet tries again; if it lasts, send this line to whoever maintains Guichet",
        "la réponse de Chorus Pro est illisible",
        "rien à faire : la reprise est automatique ; si cela dure, prévenez la personne qui tient Guichet à jour.",
        passing=True,
    ),
    "too_large": PortalWords(
        "the answer is longer than any page should be",
        "nothing now: Guichet tries again with what is next; if it lasts, send this line to whoever maintains Guichet",
        "la réponse de Chorus Pro est anormalement longue",
        "si cela dure, prévenez la personne qui tient Guichet à jour.",
        passing=True,
    ),
    "broken_off": PortalWords(
        "the connection broke off in the middle",
        "nothing now: Guichet tries again; if it lasts, check the network between this machine and PISTE",
        "la connexion à Chorus Pro s'est coupée en cours de route",
        "rien à faire : la reprise est automatique ; si cela dure, vérifiez le réseau de la machine.",
        passing=True,
    ),
    "slow": PortalWords(
        "no whole answer in time",
        "nothing now: Guichet tries again; if it lasts, check the network between this machine and PISTE",
        "Chorus Pro met trop de temps à répondre",
        "rien à faire : la reprise est automatique ; si cela dure, vérifiez le réseau de la machine.",
        passing=True,
    ),
    "unreachable": PortalWords(
        "the server cannot be reached",
        "check this machine's network, its name servers, proxy and base_url",
        "le serveur de Chorus Pro est injoignable",
        "vérifiez l'accès à Internet de la machine et, s'il en faut un, le serveur mandataire (proxy).",
        passing=True,
    ),
    "token_server": PortalWords(
        "the token server of PISTE does not answer as it should",
        "nothing now: Guichet tries again; if it lasts, check this machine's network, proxy and token_url",
        "le serveur de jetons de PISTE ne répond pas comme il faut",
        "rien à faire : la reprise est automatique ; si cela dure, vérifiez l'accès à Internet de la machine.",
        passing=True,
    ),
    "proxy": PortalWords(
        "the proxy refuses to pass the call on",
        "check proxy (or HTTPS_PROXY), and that it lets this machine reach PISTE",
        "le serveur mandataire (proxy) refuse de transmettre les appels",
        "vérifiez proxy dans guichet.toml, et que ce serveur autorise l'accès à PISTE.",
        passing=True,
    ),
    "certificate": PortalWords(
        "the server's certificate cannot be verified",
        "name the private CA in ca_file, if a proxy of yours opens TLS; else do not go on: it may be someone else",
        "le certificat du serveur ne peut pas être vérifié",
        "si un équipement de votre réseau déchiffre les connexions, indiquez son autorité dans ca_file ; sinon, prévenez "
        "votre responsable informatique.",
    ),
    "clock": PortalWords(
        "the server's certificate is out of date or not yet valid",
        "check this machine's clock",
        "le certificat du serveur paraît périmé",
        "vérifiez l'heure de la machine où tourne Guichet.",
        passing=True,
    ),
    "no_recipient": PortalWords(
        "the technical account receives for none of the structures that are to be read",
        "attach the account to them in the portal, or name them in « recipients » of [organisations.ID.portal]",
        "le compte technique ne reçoit de factures pour aucune des structures à lire",
        "dans Chorus Pro, rattachez le compte à la structure (espace « Factures reçues ») ; ou corrigez les SIRET de la "
        "collectivité, ou recipients, dans sa description.",
    ),
    "recipient_gone": PortalWords(
        "the technical account does not receive for this structure any more",
        "attach the account to it again in the portal, or take its SIRET out of the settings",
        "le compte technique ne reçoit plus de factures pour une des structures à lire",
        "dans Chorus Pro, rattachez de nouveau le compte à cette structure ; ou enlevez son SIRET de la description.",
    ),
    "settings": PortalWords(
        "a setting, a secret or a file cannot be used",
        "see that it is there, well written, and that Guichet may read it",
        "un réglage, un secret ou un fichier de l'accès à Chorus Pro ne peut pas être utilisé",
        "vérifiez qu'il existe, qu'il est bien écrit et que Guichet a le droit de le lire.",
    ),
}
ABSENT = "rattachez le compte à ces structures dans Chorus Pro, ou donnez dans recipients celles qui comptent."
"""What staff do about structures for which the account receives nothing, while it does for others."""

_BY_TOKEN_TROUBLE = {
    "application_unknown": "client_refused",
    "blocked": "client_refused",
    "clock": "clock",
    "consent_missing": "scope_refused",
    "files": "settings",
    "grant_revoked": "client_refused",
    "request_wrong": "token_address",
    "scope_wrong": "scope_refused",
    "secret_expired": "client_refused",
    "secret_wrong": "client_refused",
    "tenant_unknown": "token_address",
    "unreachable": "token_server",
}


def portal_trouble(kind: str, detail: str = "", *, retry_after: float | None = None) -> PortalError:
    """The error for one kind of trouble; `detail` in our own words (`rechercher/recipiendaire, HTTP 503`)."""
    words = PORTAL_TROUBLES[kind]
    message = f"{words.what} ({detail})" if detail else words.what
    return PortalError(kind, message, advice=words.advice, temporary=words.passing, retry_after=retry_after)


def no_token(error: TokenError) -> PortalError:
    """What a refusal or silence of the token server means for the portal."""
    return portal_trouble(_BY_TOKEN_TROUBLE.get(error.trouble, "token_server"), error.detail)
