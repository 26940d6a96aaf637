"""Statements of account line by line: which invoice each line surely means, what may be said of it, to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.attached import AttachedFile, FileKind, FileStatus, Table, Unread
from bot.core.decide import decide
from bot.core.decision import Decision, Facts, Outcome, PastReply
from bot.core.invoice import Invoice
from bot.core.mail import Attachment, IncomingMail, ReplyKind, SenderAuth
from bot.core.rulebook import TriageRule
from bot.core.statement_judging import judged_lines
from bot.core.statement_lines import Differs, LineFound, Standing, compared
from bot.core.statement_reply import statement_parts, statement_sheet
from bot.core.understand import understand
from tests.core.samples import NOW, OTHER_SUPPLIER, SUPPLIER, facts, invoice, mail, organisation, rulebook

BODY = organisation()
HEADING = ("Facture", "Date", "Montant TTC")
RULE = TriageRule(
    "answer-statement", "test", (("statement", True), ("from_contact", True)), Outcome.ANSWER.value, "statement"
)


def sheet(*rows: tuple[str, ...], heading: tuple[str, ...] = HEADING, name: str = "releve.xlsx") -> IncomingMail:
    """A contact's mail that asks about the rows of a workbook."""
    table: Table = (heading, *rows)
    text = "\n".join("\t".join(cells) for cells in table)
    file = AttachedFile(name, FileKind.SHEET, FileStatus.READ, text=text, tables=(table,))
    asks = mail("Bonjour, ou en est notre relevé ci-joint ?", "Relevé")
    return replace(asks, files=(file,), attachments=(Attachment(name, "application/octet-stream"),))


def row(n: int, price: str = "1250,40", day: str = "01/06/2026") -> tuple[str, ...]:
    """The line of the n-th invoice."""
    return (f"FA-2026-{n:04}", day, price)


def stored(n: int, **changes: object) -> Invoice:
    """The n-th invoice of the supplier."""
    return invoice(f"FA-2026-{n:04}", **changes)


def known(asked: IncomingMail, *invoices: Invoice, contact: tuple[str, ...] = (SUPPLIER,), **changes: object) -> Facts:
    """Facts of a mail whose sender is a contact of these suppliers."""
    understood = understand(asked, BODY, rulebook(), contact)
    assert understood.statement is not None
    statement = compared(understood.statement, understood.claim, invoices, asked.language)
    found = replace(
        facts(BODY),
        mentions=understood.mentions,
        intents=understood.intents,
        claimed=understood.claimed,
        contact_sirets=contact,
        asks_for_more=understood.asks_for_more,
        doubts=understood.doubts,
        statement=statement,
    )
    return replace(found, **changes)  # type: ignore[arg-type]  # names are fields of Facts


def lines_of(facts: Facts) -> tuple[LineFound, ...]:
    """What was found of each line."""
    assert facts.statement is not None
    return facts.statement.found


def decided(asked: IncomingMail, facts: Facts) -> Decision:
    """What is done with the mail."""
    return decide(asked, facts, rulebook(RULE), NOW)


def test_each_line_finds_the_one_invoice_that_has_its_number_in_any_spelling() -> None:
    asked = sheet(row(1), ("fa2026-2", "", ""), row(3))
    found = lines_of(known(asked, stored(1), stored(2), stored(4)))
    assert [line.invoice.number if line.invoice else None for line in found] == ["FA-2026-0001", "FA-2026-0002", None]


def test_two_invoices_that_share_a_number_are_neither() -> None:
    asked = sheet(row(1), row(2), row(3))
    assert lines_of(known(asked, stored(1), invoice("FA 2026 1")))[0].invoice is None


def test_what_differs_is_named_and_an_empty_cell_differs_from_nothing() -> None:
    asked = sheet(row(1, price="5,00"), row(2, day="02/06/2026"), ("FA-2026-0003", "", ""), row(4, "7", "05/05/2026"))
    differs = [line.differs for line in lines_of(known(asked, *map(stored, range(1, 5))))]
    assert differs == [(Differs.AMOUNT,), (Differs.DATE,), (), (Differs.AMOUNT, Differs.DATE)]


def test_totals_are_no_lines_and_a_price_without_a_number_is_one_that_staff_see() -> None:
    asked = sheet(row(1), row(2), ("", "", "99,00"), ("Total", "", "2600,00"))
    every = known(asked, stored(1), stored(2))
    assert [line.line.number for line in lines_of(every)] == ["FA-2026-0001", "FA-2026-0002", ""]
    decision = decided(asked, every)
    assert decision.outcome is Outcome.ESCALATE
    assert "statement_line_unread" in {why.code for why in decision.reasons}


def test_a_number_that_cannot_be_read_is_a_line_that_staff_see_and_an_address_below_is_none() -> None:
    asked = sheet(row(1), ("FA 2026 / ? 2", "", ""), row(3), ("80000 Amiens", "", ""))
    assert [line.line.row for line in lines_of(known(asked, stored(1)))] == [1, 2, 3]


def test_a_number_in_the_words_beside_the_table_is_a_line_too() -> None:
    asked = sheet(row(1), row(2), row(3))
    asked = replace(asked, fresh_text=f"{asked.fresh_text} Surtout les factures FA-2026-0002 et FA-2026-0009.")
    numbers = [line.line.number for line in lines_of(known(asked, *map(stored, (1, 2, 3, 9))))]
    assert numbers == ["FA-2026-0009", "FA-2026-0001", "FA-2026-0002", "FA-2026-0003"]


def test_a_table_of_articles_beside_a_question_is_no_statement() -> None:
    asked = sheet(
        ("R-100", "2", "3,00"), ("R-101", "2", "3,00"), ("R-102", "1", "9,00"), heading=("Référence", "Qté", "Total")
    )
    asked = replace(asked, fresh_text="Bonjour, ou en est la facture FA-2026-0001 ?")
    assert understand(asked, BODY, rulebook(), (SUPPLIER,)).statement is None


def test_all_lines_found_is_an_answer_that_tells_of_each() -> None:
    asked = sheet(*map(row, range(1, 15)))
    decision = decided(asked, known(asked, *map(stored, range(1, 15))))
    assert (decision.outcome, decision.level) == (Outcome.ANSWER, 2)
    assert decision.reply is not None
    assert (decision.reply.template, len(decision.reply.invoices)) == ("statement", 14)


@pytest.mark.parametrize(
    "unfit",
    [
        {"status": "INCONNU"},
        {"synced_at": NOW - timedelta(days=20)},
        {"status_at": NOW - timedelta(days=40)},
        {"doubt": "same_number"},
    ],
)
def test_a_line_that_a_person_must_speak_of_reads_like_one_that_is_not_found(unfit: dict[str, object]) -> None:
    asked = sheet(row(1), row(2), row(3))
    decision = decided(asked, known(asked, stored(1), stored(2, **unfit)))
    assert decision.outcome is Outcome.ESCALATE
    assert decision.reply is not None
    assert decision.reply.kind is ReplyKind.ANSWER
    first, second, third = decision.reply.lines
    assert first.standing is Standing.TOLD
    assert (second.standing, second.invoice, second.differs) == (third.standing, third.invoice, third.differs)


@pytest.mark.parametrize("day", [date(2022, 12, 31), None])
def test_one_debt_that_is_old_or_of_no_known_day_hands_the_whole_statement_over(day: date | None) -> None:
    asked = sheet(row(1), row(2), row(3))
    decision = decided(asked, known(asked, stored(1), stored(2), stored(3, invoiced_on=day)))
    assert decision.outcome is Outcome.ESCALATE
    assert decision.reply is not None
    assert decision.reply.kind is ReplyKind.ACKNOWLEDGEMENT


def test_what_was_told_with_this_status_is_not_told_again() -> None:
    told = ((SUPPLIER, "FA-2026-0001", "MISE_A_DISPOSITION"), (SUPPLIER, "FA-2026-0002", "SUSPENDUE"))
    past = PastReply(ReplyKind.ANSWER, "statement", NOW - timedelta(days=7), told, same_thread=False)
    asked = sheet(row(1), row(2), row(3))
    every = known(asked, *map(stored, (1, 2, 3)), past_replies=(past,))
    judged = judged_lines(every, rulebook().limits, NOW)
    assert [line.standing for line in judged.lines] == [Standing.UNCHANGED, Standing.TOLD, Standing.TOLD]
    assert [why.code for why in judged.reasons] == ["already_answered"]


def test_a_rule_of_staff_about_a_status_sees_the_lines_of_a_statement() -> None:
    asked = sheet(row(1), row(2), row(3))
    every = known(asked, stored(1), stored(2, status="SUSPENDUE"))
    ours = TriageRule(
        "suspended", "test", (("status_in", ["SUSPENDUE"]), ("level_at_least", 2)), Outcome.ESCALATE.value
    )
    assert decide(asked, every, rulebook(ours, RULE), NOW).rule == "suspended"
    stranger = known(asked, stored(1), stored(2, status="SUSPENDUE"), contact=())
    assert decide(asked, stranger, rulebook(ours, RULE), NOW).rule == "answer-status"


def test_nothing_at_all_to_tell_is_no_answer() -> None:
    asked = sheet(row(1), row(2), row(3))
    decision = decided(asked, known(asked))
    assert decision.reply is not None
    assert decision.reply.kind is ReplyKind.ACKNOWLEDGEMENT


def test_a_contact_of_two_suppliers_is_asked_for_which() -> None:
    asked = sheet(row(1), row(2), row(3))
    decision = decided(asked, known(asked, stored(1), contact=(SUPPLIER, OTHER_SUPPLIER)))
    assert (decision.outcome, decision.reply and decision.reply.missing) == (Outcome.ASK, ("supplier_choice",))


@pytest.mark.parametrize("auth", [SenderAuth.ALIGNED, SenderAuth.UNKNOWN, SenderAuth.FAILED])
def test_a_contact_whom_dmarc_does_not_prove_gets_no_line(auth: SenderAuth) -> None:
    asked = replace(sheet(row(1), row(2), row(3)), sender_auth=auth)
    every = known(asked, *map(stored, (1, 2, 3)))
    assert all(line.invoice is None for line in lines_of(every))
    decision = decided(asked, every)
    assert not (decision.reply and decision.reply.lines)


def test_more_than_five_hundred_lines_are_a_persons() -> None:
    asked = sheet(*map(row, range(1, 502)))
    decision = decided(asked, known(asked, stored(1)))
    assert "statement_too_long" in {why.code for why in decision.reasons}
    assert decision.reply is not None
    assert decision.reply.lines == ()


def test_all_told_before_is_a_persons() -> None:
    told = tuple((SUPPLIER, f"FA-2026-{n:04}", "MISE_A_DISPOSITION") for n in (1, 2, 3))
    past = PastReply(ReplyKind.ANSWER, "statement", NOW - timedelta(days=7), told, same_thread=False)
    asked = sheet(row(1), row(2), row(3))
    decision = decided(asked, known(asked, *map(stored, (1, 2, 3)), past_replies=(past,)))
    assert decision.reply is not None
    assert decision.reply.kind is ReplyKind.ACKNOWLEDGEMENT
    assert {why.code for why in decision.reasons} == {"already_answered"}


def test_another_amount_is_said_to_differ_to_supplier_and_staff_and_ours_is_nowhere() -> None:
    asked = sheet(*map(row, range(1, 11)), row(11, price="5,00"))
    every = known(asked, *map(stored, range(1, 12)))
    decision = decided(asked, every)
    assert {why.code for why in decision.reasons} == {"statement_amount_differs"}
    assert decision.reply is not None
    back = statement_sheet(every, decision.reply, "CASQ-2026-000001", "fr")
    assert back is not None
    assert back.rows[11][0:3] == ("FA-2026-0011", "01/06/2026", "5,00")
    assert back.rows[11][-1] == "Le montant indiqué n'est pas celui que nous avons."
    assert "1250" not in str((back.rows[11], statement_parts(every, decision.reply)["lines"]))


def test_a_sheet_for_a_foreign_supplier_says_it_in_english_too() -> None:
    asked = sheet(*map(row, range(1, 12)))
    every = known(asked, *map(stored, range(1, 11)))
    decision = decided(asked, every)
    assert decision.reply is not None
    back = statement_sheet(every, decision.reply, "CASQ-2026-000001", "de")
    assert back is not None
    assert back.rows[0][3:5] == ("Statut / Status", "Depuis le / Since")
    assert back.rows[11][3] == "À l'étude par nos services / being looked into"


@pytest.mark.parametrize(
    "words", ["Mise en demeure de payer", "Nouveau RIB : voir au dos", "Nos coordonnées bancaires ont changé"]
)
def test_a_demand_or_another_account_in_any_cell_wins(words: str) -> None:
    rows = [(*row(n), "x" * 150) for n in range(1, 450)]
    asked = sheet(*rows, ("", "", "", words), heading=(*HEADING, "Objet"))
    (file,) = asked.files
    cut = replace(file, text=file.text[:60_000], status=FileStatus.PARTLY, why=Unread.TOO_LARGE)
    asked = replace(asked, files=(cut,))
    decision = decided(asked, known(asked, *map(stored, range(1, 450))))
    assert decision.outcome is Outcome.ESCALATE
    assert not (decision.reply and decision.reply.lines)


def test_a_statement_too_long_to_be_searched_is_read_all_the_same() -> None:
    rows = [(*row(n), "x" * 150) for n in range(1, 450)]
    asked = sheet(*rows, heading=(*HEADING, "Objet"))
    (file,) = asked.files
    asked = replace(
        asked, files=(replace(file, text=file.text[:60_000], status=FileStatus.PARTLY, why=Unread.TOO_LARGE),)
    )
    decision = decided(asked, known(asked, *map(stored, range(1, 450))))
    assert (decision.outcome, decision.reply and len(decision.reply.lines)) == (Outcome.ANSWER, 449)


_NUMBERS = st.sampled_from([f"{form}{n}" for form in ("FA-2026-000", "fa2026-000", "FA/2026/") for n in range(1, 7)])
_CELLS = st.tuples(
    _NUMBERS, st.sampled_from(["", "01/06/2026", "31/12/2025"]), st.sampled_from(["", "1250,40", "1,00"])
)
_STORED = st.lists(
    st.tuples(_NUMBERS, st.sampled_from([SUPPLIER, OTHER_SUPPLIER, "73282932000082", "732829320"])), max_size=12
)


@given(
    rows=st.lists(_CELLS, min_size=3, max_size=12),
    copy=_STORED,
    contact=st.sampled_from([(SUPPLIER,), (OTHER_SUPPLIER,), (SUPPLIER, OTHER_SUPPLIER), ()]),
    auth=st.sampled_from(SenderAuth),
    written=st.sampled_from(
        ["", f" SIRET {SUPPLIER}", f" SIRET {OTHER_SUPPLIER}", " SIREN 732829320", " SIREN 552100554"]
    ),
)
def test_no_line_ever_tells_of_another_suppliers_invoice(
    rows: list[tuple[str, ...]],
    copy: list[tuple[str, str]],
    contact: tuple[str, ...],
    auth: SenderAuth,
    written: str,
) -> None:
    asked = replace(sheet(*rows), sender_auth=auth)
    asked = replace(asked, fresh_text=asked.fresh_text + written)
    stored_ones = [invoice(number, supplier_id=supplier) for number, supplier in copy]
    every = known(asked, *stored_ones, contact=contact)
    decision = decided(asked, every)
    told = decision.reply.invoices if decision.reply else ()
    assert all(one.supplier_id in contact for one in told)
    assert not told or auth is SenderAuth.PASSED
    claimed = set(every.claimed.sirets)
    assert all({one.supplier_id} == claimed for one in told)
