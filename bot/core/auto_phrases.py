"""What machines write in subjects and bodies, and the words that only a person writes.

Everything here reads folded text (`flat_text.fold`: lower case, no accents, single spaces, plain quotes).
A phrase of a machine in a body counts only in a mail of few words, and never against a person who asks
something: whoever calls must look at `asks` and `weighty` too.
"""

from __future__ import annotations

import re

from bot.core import auto_abroad as abroad
from bot.core.wordings import any_of

SHORT = 1_500
"""Characters of own words beyond which a body is no longer a notice (bilingual absences reach 1,200)."""
_HEAD = 250
_OPENING = 600

_TAGS = re.compile(r"^(?:\[[^\]]{1,40}\] ?|\*+ ?){1,3}")

# --- subjects: phrases that no person begins a subject with ----------------------------------------

# A parcel can fail too: « Échec de la livraison » is not here.
_BOUNCE_SUBJECT = re.compile(
    r"(?:undeliverable\b|undelivered(?: ?:| (?:mail|message|e-?mail)\b)|returned e?-?mail\b|mail returned(?: ?:| to sender)|returned to sender|failure notice|ndn: |delivery report(?:$| ?[:(])"
    r"|(?:non-?deliverable|undelivered|(?:automatically )?rejected) (?:mail|message)|mail undeliverable|non-?delivery (?:report|notification|notice)|(?:permanent )?(?:e-?mail )?(?:delivery|mail) failure\b"
    r"|delivery (?:status notification|failed|failure|has failed|notification: delivery|reports? about your)"
    r"|mail delivery (?:failed|failure|system|subsystem|status|delayed|problem|warning|notification)|mail system error|(?:sorry, )?(?:your )?(?:mail|message) could not be delivered"
    r"|(?:e-?mail|message) (?:delivery (?:failure|delayed|(?:has )?failed)|not delivered|undeliverable|status - undeliverable|could not be delivered)"
    r"|delayed mail|delivery (?:has been |is )?delayed|(?:unable to|could not|couldn't) deliver (?:your )?(?:mail|message)"
    r"|message you sent blocked|(?:warning: )?(?:could not send message|message \S+ delayed|\S+@\S+ - user unknown)|message (?:\S+ )?frozen$|notice: mail delivery status"
    r"|failed mail to |fail(?:ed|ure) delivery$|non-delivery: |postmaster notify: |there was an error sending your mail|bounce action notification|loop alert: "
    r"|(?:virus|banned|invalid|bad header|considered|infected)\b.{1,80}(?:in (?:e-?mail|mail|message) |, apparently )from you$"
    r"|non[- ]?(?:remis|distribuable|distribue)\s?:|(?:remise|distribution) (?:differee|retardee)\s?:"
    r"|\[?(?:retour (?:de|du) )?(?:message|courrier|courriel|mail|e-mail)(?: electronique)? (?:non (?:distribu\w+|remis|delivr\w+|achemine)|retourne a l'expediteur)\s?(?:[]:!(]|$| a (?:son|un|le)s? destinataire)"
    r"|(?:(?:notification|avis) d')?echec (?:de|d') ?(?:la )?(?:remise|distribution|envoi|acheminement)(?:$| ?[:!(]| (?:differee|de (?:votre |ce )?(?:message|mail|courriel|courrier)|du (?:message|mail|courriel)|permanent))"
    r"|(?:votre|le) (?:message|mail|courriel) n'a pas (?:pu etre|ete) (?:remis|distribue|delivre|achemine)"
    r"|(?:notification|rapport) d'etat de (?:la )?(?:remise|distribution)|(?:avis|rapport|notification) de non[- ](?:remise|distribution)|rapport de remise(?:$| ?[:(]))"
)
_COMPLAINT_SUBJECT = re.compile(
    r"complaint about message from \[?\d|(?:e-?mail )?(?:abuse|feedback) report(?:$| ?:| for ip\b)"
)
# Weak: prefixes of Exchange's reports that a person could write too.
_STATUS_SUBJECT = re.compile(
    r"(?:retarde|delayed|relaye|relayed|remis|delivered|expanded|failed|rejected|erreur)e?\s?:"
)
_FORWARD_SUBJECT = re.compile(r"(?:tr|fwd?|wg|rv|i)\s?:")
_RECEIPT_SUBJECT = re.compile(
    r"(?:lu|non lu|read|not read|gelesen|ungelesen|letto|non letto|leido|gelezen|niet gelezen|lida)\s?:"
    r"|(?:accuse|confirmation|avis) de lecture\b|accuse de reception \(affich|lesebestatigung|(?:read|return) receipt"
    r"|conferma di lettura|ricevuta di ritorno|leesbevestiging|confirmacion de lectura"
)
# Whole phrases only: « Absence de règlement » and « Absence de bon de commande » are people.
_AWAY_SUBJECT = re.compile(
    r"(?:reponse automatique|(?:reponse|message|notification|avis) d'absence|repondeur automatique|accuse de reception automatique"
    r"|(?:je suis )?(?:actuellement )?absent(?:e|\(e\))? (?:du bureau|jusqu'au|du \d|le \d|pour conges?)"
    r"|absence (?:du bureau|jusqu'au|du \d+|pour conges?|temporaire)|hors du bureau|(?:je suis )?en conges? (?:jusqu|du \d)"
    r"|automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder)\b|automated (?:reply|response)|out of (?:the )?office"
    r"|(?:auto\s?: )?(?!(?:le|la|les|notre|votre|un|une|the|our) ).{2,60} (?:is out of (?:the )?office|est absent(?:e|\(e\))?(?: ?\(retour| du bureau| jusqu'au)|ist (?:auser haus|abwesend))"
    r"|auto\s?: re\s?:|vacation (?:reply|message|response)|on vacation|away from (?:(?:my|the) )?(?:mail|office|desk)|i(?: am|'m) (?:currently )?out of (?:the )?office"
    r"|ooo(?: ?:| re ?:)|auto ?: [^\n]{0,300}\[[a-z0-9]{2,12}-20\d\d-\d{6}\]|\[auto(?:matic)?[- ]?(?:reply|response|responder)\]|[^\n]{0,300}\((?:automatic|auto|automated) (?:response|reply)\)$)"
)
# Said of children and of teams too: the body must agree.
_ABSENCE_SUBJECT = re.compile(r"(?:absent(?:e|\(e\))?|absence|(?:en )?conges?)\.?$")
_PROGRAM_SUBJECT = re.compile(r"(?:message|courriel|e-?mail|notification) automatique\b|\[?auto[- ]generated\b")
_FILTER_SUBJECT = re.compile(
    r"(?:\[[^\]]{1,30}\] ?|[^:]{0,30}[:-] ?)?(?:notifications? de (?:spam|quarantaine)|(?:resume|rapport|recapitulatif|digest)[^:]{0,20} (?:quarantaine|(?:anti-?)?spams?)\b"
    r"|(?:vous avez )?(?:\d+ )?(?:nouveaux? )?(?:messages?|mails?|e-?mails?|courriels?) (?:\w+ )?(?:mis )?en quarantaine"
    r"|(?:spam )?quarantine (?:summary|digest|report|notification|messages?)|spam (?:notification|digest|report|summary)"
    r"|(?:you have )?(?:\d+ )?(?:new )?(?:messages?|e-?mails?) (?:held )?in (?:your )?quarantine|end user digest|(?:you have )?new held messages?|messages? on hold for)"
)
_RECALL_REPORT = re.compile(
    r"(?:echec|succes|reussite) du rappel\b|rappel d[eu] message\s?:? ?\(?(?:reussi|effectue|echoue|echec|succes)"
    r"|message recall (?:success|failure|report)|rapport de rappel de message|nachrichtenruckruf"
)
_CALENDAR_SUBJECT = re.compile(
    r"(?:accepte|refuse|provisoire|annule|nouvelle heure proposee|accepted|declined|tentative(?:ly accepted)?|cancell?ed(?: event)?"
    r"|new time proposed|zugesagt|abgelehnt|(?:updated )?invitation(?: mise a jour)?|evenement annule)e?\s?:"
)
_SHARE_SUBJECT = re.compile(
    r".{2,60} (?:a partage|shared|vous a envoye|sent you|a depose) .{0,150}(?:avec vous|with you|(?:via|avec|par|on) (?:wetransfer|smash|swisstransfer|grosfichiers|dropbox|onedrive))"
)
_TICKET_SUBJECT = re.compile(
    r"(?:\[[^\]]{1,40}\] ?)?(?:re ?: )?(?:votre )?(?:ticket\b[^:?]{0,40}|(?:demande|incident|case|request)\b[^:?\d]{0,15}\d{3,}[^:?]{0,20})"
    r"\b(?:cree|ouverte?|enregistree?|cloturee?|fermee?|resolue?|recue?|created|opened|received|closed|resolved)\b"
)

# --- bodies ---------------------------------------------------------------------------------------

_BOUNCE_TEXT = re.compile(
    r"(?:^|[.!>)*#-] ?|^\W{0,9}bonjour,? |-----? )(?:this is the (?:mail system|qmail-send|postfix|mail delivery|mail transport|e-?mail server)|this message was created automatically by (?:the )?(?:mail|smtp)"
    r"|i'm (?:afraid i wasn't able|sorry to have to inform)|(?:your (?:message|e-?mail|mail)|(?:a|the|this) (?:message|e-?mail|mail) (?:that )?you sent|the following (?:message|e-?mail|mail))\b[^.]{0,120}? (?:was|were|could|can|has|have|did|is|couldn't|wasn't|cannot)\b[^.]{0,25}\b(?:deliver\w*|reach|undeliverable|blocked|rejected|delayed|returned)"
    r"|delivery (?:to|of|has)\b[^.]{0,90}\b(?:fail\w*|delayed|postponed)|the following (?:address|recipient)\w*[^.]{0,60}(?:fail|error|problem|reject|could not|unknown)|the original message was received at"
    r"|(?:unable to|could not|couldn't) deliver|address not found|message blocked|recipient(?:'s)? (?:inbox|mailbox) (?:is )?full|(?:user|recipient) (?:unknown|not found)"
    r"|echec de (?:la )?(?:remise|distribution|livraison) (?:pour|a|aux|de votre|du message)"
    r"|(?:votre|le|ce) (?:message|courriel|mail|e-mail|courrier)[^.]{0,120}? n'(?:a|est|ont) (?:pas |pu |encore |toujours )[^.]{0,20}(?:remis|distribue|delivre|achemine|livre|atteint)"
    r"|la remise (?:a|de|du|aux)\b[^.]{0,120}(?:echoue|impossible|retard|differee)|impossible de (?:remettre|distribuer|delivrer|acheminer) (?:votre|le) (?:message|mail|courriel)"
    r"|(?:boite|messagerie) (?:aux lettres |de reception )?du destinataire (?:est )?(?:pleine|saturee)|destinataire inconnu|utilisateur inconnu|the e-?mail account does not exist"
    r"|(?:votre|le) (?:message|courriel|mail|e-mail)[^.]{0,100} a ete (?:rejete|refuse|bloque)e? ?(?:[.:]|par )"
    r"|error: invalid user address|transcript of (?:the )?session|(?:sent )?<<< rcpt to:|(?:received )?>>> [45]\d\d |the message was not relayed|non-?delivery report\b)"
)
_NO_MAILBOX_TEXT = re.compile(
    r"\S@\S+ (?:does not|doesn't) exist|\S@\S+ - no such user here|no mailbox here by that name|boite (?:aux lettres |mail )?de \S+@\S+ est (?:pleine|saturee)"
    r'|^\{ ?"(?:notification|event)type" ?: ?"(?:bounce|complaint|delivery)"'
)
_SMTP = re.compile(r"\b[245]\.\d\.\d{1,3}\b|\b[45]\d\d[ -]|\S@\S")
_AWAY_TEXT = re.compile(
    r"\b(?:je (?:suis|serai)|nous (?:sommes|serons)|etant)\b(?: \w+){0,3}? (?:absent(?:e|\(e\))?s?\b|(?:en|pour) (?:conges?|vacances|rtt|formation|deplacement|arret)\b|hors du bureau|indisponible|fermee?s)"
    r"|\b(?:bureaux?|secretariat|accueil|standard|entreprise|societe|service|agence|cabinet|etablissement|magasin|usine)\b[^.]{0,30} (?:est|sont|sera|seront)(?: \w+){0,2} (?:fermee?s?\b|en fermeture\b)"
    r"|(?:^|[.!,:] ?|bonjour,? ?)(?:actuellement )?(?:absente?|absence|en conges?|en arret(?: maladie)?) ?,? (?:du bureau|je (?:vous )?repond|je (?:reprend(?:s|rai)|reviens|reviendrai|serai de retour) |jusqu'au|du \d|le \d)|je n'(?:ai|aurai) pas acces a (?:ma|mes|mon)"
    r"|je serai de retour [^.]{0,40}[.,] (?:d'ici|en attendant|entre-temps|en cas|pour toute)|(?:suite a|depuis) mon depart (?:de|en)"
    r"|je ne (?:fais|travaille) plus|ne (?:travaille|fait) plus (?:dans|chez|pour|partie|au sein)|a quitte (?:la|l'|notre|ses)|n'est plus en poste|(?:adresse|boite)[^.]{0,40} n'est (?:plus|pas) (?:utilisee|relevee|consultee|active|lue|surveillee|valide)"
    r"|\b(?:i am|i'm|i will be|we are|i'll be)\b(?: \w+){0,2}? (?:out of (?:the |my )?office|ooo\b|away\b|on (?:\w+ )?(?:leave|vacation|holidays?)|not in the office|travell?ing|no longer (?:with|working))"
    r"|\boffices? (?:is|are|will be) closed|\bi (?:will )?have (?:very )?limited access to (?:my )?(?:e-?mails?|mails?|messages)\b|\bi(?: am|'m|'ll be| will be) on (?:sabbatical|pto)\b|\bhas left the (?:company|business|organi[sz]ation)|(?:message|e-?mail) will (?:not be (?:read|forwarded)|be deleted)|no longer works? (?:at|for|here)|(?:^|[.!,] ?)currently (?:travell?ing|on leave|on vacation|away)\b"
)
_AWAY_ALSO = re.compile(
    r"jusqu'au|\bdu \d{1,2}|\bde retour|\b(?:a|des) mon retour|mon absence|en cas d'urgence|pour toute (?:urgence|question|demande)|acces (?:limite|a mes|a ma|a la)|aurai pas acces|ne consulte"
    r"|sera (?:lu|traite)|(?:contacter|adresser|joindre|ecrire|contactez|adressez|ecrivez)\b|vous pouvez|je (?:vous )?(?:repondrai|reviendrai|traiterai)|je reviens (?:vers vous )?des|ne sera pas (?:lu|transfere)|je reprend(?:s|rai) le \d|reponse automatique|\bremplacee? par\b|\breprise (?:de |le )"
    r"|des que possible|\buntil\b|\bfrom (?:\w+ )?\d|\bunable to\b|\b(?:return|back)\b|urgent|limited access|\bcontact\b|as soon as"
)
_RECEIVED = re.compile(
    r"^(?:bonjour\W{1,3})?message (?:bien )?recu\b|nous (?:avons (?:bien )?(?:recu|pris en compte)|vous (?:confirmons|informons)[^.]{0,25}reception de|accusons (?:bonne )?reception de) votre (?:message|mail|e-?mail|courriel|courrier|demande|requete|formulaire|sollicitation)"
    r"|(?:merci|nous vous remercions) (?:pour|de) votre (?:message|mail|e-?mail|courriel|demande|prise de contact)|merci de votre interet|merci (?:de nous avoir|d'avoir) (?:contact|ecrit)|vous avez contacte (?:le|notre|la) |nous vous remercions de nous avoir contact"
    r"|we(?: have|'ve)? (?:successfully )?received your (?:message|e-?mail|request|inquiry|enquiry)|(?:thank you|thanks) for (?:contacting|reaching|getting in touch|writing|your (?:message|e-?mail|request|inquiry|enquiry))"
)
_PROMISED = re.compile(
    r"(?:repondr(?:ons|a|ont)|reviendr(?:ons|a)|(?:re)?contacter(?:ons|a)|prendr(?:ons|a) contact|traiter(?:ons|a))\b|meilleurs? delais?|plus brefs? delais?|sous \d+ ?(?:h\b|heures|jours)|dans un delai de|(?:revient|reviennent) vers vous|va (?:la |le )?(?:traiter|prendre)|sera (?:\w+ )?traitee?|en cours de traitement"
    r"|(?:prise?|pris) en (?:charge|compte)|conseiller|\bautomati(?:que|quement)\b|ne pas repondre|\bticket\b|numero de (?:dossier|suivi|demande)"
    r"|we(?: will|'ll) (?:get back|respond|reply|be in touch|contact|come back)|will (?:get back|respond|reply|be in touch)|as soon as possible|within \d+"
)
_REGISTERED = re.compile(
    r"votre (?:message|mail|e-?mail|courriel|demande) nous est bien parvenue?|nous vous confirmons la (?:bonne |bien )?reception de votre (?:message|mail|e-?mail|courriel|demande)|votre (?:demande|message|ticket|requete|reclamation|mail|e-?mail|courriel|incident)\b[^.]{0,40}? (?:a|est) (?:bien )?(?:ete )?(?:bien )?(?:enregistree?|recue?|creee?|cloturee?|fermee?|resolue?|transmise? au service|prise? en (?:charge|compte))\b"
    r"|(?:un|le) (?:nouveau )?ticket\b[^.]{0,40}\b(?:a ete|est) (?:cree|ouvert|cloture|ferme|resolu)|your (?:request|ticket|message|e-?mail|case|inquiry|enquiry)\b[^.]{0,30} (?:has been|was) (?:received|created|logged|registered|opened|closed|resolved)"
    r"|(?:anti-?spam|mailinblack)[^.]{0,120}(?:identifi|authentifi|confirm)|cliqu\w+ [^.]{0,60}pour que votre (?:message|mail|e-?mail) soit (?:remis|delivre)|confirm[^.]{0,30}(?:you are|vous etes) (?:human|humain)"
)
_NOTICE = any_of(
    [
        (
            r"""(?<!["'(])(?<!" )(?<!que )(?:"""
            r"(?:ceci|ce (?:message|mail|courriel|courrier|document)|cet? e-?mail|cette (?:reponse|notification|relance|alerte)|il)\b (?:est|etait|a ete|vous (?:est|a ete)|s'agit d')(?: \w+){0,2}? ?(?:une? )?"
            r"(?:(?:message|e-?mail|mail|courriel|courrier|reponse|notification|relance|envoi|avis|accuse de reception) )?(?:automatique\b|(?:genere|envoye|emis|expedie|cree|adresse)e?(?: \w+)? automatiquement|automatiquement (?:genere|envoye|emis|expedie|cree)|(?:genere|envoye)e? par un (?:robot|automate|logiciel|systeme automati\w+))"
            r"|(?:message|mail|courriel|e-?mail|notification|relance) (?:genere|envoye|emis)e? automatiquement|(?:message|mail|courriel|e-?mail|reponse|envoi) automatique ?[,-]? ?(?:merci de |svp )?ne pas"
            r"|(?:merci de|priere de|veuillez|nous vous (?:prions|remercions) de|svp) (?:bien vouloir )?ne pas (?:y repondre|repondre(?: directement)? a (?:ce|cet|cette|la presente)\b|repondre directement)|(?<!\w )ne pas repondre a (?:ce|cet|cette)\b"
            r"|cette (?:adresse|boite)[^.]{0,40} (?:n'est pas (?:consultee|relevee|lue|surveillee|suivie)|ne permet pas de recevoir|ne peut (?:pas )?recevoir)"
            r"|this is an auto(?:mated|matic|-generated|matically generated)|this (?:e-?mail|message|notification|reminder) (?:was|is|has been) (?:an? )?(?:automatically (?:generated|sent|created)|automated|auto-?generated|(?:generated|sent|created) automatically)"
            r"|(?:an )?automatically generated (?:e-?mail|message|notification|reply)|do(?: not|n't) (?:reply|respond)(?: directly)? to this|unmonitored (?:mailbox|address|e-?mail)|(?:mailbox|inbox|address) is (?:not monitored|unmonitored|not read)|do not reply ?[-.!*]"
            r"|diese (?:e-?mail|nachricht|mail) (?:wurde|ist) (?:\w+ )?automatisch|antworten sie (?:bitte )?nicht auf diese|(?:messaggio|email|mail) generat[oa] automaticamente|non rispondere a quest"
            r"|(?:mensaje|correo) (?:generado )?automatico|no responda a este|messaggio automatico|(?:automatisch|automatisch gegenereerd) (?:bericht|antwoord|gegenereerd)|niet (?:antwoorden|reageren) op dit|dit bericht (?:is|werd) automatisch)"
        ),
    ]
)
_REPLIES = re.compile(
    r"reponse automatique|automat(?:ed|ic) (?:reply|response)|automatische antwort|accuse de reception"
)
_TELLS = re.compile(
    r"(?:j'ai (?:bien |seulement |juste )?(?:recu|eu)|nous avons (?:recu|eu) (?:ce|cette|le|un|une)|vos?(?:tre)? (?:reponses?|messages?|mails?)) [^.]{0,60}automatique"
)
_RECALL_TEXT = re.compile(
    r"(?:souhaite(?:rait)?|voudrait|would like to|desire) (?:rappeler|recall|retirer) (?:le|ce|the|this|un) (?:message|courrier|e-?mail|mail|courriel)\b|mochte (?:die|diese|eine) nachricht[^.]{0,120}zuruckrufen"
)
_SHARE_TEXT = re.compile(r"a partage|shared|lien|link|telecharg|download|ouvrir|\bopen\b")

# --- what only a person writes ----------------------------------------------------------------------

_ELSEWHERE = r"(?:avoir|contact|joindre|ecrire|appeler|adresser|laisser|faire confiance|recontacter|renvoyer|rappeler|reformuler)"
_ASKS = re.compile(
    rf"\bpou(?:vez|rriez|vons|rrions)[- ](?:vous|nous)\b(?! \w+ ?{_ELSEWHERE}| {_ELSEWHERE})|\b(?:peux|pourrais)[- ]tu\b|(?:savez|auriez|avez)[- ]vous (?!une question|besoin|des questions|d'autres)"
    r"|\best[- ]ce (?:que|qu')|\bou en (?:est|sont|etes|sommes)\b|qu'en est[- ]il|\bquand (?:sera|seront|serons|allez|pensez|est|comptez)"
    rf"|merci de (?:bien vouloir )?(?:(?:me|m'|nous) ?(?!{_ELSEWHERE})\w|regler|payer|proceder|traiter|verifier|corriger|repondre(?! a (?:ce|cet)))|veuillez (?:me|nous|proceder|regler|payer)\b(?! {_ELSEWHERE})"
    r"|\bje (?:souhait\w+|voudrais|desire|vous (?:relance|prie de (?:me|bien|regler)|sollicite|contacte|ecris|joins|transmets|envoie|confirme|rappelle|remercie de (?:me|m'|bien|regler))|me permets|(?:le|la) remplace|reprends|reviens vers vous (?:concernant|au sujet|pour|suite|car|a propos))\b"
    r"|\b(?:ma|mes|mon|notre|nos) (?:facture|reglement|paiement|relance|creance|impaye|avoir|commande|prestation)s?\b|\bimpaye|en attente (?:de|du|d'un) (?:reglement|paiement|votre|retour|reponse)|toujours pas|ci[- ]jointe?|en piece jointe|ne repond\w* pas"
    r"|\b(?:could|can|would) you\b|please (?:let (?:me|us)|confirm|advise|pay|find|send)|\b(?:my|our) (?:invoice|payment)|when will|konnen sie|konnten sie|unsere rechnung|vous mett(?:ons|re) en demeure"
    r"|\bkonnen sie\b|\bteilen sie (?:uns|mir)|\bwann (?:wird|konnen|ist)|\b(?:meine|unsere) (?:rechnung|zahlung)|\b(?:podria|podrian|pueden|puede) (?:decir|indicar|confirmar|inform)\w*|\bcuando (?:se )?(?:va|van|pag|cobr)\w*|\bnuestra factura"
    r"|\b(?:potete|potreste|potrebbe) (?:dir|indicar|conferm|inform|verific)\w*|\bquando (?:sara|verra|pag)\w*|\bnostra fattura|\bkunt u (?:ons|mij|me)\b|\bwanneer (?:wordt|kunnen)|\bonze factuur"
)
_WEIGHTY = re.compile(
    r"\brib\b|\biban\b|coordonnees bancaires|(?:nouveau|changement de|changer de) (?:compte|banque|domiciliation|rib)|en demeure|huissier|commissaire de justice|penalites|interets moratoires|cession de creance|affactur|liquidation|redressement"
    r"|\bbank (?:account|details?)|\bbankverbindung|\bkonto(?!r)\w*|\bcuenta\b(?! de (?:correo|e-?mail))|\bcoordinate bancarie|\bnuovo conto|\brekeningnummer|\bbankgegevens|\blegal action|\binsolven|\binkasso|\brechtsanwalt|\babogad|\bavvocat|\badvocaat|\bincasso|\bfactoring|\babgetreten|\bassigned to"
)
_DUNNING = re.compile(
    r"sauf erreur|\b(?:notre|nos) factures?\b|\bimpaye|reste(?:nt)? (?:due?s?|impaye)|en demeure|votre (?:reglement|retard de paiement|solde)|relance"
)
_BUSINESS = re.compile(
    r"\b(?:la|cette|une|sa) facture\b(?! electronique)|\bfactures? (?:de|du|n|corrige\w+|rectifi\w+)\b|\bl'avoir\b|\b(?:le|mon|notre|bon) siret\b|bon de commande|numero d'engagement|\bdevis\b|attestation"
    r"|\b(?:j'ai|je n'ai|nous n'avons)\b [^.]{0,60}\b(?:ticket|reponse|nouvelles|message automatique)\b|\bpersonne n'a\b|\bvos? reponses? automatiques?|\bexpert-comptable\b|\bsuite a notre echange\b"
    r"|\b(?:the|our|your|an?) (?:invoice|credit note|purchase order|payment)\b"
    r"|\b(?:par|by) (?:mon|ma|mes|notre|m\.|mme|my|erreur|mistake)\b|\b(?:mais|but)\b[^.]{0,80}(?:manqu|missing|tromp|erreur|mistake|wrong|comprenons)|\bqui manqu"
)
_QUESTION = re.compile(r"[^.!?]{12,200}\?")
_NO_QUESTION = re.compile(
    r"question|urgen|besoin|aide\b|help|going\b|particip|probleme|savoir plus|saviez|comment (?:corriger|faire|resoudre)|n'est pas (?:vous|le bon)|pourquoi (?:ai-je|est-ce)|que (?:faire|s'est)|^ ?(?:what|why|how)\b"
)
_QUOTED = re.compile(r'"[^"]{0,300}"')
_INNER_DOT = re.compile(r"\.(?=\S)")
"""A dot that ends no sentence: of an address, a code, a date."""
_ADDRESS_OF_PAGE = re.compile(r"https?://\S+")


def bounce_subject(subject: str) -> bool:
    """A subject of what mail servers write about undelivered or delayed mail."""
    return any(_BOUNCE_SUBJECT.match(one) or abroad.undelivered_subject(one) for one in _untagged(subject))


def complaint_subject(subject: str) -> bool:
    """A provider tells that a reader called our mail spam (RFC 5965): a server's mail too, but nothing came back."""
    return any(map(_COMPLAINT_SUBJECT.match, _untagged(subject)))


def _untagged(subject: str) -> tuple[str, str]:
    """The subject, and the same without what gateways and desks put before it: « [EXTERNE] », « [Postmaster] », « ** »."""
    return subject, _TAGS.sub("", subject, count=1)


def forward_subject(subject: str) -> bool:
    """« TR : … »: whoever forwards a report is a person, whatever the text below says."""
    return _FORWARD_SUBJECT.match(subject) is not None


def status_subject(subject: str) -> bool:
    """« Retardé : », « Remis : »: a report when a postmaster says so, a person's word otherwise."""
    return _STATUS_SUBJECT.match(subject) is not None


def receipt_subject(subject: str) -> bool:
    """« Lu : … », « Accusé de lecture »."""
    return _RECEIPT_SUBJECT.match(subject) is not None


def away_subject(subject: str, words: str) -> bool:
    """« Réponse automatique : … », « Out of office »; « Absence » alone when the body agrees; the report on a recall."""
    subjects = _untagged(subject)
    if any(map(_ABSENCE_SUBJECT.match, subjects)):
        return not words or _AWAY_ALSO.search(words) is not None
    told = any(_AWAY_SUBJECT.match(one) or abroad.away_subject(one) for one in subjects)
    return told or _RECALL_REPORT.match(subject) is not None


def program_subject(subject: str) -> bool:
    """« Message automatique », or the digest of a mail filter."""
    return _PROGRAM_SUBJECT.match(subject) is not None or _FILTER_SUBJECT.match(subject) is not None


def calendar_subject(subject: str) -> bool:
    """« Accepté : … », « Invitation : … »: a calendar's, when there is no other word."""
    return _CALENDAR_SUBJECT.match(subject) is not None


def ticket_subject(subject: str) -> bool:
    """« Ticket #123 créé », « [Ticket#123] Demande enregistrée »."""
    return _TICKET_SUBJECT.match(subject) is not None


def says_undelivered(words: str) -> bool:
    """The text begins as those of mail servers do, and names an address or an SMTP code (RFC 5321, RFC 3463)."""
    opening = _INNER_DOT.sub("_", words[:_HEAD])
    told = _BOUNCE_TEXT.search(opening) or _NO_MAILBOX_TEXT.search(opening) or abroad.says_undelivered(opening)
    return bool(told) and _SMTP.search(words[:SHORT]) is not None


def says_away(words: str) -> bool:
    """« Je suis absent jusqu'au… »: an absence and what goes with it (return, whom to write to)."""
    opening = _INNER_DOT.sub("_", words[:_OPENING])
    away = _AWAY_TEXT.search(opening) is not None and _AWAY_ALSO.search(words) is not None
    return away or abroad.says_away(opening)


def says_received(words: str) -> bool:
    """« Nous avons bien reçu votre message et vous répondrons sous 48 h », « votre demande a été enregistrée »."""
    opening = _INNER_DOT.sub("_", words[:_OPENING])
    received = _RECEIVED.search(opening) is not None and _PROMISED.search(words) is not None
    return received or _REGISTERED.search(opening) is not None or abroad.says_received(opening, words)


def says_automatic(words: str) -> bool:
    """« Ceci est un message automatique », « merci de ne pas répondre à ce message »; not a person who tells of one."""
    told = _QUOTED.sub(" ", words)
    return _NOTICE.search(told) is not None and _TELLS.search(words) is None


def says_automatic_reply(words: str) -> bool:
    """The notice calls itself a reply."""
    return _REPLIES.search(words) is not None


def says_recall(words: str) -> bool:
    """« X souhaite rappeler le message « … » »: Outlook's, when its mail leaves its own server."""
    return len(words) <= _OPENING and _RECALL_TEXT.search(words[:_HEAD]) is not None


def says_shared(subject: str, words: str) -> bool:
    """« X a partagé « fichier » avec vous » (OneDrive, SharePoint, WeTransfer…)."""
    return _SHARE_SUBJECT.match(subject) is not None and _SHARE_TEXT.search(words) is not None


def asks(words: str) -> bool:
    """A request or a question that a person asks; « Une question ? Besoin d'aide ? » is none."""
    if _ASKS.search(words):
        return True
    if "?" not in words:
        return False
    questions = _QUESTION.findall(_ADDRESS_OF_PAGE.sub(" ", words))
    return any(question.count(" ") >= 3 and not _NO_QUESTION.search(question) for question in questions)


def weighty(words: str) -> bool:
    """Bank accounts, formal notice, factoring…: never to be lost as an absence or a receipt."""
    return _WEIGHTY.search(words) is not None


def talks_business(words: str) -> bool:
    """« la facture », « l'avoir », « le bon SIRET »: what is behind the mail is somebody's matter, not a notice."""
    return _BUSINESS.search(words) is not None or abroad.talks_business(words)


def duns(words: str) -> bool:
    """Words of a claim for money."""
    return _DUNNING.search(words) is not None
