"""Words of danger with one letter wrong, put right before wordings are looked for: « huisier », « penaliés », « fatcure ».

Only long words that nothing harmless resembles; whoever hurries or is angry must be understood too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

_OF_DANGER = """
    reprise seulement uniquement
    correspond correspondent prestataire prestataires refusent refuse refusons confirmer interet interets
    absorbee absorber acheteurs achetons achevement acquisition actionnaire activite actualise actualisee
    actualisees actualiser actualite adjointe administrateur administrateurs administratif administratifs
    administration administrative administre administree administrer admissible affacturage affectation affectee
    affecter affectes affection affectueux affirmation affirmer affirmez agricole ajoutons alimentaire
    alimentation allemande allergie allergies allergique ancienne anciennes annuaire annulation annulee annuler
    annulez annulons antivirus application applique appliquee appliquees appliquer appliquerons
    approvisionnements arretais arretons article artifice assignation assignee assigner assignes association
    associee attention attestation attestations attribue attribuer attribution attributs auditeur auxiliaire
    avance avances avocate avocats balancee balancer balances balancez bancaire bancaires banque banques
    banquette banquier basculer belgique beneficiaire beneficiaires beneficier bouteille boutique bulgarie
    business cabinet calculer caractere caracteres catastrophe caution cautions cessation cesserons cessibilite
    cessionnaires changement changements chantier chiffres cinquieme circularisation citoyenne citoyennete
    citoyens collecter collecteur collectif collection collectionne collective commissaire commissariat
    commission communautaire communaute communautes communication compagnon comporte comportement comptable
    compte comptes concurrent condition conditionne conditionnee conditionnelle confiance confidentiel
    confidentielle confidentielles confidentiels confirmation conformement conjoint conjointe conneries
    connexion conseille conseiller conseillere conseillers conseilles conseillez conservateur conservation
    conserve conserver conserves conservez consigne consignes contentieuse contentieux contestation conteste
    contestons contraction contractuels contraint contrainte contraintes contraints contrats contribuable
    controlais controlee controler controleur controleurs controlez controlons cooperatif coordonnees coquille
    coquilles correcte correctement corrigeons corriger cotraitant cotraitants courrier courriers courtois
    creance creances credit crediter crediteur critique dangereuse dangereuses dangereux deblocage decision
    declaration decompte decomptes decouvert decroche decrocher decroches decrochez deduction definitif
    definitive definitivement delegation delivrer demarche demarches demarrage demeure demeurer demeures
    denomination depassee depasser depasses depassez depute desaccord desagreable desarroi desespere designee
    designer designes desinscrire desormais destinataire destination detaille detaillee detenteur detresse
    deuxieme difference differences differend differente differents difficile difficulte diffusee diffuser
    diffusion discretion documentaire documents domiciliation domiciliations dommages donnees dorenavant doublon
    doublons duplicata ecart echeancier economiques effacement effacer electronique elements employee employer
    employes employeur employeurs encaissements encaisser engageons engagerons enlevons enqueter enquetes
    enqueteur enqueteurs enquetez enquetons ensemble entreprend entreprendre entrepreneur entreprise entreprises
    envisageons epargne epargner escroque escroquerie etranger etranglez evoluent exceptionnel exemplaire
    exigible exigibles existence expert exprimer exsangue factoring factotum facture factures facultative
    faillite fichiers filiale financement financer financier financiere financieres financiers forfaitaire
    forfaitaires fusionne fusionner garantie garanties generale gracieux groupement guignols holding honteuse
    honteux huissier huissiers huitaine identifie identifiee identifies identite imbeciles immediat
    immediatement inacceptable inaccessible inadmissible incapables incompetents incomplet incorrect incorrecte
    incorrectes indemnite indemnites indication indisponible industriel inexacte inexactitudes inferieur
    inferieures inferieurs initiale initiales initiative injonction injustifie injustifiee inqualifiable
    insolvabilite insupportable interets interromp interrompons interrompre interromps interrompt interrompu
    interrompue intervenir intervenons intervien interviendrons interviendront interview interviewe interviewer
    interviews journaliste journalistes journaux judiciaire judiciaires jugement juridique laquelle legalite
    lesquelles liberation liberatoire licencier liquidateur liquidation litige litiges lituanie livraison
    livraisons longtemps mainlevee majoration malfacons mandataire mandataires mandatement marchais marchand
    marchande marchander marchandise marchands marchons maritime marqueurs mauvaise mecontentement mediateur
    mediatrice menace mensuelle mentionnez minables ministre mobilisation mobilise modalites moindres momentane
    montant montants moquez moratoire moratoires multiples municipalite nantissement necessaire nombreuses
    nombreux notifions nouveau nouvelle nouvelles nulle obligatoire operation opposition oppositions origines
    ouverture ouvriere ouvriers paiement paiements papeterie parisien partiel partielle partiellement patronal
    patronne penalite penalites percevoir percuter perilleuse personnage personne personnel personnelle
    personnelles personnels personnes piratage pitoyables plainte plusieurs populaire portabilite portugal
    position possedais possedee posseder possedes possedez possedons possession postale poursuis poursuit
    poursuite poursuites poursuivais poursuive poursuivez poursuivi poursuivie poursuivis poursuivons poursuivra
    poursuivrai poursuivre poursuivrons pratiques prealable precarite precedente precedents predecesseur
    prefecture prejudice prelevements prelever prescription president prestation prestations procedure
    procedures professionnalisme professionnel prononce proprietaire propulse provisoire publique publiques
    quadriennale quantite quantites quatrieme quiconque quinzaine quittais quittons rachetee racheter rapporte
    rapproche rapprochee rapprocher rapproches reclamation reclamations reclamer reclamons recommande
    recommandee recommander reconnai reconnais reconnaissais reconnaissez reconnaissons reconnaitra
    reconnaitrais reconnaitras reconnaitre recouvrement recouvrer rectification rectificative rectifier redonner
    redressement refaisons refaites reference references referentiel refleter refusais refusons regionale
    registres reglement reglements rejoindra rejoindrai rejoindre rejoindrez rejoindront relance relances releve
    reliquat remboursement remboursements rembourser remettais remettez remettons remettra remettrai remettrais
    remettras remettrez remontee remonter remontes remontez remuneration renouvele renouveler renouvelle
    repondre reponse reponses reportage repreneur represente reservation reservee reserver reserves reservoir
    reservoirs resorption resultat retenter retention retenue retenues retirons riveraine roumanie saisies
    salaires salaries sauvegarde scandale scandaleuse scandaleux secretariat senateur senateurs sensible
    septieme sequestre serieux signature situation situations societe solde soldes sommeille songeais structure
    subrogation subrogee substitution successeur superieur superieure superieures superieurs supprime supprimer
    supprimez suspendons suspendre television temoignage temoignages temoigne temoigner temoignez territoriale
    titulaire titulaires totalite touchais touchons tournage tournais tournevis tournois tournons tournure
    traitance traitant traitants traitement transaction transatlantique transfert transforme transformee
    transformer transformes transformez transfusion travaux tresorerie tresorier tribunal tribunaux troisieme
    trouvons uniquement unitaire urgente valider versement versements victimes viendras viendrons viendront
    virement virements vraiment
    """
_ELIDED_WORDS = """
    huissier huissiers annuler annulation avocat avocats iban opposition affacturage avance acompte indemnite
    injonction assignation interet interets erreur erreurs attestation auditeur ecart administrateur exemplaire
    urssaf affactureur organisme annulee
    """
_OTHER_WORDS = """
    repose reprises seulette
    internet achevons barquette conformer correspondant coursier courtier crepiter enquetions mentant
    mentionniez montait montantes montent montrant refuge refusant remontiez roumaine recuse refute refuter
    refutons refutez refutent repandre resultait trouvions temoigniez activiste annulaire annuliez arretions
    articule avancees banquets barque barques basque basques blanquette bulgare changerent chanter chargement
    chargements chatier colporte comete cometes comite comites comptees comtes confiante conservees contente
    contentons contexte controliez courriels coursiers courtiers creait debute decoche decochez defaille delirer
    demesure denegation deraille derision designs detecteur differencie diffuseur donnes elevons eligible
    emploies enquetiez etrangler evaluent evoluant evoquent fiancer fracture fractures garante garantis
    interieur interieures interieurs journalisme legalise litanie marchions menage ministere mobilite moquiez
    multiplies originels partial penalise percuteur plaine plante possediez postule poursuiviez poursuivrez
    pratiquees quittions reconnaissiez recouvrir refaits regenter remettriez remettrons remontrer repense
    repenses reponde repondes repose reposes resonner resultant retentir retenus revenue revenues reverence
    saisis sandale senteur senteurs solaires solides sondes songerais soudes suspendue tonalite torchons
    tournions trainant traitait traitent urgence vendras vendrons vendront viendrais vivement
    """
_WORDS, _HARMLESS = frozenset(_OF_DANGER.split()), frozenset(_OTHER_WORDS.split())
"""Words of danger, whole as the dictionary has them; and those one letter away that mean what they say."""
_ELIDED = frozenset(_ELIDED_WORDS.split())
"""Those before which an apostrophe is lost: « dhuissier », « liban »."""
_LEAST = 6
_LETTERS = re.compile(r"[a-z]{5,18}")


def mended(text: str) -> str:
    """A folded text with its misspelt words of danger put right; other words, and its spaces, stay as they are."""
    for word in set(_LETTERS.findall(text)):
        meant = _meant(word)
        if meant != word:
            text = re.sub(rf"(?<![a-z]){word}(?![a-z])", meant, text)
    return text


@lru_cache(maxsize=20_000)
def _meant(word: str) -> str:
    """The word of danger that `word` is but for one letter, else itself. Two that fit: neither is sure."""
    if word[1:] in _ELIDED and word[0] in "cdjlmns":
        return f"{word[0]}'{word[1:]}"
    if word in _WORDS or word in _HARMLESS or len(word) < _LEAST or (word[-1] in "sxe" and word[:-1] in _WORDS):
        return word
    close = {
        whole for short in (word, *_shortened(word)) for whole in _BY_SHORT.get(short, ()) if _is_one_slip(word, whole)
    }
    return close.pop() if len(close) == 1 else word


def _is_one_slip(word: str, whole: str) -> bool:
    """A letter lost, added or changed, or two neighbours swapped: never the first, and no mere ending."""
    if word[0] != whole[0] or word[:-1] == whole or whole[:-1] == word or word[:-1] == whole[:-1]:
        return False
    if len(word) != len(whole):
        longer, shorter = (word, whole) if len(word) > len(whole) else (whole, word)
        return len(longer) - len(shorter) == 1 and shorter in _shortened(longer)
    wrong = [place for place, (one, other) in enumerate(zip(word, whole, strict=True)) if one != other]
    if len(wrong) == 1:
        return True
    swapped = [word[place] for place in reversed(wrong)] == [whole[place] for place in wrong]
    return len(wrong) == len("ab") and wrong[1] == wrong[0] + 1 and swapped


def _shortened(word: str) -> Iterator[str]:
    """The word with each of its letters left out in turn."""
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _by_short() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for whole in _WORDS:
        if len(whole) >= _LEAST:
            for short in (whole, *_shortened(whole)):
                found.setdefault(short, set()).add(whole)
    return MappingProxyType({short: frozenset(wholes) for short, wholes in found.items()})


_BY_SHORT = _by_short()
"""Every word of danger by what is left of it without one letter: a slip has one of these in common with it."""
