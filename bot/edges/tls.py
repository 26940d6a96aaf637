"""TLS towards the mail servers: the system's trust, plus one private CA where the body has its own."""

from __future__ import annotations

import ssl


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
