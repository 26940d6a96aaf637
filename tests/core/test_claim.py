"""Who a mail says it speaks for."""

from __future__ import annotations

from bot.core.claim import claimed_supplier
from bot.core.invoice import ClaimedSupplier
from bot.core.mention import Mention, MentionKind, Source
from tests.core.mails import a_mention

OURS = ("20007189200067", "20007189200026")
SUPPLIER = "40483304800022"
BRANCH = "40483304800030"
OTHER = "13000133200019"


def siret(value: str, source: Source = Source.FRESH) -> Mention:
    """A SIRET as a mention."""
    return a_mention(MentionKind.SIRET, value, source)


def test_the_one_siret_that_is_not_ours_is_the_suppliers() -> None:
    claimed = claimed_supplier([siret(OURS[0]), siret(SUPPLIER)], OURS, ())
    assert claimed == ClaimedSupplier((SUPPLIER,), "404833048", "mail")
    assert claimed.siret == SUPPLIER


def test_a_siret_of_our_own_siren_is_never_the_suppliers() -> None:
    assert claimed_supplier([siret("20007189200059")], OURS, ()) == ClaimedSupplier((), "", "")
    assert claimed_supplier([siret("20007189200059")], (), (), own_siren="200071892").sirets == ()


def test_two_sirets_are_ambiguous() -> None:
    claimed = claimed_supplier([siret(SUPPLIER), siret(OTHER), siret(SUPPLIER)], OURS, (SUPPLIER,))
    assert claimed.sirets == (SUPPLIER, OTHER)
    assert claimed.siret == ""


def test_history_counts_only_when_nothing_was_written_now() -> None:
    now_and_then = [siret(SUPPLIER), siret(OTHER, Source.QUOTED)]
    assert claimed_supplier(now_and_then, OURS, ()).sirets == (SUPPLIER,)
    assert claimed_supplier([siret(OTHER, Source.QUOTED)], OURS, ()).sirets == (OTHER,)


def test_our_own_siret_written_now_does_not_hide_the_suppliers_below() -> None:
    assert claimed_supplier([siret(OURS[0]), siret(OTHER, Source.QUOTED)], OURS, ()).sirets == (OTHER,)


def test_an_impossible_siret_claims_nothing() -> None:
    assert claimed_supplier([siret("12345678900012")], OURS, ()) == ClaimedSupplier((), "", "")


def test_without_a_siret_the_contacts_counts() -> None:
    assert claimed_supplier([], OURS, (SUPPLIER,)) == ClaimedSupplier((SUPPLIER,), "404833048", "contact")


def test_a_contact_of_two_suppliers_is_ambiguous_until_the_mail_names_one() -> None:
    contacts = (SUPPLIER, OTHER)
    assert claimed_supplier([], OURS, contacts).sirets == contacts
    assert claimed_supplier([siret(OTHER)], OURS, contacts).sirets == (OTHER,)


def test_a_siren_narrows_the_contacts_suppliers() -> None:
    siren = a_mention(MentionKind.SIREN, "404833048")
    assert claimed_supplier([siren], OURS, (SUPPLIER, OTHER)).sirets == (SUPPLIER,)
    assert claimed_supplier([siren], OURS, (SUPPLIER, BRANCH)).sirets == (SUPPLIER, BRANCH)


def test_a_siren_of_somebody_else_sets_the_contact_aside() -> None:
    siren = a_mention(MentionKind.SIREN, "130001332")
    assert claimed_supplier([siren], OURS, (SUPPLIER,)) == ClaimedSupplier((), "130001332", "mail")


def test_a_vat_number_narrows_when_its_key_is_right() -> None:
    right, wrong = (a_mention(MentionKind.VAT, vat) for vat in ("FR83404833048", "FR84404833048"))
    assert claimed_supplier([right], OURS, ()).siren == "404833048"
    assert claimed_supplier([wrong], OURS, ()).siren == ""


def test_our_own_siren_narrows_nothing() -> None:
    ours = a_mention(MentionKind.SIREN, "200071892")
    assert claimed_supplier([ours], OURS, (SUPPLIER,)).sirets == (SUPPLIER,)
