"""Commands that a person would end with Ctrl-C."""

from __future__ import annotations

import signal


def hears_ctrl_c() -> None:
    """For `preexec_fn`: a job started in the background may have been told to ignore it, a person's command never is."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
