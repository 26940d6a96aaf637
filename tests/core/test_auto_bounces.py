"""Bounces of old and foreign mail servers as saved files show them: no report, no envelope."""

from __future__ import annotations

import pytest

from bot.core.automail import MailSigns, auto_kind
from bot.core.mail import AutoKind, ReaderIdentity

OURS = "factures@mairie.example"
IDENTITY = ReaderIdentity((), (OURS,), ("mairie.example",), "mairie.example")
PERSON = "compta@dupont.example"

BOUNCES = [
    ("mailer-daemon@mx.x.example", "Undelivered Mail Returned to Sender",
     "This is the mail system at host mx.x.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients."),
    ("mailer-daemon@x.example", "Re: Votre facture", "Sorry."),
    (PERSON, "Mail delivery failed: returning message to sender",
     "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  jean@x.example"),
    ("root@x.example", "Votre facture", "This message was created automatically by mail delivery software.\n\nA message that you sent has not yet been delivered: jean@x.example\n"),
    ("ms@x.example", "failure notice", "Hi. This is the qmail-send program at x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses."),
    ("ms@x.example", "Message", "Hi. This is the qmail-send program at x.example.\nI'm afraid I wasn't able to deliver your message.\n<a@x.example>:\nno mailbox here by that name."),
    ("postmaster@x.example", "Non remis : Facture", "Échec de la remise pour ces destinataires ou groupes :\n\njean@x.example"),
    ("postmaster@x.example", "Facture FA-2026-0117", "Votre message n'a pas été remis à jean@x.example : la boîte est pleine."),
    ("admin@x.example", "Non distribuable : Facture", "Votre message n'a pas atteint certains ou tous les destinataires prévus."),
    ("postmaster@x.example", "Retardé : Facture FA-2026-0117", "La remise de votre message à jean@x.example est retardée."),
    ("postmaster@x.example", "Remis : Facture FA-2026-0117", "Votre message a été remis aux destinataires suivants : jean@x.example"),
    ("postmaster@x.example", "Remise retardée : Facture", "La remise à ces destinataires a été retardée"),
    (PERSON, "Remise différée : Facture", ""),
    ("postmaster@orange.example", "Echec de distribution de votre message", "Votre message n'a pas pu être distribué au destinataire jean@orange.example (OFR_416)"),
    ("postmaster@sfr.example", "Mail non distribué", "Le destinataire est inconnu : jean@sfr.example"),
    ("postmaster@free.example", "Avis de non-remise", "boîte pleine"),
    ("ovh@mx.example", "Échec d'envoi de message", "550 5.1.1 jean@ovh.example"),
    ("nobody@x.example", "Votre message", "Votre courriel adressé à jean@x.example n'a pas pu être acheminé : 550 5.7.1 rejeté."),
    ("barracuda@x.example", "**Message you sent blocked by our bulk email filter**", "Your message to: jean@x.example was blocked by our Spam Firewall."),
    ("postmaster@mimecast.example", "[Postmaster] Email Delivery Failure", "Email Delivery Failure\nThis is a delivery failure notification message indicating that an email you addressed to: jean@x.example could not be delivered."),
    ("postmaster@mimecast.example", "[Postmaster] Message Delivery Delayed", "jean@x.example"),
    ("proofpoint@x.example", "Undeliverable: Facture", "The original message was received at Mon, 4 Mar 2024 from mx [192.0.2.1]\n550 5.1.1 jean@x.example"),
    ("server@x.example", "DELIVERY FAILURE: User jdupont (jdupont@x.example) not listed in Domino Directory", "Your message\n  Subject: Facture\nwas not delivered to: jdupont@x.example"),
    ("groupwise@x.example", "Message status - undeliverable", "The attached file had the following undeliverable recipient(s): jean@x.example"),
    ("firstclass@x.example", "NDN: Facture", "Sorry."),
    ("x@yahoo.example", "Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n<jean@x.example>: 554 5.4.14"),
    ("noname@googlemail.example", "Delivery Status Notification (Delay)", "There was a temporary problem delivering your message to jean@x.example."),
    ("x@x.example", "Adresse introuvable", "Address not found\nYour message wasn't delivered to jean@x.example because the address couldn't be found"),
    ("x@x.example", "Unzustellbar: Rechnung", "Ihre Nachricht konnte nicht zugestellt werden."),
    ("x@x.example", "Mancata consegna: Fattura", "Non è stato possibile recapitare il messaggio"),
    ("x@x.example", "Onbestelbaar: Factuur", "Uw bericht kan niet worden bezorgd"),
    ("x@x.example", "No se puede entregar: Factura", "No se pudo entregar el mensaje"),
    ("x@x.example", "Delivery reports about your email [FAILED(1)]", "Invalid recipient."),
    ("postmaster@x.example", "Message", "Erreur."),
    ("x@x.fr", "Returned mail: see transcript for details", "   ----- The following addresses had permanent fatal errors -----\n<a@x.fr>"),
    ("p@x.fr", "Erreur de remise", "Le message n'a pas pu être remis à a@x.fr : 550 5.1.1"),
    ("p@x.fr", "Message rejeté", "Votre message adressé à a@x.fr a été rejeté : 550 spam"),
    ("p@x.fr", "Mail undeliverable", "<a@x.fr>: host mx said 550"),
    ("p@x.fr", "Delivery Failure Notification", "x"),
    ("p@x.fr", "Undelivered: facture", "x"),
    ("p@x.fr", "Email delivery failed", "x"),
    ("p@x.fr", "Nicht zugestellt: Rechnung", "x"),
    ("p@x.fr", "Rejected: Facture", "Your message to a@x.fr was rejected"),
    ("p@x.fr", "Automatically rejected mail", "x"),
    ("p@x.fr", "Mail Delivery Status Report", "x"),
    ("p@x.fr", "Échec de la remise du message", "x"),
    ("p@x.fr", "Message non remis à son destinataire", "x"),
    ("p@x.fr", "Votre message n'a pas été délivré", "x"),
    ("p@x.fr", "Rapport de non-remise", "x"),
    ("p@x.fr", "Notification de non-distribution", "x"),
    ("p@x.fr", "[Mail non distribué] Facture", "x"),
    ("p@x.fr", "Boîte aux lettres pleine", "La boîte aux lettres de a@x.fr est pleine."),
    ("p@x.fr", "Facture", "Delivery to the following recipient failed permanently:\n\n  a@x.fr"),
    ("p@x.fr", "Facture", "Your message\n\n To: a\n Subject: b\n\ndid not reach the following recipient(s):\na@x.fr"),
    ("p@x.fr", "Facture", "Voici un rapport du serveur x. Le message suivant n'a pas pu être délivré à un ou plusieurs destinataires : a@x.fr"),
    ("p@x.fr", "Facture", "The user a@x.fr does not exist"),
    ("p@x.fr", "Facture", "The e-mail account does not exist at the organization this message was sent to. <a@x.fr>"),
    ("p@x.fr", "Facture", "Sorry, no mailbox here by that name. (#5.1.1) a@x.fr"),
    ("server@x.example", "Delivery Status Notification (Failure)", "x"),
    ("server@x.example", "Undelivered Mail Returned to Sender", "x"),
    ("server@x.example", "Mail System Error - Returned Mail", "x"),
    ("server@x.example", "Warning: could not send message for past 4 hours", "x"),
    ("server@x.example", "Message delivery failed", "x"),
    ("server@x.example", "Erreur d'envoi", "Votre message n'a pas été distribué. Motif : 5.1.1 a@x.fr inconnu"),
    ("server@x.example", "Message non délivré : Facture", "x"),
    ("server@x.example", "Non-delivery report: Facture", "x"),
    ("server@x.example", "NON DISTRIBUABLE : Facture", "x"),
    ("server@x.example", "Retour de courrier non distribué", "x"),
    ("server@x.example", "Échec de la remise différée", "a@x.fr"),
    ("server@x.example", "Echec de remise de votre message", "x"),
    ("server@x.example", "Delivery has been delayed: Facture", "x"),
    ("server@x.example", "Notification d’échec de remise", "x"),
    ("server@x.example", "Votre message n’a pas pu être distribué", "x"),
    ("server@x.example", "Courrier électronique non remis", "x"),
    ("postmaster@x.example", "Mail Delivery Warning", "This is an advisory-only email.  Please do not reply to it.\n\nDelivery of email to this address\n\n\"jean@x.example\"\n\nhas been postponed due to a full mailbox."),
    ("mdaemon@x.example", "Warning: jean@x.example - User unknown!", "jean@x.example - no such user here.\n\nThere is no user by that name at this server."),
    ("post_master@sms.example", "Re:Votre facture", "Error: Invalid user address\n\nError message below:\n550 - Requested action not taken: no such user here\n\nMessage details:\n  RCPT TO: 0600000000@sms.example"),
    ("no-reply@x.example", "AWS Notification Message", '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"jean@x.example","action":"failed","status":"5.1.1"}]}}'),
    ("no-reply@mail.example", "メールエラー通知", "送信先のメールボックスが一杯のため、送信できませんでした。\n\nYour mail sent on: Thu, 23 Nov 2026\n     Could not be delivered to: <jean@mail.example>"),
    ("postmaster@mail.example", "メッセージを配信できません。", "Sent <<< RCPT TO:<jean@mail.example>\nReceived >>> 550 5.1.1 <jean@mail.example>... user unknown"),
    ("alertes@hotmail.example", "complaint about message from 192.0.2.22", ""),
    ("abus@x.example", "Abuse report", "This is an email abuse report for an email message received from IP 192.0.2.22"),
    ("liste-admin@x.example", "Loop Alert: Duplicated Message-ID (liste ML)", "Duplicated Message-ID in <liste@x.example>."),
    ("x@x.example", "Message 1kQ2aB-0001xY-7z frozen", "Message 1kQ2aB-0001xY-7z has been frozen (delivery error message)."),
    ("x@x.example", "Postmaster notify: see transcript for details", "   ----- Transcript of session follows -----\n550 jean@x.example... User unknown"),
    ("admin@x.example", "Non-Delivery: Facture", "--- Non-Delivery Report ---\nThe email below could not be delivered to the following user: jean@x.example"),
    ("filtre@x.example", "BANNED contents (.exe) in mail FROM YOU", "BANNED CONTENTS ALERT"),
    ("filtre@x.example", "Considered UNSOLICITED BULK EMAIL, apparently from you", "The message WAS NOT relayed to:\n<jean@x.example>:\n554 5.7.0 Reject"),
    ("postmaster@x.example", "[EXTERNE] Non remis : Facture", "Échec de la remise pour ces destinataires : jean@x.example"),
    ("postmaster@x.example", "[EXT] [SPAM?] Undeliverable: Facture", "Delivery has failed to these recipients: jean@x.example"),
    ("x@x.example", "Kan inte levereras: Faktura", "x"),
    ("x@x.example", "Mensagem não entregue", "Não foi possível entregar a mensagem a jean@x.example"),
    ("x@x.example", "Не удаётся доставить: Счёт", "x"),
]  # fmt: skip

PEOPLE = [
    ("Undelivered goods", "Hello, the goods of order 4500012 were not delivered to the right address."),
    ("Mancata consegna della merce", "Buongiorno, la merce non è arrivata."),
    ("Failed delivery of order 4500012", "Hello, our carrier reports a failed delivery of your order."),
    ("Complaint about message of 3 March", "Hello, we do not agree with your message."),
    ("Non-delivery of the goods", "Hello, we complain about it."),
    ("[EXTERNE] Livraison non remise", "Bonjour, le colis n'a pas été remis à l'accueil."),
    ("Invoice in mail to you", "Hello, the invoice is in the mail to you."),
]


@pytest.mark.parametrize(("subject", "words"), PEOPLE)
def test_a_person_who_speaks_of_goods_that_did_not_come_is_no_bounce(subject: str, words: str) -> None:
    assert auto_kind(MailSigns(PERSON, (OURS,), subject, words=words), IDENTITY) is None


@pytest.mark.parametrize(("sender", "subject", "words"), BOUNCES)
def test_a_bounce_without_report_and_without_empty_envelope_is_a_bounce(sender: str, subject: str, words: str) -> None:
    signs = MailSigns(sender, (OURS,), subject, words=words)
    assert auto_kind(signs, IDENTITY) is AutoKind.BOUNCE
