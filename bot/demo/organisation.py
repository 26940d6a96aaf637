"""The demo's configuration: two organisations as delivered, sending on, every server on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.demo.mailbox import DemoMailbox
from bot.demo.portal.simulator import Simulator
from bot.demo.sink import Sink

GENERAL_TEAM = "equipe.comptable@casq.fr"
SECURITY_TEAM = "alerte.securite@casq.fr"
DEPT06_TEAM = "finances@departement06.example"
DEPT06_ADDRESS = "comptabilite@departement06.example"

# The telephone numbers are of the range that ARCEP keeps for fiction.
_TEMPLATE = """\
# Configuration de la démonstration : rien ici ne sort de cette machine.
database = "sqlite:///guichet.sqlite"
serve = ["casq", "dept06"]

# Le courriel de dept06 est remis à Guichet par un serveur de messagerie ; celui de casq est lu dans sa boîte.
[reception]
lmtp = "{lmtp}"

[organisations.casq]
sending = "on"

[organisations.casq.contact]
service = "Direction des Finances et de l'Achat Public"
email = "accueil.comptabilite@casq.fr"
postal_address = "1 place de l'Exemple, 02100 Saint-Quentin"
phone = "03 53 01 00 00"
hours = "du lundi au vendredi, de 9 h à 12 h et de 14 h à 17 h"

[organisations.casq.teams]
general = "{general}"
security = "{security}"

[organisations.casq.mailbox]
address = "accueil.comptabilite@casq.fr"
authserv_id = ["mx.casq.fr"]
first_read = "all"
idle = false        # la boîte de la démonstration vit quelques secondes : on y regarde souvent
poll_seconds = 1

[organisations.casq.mailbox.imap]
host = "{imap_host}"
port = {imap_port}
tls = "none"
user = "{user}"
password_file = {password_file}

[organisations.casq.mailbox.smtp]
host = "{smtp_host}"
port = {smtp_port}
tls = "none"

# Les factures de casq viennent d'un Chorus Pro simulé, qui s'arrête avec la démonstration ; celles de dept06 d'un fichier.
{portal}years_back = 1
feeds = ["invoices"]   # personne n'y a déposé de factures de travaux

[organisations.dept06]
sending = "on"
addresses = ["{dept06_address}"]
domains = ["departement06.example"]

[organisations.dept06.contact]
service = "Direction des finances"
email = "{dept06_address}"
postal_address = "1 route de l'Exemple, 06200 Nice"
phone = "04 65 71 00 00"

[organisations.dept06.teams]
general = "{dept06_team}"

[organisations.dept06.mailbox]
address = "{dept06_address}"
authserv_id = ["mx.departement06.example"]

[organisations.dept06.mailbox.smtp]
host = "{smtp_host}"
port = {smtp_port}
tls = "none"
"""


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Where everything of one demo lies."""

    folder: Path

    @property
    def config(self) -> Path:
        """guichet.toml."""
        return self.folder / "guichet.toml"

    @property
    def password(self) -> Path:
        """The mailbox's password, readable by its owner only."""
        return self.folder / "mot-de-passe"

    @property
    def portal_secret(self) -> Path:
        """The secret of the application that reads the simulated portal, readable by its owner only."""
        return self.folder / "chorus-pro-secret"

    @property
    def portal_password(self) -> Path:
        """The password of the technical account there, readable by its owner only."""
        return self.folder / "chorus-pro-mot-de-passe"

    @property
    def invoices(self) -> Path:
        """The CSV of invoices that is imported for dept06."""
        return self.folder / "factures.csv"

    @property
    def contacts(self) -> Path:
        """The CSV of suppliers' contacts that is imported for casq."""
        return self.folder / "contacts.csv"

    @property
    def received(self) -> Path:
        """The mails that suppliers wrote."""
        return self.folder / "recus"

    @property
    def sent(self) -> Path:
        """Everything that left: replies and notes to staff."""
        return self.folder / "envoyes"

    @property
    def replies(self) -> Path:
        """What suppliers got."""
        return self.folder / "envoyes" / "reponses"

    @property
    def escalations(self) -> Path:
        """What staff got."""
        return self.folder / "envoyes" / "agents"

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.folder / "guichet.sqlite"

    @property
    def log(self) -> Path:
        """The log of the loops."""
        return self.folder / "guichet.log"


def write_configuration(files: DemoFiles, mailbox: DemoMailbox, sink: Sink, portal: Simulator, lmtp: str) -> None:
    """Writes guichet.toml and the files of secrets for these servers; `lmtp` is where Guichet itself listens."""
    _keep_secret(files.password, mailbox.password)
    _keep_secret(files.portal_secret, portal.client_secret)
    _keep_secret(files.portal_password, portal.password)
    values: dict[str, object] = {
        "lmtp": lmtp,
        "dept06_address": DEPT06_ADDRESS,
        "dept06_team": DEPT06_TEAM,
        "general": GENERAL_TEAM,
        "security": SECURITY_TEAM,
        "imap_host": mailbox.host,
        "imap_port": mailbox.port,
        "user": mailbox.user,
        "password_file": _quoted(files.password),
        "smtp_host": sink.host,
        "smtp_port": sink.port,
        "portal": portal.account.settings(
            client_secret_file=str(files.portal_secret), password_file=str(files.portal_password)
        ),
    }
    files.config.write_text(_TEMPLATE.format_map(values), encoding="utf-8")


def _keep_secret(path: Path, secret: str) -> None:
    path.touch(mode=0o600)
    path.write_text(secret + "\n", encoding="utf-8")


def _quoted(path: Path) -> str:
    """A path as a TOML string."""
    words = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{words}"'
