"""PDF files of a few lines, written octet by octet: what small firms print."""

from __future__ import annotations

from collections.abc import Sequence

_HEIGHT, _TOP, _STEP = 842, 780, 18

INVOICE = (
    ("SARL Papeterie Durand", "FACTURE"),
    ("12 rue des Lilas 02000 Laon", "Facture n° FA-2026-0117"),
    ("SIRET 732 829 320 00074", "Date : 03/02/2026"),
    ("TVA intracommunautaire FR44732829320", "Client n° 4411"),
    ("",),
    ("Désignation", "Quantité", "P.U. HT", "Total HT"),
    ("Ramettes A4", "40", "26,05", "1 042,00"),
    ("",),
    ("Total HT", "1 042,00 €"),
    ("TVA 20 %", "208,40 €"),
    ("Net à payer TTC", "1 250,40 €"),
    ("",),
    ("Règlement par virement : IBAN FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPP",),
    ("Pénalités de retard : trois fois le taux d'intérêt légal, indemnité forfaitaire de 40 euros.",),
)
"""What a small firm prints."""

LETTER = (
    ("SARL Papeterie Durand",),
    ("Objet : facture FA-2026-0117",),
    ("",),
    ("Madame, Monsieur,",),
    ("",),
    ("Où en est notre facture n° FA-2026-0117 de 1 250,40 € TTC ? Notre SIRET : 732 829 320 00074.",),
    ("",),
    ("Veuillez agréer, Madame, Monsieur, nos salutations distinguées.",),
)


def pdf(*pages: Sequence[Sequence[str]], padding: bytes = b"") -> bytes:
    """A PDF of these pages: lines from the top, each of one or more columns; an empty text leaves a blank line.

    `padding` are octets that no page uses, as the letters and pictures of a real file would weigh.
    """
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for page in pages:
        stream = _stream(page)
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
        contents = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {_HEIGHT}] /Contents {contents} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _file(objects, padding)


def sealed_pdf() -> bytes:
    """A PDF that opens with a password only (ISO 32000-1 §7.6.3)."""
    seal = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >> /ID [<{'33' * 16}> <{'33' * 16}>]"
    return pdf(INVOICE).replace(b"/Root 1 0 R", f"/Root 1 0 R {seal}".encode())


def _stream(lines: Sequence[Sequence[str]]) -> str:
    out = []
    for number, columns in enumerate(lines):
        for column, text in enumerate(columns):
            safe = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            if safe:
                out.append(f"BT /F1 9 Tf {40 + 130 * column} {_TOP - _STEP * number} Td ({safe}) Tj ET")
    return "\n".join(out)


def _file(objects: Sequence[str], padding: bytes) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    if padding:
        places.append(len(out))
        head = f"{len(places)} 0 obj\n<< /Length {len(padding)} >>\nstream\n"
        out += head.encode() + padding + b"\nendstream\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}".encode() + trailer.encode()
