"""What a sender says, without what only surrounds it: greetings, signatures, disclaimers, banners, courtesy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.flat_text import plain
from bot.core.mail import IncomingMail

_SIGN_OFF = re.compile(
    r"(?:(?:bien |tres )?(?:sinceres? )?(?:cordialement|cdt|cdlt|crdt|salutations)|bien a vous|(?:meilleures|sinceres|respectueuses) salutations|"
    r"(?:best|kind) regards|sincerement|respectueusement)\b[ ,.!:-]*(?:$|(?=[a-z]{2,}$))"
)
_SIGN_OFF_LETTERS = frozenset("bcstmrk")
_FILE_MARKS = re.compile(r"[_.-]")
_AFTERTHOUGHT = re.compile(r"(?:p\.? ?s\.?|nb|n\.b\.?|post-scriptum) ?[:.\-]")
_SURROUND = re.compile(
    r"confidentiel\w* et |(?:message|courriel|mail)[^.]{0,60}(?:confidentiel|exclusi|destinataire)|destinataires?[^.]{0,60}(?:par erreur|prevu)|"
    r"(?:message|courriel|mail)[^.]{0,60}par erreur|par erreur[^.]{0,60}(?:detrui|supprim)|utilisation non conforme|divulgation|"
    r"environnement[^.]{0,40}imprim|imprim\w*[^.]{0,50}(?:necessaire|environnement|courriel|mail)|virus|antivirus|^envoye (?:de|depuis)|^sent from|"
    r"^telechargez? |obtenir outlook|ne cliquez pas|(?:expediteur|message|courriel|mail)[^.]{0,30}(?:externe|exterieur)|"
    r"vous disposez[^.]{0,40}droits?|(?:rgpd|informatique et libertes)[^.]{0,80}disposez|se desabonner|desinscri|"
    r"this (?:e-?mail|message)|accuse de lecture"
)
"""Sentences nobody wrote for this mail. Only for intents that do not look everywhere."""
_CROSSED = re.compile(
    r"(?:pas|plus|point) tenir compte d[eu] (?:ce|cet|cette|la presente|present|notre)\b ?(?:message|mail|courriel|e-mail|courrier|relance|rappel|lettre|avis|demande)?"
    r"|considerer (?:ce|cet|cette)[^.]{0,30}(?:sans objet|nul)|(?:reglement|paiement|virement)[^.]{0,40}(?:croise|entre-temps|entretemps)"
)
"""The closing clause of nearly every reminder: it speaks of a payment received and means none."""
_COURTESY = re.compile(
    r"\b(?:bonjour|bjr|bonsoir|madame|monsieur|mesdames|messieurs|mme|mr|salut|hello|cher|chere|tous|toutes|cordialement|cdt|cdlt|bien a vous|"
    r"bonne (?:journee|reception|soiree|fin de journee|semaine)|merci(?: d'avance| par avance| beaucoup)?|svp|stp|s'il vous plait|s'il te plait|"
    r"voir (?:ci-dessous|ci-apres|message|mail|ci-joint)(?: le message)?(?: ci-joint| ci-dessous)?|ci-dessous|pour (?:info|information|suite a donner|votre information|traitement)|"
    r"fyi|tr|re|fw|fwd|transmis|je vous transf[a-z]+|a traiter)\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
PAUSE = " | "
"""Stands between paragraphs of folded text, so that no pattern reaches from one into the next."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A mail's words as patterns read them: `said` by the sender, and `everything` with signature and footers."""

    said: str
    everything: str


def own_words(mail: IncomingMail) -> OwnWords:
    """Subject and fresh text, folded; the history too when the fresh text says nothing or forwards it.

    Names of attachments close `everything` as « piece jointe : … ».
    """
    subject, fresh = plain(mail.subject), plain(mail.fresh_text)
    said = _said("\n".join(body_lines(fresh)))
    everything = [subject, *_PARAGRAPH.split(fresh)]
    if mail.quoted_text and (mail.is_forward or _is_nothing(said)):
        history = plain(mail.quoted_text)
        said += _said(history)
        everything += _PARAGRAPH.split(history)
    everything += (f"piece jointe : {_FILE_MARKS.sub(' ', plain(file.name))}" for file in mail.attachments)
    return OwnWords(_joined([subject, *said]), _joined(everything))


def _is_nothing(said: list[str]) -> bool:
    """Whether paragraphs hold greetings only (« Pour suite à donner », « cf. ci-dessous »)."""
    return sum(char.isalnum() for char in without_courtesy(PAUSE.join(said))) < 4


def without_courtesy(said: str) -> str:
    """Folded words without greetings and thanks."""
    return _COURTESY.sub(" ", said)


def body_lines(fresh: str) -> list[str]:
    """Lines of a plain text up to the signature; an afterthought (« PS : ») below it is kept."""
    lines = [" ".join(line.split()) for line in fresh.split("\n")]
    for number, line in enumerate(lines):
        if line == "--" or (line[:1] in _SIGN_OFF_LETTERS and _SIGN_OFF.match(line[:80])):
            after = next((n for n in range(number, len(lines)) if _AFTERTHOUGHT.match(lines[n])), len(lines))
            return [*lines[:number], "", *lines[after:]]
    return lines


def _said(text: str) -> list[str]:
    """Paragraphs of a plain text without the sentences that nobody wrote for this mail."""
    kept = []
    for paragraph in _PARAGRAPH.split(text):
        sentences = _SENTENCE_END.split(" ".join(paragraph.split()))
        kept.append(" ".join(s for s in sentences if not _SURROUND.search(s) and not _CROSSED.search(s)))
    return kept


def _joined(paragraphs: list[str]) -> str:
    return PAUSE.join(folded for p in paragraphs if (folded := " ".join(p.split())))
