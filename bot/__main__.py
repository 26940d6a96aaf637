"""`python -m bot`: the same as the command `guichet`."""

from __future__ import annotations

from bot.cli.main import app

if __name__ == "__main__":
    app(prog_name="guichet")
