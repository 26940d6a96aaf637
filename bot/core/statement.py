"""Whether a mail asks for more invoices than it names: « … et les autres », « ainsi que toutes nos factures »."""

from __future__ import annotations

import re

from bot.core.flat_text import fold
from bot.core.mail import IncomingMail

_AND = (
    r"(?:et|ainsi que|plus|de meme que|y compris|avec|, ?|mais aussi|sans oublier)"
    r"(?: aussi| egalement| enfin| surtout| pour| sur| concernant)? (?:de |d')?"
)
_OUR = r"(?:nos |vos |les |mes |ces |ses |leurs )"
_ALL = rf"(?:toutes?|tout)(?: {_OUR})? ?"
_MANY = r"(?:deux|trois|quatre|cinq|six|sept|huit|plusieurs|quelques|certaines|\d{1,2})"
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_WHEN = rf"(?:{_MONTHS}|l'ete|l'annee|l'an|l'exercice|la semaine|20\d\d)"
_NUMBER = r"(?:factures? )?(?:n ?° ?)?[a-z]{0,8}[-/ ]?\d"
_UNNAMED = r"(?![^.!?;,]{0,40}\d{3})"
"""No number follows: « la facture d'octobre FA-117 » is named."""
_NOT_INVOICES = (
    r"(?! (?:questions?|infos?|informations?|renseignements?|documents?|elements?|salutations|demandes?|precisions?|"
    r"personnes?|services?|termes?|part))"
)
_ENCLOSED = r"(?:ci-)?(?:joint|annexe|attache|piece jointe)"

_SAYINGS = (
    # « et les autres », « ainsi que toutes nos factures », « et l'ensemble de… », « et nos factures d'octobre »
    rf"{_AND}(?:{_ALL}|{_OUR})?(?:autres|suivantes|precedentes|restantes|dernieres|prochaines)\b{_NOT_INVOICES}",
    rf"{_AND}{_ALL}{_OUR}?factures?\b",
    rf"{_AND}(?:l'ensemble|la totalite|le reste|le solde du compte|l'integralite)\b",
    rf"{_AND}(?:nos|mes|les) (?!{_NUMBER})factures (?!{_NUMBER}){_UNNAMED}",
    # « et la dernière », « et celles de novembre », « et deux autres factures », « et la 118 »
    rf"{_AND}(?:la |celle |ma |notre )(?:derniere|precedente|suivante|prochaine)\b(?! (?:fois|relance|semaine|que|en date|reponse)){_UNNAMED}",
    rf"{_AND}(?:celles?|la facture|les factures|la|une(?: autre)?(?: facture)?) (?:de |d'|du mois de |du mois d'){_WHEN}\b{_UNNAMED}",
    rf"{_AND}(?:{_MANY} (?:autres? )?|autres? |une autre )factures?\b{_UNNAMED}",
    rf"{_AND}une (?:autre|deuxieme|seconde|troisieme|quatrieme)\b{_UNNAMED}",
    rf"{_AND}(?:la |celle |l[ae] n ?° ?)\d{{1,4}} ?(?=[?.,!]|$)",
    # « quand sera traitée la suivante ? », « la prochaine est-elle arrivée ? »
    rf"(?:la |celle |ma |notre )(?:suivante|prochaine|precedente)(?= ?(?:$|[?.,!]|sera|est\b|a (?:ete|t)|doit|devrait|va\b|facture)){_UNNAMED}",
    # « nos factures, notamment la FA-117 », « etc. », « à partir de la FA-117 »
    rf"factures\b[^.!?]{{0,60}}\b(?:notamment|entre autres|en particulier|parmi lesquelles|dont)(?: la| les| le)? (?={_NUMBER}\d)",
    r"entre autres\b|etc\b|et consorts\b",
    rf"(?:a partir|a compter) (?:de la |du |de )(?={_NUMBER})|depuis la (?={_NUMBER})",
    r"(?:meme (?:question|chose|demande)|idem|pareil) pour (?:les autres|toutes|celles|le reste)",
)
_ON_PAPER = (
    rf"releves?(?: de (?:compte|factures|situation))?(?: client)? {_ENCLOSED}",
    rf"(?:liste|tableau|recapitulatif|etat|fichier|listing) (?:des factures )?(?:en )?{_ENCLOSED}",
    r"(?:voir|cf\.?|selon|suivant|d'apres|sur) (?:aussi )?(?:le |notre |l')?(?:releve|etat recapitulatif|extrait de compte|grand livre)\b",
    r"factures? (?:du|(?:listee|figurant|presente|reprise)s? (?:dans|sur)) (?:le |la |l'|ce |notre )?(?:releve|tableau|liste|fichier|recapitulatif)",
)
"""What stands in a paper: said of invoices that somebody must look for there."""
_MORE = re.compile(rf"(?<![a-z])(?:{'|'.join(_SAYINGS)})")
_MORE_ON_PAPER = re.compile(rf"(?<![a-z])(?:{'|'.join(_ON_PAPER)})")


def asks_for_more(mail: IncomingMail, *, table_read: bool = False) -> bool:
    """Whether subject or fresh text ask about invoices beyond those whose numbers they give.

    Such a mail must not be answered by what it names alone: the rest would seem settled. Says nothing of
    a mail that names no number at all. With `table_read` the statement that the mail speaks of has been read line by line:
    « le relevé ci-joint » asks for nothing more.
    """
    texts = [fold(text) for text in (mail.subject, mail.fresh_text)]
    on_paper = not table_read and any(map(_MORE_ON_PAPER.search, texts))
    return on_paper or any(map(_MORE.search, texts))
