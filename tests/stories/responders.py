"""Machines that answer whatever they get, as products do: each makes the reply to one mail of ours."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.servers.sink import Accepted
from tests.stories.office import words_of

OURS = "accueil.comptabilite@casq.fr"
Headers = dict[str, str]


@dataclass
class Responder:
    """Answers each mail. `headers`, `subject` (`{}` is our subject) and `words` (`{n}`, `{subject}`, `{quote}`) are its
    own; `threads` says whether it names our mail, `moves` whether each answer comes from another address."""

    words: str
    subject: str = "Re: {}"
    headers: Headers = field(default_factory=dict)
    threads: bool = True
    moves: bool = False
    content_type: str = "text/plain; charset=utf-8"
    counter: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __call__(self, mail: Accepted) -> list[bytes]:
        """The reply to one mail, sent by the address that got it."""
        n, message = next(self.counter), mail.message
        sender = mail.to[0] if not self.moves else f"bot{n}@{mail.to[0].partition('@')[2]}"
        subject = str(message["Subject"]).replace("\r\n", "").replace("\n", "")
        words = self.words.format(n=4000 + n, subject=subject, quote=words_of(mail), to=sender)
        return [reply(mail, sender, self.subject.format(subject, n=4000 + n), words, self)]


def reply(mail: Accepted, sender: str, subject: str, words: str, how: Responder) -> bytes:
    """One mail to our mailbox, verified by our own server: the worst case, since verified mail may be answered."""
    domain = sender.partition("@")[2]
    name = str(mail.message["Message-ID"]).strip("<>").partition("@")[0]
    head = {
        "Authentication-Results": f"mx.casq.fr; dmarc=pass header.from={domain}",
        "Return-Path": f"<{sender}>",
        "From": f"<{sender}>",
        "To": OURS,
        "Subject": subject,
        "Message-ID": f"<re.{name}@{domain}>",
        **({"In-Reply-To": str(mail.message["Message-ID"])} if how.threads else {}),
        "MIME-Version": "1.0",
        "Content-Type": how.content_type,
        "Content-Transfer-Encoding": "8bit",
        **how.headers,
    }
    lines = "".join(f"{key}: {value}\r\n" for key, value in head.items() if value)
    return f"{lines}\r\n{words}\r\n".replace("\r\n", "\n").replace("\n", "\r\n").encode()


def bounce_of(mail: Accepted, *, status: str = "5.1.1", action: str = "failed", full: bool = True) -> bytes:
    """A delivery status notification as Postfix writes it (RFC 3464); `full` returns the whole mail, else its header."""
    returned = mail.content if full else mail.content.partition(b"\r\n\r\n")[0] + b"\r\n"
    kind = "message/rfc822" if full else "text/rfc822-headers"
    head = (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\n"
        f"To: {OURS}\r\nSubject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
        f"Message-ID: <b.{abs(hash((status, mail.content)))}@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is the mail system at host mx.example.\r\n\r\n"
        f"<{mail.to[0]}>: host mx.example[192.0.2.1] said: {status}\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {mail.to[0]}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {status} said the server\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n"
    )
    return head.encode() + returned + b"\r\n--b--\r\n"


def echo(mail: Accepted) -> list[bytes]:
    """Our own mail sent back with other headers and every mark of ours taken away."""
    how = Responder("{quote}", subject="{}")
    return how(mail)


def stripped(content: bytes) -> bytes:
    """A gateway that takes away every header a machine is known by."""
    head, _, body = content.partition(b"\r\n\r\n")
    kept: list[bytes] = []
    for line in head.split(b"\r\n"):
        if line[:1] in b" \t" and kept:
            kept[-1] += b"\r\n" + line
        else:
            kept.append(line)
    known = (b"x-", b"auto-submitted", b"precedence", b"message-id")
    return b"\r\n".join([line for line in kept if not line.lower().startswith(known)]) + b"\r\n\r\n" + body


def _bouncing(**how: object) -> Callable[[Accepted], list[bytes]]:
    return lambda mail: [bounce_of(mail, **how)]  # type: ignore[arg-type]  # its own keywords


_AWAY = "Bonjour,\n\nJe suis absent du bureau jusqu'au 30 novembre 2026.\nEn cas d'urgence, contactez Mme Petit.\n\nCordialement"
_TICKET = "Bonjour,\n\nVotre demande a été enregistrée sous le numéro {n}. Un technicien va la prendre en charge.\n\nLe support"

KNOWN: dict[str, Callable[[Accepted], list[bytes]]] = {
    "rfc3834-vacation": Responder(_AWAY, headers={"Auto-Submitted": "auto-replied"}),
    "sieve-vacation-null-sender": Responder(_AWAY, "Auto: {}", {"Auto-Submitted": "auto-replied (vacation)", "Return-Path": "<>"}),
    "exchange-oof-french": Responder("Bonjour, je ne lirai pas vos messages avant lundi.", "Réponse automatique : {}", threads=False),
    "exchange-oof-english": Responder("I have no access to my mail until Monday.", "Automatic reply: {}"),
    "gmail-vacation": Responder("Merci de votre message, je rentre lundi.", headers={"Precedence": "bulk", "X-Autoreply": "yes", "Auto-Submitted": "auto-replied"}),
    "plain-absence": Responder(_AWAY, "Absence du bureau", threads=False),
    "absence-only-body": Responder(_AWAY),
    "zendesk": Responder("##- Veuillez écrire votre réponse au-dessus de cette ligne -##\n\nVotre demande ({n}) a été reçue et est en cours d'examen par notre équipe d'assistance.\n\nPour ajouter des commentaires, répondez à cet e-mail.", "[Demande reçue] {}"),
    "otrs": Responder("Merci pour votre message. Il a été enregistré sous le numéro {n} et sera traité dans les meilleurs délais.", "[Ticket#{n}] RE: {}"),
    "glpi": Responder("Votre demande a été enregistrée sous le numéro {n}.\n\nTitre : {subject}\nStatut : Nouveau", "[GLPI #000{n}] Nouveau ticket"),
    "freshdesk": Responder("Dear customer,\n\nWe would like to acknowledge that we have received your request and a ticket has been created. A support representative will be reviewing your request and will send you a personal response.\nTicket ID: {n}", "Ticket Received - {}"),
    "jira": Responder("Just confirming that we got your request. We're on it.\n\nSUP-{n}", "SUP-{n} {}"),
    "ticket-french": Responder(_TICKET),
    "mailinblack": Responder("Bonjour,\n\nVotre e-mail a été bloqué par notre solution de protection Mailinblack. Pour que votre message soit délivré, merci de vous authentifier en cliquant sur le lien ci-dessous.\n\nhttps://app.mailinblack.example/auth/{n}", "Merci de confirmer votre e-mail : {}"),
    "boxbe": Responder("Hello,\n\nYour message about \"{subject}\" was waitlisted. Please add yourself to my Guest List so your messages will be delivered to my Inbox. Use the link below.", "{} (Action Required)"),
    "challenge-french": Responder("Veuillez confirmer votre message en cliquant sur le lien suivant : https://x.example/{n}", "Veuillez confirmer votre message"),
    "moderation": Responder("Votre message adressé à la liste compta est en attente de l'approbation du modérateur.", "Votre message à compta attend l'approbation du modérateur", {"List-Id": "<compta.x.example>", "Precedence": "bulk"}),
    "moderation-english-bare": Responder("Your mail to 'Compta' with the subject\n\n    {subject}\n\nIs being held until the list moderator can review it for approval.", "Your message to Compta awaits moderator approval"),
    "read-receipt": Responder("Votre message a été lu le lundi 23 novembre 2026 à 10:12.", "Lu : {}"),
    "bounce": _bouncing(),
    "bounce-headers-only": _bouncing(full=False),
    "unmonitored": Responder("Bonjour,\n\nCette adresse n'est pas surveillée. Pour nous joindre, rendez-vous sur notre site."),
    "no-reply-notice": Responder("Ceci est un message automatique, merci de ne pas y répondre.\nVotre message n'a pas été lu."),
    "dunning": Responder("Relance n° 2\n\nNous n'avons pas reçu le règlement de notre facture FA-2026-99{n} de 500,00 €.\nCe message est généré automatiquement.", "Relance facture FA-2026-99{n}", threads=False),
    "other-guichet-in-words": Responder("Bonjour,\n\nNous avons bien reçu votre message. Un agent va le lire et vous répondra par courriel.\n\nCe message a été préparé et envoyé automatiquement à partir des données de suivi de la collectivité."),
}  # fmt: skip
"""Kinds that are known for what they are: at most our first mail, and the ticket stays as it was."""

UNKNOWN: dict[str, Callable[[Accepted], list[bytes]]] = {
    "a-few-words": Responder("Bien noté."),
    "a-few-words-no-thread": Responder("Bien noté.", "Votre courrier", threads=False),
    "other-words-each-time": Responder("Zorglub {n} : la pluie tombe sur les toits d'ardoise et personne ne passe dans la rue."),
    "other-words-and-subject": Responder("Zorglub {n} : la pluie tombe sur les toits d'ardoise.", "Ardoise {n}", threads=False),
    "quotes-our-whole-mail": Responder("Message transmis à qui de droit.\n\n{quote}", "{}"),
    "quotes-our-whole-mail-no-thread": Responder("Message transmis.\n\n{quote}", "{}", threads=False),
    "echo": echo,
    "echo-no-thread": Responder("{quote}", "{}", threads=False),
    "other-address-each-time": Responder("Le courrier est arrivé dans la boîte, il sera lu un jour.", moves=True),
    "other-address-no-thread": Responder("Le courrier est arrivé dans la boîte, il sera lu un jour.", moves=True, threads=False),
    "other-address-strips-everything": Responder("La pluie tombe sur les toits d'ardoise et personne ne passe dans la rue.", "Ardoise", moves=True, threads=False),
    "other-address-quotes": Responder("Transmis.\n\n{quote}", "{}", moves=True, threads=False),
    "asks-a-number-of-its-own": Responder("Pour votre facture n° XX-2026-{n}, où en est votre demande ? SIRET 552 100 554 00013", threads=False),
    "asks-for-a-person": Responder("AGENT", threads=False),
    "threatens": Responder("Ceci vaut mise en demeure n° {n}.", threads=False),
    "which-siret": Responder("Quel SIRET faut-il indiquer ? Quel code service ?", "Question {n}", threads=False),
    "html-only": Responder("<html><body><p>Le courrier est arrivé dans la boîte.</p></body></html>", content_type="text/html; charset=utf-8"),
    "empty": Responder("", "{}"),
}  # fmt: skip
"""Machines that nothing gives away: they stop getting mail because of what we sent, after our second at the latest."""
