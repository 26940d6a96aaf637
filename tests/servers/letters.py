"""Small suppliers' mails for tests of the mailbox: their content does not matter there, their bytes do."""

from __future__ import annotations

from hashlib import sha256

from bot.ports.store import Fingerprint


def letter(
    subject: str = "Facture", *, body: str = "Bonjour,\r\n\r\nOù en est ma facture ?\r\n", size: int = 0
) -> bytes:
    """One mail with a Message-ID made from its subject; `size` pads the body to about so many octets."""
    padding = ("x" * 70 + "\r\n") * (size // 72)
    head = (
        "From: Marie Durand <marie@exemple.fr>\r\nTo: factures@ville.exemple.fr\r\n"
        f"Subject: {subject}\r\nMessage-ID: {message_id_of(subject)}\r\n"
        "Date: Mon, 06 Jul 2026 09:00:00 +0200\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return (head + body + padding).encode()


def message_id_of(subject: str) -> str:
    """The Message-ID that `letter` gives, with the characters that search commands stumble on."""
    return f"<{sha256(subject.encode()).hexdigest()[:12]}(a)%b{{1}}@exemple.fr>"


def mark(content: bytes) -> Fingerprint:
    """A fingerprint good enough for mails made by `letter`: Message-ID, and the bytes below any trace header."""
    found = [line for line in content.split(b"\r\n") if line.lower().startswith(b"message-id:")]
    message_id = found[0].partition(b":")[2].strip().decode("ascii", "replace") if found else ""
    body = content[content.find(b"From:") :]
    return Fingerprint(message_id, sha256(body).hexdigest(), sha256(content).hexdigest())
