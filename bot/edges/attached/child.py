"""The helper process: reads files from its standard input one by one, until that ends; `python -m bot.edges.attached.child`."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from bot.edges.attached.answers import LENGTH, answered, read_question
from bot.edges.attached.bounds import confine
from bot.edges.attached.opening import open_file


def main() -> None:
    """Answers every question; nothing that a library prints can be taken for an answer."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    confine()
    questions = sys.stdin.buffer
    while (body := _frame(questions)) is not None:
        answers.write(answered(open_file(read_question(body))))


def _frame(stream: BinaryIO) -> bytes | None:
    """The next frame, None at the end."""
    length = stream.read(LENGTH)
    return stream.read(int.from_bytes(length, "big")) if len(length) == LENGTH else None


if __name__ == "__main__":
    main()
