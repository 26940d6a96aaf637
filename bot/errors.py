"""Every error that Guichet raises on purpose.

GuichetError                     its docstring is its message when none is given
├── ConfigError                  refuse to start; says file or variable, what is wrong, what to write
│   └── RuleError                the same for rules and templates, with entry id and field
├── EdgeError                    the outside broke its promise; `temporary` says whether to try again
│   ├── MailboxError             IMAP
│   ├── PostError                SMTP
│   ├── TokenError               the OAuth2 server that gives tokens for IMAP and SMTP
│   └── StoreError               the database
├── UnreadableMail               this message can never be parsed: quarantine
└── ForbiddenChange              a change of state that the table does not allow

Invoice not found, two candidates, unknown sender, stale copy, machine mail: those are not errors
but `Reason`s of a `Decision`.
"""

from __future__ import annotations

from collections.abc import Callable

_LONGEST_VALUE = 1_000


class GuichetError(Exception):
    """Guichet could not do what was asked."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...], dict[str, object]]:
        """Across processes as it is: Python itself would call the constructor with the finished words alone, and fail."""
        return _unmade, (type(self), self.args), vars(self)


def _unmade(kind: type[GuichetError], words: tuple[object, ...]) -> GuichetError:
    return kind.__new__(kind, *words)


class ConfigError(GuichetError):
    """The configuration is not usable."""

    def __init__(self, message: str = "") -> None:
        """One line whatever was written in the file: what does not print is shown as its number."""
        shown = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in message)
        super().__init__(shown if len(shown) <= _LONGEST_VALUE else f"{shown[:_LONGEST_VALUE]} […]")


class RuleError(ConfigError):
    """A rule, an organisation or a template is not usable."""

    def __init__(self, where: str, field: str, problem: str) -> None:
        """`where` names file and entry, `field` the key, `problem` what is wrong and what to write."""
        super().__init__(f"{where}: {field}: {problem}" if field else f"{where}: {problem}")
        self.where = where
        self.field = field


class EdgeError(GuichetError):
    """Something outside did not do what it promised."""

    def __init__(self, edge: str, message: str, *, temporary: bool = True, **fields: object) -> None:
        """`fields` go to the log: never mail content, addresses or amounts."""
        super().__init__(f"{edge}: {message}")
        self.edge = edge
        self.temporary = temporary
        self.fields = fields


class MailboxError(EdgeError):
    """The IMAP server refused, vanished or made no sense."""


class PostError(EdgeError):
    """The SMTP server refused a mail (`temporary` tells 4xx from 5xx)."""


class TokenError(EdgeError):
    """No token to log in with. `reason` is `oauth` when a person must mend something, `token_server` when it may pass.

    `trouble` is a key of `bot.edges.oauth_troubles.TROUBLES`, which has the words for staff; `detail` what it was in
    this case (`HTTP 503`), empty when there is no more to say.
    """

    def __init__(self, message: str, *, reason: str, trouble: str, detail: str = "") -> None:
        """`message` says in English what is wrong and what to do; never a secret, a token or what the server wrote."""
        super().__init__("oauth", message, reason=reason, trouble=trouble)
        self.reason = reason
        self.trouble = trouble
        self.detail = detail


class PortalError(EdgeError):
    """Chorus Pro refused, did not answer or made no sense. `trouble` names which, in one word; `advice` what to do."""

    def __init__(
        self, trouble: str, message: str, *, advice: str, temporary: bool = True, retry_after: float | None = None
    ) -> None:
        """`message` and `advice` in English, without what the portal wrote; `retry_after` in seconds when it said so."""
        super().__init__("portal", message, temporary=temporary, trouble=trouble)
        self.trouble = trouble
        self.advice = advice
        self.retry_after = retry_after


class StoreError(EdgeError):
    """The database refused, is locked, or is newer than this program."""


class UnreadableMail(GuichetError):
    """This message can never be parsed."""


class ForbiddenChange(GuichetError):
    """A change of state that the table of states does not allow."""

    def __init__(self, machine: str, state: str, event: str) -> None:
        super().__init__(f"{machine}: « {event} » is not allowed in state « {state} »")
        self.state = state
        self.event = event
