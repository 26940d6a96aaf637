"""The eight questions, in their order: each answer is checked at once, against the servers too."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.checks.body import missing_words
from bot.checks.finding import Level
from bot.checks.servers import MailboxLook, try_mailbox, try_post
from bot.checks.vouching import proposal
from bot.core.organisation import Contact, MailboxSettings, Organisation, ServerAccess
from bot.core.sender_auth import MICROSOFT_365
from bot.core.siret import siren_of
from bot.setup import answers as an
from bot.setup.answers import Answers, Application, BudgetAnswer, Refused
from bot.setup.asking import Asker
from bot.setup.providers import MICROSOFT, PROVIDERS, likely_imap, likely_smtp
from bot.setup.reach import server_check


@dataclass(frozen=True, slots=True)
class Zones:
    """What the command line says of clock and holidays; empty leaves it to the postal code."""

    timezone: str = ""
    holiday_zone: str = ""


class Interview:
    """One talk with whoever installs Guichet. `known` are the bodies that the rules describe already."""

    def __init__(self, asker: Asker, known: Mapping[str, Organisation], *, offline: bool) -> None:
        self._asker = asker
        self._known = known
        self._offline = offline
        self._host = ""

    def run(self, zones: Zones) -> Answers:
        """Asks all eight. Raises ConfigError where a file's answer will not do."""
        name, body_id = self._body()
        address = self._address()
        imap, typed = self._imap(address)
        smtp = self._smtp(typed)
        account = self._account(body_id, address, imap, smtp)
        budgets = self._budgets(body_id)
        contact, sending = self._contact(address)
        general, security = self._teams(address)
        timezone, holiday_zone = an.zones_of(contact.postal_address)
        known = self._known.get(body_id)
        return Answers(
            id=body_id,
            name=name,
            address=address,
            imap=imap,
            smtp=smtp,
            user=account.user,
            password=account.password,
            password_env=account.password_env,
            smtp_login=account.smtp_login,
            authserv_id=account.authserv_id,
            budgets=budgets,
            service=contact.service,
            phone=contact.phone,
            postal_address=contact.postal_address,
            sending=sending,
            general=general,
            security=security,
            timezone=zones.timezone or (known.timezone if known else timezone),
            holiday_zone=zones.holiday_zone or (known.holiday_zone if known else holiday_zone),
            known=known is not None,
            application=account.application,
        )

    # --- 1 to 4: who, where ------------------------------------------------------------------------

    def _body(self) -> tuple[str, str]:
        self._asker.title(1, "Votre collectivité")
        name = self._asker.ask("name", "Nom complet, comme les fournisseurs le liront", an.words)
        same = [body.id for body in self._known.values() if body.name.casefold() == name.casefold()]
        default = same[0] if same else an.likely_identifier(name)
        body_id = self._asker.ask("id", "Nom court (il commence les numéros de dossier)", an.identifier, default)
        if body_id in self._known:
            self._asker.say(f"Guichet connaît déjà « {self._known[body_id].name} » : ses SIRET et ses textes restent.")
        return name, body_id

    def _address(self) -> str:
        self._asker.title(2, "La boîte partagée où les fournisseurs écrivent")
        return self._asker.ask("address", "Adresse", an.address)

    def _imap(self, address: str) -> tuple[ServerAccess, str]:
        """The server, and the words it was given in."""
        hint = f"Son nom, ou l'hébergeur : {', '.join(PROVIDERS)}."
        self._asker.title(3, "Le serveur IMAP, d'où les messages sont lus", hint)
        typed: list[str] = []
        check = server_check("imap", self._tell_reached, offline=self._offline)

        def remembering(text: str) -> ServerAccess:
            typed[:] = [text]
            return check(text)

        found = self._asker.ask("imap", "Serveur IMAP", remembering, likely_imap(address.rpartition("@")[2]))
        self._host = typed[0].strip().lower()
        provider = PROVIDERS.get(self._host)
        if provider and provider.note:
            self._asker.say(provider.note)
        return found, typed[0]

    def _smtp(self, imap_answer: str) -> ServerAccess:
        self._asker.title(4, "Le serveur SMTP, par où les réponses partent")
        check = server_check("smtp", self._tell_reached, offline=self._offline)
        return self._asker.ask("smtp", "Serveur SMTP", check, likely_smtp(imap_answer))

    def _tell_reached(self, access: ServerAccess) -> None:
        how = "SANS CHIFFREMENT : le mot de passe passera en clair" if access.tls == "none" else access.tls.upper()
        self._asker.say(f"{access.host} répond sur le port {access.port} ({how}).")

    # --- 5: the account ----------------------------------------------------------------------------

    def _account(self, body_id: str, address: str, imap: ServerAccess, smtp: ServerAccess) -> Account:
        self._asker.title(5, "Le compte de la boîte")
        if self._host == MICROSOFT:
            return self._application(address)
        refused: tuple[str, str] | None = None
        while True:
            account = self._typed_account(body_id, address)
            if self._offline or account.secret is None or (account.user, account.secret) == refused:
                return account
            box = MailboxSettings(address, replace(imap, user=account.user), replace(smtp, user=account.user))
            tried = _log_in(box, account.secret)
            if tried.seen is not None:
                return self._with_post(replace(account, authserv_id=self._authserv(tried)), box)
            refused = account.user, account.secret
            told = " ".join(f"{_sentence(finding.what)} : {finding.remedy}" for finding in tried.findings)
            self._asker.refuse("user", f"{told} (Redonnez les mêmes pour les garder malgré tout.)")

    def _application(self, address: str) -> Account:
        """Who may open the mailbox at Microsoft; « guichet check » tries it, once an administrator has agreed."""
        user = self._asker.ask("user", "Nom d'utilisateur (la boîte partagée)", an.words, address)
        tenant = self._asker.ask("tenant", "ID de l'annuaire (locataire)", an.words, address.rpartition("@")[2])
        client_id = self._asker.ask("client_id", "ID d'application (client)", an.words)
        secret = self._asker.secret("client_secret", "Valeur du secret client (rien ne s'affiche)")
        if not secret:
            self._asker.say("Sans secret pour l'instant : écrivez-le ensuite dans le fichier que nomme guichet.toml.")
        return Account(user, "", "", authserv_id=MICROSOFT_365, application=Application(tenant, client_id, secret))

    def _typed_account(self, body_id: str, address: str) -> Account:
        user = self._asker.ask("user", "Nom d'utilisateur", an.words, address)
        password = self._asker.secret("password", "Mot de passe (rien ne s'affiche ; Entrée s'il vient d'une variable)")
        if password:
            return Account(user, password, "")
        usual = f"GUICHET_{body_id.upper().replace('-', '_')}_PASSWORD"
        variable = self._asker.ask("password_env", "Variable d'environnement qui le contient", an.variable, usual)
        if variable not in os.environ:
            self._asker.say(f"{variable} n'est pas définie ici : le compte n'est pas vérifié.")
        return Account(user, "", variable)

    def _with_post(self, account: Account, box: MailboxSettings) -> Account:
        """Whether the mail server wants the account, and lets it write in the mailbox's name."""
        secret, smtp = account.secret or "", box.smtp
        if smtp is None:
            return account
        troubles = []
        for access in (smtp, replace(smtp, user="")):
            findings = try_post("SMTP", access, lambda: secret, box.address, datetime.now(UTC))
            troubles += [one for one in findings if one.level is Level.WRONG]
            if not any(one in findings for one in troubles):
                return replace(account, smtp_login=bool(access.user))
        self._asker.say(f"Envoi : {troubles[0].what} : {troubles[0].remedy}")
        self._asker.say("On continue ; « guichet check » le dira encore.")
        return account

    def _authserv(self, tried: MailboxLook) -> str:
        """The name that our own server signs its verdicts with: seen on received mails, never guessed."""
        seen = tried.seen
        best = proposal(seen.vouchers) if seen else None
        self._asker.say(f"Connexion réussie : {seen.exists if seen else 0} messages dans la boîte.")
        if best is None:
            self._asker.say(
                "Aucun message reçu ne dit encore qui vérifie les expéditeurs : « guichet check --write » le trouvera "
                "quand la boîte aura reçu des messages de l'extérieur."
            )
            return ""
        self._asker.say(f"{best.words()}, et il est cru sur parole : ce doit être le nom de votre propre serveur.")
        if self._asker.confirm(f"« {best.name} » est-il votre serveur de messagerie ?", default=best.sure):
            return best.name
        return ""

    # --- 6 to 8: numbers, contact, teams -----------------------------------------------------------

    def _budgets(self, body_id: str) -> tuple[BudgetAnswer, ...]:
        hint = "Séparés par des virgules, chacun suivi du nom de son budget ; Entrée pour les laisser de côté."
        self._asker.title(6, "Les SIRET de vos budgets", hint)
        return self._asker.ask("sirets", "SIRET", self._budget_check(body_id))

    def _budget_check(self, body_id: str) -> Callable[[str], tuple[BudgetAnswer, ...]]:
        owners = {siren_of(siret): body.id for body in self._known.values() for siret in body.sirets}

        def check(text: str) -> tuple[BudgetAnswer, ...]:
            found = an.budgets(text)
            for budget in found:
                owner = owners.get(siren_of(budget.siret), body_id)
                if owner != body_id:
                    raise Refused(
                        f"{budget.siret} est à « {owner} », que Guichet décrit déjà : recommencez avec ce nom court."
                    )
            return found

        return check

    def _contact(self, address: str) -> tuple[Contact, str]:
        hint = "Sans service ni téléphone, Guichet lit et classe, mais n'envoie rien aux fournisseurs."
        self._asker.title(7, "Ce que la loi veut dans un accusé de réception", hint)
        contact = Contact(
            service=self._asker.ask("service", "Service qui répond", an.optional_words),
            phone=self._asker.ask("phone", "Téléphone", an.phone),
            postal_address=self._asker.ask("postal_address", "Adresse postale", an.optional_words),
            email=address,
        )
        missing = missing_words(contact)
        if missing:
            self._asker.say(f"Il manque {missing} : l'envoi reste coupé.")
            return contact, "off"
        words = "Les réponses : coupées (off), dans les brouillons (drafts) ou envoyées (on)"
        return contact, self._asker.ask("sending", words, an.sending, "drafts")

    def _teams(self, address: str) -> tuple[str, str]:
        self._asker.title(8, "Vos agents")

        def other(text: str) -> str:
            found = an.address(text)
            if found == address:
                raise Refused("Pas la boîte des fournisseurs elle-même : Guichet y rangerait ses propres notes.")
            return found

        general = self._asker.ask("general", "Boîte qui reçoit les demandes à traiter", other)
        security = self._asker.ask("security", "Boîte des alertes bancaires (faux RIB)", other, general)
        return general, security


@dataclass(frozen=True, slots=True)
class Account:
    """User and password, or the variable that holds it, and what trying them told."""

    user: str
    password: str
    password_env: str
    smtp_login: bool = True
    authserv_id: str = ""
    application: Application | None = None

    @property
    def secret(self) -> str | None:
        """The password, None when it is in a variable that is not set here."""
        return self.password or os.environ.get(self.password_env)


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _log_in(box: MailboxSettings, secret: str) -> MailboxLook:
    if box.imap is None:
        return MailboxLook(())
    return try_mailbox("IMAP", box, box.imap, lambda: secret, datetime.now(UTC), create=False)
