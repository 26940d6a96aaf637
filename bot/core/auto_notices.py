"""What machines answer that name themselves in no header: support desks, guarded mailboxes, moderation, absences.

Everything here reads folded text. What only a program writes (`is_programs_notice`) makes a machine of the sender, and
his mail is put aside; what people write too (`may_be_notice`: « votre demande est bien arrivée ») only withholds our
next mail, and a person reads his.
"""

from __future__ import annotations

import re

_MOST = 900
"""Characters of own words: notices are short, and the longer a text the likelier a person wrote it."""
_OPENING = 500
_MAIL = r"(?:message|mail|e-?mail|courriel|courrier)"
_ASKED = rf"(?:{_MAIL}|demande|requete|sollicitation|formulaire|ticket|incident|reclamation|prise de contact)"
_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\d{1,2}(?:er)?\b)"

_PROGRAM_SUBJECT = re.compile(
    r"(?:your|post|posting) [^.?]{0,60} awaits moderator|votre message a [^.?]{0,60} attend l'approbation du moderateur|post by non-member to"
    r"|\[glpi #\d+\] "
)
_PROGRAM = re.compile(
    r"##- ?(?:veuillez|please)\b|(?:mailinblack|spam ?arrest|boxbe|waitlisted|guest list)\b[^?]{0,250}(?:cliqu|click|lien\b|link\b)"
    r"|is being held until the list moderator|retenu jusqu'a ce que le moderateur|just confirming that we got your request"
    r"|a support representative will (?:be|review)|only accepts mail from verified senders|this is a one-time verification"
    r"|(?:confirm|valid|authentifi)e[rz]? votre (?:message|adresse|e-?mail)[^.?]{0,40} en cliquant|ticket : description "
)
_SUBJECT = re.compile(
    rf"(?:{_MAIL}|your message|post|posting)[^.?]{{0,60}} (?:attend l'approbation|en attente (?:de moderation|d'approbation)|awaits moderator|awaiting moderat|is awaiting|by non-member)"
    r"|ooo\s?:|[^:]{0,40}\bticket received\b|(?:sender|address) verification|verification de l'expediteur|confirm(?:ez|er)? votre (?:adresse|e-?mail|message)\b.{0,40}$"
    r"|merci de confirmer votre (?:adresse|e-?mail|message)\s?(?::|$)|demande d'authentification"
)
_DESK = re.compile(
    rf"votre {_ASKED}\b(?:(?! que | qui )[^.?]){{0,60}}? (?:a|est|nous est|sera) (?:bien )?(?:ete )?(?:bien )?(?:arrivee?|envoyee?|receptionnee?|recue?|enregistree?|prise? en (?:compte|charge)|en cours (?:de traitement|d'examen)|parvenue?|traitee?|creee?|retenue?|mise? en attente)\b"
    rf"|votre {_ASKED} [^.?]{{0,40}}a ete transmise? (?:aux moderateurs|a la personne concernee)|nous accusons (?:bonne )?reception de votre {_ASKED}|nous avons (?:bien )?(?:receptionne|enregistre|recu|pris en compte) votre {_ASKED}"
    rf"|(?:elle|il|demande|ticket) porte (?:la reference|le n(?:umero|°))|un nouveau ticket|ticket : description|\bil a ete enregistre sous"
    r"|we got your request|your (?:message|request|e-?mail|case|ticket) (?:has been|was) (?:received|logged)|(?:case|ticket|reference) number (?:is|:) ?\w|(?:support )?(?:case|ticket) has been (?:created|opened)|we(?: have|'ve)? received your e-?mail and one of"
    rf"|nous vous remercions d'avoir (?:contacte|ecrit)|merci de nous avoir contacte\w*\W|on revient vers vous (?:tres )?vite"
    r"|nous faisons notre maximum|un grand nombre de (?:demandes|messages)|delais? (?:moyen )?de (?:reponse|traitement) (?:sont|est|:)"
    r"|is being held until the list moderator|members-only list|retenu jusqu'a ce que le moderateur|not allowed to post"
)
# They ask for a click, never for anything about the matter.
_GUARD = re.compile(
    r"mailinblack|spam ?arrest|waitlisted|guest list|boxbe"
    r"|(?:cliqu|click|lien|link|recopi)[^?]{0,160}(?:authentif|verif|valid|confirm|robot|delivr|deliver|remis)|(?:authentif|verif|valid|confirm|prouver)[^?]{0,160}(?:cliqu|click|lien\b|link\b|recopi|code)"
    r"|only accepts mail from verified|anti-?spam[^.]{0,80}(?:verified|verifie|authentifi)|quarantined pending verification|one-time verification"
)
_AWAY = re.compile(
    rf"^(?:(?:bonjour|hello|hi|dear \w+)\b[^.\n]{{0,30}}?[,.!]? )?(?:(?:et )?merci (?:pour|de) votre {_MAIL} ?[.,!]? ?)?(?:je (?:rentre|reviens|serai (?:de retour|absente?)|suis absente?)|de retour|en (?:formation|conges?|deplacement|vacances|arret)|actuellement en|absente?|back) (?:(?:on|le|lundi|des|a partir|du|jusqu)|{_DAY})"
    rf"|merci de noter mon absence|je (?:rentre|reviens) (?:le )?{_DAY}[^.?]{{0,60}}(?:repondrai|a ce moment)|(?:entreprise|societe|magasin|cabinet|bureaux?|atelier|service \w+) (?:ferme|fermera|est ferme|sera ferme|sont fermes)e?s? (?:ses portes|du|pour|le|jusqu)"
    r"|je ne suis pas (?:joignable|disponible) (?:cette|jusqu|du|en ce moment|actuellement)[^?]{0,80}(?:contact|joindre|adress|ecrire)|je (?:suis|travaille) (?:absente? )?[^.]{0,30}temps partiel|\b(?:i'm|i am|i will be) (?:currently )?(?:ooo|out today|at a conference|away|travelling|on (?:sick|annual|maternity|parental|medical) leave)"
    r"|j'ai quitte (?:l'entreprise|la societe|mes fonctions|le cabinet)[^?]{0,120}(?:adress|contact|ecri)|je pars a la retraite|i have left the company|no longer (?:with|works? (?:at|for)|employed)|offices? (?:is|are|will be) closed (?:for|from|until|between)|votre nouvel interlocuteur est"
    rf"|(?:boite|adresse)(?: (?:mail|e-?mail|electronique))? (?:n'est (?:plus|pas) (?:active|surveillee|consultee|utilisee|lue|relevee)|va etre supprimee|est reservee|non surveillee)|notre adresse change ?!|(?:messages?|mails?|courriels?)[^.?]{{0,60}} ne (?:sera|seront|sont|est) pas (?:lus?|traites?|consultes?)"
    r"|(?:unattended|unmonitored) mailbox|mailbox is no longer (?:monitored|in use|active)"
)


def is_programs_notice(subject: str, words: str) -> bool:
    """A sentence that support desks, guarded mailboxes and list managers write and nobody types."""
    return _PROGRAM_SUBJECT.match(subject) is not None or _PROGRAM.search(words[:_OPENING]) is not None


def may_be_notice(subject: str, words: str) -> bool:
    """A short text that perhaps only says: received, held, click here, away, nobody reads this."""
    if len(words) > _MOST:
        return False
    opening = words[:_OPENING]
    return _SUBJECT.match(subject) is not None or any(p.search(opening) for p in (_DESK, _GUARD, _AWAY))
