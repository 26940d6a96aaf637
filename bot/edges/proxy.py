"""Which proxy leads to a server: the one that the settings name, else that of the environment."""

from __future__ import annotations

import urllib.request
from urllib.parse import urlsplit


def proxy_for(url: str, named: str = "") -> str:
    """The proxy to ask for `url`, empty to go straight there: `named`, else what HTTPS_PROXY and NO_PROXY say.

    The environment counts for `https` alone: what is not encrypted stays on this machine or its network.
    """
    if not named:
        there = urlsplit(url)
        named = urllib.request.getproxies().get("https", "") if there.scheme == "https" else ""
        if not named or urllib.request.proxy_bypass(there.hostname or ""):
            return ""
    return named if "://" in named else f"http://{named}"
