"""The sentence model that is delivered with the program: a line of JSON, then its weights, compressed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bot.core.gist import SentenceModel

DELIVERED = Path(__file__).with_name("sentences.model")


@lru_cache(maxsize=1)
def delivered_model() -> SentenceModel:
    """The model as it was learnt, read once."""
    head, _, packed = DELIVERED.read_bytes().partition(b"\n")
    told = json.loads(head)
    return SentenceModel(told["labels"], told["bias"], told["scale"], zlib.decompress(packed))


def write_model(path: Path, labels: Sequence[str], bias: Sequence[float], scale: float, rows: bytes) -> None:
    """Writes what `delivered_model` reads."""
    head = json.dumps({"labels": list(labels), "bias": list(bias), "scale": scale})
    path.write_bytes(head.encode() + b"\n" + zlib.compress(rows, 9))
