"""Learns the sentence model from `tests/corpus/sentences` and `letters`: `python -m tests.bench.sentences.train`.

A softmax regression with small weights preferred. Every tenth sentence and every sixth mail (by checksum) are kept
back; how well the model reads those is asserted in `tests/core/test_gist.py` and `test_letters.py`. Wants
`pip install numpy scipy`, which nothing else does.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.core.gist import BITS, features, tokens
from bot.edges.gist_file import DELIVERED, write_model
from tests.bench.sentences.labelled import IDLE, Labelled, taught

_FIRM = 0.3
"""How much small weights are preferred."""
_STEPS = 120
_LARGEST = 127
_SEED, _FEWEST_WORDS = 5, 4


def design(sentences: Sequence[Labelled], numpy: Any, sparse: Any) -> Any:
    """One row a sentence, one column a feature; a sentence's row has length one."""
    row, column, value = [], [], []
    for place, one in enumerate(sentences):
        found = [each for token in tokens(one.folded) for each in features(token)]
        row += [place] * len(found)
        column += found
        value += [1 / max(1, len(found)) ** 0.5] * len(found)
    shape = (len(sentences), 1 << BITS)
    return sparse.csr_matrix((numpy.array(value, "f"), (row, column)), shape=shape)


def diluted(sentences: Sequence[Labelled]) -> list[Labelled]:
    """Every second sentence once more, run together with an idle one: people say what matters between two commas."""
    rng = random.Random(_SEED)
    known = [one for one in sentences if len(one.folded.split()) >= _FEWEST_WORDS]
    idle = [one.folded for one in known if one.label == IDLE]
    pairs = ((one, rng.sample((one.folded, rng.choice(idle)), 2)) for one in known if rng.random() < 1 / 2)
    return [Labelled(one.label, one.words, " ".join(pair)) for one, pair in pairs]


def learnt(given: Any, labels: Sequence[int], count: int, numpy: Any, firm: float = _FIRM) -> tuple[Any, Any]:
    """Weights (features by labels) and bias."""
    minimize: Any = import_module("scipy.optimize").minimize
    turned, wide = given.T.tocsr(), given.shape[1]
    right = numpy.zeros((len(labels), count), "f")
    right[numpy.arange(len(labels)), labels] = 1

    def cost(flat: Any) -> tuple[float, Any]:
        weights, bias = flat[:-count].reshape(wide, count).astype("f"), flat[-count:].astype("f")
        scores = given @ weights + bias
        most = scores.max(1, keepdims=True)
        powers = numpy.exp(scores - most)
        total = powers.sum(1, keepdims=True)
        loss = float((most[:, 0] + numpy.log(total[:, 0]) - (scores * right).sum(1)).sum())
        off = powers / total - right
        slope = turned @ off + firm * weights
        return loss + firm / 2 * float((weights**2).sum()), numpy.concatenate([slope.ravel(), off.sum(0)]).astype("d")

    start = numpy.zeros((wide + 1) * count)
    found = minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 6}).x
    return found[:-count].reshape(wide, count), found[-count:]


def main() -> None:
    """Learns from all but what is kept back and writes the model."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=DELIVERED)
    args = parser.parse_args()
    numpy, sparse = import_module("numpy"), import_module("scipy.sparse")
    read = list(taught())
    read += diluted(read)
    names = sorted({one.label for one in read})
    weights, bias = learnt(design(read, numpy, sparse), [names.index(one.label) for one in read], len(names), numpy)
    scale = float(abs(weights).max()) / _LARGEST
    rows = numpy.round(weights / scale).astype("int8").tobytes()
    write_model(args.out, names, [round(float(each), 4) for each in bias], scale, rows)
    print(f"{len(read)} sentences, {len(names)} labels: {args.out}, {args.out.stat().st_size} octets")


if __name__ == "__main__":
    main()
