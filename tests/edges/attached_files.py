"""Files as suppliers attach them, made on the spot: PDF, electronic invoices, workbooks, mails, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

import pypdfium2 as pdfium
from openpyxl import Workbook

from tests.edges.pdf_pages import INVOICE, LETTER, pdf

__all__ = ["INVOICE", "LETTER", "pdf"]


def pdf_with_xml(xml: bytes, *pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF that carries an electronic invoice, as Factur-X does."""
    document = pdfium.PdfDocument(pdf(*pages))
    document.new_attachment("factur-x.xml").set_data(xml)
    return _saved(document)


def scanned_pdf(*pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of pictures of these pages: no letter in it."""
    drawn, out = pdfium.PdfDocument(pdf(*pages)), pdfium.PdfDocument.new()
    for page in drawn:
        picture = pdfium.PdfImage.new(out)
        picture.set_bitmap(page.render(scale=200 / 72, grayscale=False))
        width, height = page.get_size()
        picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
        sheet = out.new_page(width, height)
        sheet.insert_obj(picture)
        sheet.gen_content()
    return _saved(out)


def photograph(page: Sequence[Sequence[str]]) -> bytes:
    """A page as a bitmap of Windows, 24 bits."""
    bitmap = pdfium.PdfDocument(pdf(page))[0].render(scale=150 / 72, grayscale=False)
    pixels = memoryview(bitmap.buffer).cast("B")
    rows = [bytes(pixels[at * bitmap.stride : at * bitmap.stride + 3 * bitmap.width]) for at in range(bitmap.height)]
    pad = b"\0" * (-3 * bitmap.width % 4)
    body = b"".join(row + pad for row in reversed(rows))
    sizes = (40, bitmap.width, bitmap.height)
    head = b"".join(n.to_bytes(4, "little") for n in sizes) + b"\1\0\x18\0" + b"\0" * 24
    return b"BM" + (54 + len(body)).to_bytes(4, "little") + b"\0\0\0\0" + (54).to_bytes(4, "little") + head + body


def _saved(document: pdfium.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def cii(
    number: str = "FA-2026-0117", siret: str = "73282932000074", amount: str = "1250.40", currency: str = "EUR"
) -> bytes:
    """A Factur-X invoice in the syntax of UN/CEFACT."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20260203</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>Papeterie Durand</ram:Name><ram:SpecifiedLegalOrganization><ram:ID schemeID="0009">{siret}</ram:ID>
</ram:SpecifiedLegalOrganization><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR44732829320</ram:ID></ram:SpecifiedTaxRegistration>
</ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>CASQ</ram:Name></ram:BuyerTradeParty>
<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>4500012345</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>{currency}</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:GrandTotalAmount>{amount}</ram:GrandTotalAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>""".encode()


def ubl(number: str = "FA-2026-0117", siret: str = "73282932000074", doctype: str = "") -> bytes:
    """An invoice in UBL 2.1."""
    cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
    return f"""<?xml version="1.0" encoding="UTF-8"?>{doctype}
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="{cac}" xmlns:cbc="{cbc}">
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-02-03</cbc:IssueDate><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:OrderReference><cbc:ID>4500012345</cbc:ID></cac:OrderReference>
<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="0009">{siret}</cbc:ID></cac:PartyIdentification>
</cac:Party></cac:AccountingSupplierParty><cac:AccountingCustomerParty><cac:Party/></cac:AccountingCustomerParty>
<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="EUR">1250.40</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
</Invoice>""".encode()


def workbook(*rows: Sequence[object], formats: dict[str, str] | None = None) -> bytes:
    """An .xlsx of one sheet; `formats` are number formats by cell."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(*rows: Sequence[str | float]) -> bytes:
    """A spreadsheet of LibreOffice."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Feuille1">{lines}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"/>'.encode(),
        }
    )


def _ods_cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


def docx(*paragraphs: str) -> bytes:
    """A letter of Word, as bare as it may be."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def tnef(body: str, **files: bytes) -> bytes:
    """What Outlook sends as winmail.dat: a text and files (MS-OXTNEF §2.1.3)."""
    out = (0x223E9F78).to_bytes(4, "little") + b"\1\0"
    out += _attribute(1, 0x00089006, (0x00010000).to_bytes(4, "little"))
    out += _attribute(1, 0x00069007, (1252).to_bytes(4, "little") + b"\0\0\0\0")
    out += _attribute(1, 0x0002800C, body.encode("cp1252") + b"\0")
    for name, content in files.items():
        out += _attribute(2, 0x00069002, b"\0" * 14)
        out += _attribute(2, 0x00018010, name.encode() + b"\0")
        out += _attribute(2, 0x0006800F, content)
    return out


def _attribute(level: int, tag: int, content: bytes) -> bytes:
    head = bytes([level]) + tag.to_bytes(4, "little") + len(content).to_bytes(4, "little")
    return head + content + (sum(content) % 65_536).to_bytes(2, "little")


def mail(
    text: str, *files: tuple[str, bytes], subject: str = "Facture", kind: str = "application/octet-stream"
) -> bytes:
    """A supplier's mail with files, verified by our own server."""
    message = EmailMessage()
    message["Authentication-Results"] = "mx.casq.fr; dmarc=pass header.from=papeterie.example"
    message["From"] = "compta@papeterie.example"
    message["To"] = "accueil.comptabilite@casq.fr"
    message["Subject"] = subject
    message["Message-ID"] = "<1@papeterie.example>"
    message.set_content(text)
    main, sub = kind.split("/")
    for name, content in files:
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()
