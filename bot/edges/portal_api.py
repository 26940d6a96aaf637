"""Chorus Pro over its API, as a recipient sees it. Everything here reads; what it gives holds nobody's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from bot.core.portal import (
    History,
    InvoiceDetails,
    Page,
    Recipient,
    RecipientService,
    RecipientSettings,
    Search,
)
from bot.core.portal_access import PortalAccess
from bot.edges.portal_api_calls import PortalCalls, PortalLimits, Ticking
from bot.edges.portal_api_fields import Fields, Illegible, exact, flag, identity, moment, part, rows, text
from bot.edges.portal_api_history import read_history, steps_of
from bot.edges.portal_api_records import read_record
from bot.edges.portal_api_requests import (
    details_request,
    history_request,
    search_request,
    services_request,
    structures_request,
)
from bot.edges.portal_api_services import (
    HEALTH,
    HISTORY,
    INVOICE,
    RECIPIENTS,
    STRUCTURE,
    STRUCTURE_SERVICES,
    STRUCTURES,
    VAT_RATES,
    WORK_DOCUMENTS,
    Service,
)
from bot.edges.portal_troubles import portal_trouble

_DEFAULT_SERVICE = "FACTURES_PUBLIQUES"
_PER_PAGE = 1_000
_MOST_PAGES = 1_000
_LONGEST = 255


class ChorusPortal:
    """One body's access to Chorus Pro (`bot.ports.portal.Portal`). Opens no connection before the first call."""

    def __init__(
        self,
        access: PortalAccess,
        client_secret: Callable[[], str],
        password: Callable[[], str],
        *,
        limits: PortalLimits | None = None,
        ticking: Ticking | None = None,
    ) -> None:
        """`client_secret` and `password` give a secret or raise ConfigError; they are asked each time it is needed."""
        self._calls = PortalCalls(access, client_secret, password, limits or PortalLimits(), ticking or Ticking())

    def health(self) -> None:
        """Returns when gateway, account and API all answer. Raises PortalError."""
        self._calls.call(HEALTH, {})
        self._calls.call(VAT_RATES, {})

    def recipients(self) -> tuple[Recipient, ...]:
        """The structures that the account receives for. Raises PortalError, also when one of them is illegible."""
        answer = self._calls.call(RECIPIENTS, {}) or {}
        with _legible(RECIPIENTS):
            return tuple(_recipient(row) for row in rows(answer.get("listeStructures")))

    def find(self, identifier: str, kind: str = "SIRET") -> Recipient | None:
        """The structure with exactly this identifier, None when the portal knows none. Raises PortalError."""
        pages = self._pages(STRUCTURES, "listeStructures", lambda n: structures_request(identifier, kind, n, _PER_PAGE))
        with _legible(STRUCTURES):
            return next((found for row in pages if (found := _recipient(row)).identifier == identifier), None)

    def services(self, recipient: Recipient) -> tuple[RecipientService, ...]:
        """All services of a recipient, the default one left out, and those without a number. Raises PortalError."""
        key = recipient.key
        pages = self._pages(STRUCTURE_SERVICES, "listeServices", lambda n: services_request(key, n, _PER_PAGE))
        with _legible(STRUCTURE_SERVICES):
            found = [service for row in pages if (service := _service(row)) is not None]
        return tuple(service for service in found if service.code != _DEFAULT_SERVICE)

    def settings(self, recipient: Recipient) -> RecipientSettings:
        """What the recipient's record says of itself. Raises PortalError."""
        answer = self._calls.call(STRUCTURE, {"idStructureCPP": recipient.key, "codeLangue": "fr"}) or {}
        general, choices = part(answer, "informationGenerales"), part(answer, "parametres")
        with _legible(STRUCTURE):
            return RecipientSettings(
                reports_payment=not flag(choices, "statutMiseEnPaiementNestPasRemonte"),
                password_expires_at=moment(general, "dateExpirationMotPasseCompteTech"),
            )

    def search(self, search: Search, page: int, per_page: int) -> Page:
        """Page `page` (from 1) of a search, oldest deposit first; an empty search has no records and total 0.

        What changed shortly before the window comes as well, and counts: the portal's filter begins with a day.
        """
        service, body = search_request(search, page, per_page)
        answer = self._calls.call(service, body)
        if answer is None:
            return Page((), page, 1, 0)
        with _legible(service):
            number, pages, total = _paging(answer, page)
            found = rows(answer.get("listeFacturesTravaux" if service is WORK_DOCUMENTS else "listeFactures"))
            return Page(tuple(read_record(row, search) for row in found), number, pages, total)

    def history(self, invoice: int) -> History:
        """How one invoice went through its statuses. Raises PortalError, also for the history of another invoice."""
        found: list[object] = []
        with _legible(HISTORY):
            for number in range(1, _MOST_PAGES):
                answer = self._calls.call(HISTORY, history_request(invoice, number, _PER_PAGE)) or {}
                _same(answer, "idFacture", invoice)
                steps, pages = steps_of(answer)
                found += steps
                if number >= pages or not steps:
                    break
            return read_history(invoice, answer, found)

    def details(self, invoice: int) -> InvoiceDetails:
        """What the record of one invoice says beside the search; its bank data and addresses are not even looked at."""
        facture = part(self._calls.call(INVOICE, details_request(invoice)) or {}, "facture")
        references, framework = part(facture, "references"), part(facture, "cadreDeFacturation")
        with _legible(INVOICE):
            _same(facture, "identifiantFactureCPP", invoice)
            return InvoiceDetails(
                invoice,
                status=exact(facture, "statutFacture", _LONGEST),
                mandate=text(references, "numeroDpMandat", _LONGEST),
                framework=text(framework, "codeCadreFacturation", _LONGEST),
                origin=text(references, "numeroFactureOrigine", _LONGEST),
            )

    def close(self) -> None:
        """Gives connections back, never raises."""
        self._calls.close()

    def _pages(self, service: Service, listed: str, request: Callable[[int], Mapping[str, object]]) -> Iterator[object]:
        """All rows of a search that nobody walks page by page."""
        for number in range(1, _MOST_PAGES):
            answer = self._calls.call(service, request(number))
            if answer is None:
                return
            with _legible(service):
                found = rows(answer.get(listed))
                _, pages, _ = _paging(answer, number)
            yield from found
            if number >= pages or not found:
                return


@contextmanager
def _legible(service: Service) -> Iterator[None]:
    """Turns what is illegible in an answer as a whole into a PortalError."""
    try:
        yield
    except Illegible as error:
        raise portal_trouble("unreadable", f"{service.name}, {error}") from None


def _paging(answer: Fields, asked: int) -> tuple[int, int, int]:
    """Page, pages and total, at the root of the answer or in `parametresRetour`.

    Without a total nobody could tell a cut list from a whole one: that is no answer.
    """
    where = answer if answer.keys() & {"total", "pages"} else part(answer, "parametresRetour")
    total, pages, number = (_count(where, name) for name in ("total", "pages", "pageCourante"))
    if total is None or pages is None:
        raise Illegible("pages" if pages is None else "total", "missing")
    return asked if number is None else number, max(pages, 1), total


def _count(fields: Fields, name: str) -> int | None:
    value = fields.get(name)
    return 0 if value in {0, "0"} else identity(fields, name)


def _same(fields: Fields, name: str, invoice: int) -> None:
    if identity(fields, name) not in {None, invoice}:
        raise Illegible(name, "another invoice's")


def _recipient(row: object) -> Recipient:
    fields = row if isinstance(row, Mapping) else {}
    key = identity(fields, "idStructureCPP")
    if key is None:
        raise Illegible("idStructureCPP", "missing")
    name = "identifiant" if fields.get("identifiant") is not None else "identifiantStructure"
    return Recipient(key, exact(fields, name, _LONGEST), text(fields, "designationStructure", _LONGEST))


def _service(row: object) -> RecipientService | None:
    fields = row if isinstance(row, Mapping) else {}
    key = identity(fields, "idService")
    if key is None:
        return None
    code, label = exact(fields, "codeService", _LONGEST), text(fields, "libelleService", _LONGEST)
    return RecipientService(key, code, label, flag(fields, "estActif"))
