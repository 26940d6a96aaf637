"""`rules/organisations/*.toml` to Organisation: the public bodies that Guichet serves, checked to the last digit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.business_calendar import ZONES
from bot.core.organisation import Closures, Contact, MailboxSettings, Organisation, Sending, StatusText, Teams
from bot.edges.organisation_directory import budgets_of, check_apart, deposit_of, siren_in, words_of
from bot.edges.organisation_import import imports_of
from bot.edges.organisation_mailbox import mailbox_of
from bot.edges.organisation_portal import portal_of
from bot.edges.status_file import reworded
from bot.edges.strict_toml import Table, nearest, read_source
from bot.errors import RuleError

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ADDRESS = re.compile(r"[^\s@<>,;\"]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_LINKS = ("portal", "portal_support", "portal_help", "form", "owed_money", "site")

Overrides = Mapping[str, Mapping[str, object]]


def load_organisations(
    folder: Path,
    statuses: Mapping[str, StatusText],
    overrides: Overrides | None = None,
    overrides_file: str = "guichet.toml",
) -> tuple[Organisation, ...]:
    """Every organisation of the files of `folder`, by file name and order.

    `statuses` are the common texts, that a body may reword. `overrides[id]` is a table laid over the
    entry of that id, nested tables merged, lists replaced (hosts and passwords of an installation stand in
    guichet.toml, not in the rules); `overrides_file` is how errors name that file. A table of an id that no file
    describes is a body of its own when it has a `name`. Raises RuleError with file, line, organisation and field.
    """
    laid_over = overrides or {}
    found: list[Organisation] = []
    for path in sorted(folder.glob("*.toml")):
        found.extend(_organisations_in(path, statuses, laid_over, overrides_file))
    if not found:
        raise RuleError(str(folder), "", "aucune organisation : il faut au moins un fichier .toml")
    delivered = [organisation.id for organisation in found]
    described = [*delivered, *(name for name, table in laid_over.items() if "name" in table)]
    for name in sorted(set(laid_over) - set(delivered)):
        if name not in described:
            hint = nearest(name, described) or " ; pour décrire une nouvelle collectivité, donnez-lui un nom (name = …)"
            raise RuleError(overrides_file, f"organisations.{name}", f"organisation inconnue{hint}")
        found.append(_described_here(Path(overrides_file), name, laid_over[name], statuses))
    check_apart(found)
    return tuple(found)


def _organisations_in(
    path: Path, statuses: Mapping[str, StatusText], overrides: Overrides, overrides_file: str
) -> Iterator[Organisation]:
    source, values = read_source(path, "la description d'une collectivité")
    written = Table(source, values)
    for entry in written.tables("organisation"):
        name = entry.text("id")
        if not ID.fullmatch(name):
            entry.refuse("id", "écrivez des minuscules, des chiffres et des traits d'union", name)
        entry.entry = f"organisation « {name} »"
        yield _organisation(entry.overlaid(overrides.get(name, {}), overrides_file), statuses)
    written.close()


def _described_here(
    path: Path, name: str, values: Mapping[str, object], statuses: Mapping[str, StatusText]
) -> Organisation:
    """A body that only guichet.toml describes, under [organisations.NAME]: the same keys but `id`, which is NAME."""
    source, _ = read_source(path, "la configuration")
    entry = Table(source, {**values, "id": name}, f"organisation « {name} »")
    entry.path = f"organisations.{name}."
    if not ID.fullmatch(name):
        entry.refuse("id", "écrivez des minuscules, des chiffres et des traits d'union", name)
    return _organisation(entry, statuses)


def _organisation(entry: Table, statuses: Mapping[str, StatusText]) -> Organisation:
    siren = siren_in(entry)
    addresses = _addresses(entry, "addresses")
    contact = _contact(entry.table("contact"))
    organisation = Organisation(
        id=entry.text("id"),
        name=entry.text("name"),
        timezone=_timezone(entry),
        holiday_zone=entry.choice("holiday_zone", ZONES, "metropole"),
        budgets=budgets_of(entry.tables("budgets"), siren),
        contact=contact,
        teams=_teams(entry.table("teams"), contact.email),
        addresses=addresses,
        domains=_domains(entry, addresses),
        mailbox=_mailbox(entry, addresses),
        statuses=_statuses(entry.table("status_wording"), statuses),
        deposit=deposit_of(entry.table("deposit")),
        siren=siren,
        sending=Sending(entry.choice("sending", tuple(Sending), Sending.OFF)),
        objective_days=entry.optional_number("objective_days", least=1),
        objective_words=entry.text("objective_words", ""),
        closures=_closures(entry.table("closures")),
        fresh_working_days=entry.number("fresh_working_days", 5, least=1),
        delay_sentence=entry.flag("delay_sentence", False),
        silence_paragraph=entry.text("silence_paragraph", ""),
        privacy_line=entry.text("privacy_line", ""),
        links=_links(entry.table("links")),
        agent_names=entry.texts("agent_names", ()),
        words=words_of(entry.table("words")),
        also_named=entry.texts("also_named", ()),
        portal=portal_of(entry.table("portal")) if entry.has("portal") else None,
        imports=imports_of(entry.table("import"), statuses),
    )
    entry.close()
    return organisation


def _timezone(entry: Table) -> str:
    zone = entry.text("timezone")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        entry.refuse("timezone", f"fuseau « {zone} » inconnu ; écrivez par exemple Europe/Paris ou America/Guadeloupe")
    return zone


def _addresses(entry: Table, key: str) -> tuple[str, ...]:
    found = tuple(address.lower() for address in entry.texts(key))
    for address in found:
        if not ADDRESS.fullmatch(address):
            entry.refuse(key, f"« {address} » n'est pas une adresse électronique", address)
    if not found:
        entry.refuse(key, "il faut au moins une adresse où les fournisseurs écrivent")
    return found


def _domains(entry: Table, addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The staff's mail domains: those of the addresses when none is written."""
    usual = tuple(dict.fromkeys(address.rpartition("@")[2] for address in addresses))
    found = tuple(domain.lower().removeprefix("@") for domain in entry.texts("domains", usual))
    for domain in found:
        if not _DOMAIN.fullmatch(domain):
            entry.refuse("domains", f"« {domain} » n'est pas un nom de domaine")
    return found


def _contact(table: Table) -> Contact:
    contact = Contact(
        service=table.text("service", ""),
        email=_one_address(table, "email"),
        postal_address=table.text("postal_address", ""),
        phone=table.text("phone", ""),
        hours=table.text("hours", ""),
    )
    table.close()
    return contact


def _teams(table: Table, contact_email: str) -> Teams:
    general = _one_address(table, "general") or contact_email
    if not general:
        table.refuse("general", "il faut l'adresse de l'équipe qui traite les demandes")
    teams = Teams(general=general, security=_one_address(table, "security") or general)
    table.close()
    return teams


def _one_address(table: Table, key: str) -> str:
    address = table.text(key, "").lower()
    if address and not ADDRESS.fullmatch(address):
        table.refuse(key, f"« {address} » n'est pas une adresse électronique")
    return address


def _mailbox(entry: Table, addresses: tuple[str, ...]) -> MailboxSettings | None:
    return mailbox_of(entry.table("mailbox"), addresses[0]) if entry.has("mailbox") else None


def _closures(table: Table) -> Closures:
    closures = Closures(extra_closed=table.days("extra_closed"), extra_open=table.days("extra_open"))
    table.close()
    return closures


def _statuses(table: Table, common: Mapping[str, StatusText]) -> dict[str, StatusText]:
    own = dict(common)
    for code in table.names():
        if code not in common:
            table.refuse(code, f"statut inconnu{nearest(code, tuple(common))}")
        own[code] = reworded(common[code], table.table(code))
    return own


def _links(table: Table) -> dict[str, str]:
    """Addresses that mails may show: https only, so that nothing else can hide in a link."""
    links = {key: table.text(key, "") for key in _LINKS}
    for key, address in links.items():
        if address and not re.fullmatch(r"https://[^\s\"'<>]+", address):
            table.refuse(key, "un lien commence par https:// et ne contient ni espace ni guillemet")
    table.close()
    return {key: address for key, address in links.items() if address}
