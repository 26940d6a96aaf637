"""Machines known by their words alone (saved files lose header fields), and the people who use the same words."""

from __future__ import annotations

import pytest

from bot.core.automail import MailSigns, auto_kind
from bot.core.mail import AutoKind, ReaderIdentity

OURS = "factures@mairie.example"
IDENTITY = ReaderIdentity((), (OURS,), ("mairie.example",), "mairie.example")
PERSON = "compta@dupont.example"


def kind(
    words: str,
    subject: str = "Re: Votre facture",
    sender: str = PERSON,
    *,
    calendar: str = "",
    is_forward: bool = False,
    has_files: bool = False,
    fields: tuple[tuple[str, str], ...] = (("return-path", "<compta@dupont.example>"),),
) -> AutoKind | None:
    """The kind of a mail of these words with an ordinary envelope."""
    signs = MailSigns(
        sender, (OURS,), subject, "<x@dupont.example>", calendar=calendar, words=words, is_forward=is_forward,
        has_files=has_files, fields=fields,
    )  # fmt: skip
    return auto_kind(signs, IDENTITY)


AWAY = [
    "Merci pour votre message. Actuellement en arrêt, je reprendrai le 7 décembre. Votre mail ne sera pas transféré.",
    "Bonjour,\nJe suis en congés jusqu'au 27 novembre inclus.\nCordialement",
    "Je suis absente du bureau jusqu'au 3 mars. En cas d'urgence, contactez M. Leroy au 03 23 05 11 40.",
    "Bonjour, je suis actuellement en congés et serai de retour le 1er décembre. Je n'aurai pas accès à mes mails.",
    "Je serai absent(e) du 12 au 20 août 2026. Votre message sera traité à mon retour.",
    "Je suis en congé maternité jusqu'au 15 mars 2027. Merci de vous adresser à compta@x.example",
    "Bonjour,\nActuellement absent, je prendrai connaissance de votre message dès mon retour. Réponse automatique : je suis absent.",
    "Nos bureaux sont fermés du 24 décembre au 2 janvier. Nous vous souhaitons de bonnes fêtes.",
    "L'entreprise est fermée pour congés annuels du 3 au 24 août. Une question ? Rendez-vous sur notre site.",
    "Bonjour,\nJe ne fais plus partie des effectifs de la société. Merci de contacter contact@x.example",
    "Cette adresse n'est plus utilisée. Ceci est une réponse automatique : merci d'écrire dorénavant à contact@x.example",
    "M. Dupont a quitté la société. Vous pouvez joindre M. Martin.",
    "Pour vos factures, merci d'écrire à compta@x.example : je suis en déplacement jusqu'au 12, avec un accès limité à mes mails.",
    "I am out of the office until Monday 30 November with limited access to email.",
    "I'm currently on annual leave and will reply when I return.",
    "I am no longer with the company. Please contact sales@x.example.",
    "Ich bin bis zum 30.11. nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.",
    "Vielen Dank für Ihre Nachricht. Ich bin derzeit im Urlaub.",
    "Estoy fuera de la oficina hasta el lunes.", "Sono in ferie fino al 20 agosto.", "Ik ben tot 12 mei afwezig.",
    "Bonjour,\n\nJe suis actuellement absent et serai de retour le lundi 9 mars.\n\nPour toute urgence vous pouvez contacter Mme Petit.\n\nCordialement,\nJean Dupont",
    "Bonjour, absent jusqu'au 15/08, je traiterai votre mail à mon retour.",
    "Absente du bureau jusqu'au lundi 2 mars, merci de contacter Paul au 06 12 34 56 78.",
    "Bonjour,\nJe suis en congés du 3 au 24 août inclus.\nMerci d'adresser vos demandes à compta@x.fr",
    "Merci pour votre message. Je suis absente jusqu'au 3.",
    "Bonjour, je n'ai pas accès à ma messagerie jusqu'au 12 mars. Cordialement",
    "Bonjour, je suis en arrêt maladie jusqu'au 30 avril. Pour les factures, s'adresser à compta@x.fr",
    "Je suis absent aujourd'hui. En cas d'urgence merci de contacter le standard.",
    "Notre société sera fermée du 1er au 21 août. Nous traiterons votre message à notre retour.",
    "Nous sommes fermés jusqu'au 5 janvier. Bonnes fêtes !",
    "Hello,\nThank you for your email. I am currently out of the office and will return on March 3rd.",
    "I will be out of the office starting 03/03/2026 and will not return until 10/03/2026.",
    "I am on parental leave until June. For urgent matters please contact Anna.",
    "Thanks for your message! I'm traveling this week with limited access to email.",
    "Our offices are closed until January 2nd.",
    "Guten Tag, ich bin vom 3. bis 10. März abwesend und habe keinen Zugriff auf meine E-Mails.",
    "Sarò assente dall'ufficio fino al 3 marzo.",
    "Estaré ausente hasta el 3 de marzo.",
    "Ik ben momenteel niet aanwezig. Ik ben terug op 3 maart.",
    "Bonjour, Je serai de retour le 3 mars. D'ici là, merci de contacter Mme X.",
    "Message d'absence : je suis indisponible jusqu'au 4 mai, merci de joindre mon assistante.",
    "Suite à mon départ de la société, merci de bien vouloir adresser vos messages à m.durand@x.fr",
    "Mme Durand ne travaille plus dans notre société. Merci de contacter m.petit@x.fr.",
    "Attention, changement d'adresse : cette boîte mail n'est plus consultée. Merci d'utiliser contact@x.fr",
    "Bonjour,\nMerci de votre message.\nJe suis en congé jusqu'au 9 mars.\nMme Roux (roux@x.fr) assure le suivi pendant cette période.",
    "Je suis en congés annuels et de retour le 24/08/2026.",
    "Bonjour, je suis absente le mercredi. Votre message sera lu jeudi.",
    "Absence jusqu'au 12/05. Pour toute urgence : 06 00 00 00 00.",
    "Bonjour, je suis actuellement en formation et répondrai à vos mails dès que possible.",
    "Le secrétariat est fermé jusqu'au lundi 5 janvier 2026 inclus.",
    "I'm OOO until Friday. Please reach out to Sam.",
    "Thank you for your email. I'm away from my desk until 3 March.",
    "Ich bin ab dem 3. März wieder im Büro erreichbar.",
    "Je ne suis plus en charge de ce dossier depuis mon départ de la société. Merci de contacter le 01 02 03 04 05.",
    "Bonjour, actuellement en congés, je vous répondrai à mon retour le 3 mars.",
]  # fmt: skip


@pytest.mark.parametrize("words", AWAY)
def test_an_absence_in_a_reply_without_any_field_is_an_automatic_reply(words: str) -> None:
    assert kind(words) is AutoKind.AUTO_REPLY
    assert kind(words, "Re: [MAIRIE-2026-000018] Facture FA-2026-0117") is AutoKind.AUTO_REPLY


RECEIVED = [
    "Bonjour,\nNous avons bien reçu votre message et nous vous répondrons dans les plus brefs délais.\nCeci est un e-mail automatique.",
    "Nous avons bien reçu votre e-mail et vous répondrons sous 48 h.",
    "Nous accusons réception de votre message, un conseiller vous contactera. Besoin d'aide ?",
    "Votre demande a bien été enregistrée sous le numéro 448812. Un conseiller vous répondra sous 48h.",
    "Votre demande a été enregistrée sous la référence SR-2026-00812.",
    "Bonjour,\nUn nouveau ticket #123 a été créé.\nMerci de ne pas modifier l'objet.",
    "Votre ticket a été clôturé automatiquement après 7 jours d'inactivité.",
    "Merci pour votre message. Notre équipe vous répondra sous 24 heures.",
    "Nous vous remercions de nous avoir contactés. Votre demande sera traitée dans les meilleurs délais.",
    "Thank you for contacting us. We will get back to you as soon as possible.",
    "We have received your message and will respond within 2 business days.",
    "Your request (448812) has been received and is being reviewed by our support staff.",
    "Vielen Dank für Ihre Anfrage. Wir antworten schnellstmöglich.",
    "Mon système anti-spam vous demande de vous identifier une seule fois. Cliquez ici pour que votre message soit remis.",
    "Ceci est une réponse automatique. À bientôt.",
    "Bonjour, ceci est un accusé de réception automatique, merci de ne pas y répondre.",
    "Bonjour,\n\nVotre message a bien été reçu. Il sera traité dans les meilleurs délais.\n\nLe service client",
    "Votre e-mail nous est bien parvenu et nous vous en remercions. Nous y répondrons sous 72 heures.",
    "Bonjour, nous avons bien reçu votre demande. Notre équipe revient vers vous rapidement.",
    "Bonjour,\nMerci d'avoir contacté le service clients. Votre demande est en cours de traitement sous la référence 00812345.",
    "Nous avons bien pris en compte votre demande. Un technicien va la traiter.",
    "Votre demande a été prise en compte. Numéro de dossier : 55421.",
    "Vous avez contacté le service comptabilité. Votre message sera traité dans un délai de 5 jours ouvrés.",
    "Thank you for contacting Acme Support. A ticket has been opened with the number #4411.",
    "We've received your request and a member of our team will reply shortly.",
    "Your case 00123 has been created.",
    "Hi there,\nYour ticket has been received. We'll be in touch soon.",
    "Votre message a été reçu par le service comptabilité fournisseurs. Délai moyen de traitement : 5 jours.",
    "Bonjour, votre courriel a bien été transmis au service concerné qui vous répondra.",
    "Nous vous confirmons la bonne réception de votre message.",
    "Your message has been received. Our team will get back to you within 48 hours.",
    "Merci de votre intérêt ! Un commercial vous recontactera.",
]  # fmt: skip


@pytest.mark.parametrize("words", RECEIVED)
def test_an_acknowledgement_that_nobody_typed_is_an_automatic_reply(words: str) -> None:
    assert kind(words, "Merci pour votre message") is AutoKind.AUTO_REPLY


@pytest.mark.parametrize("subject", [
    "Ticket #123 créé", "[Ticket#20261123] Ticket fermé", "Votre demande n° 448812 est enregistrée", "Re: Case 00812 created", "Demande 4488 clôturée",
])  # fmt: skip
def test_a_ticket_that_was_opened_or_closed_is_an_automatic_reply(subject: str) -> None:
    assert kind("Bonjour,\nSuivez-la sur notre portail.", subject) is AutoKind.AUTO_REPLY
    assert kind("Pouvez-vous me dire où en est la facture FA-2026-0117 ?", subject) is None


GENERATED = [
    ("Relance", "Votre facture FA-2026-0117 est échue. Ceci est un message automatique, merci de ne pas répondre."),
    ("Relance FA-2026-0117", "La facture est échue. Merci de procéder au règlement. Ce message a été généré automatiquement."),
    ("Relance", "Pouvez-vous régler la facture FA-2026-0117 ? Message automatique, ne pas répondre à cet e-mail."),
    ("Rappel d'échéance", "Cette relance est envoyée automatiquement par notre logiciel. Restant dû : 120,00 €"),
    ("Nouveau document", "Un document est à votre disposition. Merci de ne pas répondre à ce message."),
    ("Notification", "This is an automatically generated message. Please do not reply to this email."),
    ("Reminder", "This e-mail was sent automatically. Our invoice FA-2026-0117 is overdue."),
    ("Notification", "Cette adresse n'est pas relevée."),
    ("Notification", "Diese E-Mail wurde automatisch erstellt."),
    ("Avis", "Votre dossier : mise en demeure. Ceci est une réponse automatique."),
    ("Rappel : Facture FA-2026-0117", "Véronique MARTIN souhaite rappeler le message « Facture FA-2026-0117 »."),
    ("Recall: Invoice", 'John would like to recall the message, "Invoice".'),
    ("Résumé de quarantaine", "3 messages retenus."), ("Vous avez 3 messages en quarantaine", "x"), ("Spam Notification: 2 New Messages", "x"),
    ("End User Digest: 5 New Messages", "x"), ("[Vade] Rapport de quarantaine", "x"), ("You have new held messages", "x"),
    ("Jean Martin a partagé « Factures 2026 » avec vous", "Jean Martin a partagé un dossier avec vous. Ouvrir"),
    ("Jean shared \"Invoices\" with you", "This link will work for anyone."), ("jean@x.example vous a envoyé facture.pdf via WeTransfer", "1 fichier. Téléchargez-le."),
    ("Notification", "Bonjour,\nCe message vous est adressé automatiquement, merci de ne pas y répondre.\nVotre facture F-118 est disponible sur votre espace."),
    ("Notification", "Cet email est envoyé automatiquement, nous vous remercions de ne pas y répondre."),
    ("Notification", "Ce courriel a été émis automatiquement. Merci de ne pas utiliser la fonction répondre."),
    ("Notification", "*** Ceci est un message automatique. Merci de ne pas répondre. ***"),
    ("Notification", "Ce mail est généré par un automate."),
    ("Notification", "[Message automatique - ne pas répondre]\nVotre compte présente un solde de 12 €"),
    ("Notification", "Please do not reply to this automatically generated email."),
    ("Notification", "This mailbox is not monitored."),
    ("Notification", "Do not reply - automated message."),
    ("Notification", "Courriel automatique - merci de ne pas répondre à cette adresse."),
    ("Notification", "E-mail envoyé automatiquement par Sellsy. Facture FA-2026-01"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "words"), GENERATED)
def test_a_program_that_says_so_is_generated_whatever_it_claims(subject: str, words: str) -> None:
    assert kind(words, subject) is AutoKind.GENERATED


@pytest.mark.parametrize(
    "subject", ["Message Recall Failure: Facture", "Échec du rappel : Facture", "Rappel du message réussi"]
)
def test_the_report_on_a_recalled_mail_is_an_automatic_reply(subject: str) -> None:
    assert kind("", subject) is AutoKind.AUTO_REPLY


PEOPLE = [
    ("Avant mes congés", "Je suis en congés la semaine prochaine, pouvez-vous me dire où en est FA-2026-0117 ?"),
    ("Facture", "Bonjour, je serai absente jusqu'au 12, merci de nous confirmer le règlement avant."),
    ("Facture", "Je suis de retour de congés : notre facture n'est toujours pas réglée."),
    ("Facture", "Je serai absent vendredi. Cordialement"),
    ("Chantier", "Nos bureaux sont fermés en août, FA-2026-0117 doit être payée avant."),
    ("Absence", "Où en est le paiement de la facture FA-2026-0117 ?"),
    ("Nouveau RIB", "Je suis en congés jusqu'au 12 ; voici notre nouveau RIB."),
    ("M. Durand", "M. Durand a quitté la société, je le remplace. Merci de m'adresser vos courriers."),
    ("Re: Réponse automatique : Facture", "J'ai reçu votre réponse automatique mais pas de suite. Où en est FA-2026-0117 ?"),
    ("Re: Réponse automatique : Facture", "Vous me répondez « ceci est un message automatique, merci de ne pas répondre à ce message ». Qui peut m'aider ?"),
    ("Facture", "J'ai reçu un message automatique. Que dois-je faire de ma facture ?"),
    ("Facture", "Bonjour,\nÉtat de la facture VE00012353 ?\n\nMerci de ne pas répondre à l'ancienne adresse adv@x.example, elle n'est plus relevée."),
    ("Re: Votre facture", "Nous avons bien reçu votre message. Le numéro de la facture est FA-2026-0117."),
    ("Re: Votre facture", "Nous avons bien reçu votre mail, ci-joint la facture, merci de nous répondre dans les meilleurs délais."),
    ("Re: Votre facture", "Nous avons bien reçu votre message mais il ne répond pas à notre question : dans quels meilleurs délais serons-nous payés ?"),
    ("Confirmation de commande ?", "Avez-vous confirmé le bon de commande 4500012 ?"), ("Rappel : facture impayée", "La facture FA-2026-0117 reste impayée."),
    ("Rappel : Facture", "Je me permets de vous rappeler ce message du 3 mars resté sans réponse."), ("Votre demande", "Bonjour, le SIRET est 20007189200067."),
    ("Échec de la remise des clés", "Les clés n'ont pas été remises."), ("Échec de remise Chorus ?", "FA-2026-0117 a-t-elle été reçue ?"),
    ("Livraison", "Votre commande n'a pas pu être livrée."), ("Retardé : chantier", "Le chantier est retardé."), ("Remis : plis", "Les plis sont remis."),
    ("Accusé de réception", "Merci d'accuser réception de ma facture FA-2026-0117."), ("Lu : ok", "Pouvez-vous payer FA-2026-0117 ?"),
    ("Partage des frais", "Nous avons partagé les frais avec vous : lien ci-dessous."), ("Invitation : inauguration", "Madame, Monsieur, vous êtes conviés."),
    ("Facture", "Votre message n'a pas été transmis à la bonne personne."), ("Ticket restaurant", "Facture FA-2026-0117 des tickets restaurant."),
    ("Facture", "Le portail dit que votre message n'a pas pu être remis à compta@x.example, pouvez-vous vérifier FA-2026-0117 ?"),
    ("Facture", "Ce message a été analysé automatiquement par l'antivirus."), ("Accepté : devis 118", "Le devis est accepté, je vous l'envoie."),
    ("Facture", ""),
    ("Présentation", "Bonjour, nous sommes un organisme de formation. Vous pouvez nous joindre au 03 23 05 11 40."),
    ("Délai", "Bonjour, notre comptable est absente cette semaine, elle vous transmettra le SIRET à son retour."),
    ("Facture F-118", "Bonjour, suite à votre message, vous trouverez le SIRET 20007189200067. Cordialement. Merci de ne pas imprimer ce mail."),
    ("Re: Votre facture", "Le numéro est 2026-118."),
    ("Re: Votre facture", "Merci de votre retour. Nous attendons le virement."),
    ("Contact", "Thanks for your message. I will send the purchase order tomorrow."),
    ("Lunch", "I'm back on Monday, see you then."),
    ("Patch", "The message could not be delivered to the queue when the broker restarts, see attached patch for broker@2.1.0."),
    ("Bug", "When I send mail I get 550 5.7.1: your message was rejected by foo@bar. Any idea why this happens with postfix?"),
    ("Re: Delivery", "We delivered your order yesterday. Please confirm reception."),
    ("Delivery problem with order 118", "The pallet arrived broken."),
    ("Le bon de commande est absent", "Merci de nous l'adresser."),
    ("Auto : réparation véhicule AB-123-CD", "Le véhicule est prêt."),
    ("Lots en quarantaine", "Liste des lots en quarantaine ci-dessous."),
    ("Rapport de remise des prix", "Bonne lecture"),
    ("Confirmation", "Je vous confirme la réception."),
    ("Fermeture annuelle", "Bonjour, en prévision de notre fermeture annuelle, merci de régler F-2026-118 avant le 3 août."),
    ("Departure", "Bob no longer works on this package, I took over maintenance. Contact me for review."),
    ("Ticket 4411", "Ticket 4411 de pesée joint à la facture FA-2026-118."),
    ("Demande ouverte", "La demande d'acompte reste ouverte depuis mars."),
    ("Case closed?", "I think the case was closed too early."),
    ("Votre demande de pièces reçue", "Bonjour, voici les pièces demandées : Kbis, attestation."),
    ("Invitation : comité", "Bonjour, je vous invite au comité."),
    ("Re: réunion", "Accepté, à mardi."),
    ("Message retourné", "Votre courrier postal nous a été retourné par La Poste."),
    ("Rappel", "Je souhaite rappeler que le message du 3 mars est resté sans suite."),
    ("Documents", "Marie a partagé avec moi le dossier ; le lien est dans le mail."),
    ("Devis", "Notre devis a été envoyé automatiquement à l'ancienne adresse, le voici."),
    ("Prélèvement automatique", "Le prélèvement automatique a été rejeté."),
    ("Erreur : facture FA-2026-118", "Une erreur de montant s'est glissée."),
    ("Failed: payment", "Our bank says the payment failed."),
    ("Relevé", "Veuillez trouver notre relevé."),
    ("Absence", "Bonjour, mon fils sera absent de la cantine lundi."),
    ("Absence de M. Petit", "M. Petit sera absent, je le remplace à la réunion."),
    ("Congés", "Voici les dates de congés de l'équipe pour le chantier."),
    ("Spam ?", "Est-ce que ce mail vient de vous ?"),
    ("Adresse", "L'adresse de facturation n'est pas valide dans Chorus, veuillez nous indiquer la bonne."),
    ("RIB", "L'adresse n'est plus utilisée. Nouveau RIB en pièce jointe."),
    ("Facture", "Bonjour, je suis en congés vendredi, on se voit lundi pour le chantier."),
    ("Facture", "Merci pour votre message, je regarde et je vous réponds."),
    ("Facture", "Bien reçu, merci."),
    ("Facture", "Nous avons bien reçu le paiement, merci."),
    ("Facture", "Bonjour, votre message a bien été transmis à notre comptable, elle vous répondra."),
    ("Facture", "Merci pour votre réponse rapide. La facture sera déposée sur Chorus."),
    ("Facture", "Je serai sur site jusqu'au 12 mars."),
    ("Facture", "Le paiement n'a pas été reçu, notre banque est fermée jusqu'au 3."),
    ("Facture", "Bonjour, notre service comptable est fermé jusqu'au 4 mars, d'ici là pouvez-vous régler ?"),
    ("Facture", "Thank you for your message. The invoice number is INV-2026-0117."),
    ("Facture", "Thank you for your email. Could you tell me when it will be paid?"),
    ("Facture", "Bonjour, le siège est fermé le vendredi. Voici le SIRET : 20007189200067."),
    ("Facture", "Nous accusons réception de votre courrier du 3 mars et contestons les pénalités."),
    ("Facture", "Votre message du 12 n'est pas arrivé, merci de le renvoyer à compta@x.fr"),
    ("Facture", "Le virement automatique n'a pas été émis."),
    ("Facture", "Nous avons mis en place un prélèvement automatique."),
    ("Facture", "Merci de ne pas répondre à M. Durand mais à moi."),
    ("Facture", "Cordialement\n\nPensez à l'environnement. Ce message est confidentiel. Ce mail a été vérifié automatiquement."),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "words"), PEOPLE)
def test_a_person_who_uses_the_words_of_machines_is_a_person(subject: str, words: str) -> None:
    assert kind(words, subject) is None


def test_an_absence_beside_a_forward_a_file_or_a_long_text_is_a_person() -> None:
    words = "Je suis en congés jusqu'au 12, voir dessous."
    assert kind(words) is AutoKind.AUTO_REPLY
    assert kind(words, is_forward=True) is None
    assert kind(words, has_files=True) is None
    assert kind(words + " Le chantier avance." * 100) is None


def test_a_postmaster_with_an_ordinary_envelope_and_his_own_invoice_is_a_person() -> None:
    words = "Bonjour,\nMerci de me dire où en est la facture F20260027.\nSIRET 200 071 892 00067\nBernard"
    fields = (("return-path", "<postmaster@artisan.example>"),)
    assert kind(words, "Facture F20260027", "postmaster@artisan.example", fields=fields) is None
    assert kind(words, "Facture F20260027", "postmaster@artisan.example", fields=()) is None
    assert kind("Merci pour votre retour.", "Facture", "postmaster@artisan.example", fields=fields) is None
    for sign in (("return-path", "<>"), ("auto-submitted", "auto-generated")):
        assert kind("Erreur.", "Facture", "postmaster@artisan.example", fields=(sign,)) is AutoKind.BOUNCE


def test_an_empty_envelope_with_an_invoice_is_a_program_and_not_a_bounce() -> None:
    fields = (("return-path", "<>"),)
    assert kind("Votre facture FA-2026-0117 est échue.", "Relance", fields=fields) is AutoKind.GENERATED
    assert kind("Je suis absent jusqu'au 12 mai.", "Re: Facture", fields=fields) is AutoKind.AUTO_REPLY
    assert kind("Your message on FA-2026-0117 could not be delivered to a@x.example", fields=fields) is AutoKind.BOUNCE


def test_an_answer_to_an_invitation_is_an_automatic_reply_and_an_invitation_is_generated() -> None:
    assert kind("", "Accepté : Point factures", calendar="reply") is AutoKind.AUTO_REPLY
    assert kind("", "Accepté : Point factures") is AutoKind.AUTO_REPLY
    assert kind("", "Declined: Meeting") is AutoKind.AUTO_REPLY
    teams = "Réunion Microsoft Teams\nRejoindre : https://x.example/?a=1\nBesoin d'aide ?"
    assert kind(teams, "Point factures", calendar="request") is AutoKind.GENERATED
    assert kind("Point sur la facture FA-2026-0117", "Point", calendar="request") is AutoKind.GENERATED
    assert kind("Vu : FA-2026-0117", "Accepté : Point", calendar="reply") is AutoKind.GENERATED
    assert kind("Oui, mais où en est notre facture ?", "Accepté : Point", calendar="reply") is None
    assert kind("Pouvez-vous me dire où en est la FA-2026-0117 ?", "Point", calendar="request") is None


@pytest.mark.parametrize("provider", [
    (("list-id", "<1234.brevo.example>"), ("list-unsubscribe", "<https://x.example>"), ("x-sib-id", "a")),
    (("list-id", "<abc.mailjet.example>"), ("precedence", "bulk"), ("x-mj-mid", "a")),
    (("list-id", "<relances.sellsy.example>"), ("feedback-id", "a:b")), (("list-id", "<x>"), ("x-sg-eid", "a"), ("list-unsubscribe", "<mailto:u@x>")),
])  # fmt: skip
def test_dunning_through_a_provider_of_newsletters_is_not_lost(provider: tuple[tuple[str, str], ...]) -> None:
    assert kind("La facture FA-2026-0117 est échue.", "Relance", fields=provider) is AutoKind.GENERATED
    assert kind("Sauf erreur, votre compte reste débiteur.", "Relevé", fields=provider) is AutoKind.GENERATED
    assert kind("", "Relance facture FA-2026-0117", fields=provider) is AutoKind.GENERATED
    assert kind("Cette semaine : la réforme des marchés.", "La lettre", fields=provider) is AutoKind.LIST
    discussion = (*provider, ("list-post", "<mailto:liste@x.example>"))
    assert kind("La facture FA-2026-0117 est échue.", "Relance", fields=discussion) is AutoKind.LIST


def test_a_person_who_writes_to_our_own_list_is_a_person() -> None:
    group = (
        ("list-id", "<factures.mairie.example>"),
        ("list-post", f"<mailto:{OURS}>"),
        ("precedence", "list"),
        ("list-unsubscribe", "<mailto:u@x>"),
    )
    assert kind("Où en est la facture FA-2026-0117 ?", fields=group) is None
    assert kind("Je suis absent jusqu'au 12 mai.", fields=group) is AutoKind.AUTO_REPLY
