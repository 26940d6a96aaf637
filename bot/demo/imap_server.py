"""The embedded mailbox's own process: pymap, which goes when whoever started it is gone.

Started as `python -m bot.demo.imap_server` with pymap's own arguments; the starter keeps standard input open.
"""

from __future__ import annotations

import os
import threading

from pymap.main import main


def leave_with_parent() -> None:
    """Ends this process as soon as standard input closes, even when the parent was killed."""
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=leave_with_parent, daemon=True).start()
    main()
