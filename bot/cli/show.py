"""`guichet show MESSAGE|TICKET`: everything that is stored about one message or one ticket; writes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot import app as guichet
from bot import records
from bot.cli.options import AsJson, ConfigFile, Database, StoredName, console, ending
from bot.config import load_settings
from bot.core.decision import Reason
from bot.core.mail import ReaderIdentity
from bot.core.note import sentence
from bot.edges.mime import MimeParser
from bot.edges.store_show import DecisionShown, EventShown, MailShown, MessageShown, TicketShown
from bot.errors import ConfigError, UnreadableMail


def show(
    what: StoredName,
    raw: Annotated[
        Path | None, typer.Option("--raw", metavar="FILE", help="Write the mail's untouched bytes here (« - »: out).")
    ] = None,
    as_json: AsJson = False,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Print all that is stored about a message or a ticket: states, decisions with their reasons, mails, errors."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        with guichet.opened(library, read_only=True) as desk:
            named = records.is_ticket(what.strip())
            ticket = records.find_ticket(desk, what.strip()) if named else None
            message = None if named else records.find_message(desk, what.strip())
        if raw is not None:
            _write_raw(message, what, raw)
            return
    printed = Printed(library)
    if as_json:
        typer.echo(json.dumps(printed.as_json(ticket or message), ensure_ascii=False))
        return
    for line in printed.ticket(ticket) if ticket else printed.message(message):
        console.print(line, soft_wrap=True)


def _write_raw(message: MessageShown | None, what: str, path: Path) -> None:
    if message is None:
        raise ConfigError(f"--raw: {what} is a ticket: name one of its messages")
    if message.content is None:
        raise ConfigError(f"--raw: message {message.key} was never fetched: there are no bytes of it")
    if str(path) == "-":
        typer.get_binary_stream("stdout").write(message.content)
        return
    try:
        path.write_bytes(message.content)
    except OSError as error:
        raise ConfigError(f"--raw: {path}: {error.strerror}") from error


class Printed:
    """What is stored, in lines for people; times on the clock of the body."""

    def __init__(self, library: guichet.Library) -> None:
        self._library = library

    def message(self, message: MessageShown | None) -> Iterator[Text]:
        """One message: what it is, where it lies, what was decided and why, what was written about it."""
        if message is None:
            return
        held = ", held while sending is off" if message.held else ""
        filed = f", filed as {message.filed_as}" if message.filed_as else ""
        yield Text(f"Message {message.key}  {message.message_id or '(no Message-ID)'}", style="bold")
        yield from self._rows(
            ("Organisation", message.organisation_id),
            ("From", _sender(message)),
            ("Received", f"{self._at(message.organisation_id, message.received_at)}, {message.octets} octets"),
            ("State", f"{message.state}{held}{filed}"),
            ("Ticket", message.ticket or "none"),
            ("Error", f"{message.error} ({message.tries} tries)" if message.error else ""),
        )
        for copy in message.copies:
            waits = ", still to be filed" if copy.waits else ""
            error = f", {copy.error}" if copy.error else ""
            yield Text(f"  Copy in {copy.mailbox}, {copy.folder or 'intake folder'}, UID {copy.uid}{waits}{error}")
        for decision in message.decisions:
            yield from self._decision(message.organisation_id, decision)
        for mail in message.mails:
            yield from self._mail(message.organisation_id, mail)

    def ticket(self, ticket: TicketShown) -> Iterator[Text]:
        """One ticket: how it stands, what happened in order, its messages, what was written and told."""
        body = ticket.organisation_id
        yield Text(f"Ticket {ticket.number}  {ticket.state}", style="bold")
        yield from self._rows(
            ("Organisation", body),
            ("Subject", ticket.subject),
            ("Correspondent", ticket.correspondent),
            ("Supplier", ticket.supplier_id or "not known"),
            ("Team", f"{ticket.team}, {ticket.priority}"),
            ("Opened", f"{self._at(body, ticket.opened_at)}, changed {self._at(body, ticket.changed_at)}"),
            ("Follows", ticket.follows),
        )
        yield Text("Events", style="bold")
        for event in ticket.events:
            yield Text(f"  {self._at(body, event.at)}  {_event(event)}")
        for message in ticket.messages:
            yield Text("")
            yield from self.message(message)
        about = {mail.key for message in ticket.messages for mail in message.mails}
        for mail in ticket.mails:
            if mail.key not in about:
                yield from self._mail(body, mail)

    def as_json(self, shown: TicketShown | MessageShown | None) -> dict[str, object]:
        """The same as one object; a message's bytes stay out (`--raw`), its decisions are objects."""
        if isinstance(shown, TicketShown):
            messages = [self.as_json(message) for message in shown.messages]
            return {**_plain(shown), "events": [_plain(one) for one in shown.events], "messages": messages}
        if shown is None:
            return {}
        decisions = [{**_plain(one), "trace": json.loads(one.trace)} for one in shown.decisions]
        known = {"copies": [_plain(one) for one in shown.copies], "decisions": decisions}
        return {**_plain(shown), **known, "mails": [_plain(one) for one in shown.mails]}

    def _decision(self, body: str, decision: DecisionShown) -> Iterator[Text]:
        again = ", set aside since" if decision.superseded_at else ""
        told = json.loads(decision.trace)
        at = self._at(body, decision.decided_at)
        yield Text(f"  Decided {at}: {decision.outcome} by rule {decision.rule}{again}")
        yield Text(f"    Subject: {told.get('texts', {}).get('subject', '')}")
        for why in told["reasons"]:
            values = tuple((name, str(value)) for name, value in why.items() if name != "code")
            yield Text(f"    - {sentence(Reason(why['code'], values), self._library.rules)}")

    def _mail(self, body: str, mail: MailShown) -> Iterator[Text]:
        sent = f" {self._at(body, mail.sent_at)}" if mail.sent_at else ""
        way = " as a draft" if mail.route == "draft" else ""
        yield Text(f"  Mail {mail.key} ({mail.template}) to {mail.recipient}: {mail.state}{sent}{way}")
        if mail.error:
            yield Text(f"    {mail.tries} tries, last error: {mail.error}")
        for supplier, number, status in mail.told:
            said = (
                f"Told: invoice {number} of {supplier}, {status}" if status else f"Asked about: {number} of {supplier}"
            )
            yield Text(f"    {said}")

    def _at(self, organisation_id: str, moment: datetime) -> str:
        body = self._library.known.get(organisation_id)
        return f"{body.local(moment) if body else moment:%Y-%m-%d %H:%M:%S}"

    @staticmethod
    def _rows(*rows: tuple[str, str]) -> Iterator[Text]:
        for name, value in rows:
            if value:
                yield Text(f"  {name + ':':<15}{value}")


def _sender(message: MessageShown) -> str:
    """Who wrote it; empty when that cannot be read."""
    with suppress(UnreadableMail):
        identity = ReaderIdentity((), (), (), "")
        sender = MimeParser().parse(message.content or b"", message.received_at, identity).sender
        return f"{sender.name} {sender.address}".strip() if sender else ""
    return ""


def _event(event: EventShown) -> str:
    about = f", message {event.message}" if event.message is not None else ""
    return f"{event.kind}{about}{': ' + event.data if event.data else ''}"


def _plain(shown: object) -> dict[str, object]:
    """A dataclass in JSON's own types, bytes left out; one level deep."""
    names = (name for name in shown.__slots__ if name != "content")  # type: ignore[attr-defined]
    return {name: _value(getattr(shown, name)) for name in names}


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) if hasattr(one, "__slots__") else _value(one) for one in value]
    return value
