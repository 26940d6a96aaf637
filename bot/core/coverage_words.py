"""Words that a question about an invoice does without: beside one of them an understood sentence is not the whole mail.

Written for folded text (lower case, no accents, single spaces, straight apostrophes). Each list has its
excuses: what holds the word and means nothing by it. Missing one costs a wrong answer, one too many a
minute of a person's time.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_PAY = r"(?:pay(?:er|ez|e|es|ee|ons|iez)|paiements?|payements?|regl(?:er|ez|e|ee|ement|ements)|vir(?:er|ez|e|ee|ement|ements)|vers(?:er|ez|e|ee|ement|ements)|fonds|argent|somme|sommes)"
_GAP = r"[^.!?|]{0,50}?"
_BANKS = (
    r"bnp\w*|cic|credit (?:agricole|mutuel|du nord|cooperatif|lyonnais|industriel|maritime|municipal)|societe generale|caisse d'epargne|"
    r"lcl|hsbc|qonto|shine|revolut|n26|bourso\w*|hello ?bank|fortuneo|monabanq|bunq|wise|natixis|neuflize|milleis|bred|sumup|paypal|stripe|lydia|"
    r"finom|memo ?bank|anytime|propulse|sogexia|prismea|lemonway|payoneer|swan|treezor|olkypay|manager\.one|(?:chez|compte) nickel"
)
_FOREIGN = r"a[detlz]|b[aeghy]|c[hryz]|d[eko]|e[es]|f[io]|g[bertil]|h[ru]|i[elst]|k[wz]|l[bituv]|m[cdektu]|n[lo]|p[klst]|r[os]|s[aeikm]|t[nr]|ua|vg|xk"
"""Country codes of IBANs other than France's (ISO 13616)."""

BANK = (
    r"\bribs?\b|\br\.i\.b\b|\bibans?\b|\bbic\b|\bswift\b|\bcoordonnees\b|\bidentites? bancaires?|\breleves? d'identite",
    r"\bcomptes?\b|\bcpte\b|\bbanques?\b|\bbanqui\w+|\bbancair\w*|\bbank\w*|\baccount\b|\bneobanque\w*",
    rf"\b(?:{_BANKS})\b",
    r"\bdomicili\w+|\bencaiss\w+|\bholding\b|\bmaison[- ]mere\b|\bsociete mere\b|\bfiliales?\b|\btitulaire du\b|\bpartenaires? financiers?",
    r"\bfactor(?:ing|s)?\b|\baffactur\w*|\bsubrog\w*|\bcreances?\b[^.!?|]{0,40}?\b(?:mobilis|transf|vend|achet|ced|financ|nanti)\w*|\bfinancements?\b|\b(?:nous |qui |la |les )financ(?:e|ent|era)\b|\bfinancee?s? (?:par|aupres)|\brefinanc\w*|\bfinanceurs?\b",
    r"\b(?:mobilis|transf|vend|achet|ced|financ|nanti)\w*[^.!?|]{0,40}?\bcreances?\b|\bachetee?s? par\b|\borganismes?\b|\bbeneficiaires?\b",
    rf"\b{_PAY}\b{_GAP}\b(?:chez (?!vous)|vers (?!vous|vos)|entre les mains|a l'ordre|au nom|au profit|en faveur|a ma place|a notre place|cheques?|especes|dessus)",
    rf"\b{_PAY}\b{_GAP}\ba (?:la societe|l'entreprise|l'association|mon|ma|une?|sas|sarl|m\.|mme|mr|monsieur|madame|son|leur)\b",
    r"\bpay(?:er|ez) (?:directement )?(?:ma|mon|notre|la|le|l'|mes|nos) ?(?!fact|solde|reste|reliquat|somme|montant|prestation|tout|total|du\b|dernier|premier|mois|commande|totalite|avoir|intervention)[a-z]",
    r"\b(?:modalites?|moyens?|modes?|adresses?|references?|elements?|instructions?|infos?|informations?) (?:de |du |pour (?:le |vos |nos )?)(?:paiement|reglement|virement|compte|versement)s?\b",
    r"\b(?:prochains?|futurs?) (?:paiement|reglement|virement|versement)s?\b[^.!?|]{0,60}?\b(?:doi|devr|vers|a|chez|sur|utilis|nouve)\w*\b",
    rf"\b(?:{_FOREIGN})\d\d(?: ?[a-z0-9]{{4}}){{3,7}}\b",
    r"\b(?:ou|quel etablissement|chez qui)\b[^.!?|]{0,20}?\b(?:part|va|arrive|envoy\w+|vire\w*)\b[^.!?|]{0,10}?\b(?:l'argent|le virement|les fonds|la somme)",
    r"\btresorerie\b[^.!?|]{0,30}?\bcentralis\w*|\bcheques?\b|\btransferts?\b|\bfraud\w*|\bpruden\w*|\bvigilan\w*|\bpreteu\w*|\bflux\b|\bcentralis\w+|\b(?:mett\w*|mis\w*|remett\w*) a jour\b[^.!?|]{0,15}\b(?:notre|nos|mon|ma|mes|le dossier|la fiche)\b|\bactualis\w+|\b(?:derniers?|quatre|4) (?:\w+ )?(?:caracteres|chiffres)\b|\bgestionnaires? de (?:creances|tresorerie|fonds)|\bcodes? (?:guichet|banque)|\bextraits? (?:de compte|pour)|\bescro\w*|\bpirat\w*|\busurp\w*|\bfiche (?:tiers|fournisseur)\b",
)
"""Where money goes."""

BANK_EXCUSED = (
    r"\b(?:ouvrir|ouvert|creer|cree) (?:le|un|mon|notre) compte\b(?=[^.!?|]{0,30}\b(?:code service|chorus|portail))",
    r"\b(?:rue|place|avenue|boulevard|quai|square|impasse|allee) (?:de la |de l'|des |du )(?:banque|caisse d'epargne|monnaie|ancienne banque)\w*|\btitulaire du (?:contrat|marche|lot|abonnement)\b|\bcontrole des comptes\b",
    r"\bpay(?:er|ez|e) (?:la|le|les|ma|mon|mes) (?:cantine|demi-pension|creche|garderie|internat|periscolaire|restauration|loyer|impot|redevance|amende)\w*|\bbien (?:ete )?encaissee?s?\b",
    r"\b(?:creation|creer|cree|debloqu\w*|activ(?:er|ation|e)|mot de passe|identifiant)[^.!?|]{0,25}\bcomptes?\b(?! (?:banc|cour|pro))|\bcartes? bancaires?\b",
    r"\b(?:pri[st]e?s?|prendre|prenez|prenons|prenant|prenne|tien[st]?|tien\w*|tenir|tenez|tenu\w*|tenant|tenons|rend\w*|mis)\b(?: [a-z']+){0,2}? (?:en |bien |en bien )?comptes?\b",
    r"\bcompte tenu\b|\bcomptes?[- ]rendus?\b|\bau bout du compte|\ben fin de compte|\bje compte\b|\bon compte\b|\bcompte(?: bien)? sur vo\w+|\bcompte(?:z|r|ns)\b",
    r"\bcomptes? (?:clients?|fournisseurs?|chorus\w*|utilisateurs?|internet|general|auxiliaire|annuels?|sociaux|d'exploitation|de (?:charges?|resultat|gestion|tiers|nos|classe)|4\d\d|client)\b",
    r"\breleves? de comptes?\b|\bsituation de (?:notre|votre|mon) compte\b|\b(?:etat|point|suivi|solde) (?:de|sur|des) (?:mon|notre|nos|vos|votre) comptes?\b",
    r"\b(?:clotur|arret|verifi|consult|point|revis|certif|etabli|tenue)\w* (?:de |des |d')?(?:mon|notre|nos|vos|votre|les|la|le)? ?comptes?\b|\bdans (?:nos|vos|les) comptes\b|\b(?:com+issaire|verificateur|conseiller)s? aux? comptes?\b",
    r"\b(?:recevoir|arriv\w*|credit\w*|percevoir|percu\w*|recu\w*)\b[^.!?|]{0,50}?\bsur (?:notre|mon) compte(?: bancaire)?\b|\bpour le compte d",
    r"\b(?:notre|ma|mon|nos|la|le) (?:banque|banqui\w+|conseill\w+ bancaire)\w* (?:nous |me |m'|aime\w* )?(?:en )?(?:demande|reclame|souhaite|veut|voudrait|attend|a besoin|presse|relance|interroge|aime)\w*|\bbanque (?:de france|alimentaire|d'accueil|de donnees|d'images)\b|\banciennes? banques?\b(?=[^.!?|]{0,60}\b(?:serrure|travaux|batiment|vitr|porte|local)\w*)",
    r"\bpas chang\w* (?:de |d')?(?:rib|iban|banque|comptes?|coordonnees)\b|\bcompte (?:pour (?:nous|moi)|beaucoup)\b|\bqui compte\b",
    r"\b(?:verifi|point|regard|consult|arret|mets? a jour|revoi|revois|suivi)\w* (?:de )?(?:mes|nos) comptes\b|\bdans (?:mes|nos) comptes\b|\bprepar\w+ (?:mes|nos|les) comptes\b",
    r"\b(?:dans|parmi|sur) (?:mes|nos) encaissements\b|\b(?:non|pas(?: encore)?) encaisse\w*|\b(?:suivi|tour|point|etat) (?:de|des|sur) (?:mes|nos|les) encaissements\b",
    r"\b(?:votre|vos) comptes?\b|\b(?:iban|rib|bic|swift|banque|domiciliation)\b ?:? ?(?:fr ?\d\d(?: ?[a-z0-9]{3,4}){5,7}|[a-z]{6}[a-z0-9]{2,5}\b|\d[\d ]{8,30})",
    r"\b(?:jours?|delais?|horaires?) bancaires?\b|\bbancaires? (?:restent|inchang)\w*",
    r"\b(?:coordonnees) (?:telephoniques?|postales?|gps|de contact|de (?:la|votre|mon|l')|d'un|du|en signature|ci-dessous|completes?|de vos)\b|\b(?:vos|ses|leurs) coordonnees\b(?! banc)",
    r"\b(?:nos |notre )?(?:coordonnees bancaires|domiciliation(?: bancaire)?|banque|rib|iban) ?:? [^.!?|]{0,40}?\b(?:iban|rib|fr) ?:? ?(?:fr ?)?\d\d[\d ]{8,30}",
    r"\b(?:reglement|paiement)s? par (?:virement|cheque)[^.!?|]{0,40}?\b(?:iban|rib|compte)\b[ :]*(?:fr ?\d\d[\d ]{10,30})?(?:[ ,/-]*bic[ :]*[a-z0-9]{8,11})?|\bcheques?(?:,| ou| et)[^.!?|]{0,20}virement|\bpar virement (?:administratif|bancaire)\b",
    r"\b(?:rib|iban|coordonnees bancaires|comptes?|banque)\b[^.!?|]{0,30}?\b(?:inchang|n'a pas change|n'ont pas change|reste\w*|demeure\w*|pas ete (?:modifi|chang))\w*[^.!?|]{0,60}",
    r"\b(?:aucun\w*|pas de|sans|jamais)\b[^.!?|]{0,40}?\b(?:changement|modification|modifie|change)\w*[^.!?|]{0,40}?\b(?:rib|iban|banc\w+|banque|compte)\w*[^.!?|]{0,30}|\bjamais[^.!?|]{0,60}\b(?:rib|iban|banc\w+)[^.!?|]{0,40}|\bcas de (?:doute|reception|demande)[^!?|]{0,160}?\b(?:rib|iban|bancaires?)\b[^.!?|]{0,80}|\btout(?:e)? (?:changement|modification|demande de)[^.!?|]{0,40}\b(?:rib|iban|bancaires?)\b[^.!?|]{0,100}",
    r"\bfinancements? (?:europeens?|de la region|anah|feder|departement\w*|public)s?\b|\borganismes? (?:de formation|gestionnaire|public|agree)s?\b",
    r"\b(?:envoi|envoye|transmis\w*|adress\w*)\b[^.!?|]{0,20}\bau nom\b|\bau nom (?:de (?:toute )?(?:l'equipe|notre societe|la societe|mon entreprise)|du service)",
    r"\bmerci (?:de|pour) votre (?:vigilance|prudence)\b",
    r"\bmodalites de reglement\b ?: ?(?:30|45|60|virement)",
    r"\b(?:mett\w*|mets|mise|remettre) a jour (?:de )?(?:mon|notre|nos|mes) (?:tableau\w*|fichiers?(?: de suivi)?|listing|suivi|previsionnel|echeancier|lettrage|balance)\b|\bchaque (?:facture|reglement|jour|euro|centime|heure|paiement|virement) compte\b(?! [a-z])",
    r"\b(?:situation|etat|releve)s? (?:de (?:mon |notre |nos |vos |mes )?|des )comptes?\b|\breunions? (?:de|a la|avec (?:la|ma|notre)) banque\b|\b(?:rendez-vous|rdv) (?:de |a la |avec (?:la |ma |mon |notre )?)?(?:banque|banqui\w+|conseill\w+ bancaire)\b",
    r"\bcompte (?:a rebours|de germes|cles?)\b|\b(?:a bon|en tout|tout|pour) compte (?:fait|rendu)\b|\b(?:solde de|de) tout compte\b|\bcompte[- ]gouttes?\b|\ble compte (?:est bon|y est)\b|\b(?:est|suis|etait|installee?s?|travaill\w+|mise?) a (?:son|mon) compte\b|\bchargee?s? de comptes?\b",
    r"\b(?:ete|est|etait|sont|sera|seront|soit)(?: (?:pas|mal|bien|deja|tout|aussi))? comptee?s?\b(?! (?:banc|cour|pro|ouvert|chez|a la|au(?! pont)|joint|en trop))|\b(?:je|on|il|elle|ne|j'en|en) compte (?:que|les|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt)\b|\b(?:troupe|equipe|agence|entreprise|societe|association|facture) compte\b|\bcompte pour (?:celui|une? (?:seule )?\w+|deux)\b",
    r"\bcompte (?:deux fois|double|(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|\d{1,3}) [a-z]|pour (?:une?|deux|celui)|que les|(?:nos|les|mes|vos) (?:heures|jours|jour|points|voix|passages))|\b(?:fai[st]?|faisons|faire|faisant|font) (?:de )?(?:les|mes|nos|ses) comptes\b",
    r"\bcompte 4\d\d\w{0,6}\b(?! \d)|\b(?:virement|par virement) ou (?:par )?cheque|\battestations? (?:sociales? )?de vigilance\b|\bjamais trop prudent\w*|\bmodes? de (?:reglement|paiement) (?:utilise|:? ?virement)",
    r"\bpay(?:er|ez) (?:directement )?(?:les? |la |l'|mes |nos |ma |mon |notre )(?:interets?|principal|im|retenue|moitie|travaux|fournitures?|penalites?|frais|indemnites?|eco-\w+|difference|marchandises?)\b",
    r"\bje suis [^.!?|,]{1,30} a mon compte\b|\bcompte prorata\b|\ba compte (?:trente|quarante|cinquante|soixante|cent)\b|\bles flux (?:de facon|automatiquement|de factures?)\b|\b(?:mett\w*|mets|mise) a jour (?:notre|ma|nos) (?:base|liste) (?:de )?clients\b",
    r"\b(?:coordonnees|references|donnees) bancaires (?:demeurent|restent|sont)(?: toujours| bien)? (?:les memes|celles (?:d'avant|d'habitude|habituelles))\b|\bcompte(?: bancaire)? est identique a celui des (?:autres|precedentes)\b|\bma banque qui me (?:le|la|les) demande\b|\b(?:peux|puis|pouvons|peut)(?: ?-?je| ?-?on)? vous (?:la |le |les )?payer\b[^.!?|]{0,60}",
    r"\bprelev\w+[^.!?|,]{0,40}?\b(?:comptes?|rib|iban|banque|coordonnees bancaires)(?: bancaire)?\b|\bcomptes?\b[^.!?|,]{0,30}\b(?:est|soit|sera|etre|sont) preleve\w*|\bpayfip\b[^.!?|]{0,40}|\bmandat sepa\b",
)

_OURS = r"(?:(?:mon|ma|mes|notre|nos|le|la|les|l'|son|sa|aux?) ?(?:deux |trois )?)?"
_HOUSE = rf"(?:comptes?(?: bancaires?| pro| courants?)?|banques?|banqui\w+|conseill\w+ bancaires?|(?:appli(?:cation)?s?|releves?|extraits?|ecritures?) (?:bancaires?|banque|de comptes?)|{_BANKS})"
_NO_ORDER = r"(?:(?!\b(?:plus|pay(?:er|ez)|vers(?:er|ez)|vir(?:er|ez)|regl(?:er|ez)|envoy(?:er|ez)|doi\w*|devr\w*|nouve\w*|autres?|ancien\w*|chang\w*)\b)[^.!?|])"
_TITLE_DEED = r"(?:certif\w*|exemplaires?|cessibilite|cessible|tampon\w*|original (?:special|d[eu] (?:marche|contrat|l'exemplaire))|(?:pour|puisse|peux|pouvons|voudrai\w*|voudrions) (?:ceder|nantir)(?! en))"
_BOND = r"(?:cautions?|(?:retenues? de |parfait )?garanti[et]?s? (?:bancaires?|a premiere|de parfait)|retenues? de garantie|main ?-?levee?s?)"

BANK_OTHERWISE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "i21": (  # nothing has arrived
            rf"\b(?:rien|aucun\w*|pas (?:encore |toujours )?(?:recu|vu|percu|touche|tombe|arrive|credite|trouve|retrouve)\w*|n'est (?:toujours |encore )?pas|n'apparai\w+|toujours (?:rien|pas)|introuvables?|absente?s?|vois|trouve|zero)\b{_NO_ORDER}{{0,60}}?\b(?:sur|dans|en|a|par|chez|aupres de|de|cote) {_OURS}{_HOUSE}\b",
            rf"\b{_HOUSE}\b(?: de l'(?:association|entreprise)| de la (?:societe|cooperative))?,? ?(?:elle |lui |il |est |reste |a |ont |n'est |n'a |n'ont |ne |n'en |toujours |encore |me |nous |m'|en ){{0,4}}(?:(?:voit|trouve|montre|affiche|retrouve|dit|assure|certifie|confirme|repond|que|du|le|la|qu') ?){{0,3}}(?:rien|nada|neant|negatif|vides?|zero|(?:pas|non) (?:ete )?(?:credite|vu|recu|trouve|bouge)\w*|pas bouge|aucun\w*|nulle|contraire|non)\b",
            rf"\b(?:ai|jai|avons|a|apres)\b[^.!?|]{{0,15}}?\b(?:verifi\w+|controle|appele|regarde|pointage|renseign\w+)\b[^.!?|]{{0,15}}?{_OURS}{_HOUSE}\b|\bbanque[^.!?|]{{0,10}} rit au nez\b|\b(?:rejete|refuse)\w* par (?:la|ma|notre) banque\b|\bd'apres (?:ma|la|mon) banqu\w+",
            rf"\b{_PAY}\b[^.!?|]{{0,50}}?\b(?:rien|aucun\w*|(?:n'est |pas )(?:pas )?arrive\w*|n'apparait pas|sans aucun)\b[^.!?|]{{0,25}}?\bchez (?=nous\b|moi\b)|\bencaisse\w* rien\b|\brien encaisse\w*|\bcheques?\b[^.!?|]{{0,40}}?\b(?:jamais|pas) (?:ete )?(?:arrive|parvenu|recu)\w*|\blettre-cheque\b[^.!?|]{{0,40}}\bpas\b",
        ),
        "i20": (  # something has, and nobody knows for what
            r"\bcomptes? d'attente\b|\b(?:sur|dans|selon|d'apres|pointant|lors de) (?:mon|notre|nos|mes|le) (?:releve|appli|application|rapprochement)s? (?:bancaires?|banque)\b|\b(?:releve|libelle|appli|ecriture)s? bancaires?\b(?=[^.!?|]{0,20}\b(?:mentionn|indiqu|tronqu|affich|dit|malgre)\w*)|\baucune ecriture bancaire\b|\b(?:a quoi correspond|repartition du|detail d\w+|montant|identifier)\b[^.!?|]{0,20}\bencaisse\w*",
            r"\bencaissements? (?:non identifie|du \d|de \d)|\b(?:avons|ai) encaisse\b[^.!?|]{0,80}\b(?:lesquel\w*|origine|identifi\w*|a quoi|quoi|quelles? factures?)",
            r"\b(?:ma|notre|la) banque (?:nous |me |m')?(?:annonce|signale|credite)\w* (?:un |\d)",
            rf"\b(?:argent|virements?|sommes?|tresor|euros?|versements?|€)\b{_NO_ORDER}{{0,50}}?\bsur (?:mon|notre|le) compte\b(?=[^.!?|]{{0,40}}\b(?:pour (?:quel\w*|quoi)|quoi|personne sait|a quoi|correspond|de quoi))",
        ),
        "i19": (r"\ble compte n'y est\b|\bavez (?:donc |bien )?comptee?s?\b(?! (?:banc|cour|pro|ouvert|chez))",),
        "i24": (
            r"\b(?:ai|avons)(?: (?:bien|deja|mal|donc))? comptee?s?\b(?! (?:banc|cour|pro|ouvert|chez))|\bcomptee?s? (?:deux fois|en double|en trop|a tort)\b",
        ),
        "i23": (
            r"\b(?:situation|etat)s? de comptes?\b(?= (?:arrete|vise|complet|certifie))|\brapproch\w+ (?:de (?:mon |notre |nos |mes )?|des |nos |mes |les )comptes?\b|\bextraits? (?:de compte)\b|\bgrand[- ]livre de notre compte\b|\b(?:audit|controle\w*|apurement|solde crediteur) (?:de )?(?:mes|nos|notre) comptes?\b",
        ),
        "i29": (
            rf"\b{_TITLE_DEED}\b{_NO_ORDER}{{0,90}}?\b{_OURS}{_HOUSE}\b|\b{_HOUSE}\b{_NO_ORDER}{{0,80}}?\b{_TITLE_DEED}\b",
        ),
        "i33": (
            r"\b(?:agios|frais)(?: d'incident)? bancaires?\b|\bincidents? bancaires?\b|\bbanque[^.!?|]{0,30}\bagios\b|\bcompte (?:les|des|la) (?:penalit|interet|majoration)\w*",
        ),
        "i35": (
            r"\bcomptes? (?:final|finaux|definitifs?|de (?:chantier|fin|travaux)|du (?:lot|chantier|maitre d'oeuvre))\b",
        ),
        "i39": (
            rf"\b{_BOND}\b{_NO_ORDER}{{0,50}}?\b(?:{_OURS}{_HOUSE}|bancaires?)\b|\b{_HOUSE}\b{_NO_ORDER}{{0,50}}?\b{_BOND}\b|\borganismes? de caution\w*",
        ),
        "i41": (
            r"\b(?:gard|conserv|effac|supprim|traitement|duree|efface|divulg)\w*\b[^.!?|]{0,60}?\b(?:mes|nos|des) coordonnees\b(?! banc)|\b(?:mes|nos) coordonnees\b(?! banc)(?: [a-z]+)?[^.!?|]{0,40}?\b(?:gard|conserv|effac|supprim|accord)\w*|\bsuppression de mon compte\b",
        ),
        "i42": (r"\bacc(?:es|eder) aux comptes\b|\bcomptes? administratifs?\b|\bbudgets? et comptes\b",),
        "i43": (
            r"\bpay(?:er|e) (?:mes|mon|ma|les|l'|nos|notre|mes (?:deux|trois|neuf|dix|quatre|cinq)) ?(?:(?:deux|trois|neuf|dix|quatre|cinq) )?(?:salari|ouvrier|employe|charges?|apprenti|salaire|urssaf|cotisation|equipe|gars|conges)\w*",
            r"\bbanque (?:me |nous )?refuse\w*\b[^.!?|]{0,30}\bdecouvert\b|\bfai\w+ la banque\b|\bvotre banqui\w+|\brendez-vous compte\b",
        ),
        "i44": (r"\b(?:chambre|cour|juridiction)s?(?: regionales?)? des comptes\b",),
    }
)
"""Sentences that say such a word of another matter, which a person reads: behind the intent that they speak of."""

UNCLEAR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "i32": (  # law
            r"\bjuridi\w+|\bjudici\w+|\bjugements?\b|\bjustice\b|\btribun(?:al|aux)\b|\bavocat\w*|\bhuissi\w+|\bplain(?:te|tes|dre|drai|drons|gn\w*)\b|\bpoursui(?:te|tes|vrai|vrons|vre (?:en|devant))\b|\bcontentieu\w*|\bcontest\w+|\blitig\w+|\bdifferends?\b",
            r"\bsaisi(?:r|rons|rai|ssons|s)\b(?! (?:la|une|ma|notre|le|les|l'|ce|cette|mon|sur|dans|correctement) ?(?:facture|numero|siret|demande|engagement|donnees|code|chorus|bon|depot|portail)?)|\breclam\w+|\bmediat\w+|\bautorites\b|\bloi\b|\bcode de commerce|\bprejudice\w*|\breparation (?:d[ue]|des) (?:mon |notre |ce |le )?(?:prejudice|dommage)\w*|\b(?:obten|demand|exig)\w* reparation\b|\bdommages\b|\bsanction\w*",
        ),
        "i33": (  # what lateness costs
            r"\bpenalit\w+|\binterets?\b(?! (?:pour|de votre|que vous|d'))|\bindemni\w+|\bmajor(?:ation|e|ee)s?\b|\bagios\b|\bmoratoir\w+|\bfrais\b(?! de (?:port|livraison|transport|deplacement|mission|gestion|dossier|personnel))|\bprescri\w+|\bcondamn\w*",
        ),
        "i05": (  # threat
            r"\bmenac\w+|\binterrom\w+|\brompre\b|\bresili\w+|\bdemeure de\b|\bsinon\b|\bfaute d|\ba defaut\b|\bultime\w*|\bexige\w*|\bsous peine\b|\bpreviens\b|\bprevenons\b|\breferer\b|\bstopp\w+|\bgrev\w+|\bon arrete|\bje (?:viens|viendrai|passe|passerai)\b[^.!?|]{0,40}\b(?:vos|dans|chez)\b|\bcesser\w*|\ba l'arret\b|\b(?:ne|n')(?:[a-z' ]{0,6})(?:livr|intervi|interve|travaill|fourni)\w+\b(?! qu)",
        ),
        "i44": (  # those who are told
            r"\belus?\b|\belues?\b|\bdeputee?s?\b|\bsenat\w+|\bministre\w*|\b(?:sous-)?prefet\w*|\b(?:sous-)?prefecture\b|\bpresse\b|\bjournal(?:iste\w*)?\b|\bmedias?\b|\bfilmer\b|\btelevision\b|\btele\b|\bradio\b|\breseaux sociaux\b|\btwitter\b|\bfacebook\b|\bscandal\w+|\barticle (?:sur|dans|pour|de presse)",
        ),
        "i43": (  # distress and anger
            r"\bconfiance\b|\bpatien(?:ce|ter|te|tons)\b|\bde mes nouvelles\b|\bdernieres? fois\b|\b(?:comme|etre) nulle?s?\b|\bn'est pas (?:pour|a|la|de) (?:vous|votre|nous)\b|\bla paille\b|\bvivre\b|\bsurvi\w+|\bpleur\w*|\bdesesp\w+|\bdepress\w+|\bfatigu\w+|\bepuis\w+|\bangoiss\w+|\bcatastroph\w+|\bruin\w+|\bfaillite\b|\bbilan judiciaire|\bemplois?\b|\blicenci\w+|\bsalair\w+|\bsalari\w+|\b(?:notre|ma|nos|de) tresorerie\b|\bdecouvert\b|\bdettes?\b|\bemprunt\w*|\bsuicid\w*|\bmourir\b|\bfragil\w+|\bgene financiere|\bpenali(?:se|sant|sent)\w*",
            r"\bdifficult\w+(?! (?:de connexion|technique|a (?:trouver|deposer|acceder)))|\ben peril\b|\bdanger\b|\bcolere\b|\benerv\w+|\binadmiss\w+|\binaccept\w+|\brigolos?\b|\bimbeciles?\b|\bclowns?\b|\bmoqu\w+|\bmarre\b|\bras[- ]le[- ]bol\b|\bhont\w+|\bdeplorabl\w+|\bdesinvolt\w+|\baberrant\w*|\babsurde\w*|\bridicule\w*|\blamentable\w*|\birrespect\w+|\bmepris\w*|\binsupport\w+|\bintenable\w*|\bintoler\w+|\bdecue?s?\b|\bdecept\w+|\bmecontent\w+|\binsatisf\w+|\bpas (?:normal|serieux|acceptable|admissible|professionnel|correct)\b|\banormal\w*|\binquiet\w*|\bincompet\w+|\bnuls?\b",
            r"\b(?:ne|n')[a-z' ]{1,20}\bplus\b(?! (?:de |d')?(?:nouvell|visib|acces|tard|tot))|\bne comptez\b|\bmes droits\b|\bnos droits\b|\bplaid\w+|\bsyndicat (?:professionnel|patronal|des)|\bfederation\b|\balert\w+|\bgrotesque\w*|\brisible|\bgoutte d'eau\b|\bun comble\b|\bstupef\w+|\bsidera\w+|\bconstern\w+|\bnavrant\w*|\bregrettabl\w*|\blassant\w*|\bsi longtemps\b|\ben vain\b|\bsans resultat\b|\bferm\w+ definitiv\w*|\bcentime\b|\ba bout\b",
        ),
        "i24": (  # correction
            r"\berreurs?\b|\bfaux\b|\bfausses?\b|\berron\w+|\bcorrig\w+|\bcorrection\w*|\brectif\w+|\bmodifi\w+|\bannul\w+|\bremplac\w+|\bignor(?:er|ez)\b|\bretir(?:er|ez|ons)\b|\bsupprim\w+|\beffac\w+|\brembours\w+|\brestitu\w+|\brevers(?:er|ement|ons)\b|\btrop[- ](?:verse|percu|paye)\w*|\bdedui\w+|\bdeduct\w+|\bretenu(?:e|es)?\b|\bdoublons?\b|\bdeux fois\b|\ben double\b|\bincorrect\w*|\binexact\w*|\becarts?\b|\bne correspond\w*|\bcreances?\b[^.!?|]{0,10}\bancienne|\bbloquer\b|\bmauvais\w*\b|\bavoir n",
        ),
        "i34": (  # refusal and dispute
            r"\b(?:recu|verse|paye|vire|regle)\w*\b[^.!?|]{0,25}?\b(?:seulement|uniquement|moins|la moitie|une partie|partiel\w*)\b|\bpartiel\w*|\bune partie\b|\bavec (?:des )?reserves\b|\bil manque\b|\bmanque \d|\bremise? en cause\b|\brefus\w+|\bne reconnai\w+|\bnon[- ]conform\w+|\bmalfacon\w*",
            r"\bmontant (?:correct|exact|reel|juste)|\bau lieu d|\ba percevoir\b|\ba zero\b|\b(?:merci de|veuillez|priere de) ne (?:pas|rien|plus)\b|\bne (?:faites|payez|reglez|traitez|tenez)\b|\bexplications?\b|\brequetes?\b|\bn'est pas (?:celle|celui|le bon|la bonne|ce)\b(?! (?:facon|maniere|methode|adresse|personne|service|interlocut|endroit|moyen|canal))",
        ),
        "i31": (  # who speaks for whom, and what becomes of a firm
            r"\bnotre cliente?\b(?! n)|\bmandatee?s? par\b|\bagissons\b|\bj'agis\b|\brepresent(?:e|ons|ant)\b|\bconcurren\w+|\bsuccession\b|\bdeces\b|\bdecede\w*|\best morte?\b|\brachet\w+|\bracha?ts?\b|\bfusion\w*|\bcession d(?:e (?:creance|la societe|notre|fonds|mon)|u)\w*|\bcedee?s?\b|\bredress\w+|\bdissou\w+|\bradi(?:ee|ation)\b|\bsous[- ]trait\w*|\bcotrait\w*|\bco-trait\w*|\bcaution\w*|\bgarantie\b|\bpersonne\b[^.!?|]{0,20}?\b(?:decroch|repond|rappel|donne)\w*|\bjamais\b[^.!?|]{0,25}?\b(?:decroch|repon|rappel)\w*|\bne repond\w*|\bopposition\b|\bdonnees (?:perso|a caractere)\w*|\bretenir\b|\bretient\b",
        ),
        "": (  # promises, old matters, other people, changes: nobody can tell which
            r"\b(?:aucun|rien au|pas de|sans|nul) credits?\b|\breleves?\b[^.!?|]{0,40}\b(?:trace|portent|apparai|figur)\w*|\bcontrairement\b|\bpromi(?:s|se|ses|esse)\b|\bbetises?\b|\bune? conneries?\b",
            r"\bredact(?:eur|rice|ion)\b|\bun (?:papier|sujet|reportage) (?:sur|pour)\b|\bvoisine?s?\b|\badministrat(?:eur|rice)s?\b|\b(?:mon|nos|notre|votre) (?:conseils?|presidente?|maire)\b|\bgage(?:e|s|es)?\b|\bnanti\w*|\bliquidation\b(?! (?:de (?:la|ma|notre|votre|cette) |des |du )(?:factures?|depenses?|mandats?))",
            r"\bl'avance prevue\b|\bc'est l'acompte\b|\bsolde de \d|\bsera recommande\w*|\b(?:mois|ans|annees|semaines)\b[^.!?|]{0,12}\bdure\b|\bdelais? (?:legal|legaux|reglementaire|de paiement|global)[^.!?|]{0,40}\b(?:depass|expir|echu)\w*|\b(?:date|remonte|datant|annee|exercice)\b[^.!?|]{0,15}\b20(?:0\d|1\d|2[0-2])\b|\bil y a (?:trois|quatre|cinq|six|sept|huit|dix|\d+) ans\b|\bautre numero\b",
            r"\banciens?\b|\banciennes?\b|\bne (?:fonctionne|marche|vaut|sert) plus|\bn'est plus\b|\bne sont plus\b|\bgerante?s?\b|\bdirigeante?s?\b|\bconseil (?:municipal|communautaire|juridique)|\b(?:donnees|informations) (?:sur|me|nous) (?:moi|concern)\w*|\ble recouvrement\b|\brecouvrer\b|\bdispar\w+",
            r"\b(?:prenez|prendre|prise) (?:bonne |acte |note)|\bnot(?:ez|er) (?:que|bien|la|le|notre|nos)|\bnouve(?:au|lle|l) (?:numero|adresse|nom|gerante?|siret|denomination|raison|titulaire|partenaire|societe|entite|interlocut)\w*|\bchang(?:e|er|ee?s?|eons|ement|ements|eant)\b|\b(?:quatrieme|cinquieme|sixieme|enieme|nieme|[3-9] ?(?:e|eme|ieme)) (?:mail|message|fois|relance|courrier|demande|appel)\b|\bencore une fois\b|\btoujours (?:sans|aucune) (?:reponse|retour)\b|\bmon du\b|\bnotre du\b",
        ),
    }
)
"""Money, law, threat, distress, correction: a person reads on. Behind the intent that such a word speaks of."""

_TRADES = (
    r"infirmi|menuisi|plombi|electrici|artisan|traiteu|traduct|interpret|photograph|kine|auto-?entrepren|micro-?entrepren|fleuris|librair|editeu|editri|"
    r"graphist|infograph|architect|medecin|docteur|format|consult|musici|artist|comedi|conferenc|prestat|fourniss|assistant|secretair|paysag|couvreu|macon|"
    r"peintr|chauffag|garag|taxi|ambulanc|imprim|veterin|psycholog|orthophon|sage-femme|animat|intervenant|professeu|boulang|bouch|restaurat|cuisini|transport|"
    r"autocari|serruri|vitri|carrel|platri|jardini|apicul|maraich|agricult|horticult|geometre|bureau d'etudes|ergotherap|dietetic|coach|moniteur|monitrice|"
    r"compagnie|association|petite|seule|une? toute petite|nouvelle? ici|basee?s?|situee?s?|en charge"
)
UNCLEAR_EXCUSED = (
    r"\b(?:que|quoi|qu'est[- ]ce qu\w*|qu est ce qu\w*|ce qu\w*|faut[- ]il|comment|quel(?:le)?s? (?:pieces?|donnees?|elements?|informations?|champs?|mentions?|documents?))\b[^.!?|]{0,60}\b(?:corrig|modifi|dois changer|refaire|rectif|erron|manqu|complet|ajout|fourni|justificati|remplac)\w*(?:[^.!?|]{0,30}\bautre numero)?|\b(?:la|les) (?:donnee|mention|piece|ligne)s? (?:erronee|manquante|a corriger)s?",
    r"\ben cas de (?:retard|non[- ]paiement|defaut)[^.!?|]{0,220}|\btout retard[^.!?|]{0,200}|\bpas d'escompte[^.!?|]{0,200}|\baucun escompte[^.!?|]{0,200}",
    r"\b(?:previsionnel|plan|suivi|tableau|reunion|situation|etat) (?:de )?(?:notre )?tresorerie\b(?! (?:est|tend|critiq|difficil|exsang|fragil|catastroph|degrad))",
    r"\b(?:sauf|sans) erreurs?(?: ou omission)?\b|\berreurs? (?:technique|\d{3}|systeme|de connexion)\b|\bsi (?:je|nous) ne (?:me|nous) tromp",
    r"\b(?:ne pas tenir compte|ignorer?|ignorez|considerer)[^.!?|]{0,30}\b(?:message|mail|courriel|rappel|relance|courrier|demande)\b|\bsans objet\b",
    r"\b(?:sans|aucune?|ni|pas de|pas d') ?(?:[a-z]+ )?(?:contest|litig|reclam|interet|penalit|difficult|changement|reserve|erreur|retenue|anomalie|modification|mise en demeure|inquiet|ecart)\w*|\b(?:ne|n') ?[a-z]+ (?:pas|rien|ni) (?:contest|reclam|chang)\w*|\bne reclam\w+ (?:ni|pas|rien)\b[^.!?|]{0,50}|\bcreance (?:certaine|liquide)",
    r"\b(?:rue|place|avenue|boulevard|bd|quai|square|allee|impasse|ecole|college|lycee|salle) (?:de la |du |de l'|des |de )(?:depute|senat|prefet|ministre|presse|justice|prefecture|mediat|tribun|journal)\w*|\bpalais de justice\b|\b(?:salle|presse|service|espace|dossier|revue|kit) (?:de )?presse\b|\bla presse a\b|\bjournal (?:municipal|interne|de l'agglo|communal|des|intercommunal)\b|\bmediat\w+ (?:de la consommation|culturel\w*|numerique|scolaire|familiale)\b",
    r"\b(?:siret|codes?|numeros?|engagement|champs?|services?|identif\w*)\b[^.!?|]{0,30}?\bsaisir\b|\bsaisir (?:une?|la|le|ma|mon|notre|nos|mes|les|dans|sur)\b|\bengagements? juridiques?\b|\bmediatheques?\b|\b(?:chorus|portail|plateforme|logiciel)\b[^.!?|]{0,25}?\b(?:reclam|exig|impos)\w*",
    r"\bpour (?:ne pas|eviter de) (?:vous )?(?:deranger|retarder)|\bfrais (?:generaux|d'inscription|de scolarite)\b|\bnote de frais\b|\bmontant des frais\b",
    r"\b(?:rattachement|acces|connexion|depot|chorus|portail)\b[^.!?|]{0,50}?\brefus\w*|\bretenu\w*[^.!?|]{0,25}\b(?:offre|candidature|proposition|devis|entreprise|societe|prestation)s?\b",
    r"\bsous garantie\b|\bextension de garantie\b|\bgaranties? (?:responsabilite|decennale)",
    r"\b(?:formation|stage|seminaire|atelier|colloque|ouvrage|livre)\b[^.!?|]{0,80}",
    r"\b(?:voeux|invitation|reception)\w*\b[^.!?|]{0,40}?\b(?:sous-)?prefet\w*",
    r"\([^()|]{0,120}\)",
    r"\bc'est moi (?:le |la )?gerante?\b|\b(?:marche|chantier|lot|batiment) voisine?\b|\bn'ai jamais (?:eu|vu) ca\b|\b(?:deux|trois|quelques) fois (?:par|l')(?: ?(?:an|mois|semaine|jour|annee))\b|\bn'ai aucun salarie\b|\bmodes? d'emploi\b|\b(?:n'est|est) pas (?:du tout )?une? (?:reclamation|reproche|contestation|plainte)\b|\b(?:mail|courriel|papier|pdf)(?: ca| cela)? ne suffit plus\b|\bne (?:marche|fonctionne|passe) plus\b|\b(?:me|nous) tromper(?: deux fois| encore)?\b|\bsinon,? (?:dites|dis|a quel\w*|ou|quand|comment|quel\w*|pouvez|peut|est-ce)\b|\bloi (?:de |du 1er juillet )?1901\b|\bliquidation (?:de (?:la |ma |notre |cette )?)?(?:facture|depense)s?\b|\bne (?:vois|voyons|voit) plus (?:rien )?(?:bouger|avancer|d'evolution)",
    r"\b(?:il |vous |nous )?(?:vous |nous |me |lui |y )?manque (?:encore |donc )?(?:quoi|quelque chose)\b|\bfactures? refusee?s? ?\?|\bje (?:la |le )?(?:refais|corrige|supprime|remplace)\b(?:(?!annul|vous |rembours|avoir)[^.!?|]){0,80}(?:\?|\bou (?:pas|non)\b)",
    r"\b(?:changement|remplacement) d(?:e |es |u |e la |e l'|')(?:une? )?(?!ribs?\b|iban|banque|compte|factur|domicil|adresse|titulaire|raison|noms?\b|siret|etabliss|coordonn|beneficiaire|gerant|dirigeant|societe|proprietaire)[a-z]{4,}",
    r"\bne pas (?:hesiter|manquer)\b|\ben attente de correction\b|\bsans correction\b",
    r"\bmerci (?:de|pour) votre (?:patience|confiance|comprehension)[^.!?|]{0,20}|\b(?:(?:nous|me|m'|vous) ?|chorus |portail )(?:le |la |les )?reclam\w* (?:cette|ces|une?|l'|le|la|son|des|ce|votre) ?(?:point|etat|statut|situation|avancement|suivi|date|explication|nouvelle|visibilite|bon code|code service|code|numero|siret|engagement|bon de commande|information|reponse|infos?|element|precision|donnee)s?\b|\breclam\w* (?:cette|ces|une|l') ?(?:information|reponse|infos?|element|precision|donnee)s?\b",
    r"\bje remplace\b|\b(?:avons|ai|a|avions|avais|avait) (?:change|modifie|remplace|corrige) (?:les?|la|des|une?|vos|votre) (?!ribs?\b|iban|banque|compte|domicil|etabliss|coordonn|facture|montant|raison|nom\b|siret|adresse)|\b(?:vois|voit|voyons|trouve|trouvons|retrouve|apparait|figure|affiche)\w* plus\b",
    r"\bje suis (?:le |la )?gerante?\b|\b(?:mon|notre|ma|la|le) (?:gerante?|dirigeante?|presidente?) (?:me |nous |m')?(?:souhait|demand|voudr|aimer|attend|veut|cherch|s'interrog)\w*|\banciens? (?:collegues?|interlocut\w*|numero de facture|adresse de facturation)|\b(?:merci de|veuillez|priere de) ne pas (?:y )?(?:tenir compte|repondre|imprimer|prendre en compte ce)[^.!?|]{0,60}|\bdispar\w+[^.!?|]{0,40}\b(?:chorus|portail|liste|ecran)\b|\bfacture[^.!?|]{0,40}\bdispar\w+",
    r"\bpas (?:de )?inquiet\w*|\b(?:changement|remplacement) d(?:e |es |u |e la |e l'|')(?:serrure|fenetre|vitr|porte|filtre|pneu|chaudiere|compteur|piece|luminaire|lampe|huisserie|moteur|batterie|exercice|logiciel|collegue|interlocut\w*)\w*",
    # set phrases, harmless as a whole
    r"\b(?:attention|temps|interet) (?:particuliere? )?que vous (?:y |lui )?(?:consacrerez|porterez|accorderez|apporterez|voudrez bien)\b|\b(?:viens|venons|me tourne|nous tournons|me rapproche|nous rapprochons) (?:donc |a nouveau |de nouveau )?(?:vers|de) vous\b",
    r"\b(?:vous|on|nous) en (?:etes|est|sommes) ou\b|\b(?:je |nous )profit(?:e|ons) de (?:ce|cet|mon|notre) (?:message|mail|courriel|envoi|echange)\b|\b(?:nous|m'|me) arrangerait\b",
    r"\bvous remet(?:s|tons) (?:ci[- ]jointe? |en (?:piece jointe|pj|annexe) )?(?:la |une |notre |ma |cette )?(?:copie (?:de )?(?:la |notre |ma )?)?facture\b",
    r"\b(?:je|j'|nous) ?(?:suis|sommes) (?:une? )?(?:" + _TRADES + r")\w*",
    r"\b(?:tu vas|vous allez|tout va|ca va|allez-vous|vas-tu|va) (?:tres |toujours )?bien\b|\b(?:ne |n')?(?:suis|sommes) pas (?:du tout )?presse\w*|\bje plaisante\b|\b(?:vous|tu) (?:deviez|devais|devriez) (?:me |nous )?(?:verifier|regarder|voir|revenir|rappeler|recontacter|repondre|confirmer|dire)\b",
    r"\bsauf (?:meprise|omission|oubli|malentendu|inattention)\b|\bchange de (?:poste|service|fonctions?|logiciel|bureau|interlocut\w*)\b",
    r"\bnous obligerait\b|\bpas (?:tres |trop |vraiment )?a l'aise\b|\btent\w* (?:ma|notre) chance\b",
    r"\bouvert un (?:ticket|dossier|incident)\b|\b(?:fais|faisons) (?:un|le) (?:petit |rapide )?(?:point|tour|pointage|suivi|tri)\b|\bpasse par (?:mail|courriel|ecrit)\b|\b(?:la|les) declarer ce mois",
    r"\b(?:ai|as|a|avons|avez|auriez|aviez|avions|avais) (?:deja |bien |peut-etre ){0,2}eu (?:un |le |une )?(?:petit )?(?:souci|probleme|retour|contact|echange|appel|votre collegue|m(?:me|\.|r)? [a-z]+)\b",
    r"\bn'(?:ai|avons) pas l'habitude\b|\bdemarr\w+ (?:mon|notre|une|l') ?activite\b",
    r"\bfermons pour (?:conges?|inventaire|les fetes)\b|\bpar(?:s|tons) en (?:conges?|vacances|deplacement)\b|\bme doute (?:bien )?que vous etes (?:tres )?(?:debordes?|occupes?|charges?|sollicites?)\b",
    r"\b(?:quand|des que|lorsque|si) vous (?:aurez|avez|auriez) (?:un (?:petit )?(?:moment|instant)|une minute|le temps)\b|\b(?:quand|des que|lorsque) vous (?:pourrez|pouvez)\b|\bn'est pas (?:de )?votre faute\b|\badresser sinon\b|\bsinon(?=,? a qui)",
    r"^ ?erreurs? (?:sur )?(?:chorus(?: pro)?|(?:le )?portail) ?(?=\|)|\berreur d'aiguillage\b|\bne saisi(?:s|t|ssons) pas\b(?! le (?:juge|tribunal))|\bsinon c'est pas grave\b|\brien a (?:reclamer|contester|redire)\b",
    r"\bje (?:la |le |les )?(?:corrige|corrigerai|rectifie|rectifierai)\b[^.!?|]{0,40}?\b(?:si vous me dites|ce qu'il faut|des que vous|des que je sais)\b[^.!?|]{0,40}|\b(?:plans?|permis|photos?|plannings?|programmes?|horaires?) (?:modifi|corrig|rectifi)\w*",
    r"\b(?:photos?|vitres?|carreaux?|ampoules?|filtres?|pneus?|moteurs?|ballons?)\b[^.!?|]{0,40}?\bremplac\w*|\bvotre (?:direction|service|pole) (?:juridique|des affaires juridiques)\b|\b(?:logiciel|formulaire|case|champ|module|ca)\b[^.!?|]{0,25}?\brefus\w*(?! (?:de )?(?:payer|regler|paiement))",
    r"\b(?:a|de|avec|ne compte que) (?:deux|trois|quatre|cinq|six|dix|\d{1,2}) salaries\b(?! (?:a |en |non|impay|au chom|licenc|sans))|\bun de nos salaries\b(?= (?:nous|m'|vous) ?a (?:confie|transmis|remis|dit))",
    r"\b(?:livres?|titres?|atlas|ouvrages?|modeles?|articles?|references?)\b[^.!?|]{0,25}?\bepuise?e?s?\b|\b(?:ne|n') ?[a-z' ]{1,25}\bnon plus\b|\bne (?:deposons|depose|passons|envoyons|facturons) plus (?:nous|moi|par|sur|avec)\b|\bne prenez plus\b[^.!?|]{0,15}?\bpar (?:mail|courrier)\b|\bne sais plus (?:si|ou|qui|quand|quel\w*)\b",
    r"\bmediation animale\b|\b(?:interpret\w*|traduct\w*|captation|sonorisation|retransmission|lsf|seances?)(?: lsf)?(?: du| au| pour le)? conseil municipal\b|\b(?:standard|telephone|ligne|accueil) ne repond (?:pas|plus)\b|\bregistre journal\b",
    r"\bchange de (?:comptable|cabinet|plateforme|presentation|operateur|local|locaux|bureaux|maquette|mise en page|statut|telephone)\b|\b(?:plateforme|logiciel|erp|comptable|secretaire)\b[^.!?|]{0,12}?\bchang\w*(?! (?:de )?(?:ribs?|ibans?|banque|comptes?|coordonnees)\b)|\bchange (?:deux|trois) fois de (?:statut|etat|couleur)\b|\b(?:ce qu'il faut|quoi|que dois-je) changer\b",
    r"\bchanger (?:la |le |les |une? |l')(?:chaine|pneus?|filtres?|moteur|courroie|batterie|vitres?|chaudiere|numero de telephone)\b|\banciens? (?:programme|logiciel|presbytere|local|locaux|atelier|systeme|poste|bureau|gymnase|gestionnaire|responsable|comptable)\b|\banciennes? (?:ecole|mairie|gare|assistante|comptable|secretaire|version)\b",
)

_ADVERBS = (
    r"(?:ne |n'|me |m'|vous |nous |le |la |les |l'|lui |leur |y |en |se |s'|te |t'|pas |plus |bien |deja |toujours |encore |aussi |tous |juste |simplement |donc |"
    r"jamais |rien |recemment |vraiment |egalement |par |avance |d'avance |seulement |tres |au |aux |du |ensuite |depuis |d'abord |cependant |tout |a nouveau |enfin |notamment |ici |meme |beaucoup |vivement ){0,6}"
)
VERB = (
    rf"\b(?<!\ba )(?<!chez )(?<!de )(?<!pour )(?<!avec )(?<!par )(?<!vers )(?<!entre )(?:je |j'|nous |on |vous |tu |merci de |merci d'(?!avance\b)|veuillez |prie[rz]? de |il faut |il faudra |il faudrait |faut-il |(?:pouvez|pourriez|pourrez|voulez|voudriez|peux|peut|pourrait|pourrais|puis)[- ](?:vous|tu|on|je) )"
    r"(?!(?:ne |n')?(?:suis|sommes|est|etes) (?:pas )?(?:la|le|les|un|une|l'|responsable|charge|comptable|assistante?|en|dans|a la|a votre)\b)"
    rf"{_ADVERBS}"
    r"(?:(?:suis|sommes|est|sont|ont|etes|etais|etions|etiez|serai|serons|serez|serais|serions|seriez|ai|as|a|avons|avez|avais|avions|aviez|aurai|aurons|aurez|aurais|aurions|auriez|vais|va|allons|allez|peux|peut|pouvons|pouvez|pourrais|pourrait|pourrions|pourriez|dois|doit|devons|devez|devrais|devrions|devriez|veux|voulons|voudrais|voudrions|souhaite|souhaitons|souhaiterais|souhaiterions|aimerais|aimerions|viens|vient|venons|venez|fais|fait|faisons|faites|bien vouloir|vouloir)\b ?"
    rf"{_ADVERBS}(?:ete |bien vouloir |a |de |d'|que |qu'|si |s'|est |tres )?{_ADVERBS}){{0,3}}([a-z][a-z-]{{2,}})"
)
"""Somebody does something: the last group is the verb, or what stands in its place."""

PLAIN = (
    # what one does with an invoice and with a mail about it
    r"(?:re)?(?:depos|envoy|envoi|transmet|transmis|adress|emis|emet|etabli|livr|realis|effectu|execut|termin|intervenu|fourni|prest|factur|edit|poste|integr|import|signe|valid|vis|visee|certifi|enregistr|recep|rece|recu|recoi)\w*",
    r"(?:sav|sais|connai|souhait|voul|voud|aim|cherch|demand|sollicit|deman|perme|permis|revien|revenir|reveni|contact|ecri|relanc|rappel|signal|appel|telephon|joindre|joint|essa|tent|attend|espere|compt|pens|croi|crois|suppos|imagin|constat|note|remarqu|observ|voi|voy|vu|vue|lis|lu|retrouv|trouv|consult|verif|point|regard|suiv|sui)\w*",
    r"(?:recontact|reprend|reprends|pouss|jet|serait|serai|deviez|devi|communiqu|sollicit|deux|trois|apport\w*|decouvr\w*|neanmoins|toutefois|cependant|indiqu|precis|confirm|dire|dit|dis|donn|communiqu|renseign|eclair|inform|tenir|tien|tenu|avis|rassur|fixer|repond|repon|expliqu|aid|orient|redirig|guid|transfer|transmett|faire|fait|fasse|fassiez|proced|trait|avanc|debloq|mandat|regl|pay|sold|acquitt|liquid|programm|prev|prevo|ordonnanc|accus|excus|agre|remerci|pri|prie|recev|veuill|desol|adresser)\w*",
    r"(?:ignor(?:e|ons|ais)|prefer|lanc|rang|apercu|apercev|apercoi|souven|choisi|poser|reparl|rejoin|pouviez|rentr|decal|tatonn|tranch|redit|commenter|inverse|peut-etre|procur|plutot|surtout|repar|nettoy|install|taill|chant|repet|vaccin|desherb|repein)\w*",
    r"(?:manque-t-|manqu|plai(?:t|se)|obligeance|amabilite|gentillesse|reven(?:u|ue|us|ues|ait)|parvenu|complet|assur|deven|devien|devenir|eclairc)\w*",
    r"(?:rest|reste|hesit|dispos|clotur|prepar|boucl|arret(?:ons nos|e mes)|debut|reprend|repris|travaill|gere|gerons|occup|besoin|particip|organis|joign|accord|convenu|discut|echang|parl|rencontr|vous|suite|question|point|retour|ravi|heureu|content|disponible|absent|present|nouv|charge|commande|propos|offr|assur|accompagn|copie|part|mis|mets|mett|pris|prend|prendre|prenne|sort|ressort|figur|appar|affich|considere)\w*",
    r"(?:quand|comment|pourquoi|combien|quel\w*|qui|que|quoi|si|ou|dont|notre|nos|votre|vos|mon|ma|mes|ton|la|le|les|un|une|des|du|ce|cet|cette|ces|ca|cela|au|aux|dans|sur|avec|pour|par|en|et|mais|car|est|sont|ete|etre|avoir|eu|aucun\w*|facture\w*|montant|numero|siret|reference\w*|tous|toutes|toute|autre\w*|aujourd|pas|plus|rien|encore|toujours|info\w*|nouvelles?|accuse|reception|lieu|l|d|honneur|gre|laiss\w*|reconnaissante?s?|renv\w*|join\w*|recrut\w*|fermee?s?|arriv\w*|chang\w*|remplac\w*|modif\w*|bien|allez|porte|tenons|tenir|revenons|avait|avaient|aviez|saur\w*|comprend\w*|compren\w*|compris|debord\w*|ai|nai|navons|avons|utilis\w*|recherch\w*|exerc\w*|evit\w*|fix\w*|anticip\w*|arriv\w*|debut\w*|fonctionn\w*|recup\w*|assist\w*|non|oui|bon|bonne|sans|depuis|maintenant|alors|afin|lors|dire|mieux|possible|impossible|certain\w*|sur|svp|interess\w*|concern\w*|merci|bonjour|via|connect\w*|acced\w*|utilis\w* chorus|mandatement|paiement\w*|reglement\w*|virement\w*|versement\w*|interrog\w*|decouvr\w*|mesure|pouvoir|elles?|portez|apprecier\w+|(?:repare|nettoye|installe|depanne|balaye|fabrique|elague|desinfecte|equipe|amenage|renove)(?:e|es)?|tondu\w*|peints?|transporte\w*|imprime\w*|bonnes|excellentes?|joyeuses|belles?|agreables?|date|etat|statut|avancement|delai\w*|retard|visibilite|trace|acces|droit|raison|obtenir|obtenu|sembl\w*|obligee?s?|tenus?|pourtant|ajoute(?:e|es|s|r|z)?|rajout\w*|seche|avoue|avouons|benevoles?|perdus?|perdue|novices?|debutante?s?|encadr\w*|anim\w*|accueilli\w*|pret\w*|proche|client\w*|fourni\w*|fin|cours|attente|conges?|deplacement|reunion|vacances)",
)
"""Verbs, and words in a verb's place, of a mail that only asks where an invoice is."""

MONEY = r"\b(?:paiements?|payements?|reglements?|virements?|versements?|fonds|(?<!nous )(?<!y )sommes?|argent|percevoir|percu\w*|encaiss\w*|payer|verser|virer)\b"
MONEY_PLAIN = (
    r"\bpar virement (?:sur notre compte )?:? ?(?:iban )?:? ?fr ?\d\d|"
    r"\battent|\battend|\bproced|\bretard|\becheance|\bprompt|\brapid|\bmeilleurs? delais?|\bplus (?:tot|vite|brefs)|\bmerci|\bremerci|\brelan|\brappel|\bsauf erreur|\bsuivi|\betat\b|\bstatut|\bavanc|"
    r"\bdates?\b|\bdelai|\bprevu|\bconfirm|\bsavoir|\btraitement|\bconcernant|\bsujet|\bobjet|\bespere|\bjours?\b|\bcours\b|\bsans nouvelle|\bnouvelles?\b|\bfacture|\bnecessaire|\bclotur|"
    r"\bvos conditions de (?:reglement|paiement)|\b(?:pas|rien|jamais|aucun\w*) (?:encore |toujours |ete )*(?:recu|parvenu|percu|eu|vu)"
)
"""A statement with a word of money is read by a person, unless it waits for the payment or asks about it."""
FUTURE = r"\b(?:[a-z]{2,}(?:erai|era|erons|erez|eront)|[a-z]{2,}(?:drai|dra|drons|dront|irai|ira|irons|iront|trai|tra|trons|tront|rrai|rra|rrons|rront|vrai|vra|vrons|vront)|fer(?:ai|a|ons|ont))\b"
FUTURE_PLAIN = (
    r"sera|serai|serons|seront|aura|auront|opera|camera|extra|intra|vrai|sera|pourra|pourrai|pourrons|pourront|pourrez|permettra|permettront|aidera|aiderait|restera|resterai|resterons|serez|aurez|"
    r"remercier\w+|reviendr\w+|enverr\w+|enverrai|transmettr\w+|adresser\w+|appeller\w+|rappeller\w+|attendr\w+|(?:re)?parler(?:a|ai|ons)|feter(?:a|ons)|ouvrira|reprendr(?:a|ai|ons)|finir(?:a|ai|ons)|terminer(?:a|ai|ons)|tiendr\w+|trouverez|voudrez|pourriez|saurez|recevrez|faudra|fera|suffira|conviendra|manquer\w+|deposer\w+|completer\w+|repondr\w+|porterez|accorderez|apporterez|consacrerez|voudrez"
)
IMPERATIVE = r"(?:^|[|.!?;:] ?|\bet |\bpuis |\bmais |\bdonc |, )([a-z]{2,}ez)(?:-(?:le|la|les|moi|nous|y|en)\b| (?:le|la|les|un|une|des|du|de|moi|nous|notre|nos|mon|ma|mes|ce|cette|ces|cela|plus|pas|bien|que|a|au|aux|votre|vos|en|y|tout|vite|donc|par|sur|chez)\b| [ld]')"
IMPERATIVE_PLAIN = r"veuillez|pouvez|pourriez|avez|auriez|allez|tenez|hesitez|trouvez|trouverez|recevez|croyez|sachez|indiquez|confirmez|dites|voyez|regardez|verifiez|savez|voulez|voudriez|chez|assez|appelez|contactez|repondez|excusez|agreez|precisez|informez|aidez|donnez|faites|permettez|imaginez|comprenez|souhaitez|devez|etiez|aviez|seriez|suivez|consultez|rappelez|renseignez|pensez|pouviez|auriez|merciez|comptez|estimez|prevoyez|recontactez|expliquez|guidez|signalez|eclairez|orientez|pardonnez|rassurez|souvenez|prenez|retrouvez|visitez|decouvrez"
"""Orders given without « merci de »."""

SHOUT_PLAIN = r"\bcoucou\b|\bhello\b|\bsalut\b|\bpardon\b|\bdesolee?s?\b|\bexcus|\bsuper\b|\bgenial\b|\bparfait\b|\bmerci|\bbonjour|\bbonsoir|\bbon(?:ne|s)?\b|\bexcellente?\b|\bbelle\b|\bbientot\b|\bcordial|\bcourage\b|\bremerci|\bplaisir\b|\bsvp\b|\bplait\b|\brelance\b|\brappel\b|\brancune\b|\bkenavo\b|\baventure\b|\bjoyeu|\bnoel\b|\bvoeux\b|\bfetes\b"
"""A sentence with an exclamation mark is said in anger, unless it greets or thanks."""
