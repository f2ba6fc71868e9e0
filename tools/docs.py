"""Write the parts of docs/ that the program itself knows: commands, tables, decisions, errors.

``tools/docs.py`` writes them; ``tools/docs.py --check`` only says which are not current. Prose
stands outside the marks and is a person's.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

import indicia.cli_desk  # noqa: F401  registers the commands of the desk
from indicia import errors
from indicia.cli import cli
from indicia.decision import KINDS
from indicia.tables import TABLES, TIME

DOCS = Path(__file__).resolve().parent.parent / "docs"
BEGIN, END = "<!-- written by tools/docs.py -->", "<!-- end -->"


def commands(group: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    """Every command with its whole name, groups that do nothing by themselves left out."""
    if not isinstance(group, click.Group) or group.invoke_without_command:
        if path != ("indicia",):
            yield " ".join(path), group
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands(command, (*path, name))


def render_commands() -> str:
    """A heading, the help and a table of options for each command."""
    parts = ["## indicia\n", _options(cli)]
    for name, command in commands(cli, ("indicia",)):
        words = [p.make_metavar(click.Context(command)) for p in _arguments(command)]
        parts.append(f"## {' '.join([name, *words])}\n")
        parts.append(" ".join((command.help or "").split()) + "\n")
        parts.append(_options(command))
    return "\n".join(part for part in parts if part)


def _arguments(command: click.Command) -> list[click.Argument]:
    return [p for p in command.params if isinstance(p, click.Argument)]


def _options(command: click.Command) -> str:
    rows = []
    for option in command.params:
        if isinstance(option, click.Option):
            value = "" if option.is_flag else f" {option.make_metavar(click.Context(command))}"
            told = option.help or ""
            if option.show_default and option.default is not None:
                told = f"{told} Default: {option.default}.".strip()
            if option.required:
                told = f"{told} Needed.".strip()
            written = ", ".join(option.opts) + value
            rows.append(f"| `{written}` | {told} |".replace("|x|", "x"))
    escaped = [re.sub(r"`([^`]*)`", lambda m: m.group(0).replace("|", "\\|"), row) for row in rows]
    return "\n".join(["| option | meaning |", "|---|---|", *escaped]) + "\n" if rows else ""


def render_tables() -> str:
    """A section a table: what a row is, who writes it, its columns."""
    parts = []
    for table in TABLES.values():
        parts.append(f"## {table.name}\n\nOne row is {table.row}. Written by `{table.stage}`.\n")
        rows = [
            f"| `{c.name}` | {'time' if c.type == TIME else c.type} | "
            f"{'' if c.required else 'null: not said. '}{c.doc} |"
            for c in table.columns
        ]
        parts.append("\n".join(["| column | type | meaning |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def render_decisions() -> str:
    """Each kind with how it is written."""
    parts = []
    for kind in KINDS.values():
        parts.append(f"## {kind.name}\n\n```\nindicia {kind.usage()}\n```\n\n{kind.doc}\n")
    return "\n".join(parts)


def render_errors() -> str:
    """Every error with its exit code and meaning."""
    rows = [
        f"| `{kind.__name__}` | {kind.exit_code} | {' '.join((kind.__doc__ or '').split())} |"
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.IndiciaError)
    ]
    return "\n".join(["| error | exit | meaning |", "|---|---|---|", *rows]) + "\n"


PARTS = {
    "commands.md": render_commands,
    "tables.md": render_tables,
    "decisions.md": render_decisions,
    "errors.md": render_errors,
}


def current(text: str, made: str) -> str:
    """A page with its written part replaced."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{made}\n{END}{tail}"


def main() -> int:
    """Write the pages, or name those that are not current."""
    stale = []
    for name, render in PARTS.items():
        path = DOCS / name
        text = path.read_text(encoding="utf-8")
        made = current(text, render())
        if made != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(made, encoding="utf-8")
    if stale:
        print(f"{'not current' if '--check' in sys.argv else 'written'}: {', '.join(stale)}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
