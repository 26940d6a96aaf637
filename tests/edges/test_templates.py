"""The mails as their readers get them: complete, plain, safe, and never saying what must not be said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from bot.core.organisation import Organisation
from bot.core.outgoing_filter import violations
from bot.edges.defaults import default_rules, default_templates
from bot.edges.organisations import load_organisations
from bot.edges.status_file import load_statuses
from bot.edges.templates import TemplateRenderer

SUPPLIER_MAILS = (
    "answer", "statement", "ask", "did_you_mean", "not_found", "information", "acknowledgement", "wrong_door",
)  # fmt: skip
_TOLD = ("bounced", "file", "held", "locked_out", "portal", "quarantine", "undeliverable")
STAFF_MAILS = ("note", *(f"note_{what}" for what in _TOLD))
SECTIONS = (
    "siret", "service_code", "engagement", "deposit", "technical",
    "paper", "attached_invoice", "delay", "owed_money", "contact",
)  # fmt: skip
AUTOMATION = (
    "Ce message a été préparé et envoyé automatiquement à partir des données de suivi de la collectivité. "
    "Pour joindre un agent, répondez à ce message avec le mot AGENT."
)
FORBIDDEN = re.compile(
    r"validee?s?\b(?!er)|acceptee?s?\b|\bpaye[es]*\b|bonnes? a payer|bon a payer|sera (reglee?|payee?|viree?)|"
    r"excus|desole|regrett|malheureus|en retard|retard de|interets?\b|iban|\brib\b|suspendu le delai|"
    r"delai (legal )?(est |a ete )?suspendu|n'existe pas|inconnue?\b|introuvable|€|\beuros?\b"
)
NOW = datetime(2026, 11, 21, 14, 32, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="module")
def renderer() -> TemplateRenderer:
    return TemplateRenderer(default_templates())


@pytest.fixture(scope="module")
def bodies() -> dict[str, Organisation]:
    statuses = load_statuses(default_rules() / "statuses.toml")
    return {body.id: body for body in load_organisations(default_rules() / "organisations", statuses)}


def plain(text: str) -> str:
    """Lower case, no accents, ordinary spaces: how a searcher reads."""
    folded = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


def spaces(text: str) -> str:
    return text.replace("\u00a0", " ")


def invoice(organisation: Organisation, code: str) -> dict[str, object]:
    text = organisation.statuses[code]
    return {
        "number": "F2024-118",
        "status": code,
        "status_on": date(2026, 11, 17),
        **{name: getattr(text, name) for name in ("label", "meaning", "holder", "action")},
        "budget": "Budget principal",
        "payment_untold": False,
    }


def context(renderer: TemplateRenderer, name: str, **changes: object) -> dict[str, object]:
    return {**renderer.sample(name), **changes}


# --- every mail ----------------------------------------------------------------------------------


def test_the_delivered_mails_are_these(renderer: TemplateRenderer) -> None:
    assert set(renderer.names()) == {*SUPPLIER_MAILS, *STAFF_MAILS, "draft_reply"}


@pytest.mark.parametrize("name", [*SUPPLIER_MAILS, *STAFF_MAILS])
def test_each_mail_renders_its_sample_in_text_and_in_html(renderer: TemplateRenderer, name: str) -> None:
    mail = renderer.render(name, renderer.sample(name))
    assert mail.subject == mail.subject.strip()
    assert "\n" not in mail.subject
    assert len(mail.text) > 200
    assert not re.search(r"\n\n\n|[ \t]\n|\{\{|\{%", mail.text)
    assert HTMLParser(mail.html).css_first("html[lang=fr] h1") is not None


def test_the_draft_for_staff_has_no_html_and_leaves_room_for_the_person(renderer: TemplateRenderer) -> None:
    mail = renderer.render("draft_reply", renderer.sample("draft_reply"))
    assert mail.html == ""
    for place in ("[Prénom Nom]", "[Qualité]", "Direction des finances", "1 place de l'Hôtel-de-Ville"):
        assert place in mail.text


@pytest.mark.parametrize("name", SUPPLIER_MAILS)
def test_text_and_html_say_the_same(renderer: TemplateRenderer, name: str) -> None:
    mail = renderer.render(name, renderer.sample(name))
    body = HTMLParser(mail.html).body
    assert body is not None
    heading = body.css_first("h1")
    assert heading is not None
    heading.decompose()
    in_html = re.findall(r"\w+", body.text(separator=" "))
    assert in_html == re.findall(r"\w+", mail.text)


@pytest.mark.parametrize("name", SUPPLIER_MAILS)
def test_each_mail_to_a_supplier_is_a_complete_acknowledgement(renderer: TemplateRenderer, name: str) -> None:
    text = spaces(renderer.render(name, renderer.sample(name)).text)
    for needed in (
        "Dossier : CASQ-2026-000042",
        "« Facture F2024-118 : où en est le règlement ? »",
        "vendredi 20 novembre 2026 à 9 h 05 (heure de Paris)",
        "Direction des finances, Communauté d'agglomération de l'Exemple",
        "Courriel : factures@agglo.example",
        "Adresse postale : 1 place de l'Hôtel-de-Ville",
        "Téléphone : 01 00 00 00 00",
        "Horaires : du lundi au vendredi",
        "Votre message est une demande d'information ; il n'appelle pas de décision administrative.",
        AUTOMATION,
        "données de votre message servent uniquement",
    ):
        assert needed in text


@pytest.mark.parametrize("name", SUPPLIER_MAILS)
def test_the_subject_of_a_reply_keeps_the_supplier_s_words_and_one_tag(renderer: TemplateRenderer, name: str) -> None:
    subject = renderer.render(name, renderer.sample(name)).subject
    assert subject == "Re: Facture F2024-118 : où en est le règlement ? [CASQ-2026-000042]"
    bare = renderer.render(name, context(renderer, name, subject="")).subject
    assert bare == "Re: Votre message [CASQ-2026-000042]"
    long = renderer.render(name, context(renderer, name, subject="mot " * 300)).subject
    assert len(long) < 250
    assert long.endswith("[CASQ-2026-000042]")


def test_a_subject_cannot_smuggle_a_header_or_hide_its_direction(renderer: TemplateRenderer) -> None:
    sly = "Facture\r\nBcc: a@b.example\u202e\u0000 fin"
    subject = renderer.render("not_found", context(renderer, "not_found", subject=sly)).subject
    assert subject == "Re: Facture Bcc: a@b.example fin [CASQ-2026-000042]"


# --- what is never said --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", ["casq", "ville-amiens", "amiens-metropole", "dept06", "sm-valdeblore", "mdph06", "carl"]
)
def test_no_status_of_any_body_says_what_must_not_be_said(
    renderer: TemplateRenderer, bodies: Mapping[str, Organisation], body: str
) -> None:
    organisation = bodies[body]
    automatic = [code for code, text in organisation.statuses.items() if text.automatic]
    assert len(automatic) == 12
    for code in automatic:
        words = context(
            renderer, "answer", organisation=organisation, as_of=NOW, invoices=[invoice(organisation, code)], subject=""
        )
        mail = renderer.render("answer", words)
        assert not FORBIDDEN.search(plain(mail.text)), code
        assert violations(f"{mail.subject}\n{mail.text}\n{mail.html}", today=NOW.date()) == ()
        assert "Situation au 21 novembre 2026 à 14 h 32 (heure de Paris)" in spaces(mail.text)
        assert organisation.statuses[code].label in mail.text


@pytest.mark.parametrize("name", SUPPLIER_MAILS)
def test_no_other_mail_to_suppliers_says_it_either(renderer: TemplateRenderer, name: str) -> None:
    mail = renderer.render(name, renderer.sample(name))
    assert not FORBIDDEN.search(plain(mail.text))
    assert violations(f"{mail.subject}\n{mail.text}\n{mail.html}", today=NOW.date()) == ()


@pytest.mark.parametrize("name", [*SUPPLIER_MAILS, *STAFF_MAILS])
def test_html_carries_no_image_no_script_and_only_configured_links(renderer: TemplateRenderer, name: str) -> None:
    tree = HTMLParser(renderer.render(name, renderer.sample(name)).html)
    assert not tree.css("img, script, link, iframe, form, object, table, style")
    allowed = {"https://portail.chorus-pro.gouv.fr", "https://communaute.chorus-pro.gouv.fr"}
    assert {node.attributes.get("href") for node in tree.css("a")} <= allowed


def test_what_a_supplier_writes_cannot_become_html(renderer: TemplateRenderer) -> None:
    sly = '<script>alert("x")</script>'
    for name in SUPPLIER_MAILS:
        html = renderer.render(name, context(renderer, name, subject=sly, numbers=[sly])).html
        assert "<script" not in html
        assert "&lt;script&gt;" in html
    letter = {"sender_name": sly, "sender_address": sly, "subject": sly, "attachments": [sly], "auth_words": sly}
    note = renderer.render("note", context(renderer, "note", mail=letter, draft=sly, reasons=[sly])).html
    assert "<script" not in note


# --- the answer ----------------------------------------------------------------------------------


def test_an_answer_without_a_status_date_leaves_the_date_out(
    renderer: TemplateRenderer, bodies: Mapping[str, Organisation]
) -> None:
    undated = {**invoice(bodies["casq"], "MANDATEE"), "status_on": None, "budget": ""}
    text = spaces(renderer.render("answer", context(renderer, "answer", invoices=[undated])).text)
    assert "Statut dans Chorus Pro : « Mandatée »." in text
    assert "enregistré le" not in text
    assert "Facture F2024-118\n" in text


def test_whoever_asks_for_a_date_reads_that_none_can_be_given(renderer: TemplateRenderer) -> None:
    sentence = "aucune date de paiement ne peut être communiquée"
    assert sentence in renderer.render("answer", context(renderer, "answer", asked_date=True)).text
    assert sentence not in renderer.render("answer", context(renderer, "answer", asked_date=False)).text


def test_a_reminder_is_met_politely_and_admits_nothing(renderer: TemplateRenderer) -> None:
    assert "bien reçu votre relance" in renderer.render("answer", context(renderer, "answer", reminder=True)).text
    assert "relance" not in renderer.render("answer", context(renderer, "answer", reminder=False)).text


def test_one_invoice_and_several_are_spoken_of_in_the_right_number(
    renderer: TemplateRenderer, bodies: Mapping[str, Organisation]
) -> None:
    one = [invoice(bodies["casq"], "SERVICE_FAIT")]
    assert (
        "votre facture. Voici sa situation" in renderer.render("answer", context(renderer, "answer", invoices=one)).text
    )
    assert "vos factures. Voici leur situation" in renderer.render("answer", renderer.sample("answer")).text


def test_an_invoice_to_recycle_comes_with_the_right_sirets(
    renderer: TemplateRenderer, bodies: Mapping[str, Organisation]
) -> None:
    casq = bodies["casq"]
    for code, expected in (("A_RECYCLER", 1), ("MANDATEE", 0)):
        words = context(renderer, "answer", organisation=casq, invoices=[invoice(casq, code)], sections=[])
        assert renderer.render("answer", words).text.count("20007189200026") == expected
    both = context(renderer, "answer", organisation=casq, invoices=[invoice(casq, "A_RECYCLER")], sections=["siret"])
    assert renderer.render("answer", both).text.count("20007189200026") == 1


# --- questions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("supplier_siret", "le numéro SIRET de votre entreprise (14 chiffres)."),
        ("invoice_number", "le numéro exact de la facture"),
        ("third_item", "son montant toutes taxes comprises, au centime près"),
        ("supplier_choice", "plusieurs sont possibles"),
    ],
)
def test_each_missing_item_is_asked_for_alone(renderer: TemplateRenderer, item: str, said: str) -> None:
    text = spaces(renderer.render("ask", context(renderer, "ask", missing=[item], numbers=[])).text)
    assert said in text
    assert "il nous manque un élément" in text
    assert text.count("\n- ") == 1 + text.split("Votre demande\n")[1].count("\n- ")
    assert ("R112-9-1" in text) == (item == "supplier_siret")


def test_the_numbers_that_the_supplier_wrote_are_named_back(renderer: TemplateRenderer) -> None:
    text = renderer.render("ask", context(renderer, "ask", numbers=["A1", "B2", "C3"])).text
    assert "au sujet des factures A1, B2 et C3" in text


def test_the_neutral_text_is_the_same_whatever_else_is_known(renderer: TemplateRenderer) -> None:
    common = renderer.sample("not_found")
    text = renderer.render("not_found", common).text
    knowing = {**common, "numbers": ["F2024-118"], "invoices": [], "missing": ["third_item"], "reminder": True}
    assert renderer.render("not_found", knowing).text == text
    other = renderer.render("not_found", {**common, "ticket": "CASQ-2026-000043"}).text
    assert other == text.replace("CASQ-2026-000042", "CASQ-2026-000043")
    assert "n'avons pas pu rapprocher votre demande d'une facture à partir des éléments fournis" in text


# --- information ---------------------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_stands_alone_for_a_full_and_for_a_bare_directory(
    renderer: TemplateRenderer, bodies: Mapping[str, Organisation], section: str
) -> None:
    for organisation in (renderer.sample("information")["organisation"], bodies["ville-amiens"], bodies["casq"]):
        words = context(renderer, "information", organisation=organisation, sections=[section])
        mail = renderer.render("information", words)
        assert not FORBIDDEN.search(plain(mail.text))
        assert not re.search(r"\(\)|«\s*»|None|\n- \n", mail.text)


def test_casq_s_sirets_are_given_ready_to_copy(renderer: TemplateRenderer, bodies: Mapping[str, Organisation]) -> None:
    text = renderer.render(
        "information", context(renderer, "information", organisation=bodies["casq"], sections=["siret"])
    ).text
    for budget in bodies["casq"].budgets:
        assert f"{budget.label}\u00a0: {budget.siret} (" in text
    assert "200 071 892 00067" in text


def test_a_body_without_service_codes_tells_to_leave_the_field_empty(renderer: TemplateRenderer) -> None:
    body = renderer.sample("information")["organisation"]
    assert isinstance(body, dict)
    strict = {**body, "deposit": {**body["deposit"], "service_code": "forbidden"}}
    words = context(renderer, "information", organisation=strict, sections=["service_code", "deposit"])
    text = renderer.render("information", words).text
    assert "laissez ce champ vide." in text
    assert "DRH" not in text


def test_the_delay_is_told_only_by_bodies_that_chose_to(renderer: TemplateRenderer) -> None:
    body = renderer.sample("information")["organisation"]
    assert isinstance(body, dict)
    for chosen in (True, False):
        words = context(renderer, "information", organisation={**body, "delay_sentence": chosen}, sections=["delay"])
        text = renderer.render("information", words).text
        assert ("30 jours" in text) is chosen
        assert "10 jours" not in text


# --- acknowledgement -----------------------------------------------------------------------------


def test_the_objective_is_told_as_an_objective(renderer: TemplateRenderer, bodies: Mapping[str, Organisation]) -> None:
    text = renderer.render("acknowledgement", renderer.sample("acknowledgement")).text
    assert "Objectif de réponse sous 3 jours ouvrés, soit au plus tard le mercredi 25 novembre 2026." in text
    amiens = context(renderer, "acknowledgement", organisation=bodies["ville-amiens"])
    assert (
        "Objectif de réponse par courriel dans les 3 jours ouvrés, soit au plus tard le mercredi 25 novembre 2026."
        in renderer.render("acknowledgement", amiens).text
    )
    silent = context(renderer, "acknowledgement", objective_on=None)
    assert "bjectif" not in renderer.render("acknowledgement", silent).text


def test_a_security_acknowledgement_is_a_receipt_and_nothing_else(renderer: TemplateRenderer) -> None:
    text = renderer.render("acknowledgement", context(renderer, "acknowledgement", security=True)).text
    assert "il ne vaut ni accord ni prise en compte de son contenu" in text
    for word in ("bjectif", "agent va", "répondra", "facture", "bancaire"):
        assert word not in text.split("Votre demande")[0]
    assert "demande d'information" not in text


def test_a_claim_of_money_gets_the_body_s_own_paragraph_or_nothing(renderer: TemplateRenderer) -> None:
    claim = context(renderer, "acknowledgement", information_request=False, silence_paragraph="Paragraphe approuvé.")
    text = renderer.render("acknowledgement", claim).text
    assert "Paragraphe approuvé." in text
    assert "demande d'information" not in text
    assert "décision" not in renderer.render("acknowledgement", {**claim, "silence_paragraph": ""}).text


def test_a_body_that_is_not_filled_in_shows_no_empty_line(
    renderer: TemplateRenderer, bodies: Mapping[str, Organisation]
) -> None:
    words = context(renderer, "acknowledgement", organisation=bodies["casq"], objective_on=None)
    text = renderer.render("acknowledgement", words).text
    assert "Téléphone" not in text
    assert "Adresse postale" not in text


# --- notes ---------------------------------------------------------------------------------------


def test_the_note_s_subject_tells_urgency_sender_and_invoice(renderer: TemplateRenderer) -> None:
    subject = renderer.render("note", context(renderer, "note", priority="urgent")).subject
    assert subject == "[Guichet][urgent] À traiter – Claire Martin – F2024-118 [CASQ-2026-000042]"
    plain_note = context(renderer, "note", priority="normal", invoices=[], near=[], numbers=[])
    subject = renderer.render("note", plain_note).subject
    assert subject == "[Guichet] À traiter – Claire Martin – Relance répétée [CASQ-2026-000042]"


def test_a_security_note_tells_how_to_call_back(renderer: TemplateRenderer) -> None:
    alert = renderer.render("note", context(renderer, "note", security=True, draft=""))
    for words in (alert.text, alert.html):
        for step in ("jamais à celui du message", "l'ancien RIB et le nouveau", "Ne confirmez rien par courriel"):
            assert step in words
        assert "Projet de réponse" not in words
    assert "Contre-appel" not in renderer.render("note", renderer.sample("note")).text


def test_a_note_with_nothing_found_still_says_why_and_what_is_known(renderer: TemplateRenderer) -> None:
    bare = {
        "sender_name": "",
        "sender_address": "a@b.example",
        "subject": "",
        "attachments": [],
        "auth_words": "non vérifiée",
    }
    words = context(
        renderer, "note", mail=bare, intents=[], claimed=[], invoices=[], near=[], checks=[], reasons=[], as_of=None,
        due_on=None, draft="", contact_known=False,
    )  # fmt: skip
    text = spaces(renderer.render("note", words).text)
    for line in ("Expéditeur : a@b.example", "(sans objet)", "aucun SIRET dans le message", "Demande : non reconnue"):
        assert line in text


# --- the renderer --------------------------------------------------------------------------------
