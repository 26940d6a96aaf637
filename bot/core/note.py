"""What staff are told: the context of the note that carries an escalated mail to a team's inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.decision import Decision, Facts, Reason
from bot.core.explain import masked
from bot.core.french_words import datetime_words, euros
from bot.core.invoice import Certainty, Invoice
from bot.core.invoice_words import invoice_line
from bot.core.mail import IncomingMail, ReplyKind, SenderAuth
from bot.core.reply import objective_on
from bot.core.rulebook import Rulebook
from bot.core.siret import grouped
from bot.core.wrong_door import TEMPLATE as WRONG_DOOR

_AUTH_WORDS = {
    SenderAuth.PASSED: "adresse d'expéditeur vérifiée par notre serveur (DMARC)",
    SenderAuth.ALIGNED: "adresse d'expéditeur vérifiée en partie par notre serveur (SPF ou DKIM)",
    SenderAuth.FAILED: "ATTENTION : l'adresse d'expéditeur n'a pas passé la vérification (DMARC en échec)",
    SenderAuth.UNKNOWN: "adresse d'expéditeur non vérifiée",
}

_CERTAINTY_WORDS = {
    Certainty.CERTAIN: "correspondance certaine",
    Certainty.AMBIGUOUS: "plusieurs factures possibles",
    Certainty.NEAR: "numéro ressemblant seulement",
    Certainty.NONE: "aucune facture trouvée",
}

_CHECKS = {
    "already_answered": "Ce que le fournisseur n'a pas trouvé dans notre réponse précédente, et ce qui bloque la facture.",
    "status_too_old": "Pourquoi la facture n'a pas changé d'état depuis cette date.",
    "no_invoice_matches": "Si la facture a bien été déposée sur Chorus Pro, et sous quel numéro.",
    "near_only": "Si le fournisseur a voulu parler d'une des factures de numéro voisin citées plus haut.",
    "not_meant": "De quelle facture il s'agit : le fournisseur dit que ce n'est aucune de celles que nous lui avons citées.",
    "meant_unclear": "De laquelle des factures citées le fournisseur veut parler.",
    "two_candidates": "De quel fournisseur il s'agit : ce numéro existe peut-être chez plusieurs.",
    "doubt_bank": "Si le message annonce un autre compte : en ce cas, le contre-appel.",
    "doubt_unclear": "La phrase citée, que Guichet n'a pas comprise.",
    "asks_for_more": "Les autres factures dont parle le message (relevé joint, « et les autres »…).",
    "old_date": "S'il s'agit d'une dette ancienne : une réponse écrite peut faire repartir la prescription.",
    "invoice_stale": "L'état de la facture directement dans Chorus Pro : notre copie de cette facture est ancienne.",
    "too_many_replies": "Si c'est un automate : cette adresse reçoit trop de courriels automatiques.",
    "sender_not_verified": "L'identité de l'expéditeur, avant de donner la moindre information.",
    "sender_failed_authentication": "L'identité de l'expéditeur, par téléphone, à un numéro déjà au dossier.",
    "reply_to_elsewhere": "L'adresse de réponse : elle n'est pas du même domaine que l'expéditeur.",
    "items_do_not_agree": "Le montant, la date ou le numéro d'engagement que cite le fournisseur.",
    "statement_line": "Les lignes du relevé non retrouvées : numéro, destinataire, dépôt sur Chorus Pro.",
    "statement_line_unread": "Les lignes du relevé dont le numéro n'a pas pu être lu.",
    "statement_amount_differs": "Les montants qui diffèrent : avoir, acompte, retenue, ou autre facture.",
    "statement_too_long": "S'il faut demander un relevé plus court, ou répondre par un export de Chorus Pro.",
    "statement_not_a_contact": "L'identité de l'expéditeur, avant de l'enregistrer comme contact du fournisseur.",
    "portal_copy_stale": "L'état de la facture directement dans Chorus Pro : notre copie est trop ancienne.",
    "portal_copy_missing": "L'état de la facture directement dans Chorus Pro : aucune donnée n'est chargée.",
    "record_unreadable": "L'état de la facture directement dans Chorus Pro : le dernier reçu n'a pas pu être lu.",
    "status_out_of_order": "Dans Chorus Pro, l'historique de la facture : son statut y est revenu en arrière.",
    "status_unknown": "Le sens de cet état dans Chorus Pro.",
    "invoice_too_old": "Avec la direction, ce qui peut être écrit : une réponse peut faire repartir la prescription.",
    "invoice_date_unknown": "La date de la facture : une réponse sur une dette ancienne peut faire repartir la prescription.",
    "sender_look_alike": "L'adresse de l'expéditeur, lettre par lettre, avec celle du contact enregistré ; puis le contre-appel.",
    "sender_new_domain": "Auprès du contact enregistré, si cette personne écrit bien pour le fournisseur.",
    "name_shows_elsewhere": "L'adresse véritable de l'expéditeur : son nom en montre une autre.",
    "text_sealed": "Le texte chiffré du message, dans votre logiciel de messagerie.",
    "text_incomplete": "Le message entier, dans votre logiciel de messagerie : il en manque peut-être la fin.",
    "text_reads_two_ways": "Les deux versions du message : elles ne disent pas la même chose.",
    "text_in_another_script": "Le texte du message : il est écrit dans un alphabet que Guichet ne lit pas.",
    "file_unread": "La pièce jointe citée, avec prudence : ne l'ouvrez pas si elle n'était pas attendue.",
    "another_invoice_joined": "De quelle facture il s'agit : celle du texte, ou celle de la pièce jointe.",
    "number_recognised": "Le numéro de facture, sur l'image jointe.",
    "words_in_a_file": "Le courrier joint au message.",
    "attachment_only": "Le contenu des pièces jointes : le message n'a pas de texte.",
    "class_human": "Ce que le fournisseur demande au juste, et quel service doit lui répondre.",
    "class_security": "L'identité du demandeur par contre-appel, avant toute autre chose (étapes du « Contre-appel »).",
    "asked_for_a_person": "Ce que nos réponses précédentes n'ont pas réglé.",
    "not_understood": "Ce que demande le message : Guichet ne l'a pas compris avec assez de certitude.",
    "several_invoices_not_all_clear": "Chaque facture citée, une par une, dans Chorus Pro.",
    "already_asked": "Ce que le fournisseur a déjà donné dans cet échange, et ce qui manque encore.",
    "status_needs_person": "Où en est la facture auprès du service qui la suit.",
    "no_siret_in_directory": "Le SIRET à donner, puis à écrire dans le fichier de l'organisation.",
    "no_service_code_in_directory": "Le code service à donner, puis à écrire dans le fichier de l'organisation.",
    "wrong_door": "S'il faut transmettre le message à l'organisme cité (CRPA, article L114-2), ou si la facture est bien pour nous.",
    "wrong_door_named": "S'il faut transmettre le message à l'organisme cité (CRPA, article L114-2), ou s'il est bien pour nous.",
    "machine_with_claim": "La facture ou la demande que porte ce message produit par un logiciel.",
    "sender_unusable": "Qui écrit, d'après le texte du message : son adresse est inutilisable.",
    "colleague": "Ce que demande le collègue, et s'il faut écrire à un fournisseur.",
    "outgoing_filter": "La réponse que Guichet avait préparée : elle contenait ce qui ne doit pas partir.",
    "late_old": "Si quelqu'un a déjà répondu : le message est arrivé il y a plusieurs jours.",
    "late_reread": "Si quelqu'un a déjà répondu : le message avait pu être traité avant l'installation ou une panne.",
    **dict.fromkeys(
        (
            "budget_not_received",
            "budget_not_read",
            "budget_without_siret",
            "services_not_read",
            "list_failing",
            "list_short",
            "records_unread",
            "row_refused",
            "rows_refused",
        ),
        "La facture directement dans Chorus Pro : notre copie n'est pas complète, les motifs disent ce qui y manque.",
    ),
}
"""Reason code → what a person should look at first."""


_LEFT = "Les autres lui sont annoncées « à l'étude » ou « inchangées » : un agent doit lui répondre."


@dataclass(frozen=True, slots=True)
class NotedMail:
    """The mail as the note sums it up."""

    sender_name: str
    sender_address: str
    subject: str
    attachments: tuple[str, ...]
    auth_words: str


@dataclass(frozen=True, slots=True)
class NotedInvoice:
    """One invoice as staff may see it, amount included."""

    number: str
    supplier_name: str
    supplier_id: str
    label: str
    status_on: date | None
    amount: str
    engagement: str
    certainty_words: str


def sentence(why: Reason, rules: Rulebook) -> str:
    """The French sentence of a reason; its code and values when the book has none, never an error."""
    values = {name: _in_words(value, rules) for name, value in why.params}
    template = rules.reasons.get(why.code)
    if template is None:
        return f"{why.code} {values}" if values else why.code
    return template.format_map(_Blank(values))


def _in_words(value: str, rules: Rulebook) -> str:
    """A value as staff read it: codes and moments become French, the rest stays as it is."""
    if value[:4].isdigit() and value[10:11] == "T":
        return datetime_words(datetime.fromisoformat(value))
    return ", ".join(rules.words.get(part, part) for part in value.split(", "))


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def note_context(
    mail: IncomingMail, facts: Facts, decision: Decision, rules: Rulebook, ticket: str
) -> dict[str, object]:
    """Everything that the `note` template may use, but `draft` and `supplier_told` (see `told_words`)."""
    organisation = facts.organisation
    names = {rule.id: rule.name for rule in rules.intents}
    sender = mail.sender
    return {
        "organisation": organisation,
        "ticket": ticket,
        "priority": decision.priority,
        "team": decision.team,
        "received_at": organisation.local(mail.received_at),
        "mail": NotedMail(
            sender_name=sender.name if sender else "",
            sender_address=sender.address if sender else "expéditeur illisible",
            subject=masked(mail.subject),
            attachments=tuple(a.name or a.content_type for a in mail.attachments),
            auth_words=_AUTH_WORDS[mail.sender_auth],
        ),
        "intents": tuple(dict.fromkeys(names.get(hit.id, hit.id) for hit in facts.intents)),
        "claimed": tuple(grouped(siret) for siret in facts.claimed.sirets),
        "claimed_by_contact": facts.claimed.origin == "contact",
        "contact_known": bool(facts.contact_sirets),
        "numbers": tuple(dict.fromkeys(facts.mentions[match.mention].value for match in facts.matches)),
        "reasons": tuple(dict.fromkeys(sentence(why, rules) for why in decision.reasons)),
        "checks": tuple(dict.fromkeys(_CHECKS[why.code] for why in decision.reasons if why.code in _CHECKS)),
        "security": decision.team == "security",
        "as_of": organisation.local(facts.copy_as_of) if facts.copy_as_of else None,
        "due_on": objective_on(organisation, mail.received_at),
        "supplier_told": told_words(decision),
        **_findings(facts),
    }


def _findings(facts: Facts) -> Mapping[str, object]:
    found = tuple(_noted(m.invoice, facts, m.certainty) for m in facts.matches if m.invoice is not None)
    near = tuple(dict.fromkeys(near for match in facts.matches for near in match.near))
    return {"invoices": found, "near": near}


def _noted(invoice: Invoice, facts: Facts, certainty: Certainty) -> NotedInvoice:
    line = invoice_line(invoice, facts.organisation)
    amount = "" if invoice.amount is None else euros(invoice.amount)
    return NotedInvoice(
        number=invoice.number,
        supplier_name=invoice.supplier_name,
        supplier_id=invoice.supplier_id,
        label=line.label,
        status_on=line.status_on,
        amount=amount,
        engagement=invoice.engagement,
        certainty_words=_CERTAINTY_WORDS[certainty],
    )


def told_words(decision: Decision) -> str:
    """What the supplier got by itself, in one French sentence."""
    if decision.reply is None:
        return "Le fournisseur n'a rien reçu automatiquement."
    if decision.reply.template == WRONG_DOOR:
        return "Le fournisseur a lu de quel organisme il s'agit et vers qui se tourner, rien sur ses factures."
    if decision.reply.kind is ReplyKind.ACKNOWLEDGEMENT:
        return "Le fournisseur a reçu un accusé de réception, sans aucune information sur ses factures."
    if decision.reply.lines:
        told, every = len(decision.reply.invoices), len(decision.reply.lines)
        return f"Le fournisseur a reçu l'état de {told} ligne(s) de son relevé sur {every}. {_LEFT}"
    return "Une réponse automatique a été préparée pour le fournisseur."
