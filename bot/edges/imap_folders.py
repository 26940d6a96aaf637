"""Names of folders: from the configuration's words to the server's, and the folders that are missing."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from imapclient import IMAPClient

SPECIAL_FLAGS = {"sent": rb"\sent", "drafts": rb"\drafts"}
"""RFC 6154, in lower case."""

SPECIAL_NAMES = {
    "sent": (
        "Sent",
        "Sent Items",
        "Sent Messages",
        "Sent Mail",
        "Envoyés",
        "Messages envoyés",
        "Éléments envoyés",
        "Courrier envoyé",
        "Objets envoyés",
    ),
    "drafts": ("Drafts", "Draft", "Brouillons", "Brouillon"),
}
"""What servers and clients without RFC 6154 call them; the first one is created when there is none."""


class FolderTree:
    """The folders of one connection, read once and again when something is missing.

    Every method may raise what imapclient raises: the caller stands inside `translated`.
    """

    def __init__(self, client: IMAPClient) -> None:
        self._client = client
        self._prefix, self._delimiter = _personal_namespace(client)
        self._names: dict[str, str] = {}
        self._flags: dict[str, frozenset[bytes]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Asks the server for its folders again."""
        self._names.clear()
        self._flags.clear()
        for flags, delimiter, name in self._client.list_folders():
            if not isinstance(name, str):
                continue
            if not self._delimiter and isinstance(delimiter, bytes):
                self._delimiter = delimiter.decode("ascii", "replace")
            self._names[_folded(name)] = name
            self._flags[name] = frozenset(flag.lower() for flag in flags or () if isinstance(flag, bytes))

    def server_name(self, name: str) -> str:
        """The server's name for `Guichet/À traiter`: its separator, its personal prefix (RFC 2342), its accents."""
        if name.upper() == "INBOX":
            return "INBOX"
        if self._prefix and name[: len(self._prefix)].upper() == self._prefix.upper():
            return self._as_listed(name)  # the server's own spelling: taken as it is
        local = self._localised(name)
        for candidate in (name, local, self._prefix + local):
            found = self._names.get(_folded(candidate))
            if found is not None:
                return found
        return self._prefix + local

    def _as_listed(self, name: str) -> str:
        full = self._prefix + name[len(self._prefix) :]
        return self._names.get(_folded(full), full)

    def has(self, name: str) -> bool:
        """Whether the server has this folder already."""
        target = self.server_name(name)
        return target == "INBOX" or _folded(target) in self._names

    def ensure(self, name: str) -> str:
        """`server_name`, created and subscribed when missing."""
        target = self.server_name(name)
        if target != "INBOX" and _folded(target) not in self._names:
            self._create(target)
            self.refresh()
        return self.server_name(name)

    def special(self, word: str) -> str:
        """The folder for `sent` or `drafts`: by its RFC 6154 flag, else by name, else a new one."""
        wanted = SPECIAL_FLAGS[word]
        for name, flags in self._flags.items():
            if wanted in flags and rb"\noselect" not in flags:
                return name
        for known in SPECIAL_NAMES[word]:
            if _folded(self.server_name(known)) in self._names:
                return self.server_name(known)
        return self.ensure(SPECIAL_NAMES[word][0])

    def _localised(self, name: str) -> str:
        if not self._delimiter or self._delimiter == "/":
            return name
        # A separator inside a level would open a level of its own.
        return self._delimiter.join(level.replace(self._delimiter, "-") for level in name.split("/"))

    def _create(self, target: str) -> None:
        # Some servers want every level above to exist first.
        for level in self._levels(target):
            if _folded(level) not in self._names:
                self._client.create_folder(level)
                self._client.subscribe_folder(level)

    def _levels(self, target: str) -> Sequence[str]:
        rest = target.removeprefix(self._prefix)
        start = target[: len(target) - len(rest)]
        if not self._delimiter:
            return (target,)
        words = rest.split(self._delimiter)
        return tuple(start + self._delimiter.join(words[: n + 1]) for n in range(len(words)))


def _personal_namespace(client: IMAPClient) -> tuple[str, str]:
    """Prefix and separator of the user's own folders (RFC 2342); empty where the server has no NAMESPACE."""
    if not client.has_capability("NAMESPACE"):
        return "", ""
    personal = client.namespace().personal
    if not personal:
        return "", ""
    prefix, delimiter = personal[0]
    return str(prefix or ""), str(delimiter or "")


def _folded(name: str) -> str:
    """Equal for names that differ only in how accents are composed, or INBOX in case."""
    return unicodedata.normalize("NFC", name)
