"""Whether a mail server on the way called a mail spam: the fields that filters are documented to write.

A sender can write these fields himself; all he gains is that he is not answered.
"""

from __future__ import annotations

import re

_YES = re.compile(r"yes\b|true\b|spam\b|1$")
_CONFIDENCE = re.compile(r"-?\d+")
_SUSPECT_CONFIDENCE = 5
_FLAGS = frozenset({"x-spam-flag", "x-spam-status", "x-spam", "x-spamflag"})
"""SpamAssassin (X-Spam-Flag, X-Spam-Status: Yes), rspamd (X-Spam: Yes) and what imitates them."""
_STATES = frozenset({"x-vr-spamstate", "x-vade-spamstate"})
"""Vade Secure, as OVH and others run it: `OK`, or `SPAM`, `PHISHING`, `VIRUS`…"""
_BAD_STATE = re.compile(r"(?:high|medium|low)?\s*(?:spam|phish|virus|malware|scam)")
_VERDICT = re.compile(r"\bsfv:(?:spm|sks|skb|spam)\b|\bcat:(?:spm|hspm|phsh|hphsh|hphish|malw)\b|\brule=spam\b")
"""Exchange Online (X-Forefront-Antispam-Report), Proofpoint (X-Proofpoint-Spam-Details)."""


def is_spam(fields: tuple[tuple[str, str], ...]) -> bool:
    """True when one of these header fields (lower-case name, text) says so."""
    return any(_says_spam(name, value.strip().lower()) for name, value in fields)


def _says_spam(name: str, value: str) -> bool:
    if name in _FLAGS:
        return _YES.match(value) is not None
    if name in _STATES:
        return _BAD_STATE.match(value) is not None
    if name in {"x-ms-exchange-organization-scl", "x-microsoft-antispam-scl"}:
        confidence = _CONFIDENCE.match(value)
        return confidence is not None and int(confidence.group()) >= _SUSPECT_CONFIDENCE
    if name in {"x-forefront-antispam-report", "x-proofpoint-spam-details"}:
        return _VERDICT.search(value) is not None
    return False
