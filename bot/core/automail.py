"""Human or machine, and which machine: one function, because three of them never agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.mail import AutoKind, ReaderIdentity


@dataclass(frozen=True, slots=True)
class MailSigns:
    """What a machine is known by.

    `sender` is the address of From, lower case, or its raw text when it is no address. `fields` are
    all header fields, (lower-case name, text on one line), top to bottom. `report_type` is that of a
    multipart/report (RFC 6522), lower case. The two flags say that a delivery status (RFC 3464) or a
    disposition notification (RFC 8098) lies among the parts, forwarded mails left out.
    """

    sender: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    report_type: str = ""
    has_delivery_status: bool = False
    has_disposition: bool = False
    fields: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """First value of a field in lower case, comments and parameters left out; empty when missing."""
        found = next((text for key, text in self.fields if key == name), "")
        return re.sub(r"\([^()]*\)", "", found).partition(";")[0].strip().lower()

    def has(self, *names: str) -> bool:
        """True when one of these fields is there."""
        return any(key in names for key, _ in self.fields)


_DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mail[-_.]delivery|microsoftexchange[0-9a-f]{16,})\b"
    r"|^bounces?(?:[-+=][^@]*)?@|\bmailer-daemon\b"
)
_NO_REPLY = re.compile(
    r"^(?:[^@]*[-_.+])?(?:no|not|ne|do[-_.]?not|ne[-_.]?pas|nao|non)[-_.]?"
    r"(?:reply|respond|repondre|reponse|antworten|rispondere)(?:[-_.+\d][^@]*)?@"
)
# Phrases that no person begins a subject with. A parcel can fail too: « Échec de la livraison » is not here.
_BOUNCE_SUBJECT = re.compile(
    r"undeliver(?:ed|able)\b|returned mail\b|returned to sender|failure notice|non-?deliverable mail"
    r"|delivery (?:status notification|failure|has failed|notification: delivery)"
    r"|mail delivery (?:failed|failure|system|subsystem|status|delayed)|mail system error|delayed mail|delivery delayed"
    r"|message (?:not delivered|undeliverable|delivery (?:failure|delayed))"
    r"|(?:warning: )?(?:could not send message|message \S+ delayed)"
    r"|non[- ]?(?:remis|distribuable|distribué)\s*:|(?:message|courrier|courriel) non (?:distribu\w+|remis|délivré)\s*(?:[:!(]|$)"
    r"|[ée]chec de (?:la )?(?:remise|distribution)|remise (?:différée|retardée)\s*:"
    r"|notification d['’]état de (?:la )?(?:remise|distribution)|avis de non[- ](?:remise|distribution)"
    r"|unzustellbar|nicht zustellbar|(?:mail)?zustellung fehlgeschlagen"
    r"|mancato recapito|recapito (?:fallito|non riuscito)|notifica di mancato",
    re.IGNORECASE,
)
_RECEIPT_SUBJECT = re.compile(
    r"(?:lu|non lu|read|not read|gelesen|ungelesen|letto|non letto|leído)\s*:"
    r"|(?:accusé|confirmation|avis) de lecture\b|accusé de réception \(affich|lesebestätigung|read receipt|return receipt"
    r"|conferma di lettura|ricevuta di ritorno",
    re.IGNORECASE,
)
# Whole phrases only: « Absence de règlement » and « Absence de bon de commande » are people.
_AWAY_SUBJECT = re.compile(
    r"(?:\[[^\]]{1,30}\]\s*)?(?:"
    r"réponse automatique|reponse automatique|réponse d['’]absence|message d['’]absence|notification d['’]absence|avis d['’]absence"
    r"|répondeur automatique|accusé de réception automatique"
    r"|absent(?:e)?\.?\s*$|absence\.?\s*$|(?:en )?congés?\.?\s*$"
    r"|(?:je suis )?(?:actuellement )?absent(?:e)?\s+(?:du bureau|jusqu['’]au|du \d|le \d|pour congés?)"
    r"|absence\s+(?:du bureau|jusqu['’]au|du \d+|pour congés?|temporaire)|hors du bureau|(?:je suis )?en congés? (?:jusqu|du \d)"
    r"|automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder)\b|automated (?:reply|response)|out of (?:the )?office"
    r"|vacation (?:reply|message|response)|on vacation|away from (?:my|the) (?:mail|office|desk)"
    r"|automatische antwort|autoantwort|automatische antwoord|abwesenheits?(?:notiz|nachricht|meldung|benachrichtigung|assistent)?\b"
    r"|abwesend\b|außer haus|nicht im büro"
    r"|risposta automatica|fuori (?:sede|ufficio)|assenza dall['’]ufficio|respuesta automática|resposta automática)",
    re.IGNORECASE,
)
_PROGRAM_SUBJECT = re.compile(r"(?:message|courriel|e-?mail|notification) automatique\b", re.IGNORECASE)
_AUTO_REPLY_FIELDS = (
    "x-autoreply", "x-auto-reply", "x-autoreply-from", "x-autorespond", "x-autoresponse", "x-autoresponder",
    "x-auto-response", "x-mail-autoreply", "x-vacation", "x-ms-exchange-generated-oof", "x-fc-machinegenerated",
)  # fmt: skip
_LIST_FIELDS = ("list-id", "mailing-list", "x-mailing-list", "list-post", "x-mailman-version", "x-list")


def auto_kind(signs: MailSigns, identity: ReaderIdentity) -> AutoKind | None:
    """Which machine wrote this mail, None for a person. Headers decide; subjects only in whole phrases.

    The first kind that holds wins: own before bounce, since our own mail is known for certain; receipt
    and auto_reply before the bounce by its empty Return-Path, which they carry too (RFC 3834 §3.3).
    """
    checks: tuple[tuple[AutoKind, Callable[[MailSigns, ReaderIdentity], bool]], ...] = (
        (AutoKind.OWN, _is_own),
        (AutoKind.BOUNCE, _is_bounce),
        (AutoKind.RECEIPT, _is_receipt),
        (AutoKind.AUTO_REPLY, _is_auto_reply),
        (AutoKind.BOUNCE, _is_null_sent),
        (AutoKind.LIST, _is_list),
        (AutoKind.GENERATED, _is_generated),
    )
    return next((kind for kind, holds in checks if holds(signs, identity)), None)


def _is_own(signs: MailSigns, identity: ReaderIdentity) -> bool:
    """Our Message-ID, or our mark or a machine's under our own address (providers rewrite Message-IDs)."""
    domain = f"@{identity.message_id_domain.lower()}>"
    if identity.message_id_domain and signs.message_id.lower().endswith(domain):
        return signs.message_id.lower().startswith("<guichet.") or signs.has("x-guichet")
    return signs.sender in identity.own_addresses and (signs.has("x-guichet") or _is_submitted_by_machine(signs))


def _is_bounce(signs: MailSigns, _: ReaderIdentity) -> bool:
    """A delivery report by its structure, by what only mail servers write, or by who says it and how."""
    structured = signs.report_type in {"delivery-status", "feedback-report"} or signs.has_delivery_status
    return (
        structured
        or signs.has("x-failed-recipients")
        or _DAEMON.search(signs.sender) is not None
        or _BOUNCE_SUBJECT.match(signs.subject) is not None
    )


def _is_receipt(signs: MailSigns, _: ReaderIdentity) -> bool:
    """Read or not read: somebody's program says so (RFC 8098)."""
    structured = signs.report_type == "disposition-notification" or signs.has_disposition
    return structured or _RECEIPT_SUBJECT.match(signs.subject) is not None


def _is_auto_reply(signs: MailSigns, _: ReaderIdentity) -> bool:
    """An answer nobody typed: RFC 3834 §5, the fields of older programs, or the phrase in the subject."""
    return (
        signs.value("auto-submitted").startswith("auto-replied")
        or "auto_reply" in {signs.value("precedence"), signs.value("x-precedence")}
        or signs.has(*_AUTO_REPLY_FIELDS)
        or signs.value("delivered-to") == "autoresponder"
        or _AWAY_SUBJECT.match(signs.subject) is not None
    )


def _is_null_sent(signs: MailSigns, _: ReaderIdentity) -> bool:
    """An empty envelope sender and nothing else: an old bounce; what names itself automatic is GENERATED."""
    null = signs.has("return-path") and signs.value("return-path") in {"<>", ""}
    return null and not _is_submitted_by_machine(signs) and not _nobody_reads(signs)


def _is_list(signs: MailSigns, identity: ReaderIdentity) -> bool:
    """A mailing list or a newsletter (RFC 2919, RFC 2369).

    List-Unsubscribe alone does not make a list of a mail addressed to us: dunning software leaves
    through the same providers as newsletters and carries it too; that is GENERATED.
    """
    if signs.has(*_LIST_FIELDS) or signs.value("precedence") == "list":
        return True
    to_us = any(address in identity.own_addresses for address in signs.recipients)
    return signs.has("list-unsubscribe") and not to_us


def _is_generated(signs: MailSigns, _: ReaderIdentity) -> bool:
    """Any other program: dunning software, portals, alerts. A person must not be answered through it.

    X-Auto-Response-Suppress counts when it says `All`: Exchange writes that on its own automatic
    mail, while `DR, OOF, AutoReply` stands on ordinary mail whose sender wants no machine to answer.
    """
    return (
        _is_submitted_by_machine(signs)
        or signs.value("precedence") in {"bulk", "junk"}
        or signs.has("list-unsubscribe")
        or "all" in re.split(r"[,\s]+", signs.value("x-auto-response-suppress"))
        or _nobody_reads(signs)
        or _PROGRAM_SUBJECT.match(signs.subject) is not None
    )


def _is_submitted_by_machine(signs: MailSigns) -> bool:
    """Auto-Submitted says anything but `no` (RFC 3834 §5)."""
    return signs.value("auto-submitted") not in {"", "no"}


def _nobody_reads(signs: MailSigns) -> bool:
    """The address itself says that nobody reads there."""
    return _NO_REPLY.search(signs.sender) is not None
