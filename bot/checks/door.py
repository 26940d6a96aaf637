"""Where mail servers hand mail over ([reception]): may we listen there, and is the certificate of use."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

from bot.checks.finding import Finding, well, wrong
from bot.core.reception import Endpoint, ReceptionSettings
from bot.edges.tls import server_context


def door(reception: ReceptionSettings | None) -> Iterator[Finding]:
    """Tries each address for a moment; one that is taken already is most often « guichet run » itself."""
    if reception is None:
        return
    for endpoint in reception.endpoints:
        yield _free(endpoint)
    if reception.tls_cert:
        yield _certificate(reception)


def _free(endpoint: Endpoint) -> Finding:
    where = f"réception, {endpoint.setting}"
    family = socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((endpoint.host, endpoint.port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return well(where, f"{endpoint} est occupé, sans doute par « guichet run »")
        remedy = "vérifiez l'adresse ; un port sous 1024 demande un droit de plus (voir deploy/)."
        return wrong(where, f"impossible d'écouter sur {endpoint} : {error.strerror or error}", remedy)
    return well(where, f"{endpoint} est libre")


def _certificate(reception: ReceptionSettings) -> Finding:
    where = "réception, certificat"
    try:
        server_context(reception.tls_cert, reception.tls_key)
    except OSError as error:
        remedy = (
            "corrigez tls_cert et tls_key dans [reception] (fichiers PEM, la clé et le certificat d'une même paire)."
        )
        return wrong(where, f"{reception.tls_cert} : {error.strerror or error}", remedy)
    return well(where, f"{reception.tls_cert} et sa clé vont ensemble")
