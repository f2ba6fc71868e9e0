"""The commands on a case: one function each, no logic.

Data goes to standard output, words to standard error. Exit codes: 0 fine, 1 findings, 2 wrong
use, 3 a source could not be reached, 4 could not run. Everything heavy is imported where it is
used, so that ``indicia --help`` answers at once. Commands on plain files: :mod:`indicia.cli_plain`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from indicia import __version__
from indicia.errors import IndiciaError, UsageError

NOT_YET = {
    "serve": "the desk in a browser; use `indicia status`, `show`, `search` and `decide`",
    "timestamp": "outside timestamps; the checkpoint's code in each update pins the log",
}


class Commands(click.Group):
    """The group; a command that is planned and not built says so."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] in NOT_YET:
            raise UsageError(f"indicia {args[0]}: is not in this version ({NOT_YET[args[0]]})")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="indicia")
@click.option(
    "-C",
    "folder",
    type=click.Path(path_type=Path),
    default=".",
    metavar="DIR",
    help="The case; the current folder by default.",
)
@click.option("--actor", metavar="NAME", help="Who acts; your log-in name by default.")
@click.option("--debug", is_flag=True, help="Show the trace of an error.")
@click.pass_context
def cli(ctx: click.Context, folder: Path, actor: str | None, debug: bool) -> None:
    """Monitor, characterize, update: from collected posts, pages, flyers and pictures to a cited,
    verifiable update. A case is one folder."""
    ctx.obj = {"folder": folder, "actor": actor, "debug": debug}


def the_case(ctx: click.Context) -> Any:
    """The open case of this call."""
    from indicia.case import Case

    return Case.open(ctx.obj["folder"], ctx.obj["actor"])


def say(message: str) -> None:
    """Words to standard error."""
    click.echo(message, err=True)


def as_of_option(function: Any) -> Any:
    """``--as-of TIME`` on a command that looks back."""
    return click.option("--as-of", metavar="TIME", help="As this version would have said then.")(
        function
    )


def instant(text: str | None) -> Any:
    """The time of ``--as-of``, or ``None``."""
    from indicia.case import parse_instant

    return parse_instant(text) if text else None


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--template", metavar="NAME", help="Start from a template, such as al-bukamal.")
@click.option("--title", help="The case's title; the folder's name by default.")
@click.option("--dry-run", is_flag=True, help="Say what would be made.")
@click.pass_context
def new(
    ctx: click.Context, directory: Path, template: str | None, title: str | None, dry_run: bool
) -> None:
    """Make a case in DIRECTORY."""
    from indicia.start import new_case

    for line in new_case(directory, template, title, ctx.obj["actor"], dry_run):
        say(line)


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH|URL...")
@click.option("--yes", is_flag=True, help="Confirm the first contact with a host.")
@click.option("--dry-run", is_flag=True, help="Say what would be added.")
@click.pass_context
def add(ctx: click.Context, sources: tuple[str, ...], yes: bool, dry_run: bool) -> None:
    """Add files, folders or pages. Nothing is read yet; `indicia run` does that."""
    from indicia.start import add_sources

    case = the_case(ctx)
    for line in add_sources(case, sources, yes, dry_run):
        say(line)


@cli.command()
@click.option("--until", metavar="STAGE", help="Stop after this stage.")
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True)
@as_of_option
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def run(
    ctx: click.Context, until: str | None, engine: str, as_of: str | None, as_json: bool
) -> None:
    """Bring the tables up to date with originals, log and settings."""
    from indicia.show import print_run

    print_run(the_case(ctx), until, engine, instant(as_of), as_json)


@cli.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """What is new, edited, to review, orphaned; and the next sensible step."""
    from indicia.show import print_status

    print_status(the_case(ctx), as_json)


@cli.command()
@click.argument("table", required=False)
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only such rows (repeatable).")
@click.option("--columns", metavar="A,B,C", help="Only these columns.")
@click.option("--limit", default=50, show_default=True, help="At most so many rows; 0: all.")
@click.option("--describe", is_flag=True, help="What the table's columns mean.")
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a row.")
@click.pass_context
def show(
    ctx: click.Context,
    table: str | None,
    where: tuple[str, ...],
    columns: str | None,
    limit: int,
    describe: bool,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Show a table; without TABLE, list the tables."""
    from indicia.show import Look, describe_tables, print_table

    if table is None or describe:
        describe_tables(table)
        return
    look = Look(where, tuple(columns.split(",")) if columns else (), limit, as_json)
    print_table(the_case(ctx), table, look, instant(as_of))


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True)
@click.option("--exact", is_flag=True, help="Not the other names of an entity.")
@click.option("--log", "log_it", is_flag=True, help="Log place, query and outcome: evidence.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def search(
    ctx: click.Context, words: tuple[str, ...], limit: int, exact: bool, log_it: bool, as_json: bool
) -> None:
    """Search all texts; one spelling finds the others."""
    from indicia.show import print_hits

    print_hits(the_case(ctx), " ".join(words), limit, exact, log_it, as_json)


@cli.command()
@click.argument("what", required=False)
@click.argument("about", nargs=-1)
@click.option("--set", "values", multiple=True, metavar="KEY=VALUE", help="A value (repeatable).")
@click.option("--reason", default="", help="Why.")
@click.option("--dry-run", is_flag=True)
@click.pass_context
def decide(
    ctx: click.Context,
    what: str | None,
    about: tuple[str, ...],
    values: tuple[str, ...],
    reason: str,
    dry_run: bool,
) -> None:
    """Decide something: WHAT about which ids. Without WHAT, list what can be decided."""
    from indicia.decide import list_kinds, take_decision

    if what is None:
        list_kinds()
        return
    say(take_decision(the_case(ctx), what, about, values, reason, dry_run))


@cli.command()
@click.option("--brief", type=click.Path(path_type=Path), help="The analyst's prose.")
@click.option("--exact", "exact", metavar="REASON", help="Exact places; the reason is logged.")
@as_of_option
@click.option("--draft", is_flag=True, help="Only draft the brief, to be edited.")
@click.pass_context
def update(
    ctx: click.Context, brief: Path | None, exact: str | None, as_of: str | None, draft: bool
) -> None:
    """Write a cited update into updates/."""
    from indicia.show import print_update

    print_update(the_case(ctx), brief, exact, instant(as_of), draft)


@cli.command()
@click.option("--once", is_flag=True, help="One round over everything that is watched.")
@click.option("--only", multiple=True, metavar="ID", help="Only this watch (repeatable).")
@click.option("--yes", is_flag=True, help="Confirm the first contact with each host.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a round.")
@click.pass_context
def monitor(
    ctx: click.Context, once: bool, only: tuple[str, ...], yes: bool, as_json: bool
) -> None:
    """Look at what case.toml watches, on its schedule, until stopped."""
    from indicia.monitor.command import run_monitor

    ctx.exit(run_monitor(the_case(ctx), once, only, yes, as_json))


@cli.command()
@click.argument("platform", type=click.Choice(["telegram"]))
def login(platform: str) -> None:
    """Log in to a PLATFORM for live watching; the session goes into the keyring."""
    from indicia.collect.telegram_login import log_in

    say(log_in(lambda question, hidden: click.prompt(question, hide_input=hidden, err=True)))


@cli.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.option(
    "--code",
    "codes",
    multiple=True,
    metavar="CODE",
    help="A checkpoint's code that you kept outside the folder (repeatable).",
)
@click.pass_context
def verify(
    ctx: click.Context, directory: Path | None, as_json: bool, codes: tuple[str, ...]
) -> None:
    """Check every object, log line, checkpoint and citation of a case."""
    from indicia.show import print_verification

    ctx.exit(print_verification(directory or ctx.obj["folder"], as_json, codes))


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--to", "form", required=True, metavar="FORMAT", help="bag: the whole case.")
@click.option("--for", "recipient", default="", metavar="NAME", help="To whom it goes.")
@click.option("--key", "keys", multiple=True, metavar="KEY", help="Their public key (repeatable).")
@click.option("--unencrypted", default="", metavar="REASON", help="Not encrypted, and why.")
@click.option("--dry-run", is_flag=True, help="Say what would be written.")
@click.pass_context
def export(
    ctx: click.Context,
    directory: Path,
    form: str,
    recipient: str,
    keys: tuple[str, ...],
    unencrypted: str,
    dry_run: bool,
) -> None:
    """Write the case, in a format that other tools read, into DIRECTORY."""
    from indicia.exchange.export import FullExport, export_case

    wanted = FullExport(recipient, keys, unencrypted)
    for line in export_case(the_case(ctx), form, directory, wanted, dry_run):
        say(line)


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path), default="demo")
@click.pass_context
def demo(ctx: click.Context, directory: Path) -> None:
    """Make the invented demonstration case, run it, and write and verify an update."""
    from indicia.demo.show import run_demo

    ctx.exit(run_demo(directory))


@cli.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """What this machine and case have and lack, with the remedy."""
    from indicia.show import print_findings

    ctx.exit(print_findings(ctx.obj["folder"], as_json))


def main(arguments: list[str] | None = None) -> None:
    """Entry point: one sentence for each error, and its exit code."""
    import indicia.cli_plain  # noqa: F401  registers the commands on plain files

    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        code = cli.main(arguments, prog_name="indicia", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        say("indicia: stopped")
        sys.exit(130)
    except click.ClickException as error:
        say(f"indicia: {error.format_message()} (indicia --help lists the commands)")
        sys.exit(2)
    except IndiciaError as error:
        if "--debug" in arguments:
            raise
        say(f"indicia: {error}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        say(
            "indicia: stopped; nothing acknowledged is lost, and the same command goes on from here"
        )
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except OSError as error:
        if "--debug" in arguments:
            raise
        say(f"indicia: {os_error_sentence(error)}")
        sys.exit(4)


def os_error_sentence(error: OSError) -> str:
    """A sentence with a remedy for what the operating system refused."""
    import errno

    where = error.filename or "a file"
    remedies = {
        errno.ENOSPC: "the disk is full; free some space and run the same command again",
        errno.EACCES: "no right to it; give yourself the rights and try again",
        errno.EROFS: "the disk is read-only; copy the case to one that can be written",
        errno.EIO: "the disk reports a fault; copy the case elsewhere and run `indicia verify`",
    }
    remedy = remedies.get(error.errno or 0, error.strerror or "not possible")
    return f"{where}: {remedy}. What was acknowledged is kept"
