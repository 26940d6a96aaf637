"""What a sender says, without what only surrounds it: greetings, signatures, disclaimers, banners, courtesy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.attached_words import letters
from bot.core.flat_text import fold, plain
from bot.core.language import FRENCH
from bot.core.mail import IncomingMail
from bot.core.misspelt import mended
from bot.core.needles import alternatives
from bot.core.signature import speaks, without_signature
from bot.core.wordings import any_of

_FILE_MARKS = re.compile(r"[_.-]")
_SURROUND = any_of(
    alternatives(
        r"confidentiel\w* et |(?:message|courriel|mail)[^.]{0,60}(?:confidentiel|exclusi|destinataire)|"
        r"destinataires?[^.]{0,60}(?:par erreur|prevu)|si vous n'etes pas (?:le |la |l')?(?:bon |veritable )?(?:destinataire|personne)|"
        r"(?:si (?:vous|ce|le)|recu|recevez|parvenu)[^.]{0,60}par erreur[^.]{0,60}(?:detrui|supprim|avert|inform|signal|$)|"
        r"par erreur[^.]{0,60}(?:detrui|supprim)|utilisation non conforme|divulgation|"
        r"(?:modification|usage|diffusion|reproduction)[^.]{0,60}(?:interdit|prohib|non autoris)|en cas d'erreur[^.]{0,80}(?:detrui|supprim|avert|tenir compte)|"
        r"ceci est un (?:message|mail|courriel) automatique|"
        r"environnement[^.]{0,40}imprim|imprim\w*[^.]{0,50}(?:necessaire|environnement|courriel|mail)|\b(?:anti)?virus\b|"
        r"^envoye (?:de|depuis|a partir)|^sent from|^telechargez? |obtene[zr]\w* outlook|^provenance : |ne cliquez pas|"
        r"(?:expediteur|message|courriel|mail)[^.]{0,30}(?:externe|exterieur)|vous disposez[^.]{0,40}droits?|"
        r"(?:rgpd|informatique et libertes)[^.]{0,80}(?:disposez|donnees)|"
        r"donnees[^.]{0,60}(?:collect|recueilli|trait|conserv)|exercer (?:vos|votre|ces|ce) droits?|"
        r"(?:politique|charte)[^.]{0,40}(?:confidentialite|donnees|vie privee)|vous pouvez demander leur suppression|"
        r"(?:suivez|retrouvez|rejoignez|visitez|decouvrez)(?:-nous| notre| nos)|se desabonner|desinscri|this (?:e-?mail|message)|accuse de lecture|"
        r"(?:not the|are the|for the|named) (?:intended |named )?(?:recipient|addressee)|intended (?:solely|only|exclusively|recipient)|"
        r"unauthori[sz]ed (?:use|review|disclosure|dissemination|copying|distribution)|consider the environment|"
        r"(?:use|disclosure|dissemination|copying|distribution)[^.]{0,60}(?:prohibited|forbidden)|e-?mails? (?:are|is|can be) (?:susceptible|not secure)|"
        r"(?:shall not be|is not|accepts? no) (?:held )?liab\w+ for (?:the|this|any) (?:message|e-?mail|damage)|received (?:it|them) (?:in|by) error"
    )
)
"""Sentences nobody wrote for this mail, unless their writer speaks in them. Only for intents that do not look everywhere."""
_WARNING = re.compile(
    r"\b(?:ne|n')[a-z' ]{1,25}\bjamais\b|en cas de (?:doute|reception|demande|suspicion)|"
    r"\btoute? (?:demande (?:de |d'))?(?:changement|modification)\b[^.|]{0,100}\b(?:sera|seront|fera|feront|doit|devra)\b"
)
_OF_BANK = re.compile(r"\brib\b|\biban\b|\bbancaires?\b|\bde banque\b")
"""What suppliers print against fraud; security rules still read it."""
_OWN_VOICE = re.compile(
    r"\bje\b|\bj'|\bm'|\bmoi\b|\bmes?\b|\bmon\b|\bma\b|\bnous (?!vous |remercions|garanti|engage|protege|traitons|utilis|collect)|"
    r"\bfacture|\b(?:effac|supprim|retir)\w* (?:mes|nos|mon|notre)"
)
_DESTROY = re.compile(r"(?:detrui|supprim|avert|inform|signal|retourn|prevenir)\w*")
_CROSSED = re.compile(
    r"(?:pas|plus|point) tenir compte d[eu] (?:ce|cet|cette|la presente|present|notre)\b ?(?:message|mail|courriel|e-mail|courrier|relance|rappel|lettre|avis|demande)?"
    r"|considerer (?:ce|cet|cette)\b(?! (?:fact|prestation|commande))[^.]{0,30}(?:sans objet|nul)|(?:reglement|paiement|virement)[^.]{0,40}(?:croise|entre-temps|entretemps)"
)
"""The closing clause of nearly every reminder: it speaks of a payment received and means none."""
_LEGAL = any_of(
    alternatives(
        r"\b[ld]\.? ?441-(?:\d+|[ivx]+)\b|interet legal|taux (?:d'interet )?(?:de la )?(?:bce|banque centrale)|\bbce\b|escompte|"
        r"sans mise en demeure|indemnites? forfaitaires?[^.]{0,80}40|40 ?(?:€|euros?)[^.]{0,60}(?:frais|indemnite)|"
        r"reserves? de propriete|12 mai 1980|en cas de (?:retard|litige|non[- ]paiement)|tout (?:retard|litige|differend)|"
        r"tribun\w+[^.]{0,60}competen|competen[^.]{0,60}tribun|mediat\w+ de la consommation|penalites? de retard ?:|"
        r"centre de gestion agree|assurance decennale|conditions generales|\bcgv\b"
    )
)
"""Small print of invoices and reminders: it threatens nobody in particular."""
_BOILERPLATE = re.compile(
    r"\btout (?:retard|litige|differend)\b|\ben cas de (?:retard|non[- ]paiement|litige)\b|clause de reserve|pas d'escompte|escompte pour"
)
"""Small print that is known as such wherever it stands."""
_COURTESY = re.compile(
    r"\b(?:bonjour|bjr|bonsoir|madame|monsieur|mesdames|messieurs|mme|mr|salut|hello|cher|chere|tous|toutes|cordialement|cdt|cdlt|bien a vous|"
    r"bonne (?:journee|reception|soiree|fin de journee|semaine)|merci(?: d'avance| par avance| beaucoup)?|svp|stp|s'il vous plait|s'il te plait|"
    r"voir (?:ci-dessous|ci-apres|message|mail|ci-joint)(?: le message)?(?: ci-joint| ci-dessous)?|ci-dessous|pour (?:info|information|suite a donner|votre information|traitement)|"
    r"fyi|tr|re|fw|fwd|transmis|je vous transf[a-z]+|a traiter)\b"
)
_FEWEST_LETTERS = 4
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
PAUSE = " | "
"""Stands between paragraphs of folded text, so that no pattern reaches from one into the next."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A mail's words as patterns read them: `said` by the sender, and `everything` with signature and footers."""

    said: str
    everything: str


@lru_cache(maxsize=2)
def own_words(mail: IncomingMail) -> OwnWords:
    """Subject and fresh text, folded; the history too when the fresh text says nothing or forwards it.

    A letter that came as a file is said too. Names of attachments close `everything` as « piece jointe : … ». The last mails are remembered: half a dozen
    questions about one mail begin here.
    """
    subject, fresh = plain(mail.subject), plain(mail.fresh_text)
    said = _said("\n".join(body_lines(mail)))
    everything = [subject, *_PARAGRAPH.split(fresh)]
    if mail.quoted_text and (mail.is_forward or _is_nothing(said)):
        history = plain(mail.quoted_text)
        said += _said(history)
        everything += _PARAGRAPH.split(history)
    for letter in map(plain, letters(mail.files)):
        said += _said(letter)
        everything += _PARAGRAPH.split(letter)
    names = dict.fromkeys([*(file.name for file in mail.attachments), *(file.name for file in mail.files)])
    everything += (f"piece jointe : {_FILE_MARKS.sub(' ', plain(name))}" for name in names)
    words = OwnWords(_joined([subject, *said]), _joined(everything))
    return OwnWords(mended(words.said), mended(words.everything)) if mail.language == FRENCH else words


def _is_nothing(said: Sequence[str]) -> bool:
    """Whether paragraphs hold greetings only (« Pour suite à donner », « cf. ci-dessous »)."""
    letters = 0
    for paragraph in said:
        letters += sum(map(str.isalnum, without_courtesy(paragraph)))
        if letters >= _FEWEST_LETTERS:
            return False
    return True


def without_courtesy(said: str) -> str:
    """Folded words without greetings and thanks."""
    return _COURTESY.sub(" ", said)


def body_lines(mail: IncomingMail) -> list[str]:
    """Plain lines of the fresh text without its signature; what the sender still says below it is kept."""
    name = fold(f"{mail.sender.name} {mail.sender.address}") if mail.sender else ""
    return without_signature(plain(mail.fresh_text).split("\n"), mail.fresh_text.split("\n"), name)


def _said(text: str) -> list[str]:
    """Paragraphs of a plain text without the sentences that nobody wrote for this mail.

    Small print goes when a whole paragraph is nothing else, and only when something remains.
    """
    kept, print_too = [], []
    paragraphs = [" ".join(paragraph.split()) for paragraph in _PARAGRAPH.split(text)]
    whole = "\n".join(paragraphs)
    surround, legal = _SURROUND.worth_trying(whole), _LEGAL.worth_trying(whole)
    for paragraph in paragraphs:
        sentences = _SENTENCE_END.split(paragraph)
        own = [s for s in sentences if not (_surrounds(s, surround) or _warns(s) or _CROSSED.search(s))]
        print_too.append(" ".join(own))
        own = [s for s in own if not (legal and _BOILERPLATE.search(s) and _has(s, legal)) or speaks(s)]
        small_print = any(_has(s, legal) for s in own) and not any(speaks(s) for s in own)
        kept.append("" if small_print else " ".join(own))
    return print_too if _is_nothing(kept) else kept


def _has(sentence: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    return any(pattern.search(sentence) for pattern in patterns)


def _surrounds(sentence: str, surround: Sequence[re.Pattern[str]]) -> bool:
    if not _has(sentence, surround):
        return False
    return not _OWN_VOICE.search(sentence) or bool(_DESTROY.search(sentence) and "erreur" in sentence)


def _warns(sentence: str) -> bool:
    return bool(_OF_BANK.search(sentence) and _WARNING.search(sentence))


def _joined(paragraphs: list[str]) -> str:
    return PAUSE.join(folded for p in paragraphs if (folded := " ".join(p.split())))
