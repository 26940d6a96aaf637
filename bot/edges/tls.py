"""TLS with mail servers: towards them the system's trust, plus a private CA; from them our own certificate."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime


def client_context(ca_file: str) -> ssl.SSLContext:
    """A context that checks chain and host name; `ca_file` (PEM, may be empty) adds to the system's trust.

    Raises OSError, which names the file, when it is missing or holds no certificate.
    """
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except OSError as error:
            raise type(error)(error.errno, f"ca_file {ca_file}: {error.strerror or error}") from None
        # Home-made CAs often lack the extensions that Python 3.13 began to insist on; chain and name stay checked.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def server_context(cert_file: str, key_file: str) -> ssl.SSLContext:
    """A context that shows this certificate (PEM, with its chain); the key may lie in the same file (empty name).

    Raises OSError when a file is missing, is no PEM, or key and certificate are not of one pair.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert_file, key_file or None)
    return context


def certificate_until(connection: socket.socket | None) -> datetime | None:
    """When the certificate at the other end of a connection runs out; None where there is no TLS."""
    certificate = connection.getpeercert() if isinstance(connection, ssl.SSLSocket) else None
    if not certificate:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
