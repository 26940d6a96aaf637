"""What a mail server says of a mail of ours that it could not deliver: which mail, whether for good, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.auto_phrases import bounce_subject, says_undelivered
from bot.core.flat_text import fold

_MOST_IDS = 5
_MOST_READ = 20_000
_OUR_ID = r"guichet\.(?:answer|ask|acknowledgement|note)\.[0-9a-f]{24}@[A-Za-z0-9.-]{1,250}"
_ANY_ID = re.compile(_OUR_ID)
# The returned header names our mail once and its forerunners too, in References: only this line is the mail itself.
_OWN_LINE = re.compile(rf"^[\t >|]*message-id:\s*<?({_OUR_ID})", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(
    r"^(final-recipient|original-recipient|action|status)[ \t]*:[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"[^\s<>;,\"']+@[^\s<>;,\"']+")
# RFC 3463, as it stands in texts; the bare reply codes of RFC 5321 beside an address or a sign.
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])(4[25]|5[05])\d(?=[ -])")
_NOT_YET = re.compile(
    r"\bdelay|temporar|retard|differe|not yet been delivered|warning: (?:could not send|message)|warning only"
    r"|will (?:be )?(?:re-?tr|keep|continue)|n'a pas encore|pas encore (?:ete|pu)|tentatives? [^.]{0,30}(?:poursuiv|continu|en cours)|nouvel(?:le|s) (?:essai|tentative)|verzogert|ritardat"
)
_FOR_GOOD = re.compile(
    r"permanent|definiti|giving up|gave up|we've given up|could not be delivered|delivery (?:has )?failed"
)
_FULL = re.compile(
    r"(?:mailbox|inbox|quota|boite)[^.]{0,40}(?:full|exceed|depass|plein|satur|atteint)|over ?quota|quota (?:exceeded|depasse)|insufficient (?:system )?storage"
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What was understood of a delivery report.

    `message_ids` are Message-IDs of ours, the likeliest first; `recipients` the addresses that failed, lower case,
    as the report names them. `final` says that the mail will never arrive; `passing` that its cause may pass by
    itself (mailbox full, server away, refused for now). `code` is `5.1.1` or empty (RFC 3463).
    """

    message_ids: tuple[str, ...]
    recipients: tuple[str, ...]
    final: bool
    passing: bool
    code: str

    @property
    def said(self) -> str:
        """The cause in French words."""
        subject, detail = [*self.code.split("."), "", ""][1:3]
        if self.passing and (subject, detail) in {("2", "2"), ("", "")}:
            return "la boîte aux lettres est pleine"
        return _CAUSES.get(f"{subject}.{detail}", _CAUSES.get(subject, "le serveur du destinataire l'a renvoyé"))


_CAUSES = {
    "1": "cette adresse est inconnue du serveur du destinataire",
    "1.8": "le serveur du destinataire n'accepte pas notre adresse d'expéditeur",
    "2": "la boîte aux lettres n'accepte pas de courriel",
    "2.1": "la boîte aux lettres est fermée ou désactivée",
    "2.2": "la boîte aux lettres est pleine",
    "2.3": "le message est trop gros pour cette boîte aux lettres",
    "3": "le serveur du destinataire ne peut pas recevoir ce message",
    "4": "le serveur du destinataire ne répond pas ou n'existe pas",
    "7": "le serveur du destinataire refuse nos messages (règle de sécurité ou filtre)",
}
"""Subject and detail of RFC 3463 §3 → French words."""


def read_bounce(report: str, subject: str, words: str, returned: str, references: tuple[str, ...]) -> Bounce | None:
    """What a mail known for a bounce says; None when nothing in it tells of a delivery that failed.

    `report` is the text of its delivery status (RFC 3464), empty without one; `words` its own text; `returned`
    everything else that came with it, the original's header among it; `references` its own In-Reply-To and
    References. Whether the mail named is one that we sent must still be looked up: anybody can write a bounce.
    """
    subject, flat = fold(subject), fold(words[:_MOST_READ])
    fields = [(name.lower(), value.strip()) for name, value in _FIELD.findall(report[:_MOST_READ])]
    actions = [value.lower().partition(" ")[0] for name, value in fields if name == "action"]
    told = " ".join((*(value for name, value in fields if name == "status"), flat))
    codes = [".".join(found) for found in _CODE.findall(told)]
    final = "failed" in actions if actions else _is_final(subject, flat, codes)
    if final is None:
        return None
    code = next((code for code in codes if not code.startswith("2.")), "")
    passing = _FULL.search(flat) is not None or code.startswith("4.") or code.split(".")[1:2] in (["3"], ["7"])
    return Bounce(
        message_ids=_our_ids(f"{returned}\n{words}", references),
        recipients=_recipients(fields, words),
        final=final,
        passing=passing or code.endswith(".2.2"),
        code=code,
    )


def _is_final(subject: str, words: str, codes: list[str]) -> bool | None:
    """Without a report: by the codes that stand in the text, else by its words; None when it tells of no delivery."""
    told = bounce_subject(subject) or says_undelivered(words)
    classes = {code[0] for code in codes} | {code[0] for code in _REPLY_CODE.findall(words)}
    if not told and "5" not in classes:
        return None
    if _NOT_YET.search(subject) or (_NOT_YET.search(words) and not _FOR_GOOD.search(words)):
        return False
    return "5" in classes or "4" not in classes or _FOR_GOOD.search(words) is not None


def _our_ids(text: str, references: tuple[str, ...]) -> tuple[str, ...]:
    """The returned mail's own Message-ID, else what the bounce answers, else one that stands anywhere alone."""
    own: list[str] = _OWN_LINE.findall(text)
    answered: list[str] = _ANY_ID.findall(" ".join(reversed(references)))
    anywhere: list[str] = _ANY_ID.findall(text)
    names = own or answered or (anywhere if len(set(anywhere)) == 1 else [])
    return tuple(f"<{name}>" for name in dict.fromkeys(names))[:_MOST_IDS]


def _recipients(fields: list[tuple[str, str]], words: str) -> tuple[str, ...]:
    """Addresses of the report, else those that stand in its text."""
    named = [value for name, value in fields if name.endswith("recipient")]
    found = _ADDRESS.findall(" ".join(named) if named else words[:_MOST_READ])
    return tuple(dict.fromkeys(address.strip(".:()[]").lower() for address in found))[:_MOST_IDS]
