"""What passes between Guichet and the helper process: frames of JSON and octets, nothing that could be executed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from bot.core.attached import AttachedFile, FileKind, FileStatus, InvoiceFacts, Unread
from bot.edges.attached.refusal import Inner

LENGTH = 4
"""Octets that say how long a frame is, the highest first."""


def asked(file: Inner) -> tuple[bytes, bytes]:
    """The question about one file, in two pieces of one frame: its length with a line of JSON, then the octets of the file."""
    head = json.dumps({"name": file.name, "content_type": file.content_type}).encode() + b"\n"
    return _length(len(head) + len(file.content)) + head, file.content


def read_question(body: bytes) -> Inner:
    """The file of a question."""
    head, _, content = body.partition(b"\n")
    said = json.loads(head)
    return Inner(said["name"], said["content_type"], content)


def answered(files: Sequence[AttachedFile]) -> bytes:
    """The answer, as a frame."""
    body = json.dumps([asdict(file) for file in files], default=str).encode()
    return _length(len(body)) + body


def _length(octets: int) -> bytes:
    return octets.to_bytes(LENGTH, "big")


def read_answer(body: bytes) -> tuple[AttachedFile, ...]:
    """The files of an answer. Raises ValueError, KeyError or TypeError for what no helper of ours writes."""
    return tuple(_file(said) for said in json.loads(body))


def _file(said: Mapping[str, Any]) -> AttachedFile:
    return AttachedFile(
        name=_whole(said["name"]),
        kind=FileKind(said["kind"]),
        status=FileStatus(said["status"]),
        why=Unread(said["why"]) if said["why"] else None,
        text=_whole(said["text"]),
        tables=tuple(tuple(tuple(map(_whole, row)) for row in table) for table in said["tables"]),
        invoice=_invoice(said["invoice"]) if said["invoice"] else None,
        recognised=bool(said["recognised"]),
    )


def _whole(text: object) -> str:
    """A text without halves of characters, which a spreadsheet may hold and no database takes."""
    return str(text).encode("utf-8", "replace").decode()


def _invoice(said: Mapping[str, Any]) -> InvoiceFacts:
    words = ("number", "seller_siret", "seller_siren", "seller_vat", "buyer_siret", "order", "currency")
    return InvoiceFacts(
        **{name: _whole(said[name]) for name in words},
        amount=Decimal(said["amount"]) if said["amount"] is not None else None,
        issued_on=date.fromisoformat(said["issued_on"]) if said["issued_on"] else None,
    )
