"""The documentation is complete and true: what the program knows stands in docs/, and runs."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

import indicia.cli_desk
import indicia.cli_plain  # noqa: F401  registers the commands of the desk and on plain files
from indicia import lexicon
from indicia.cli import NOT_YET, cli
from indicia.console.look import LOOKS
from indicia.errors import IndiciaError
from indicia.read.format import MODULES
from indicia.tables import TABLES
from indicia.weigh.plainfile import weigh_file

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "indicia"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
PLAIN_PROSE = {"DIR", "PATH", "STAGE"}


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_what_the_program_knows_is_current_in_the_docs() -> None:
    script = [sys.executable, str(ROOT / "tools" / "docs.py"), "--check"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + "run tools/docs.py"


def test_every_option_says_what_it_is_for() -> None:
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in every_command(cli, "indicia")
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert not silent
    assert all(command.help for _, command in every_command(cli, "indicia"))


def every_command(group: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, group
    if isinstance(group, click.Group):
        for word, command in group.commands.items():
            yield from every_command(command, f"{name} {word}")


def constants(path: str, call: str, position: int) -> set[str]:
    """String constants that a module passes at a position of calls to a name or method."""
    tree = ast.parse((SOURCE / path).read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > position:
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            value = node.args[position]
            if called == call and isinstance(value, ast.Constant) and isinstance(value.value, str):
                found.add(value.value)
    return found


def test_every_setting_is_explained() -> None:
    keys = constants("settings.py", "take", 2) | constants("settings.py", "texts", 2)
    keys |= constants("watch.py", "take", 2) | constants("watch.py", "texts", 2)
    assert {"title", "time_zone", "cell_km", "delay_days", "questions"} <= keys
    text = page("settings.md")
    missing = {key for key in keys if not re.search(rf"[`\[.]{re.escape(key)}[`\].]", text)}
    assert not missing


def test_every_lexicon_header_is_explained() -> None:
    headers = re.findall(r"^``(\w+(?:,\w+)+)``", lexicon.__doc__ or "", re.MULTILINE)
    assert len(headers) >= 3
    missing = [header for header in headers if f"`{header}`" not in page("settings.md")]
    assert not missing


def test_every_reader_is_named() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in PAGES)
    assert len(MODULES) > 5
    assert not {name for name in MODULES if f"`{name}`" not in text}


def test_every_rule_of_the_gate_is_explained() -> None:
    from indicia.publish.gate import RULES

    assert {"contact", "own voice", "withheld", "picture"} <= set(RULES)
    for name in ("decisions.md", "publishing.md"):
        assert not {rule for rule in RULES if f"`{rule}`" not in page(name)}


def test_every_error_is_drawn_in_the_tree() -> None:
    from indicia import errors

    kinds = {k.__name__ for k in vars(errors).values() if isinstance(k, type) and issubclass(k, IndiciaError)}  # fmt: skip
    assert all(name in (errors.__doc__ or "") for name in kinds)


def test_every_table_has_a_look_whose_columns_exist() -> None:
    assert set(LOOKS) == set(TABLES)
    made_up = {"source_name", "said", "sentence", "posted", "who", "difference"}
    for name, look in LOOKS.items():
        known = {column.name for column in TABLES[name].columns} | made_up
        order = {look.order.removeprefix("-")} - {""}
        wanted = {column.removeprefix("~") for column in look.columns} | set(look.texts) | order
        assert wanted <= known, (name, wanted - known)


def command_lines() -> list[tuple[str, str]]:
    """Every line of a fenced block in README and docs that starts with ``indicia``."""
    found = []
    for path in PAGES:
        inside = False
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("```"):
                inside = not inside
            elif inside and line.startswith("indicia "):
                found.append((path.name, line))
    return found


@pytest.mark.parametrize(("where", "line"), command_lines())
def test_a_command_line_in_the_docs_parses(where: str, line: str) -> None:
    line = line.partition(" # ")[0].partition("  ->")[0]
    line = re.sub(r"\[(--[^]]*)\]", r"\1", line).replace("ID...", "ID").replace("=...", "=x")
    words = shlex.split(line.partition("&&")[0])[1:]
    command: click.Command = cli
    context = click.Context(cli, info_name="indicia")
    while isinstance(command, click.Group):
        parser = command.make_parser(context)
        _, rest, _ = parser.parse_args(list(words))
        assert rest, f"{where}: {line}: names no command"
        name, *words = rest
        assert name in command.commands and name not in NOT_YET, f"{where}: {line}: no {name}"
        command = command.commands[name]
        context = click.Context(command, parent=context, info_name=name)
        if (
            isinstance(command, click.Group)
            and command.invoke_without_command
            and not (words and words[0] in command.commands)
        ):
            break
    command.make_parser(context).parse_args(list(words))


def test_the_model_of_the_docs_weighs_to_what_the_docs_print() -> None:
    text = page("model.md")
    model = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    printed = re.search(r"```json output\n(.*?)```", text, re.DOTALL)
    assert model and printed
    result = json.loads(weigh_file(model.group(1).encode()))
    for key, shown in json.loads(printed.group(1)).items():
        assert agrees(shown, result[key]), (key, shown, result[key])
    assert set(result) <= set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


def agrees(shown: Any, held: Any) -> bool:
    """Whether what is printed is part of what is held, with numbers rounded to three digits."""
    if isinstance(shown, dict):
        return all(key in held and agrees(value, held[key]) for key, value in shown.items())
    if isinstance(shown, list):
        return all(agrees(a, b) for a, b in zip(shown, held, strict=False))
    return bool(shown == (round(held, 3) if isinstance(held, float) else held))


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = []
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"`(docs/[\w/.-]+\.md)`|\]\(([\w/.-]+\.md)\)", text):
            target = ROOT / name[0] if name[0] else path.parent / name[1]
            figures = target.is_relative_to(DOCS / "figures") or target.name == "figures.md"
            # Figures come when they are measured; once there is an index, none may be lacking.
            if not target.exists() and not (figures and not (DOCS / "figures.md").exists()):
                broken.append(f"{path.name}: {name[0] or name[1]}")
    assert not broken


def test_every_library_is_accounted_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        wanted += extra
    names = {re.split(r"[<>=\[;~! ]", name)[0] for name in wanted}
    text = page("dependencies.md").casefold()
    assert not {name for name in names if name.casefold() not in text}
