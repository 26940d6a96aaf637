"""Electronic invoices (EN 16931) in UBL 2 and in UN/CEFACT CII, alone or inside a PDF: what they say of themselves.

Nothing is expanded or fetched: a document that declares a type or an entity is refused before it is parsed.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.core.attached import InvoiceFacts, Unread
from bot.core.siret import is_siren, is_siret
from bot.edges.attached.refusal import CannotRead
from bot.edges.portal_file_sheet import has_declarations

_LARGEST = 10_000_000
_LONGEST = 80
_ROOTS = {"Invoice": "ubl", "CreditNote": "ubl", "CrossIndustryInvoice": "cii", "CrossIndustryDocument": "cii"}
_SIREN_SCHEME, _SIRET_SCHEME = "0002", "0009"
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_SPACE = re.compile(r"\s+")

_PATHS: dict[str, dict[str, tuple[str, ...]]] = {
    "ubl": {
        "number": ("ID",),
        "issued": ("IssueDate",),
        "amount": ("LegalMonetaryTotal/TaxInclusiveAmount", "LegalMonetaryTotal/PayableAmount"),
        "order": ("OrderReference/ID",),
        "seller": ("AccountingSupplierParty/Party",),
        "buyer": ("AccountingCustomerParty/Party",),
    },
    "cii": {
        "number": ("ExchangedDocument/ID", "HeaderExchangedDocument/ID"),
        "issued": (
            "ExchangedDocument/IssueDateTime/DateTimeString",
            "HeaderExchangedDocument/IssueDateTime/DateTimeString",
        ),
        "amount": (
            "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation/GrandTotalAmount",
            "SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeSettlement/SpecifiedTradeSettlementMonetarySummation/GrandTotalAmount",
        ),
        "order": (
            "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/BuyerOrderReferencedDocument/IssuerAssignedID",
            "SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeAgreement/BuyerOrderReferencedDocument/ID",
        ),
        "seller": (
            "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/SellerTradeParty",
            "SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeAgreement/SellerTradeParty",
        ),
        "buyer": (
            "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/BuyerTradeParty",
            "SpecifiedSupplyChainTradeTransaction/ApplicableSupplyChainTradeAgreement/BuyerTradeParty",
        ),
    },
}
"""Where each fact stands, by local names; the second path of CII is that of ZUGFeRD 1."""


def read_invoice_xml(content: bytes) -> InvoiceFacts | None:
    """The facts of an electronic invoice; None for other XML, and for one that names no number.

    Raises CannotRead for what declares entities or is too large, one of BROKEN for what is damaged.
    """
    if len(content) > _LARGEST:
        raise CannotRead(Unread.TOO_LARGE)
    if has_declarations(io.BytesIO(content)):
        raise CannotRead(Unread.DECLARATIONS)
    root = ET.fromstring(content)  # noqa: S314 - declarations were refused before
    syntax = _ROOTS.get(_bare(root.tag))
    return _facts(root, _PATHS[syntax]) if syntax else None


def _facts(root: ET.Element, paths: dict[str, tuple[str, ...]]) -> InvoiceFacts | None:
    number = _text(_first(root, paths["number"]))
    if not number:
        return None
    amount = _first(root, paths["amount"])
    seller, buyer = _first(root, paths["seller"]), _first(root, paths["buyer"])
    currency = (amount.get("currencyID", "") if amount is not None else "") or _currency(root)
    siret = _identifier(seller, _SIRET_SCHEME)
    return InvoiceFacts(
        number=number,
        seller_siret=siret,
        seller_siren="" if siret else _identifier(seller, _SIREN_SCHEME),
        seller_vat="" if siret else _vat(seller),
        buyer_siret=_identifier(buyer, _SIRET_SCHEME),
        order=_text(_first(root, paths["order"])),
        amount=_decimal(_text(amount)),
        currency=currency.strip().upper()[:3],
        issued_on=_day(_text(_first(root, paths["issued"]))),
    )


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _children(element: ET.Element, name: str) -> Iterator[ET.Element]:
    return (child for child in element if _bare(child.tag) == name)


def _first(root: ET.Element, paths: tuple[str, ...]) -> ET.Element | None:
    """The first element at the first of these paths that leads somewhere."""
    for path in paths:
        found: ET.Element | None = root
        for name in path.split("/"):
            found = next(_children(found, name), None) if found is not None else None
        if found is not None:
            return found
    return None


def _text(element: ET.Element | None) -> str:
    return _SPACE.sub(" ", element.text or "").strip()[:_LONGEST] if element is not None else ""


def _identifier(party: ET.Element | None, scheme: str) -> str:
    """The SIRET (scheme 0009) or SIREN (0002) of a party; one without a scheme is told by its digits and its key."""
    if party is None:
        return ""
    fits = is_siret if scheme == _SIRET_SCHEME else is_siren
    for element in party.iter():
        said = element.get("schemeID", "")
        if _bare(element.tag) not in ("ID", "CompanyID", "GlobalID", "EndpointID", "URIID") or said not in ("", scheme):
            continue
        digits = _SPACE.sub("", element.text or "")
        if fits(digits):
            return digits
    return ""


def _vat(party: ET.Element | None) -> str:
    """A French VAT number of a party."""
    for element in party.iter() if party is not None else ():
        text = _SPACE.sub("", element.text or "").upper()
        if re.fullmatch(r"FR[0-9A-Z]{2}\d{9}", text):
            return text
    return ""


def _currency(root: ET.Element) -> str:
    return next(
        (e.text or "" for e in root.iter() if _bare(e.tag) in ("DocumentCurrencyCode", "InvoiceCurrencyCode")), ""
    )


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**12 else None


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
