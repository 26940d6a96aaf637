"""The log: one line an event, for people and for machines; never bodies, addresses or amounts."""

from __future__ import annotations

import logging
import sys
import time
import traceback

LOG = logging.getLogger("guichet")
NOISY = ("apscheduler", "httpcore", "httpx", "imapclient", "mailparser", "mail.log", "oauthlib", "urllib3")
"""Libraries whose own lines may hold what the log must not."""


def set_up(level: str = "INFO") -> None:
    """Log to stderr with UTC times; called once, by the command line."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    LOG.handlers[:] = [handler]
    LOG.setLevel(level)
    LOG.propagate = False
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.ERROR)


def event(what: str, **fields: object) -> None:
    """Logs `what key=value …` at INFO."""
    LOG.info("%s", _line(what, fields))


def trouble(what: str, **fields: object) -> None:
    """Logs `what key=value …` at WARNING: something waits or was set aside."""
    LOG.warning("%s", _line(what, fields))


def alarm(what: str, **fields: object) -> None:
    """Logs `what key=value …` at ERROR: nothing goes on until a person mends it."""
    LOG.error("%s", _line(what, fields))


def bug(where: str, error: Exception) -> None:
    """Logs an error that nobody foresaw, with where it came from but without values: they may be mail content."""
    places = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    LOG.error("%s", _line("bug", {"where": where, "error": type(error).__name__, "at": places}))


def _line(what: str, fields: dict[str, object]) -> str:
    return " ".join([what, *(f"{name}={value}" for name, value in fields.items())])
