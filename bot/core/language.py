"""Which language a supplier writes: French unless the words say otherwise, since French is what all have in common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import filterfalse
from types import MappingProxyType

from bot.core.flat_text import plain

FRENCH = "fr"
LANGUAGES = (FRENCH, "en", "de", "es", "it", "nl")
"""ISO 639-1 codes that `language_of` may answer, French first."""

_READ = 4_000
"""Characters looked at: who has not said what he wants by then will not change language below."""

# Words that only this language has among the six, and that no short mail does without. « la », « de », « en », « le »
# belong to three of them and tell nothing; « bonjour » and « cordialement » are what strangers know of French.
_FRENCH = """
    je nous vous il ils est sont etes suis avons avez ont et ou au aux ce cette ces cet mon ma notre nos votre vos leur
    des les du une dans sur sous avec sans pour mais donc car que qui quoi dont quand comment pourquoi combien ne pas plus
    jamais toujours deja encore merci svp suite concernant pouvez pourriez voudrais souhaite souhaitons savoir reglement
    virement retard relance depuis apres avant jour jours semaine mois bien tres tout toute tous ici voici chez lequel
    laquelle ci joint jointe faire fait etre avoir recu regle payee impayee factures numero montant statut etat nouvelles
    la les attente d'avance depot deposee deposer fournisseur facturation paiement c'est n'est n'a j'ai qu'en d'un d'une l'etat
    """
_ENGLISH = """
    the and of to our we you your please is are was were be been have has had not this that these those with from for at by
    about could would can will shall should may when what which where who how why any yet still it its they them us me my i
    i'm we're i'd thanks thank dear regards sincerely invoice invoices payment paid received receive hello hi status due
    number dated amount overdue know let send sent waiting awaiting following confirm advise update there if but or as
    hereby
    """
_GERMAN = """
    der die das den dem ein eine einen einer unser unsere unserer unseren unseres ihre ihrer ihren ihnen wir uns ich sie ist
    sind war wurde wurden werden wird haben hat hatten nicht noch und oder mit von vom zum zur fur auf bei nach wann wie was
    wo ob dass bitte vielen dank sehr geehrte geehrter damen herren gruse grusen freundlichen freundliche rechnung
    rechnungen zahlung bezahlt uber konnen konnten mochten teilen mitteilen guten hallo betreff offen seit
    schon anbei warten eingegangen rechnungsnummer betrag stand kein keine fallig am im
    """
_SPANISH = """
    el los las la les es nos muy hasta estoy fuera debemos podemos utilizar nuestra nuestro nuestras nuestros vuestra su sus por para con una uno del al que esta este estan estado hemos
    han he ha sido podria podrian pueden puede saber cuando cuanto donde como quisiera quisieramos gracias saludos cordial
    saludo estimados estimado estimada senores buenos buenas dias tardes hola favor factura pago pagada pagado numero fecha
    sobre desde aun todavia recibido recibir quedamos espera atentamente adjunto muchas y si se lo pendiente sin pero
    """
_ITALIAN = """
    il la gli dei quale dobbiamo fino fuori degli della delle dello nostra nostro nostre nostri vostra vostro per con che non sono siamo abbiamo avete ha
    e stata stato potete potreste potrebbe sapere quando come dove grazie saluti cordiali distinti gentile gentili egregi
    buongiorno buonasera salve fattura fatture pagamento pagata pagato numero data sulla sul dal nel alla al di da una
    ancora attesa riscontro ricevuto ricevuta ricevere vorremmo vorrei stiamo attendiamo cortesemente favore
    scaduta ci vi mi lo se si restiamo fronte
    """
_DUTCH = """
    het een wij we ik u uw onze ons zijn is was wordt worden heeft hebben heb hebt niet nog en of met van voor naar bij
    op wanneer waarom welk hoe wat waar graag kunt kan kunnen zou zouden geachte beste heer mevrouw groet groeten vriendelijke bedankt
    dank alvast factuur facturen betaling betaald betalen over deze dit dat die al reeds ontvangen laten weten stand
    openstaande factuurnummer bedrag wachten hallo goedendag sinds vernemen mij alstublieft vraag
    """

_VOCABULARY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        language: tuple(words.split())
        for language, words in zip(LANGUAGES, (_FRENCH, _ENGLISH, _GERMAN, _SPANISH, _ITALIAN, _DUTCH), strict=True)
    }
)


def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """Word → how much it speaks for each language: one, shared among all that have it."""
    owners: dict[str, list[str]] = {}
    for language, words in _VOCABULARY.items():
        for word in dict.fromkeys(words):
            owners.setdefault(word, []).append(language)
    return {word: tuple((language, 1 / len(found)) for language in found) for word, found in owners.items()}


_WEIGHTS = _weights()
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_ANY_WORD = re.compile(r"\w+")
_FRENCH_ACCENTED = re.compile(r".*[çœêëîû].*|..+(?:é|ée|és|ées|ère|ès)|à|où", re.IGNORECASE)
_PRINTED = re.compile(
    r"\b(?:this|the) (?:e-?mail|message|communication)\b.{0,200}?\b(?:confidential|intended|privileged|virus)"
    r"|\bintended recipient|\bconsider the environment|\bdiese (?:e-?mail|nachricht)\b.{0,120}vertraulich"
    r"|\beste (?:mensaje|correo)\b.{0,160}confidencial|\bquesto messaggio\b.{0,160}(?:riservat|confidenzial)"
    r"|\bdit (?:e-?mail)?bericht\b.{0,160}vertrouwelijk"
)
"""What legal departments put under every mail, whoever writes it."""
_LINE_OF_PROGRAM = re.compile(
    r"^(?:sent from|get outlook|von meine[mr] .{0,30}gesendet|enviado desde|inviato da|verzonden vanaf)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_LEAST = 2.0
_MARGIN = 1.6
"""How many times more a foreign language must weigh than French: a mixed mail is answered in French alone."""


def language_of(subject: str, fresh_text: str) -> str:
    """One of `LANGUAGES` for the words that the sender wrote now (no history), `fr` when they do not tell.

    Short, mixed and number-only mails are French, so is a French mail with a foreign signature or disclaimer.
    """
    written = f"{subject[:300]}\n{fresh_text[:_READ]}"
    if _weighed(written) == FRENCH:
        return FRENCH
    own = (part for part in _PARAGRAPH.split(_LINE_OF_PROGRAM.sub("", written)) if not is_printed(part))
    return _weighed("\n".join(own))


def _weighed(text: str) -> str:
    found = scores(text)
    french = found.pop(FRENCH)
    best = max(found, key=found.__getitem__)
    return best if found[best] >= _LEAST and found[best] >= _MARGIN * french else FRENCH


def is_printed(paragraph: str) -> bool:
    """Whether a paragraph is a disclaimer or a mail program's line, which says nothing of its sender's language."""
    return _PRINTED.search(" ".join(plain(paragraph).split())) is not None


def scores(text: str) -> dict[str, float]:
    """How much the words of `text` speak for each of `LANGUAGES`; a word shared by some counts in parts."""
    found = dict.fromkeys(LANGUAGES, 0.0)
    for word in _WORD.findall(plain(text)):
        for language, weight in _WEIGHTS.get(word, ()):
            found[language] += weight
    accented = filterfalse(str.isascii, _ANY_WORD.findall(text))
    found[FRENCH] += sum(1 for word in accented if _FRENCH_ACCENTED.fullmatch(word)) / 2
    return found
