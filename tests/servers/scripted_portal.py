"""A Chorus Pro on loopback that answers what a test wrote, to the byte: for faults that no honest server can make."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

import pytest

from bot.core.portal_access import PortalAccess
from tests.servers.serving import LoopbackHttp, serving

CLIENT, SECRET, LOGIN, PASSWORD = "scripted-client", "s3cret~client", "TECH_1_0001@cpro.fr", "pâss:wörd"
RECIPIENT, INVOICE = 25700000, 3346001
JSON = "application/json;charset=utf-8"


@dataclass(frozen=True, slots=True)
class Script:
    """One answer: `octets` with `status`, `delay` seconds late, or one octet in `drip` seconds.

    `length` is what Content-Length says (default: the truth); `raw` are the bytes on the wire, in place of all that.
    With `reset` the connection is torn down, after the bytes.
    """

    octets: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = JSON
    delay: float = 0.0
    drip: float = 0.0
    length: int | None = None
    raw: bytes | None = None
    reset: bool = False


def told(**fields: object) -> Script:
    """A good answer with these fields."""
    return Script(json.dumps({"codeRetour": 0, "libelle": "TRA_MSG_00.000", **fields}).encode())


ROW = {
    "idFacture": INVOICE,
    "typeDemandePaiement": "FACTURE",
    "typeFacture": "FACTURE",
    "numeroFacture": "20240311-1",
    "dateFacture": "2024-03-11",
    "dateDepot": "2024-03-12",
    "dateHeureEtatCourant": "2024-03-13T15:45:39.674+01:00",
    "statut": "MISE_A_DISPOSITION",
    "codeFournisseur": "00000000000727",
    "typeIdentifiantFournisseur": "SIRET",
    "designationFournisseur": "TAA001FOURNISSEUR",
    "codeDestinataire": "00000000013456",
    "idDestinataire": RECIPIENT,
    "designationDestinataire": "TAA074DESTINATAIRE",
    "devise": "EUR",
    "montantHT": 10,
    "montantTTC": 12,
    "montantAPayer": 12,
    "factureTelechargeeParDestinataire": True,
}
WORK_ROW = {
    "idFactureTravaux": INVOICE + 1,
    "numeroFactureTravaux": "DGD-7",
    "dateFactureTravaux": "2024-03-11",
    "statutFactureTravaux": "A_VALIDER_MOE",
    "typeFactureTravaux": "PROJET_DECOMPTE_FINAL",
    "identifiantFournisseur": "00000000000727",
    "typeIdentifiantFournisseur": "SIRET",
    "identifiantDestinataire": "00000000013456",
    "dateDepot": "2024-03-12",
    "dateHeureEtatCourant": "2024-03-13T15:45:39.674+01:00",
    "montantTTC": 1200.5,
    "montantAPayer": 1200.5,
    "devise": "EUR",
}
ONE_PAGE = {"pageCourante": 1, "pages": 1, "nbResultatsParPage": 1000, "total": 1}
HONEST: dict[str, Script] = {
    "transverses/v1/health-check": Script(b'{"statusCode":"200","statusCodeValue":200,"body":"OK"}'),
    "transverses/v1/recuperer/tauxtva": told(listeTauxTva=[{"codeTauxTva": "TVA1", "valeurTauxTva": 0}]),
    "transverses/v1/recuperer/structures/actives/destinataire": told(
        listeStructures=[
            {"idStructureCPP": RECIPIENT, "identifiant": "00000000013456", "designationStructure": "TAA074DESTINATAIRE"}
        ]
    ),
    "structures/v1/rechercher": told(
        listeStructures=[
            {
                "idStructureCPP": RECIPIENT,
                "identifiantStructure": "00000000013456",
                "designationStructure": "TAA074DESTINATAIRE",
                "statut": "ACTIVE",
            }
        ],
        parametresRetour=ONE_PAGE,
    ),
    "structures/v1/consulter": told(
        informationGenerales={"dateExpirationMotPasseCompteTech": "2027-01-15T10:00:00.000+01:00"},
        parametres={"statutMiseEnPaiementNestPasRemonte": True},
    ),
    "structures/v1/rechercher/services": told(
        listeServices=[
            {"idService": 7, "codeService": "VOIRIE", "libelleService": "Voirie", "estActif": True},
            {"idService": 8, "codeService": "FACTURES_PUBLIQUES", "libelleService": "Défaut", "estActif": True},
        ],
        parametresRetour={**ONE_PAGE, "total": 2},
    ),
    "factures/v1/rechercher/recipiendaire": told(listeFactures=[ROW], **ONE_PAGE),
    "facturesTravaux/v1/rechercher": told(listeFacturesTravaux=[WORK_ROW], parametresRetour=ONE_PAGE),
    "factures/v1/consulter/historique": told(
        idFacture=INVOICE,
        numeroFacture="20240311-1",
        statutCourantCode="SUSPENDUE",
        historiquesDesStatuts={
            "histoStatut": [
                {"histoStatutId": 2, "histoStatutCode": "SUSPENDUE", "histoStatutDatePassage": "2024-03-13 15:45"},
                {"histoStatutId": 1, "histoStatutCode": "DEPOSEE", "histoStatutDatePassage": "2024-03-12 11:08"},
            ],
            "pagesHistoStatut": 1,
        },
    ),
    "factures/v1/consulter/recipiendaire": told(
        facture={
            "identifiantFactureCPP": INVOICE,
            "statutFacture": "MANDATEE",
            "references": {"numeroDpMandat": "1742"},
            "cadreDeFacturation": {"codeCadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One call as it came; `path` below `/cpro/`, or `token`."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, object]:
        """Its JSON."""
        fields: dict[str, object] = json.loads(self.body)
        return fields


@dataclass
class ScriptedPortal:
    """What was asked, and the scripts: `scripts[path]` is given in turn, the last of them for ever; else `HONEST`."""

    port: int = 0
    life: int = 3600
    scripts: dict[str, list[Script]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def access(self, **changed: str) -> PortalAccess:
        """How to reach it."""
        values = {"token_url": f"{self.url}/token", "base_url": self.url, "client_id": CLIENT, "login": LOGIN}
        return PortalAccess(environment="simulator", **{**values, **changed})

    def script(self, path: str, *scripts: Script) -> None:
        """These answers next, the last of them from then on."""
        self.scripts[path] = list(scripts)

    def mend(self) -> None:
        """Honest from now on."""
        self.scripts.clear()

    def calls(self, path: str = "") -> list[Asked]:
        """The calls of a service, or all but those for tokens."""
        return [asked for asked in self.asked if (asked.path == path if path else asked.path != "token")]

    def reply(self, asked: Asked) -> Script:
        """The answer to a call."""
        self.asked.append(asked)
        waiting = self.scripts.get(asked.path)
        if waiting:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if asked.path == "token":
            number = len(self.calls("token"))
            given = {"access_token": f"t0ken-{number}", "token_type": "Bearer", "expires_in": self.life}
            return Script(json.dumps(given).encode())
        return HONEST.get(asked.path, Script(status=403))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Any call."""
        server = self.server
        assert isinstance(server, PortalServer)
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        path = self.path.removeprefix("/cpro/").removeprefix("/")
        headers = {name.lower(): value for name, value in self.headers.items()}
        with contextlib.suppress(OSError):  # the client had enough
            self._send(server.script.reply(Asked(path, headers, body)))

    def do_GET(self) -> None:
        """The health check."""
        self.do_POST()

    def _send(self, script: Script) -> None:
        time.sleep(script.delay)
        if script.raw is not None:
            self.wfile.write(script.raw)
            self.close_connection = True
        else:
            self._send_answer(script)
        if script.reset:
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

    def _send_answer(self, script: Script) -> None:
        self.send_response(script.status)
        self.send_header("Content-Type", script.content_type)
        self.send_header("Content-Length", str(len(script.octets) if script.length is None else script.length))
        for name, value in script.headers:
            self.send_header(name, value)
        self.end_headers()
        for octet in script.octets if script.drip else ():
            self.wfile.write(bytes((octet,)))
            time.sleep(script.drip)
        if not script.drip:
            self.wfile.write(script.octets)
        self.close_connection = self.close_connection or script.length is not None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing to the console."""


class PortalServer(LoopbackHttp):
    """Serves the script that the test at hand has set."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.script = ScriptedPortal(port=self.port)


@pytest.fixture(scope="session")
def scripted_portal_server() -> Iterator[PortalServer]:
    """The server; tests use `scripted_portal`."""
    with serving(PortalServer()) as server:
        yield server


@pytest.fixture
def scripted_portal(scripted_portal_server: PortalServer) -> ScriptedPortal:
    """A portal that nobody has asked anything yet."""
    scripted_portal_server.script = ScriptedPortal(port=scripted_portal_server.port)
    return scripted_portal_server.script
