"""What Chorus Pro calls the fields and codes of a demand for payment, in each of its searches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Under which names one search gives what we keep; `known` are all the fields that it is known to have."""

    key: str
    number: str
    invoiced_on: str
    status: str
    supplier_id: str
    recipient_id: str
    service_code: str
    known: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHARED = _words(
    """
    dateDepot dateHeureEtatCourant montantHT montantTTC montantAPayer devise commentaireEtatCourant
    typeIdentifiantFournisseur designationFournisseur codeServiceFournisseur nomServiceFournisseur
    idDestinataire designationDestinataire idServiceExecutant codeServiceExecutant nomServiceExecutant
    numeroMarche numeroBonCommande taille typeFactureTravaux factureTelechargeeParDestinataire
    codeMOE typeIdentifiantMOE designationMOE codeMOA typeIdentifiantMOA designationMOA
    """
)
INVOICE_NAMES = Names(
    key="idFacture",
    number="numeroFacture",
    invoiced_on="dateFacture",
    status="statut",
    supplier_id="codeFournisseur",
    recipient_id="codeDestinataire",
    service_code="codeServiceExecutant",
    known=_SHARED
    | _words(
        "idFacture numeroFacture dateFacture statut codeFournisseur codeDestinataire typeDemandePaiement typeFacture"
    ),
)
"""`factures/v1/rechercher/recipiendaire`."""
WORK_NAMES = Names(
    key="idFactureTravaux",
    number="numeroFactureTravaux",
    invoiced_on="dateFactureTravaux",
    status="statutFactureTravaux",
    supplier_id="identifiantFournisseur",
    recipient_id="identifiantDestinataire",
    service_code="identifiantServiceExecutant",
    known=_SHARED
    | _words(
        """
        idFactureTravaux numeroFactureTravaux dateFactureTravaux statutFactureTravaux identifiantFournisseur
        identifiantDestinataire identifiantServiceExecutant typeDemandePaiement cadreFacturation idFournisseur
        """
    ),
)
"""`facturesTravaux/v1/rechercher`."""
SUPPLIER_ID_KINDS = frozenset({"SIRET", "UE_HORS_FRANCE", "HORS_UE", "RIDET", "TAHITI", "AUTRE", "PARTICULIER"})
STATUSES = _words(
    """
    BROUILLON A_VALIDER_1 ERREUR_FOURNISSEUR_SUR_VALIDEUR REFUSEE_1 VALIDEE_1 ABSENCE_VALIDATION_1_HORS_DELAI
    A_VALIDER_2 ERREUR_COTRAITANT_SUR_VALIDEUR REFUSEE_2 VALIDEE_2 ABSENCE_VALIDATION_2_HORS_DELAI DEPOSEE
    ERREUR_FOURNISSEUR_SUR_MOE EN_COURS_ACHEMINEMENT MISE_A_DISPOSITION A_RECYCLER SUSPENDUE REJETEE MANDATEE
    MISE_EN_PAIEMENT COMPTABILISEE MISE_A_DISPOSITION_COMPTABLE ABANDONNEE SUPPRIMEE ASSOCIEE
    EN_COURS_TRAITEMENT_PIVOT_S A_VALIDER_MOE REFUSEE_MOE EN_ATTENTE_RECYCLAGE_FOURNISSEUR ERREUR_MOE_SUR_FOURNISSEUR
    ERREUR_MOA_SUR_FOURNISSEUR INTERPRETEE_OCR COMPLETEE ERREUR_FOURNISSEUR_SUR_MOA ERREUR_MOE_SUR_MOA
    ERREUR_DESTINATAIRE_PD ERREUR_DESTINATAIRE_EA SERVICE_FAIT NON_CONFORME A_ASSOCIER_MOE ERREUR_DE_MOE
    MISE_A_DISPOSITION_MOE PRISE_EN_COMPTE_MOE A_ASSOCIER_MOA ERREUR_DE_MOA REFUSEE_MOA A_ASSOCIER_FOURNISSEUR
    REFUSEE_FOURNISSEUR A_COMPLETER TRANSMISE_MOA PRISE_EN_COMPTE_DESTINATAIRE REMPLACEE_PAR_A22 DUPLIQUE_APRES_REFUS
    MISE_A_DISPOSITION_MOA PRISE_EN_COMPTE_MOA TECHNIQUE_INCONNU ABSENCE_VALIDATION_MOE_DELAI_REGLEMENTAIRE
    """
)
"""The 56 codes of the API's description of 2020, and one seen since: the list grows, so another code is no error."""
