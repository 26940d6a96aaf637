"""From what somebody types for a server to one that answers: port and encryption are found by trying."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.checks.servers import reached
from bot.checks.trouble import explained
from bot.core.organisation import ServerAccess
from bot.errors import EdgeError
from bot.setup.answers import Refused
from bot.setup.providers import PROVIDERS, Provider

_USUAL = {"imap": ((993, "tls"), (143, "starttls")), "smtp": ((465, "tls"), (587, "starttls"), (25, "starttls"))}
_HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*", re.IGNORECASE)
_SYNTAX = "Écrivez le nom du serveur, au besoin suivi de son port : imap.mairie.fr ou imap.mairie.fr:993."


def server_check(
    protocol: str, on_found: Callable[[ServerAccess], None], *, offline: bool
) -> Callable[[str], ServerAccess]:
    """A check of answers for `imap` or `smtp`: the server is connected to at once, unless `offline`.

    An answer that is given twice in a row is taken although nothing answers there: the network may come later.
    """
    refused: list[str] = []

    def check(text: str) -> ServerAccess:
        candidates = tuple(_candidates(protocol, text))
        if offline or text in refused:
            return candidates[0]
        refused[:] = [text]
        found = _first_reached(protocol, candidates)
        on_found(found)
        return found

    return check


def _candidates(protocol: str, text: str) -> Iterator[ServerAccess]:
    """What the answer may mean, the likeliest first."""
    place, authority = _parts(protocol, text)
    host, colon, port = place.partition(":")
    if not _HOST.fullmatch(host) or (colon and not (port.isdigit() and 0 < int(port) < 65_536)):
        raise Refused(_SYNTAX)
    if not colon:
        for number, tls in _USUAL[protocol]:
            yield ServerAccess(host, number, tls=tls, ca_file=authority)
        return
    first = dict(_USUAL[protocol]).get(int(port), "starttls" if int(port) == 143 else "tls")
    for tls in dict.fromkeys((first, "tls", "starttls", "none")):
        yield ServerAccess(host, int(port), tls=tls, ca_file=authority)


def _parts(protocol: str, text: str) -> tuple[str, str]:
    """The server, and the file behind `ca=`, absolute (the configuration will lie elsewhere)."""
    place, _, rest = text.strip().partition(" ")
    known: Provider | None = PROVIDERS.get(place.lower())
    place = getattr(known, protocol) if known else place
    rest = rest.strip()
    if rest and not rest.startswith("ca="):
        raise Refused(f"{_SYNTAX} Derrière, seul ca=FICHIER (certificat de votre autorité) est compris.")
    authority = Path(rest.removeprefix("ca=")).expanduser().absolute() if rest else None
    if authority is not None and not authority.is_file():
        raise Refused(f"Le fichier {authority} n'existe pas.")
    return place, str(authority) if authority else ""


def _first_reached(protocol: str, candidates: tuple[ServerAccess, ...]) -> ServerAccess:
    """The first that answers. What is told of the others is the trouble of the likeliest one."""
    troubles: list[Refused] = []
    for access in candidates:
        try:
            reached(protocol, access)
        except EdgeError as error:
            trouble = explained(error, access, protocol)
            told = f"{trouble.what[0].upper()}{trouble.what[1:]} : {trouble.remedy}"
            if "ca_file" in trouble.remedy:
                told += " Ici : ajoutez ca=FICHIER derrière le nom du serveur."
            troubles.append(Refused(f"{told} (Redonnez la même réponse pour la garder malgré tout.)"))
            if not trouble.elsewhere:
                break
        else:
            return access
    raise troubles[0]
