"""The programme of the demo: each sample mail, what it shows, and what must come of it.

It has two acts: what suppliers write first, then what answers our own replies (a bounce, a machine, a second question),
which can only be written once those replies have left. Between them an invoice changes its status at the portal.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.decision import Outcome
from bot.core.mail import ReplyKind

CASQ, DEPT06 = "casq", "dept06"
"""The two bodies that suppliers write to: the mailbox of one is read, mail for the other is handed in by LMTP."""


@dataclass(frozen=True, slots=True)
class SampleMail:
    """One mail and what must come of it.

    `reply` is what its sender gets, None for nothing. `says` must stand in the reply, `never` must
    not; both may use the names of `mails.words`. `team` is where an escalation must go. `organisation` is the
    body it is written to; `after` the file of the sample whose reply it answers: it then comes in the second act.
    """

    file: str
    title: str
    outcome: Outcome
    reply: ReplyKind | None
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    team: str = ""
    organisation: str = CASQ
    after: str = ""


_ANSWER, _ASK = ReplyKind.ANSWER, ReplyKind.ASK
_RECEIPT = ReplyKind.ACKNOWLEDGEMENT

SAMPLES = (
    SampleMail("01-etat-d-une-facture", "SIRET, numéro et montant : tout concorde", Outcome.ANSWER, _ANSWER,
               says=("${roof_number}", "Service fait"), never=("${roof_amount}",)),
    SampleMail("02-contact-connu", "Un contact connu, le numéro seul", Outcome.ANSWER, _ANSWER,
               says=("${paper_number}", "Mandatée")),
    SampleMail("03-numero-sans-siret", "Un numéro, mais pas de SIRET", Outcome.ASK, _ASK,
               says=("SIRET",), never=("Service fait",)),
    SampleMail("04-plusieurs-factures", "Trois factures d'un contact connu", Outcome.ANSWER, _ANSWER,
               says=("${meals_a_number}", "${meals_b_number}", "${meals_c_number}", "Suspendue")),
    SampleMail("05-un-chiffre-pres", "Un numéro à un chiffre de deux autres", Outcome.ASK, _ASK,
               never=("${garden_before_number}", "${garden_after_number}", "Mandatée", "Service fait")),
    SampleMail("06-inconnu", "Un inconnu : rien ne correspond", Outcome.ASK, _ASK),
    SampleMail("07-expediteur-non-verifie", "Tout est juste, sauf l'expéditeur", Outcome.ASK, _ASK,
               never=("comptable public", "Mise à disposition")),
    SampleMail("08-changement-de-rib", "Un changement de coordonnées bancaires", Outcome.ESCALATE, _RECEIPT,
               never=("${clean_number}", "FR76", "IBAN"), team="security"),
    SampleMail("09-absence", "Une réponse automatique d'absence", Outcome.IGNORE, None),
    SampleMail("10-non-remis", "Un avis de non-remise qui n'est pas d'un de nos messages", Outcome.IGNORE, None),
    SampleMail("11-html-seulement", "HTML seul, le numéro coupé par des balises", Outcome.ANSWER, _ANSWER,
               says=("${print_number}", "Comptabilisée")),
    SampleMail("12-latin-1", "Latin-1 sur 8 bits : pourquoi ce rejet ?", Outcome.ANSWER, _ANSWER,
               says=("${joinery_number}", "Rejetée")),
    SampleMail("13-historique-cite", "Une réponse qui cite une autre facture", Outcome.ANSWER, _ANSWER,
               says=("${server_number}", "Mise à disposition"), never=("${laptop_number}",)),
    SampleMail("14-mise-en-demeure", "Une mise en demeure", Outcome.ESCALATE, _RECEIPT, never=("Mise à disposition",)),
    SampleMail("15-quel-siret", "Quel SIRET pour le budget de l'eau ?", Outcome.ANSWER, _ANSWER,
               says=("200 071 892 00026",)),
    SampleMail("16-remerciements", "Un simple merci", Outcome.IGNORE, None),
    SampleMail("17-en-anglais", "En anglais : réponse en français, puis en anglais", Outcome.ANSWER, _ANSWER,
               says=("${scaffold_number}", "Mandatée", "invoice")),
    SampleMail("18-en-allemand", "En allemand, et plus qu'un état de facture", Outcome.ESCALATE, _RECEIPT,
               says=("bien reçu", "received"), never=("Mandatée",)),
    SampleMail("19-courriel-abime", "Un courriel abîmé : accents bruts, jeu de caractères inconnu", Outcome.ANSWER,
               _ANSWER, says=("${broken_number}", "Mise à disposition")),
    SampleMail("20-courriel-coupe", "Un courriel arrivé coupé : ce qui manque pourrait compter", Outcome.ESCALATE,
               _RECEIPT, never=("Mise à disposition",)),
    SampleMail("21-indesirable", "Jugé indésirable par notre propre serveur", Outcome.IGNORE, None),
    SampleMail("22-agent", "Le mot AGENT : toujours une personne", Outcome.ESCALATE, _RECEIPT,
               never=("${locks_number}",)),
    SampleMail("23-accuse-de-machine", "L'accusé de réception d'un logiciel, sans aucun en-tête", Outcome.IGNORE, None),
    SampleMail("24-mauvaise-porte", "Un SIRET qui est celui d'une autre collectivité", Outcome.ESCALATE, _RECEIPT,
               says=("Alpes-Maritimes",), never=("Mise à disposition",)),
    SampleMail("25-code-service", "Quel code service pour la médiathèque ?", Outcome.ANSWER, _ANSWER,
               says=("le code service est CULTURE.",), organisation=DEPT06),
    SampleMail("26-etat-par-lmtp", "Remis par LMTP : SIRET, numéro et engagement", Outcome.ANSWER, _ANSWER,
               says=("${books_number}", "Service fait"), organisation=DEPT06),
    SampleMail("27-siret-de-la-mdph", "Le SIRET de la MDPH, une autre personne morale", Outcome.ESCALATE, _RECEIPT,
               says=("personnes handicapées",), organisation=DEPT06),
    SampleMail("28-comment-deposer", "Comment déposer, sans numéro d'engagement ?", Outcome.ANSWER, _ANSWER,
               says=("Chorus Pro",), organisation=DEPT06),
    SampleMail("29-non-remis-a-nous", "Notre propre réponse n'a pas pu être remise", Outcome.IGNORE, None,
               after="06-inconnu"),
    SampleMail("30-adresse-en-pause", "La même adresse écrit : rien ne part tout seul", Outcome.ESCALATE, None,
               after="06-inconnu"),
    SampleMail("31-absence-a-nous", "Un répondeur répond à notre accusé de réception", Outcome.IGNORE, None,
               after="14-mise-en-demeure"),
    SampleMail("32-meme-question", "La même question, alors que rien n'a changé", Outcome.ESCALATE, _RECEIPT,
               never=("Service fait",), after="01-etat-d-une-facture"),
    SampleMail("33-statut-change", "La même question, et le statut vient de changer chez Chorus Pro", Outcome.ANSWER,
               _ANSWER, says=("${paper_number}", "Comptabilisée", "Situation au"), after="02-contact-connu"),
)  # fmt: skip
