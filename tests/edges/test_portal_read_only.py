"""Guichet reads at Chorus Pro: no method, no address and no call of it changes anything there."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import bot
from bot.edges import portal_api_services
from bot.edges.portal_api import ChorusPortal
from bot.edges.portal_api_services import READS, Service
from bot.ports.portal import Portal
from tests.edges.portal_asker import CALLS, client
from tests.servers.scripted_portal import ScriptedPortal

HARMLESS = {
    "transverses/v1/health-check",
    "transverses/v1/recuperer/tauxtva",
    "transverses/v1/recuperer/structures/actives/destinataire",
    "structures/v1/rechercher",
    "structures/v1/consulter",
    "structures/v1/rechercher/services",
    "factures/v1/rechercher/recipiendaire",
    "factures/v1/consulter/recipiendaire",
    "factures/v1/consulter/historique",
    "facturesTravaux/v1/rechercher",
}
"""Services that change nothing, each looked up in the portal's description. `telecharger/groupe` is none of them."""
ROOT = Path(bot.__file__).parent
SOURCES = [path for path in sorted(ROOT.rglob("*.py")) if "demo" not in path.relative_to(ROOT).parts]
_PATH = re.compile(
    r"(?:factures|facturesTravaux|structures|transverses|utilisateurs|engagementsJuridiques|organisations)/[A-Za-z0-9/-]+"
)
_CHANGING = re.compile(
    r"traiter|telecharger|deposer|soumettre|completer|recycler|corriger|ajouter|modifier|supprimer|creer|valider/"
)


def _texts(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_every_service_that_can_be_called_only_reads() -> None:
    assert {service.path for service in READS} == HARMLESS
    named = {value for value in vars(portal_api_services).values() if isinstance(value, Service)}
    assert named == set(READS)


def test_no_other_address_of_the_portal_stands_in_the_program() -> None:
    found = {match for path in SOURCES for text in _texts(path) for match in _PATH.findall(text)}
    assert {match for match in found if "/v1/" in match} == HARMLESS
    assert {match for match in found if "/v1/" not in match} <= {"structures/actives/destinataire"}


def test_no_part_of_the_client_names_a_change() -> None:
    parts = [path for path in SOURCES if path.name.startswith("portal_api")]
    assert len(parts) > 5
    for path in parts:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, _DOCUMENTED)}
        assert not [text for text in _texts(path) if text not in docs and _CHANGING.search(text)], path


_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def test_services_are_made_in_one_place_only() -> None:
    for path in SOURCES:
        made = [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Service"
        ]
        assert not made or path.name == "portal_api_services.py", path


def test_the_client_has_the_methods_that_read_and_no_other() -> None:
    public = {name for name, _ in inspect.getmembers(ChorusPortal, inspect.isfunction) if not name.startswith("_")}
    asked = {name for name, _ in inspect.getmembers(Portal, inspect.isfunction) if not name.startswith("_")}
    assert asked <= public
    assert public - asked == {"find", "details"}


@pytest.mark.parametrize("call", CALLS)
def test_each_call_asks_its_own_service_and_no_other(scripted_portal: ScriptedPortal, call: str) -> None:
    path, ask = CALLS[call]
    with client(scripted_portal.access()) as portal:
        ask(portal)
    seen = {asked.path for asked in scripted_portal.calls()}
    assert path in seen
    assert seen <= HARMLESS
