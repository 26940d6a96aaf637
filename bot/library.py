"""What is read from files at start: settings → rules, organisations and texts, checked and ready to be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.config import Settings
from bot.core.cases import RuleCase
from bot.core.organisation import MailboxSettings, Organisation, ServerAccess, acquainted
from bot.core.rulebook import Rulebook
from bot.edges.case_file import load_cases
from bot.edges.defaults import default_rules, default_templates
from bot.edges.organisations import load_organisations
from bot.edges.rulebook import load_rulebook, load_statuses
from bot.edges.templates import TemplateRenderer
from bot.errors import ConfigError

ALL = "*"
"""Stands for every organisation."""


@dataclass(frozen=True, slots=True)
class Library:
    """What was read from files: `known` are all organisations described, `served` those of this installation."""

    settings: Settings
    rules: Rulebook
    known: Mapping[str, Organisation]
    renderer: TemplateRenderer
    rules_folder: Path

    @property
    def served(self) -> Mapping[str, Organisation]:
        """Organisations that `serve` names, all when it names none."""
        names = self.settings.serve or tuple(self.known)
        return {name: self.known[name] for name in names}

    def checked_id(self, organisation: str | None) -> str:
        """The id if such an organisation is served, `*` for None. Raises ConfigError with the known ids."""
        if organisation is not None and organisation not in self.served:
            raise ConfigError(f"--organisation: « {organisation} » is not one of {', '.join(sorted(self.served))}")
        return organisation or ALL

    def only_id(self, organisation: str | None) -> str:
        """The id given, else the only organisation served. Raises ConfigError when that leaves a choice."""
        if organisation is not None:
            return self.checked_id(organisation)
        if len(self.served) != 1:
            raise ConfigError(f"--organisation: say which one: {', '.join(sorted(self.served))}")
        return next(iter(self.served))


def load_library(settings: Settings) -> Library:
    """Reads and checks every rule, organisation and template. Raises ConfigError or RuleError."""
    folder = settings.rules or default_rules()
    renderer = TemplateRenderer(settings.templates or default_templates())
    rules = load_rulebook(folder, renderer.names())
    statuses = load_statuses(folder / "statuses.toml")
    organisations = load_organisations(
        folder / "organisations", statuses, settings.overrides, str(settings.source or "guichet.toml")
    )
    names = [organisation.id for organisation in organisations]
    for name in settings.serve:
        if name not in names:
            raise ConfigError(
                f"{settings.source}: serve: « {name} » is not described; known: {', '.join(sorted(names))}"
            )
    anchored = (_anchored(organisation, settings.folder) for organisation in organisations)
    known = {body.id: body for body in acquainted(anchored, settings.serve or names)}
    return Library(settings, rules, known, renderer, folder)


def load_rule_cases(library: Library) -> tuple[RuleCase, ...]:
    """The staff's cases. Raises RuleError."""
    return load_cases(library.rules_folder / "cases")


def _anchored(organisation: Organisation, folder: Path) -> Organisation:
    """Relative names of files and of the drop folder count from the configuration file's folder."""

    def anchored(name: str) -> str:
        return name and str(folder / name)

    portal = organisation.portal
    if portal is not None:
        access = replace(
            portal.access,
            client_secret_file=anchored(portal.access.client_secret_file),
            password_file=anchored(portal.access.password_file),
            ca_file=anchored(portal.access.ca_file),
        )
        portal = replace(portal, access=access)
    mailbox = organisation.mailbox and _anchored_mailbox(organisation.mailbox, anchored)
    imports = replace(organisation.imports, folder=anchored(organisation.imports.folder))
    return replace(organisation, mailbox=mailbox, portal=portal, imports=imports)


def _anchored_mailbox(mailbox: MailboxSettings, anchored: Callable[[str], str]) -> MailboxSettings:
    def access(server: ServerAccess | None) -> ServerAccess | None:
        if server is None:
            return None
        return replace(server, password_file=anchored(server.password_file), ca_file=anchored(server.ca_file))

    oauth = mailbox.oauth and replace(
        mailbox.oauth,
        client_secret_file=anchored(mailbox.oauth.client_secret_file),
        refresh_token_file=anchored(mailbox.oauth.refresh_token_file),
        ca_file=anchored(mailbox.oauth.ca_file),
    )
    return replace(mailbox, imap=access(mailbox.imap), smtp=access(mailbox.smtp), oauth=oauth)
