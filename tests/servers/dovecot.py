"""A private Dovecot 2.3 per test session: IMAP in the clear and over TLS with a CA of its own, LMTP; any user.

Tokens are good where the token server of the same session says so.
"""

from __future__ import annotations

import grp
import itertools
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from imapclient import IMAPClient

from bot.core.organisation import MailboxSettings, ServerAccess
from tests.patience import PATIENCE
from tests.servers.token_server import HttpServer

PASSWORD = "secret"
APT = "apt-get install --no-install-recommends dovecot-imapd dovecot-lmtpd"

_CONFIGURATION = """\
base_dir = {d}/run
state_dir = {d}/state
log_path = {d}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{d}/server.pem
ssl_key = <{d}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
last_valid_uid = {uid}
first_valid_gid = {gid}
last_valid_gid = {gid}
mail_location = maildir:{d}/mail/%u
mail_fsync = never
mailbox_list_index = yes
mail_max_userip_connections = 200
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {d}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={d}/home/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""

_TOKENS = """\
introspection_mode = get
introspection_url = http://127.0.0.1:{port}/introspect?token=
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server: any user name logs in with PASSWORD; `ca_file` is the CA of its certificate.

    `pid` is the process that started all its others.
    """

    imap_port: int
    imaps_port: int
    lmtp_port: int
    ca_file: str
    pid: int = 0

    def deliver(self, user: str, *mails: bytes) -> None:
        """Puts mails into the user's INBOX as a mail server does (LMTP)."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            for mail in mails:
                lmtp.sendmail("fournisseur@exemple.fr", [user], mail)

    def client(self, user: str, folder: str = "") -> IMAPClient:
        """A second client, as staff would have one; `folder` is selected read-only when given."""
        client = IMAPClient("127.0.0.1", self.imap_port, ssl=False, timeout=PATIENCE)
        client.login(user, PASSWORD)
        if folder:
            client.select_folder(folder, readonly=True)
        return client

    def subjects(self, user: str, folder: str) -> list[str]:
        """Subjects of the mails in a folder, by UID."""
        with self.client(user, folder) as client:
            found = client.fetch(client.search("ALL"), ["ENVELOPE"])
        return [(found[uid][b"ENVELOPE"].subject or b"").decode("utf-8", "replace") for uid in sorted(found)]

    def flags(self, user: str, folder: str = "INBOX") -> list[tuple[bytes, ...]]:
        """Flags of the mails in a folder, by UID, without `\\Recent`."""
        with self.client(user, folder) as client:
            found = client.get_flags(client.search("ALL"))
        return [tuple(flag for flag in found[uid] if flag != rb"\Recent") for uid in sorted(found)]

    def settings(self, user: str, **changes: object) -> MailboxSettings:
        """Settings of this user's mailbox in the clear; `changes` to MailboxSettings' fields."""
        access = ServerAccess("127.0.0.1", self.imap_port, tls="none", user=user)
        fields: dict[str, object] = {"address": f"{user}@exemple.fr", "imap": access, "smtp": None, **changes}
        return MailboxSettings(**fields)  # type: ignore[arg-type]


def free_port() -> int:
    """A TCP port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def dovecot(token_http: HttpServer) -> Iterator[Dovecot]:
    """Dovecot with `/` between folders."""
    with running(token_http.port) as server:
        yield server


@pytest.fixture(scope="session")
def dotted_dovecot(token_http: HttpServer) -> Iterator[Dovecot]:
    """Dovecot as many hosters have it: `.` between folders, all of them below `INBOX.`."""
    with running(token_http.port, separator=".", prefix="INBOX.") as server:
        yield server


@contextmanager
def running(token_port: int = 9, *, separator: str = "/", prefix: str = "") -> Iterator[Dovecot]:
    """A server until the block ends, in a folder of its own; it asks about tokens at `token_port` (9: nobody)."""
    with tempfile.TemporaryDirectory(prefix="dc", dir="/tmp") as folder:
        yield from _running(Path(folder), token_port, separator=separator, prefix=prefix)


_numbers = itertools.count(1)


@pytest.fixture
def mailbox_user() -> str:
    """A user name that no other test has."""
    return f"guichet{os.getpid()}x{next(_numbers)}"


def _running(folder: Path, token_port: int, *, separator: str, prefix: str) -> Iterator[Dovecot]:
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.fail(f"Dovecot is missing: {APT}", pytrace=False)
    server = Dovecot(free_port(), free_port(), free_port(), str(folder / "ca.pem"))
    _certificates(folder)
    # Dovecot gives no mail to UID 0: under root everything belongs to, and runs as, nobody.
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    (folder / "oauth2.conf").write_text(_TOKENS.format(port=token_port), encoding="ascii")
    _write_configuration(folder, server, owner, separator, prefix)
    drop = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "-F", "-c", str(folder / "dovecot.conf")],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(folder)},
            **drop,  # type: ignore[call-overload]
        )
    try:
        _await(process, server.imap_port, folder)
        yield replace(server, pid=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _write_configuration(folder: Path, server: Dovecot, owner: pwd.struct_passwd, separator: str, prefix: str) -> None:
    configuration = _CONFIGURATION.format(
        d=folder,
        user=owner.pw_name,
        group=grp.getgrgid(owner.pw_gid).gr_name,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        password=PASSWORD,
        separator=separator,
        prefix=prefix,
        imap=server.imap_port,
        imaps=server.imaps_port,
        lmtp=server.lmtp_port,
    )
    (folder / "dovecot.conf").write_text(configuration, encoding="utf-8")
    for name in ("run", "state", "mail", "home"):
        (folder / name).mkdir()
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def _certificates(folder: Path) -> None:
    """A CA and a certificate for 127.0.0.1 and localhost signed by it, good for two days."""
    extensions = folder / "extensions"
    extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n", encoding="ascii")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    ca = ["-x509", "-days", "2", "-subj", "/CN=Guichet test CA", "-keyout", "ca.key", "-out", "ca.pem"]
    request = ["-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr"]
    signing = ["-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"]
    for command in (
        ["openssl", "req", *curve, *ca],
        ["openssl", "req", *curve, *request],
        ["openssl", "x509", "-req", *signing, "-extfile", "extensions", "-out", "server.pem"],
    ):
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)


def _await(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as greeting:
                if greeting.recv(64).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.01)
    process.kill()
    logs = "".join(path.read_text(errors="replace") for path in folder.glob("*.log"))
    pytest.fail(f"Dovecot did not start:\n{logs}", pytrace=False)
