"""Loads the files of one body's drop folder, and writes the report that is put beside each, in French."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice

from bot.core.french_words import datetime_words, zone_words
from bot.core.organisation import Organisation
from bot.edges.drop_folder import DONE, REFUSED, DiskDropFolder
from bot.edges.file_import import FileImport
from bot.edges.portal_file_rows import BadRow, FileRefused
from bot.edges.refused_rows import refused_csv
from bot.edges.store_rejects import ImportReport
from bot.errors import EdgeError
from bot.ports.drop import Dropped, Loaded, Trouble

_MOST_REASONS, _MOST_LINES = 20, 15
_COUNTS = (
    ("inserted", "facture nouvelle", "factures nouvelles"),
    ("updated", "facture mise à jour", "factures mises à jour"),
    ("unchanged", "facture inchangée", "factures inchangées"),
    ("older", "ligne plus ancienne que ce que Guichet sait déjà, laissée de côté",
     "lignes plus anciennes que ce que Guichet sait déjà, laissées de côté"),
    ("repeated", "facture écrite plusieurs fois : la dernière ligne compte",
     "factures écrites plusieurs fois : la dernière ligne compte"),
    ("rejected", "ligne refusée, décrite plus bas", "lignes refusées, décrites plus bas"),
)  # fmt: skip


class DropLoader:
    """Fulfils `bot.ports.drop.FileLoader` for one body: no row of another body is taken from its folder."""

    def __init__(
        self, body: Organisation, folder: DiskDropFolder, files: FileImport, now: Callable[[], datetime]
    ) -> None:
        """`now` dates the reports."""
        self._body = body
        self._folder = folder
        self._files = files
        self._now = now

    def load(self, file: Dropped) -> Loaded:
        """See the port. The data are as old as the file says it was last changed."""
        loaded = [0]
        path = self._folder.path(file)
        try:
            report = self._files.invoices(path, self._body.id, file.modified_at, loaded.append, alone=True)
        except FileRefused as refused:
            words = self._refused(file, str(refused), loaded[-1])
            return Loaded(0, 0, accepted=False, report=words, trouble=self._trouble(file, ImportReport(), str(refused)))
        except OSError as error:
            raise EdgeError("drop folder", f"a file cannot be read ({error.strerror}); it is tried again") from None
        accepted = report.rejected < report.read or not report.read
        trouble = self._trouble(file, report) if report.rejected else None
        told = self._told(file, report)
        return Loaded(report.read, report.rejected, accepted=accepted, report=told, trouble=trouble)

    def _trouble(self, file: Dropped, report: ImportReport, problem: str = "") -> Trouble | None:
        """What the note says: rows, columns and reasons; values stand in the list of rows alone. None: it is gone."""
        refused = bool(problem) or report.rejected == report.read
        words = {
            "file_name": file.name,
            "sheet": report.sheet,
            "refused": refused,
            "problem": problem,
            "read": report.read,
            "rejected": report.rejected,
            "columns": _by_column(report.problems),
            "attached": bool(report.problems),
            "shown": len(report.problems),
            "folder": REFUSED if refused else DONE,
        }
        try:
            once = self._folder.digest(file)
        except OSError:
            return None
        return Trouble(once, words, refused_csv(report.problems) if report.problems else b"")

    def known(self, file: Dropped, earlier: str) -> Loaded:
        """See the port: what was true then is not newer for lying here again."""
        words = [
            *self._heading(file, ""),
            f"Ce fichier a exactement le contenu de « {earlier} », déjà traité : il n'a pas été lu de nouveau, et la date",
            "des données ne change pas. Si c'est un nouvel export où rien n'a bougé, chargez-le avec « guichet import ».",
        ]
        return Loaded(0, 0, accepted=True, report=_text(words))

    def _heading(self, file: Dropped, sheet: str) -> list[str]:
        now, true_at = self._body.local(self._now()), self._body.local(file.modified_at)
        within = f" (feuille « {sheet} »)" if sheet else ""
        return [
            "COMPTE RENDU DE LECTURE",
            "",
            f"Fichier : {file.name}{within}",
            f"Pour : {self._body.name}",
            f"Lu le {datetime_words(now)} ({zone_words(now)})",
            f"Données considérées comme vraies au {datetime_words(true_at)} (date du fichier)",
            "",
        ]

    def _refused(self, file: Dropped, problem: str, loaded: int) -> str:
        done = (
            f"Les {loaded} premières lignes avaient déjà été lues : elles seront relues avec le fichier corrigé."
            if loaded
            else "Rien n'a été chargé."
        )
        return _text([*self._heading(file, ""), f"FICHIER REFUSÉ. {done}", "", problem])

    def _told(self, file: Dropped, report: ImportReport) -> str:
        words = [*self._heading(file, report.sheet), f"{_counted(report.read, 'ligne lue', 'lignes lues')} :"]
        for name, one, many in _COUNTS:
            count = getattr(report, name)
            words += [f"  {_counted(count, one, many)}"] if count else []
        words += _notices(report)
        if report.rejected:
            words += [
                "",
                "LIGNES REFUSÉES (elles ne sont pas dans la base : corrigez-les et déposez le fichier de nouveau)",
            ]
            words += [_row(row.line, row.column, row.value, row.problem) for row in report.problems]
            hidden = report.rejected - len(report.problems)
            words += [f"  … et {hidden} autres, gardées dans la base (table rejected_row)"] if hidden else []
        return _text(words)


def _by_column(problems: Iterable[BadRow]) -> list[dict[str, object]]:
    """Which rows each column refuses and why; the first rows and reasons, the rest stands in the list."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in problems:
        found.setdefault((row.column, row.problem), []).append(row.line)
    said: list[dict[str, object]] = []
    for (column, problem), lines in islice(found.items(), _MOST_REASONS):
        more = ["…"] if len(lines) > _MOST_LINES else []
        said.append({"name": column, "problem": problem, "lines": [*lines[:_MOST_LINES], *more]})
    return said


def _notices(report: ImportReport) -> list[str]:
    words = list[str]()
    if report.warnings:
        what = _counted(report.warnings, "SIRET a une clé de contrôle fausse", "SIRET ont une clé de contrôle fausse")
        words += ["", f"À vérifier : {what}. Les factures sont chargées."]
    if report.unstated:
        what = _counted(report.unstated, "facture n'a pas de statut", "factures n'ont pas de statut")
        words += ["", f"À vérifier : {what}. Toute demande à ce sujet ira à un agent."]
    if report.footers:
        what = _counted(report.footers, "ligne de total, de pied de page ou d'en-tête répété n'a",
                        "lignes de total, de pied de page ou d'en-tête répété n'ont")  # fmt: skip
        words += ["", f"{what} pas été comptée{'s' if report.footers > 1 else ''}."]
    if report.unused:
        shown = ", ".join(f"« {name} »" for name in report.unused)
        words += ["", f"Colonnes non utilisées : {shown}."]
    return words


def _row(line: int, column: str, value: str, problem: str) -> str:
    where = f", colonne « {column} »" if column else ""
    seen = f", valeur « {value} »" if value else ""
    return f"  ligne {line}{where}{seen} : {problem}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count < 2 else many}"


def _text(words: list[str]) -> str:
    return "\n".join([*words, ""])
