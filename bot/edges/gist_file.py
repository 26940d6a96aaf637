"""The sentence model that is delivered with the program: a line of JSON, then its weights, compressed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bot.core.gist import SentenceModel
from bot.errors import RuleError

DELIVERED = Path(__file__).with_name("sentences.model")


@lru_cache(maxsize=1)
def delivered_model() -> SentenceModel:
    """The model as it was learnt, read once; RuleError as in `read_model`."""
    return read_model(DELIVERED)


def read_model(path: Path) -> SentenceModel:
    """What `write_model` wrote; RuleError when the file is missing, cut short or not such a file."""
    try:
        head, _, packed = path.read_bytes().partition(b"\n")
        told = json.loads(head)
        return SentenceModel(told["labels"], told["bias"], told["scale"], zlib.decompress(packed))
    except (OSError, ValueError, LookupError, TypeError, zlib.error) as error:
        broken = f"le modèle de phrases livré avec le programme est illisible ({error}) ; réinstallez Guichet"
        raise RuleError(str(path), "", broken) from error


def write_model(path: Path, labels: Sequence[str], bias: Sequence[float], scale: float, rows: bytes) -> None:
    """Writes what `read_model` reads."""
    head = json.dumps({"labels": list(labels), "bias": list(bias), "scale": scale})
    path.write_bytes(head.encode() + b"\n" + zlib.compress(rows, 9))
