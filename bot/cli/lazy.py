"""Commands whose modules are read only once they are called: help and completion stay quick."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup


class LazyGroup(TyperGroup):
    """A group of commands known by name and one line of help; subclasses say in `known` where each one is.

    `known` maps a command's name to (`module:attribute`, its line in `guichet --help`). The attribute is the
    function of a command, or the `typer.Typer` of a group of them.
    """

    known: ClassVar[Mapping[str, tuple[str, str]]]

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=line) for name, (_, line) in self.known.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is called (or completed) now, read from its module; what is unknown is refused as ever."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(name, *self.known[name][0].split(":")) if name else None, rest


def load(name: str, module: str, attribute: str) -> Any:
    """The command `name` that this attribute of `module` is."""
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        command = typer.main.get_command(found)
    else:
        # The callback-free Typer of one command gives that very command; its own completion options stay out.
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name)(found)
        command = typer.main.get_command(alone)
    command.name = name
    return command
