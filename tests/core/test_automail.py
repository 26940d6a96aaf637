"""Human or machine: what each kind is known by, and the people who only look like one."""

from __future__ import annotations

import pytest

from bot.core.automail import MailSigns, auto_kind
from bot.core.mail import AutoKind, ReaderIdentity

OURS = "factures@mairie.example"
IDENTITY = ReaderIdentity((), (OURS,), ("mairie.example",), "mairie.example")
PERSON = "compta@dupont.example"


def kind(
    subject: str = "Relance facture FA-2024-0117", sender: str = PERSON, to: str = OURS, **fields: str
) -> AutoKind | None:
    """The kind of a mail with these header fields (underscores are hyphens)."""
    found = tuple((name.replace("_", "-").lower(), value) for name, value in fields.items())
    message_id = fields.get("Message_ID", "<x@dupont.example>")
    return auto_kind(
        MailSigns(sender=sender, recipients=(to,), subject=subject, message_id=message_id, fields=found), IDENTITY
    )


@pytest.mark.parametrize("subject", [
    "Relance facture FA-2024-0117", "Absence de règlement", "Absence de bon de commande sur la facture 24-118", "En l'absence de réponse",
    "RE: Réponse automatique : votre facture", "Automatisation des relances", "Lecture du compteur", "Lu et approuvé : devis 12",
    "Échec de la livraison du 12 mars", "Delivery notification order 118", "Retour : facture 24-118", "Congés payés : facture 118",
    "TR: Undelivered Mail Returned to Sender", "Remise de 5 % non appliquée", "Accusé de réception de la facture FA-117 ?",
    "Out of stock: facture 118", "Message non lu ?", "Absents lors de la livraison", "", "Auto Réparation Martin - facture 12",
])  # fmt: skip
def test_a_person_is_no_machine_whatever_the_subject_resembles(subject: str) -> None:
    assert kind(subject, Return_Path="<compta@dupont.example>") is None


@pytest.mark.parametrize(
    "words", ["où en est la 471102 ?", "des nouvelles de notre LBG26-1199, svp ?", "où en est la facture 24-118 ?"]
)
def test_who_asks_about_an_invoice_is_no_machine_though_its_number_has_no_label(words: str) -> None:
    signs = MailSigns(
        sender=PERSON,
        recipients=(OURS,),
        subject="Lu : votre message",
        message_id="<x@dupont.example>",
        fields=(),
        words=words,
    )
    assert auto_kind(signs, IDENTITY) is None


@pytest.mark.parametrize("fields", [
    {"Auto_Submitted": "no"}, {"Auto_Submitted": "No (a person)"}, {"Precedence": "first-class"}, {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
    {"X_Auto_Response_Suppress": "OOF"}, {"X_Mailer": "Sage 100 Recouvrement"}, {"X_Priority": "1"}, {"Disposition_Notification_To": PERSON},
    {"In_Reply_To": "<guichet.answer.1@mairie.example>"},
])  # fmt: skip
def test_fields_of_ordinary_mail_make_no_machine(fields: dict[str, str]) -> None:
    assert kind(**fields) is None


@pytest.mark.parametrize("sender", [
    "mailer-daemon@mx.dupont.example", "MAILER-DAEMON@x.example".lower(), "postmaster@dupont.example", "mailer-daemon (mail delivery system)",
    "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@x.example", "bounces+12-ab@sender.example", "bounce-md_3.4@mandrill.example",
])  # fmt: skip
def test_a_daemon_bounces(sender: str) -> None:
    assert kind("Facture", sender) is AutoKind.BOUNCE


@pytest.mark.parametrize("subject", [
    "Undelivered Mail Returned to Sender", "Undeliverable: Facture", "Delivery Status Notification (Failure)", "failure notice",
    "Mail delivery failed: returning message to sender", "Returned mail: see transcript for details", "Mail System Error - Returned Mail",
    "Warning: message 1abc delayed 24 hours", "Non remis : Facture FA-117", "Non remis\u00a0: Facture", "Échec de la remise : Facture",
    "ÉCHEC DE LA REMISE", "Message non distribué", "Notification d'état de remise (échec)", "Unzustellbar: Facture", "Mancato recapito: x",
    "Remise différée : Facture", "Could not send message for past 4 hours",
])  # fmt: skip
def test_an_old_bounce_is_known_by_its_subject(subject: str) -> None:
    assert kind(subject) is AutoKind.BOUNCE


def test_a_delivery_report_is_a_bounce_by_its_structure() -> None:
    assert auto_kind(MailSigns(sender=PERSON, report_type="delivery-status"), IDENTITY) is AutoKind.BOUNCE
    assert auto_kind(MailSigns(sender=PERSON, has_delivery_status=True), IDENTITY) is AutoKind.BOUNCE
    assert kind(X_Failed_Recipients="x@y.example") is AutoKind.BOUNCE
    assert kind("Votre message", Return_Path="<>") is AutoKind.BOUNCE
    assert kind("Votre message", Return_Path=" ") is AutoKind.BOUNCE


@pytest.mark.parametrize("subject", [
    "Réponse automatique : Facture", "Réponse automatique\u00a0: Facture", "Absence", "Absent du bureau", "Absente jusqu'au 15 mars",
    "Absence du 12 au 20 août", "Je suis absent du 12 au 20 août", "Out of Office: Facture", "Out of the office", "Automatic reply: Facture",
    "Auto: Abwesend", "Abwesenheitsnotiz: Facture", "Abwesend: Facture", "Automatische Antwort: Facture", "Risposta automatica: Facture",
    "Fuori ufficio", "Message d’absence", "Auto-Reply: x", "Congés", "[EXT] Réponse automatique : x", "Respuesta automática: x",
])  # fmt: skip
def test_an_absence_is_known_by_whole_phrases_of_its_subject(subject: str) -> None:
    assert kind(subject.removeprefix("Auto: ")) is AutoKind.AUTO_REPLY


@pytest.mark.parametrize("fields", [
    {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "Auto-Replied; owner-email=x"}, {"Auto_Submitted": "auto-replied (vacation)"},
    {"X_Autoreply": "yes"}, {"X_Autorespond": ""}, {"Precedence": "auto_reply"}, {"X_Precedence": "Auto_Reply"}, {"Delivered_To": "Autoresponder"},
    {"Auto_Submitted": "auto-replied", "Return_Path": "<>"}, {"Auto_Submitted": "auto-replied", "Precedence": "bulk"},
])  # fmt: skip
def test_an_automatic_reply_is_known_by_its_fields(fields: dict[str, str]) -> None:
    assert kind("Re: Facture", **fields) is AutoKind.AUTO_REPLY


def test_an_exchange_absence_is_an_automatic_reply_though_it_says_generated() -> None:
    fields = {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All", "Return_Path": "<>"}
    assert kind("Réponse automatique : Facture", **fields) is AutoKind.AUTO_REPLY


@pytest.mark.parametrize("subject", [
    "Lu : Facture FA-117", "Lu\u00a0: Facture", "Non lu : Facture", "Read: Facture", "Gelesen: x", "Accusé de lecture : x",
    "Accusé de réception (affiché) - Facture", "Lesebestätigung: x", "Confirmation de lecture", "Return Receipt (displayed) - x",
])  # fmt: skip
def test_a_receipt_is_known_by_its_subject(subject: str) -> None:
    assert kind(subject) is AutoKind.RECEIPT


def test_a_receipt_is_known_by_its_structure_even_with_an_empty_envelope_sender() -> None:
    fields = (("return-path", "<>"),)
    signs = MailSigns(sender=PERSON, subject="Facture", report_type="disposition-notification", fields=fields)
    assert auto_kind(signs, IDENTITY) is AutoKind.RECEIPT
    assert auto_kind(MailSigns(sender=PERSON, has_disposition=True), IDENTITY) is AutoKind.RECEIPT


def test_a_list_has_its_own_fields_and_a_newsletter_is_not_addressed_to_us() -> None:
    assert kind("La lettre", List_Id="<achats.example>") is AutoKind.LIST
    assert kind(Precedence="List") is AutoKind.LIST
    assert kind(List_Unsubscribe="<https://x.example>", to="clients@x.example") is AutoKind.LIST


@pytest.mark.parametrize("fields", [
    {"List_Unsubscribe": "<https://x.example>"}, {"Auto_Submitted": "auto-generated"}, {"Auto_Submitted": "auto-notified"},
    {"Precedence": "Bulk"}, {"Precedence": "junk"}, {"X_Auto_Response_Suppress": "All"}, {"X_Auto_Response_Suppress": "DR, All"},
    {"Auto_Submitted": "auto-generated", "Return_Path": "<>"}, {"X_Guichet": "answer", "Auto_Submitted": "auto-generated"},
])  # fmt: skip
def test_a_program_that_writes_to_us_is_generated_and_not_a_list(fields: dict[str, str]) -> None:
    assert kind(**fields) is AutoKind.GENERATED


@pytest.mark.parametrize("sender", [
    "noreply@x.example", "no-reply@x.example", "no_reply.factures@x.example", "ne-pas-repondre@x.example", "nepasrepondre@x.example",
    "donotreply@x.example", "do-not-reply@x.example", "factures-noreply@x.example", "noreply2@x.example", "compta.no-reply@x.example",
])  # fmt: skip
def test_an_address_that_nobody_reads_is_a_program(sender: str) -> None:
    assert kind("Votre facture", sender) is AutoKind.GENERATED
    assert kind("Votre facture", sender, Return_Path="<>") is AutoKind.GENERATED


def test_a_relance_that_calls_itself_automatic_is_generated_and_never_ignored_as_an_absence() -> None:
    assert kind("Message automatique : relance facture FA-117") is AutoKind.GENERATED


@pytest.mark.parametrize(
    "sender", ["noel.repondreau@x.example", "renoreply.martin@x.example", "reply@x.example", "notary@x.example"]
)
def test_a_name_that_only_contains_such_letters_is_a_person(sender: str) -> None:
    assert kind("Facture", sender) is None


def test_our_own_mail_is_known_by_its_message_id_or_by_its_mark_under_our_address() -> None:
    assert kind(sender="x@y.example", Message_ID="<guichet.note.ab12@mairie.example>") is AutoKind.OWN
    assert kind(sender=OURS, X_Guichet="note") is AutoKind.OWN
    assert kind(sender=OURS, Auto_Submitted="auto-generated") is AutoKind.OWN
    assert kind(sender=OURS) is None
    assert kind(sender="agent@mairie.example", Message_ID="<abc@mairie.example>") is None
    assert kind(sender=PERSON, Message_ID="<guichet.note.ab12@ailleurs.example>") is None


def test_bulk_written_by_the_sender_makes_a_machine_and_by_a_forwarder_does_not() -> None:
    assert kind(Received="from a by b", Precedence="bulk") is AutoKind.GENERATED
    assert kind(Precedence="bulk", Received="from a by b") is None


def test_an_empty_envelope_sender_may_be_written_as_a_daemon() -> None:
    assert kind("Votre message", Return_Path="<MAILER-DAEMON>") is AutoKind.BOUNCE
