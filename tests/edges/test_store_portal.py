"""What the store makes of pages: rows by the portal's key, contradictions kept, files and searches side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from bot.core.folded import folded
from bot.core.portal import BadRecord, Feed, PortalInvoice, Recipient, RecipientSettings, Window
from bot.core.sync_windows import Again
from bot.edges.store import Store
from bot.edges.store_find import Finder
from bot.edges.store_walk_status import WalkStatus
from bot.ports.copy import Failure, ListKey, Mark, Shown, Written
from tests.edges.store_values import DURAND, MARTIN, NOW, invoice, run

RANKS = {"DEPOSEE": 1, "MISE_A_DISPOSITION": 2, "SUSPENDUE": 0, "MANDATEE": 5, "MISE_EN_PAIEMENT": 8}
HERE = ListKey(25_700_000, Feed.INVOICES)
WORKS, DOCUMENTS = replace(HERE, feed=Feed.WORK_INVOICES), replace(HERE, feed=Feed.WORK_DOCUMENTS)
HOUR = timedelta(hours=1)


def record(key: int = 1, number: str = "FA2024-0117", siret: str = DURAND, **changes: object) -> PortalInvoice:
    """An invoice as a search lists it."""
    whole = PortalInvoice(
        key=key,
        feed=Feed.INVOICES,
        supplier_id=siret,
        supplier_id_kind="SIRET",
        supplier_name="Durand",
        number=number,
        status="MISE_A_DISPOSITION",
        status_at=NOW - timedelta(days=2),
        invoiced_on=date(2026, 10, 1),
        deposited_on=date(2026, 10, 2),
        amount=Decimal("1234.50"),
        amount_due=Decimal("1234.50"),
        currency="EUR",
        document="FACTURE",
        engagement="4500001234",
        market="",
        recipient_id="20005438200011",
        service_code="DFI",
        comment="",
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # fields of PortalInvoice


def show(
    store: Store,
    *records: PortalInvoice,
    of: ListKey = HERE,
    later: timedelta = timedelta(0),
    bad: tuple[BadRecord, ...] = (),
) -> Written:
    """One page."""
    seen_at = NOW + later
    of_feed = [replace(one, feed=of.feed) for one in records]
    return store.copy.write("casq", Shown(of, of_feed, bad, seen_at, seen_at - timedelta(days=60)), RANKS)


def rows(store: Store, columns: str, table: str = "invoice") -> list[tuple[object, ...]]:
    """These columns of all rows."""
    with store.engine.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY 1"))  # noqa: S608 - our own words
        return [tuple(row) for row in found]


def lines(store: Store) -> list[tuple[object, ...]]:
    """Every line of every history, in order."""
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT status, source FROM status_history ORDER BY id"))]


def walked(store: Store, to: timedelta = timedelta(0), of: ListKey = HERE) -> Mark:
    """A list that is walked to then."""
    mark = Mark(of, NOW - timedelta(days=900), NOW + to, timedelta(days=7))
    store.walk.advance("casq", mark)
    return mark


def test_the_same_page_again_changes_nothing(store: Store) -> None:
    page = (record(1, "A"), record(2, "B", MARTIN), record(3, "C", invoiced_on=None, amount=None, status_at=None))
    assert show(store, *page) == Written(inserted=3)
    before = rows(store, "*")
    assert show(store, *page, later=HOUR) == Written(unchanged=3)
    assert rows(store, "*") == before
    assert len(lines(store)) == 3


def test_a_change_is_written_with_one_more_line_of_history(store: Store) -> None:
    show(store, record())
    done = show(store, record(status="MANDATEE", status_at=NOW - HOUR, comment="vu"), later=HOUR)
    assert done == Written(changed=1)
    assert rows(store, "status, comment, source, portal_key, feed") == [("MANDATEE", "vu", "api", 1, "invoices")]
    assert lines(store) == [("MISE_A_DISPOSITION", "search"), ("MANDATEE", "search")]
    corrected = show(store, record(status="MANDATEE", status_at=NOW - HOUR, comment="vu", engagement="77"), later=HOUR)
    assert corrected == Written(changed=1)
    assert len(lines(store)) == 2, "another engagement is no other status"


def test_one_invoice_twice_on_a_page_is_one_and_the_last_counts(store: Store) -> None:
    assert show(store, record(), record(engagement="second")) == Written(inserted=1)
    assert rows(store, "engagement") == [("second",)]


def test_an_invoice_that_a_file_brought_becomes_the_portals_and_keeps_its_row(store: Store) -> None:
    run(store, invoice(status="DEPOSEE"))
    (before,) = rows(store, "id, first_seen_at")
    assert show(store, record(), later=HOUR) == Written(changed=1)
    assert rows(store, "id, first_seen_at") == [before]
    assert rows(store, "source, portal_key, status") == [("api", 1, "MISE_A_DISPOSITION")]
    assert lines(store) == [("DEPOSEE", "file"), ("MISE_A_DISPOSITION", "search")]


@pytest.mark.parametrize(
    ("as_of", "status_at", "wins"),
    [
        (2 * HOUR, NOW + HOUR, True),
        (2 * HOUR, NOW - timedelta(days=9), False),
        (2 * HOUR, None, False),
        (timedelta(days=2), None, True),
        (-HOUR, NOW + HOUR, False),
    ],
    ids=["a later status", "an earlier status", "no date", "no list walked for two days", "an older file"],
)
def test_a_file_overrides_what_a_list_keeps_fresh_only_when_it_knows_better(
    store: Store, as_of: timedelta, status_at: object, wins: bool
) -> None:
    show(store, record())
    walked(store, HOUR)
    done = run(store, invoice(status="MISE_EN_PAIEMENT", status_at=status_at), as_of=NOW + as_of)
    assert (done.updated, done.older) == ((1, 0) if wins else (0, 1))
    assert rows(store, "status, source") == [("MISE_EN_PAIEMENT", "file") if wins else ("MISE_A_DISPOSITION", "api")]
    assert ("MISE_EN_PAIEMENT", "file") in lines(store) or not wins


def test_a_file_that_says_the_same_takes_nothing_from_the_portal(store: Store) -> None:
    show(store, record())
    same = invoice(status="MISE_A_DISPOSITION", status_at=NOW - timedelta(days=2), comment="")
    assert run(store, same, as_of=NOW + timedelta(days=3)).unchanged == 1
    assert rows(store, "source") == [("api",)]


def test_a_list_that_was_walked_since_says_its_rows_are_unchanged(store: Store) -> None:
    show(store, record())
    walked(store, timedelta(days=6))
    (found,) = store.invoices.by_number("casq", ("FA2024-0117",))
    assert (found.synced_at, found.source, found.key) == (NOW + timedelta(days=6), "api", 1)
    walked(store, timedelta(days=8), of=replace(HERE, service=7))
    (same,) = store.invoices.of_supplier("casq", (DURAND,), 9)
    assert same.synced_at == NOW + timedelta(days=6), "the service that is furthest behind counts"
    walked(store, timedelta(days=9), of=replace(HERE, recipient=1))
    assert store.invoices.by_number("casq", ("FA2024-0117",)) == (found,)


def test_an_invoice_knows_that_its_recipient_never_tells_of_payments(store: Store) -> None:
    show(store, record())
    walked(store, HOUR)
    store.walk.note_recipients("casq", [Recipient(HERE.recipient, "123", "Eau")])
    assert store.invoices.by_number("casq", ("FA2024-0117",))[0].payment_told, "its record was not read yet"
    for told in (False, True):
        store.walk.note_settings("casq", {HERE.recipient: RecipientSettings(told, None)}, NOW)
        (found,) = store.invoices.by_number("casq", ("FA2024-0117",))
        assert (found.payment_told, found.synced_at) == (told, NOW + HOUR)


def test_two_demands_with_one_number_are_one_row_in_doubt_until_a_person_looks(store: Store) -> None:
    assert show(store, record(1), record(2, status="MANDATEE")) == Written(inserted=1, same_number=1)
    assert rows(store, "portal_key, status, doubt") == [(1, "MISE_A_DISPOSITION", "same_number")]
    show(store, record(1, status="MISE_EN_PAIEMENT", status_at=NOW - HOUR), later=HOUR)
    show(store, record(2, status="MANDATEE"), later=HOUR)
    assert rows(store, "portal_key, status, doubt") == [(1, "MISE_EN_PAIEMENT", "same_number")]
    assert WalkStatus(store.engine).flags("casq") == {"same_number": 1}
    (found,) = store.invoices.by_number("casq", ("FA2024-0117",))
    assert found.doubt == "same_number"


def test_a_demand_whose_number_is_corrected_keeps_its_row(store: Store) -> None:
    show(store, record(1, "FA-1"))
    assert show(store, record(1, "FA-1-BIS"), later=HOUR) == Written(changed=1)
    assert rows(store, "number, folded") == [("FA-1-BIS", folded("FA-1-BIS"))]
    show(store, record(2, "FA-2"))
    assert show(store, record(1, "FA-2"), later=HOUR).same_number == 1
    assert rows(store, "number, doubt") == [("FA-1-BIS", None), ("FA-2", "same_number")]


@pytest.mark.parametrize(
    ("status", "days", "odd"),
    [("DEPOSEE", 1, "backward"), ("MANDATEE", 3, "earlier_date"), ("SUSPENDUE", 1, None)],
)
def test_a_status_that_cannot_follow_is_kept_and_flagged(store: Store, status: str, days: int, odd: str | None) -> None:
    show(store, record())
    done = show(store, record(status=status, status_at=NOW - timedelta(days=days)), later=HOUR)
    assert done.odd == bool(odd)
    assert rows(store, "status, doubt") == [(status, odd)]
    assert [line[0] for line in lines(store)] == ["MISE_A_DISPOSITION", status]
    show(store, record(status="MISE_EN_PAIEMENT", status_at=NOW), later=2 * HOUR)
    assert rows(store, "status, doubt") == [("MISE_EN_PAIEMENT", None)], "what follows it is in order again"


def test_works_that_stand_in_two_lists_are_one_row(store: Store) -> None:
    show(store, record(5), of=WORKS)
    assert show(store, record(900, engagement="other"), of=DOCUMENTS, later=HOUR) == Written(changed=1)
    told = "portal_key, work_key, feed, engagement"
    assert rows(store, told) == [(5, 900, "work_invoices", "4500001234")]
    assert show(store, record(900), of=DOCUMENTS, later=HOUR) == Written(unchanged=1)
    moved = record(900, status="MANDATEE", status_at=NOW)
    assert show(store, moved, of=DOCUMENTS, later=HOUR) == Written(changed=1)
    assert rows(store, "status, feed") == [("MANDATEE", "work_invoices")]
    assert show(store, record(5), of=WORKS, later=2 * HOUR).changed == 1


def test_works_seen_first_in_their_own_list_become_the_other_ones(store: Store) -> None:
    show(store, record(900), of=DOCUMENTS)
    show(store, record(5), of=WORKS, later=HOUR)
    assert rows(store, "portal_key, work_key, feed") == [(5, 900, "work_invoices")]


def test_a_record_that_cannot_be_read_is_kept_in_mind_until_it_can(store: Store) -> None:
    show(store, record(1))
    bad = (BadRecord(1, "montantTTC", "no amount"), BadRecord(None, "", "no record"))
    show(store, record(2, "B"), bad=bad, later=HOUR)
    assert WalkStatus(store.engine).flags("casq") == {"bad_record": 2}
    assert rows(store, "portal_key, doubt") == [(1, "unreadable"), (2, None)]
    show(store, record(1), later=2 * HOUR)
    assert WalkStatus(store.engine).flags("casq") == {"bad_record": 1}
    assert rows(store, "portal_key, doubt") == [(1, None), (2, None)]


def test_a_shortfall_is_forgotten_once_its_window_was_whole(store: Store) -> None:
    day = timedelta(days=1)
    for start, missing in ((10, 3), (5, 1), (5, 2)):
        store.copy.flag_shortfall("casq", HERE, Window(NOW - start * day, NOW - (start - 1) * day), missing, NOW)
    assert store.copy.shortfalls("casq", HERE) == (NOW - 10 * day, NOW - 5 * day)
    assert store.copy.shortfalls("casq", WORKS) == ()
    store.copy.flag_shortfall("casq", HERE, Window(NOW - 7 * day, NOW - 2 * day), 0, NOW)
    assert store.copy.shortfalls("casq", HERE) == (NOW - 10 * day,)


def test_marks_are_stored_whole_and_the_copy_is_as_old_as_the_last_of_them(store: Store) -> None:
    mark = replace(
        walked(store),
        again=Again(NOW, NOW - 3 * HOUR, NOW - 2 * HOUR, NOW),
        again_done_at=NOW,
        failed_at=NOW,
        trouble="quota",
        problem="too many calls",
        service_code="DSI",
    )
    store.walk.advance("casq", mark)
    assert store.walk.marks("casq") == (mark,)
    walked(store, -HOUR, of=WORKS)
    assert store.invoices.copies("casq") == {"api": NOW - HOUR}
    store.walk.retire("casq", [HERE])
    assert store.invoices.copies("casq") == {"api": NOW}
    assert store.walk.marks("amiens") == ()


def test_one_owner_walks_and_its_lease_ends(store: Store) -> None:
    assert store.walk.take("casq", "a", NOW, HOUR)
    assert not store.walk.take("casq", "b", NOW + HOUR / 2, HOUR)
    assert store.walk.take("casq", "a", NOW + HOUR / 2, HOUR)
    assert store.walk.state("casq").started_at == NOW
    assert not store.walk.take("casq", "b", NOW + HOUR, HOUR)
    assert store.walk.take("amiens", "b", NOW, HOUR)
    store.walk.leave("casq", "b", NOW)
    assert store.walk.state("casq").walking
    store.walk.leave("casq", "a", NOW + HOUR)
    assert store.walk.take("casq", "b", NOW + HOUR, HOUR)


def test_a_failure_remembers_when_it_began_and_a_success_forgets_it(store: Store) -> None:
    for hours in (0, 1):
        store.walk.note_failure("casq", Failure("quota", "too many calls", NOW + hours * HOUR, NOW + 2 * HOUR))
    state = store.walk.state("casq")
    assert (state.trouble, state.trouble_since, state.not_before) == ("quota", NOW, NOW + 2 * HOUR)
    store.walk.note_failure("casq", None)
    assert store.walk.state("casq").trouble_since is None


def test_what_recipients_say_of_themselves_is_stored(store: Store) -> None:
    store.walk.note_recipients("casq", [Recipient(1, "123", "Eau"), Recipient(2, "456", "Ville")])
    store.walk.note_recipients("casq", [Recipient(1, "123", "Eau et Assainissement")])
    told = {1: RecipientSettings(False, NOW + 2 * HOUR), 2: RecipientSettings(True, NOW + HOUR)}
    store.walk.note_settings("casq", told, NOW)
    assert store.walk.state("casq").password_expires_at == NOW + HOUR
    assert rows(store, "recipient_key, name, reports_payment", "sync_recipient") == [
        (1, "Eau et Assainissement", False),
        (2, "Ville", True),
    ]
    assert store.walk.recipients("casq") == {1: "123", 2: "456"}


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("fa2024 0117", ["FA2024-0117"]),
        (DURAND, ["FA2024-0117"]),
        ("732 829 320", ["FA2024-0117"]),
        ("petit", ["B-1"]),
        ("100%", []),
        ("", []),
        ("du", []),
    ],
)
def test_staff_find_invoices_by_number_supplier_or_name(store: Store, words: str, numbers: list[str]) -> None:
    show(store, record(), record(2, "B-1", MARTIN, supplier_name="Le Petit Atelier"))
    walked(store, HOUR)
    found = Finder(store.engine).find(("casq",), words, 9)
    assert [one.number for one in found] == numbers
    assert Finder(store.engine).find(("amiens",), words, 9) == ()
    for one in found:
        assert (one.source, one.seen_at, len(one.lines)) == ("api", NOW + HOUR, 1)
