"""What jobs may ask of the portal: reading, nothing else. No method here changes anything there.

Every method may raise `PortalError`; `temporary` says whether the same call may succeed later. Times are aware UTC.
"""

from __future__ import annotations

from typing import Protocol

from bot.core.portal import History, Page, Recipient, RecipientService, RecipientSettings, Search


class Portal(Protocol):
    """Chorus Pro seen from a recipient. Calls of one object are not concurrent."""

    def health(self) -> None:
        """Returns when gateway, account and API all answer; raises PortalError saying which does not and what to do."""
        ...

    def recipients(self) -> tuple[Recipient, ...]:
        """The structures that the account receives for."""
        ...

    def services(self, recipient: Recipient) -> tuple[RecipientService, ...]:
        """All services of a recipient, the default one left out."""
        ...

    def settings(self, recipient: Recipient) -> RecipientSettings:
        """What the recipient's record says of itself."""
        ...

    def search(self, search: Search, page: int, per_page: int) -> Page:
        """Page `page` (from 1) of a search, oldest deposit first; an empty search has no records and total 0."""
        ...

    def history(self, invoice: int) -> History:
        """How one invoice went through its statuses."""
        ...

    def close(self) -> None:
        """Gives connections back, never raises."""
        ...
