"""Whether attachments can be read on this machine, and pictures of text among them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.checks.finding import Finding, well, wrong
from bot.edges.attached.opener import Opener
from bot.edges.attached.recognition import can_recognise
from bot.edges.attached.refusal import CannotRead, Inner

_WHERE = "pièces jointes"


def try_attachments() -> Iterator[Finding]:
    """Starts the process that opens files, as the first file of a mail does, and looks for the recogniser of French text.

    Without the recogniser all else works: it is told, and no fault.
    """
    opener = Opener()
    try:
        opener.read(Inner("essai.txt", "text/plain", b"Bonjour"))
    except (CannotRead, OSError) as error:
        remedy = "il lui faut 1,5 Go d'espace d'adressage et le droit de lancer Python ; voyez les limites du service (systemd, ulimit)."
        yield wrong(_WHERE, f"le processus qui les ouvre ne marche pas ({error})", remedy)
        return
    finally:
        opener.close()
    if can_recognise():
        yield well(_WHERE, "lues ; les pages numérisées et les photographies aussi (tesseract, français)")
    else:
        words = "lues, sauf les pages numérisées et les photographies : un agent les verra (facultatif : apt-get install tesseract-ocr tesseract-ocr-fra)"
        yield well(_WHERE, words)
