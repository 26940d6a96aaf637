"""What every organisation shares: the configuration, the rules and texts, the database, the age of the copy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.checks.finding import Finding, look, well, wrong
from bot.config import Settings
from bot.core.guards import copy_age
from bot.core.organisation import Organisation
from bot.edges.clock import SystemClock
from bot.edges.store import Store, open_store
from bot.edges.store_glimpse import try_to_write
from bot.errors import ConfigError, RuleError, StoreError
from bot.library import Library, load_library

_LITTLE_ROOM = 500_000_000
_RULES = "règles et textes"
_DATABASE = "base de données"


@dataclass(frozen=True, slots=True)
class Readable:
    """The organisations that can be read, each in its library, whatever is wrong with the others; and what is wrong."""

    libraries: Mapping[str, Library]
    findings: tuple[Finding, ...]

    @property
    def bodies(self) -> dict[str, Organisation]:
        """The organisations alone."""
        return {name: library.served[name] for name, library in self.libraries.items()}


def read_all(settings: Settings) -> Readable:
    """Every served organisation with the rules and texts; where one is not readable, the others still are."""
    try:
        library = load_library(settings)
        library.renderer.check()
    except ConfigError as error:
        return _one_by_one(settings, error)
    if settings.source is None:
        remedy = "« guichet init » l'écrit ; s'il est ailleurs : --config FICHIER."
        return Readable({}, (wrong("configuration", "il n'y a pas de guichet.toml ici", remedy),))
    names = ", ".join(sorted(library.served))
    return Readable(
        dict.fromkeys(library.served, library),
        (
            well("configuration", f"{settings.source} ; organisations servies : {names}"),
            well(_RULES, f"{len(library.rules.triage)} règles, {len(library.renderer.names())} modèles de courriel"),
        ),
    )


def _one_by_one(settings: Settings, first: ConfigError) -> Readable:
    """Each organisation with only its own table: an error of another does not stand in its way."""
    libraries: dict[str, Library] = {}
    errors = [str(first)]
    for name in settings.serve:
        own = {name: settings.overrides[name]} if name in settings.overrides else {}
        try:
            libraries[name] = load_library(replace(settings, serve=(name,), overrides=own))
        except ConfigError as error:
            errors.append(str(error))
    remedy = "corrigez cette ligne, puis relancez « guichet check »."
    where = _RULES if isinstance(first, RuleError) else "configuration"
    return Readable(libraries, tuple(wrong(where, text, remedy) for text in dict.fromkeys(errors)))


@dataclass(frozen=True, slots=True)
class Shelf:
    """The database as it was found: `stopped` and `copies` are empty when there is none to read."""

    findings: tuple[Finding, ...]
    stopped: frozenset[str] = frozenset()


def look_at_database(settings: Settings, bodies: Mapping[str, Organisation]) -> Shelf:
    """Whether the database is there, of this version, and writable with room left; and how old each copy is."""
    try:
        store = open_store(settings.database, read_only=True)
    except ConfigError as error:
        absent = "no database file" in str(error)
        what = f"pas encore de base ({settings.database})" if absent else str(error)
        remedy = "« guichet import FICHIER.csv » ou « guichet run » la crée ou la met à jour."
        return Shelf((look(_DATABASE, what, remedy),))
    except StoreError as error:
        return Shelf((wrong(_DATABASE, str(error), "voyez ci-dessus ; rien n'a été changé.", outside=True),))
    try:
        return Shelf((*_writable(store), *_copies(store, bodies)), store.switch.stopped())
    except StoreError as error:
        return Shelf((wrong(_DATABASE, str(error), "rien n'a été changé.", outside=True),))
    finally:
        store.close()


def _writable(store: Store) -> Iterator[Finding]:
    try:
        room = try_to_write(store.engine)
    except StoreError as error:
        remedy = (
            "si un autre programme la garde verrouillée, arrêtez-le ; sinon donnez au compte de Guichet le droit d'écrire "
            "le fichier et son dossier."
        )
        yield wrong(_DATABASE, str(error), remedy, outside=True)
        return
    yield well(_DATABASE, "à la bonne version, accessible en écriture")
    if room.free is not None and room.free < _LITTLE_ROOM:
        what = f"il reste {room.free // 1_000_000} Mo sur le disque de la base"
        yield look(_DATABASE, what, "faites de la place : disque plein, plus aucun courriel n'est pris.")


def _copies(store: Store, bodies: Mapping[str, Organisation]) -> Iterator[Finding]:
    now = SystemClock().now()
    for body in bodies.values():
        where = f"{body.id}, copie de Chorus Pro"
        as_of, fresh = copy_age(body, store.invoices.copies(body.id), now)
        if as_of is None:
            command = "sync" if body.portal else "import FICHIER.csv"
            remedy = f"« guichet {command} --organisation {body.id} »"
            yield look(where, "aucune facture n'est chargée : rien ne peut être répondu sur une facture", remedy)
        elif not fresh:
            day = f"{body.local(as_of):%d/%m/%Y à %H:%M}"
            remedy = f"« guichet portal check --organisation {body.id} »" if body.portal else "importez à nouveau."
            yield look(where, f"elle date du {day} : trop ancienne pour être citée", remedy)
        else:
            yield well(where, f"à jour au {body.local(as_of):%d/%m/%Y à %H:%M}")


def as_json(findings: tuple[Finding, ...]) -> str:
    """Every finding as one JSON list."""
    rows = [
        {"where": one.where, "level": one.level.value, "what": one.what, "remedy": one.remedy, "outside": one.outside}
        for one in findings
    ]
    return json.dumps(rows, ensure_ascii=False)
