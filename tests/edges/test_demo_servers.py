"""The demo's own mailbox, sink and samples: they behave as the loops expect of the outside."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from bot.core.siret import is_siren, is_siret
from bot.demo.cast import CONTACTS, cast
from bot.demo.invoices import DEPT06_PRINCIPAL, INVOICES, PARIS, of_two_bodies, other_invoices
from bot.demo.mailbox import DemoMailbox
from bot.demo.mails import Reply, answering, arriving
from bot.demo.programme import SAMPLES
from bot.demo.sink import Sink
from tests.patience import wait_until

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


def test_the_embedded_mailbox_keeps_octets_order_and_arrival() -> None:
    mails = [(b"Subject: %d\r\n\r\nr\xe9gl\xe9\r\n" % n, NOW + timedelta(minutes=n)) for n in range(3)]
    with DemoMailbox() as mailbox:
        assert mailbox.deliver(mails) == 3
        assert mailbox.folders() == {"INBOX": 3}
        with mailbox._client() as client:
            client.select_folder("INBOX", readonly=True)
            fetched = client.fetch(client.search(["ALL"]), ["BODY.PEEK[]", "INTERNALDATE"])
    lying = [fetched[uid] for uid in sorted(fetched)]
    assert [(mail[b"BODY[]"], mail[b"INTERNALDATE"].astimezone(UTC)) for mail in lying] == mails


def test_the_embedded_mailbox_dies_with_whoever_started_it() -> None:
    starter = (
        "import os; from bot.demo.mailbox import DemoMailbox; m = DemoMailbox(); m.start(); "
        "print(m._process.pid, flush=True); os._exit(9)"
    )
    started = subprocess.run([sys.executable, "-c", starter], capture_output=True, text=True, check=False)
    server = int(started.stdout)
    wait_until(lambda: not _lives(server))


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        os.kill(process, 0)
    except OSError:
        return False
    return state != "Z"


def test_the_sink_keeps_every_mail_in_order_and_staff_mail_apart(tmp_path: Path) -> None:
    with Sink(tmp_path / "replies", tmp_path / "staff", ["agents@demo.example"]) as sink:
        with smtplib.SMTP(sink.host, sink.port) as client:
            for name in ("un", "Agents", "deux"):
                mail = f"Subject: {name}\r\n\r\nr\xe9\r\n".encode()
                client.sendmail("nous@demo.example", [f"{name}@demo.example"], mail)
        kept = sink.mails()
    assert [mail.to for mail in kept] == [("un@demo.example",), ("agents@demo.example",), ("deux@demo.example",)]
    places = [str(mail.path.relative_to(tmp_path)) for mail in kept]
    assert places == ["replies/0001.eml", "staff/0002.eml", "replies/0003.eml"]
    assert kept[0].path.read_bytes() == "Subject: un\r\n\r\nr\xe9\r\n".encode()


@pytest.mark.parametrize("now", [NOW, datetime(2027, 1, 1, 0, 5, tzinfo=UTC), datetime(2028, 2, 29, 12, tzinfo=UTC)])
def test_the_sample_invoices_are_many_valid_and_past(now: datetime) -> None:
    played = cast(now).values()
    rows = [*other_invoices(now), *played]
    assert len({(row.siret, row.number) for row in rows}) == INVOICES + len(played)
    assert all(is_siret(row.siret) and is_siren(row.siret[:9]) and is_siret(row.recipient) for row in rows)
    assert all(row.invoiced_on <= now.astimezone(PARIS).date() and row.status_at <= now for row in rows)
    assert len({row.status for row in rows}) >= 10
    assert {siret for _address, siret in CONTACTS} <= {row.siret for row in played}


def test_the_second_body_has_invoices_too() -> None:
    invoices = list(of_two_bodies(other_invoices(NOW)))
    assert len(invoices) == INVOICES
    second = [invoice for invoice in invoices if invoice.recipient == DEPT06_PRINCIPAL]
    assert len(second) == INVOICES / 8


def test_the_sample_invoices_are_the_same_for_the_same_day() -> None:
    assert list(other_invoices(NOW)) == list(other_invoices(NOW))


def test_every_sample_mail_is_whole_and_dated_just_before_now() -> None:
    first = list(arriving(NOW))
    reply = Reply(
        "<guichet.ask.1@casq.fr>", "<1@demo.example>", "a@b.example", "Re : où en est-elle ?", "", Path("1.eml")
    )
    second = list(answering(NOW, {sample.after: reply for sample in SAMPLES if sample.after}))
    arrived = [*first, *second]
    assert [mail.sample for mail in arrived] == list(SAMPLES)
    assert len(SAMPLES) >= 25
    assert len({sample.organisation for sample in SAMPLES}) == 2
    assert all(b"<guichet.ask.1@casq.fr>" in mail.content or b"negoce-ponant" in mail.content for mail in second)
    assert len({mail.message_id for mail in arrived}) == len(arrived)
    for mail in arrived:
        read = message_from_bytes(mail.content, policy=policy.default)
        assert read["Message-ID"] == mail.message_id
        assert b"${" not in mail.content
        assert b"\n" not in mail.content.replace(b"\r\n", b"")
        assert NOW - timedelta(hours=1) < mail.arrived_at <= NOW
        assert read["Date"].datetime == mail.arrived_at


def test_the_samples_are_in_the_encodings_that_they_show() -> None:
    by_file = {mail.sample.file: mail.content for mail in arriving(NOW)}
    assert "rejetée" in by_file["12-latin-1"].decode("latin-1")
    with pytest.raises(UnicodeDecodeError):
        by_file["12-latin-1"].decode("utf-8")
    assert b"IC-202</b><b>6-0741" in by_file["11-html-seulement"]


def test_no_password_of_a_demo_looks_like_an_option_of_the_server() -> None:
    assert all(DemoMailbox().password.isalnum() for _ in range(200))
