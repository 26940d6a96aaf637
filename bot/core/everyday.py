"""Sentences made of nothing but the everyday words of a question about an invoice: they can ask nothing else.

Wordings are endless (« y a-t-il un souci avec la 117 ? », « elle est dans les tuyaux ? »); the words they are made of are few.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.core.flat_text import fold
from bot.core.mail import IncomingMail

_SENTENCE = re.compile(r"[^.!?;|]+(?:\.(?=\S)[^.!?;|]*)*[.!?;]*")
_WORD = re.compile(r"[a-z]+")
_WITH_DIGIT = re.compile(r"(?<!\S)\S{0,40}?\d\S{0,60}(?: ?(?:€|eur(?:os?)?\b|e\b))?")
_NAMED = re.compile(
    r"(?:^|\| ?)(?:bonjour|bonsoir|salut|hello|coucou|bjr|chere?)(?: [a-z-]+){1,2}(?= ?[,|!])"
    r"|\b(?:madame|monsieur|mme|mr|m\.|mlle) [a-z-]+\b"
)
"""« Bonjour Sophie, » and « Mme Martin »: whom one speaks to, or of."""
_ELIDED = re.compile(r"[cdjlmns][aeiouh][a-z]{2}")
"""« jattends », « letat »: the apostrophe forgotten."""
_ASKING = re.compile(
    r"\?|\b(?:merci (?:de|d'|pour|me)|veuillez|pouv\w+|pourr\w+|peux|peut|puis|besoin|savoir|connaitre|sai[st]|svp|stp|s'il (?:vous|te) plait|"
    r"dites|dis|attend\w*|souhait\w+|aimer\w+|voudr\w+|voulais|voulions|demander|assurer|renseign\w+|nouvelles?|news|statut|suivi|point|demande|inform\w+|comprend\w*)\b"
)
_LITTLE = """
    a ai as au aux avec c ca car ce cela celle celles ces cet cette chez ci ceci d dans de des donc dont du elle elles en est et etes etait
    eu eue eux il ils j je l la le les leur leurs lui m ma mais me mes moi mon n ne ni nos notre nous on ont ou par pas plus pour qu que quel quelle
    quelles quels qui quoi s sa se ses si son sont suis sommes sur t te tu toi un une va vais vont vos votre vous y avez avons avait aviez
    avoir ete etre fait faire faites fera font jusqu jusque la-bas sans depuis apres avant pendant deja encore toujours tjs tjrs tjr bien bon bonne
    tout toute toutes tous rien aucun aucune jamais quelque quelques chose quelqu non oui ok merci svp stp plait sil vous-plait avance bonjour
    bonsoir madame monsieur mesdames messieurs cordialement cdt cdlt bjr salut hello donc alors aussi egalement juste simplement seulement
    comme ainsi afin peu beaucoup tres trop assez maintenant aujourd hui hier bientot prochainement rapidement vite tot tard ici la voici voila
    comment quand pourquoi est-ce combien soit sera seront serait seraient serai serez etions ait ayez auriez aurez aurait aurait-on auraient
    lors ensuite enfin sinon-vous parce puisque cause raison motif moment instant minute temps jour jours semaine semaines mois an date dates delai delais echeance
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche
    matin midi soir debut fin milieu courant dernier derniere prochain prochaine passe passee
    """
_MATTER = """
    facture factures fact fac fa numero num no ref reference references objet sujet question demande dossier piece pieces document documents justificatif justificatifs
    chorus pro portail plateforme logiciel statut status etat situation avancement avancee suivi point etape etapes stade niveau circuit chaine
    traitement paiement paiements reglement reglements mandatement mandat mandats validation liquidation visa ordonnancement mise service services fait
    comptable comptabilite tresor tresorerie-publique perception tresorerie-principale ordonnateur gestionnaire agglomeration mairie ville departement
    souci soucis probleme problemes blocage retour reponse nouvelle nouvelles news info infos information informations renseignement renseignements precision precisions
    explication explications visibilite idee eclairage suite suites cote part place route cours attente tuyaux pile mains bureau livres systeme tableau liste bordereau
    route journee soiree belle excellente weekend appel appels direction simple convenu convenue avis impression debordes debordee periode
    dame courage espoir interlocuteur interlocutrice responsable competent competente technique tour venir dus sous mi premiere deuxieme seconde troisieme recontacter recontacte sollicite sollicite permettre gerant gerante patron
    directeur directrice president presidente assistante secretaire comptables chef equipe approximative approximatif estimation slt coucou
    communiquer identifier reprends reprend aupres mouvement deux trois quatre cinq minutes oeil jeter jette neuf interne externe processus
    process procedure allez allons irez petit petite petits mille fois trace traces propose proposee interrogation curiosite hasard erreur-technique
    accord entendu note noter avancees etat-major connu connue connaissance heure heures annee exercice cloture bilan trimestre semestre hebdomadaire
    vacances conges rentree fetes noel ete hiver automne printemps volee embeter oubli meprise omission poser pose ecri esque es ce-que poste poster touchera toucher touche decouvre apporter apporte annexe plaisante pcq pousser pousse deviez deranger ennuyer insister relance relances pointage point-la
    situation-la transparence clair claire clairement exact exacte exactement precisement concretement normalement habituellement generalement
    visiblement apparemment manifestement probablement sans-doute doute surement certainement forcement actuellement recemment dernierement
    rapidement urgemment urgent urgente urgence prioritaire priorite prompt prompte meilleurs brefs tarder tardera tarde patience-svp
    consultation lecture ecran espace compte-chorus onglet rubrique historique notification alerte-mail case ligne liste tableau fichier-suivi
    colonne pdf mail mails courriels messagerie echange echanges conversation entretien telephonique standard accueil guichet agent collegue-la
    bonjours rebonjour re-bonjour chers chere cher tous toutes sincerement respectueusement salutations distinguees sentiments devoues merci-bien
    appreciee apprecie appreciable agreable reconnaissant reconnaissante reconnaissants sympa gentil gentille aimable adorable
    valeur ordre bas haut cas fait faits chose sens signification terme mention libelle abreviation sigle ligne etiquette couleur rouge vert orange
    siret engagement commande bon bdc marche lot code somme montant ttc ht eur euro euros reception accuse depot fourniture fournitures livraison prestation prestations
    intervention mission ordre regle normal habituel imminent imminente possible complet complete conforme long longue longs courte collegue collegues
    realite effectivement malheureusement heureusement plutot quasiment environ presque pourtant neanmoins toutefois cependant notamment surtout
    meme memes autrement aussitot parmi selon suivant suivante suivantes precedemment auparavant fil agenda planning programme calendrier
    previsionnel prevision element elements detail details boite corbeille bannette parapheur workflow validateur signataire instructeur gestion
    finances budget achats sports culture urbanisme batiments pret prete fixe fixee consigne revoir revu moyen facon maniere voie vitesse rythme
    semaine-prochaine lendemain ouvre ouvres ouvrable ouvrables banquet aines coucou ravi ravie dispo disponible pression humeur
    courtoisie formulaire telephoner contact contacts numero-vert joignable quelqu-un personne-en-charge tresorier tresoriere compta comptas
    mandatee ordonnance visee titre-info petite-question rapide brin poil tant aucunement vraiment simple simples toujours-en
    evolution evolutions ke ki koi chance tente aise boulot job memo mot pense-bete rappel rechercher recherche retrouvee fond dessus dedans surprise
    aide gentillesse amabilite obligeance coup oeil vue titre mail message courriel telephone
    """
_THINGS = """
    travaux chantier peinture nettoyage menage entretien formation location materiel materiaux papier mobilier chaises tables livres fauteuils lits
    repas restauration traiteur buffet cocktail gouter pain viande legumes fruits lait boissons cafe vin epicerie cantine spectacle concert
    animation atelier exposition affiches flyers impression imprimerie brochures photos video site internet web maintenance hebergement logiciel licence
    abonnement telephonie copieur copieurs photocopieur ordinateurs informatique serveur reseau electricite gaz eau chauffage chaudiere plomberie
    menuiserie serrurerie toiture couverture maconnerie carrelage platrerie vitrerie vitres espaces verts tonte elagage fleurs
    jardin voirie enrobe bitume terrassement assainissement curage reseaux signalisation panneaux eclairage lampadaires ascenseur ascenseurs monte-charge extincteurs
    alarme securite gardiennage surveillance transport transports bus car cars scolaire scolaires taxi ambulance vehicules vehicule camion pneus
    carburant garage reparation reparations controle controles diagnostic etude etudes audit-energetique expertise mission conseil accompagnement
    traduction traductions interpretariat redaction annonce annonces publicite insertion linge blanchisserie pharmacie medicaments vaccins vaccination
    soins analyses laboratoire dechets collecte bennes benne tri recyclage-dechets location-benne produits produit article articles colis
    matelas jouets jeux sport sports sportif ecole ecoles college lycee creche creches maternelle primaire gymnase stade piscine patinoire mediatheque
    bibliotheque musee theatre cinema salle salles fetes parc parcs square cimetiere eglise marche-noel centre centres loisirs aere social culturel
    conservatoire ehpad residence maison hopital dispensaire foyer port parking aeroport gare quartier rue avenue place boulevard commune communale
    municipal municipale municipaux intercommunal intercommunale departemental departementale regional agents habitants enfants eleves jeunes seniors
    """
"""What suppliers sell, and where they bring it."""
_DEEDS = re.compile(
    r"(?:(?:pouv\w*|pourr\w*|peu[xt]|puis|pui[sx]|doi[st]|dev[oera]\w*|devien\w*|devenir|voul\w*|voudr\w*|veu[xt]|souhait\w*|aimer\w*|sav\w*|saur\w*|sai[st]|fau[dt]\w*|"
    r"dire|dis|dit|dites|direz|indiqu\w*|precis\w*|confirm\w*|renseign\w*|inform\w*|eclair\w*|expliqu\w*|verifi\w*|regard\w*|voi[rst]|voye[zr]|voyons|verrai\w*|consult\w*|"
    r"suiv\w*|sui[st]|retrouv\w*|trouv\w*|situ\w*|figur\w*|appar\w*|avanc\w*|trait\w*|pay[ae]\w*|pai[ae]\w*|regl\w*|sold\w*|mandat\w*|liquid\w*|valid\w*|vise[es]?|enregistr\w*|"
    r"programm\w*|planifi\w*|ordonnanc\w*|reglons|recu\w*|recoi\w*|recev\w*|reception\w*|arriv\w*|parven\w*|pass\w*|pris\w*|prend|prends|compt\w*|transmis\w*|depos\w*|emise?s?|"
    r"bloqu\w*|coinc\w*|retard\w*|attend|attends|attendons|attendent|attend-on|attendiez|attendais|manqu\w*|besoin|relanc\w*|acceler\w*|debloqu\w*|esper\w*|pens\w*|prev\w*|prevoy\w*|"
    r"perdue?s?|egaree?s?|oubli\w*|donn\w*|obten\w*|obtien\w*|rest\w*|continu\w*|permet\w*|pri[ae]\w*|prions|veuill\w*|remerci\w*|reven\w*|revien\w*|contact\w*|ecri[st]?|ecrire|"
    r"demand\w*|connai\w*|comprend\w*|compris|compren\w*|signifi\w*|veut|semble\w*|parait|sembl\w*|crois|patient\w*|faites|fasse\w*|tien\w*|ten\w*|assur\w*|rassur\w*|"
    r"honor\w*|encaissee?s?|verse[es]?|dispos\w*|finalis\w*|clotur\w*|termin\w*|termine|abouti\w*|livre[es]?|realis\w*|effectu\w*|facture[es]?|concern\w*|correspond\w*|"
    r"repondu|repondre|repond\w*|rappel\w*|imagin\w*|desol\w*|derang\w*|occup\w*|charg\w*|affich\w*|indique\w*|inquiet\w*|sor[st]|sorti\w*|parti\w*|part|parte|"
    r"accept\w*|sign\w*|localis\w*|remont\w*|achemin\w*|instrui\w*|examin\w*|orient\w*|redirig\w*|aiguill\w*|conseill\w*|guid\w*|aid\w*|circul\w*|"
    r"fonctionn\w*|evolu\w*|recuper\w*|recherch\w*|interven\w*|intervien\w*|declench\w*|percev\w*|percu\w*|tomb\w*|soucier|souci\w*|"
    r"renvoy\w*|corriger|corrige|fourni[rt]?|complet\w*|joign\w*|approuv\w*|approbation|sollicit\w*|interrog\w*|travers\w*|train\w*|dor[st]|bouge\w*|debut\w*|commenc\w*|fini\w*|"
    r"rejet\w*|suspen\w*|recycl\w*|introuvable\w*|visible\w*|manquant\w*|impaye\w*|due?s?|echue?s?|ouverte?s?|mise?s|disposition|agreee?s?|attente|entre|entres))"
)
_HARMLESS = frozenset((*_LITTLE.split(), *_MATTER.split(), *_THINGS.split()))
_NOT_SO = re.compile(
    # Harmless words that together ask for something else: where money went, how much, to wait, to stop, something back.
    r"\ba qui\b[^.!?|]{0,40}\b(?:pay|regl|vers|vir)\w*|\b(?:ou|chez qui)\b (?:avez|as|a)\b[^.!?|]{0,30}\b(?:pay|regl|vers|vir)\w*|"
    r"\bcombien\b(?! de (?:temps|jours|semaines|mois))|\bquel(?:le)?s? (?:montant|somme|reglement|paiement)|"
    r"\b(?:pay|regl|vers|vir|sold)\w*[^.!?|]{0,20}\b(?:a|chez|pour|par|avec) (?:moi|lui|eux|elle|nous|mon|ma|mes)\b(?! (?:dire|indiquer|preciser|confirmer|facture))|"
    r"\b(?:sans|pas|avant|rien|jamais)\b (?:de |d'|la |le |les )?(?:pay|regl|mandat|trait|valid|sold)\w*er\b|\bne (?:pas|plus|rien)\b|"
    r"\b(?:nous|me) recevoir\b|\bquand\b[^.!?|]{0,20}\b(?:arriv|debut|commenc|livr|repren|fini|termin)\w*|\bqui (?:avance|paie|paye|regle|vire|verse)\b|"
    r"\b(?:arret|perdu (?:mon|ma|notre|patience|confiance))|\bplus (?:rien|aucun\w*)\b|\btout (?:est )?perdu\b|\b(?:non|pas) due?s?\b"
)


def everyday_sentences(mail: IncomingMail, said: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Every sentence of `said` (folded) that asks, or is made of everyday words only; with it, whether it is."""
    names = frozenset(_WORD.findall(fold(mail.sender.name))) if mail.sender else frozenset[str]()
    for sentence in _SENTENCE.finditer(said):
        everyday = _is_everyday(sentence[0], names)
        if everyday or _ASKING.search(sentence[0]):
            yield sentence, everyday


def everyday_question(mail: IncomingMail, said: str) -> str:
    """The first asking sentence of a mail all of whose asking sentences are made of everyday words; else empty."""
    first = ""
    for sentence, everyday in everyday_sentences(mail, said):
        if not everyday:
            return ""
        if not first and _ASKING.search(sentence[0]):
            first = sentence[0].strip()
    return first


def _is_everyday(sentence: str, names: Collection[str]) -> bool:
    words = _WORD.findall(_NAMED.sub(" ", _WITH_DIGIT.sub(" ", sentence)))
    known = all(word in names or _is_known(word) or (_ELIDED.match(word) and _is_known(word[1:])) for word in words)
    return known and not _NOT_SO.search(sentence)


def _is_known(word: str) -> bool:
    return word in _HARMLESS or (word[-1] in "sx" and word[:-1] in _HARMLESS) or _DEEDS.fullmatch(word) is not None
