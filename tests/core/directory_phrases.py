"""Questions of public information as suppliers write them: body, words, and the sections that must answer them.

`ASKED` were written before the wordings of `rules/intents.toml` were tuned on them, `ASKED_LATER` after, as a
check. `STRICTER` hold such a question beside something that only a person may handle.
"""

from __future__ import annotations

ASKED: tuple[tuple[str, str, str], ...] = (
    # --- how it works, where to read about it ---------------------------------------------------
    ("casq", "Bonjour, où peut-on trouver un mode d'emploi pour vous envoyer nos factures ? Merci", "deposit"),
    ("casq", "Nous sommes un nouveau fournisseur, comment faut-il s'y prendre pour vous facturer ?", "deposit"),
    ("casq", "Je dois vous facturer une prestation, je passe par où ?", "deposit"),
    ("casq", "Existe-t-il une notice pour saisir une facture sur Chorus Pro ?", "deposit"),
    ("dept06", "Pouvez-vous m'expliquer la marche à suivre pour vous transmettre ma facture ?", "deposit"),
    ("dept06", "c'est ma première facture pour vous, comment je fais ?", "deposit"),
    ("dept06", "Auriez-vous un tuto chorus pro svp", "deposit"),
    ("carl", "Bonjour, par quel moyen doit-on vous adresser les factures ?", "deposit"),
    ("casq", "Nous ne savons pas comment procéder pour le dépôt de notre facture sur le portail.", "deposit"),
    (
        "sm-valdeblore",
        "Bonjour, de quoi ai-je besoin pour déposer ma facture sur Chorus ? Quelles informations sont obligatoires ?",
        "deposit",
    ),
    # --- engagement number ----------------------------------------------------------------------
    (
        "casq",
        "Chorus nous demande un numéro d'engagement juridique. Quel est ce numéro et où le trouver ?",
        "engagement",
    ),
    ("casq", "Je n'ai pas de bon de commande, que dois-je mettre ?", "engagement"),
    ("casq", "On ne nous a jamais remis de bon de commande, comment remplir la case engagement ?", "engagement"),
    ("casq", "Il me manque le n° d'EJ pour valider le dépôt.", "engagement"),
    ("carl", "je n'ai pas le numero d'engagement de cette commande", "engagement"),
    ("casq", "A quoi correspond le champ « numéro d'engagement » sur Chorus Pro ?", "engagement"),
    ("casq", "L'engagement juridique est-il obligatoire chez vous ?", "engagement"),
    ("casq", "Quel numéro de bon de commande dois-je indiquer sur ma facture ?", "engagement"),
    ("casq", "Bonjour, le service ne m'a pas donné de n° de commande, comment faire ?", "engagement"),
    ("carl", "Où figure le n° d'engagement svp ? Je ne le vois nulle part sur votre devis signé.", "engagement"),
    ("casq", "Faut-il un numéro d'engagement pour vous facturer ?", "engagement"),
    ("casq", "Sans numéro d'engagement Chorus me bloque.", "engagement"),
    # --- SIRET ----------------------------------------------------------------------------------
    ("casq", "On prend bien le SIRET qui finit par 00067 ?", "siret"),
    ("casq", "Pour l'eau potable c'est bien le SIRET 200 071 892 00026 ?", "siret"),
    ("dept06", "Quel est le SIRET du cinéma Mercury ?", "siret"),
    ("dept06", "Sous quel numéro SIRET dois-je vous facturer ?", "siret"),
    ("casq", "Merci de nous transmettre votre n° SIRET pour le dépôt de nos factures.", "siret"),
    ("casq", "il nous faudrait votre siret svp", "siret"),
    ("sm-valdeblore", "Chorus me propose plusieurs structures à votre nom, laquelle choisir ?", "siret"),
    ("casq", "Quel destinataire dois-je sélectionner dans Chorus pour une facture d'assainissement ?", "siret"),
    ("dept06", "Quelle structure choisir pour le parking Silo ?", "siret"),
    ("casq", "Pouvez-vous me confirmer que le SIRET 20007189200067 est le bon pour vous facturer ?", "siret"),
    ("mdph06", "Bonjour, quel est le numéro d'identification à saisir pour la MDPH ?", "siret"),
    ("casq", "vous avez plusieurs siret, lequel utiliser pour le circuit automobile ?", "siret"),
    # --- service code ---------------------------------------------------------------------------
    ("dept06", "A quel code service faut-il adresser une facture pour le parc automobile ?", "service_code"),
    ("dept06", "Quel est le numéro de service pour la médiathèque ?", "service_code"),
    ("dept06", "chorus me réclame un service destinataire, lequel mettre pour les archives ?", "service_code"),
    (
        "dept06",
        "Le champ service est obligatoire, qu'est-ce que je dois mettre pour le laboratoire vétérinaire ?",
        "service_code",
    ),
    ("dept06", "Il nous manque votre code service.", "service_code"),
    ("dept06", "Pourriez-vous nous communiquer la liste de vos codes services ?", "service_code"),
    ("dept06", "Le code service DRH est-il le bon pour une formation ?", "service_code"),
    ("dept06", "Quel service dois-je sélectionner sur Chorus pour une facture de carburant ?", "service_code"),
    ("sm-valdeblore", "Faut-il renseigner un code service pour la piscine ?", "service_code"),
    ("mdph06", "Nous n'avons pas trouvé de code service pour la MDPH, est-ce normal ?", "service_code"),
    ("dept06", "code service ?", "service_code"),
    ("dept06", "Je ne connais pas le code du service qui a commandé.", "service_code"),
    # --- stuck on the portal --------------------------------------------------------------------
    ("casq", "Je n'arrive pas à déposer ma facture sur Chorus Pro.", "technical"),
    ("casq", "Le portail Chorus ne veut pas de ma facture, j'ai un message d'erreur.", "technical"),
    ("dept06", "Impossible de me connecter à mon compte chorus depuis hier", "technical"),
    ("casq", "Mon dépôt est bloqué sur Chorus Pro, que faire ?", "technical"),
    ("casq", "J'ai oublié mon mot de passe Chorus Pro", "technical"),
    # --- paper, mail ----------------------------------------------------------------------------
    ("casq", "Puis-je vous envoyer ma facture papier par la poste ?", "paper"),
    ("casq", "Acceptez-vous encore les factures papier ?", "paper"),
    ("dept06", "Est-ce que je peux simplement vous mailer ma facture en PDF ?", "paper"),
    ("carl", "Je suis artisan et je n'ai pas internet, une facture papier vous convient-elle ?", "paper"),
    ("casq", "Chorus est-il vraiment obligatoire pour une association ?", "paper"),
    # --- several at once ------------------------------------------------------------------------
    ("dept06", "Quels SIRET et code service dois-je utiliser pour la DRH ?", "siret service_code"),
    ("casq", "Quel SIRET et quel code service utiliser ?", "siret service_code"),
    ("casq", "Pouvez-vous me donner votre SIRET ainsi que le numéro d'engagement ?", "siret engagement"),
    (
        "dept06",
        "Pour déposer notre facture sur Chorus, il nous faut votre numéro de SIRET et votre code service. Merci d'avance.",
        "siret service_code",
    ),
    ("casq", "Comment déposer une facture et quel est votre SIRET ?", "siret deposit"),
    ("sm-valdeblore", "SIRET + code service de la station de Turini svp", "siret service_code"),
    (
        "casq",
        "Je n'ai ni numéro d'engagement ni code service, comment déposer ma facture ?",
        "service_code engagement deposit",
    ),
    (
        "dept06",
        "Quel code service et quel numéro d'engagement indiquer pour le service des routes ?",
        "service_code engagement",
    ),
)
