"""The commands on a case: one function each, no logic.

Data goes to standard output, words to standard error. Exit codes: 0 fine, 1 findings, 2 wrong
use, 3 a source could not be reached, 4 could not run. Everything heavy is imported where it is
used, so that ``indicia --help`` answers at once. Commands on plain files: :mod:`indicia.cli_plain`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from indicia import __version__
from indicia.errors import IndiciaError, UsageError
from indicia.nearest import did_you_mean
from indicia.secret import without_secrets

NOT_YET = {
    "timestamp": "outside timestamps; the checkpoint's code in each update pins the log",
}


class Commands(click.Group):
    """The group; a command that is planned and not built says so."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] in NOT_YET:
            raise UsageError(f"{args[0]}: is not in this version ({NOT_YET[args[0]]})")
        if args and self.get_command(ctx, args[0]) is None:
            near = did_you_mean(args[0], self.commands)
            raise UsageError(f"{args[0]}: no such command{near}; `indicia --help` lists them")
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


as_of_option = click.option("--as-of", metavar="TIME", help="As this version would have said then.")
"""``--as-of TIME`` on a command that looks back."""
engine_option = click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="What runs corpus-wide work; ray uses the loopback network, or RAY_ADDRESS.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON, for scripts.")
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would be done; write nothing."
)


def instant(text: str | None) -> Any:
    """The time of ``--as-of``, or ``None``."""
    from indicia.case import parse_instant

    return parse_instant(text) if text else None


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--template", metavar="NAME", help="Start from a template, such as al-bukamal.")
@click.option("--title", help="The case's title; the folder's name by default.")
@dry_run_option
@click.pass_context
def new(
    ctx: click.Context, directory: Path, template: str | None, title: str | None, dry_run: bool
) -> None:
    """Make a case in DIRECTORY."""
    from indicia.console.start import new_case

    for line in new_case(directory, template, title, ctx.obj["actor"], dry_run):
        say(line)


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH|URL...")
@click.option("--yes", is_flag=True, help="Confirm the first contact with a host.")
@dry_run_option
@click.pass_context
def add(ctx: click.Context, sources: tuple[str, ...], yes: bool, dry_run: bool) -> None:
    """Add files, folders or pages. Nothing is read yet; `indicia run` does that."""
    from indicia.console.start import add_sources

    case = the_case(ctx)
    for line in add_sources(case, sources, yes, dry_run):
        say(line)


@cli.command()
@click.option("--until", metavar="STAGE", help="Stop after this stage.")
@engine_option
@as_of_option
@dry_run_option
@json_option
@click.pass_context
def run(
    ctx: click.Context,
    until: str | None,
    engine: str,
    as_of: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring the tables up to date with originals, log and settings.

    Ctrl-C is safe at any moment: the same command goes on from there."""
    from indicia.console.report import print_plan, print_run

    if dry_run:
        print_plan(the_case(ctx), until, instant(as_of), as_json)
        return
    print_run(the_case(ctx), until, engine, instant(as_of), as_json)


@cli.command()
@json_option
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """What is new, edited, gone, to review, orphaned, stale; and the next sensible step."""
    from indicia.console.report import print_status

    print_status(the_case(ctx), as_json)


@cli.command()
@click.argument("what", required=False, metavar="TABLE|ID")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only such rows (repeatable).")
@click.option("--columns", metavar="A,B,C", help="Only these columns.")
@click.option(
    "--limit",
    default=50,
    show_default=True,
    type=click.IntRange(0),
    help="At most so many rows; 0: all.",
)
@click.option("--describe", is_flag=True, help="What the table's columns mean.")
@as_of_option
@json_option
@click.pass_context
def show(
    ctx: click.Context,
    what: str | None,
    where: tuple[str, ...],
    columns: str | None,
    limit: int,
    describe: bool,
    as_of: str | None,
    as_json: bool,
) -> None:
    """Show a table, or everything about one ID; without either, list the tables.

    The beginning of an id is enough as long as it is the only one. Where standard output is no
    terminal, tables come as tab-separated values with every column and whole ids."""
    from indicia.console import show as shown

    if what is None:
        shown.list_tables(as_json)
    elif describe:
        shown.describe_table(what, as_json)
    else:
        names = tuple(name.strip() for name in columns.split(",")) if columns else ()
        ask = shown.Ask(where, names, limit, as_json)
        shown.show(the_case(ctx), what, ask, instant(as_of))


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1), help="At most so many hits."
)
@click.option("--exact", is_flag=True, help="Not the other names of an entity.")
@click.option("--log", "log_it", is_flag=True, help="Log place, query and outcome: evidence.")
@json_option
@click.pass_context
def search(
    ctx: click.Context, words: tuple[str, ...], limit: int, exact: bool, log_it: bool, as_json: bool
) -> None:
    """Search all texts; one spelling finds the others."""
    from indicia.console.show import print_hits

    print_hits(the_case(ctx), " ".join(words), limit, exact, log_it, as_json)


@cli.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@as_of_option
@json_option
@click.pass_context
def origins(ctx: click.Context, ids: tuple[str, ...], as_of: str | None, as_json: bool) -> None:
    """How many independent origins posts have, with an 80 % interval; the first of each, and what
    holds it together.

    ID: of a post, item or claim; of an entity, source, site or picture for all posts that show it."""
    from indicia.console.origins import show_origins

    show_origins(the_case(ctx), ids, as_json, instant(as_of))


@cli.command()
@click.argument("what", required=False)
@click.argument("about", nargs=-1)
@click.option("--set", "values", multiple=True, metavar="KEY=VALUE", help="A value (repeatable).")
@click.option("--reason", default="", help="Why.")
@dry_run_option
@json_option
@click.pass_context
def decide(
    ctx: click.Context,
    what: str | None,
    about: tuple[str, ...],
    values: tuple[str, ...],
    reason: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Decide something: WHAT about which ids. Without WHAT, list what can be decided."""
    from indicia.console import decide as decision

    if what is None:
        decision.list_kinds(as_json)
        return
    asked = decision.Asked(what, about, values, reason)
    taken = decision.take_decision(the_case(ctx), asked, dry_run)
    if as_json:
        click.echo(taken.as_json())
    else:
        say(taken.sentence())


@cli.command()
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="[DIR]...")
@click.option("--figure", type=click.Path(path_type=Path), metavar="FILE", help="Plot as HTML.")
@json_option
@click.pass_context
def score(
    ctx: click.Context, folders: tuple[Path, ...], figure: Path | None, as_json: bool
) -> None:
    """How published judgements fared: all cases of a desk whose questions were resolved."""
    import orjson

    from indicia.console.calibration import write_plot
    from indicia.console.score import record_lines, score_desk

    record = score_desk(folders or (ctx.obj["folder"],))
    if as_json:
        click.echo(orjson.dumps(record.as_dict(), option=orjson.OPT_SORT_KEYS))
    else:
        for line in record_lines(record):
            click.echo(line)
    if figure is not None:
        write_plot(figure, record.words(), len(record.last))
        say(f"plotted {figure}")


@cli.command()
@click.argument("what", required=False, metavar="INDICATION|QUESTION")
@click.argument("bands", nargs=-1, metavar="ANSWER=BAND...")
@click.option("--reason", default="", help="Why; needed to judge.")
@dry_run_option
@json_option
@click.pass_context
def judge(
    ctx: click.Context,
    what: str | None,
    bands: tuple[str, ...],
    reason: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Judge an indication, or the priors of a question, for all answers at once. Without bands:
    what is asked, and what others said; without anything: what waits.

    BAND: a word of likelihood, or low,best,high such as 0.3,0.45,0.6."""
    from indicia.console import elicitation
    from indicia.console.judge import judge as judge_all

    case = the_case(ctx)
    if what is None:
        elicitation.print_overview(case, as_json)
        return
    if not bands:
        elicitation.print_sheet(case, what, as_json)
        return
    outcome = judge_all(case, what, bands, reason, dry_run)
    if as_json:
        click.echo(outcome.as_json())
        return
    say(outcome.sentence())
    for remark in outcome.remarks:
        say(f"  {remark}")


@cli.command()
@click.argument("question", required=False)
@as_of_option
@json_option
@click.pass_context
def explain(ctx: click.Context, question: str | None, as_of: str | None, as_json: bool) -> None:
    """Why the answer to QUESTION is what it is: weights, what would change it, what to look for."""
    from indicia.console import explain as explaining

    explaining.explain(the_case(ctx), question, instant(as_of), as_json)


@cli.command()
@click.argument("question")
@click.option("--from", "start", metavar="TIME", help="Only since this time.")
@click.option("--to", "end", metavar="TIME", help="Only until this time.")
@json_option
@click.pass_context
def history(
    ctx: click.Context, question: str, start: str | None, end: str | None, as_json: bool
) -> None:
    """How the answer to QUESTION moved, and which decision did it; between two times, if given."""
    from indicia.console.course import show_course

    show_course(the_case(ctx), question, (instant(start), instant(end)), as_json)


@cli.command()
@click.argument("words", nargs=-1)
@click.option("--theme", default="", metavar="THEME", help="Only this theme.")
@json_option
@click.pass_context
def indications(ctx: click.Context, words: tuple[str, ...], theme: str, as_json: bool) -> None:
    """The library of indications for "who is behind it?", or those that hold all WORDS."""
    from indicia.console.indications import adopted_in, list_indications
    from indicia.errors import NotACase

    try:
        adopted = adopted_in(the_case(ctx))
    except NotACase:
        adopted = {}  # the library can be read before there is a case
    count = list_indications(words, theme, adopted, as_json)
    if not as_json:
        say(
            f"{count} listed; adopt one: indicia decide indication --set question=ID --set draft=ID"
            if count
            else "none holds all these words; `indicia indications` lists all"
        )


@cli.command()
@click.option("--brief", type=click.Path(path_type=Path), help="The analyst's prose.")
@click.option("--exact", "exact", metavar="REASON", help="Exact places; the reason is logged.")
@click.option(
    "--language", "languages", default="", metavar="CODES", help="Pages in these: en,ar,he."
)
@click.option("--paper", default="", metavar="SIZE", help="A4 or Letter, for the PDF.")
@click.option("--corrects", default="", metavar="UPDATE", help="It corrects this earlier update.")
@click.option("--reason", default="", metavar="WORDS", help="Why; readers see it.")
@as_of_option
@click.option("--draft", is_flag=True, help="Only draft the brief, to be edited.")
@dry_run_option
@click.pass_context
def update(
    ctx: click.Context,
    /,
    brief: Path | None,
    as_of: str | None,
    draft: bool,
    dry_run: bool,
    **wished: str | None,
) -> None:
    """Write a cited update into updates/."""
    from indicia.console.report import print_update, print_update_check
    from indicia.publish.update import Wish

    wish = Wish(**{key: value or "" for key, value in wished.items()})
    if dry_run:
        ctx.exit(print_update_check(the_case(ctx), brief, wish, instant(as_of), draft))
    print_update(the_case(ctx), brief, wish, instant(as_of), draft)


@cli.command()
@click.argument("update")
@click.option("--reason", default="", metavar="WORDS", help="Why; readers see it.")
@dry_run_option
@click.pass_context
def withdraw(ctx: click.Context, update: str, reason: str, dry_run: bool) -> None:
    """Withdraw UPDATE (its folder or number): a signed notice; nothing is removed."""
    from indicia.console.report import print_withdrawal

    print_withdrawal(the_case(ctx), update, reason, dry_run)


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
@json_option
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
    from indicia.console.report import print_verification

    ctx.exit(print_verification(directory or ctx.obj["folder"], as_json, codes))


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "form",
    required=True,
    metavar="FORMAT",
    help="public: what was published; bag: the whole case.",
)
@click.option("--for", "recipient", default="", metavar="NAME", help="To whom it goes.")
@click.option("--key", "keys", multiple=True, metavar="KEY", help="Their public key (repeatable).")
@click.option("--unencrypted", default="", metavar="REASON", help="Not encrypted, and why.")
@dry_run_option
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
@dry_run_option
@click.pass_context
def demo(ctx: click.Context, directory: Path, dry_run: bool) -> None:
    """Make the invented demonstration case, run it, and write and verify an update."""
    if dry_run:
        say(f"would invent material in {directory}/material and make, run and publish a case of it")
        return
    from indicia.demo.show import run_demo

    ctx.exit(run_demo(directory))


@cli.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """What this machine and case have and lack, with the remedy."""
    from indicia.console.report import print_findings

    ctx.exit(print_findings(ctx.obj["folder"], as_json))


def main(arguments: list[str] | None = None) -> None:
    """Entry point: one sentence for each error, and its exit code."""
    import indicia.cli_desk
    import indicia.cli_plain  # noqa: F401  registers the commands of the desk and on plain files

    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    try:
        code = cli.main(arguments, prog_name="indicia", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        say(f"indicia: {without_secrets(wrong_use(error))}")
        sys.exit(2)
    except IndiciaError as error:
        if debug:
            raise
        say(f"indicia: {without_secrets(str(error.args[0]) if error.args else str(error))}")
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.exceptions.Abort):
        say(
            "indicia: stopped; nothing acknowledged is lost, and the same command goes on from here"
        )
        sys.exit(130)
    except BrokenPipeError:
        # Python would complain once more when it flushes a closed pipe at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if debug:
            raise
        say(f"indicia: {os_error_sentence(error)}")
        sys.exit(4)
    except Exception as error:
        if debug:
            raise
        kind = type(error).__name__
        say(
            f"indicia: a fault of the program ({kind}: {without_secrets(str(error))}); what was "
            "acknowledged is kept. `indicia --debug ...` shows the trace for a report of it"
        )
        sys.exit(4)


def wrong_use(error: click.ClickException) -> str:
    """One sentence for arguments that click refused, with the command that explains them."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "indicia"
    option = getattr(error, "option_name", "")
    if option in ("-C", "--actor", "--debug"):
        rest = command.removeprefix("indicia").strip() or "COMMAND"
        return f"{option} stands before the command: `indicia {option} ... {rest}`"
    message = " ".join(error.format_message().split()).rstrip(".")
    message = message[:1].lower() + message[1:]
    name = command.removeprefix("indicia").strip()
    return f"{name + ': ' if name else ''}{message}; `{command} --help` explains it"


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
