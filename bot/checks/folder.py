"""Whether the drop folder of one body is there, may be read and emptied, has room, and dates files rightly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot.checks.finding import Finding, look, well, wrong
from bot.core.organisation import Organisation
from bot.edges.drop_folder_trial import FolderTrial, try_folder

_LITTLE_ROOM = 200_000_000
_CLOCKS_APART = timedelta(minutes=2)
"""Coarse clocks of file systems are off by a second or two; a share whose server has another hour, by far more."""


def of_folder(body: Organisation) -> Iterator[Finding]:
    """Nothing for a body that has no folder. A folder on a share that hangs keeps this waiting."""
    if not body.imports.folder:
        return
    where, folder = f"{body.id}, dossier de dépôt", Path(body.imports.folder)
    try:
        if not folder.is_dir():
            remedy = "créez-le, ou corrigez folder ; s'il est sur un partage réseau, voyez s'il est monté."
            yield wrong(where, f"{folder} n'existe pas, ou n'est pas un dossier", remedy)
            return
        tried = try_folder(folder)
    except OSError as error:
        place = Path(error.filename).parent if error.filename else folder
        what = f"Guichet ne peut pas lire, écrire et déplacer des fichiers dans {place} ({error.strerror or error})"
        remedy = (
            "donnez au compte de Guichet le droit d'écrire ce dossier, et « traités » et « rejetés » s'ils y sont "
            "(deploy/ : ReadWritePaths)."
        )
        yield wrong(where, what, remedy)
    else:
        yield from _of_trial(where, folder, tried)


def _of_trial(where: str, folder: Path, tried: FolderTrial) -> Iterator[Finding]:
    yield well(where, f"{folder} : des fichiers peuvent y être lus, écrits et rangés")
    if tried.free < _LITTLE_ROOM:
        what = f"il y reste {tried.free // 1_000_000} Mo"
        yield look(
            where, what, "faites de la place : videz « traités » et « rejetés » selon votre règle de conservation."
        )
    if abs(tried.ahead) > _CLOCKS_APART:
        hours, minutes = divmod(abs(tried.ahead) // timedelta(minutes=1), 60)
        side = "avance" if tried.ahead > timedelta(0) else "retarde"
        what = f"son horloge {side} de {f'{hours} h ' if hours else ''}{minutes} min : les fichiers y portent une fausse date"
        remedy = "mettez à l'heure ce serveur et celui de Guichet (NTP) : la date d'un fichier dit de quand sont ses données."
        yield look(where, what, remedy)
