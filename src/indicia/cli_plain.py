"""The commands on plain files: every stage alone, with no case, for scripts and notebooks.

Each reads lines and writes lines; what a line holds is in ``docs/plain-files.md``. ``-`` is
standard input.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson

from indicia.cli import (
    as_of_option,
    cli,
    dry_run_option,
    engine_option,
    instant,
    json_option,
    say,
    the_case,
)
from indicia.errors import BadInput, NotACase


@contextmanager
def lines_of(path: str) -> Iterator[Iterable[str]]:
    """The lines of a file or of standard input. Raises ``BadInput`` where there is no such file."""
    if path == "-":
        yield sys.stdin
        return
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as source:
            yield source
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 ({error}); save it as UTF-8") from error
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise BadInput(f"{path}: {error.strerror}; name a file that can be read") from error


def json_line(row: Mapping[str, Any]) -> str:
    """A row as one line of JSON."""
    return orjson.dumps(row, option=orjson.OPT_SORT_KEYS, default=str).decode()


def put(lines: Iterable[str]) -> None:
    """Write lines to standard output as they come."""
    for line in lines:
        sys.stdout.write(line if line.endswith("\n") else line + "\n")
    sys.stdout.flush()


@cli.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def read_command(files: tuple[Path, ...]) -> None:
    """Read files of any known format: JSONL of items and faults."""
    from indicia.read.plainfile import read_files

    put(read_files(files))


@cli.group()
def names() -> None:
    """Compare and search names across scripts."""


@names.command("compare")
@click.argument("pairs")
def names_compare(pairs: str) -> None:
    """TSV id,left,right,kind -> TSV id,score,zone,reason."""
    from indicia.names.plainfile import compare_pairs

    with lines_of(pairs) as lines:
        put(compare_pairs(lines))


@names.command("search")
@click.argument("known")
@click.argument("queries")
@click.option(
    "--top",
    default=50,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="At most so many a query.",
)
def names_search(known: str, queries: str, top: int) -> None:
    """TSV id,name and TSV id,query -> TSV query id, rank, name id, score."""
    from indicia.names.plainfile import search_names

    with lines_of(known) as known_lines, lines_of(queries) as query_lines:
        put(search_names(known_lines, query_lines, top))


@cli.group()
def find() -> None:
    """Find mentions and statements in texts."""


@find.command("mentions")
@click.argument("texts")
@click.option("--lexicon", type=click.Path(path_type=Path), help="A lexicon folder or CSV file.")
def find_mentions(texts: str, lexicon: Path | None) -> None:
    """JSONL id,text -> JSONL id, start, end, kind, entity, method, score."""
    from indicia.console.start import lexicon_from
    from indicia.find.plainfile import mention_lines

    with lines_of(texts) as lines:
        put(json_line(row) for row in mention_lines(lines, lexicon_from(lexicon)))


@find.command("statements")
@click.argument("texts")
@click.option(
    "--explain",
    is_flag=True,
    help="Show to read: each frame, who says it, and the rules that made it.",
)
@json_option
def find_statements(texts: str, explain: bool, as_json: bool) -> None:
    """JSONL id,text -> JSONL, one frame a line, with spans."""
    from indicia.console.explained import explained_lines
    from indicia.find.plainfile import statement_lines

    with lines_of(texts) as lines:
        rows = statement_lines(lines, explain)
        if explain and not as_json:
            put(explained_lines(rows, shutil.get_terminal_size().columns))
        else:
            put(json_line(row) for row in rows)


@cli.group()
def places() -> None:
    """Places in words."""


@places.command("locate")
@click.argument("described")
@click.option("--exact", metavar="REASON", help="Exact output, with the reason why.")
def places_locate(described: str, exact: str | None) -> None:
    """JSONL id,text,anchors -> JSONL id, mode, regions, area_km2, cues."""
    from indicia.geo.plainfile import locate_lines

    with lines_of(described) as lines:
        put(locate_lines(lines, exact))


@cli.command("trace")
@click.argument("items")
@engine_option
def trace_command(items: str, engine: str) -> None:
    """JSONL id,source,time,text[,forwarded_from,pictures] -> JSONL copies and origins."""
    from indicia.trace.plainfile import trace_lines

    with lines_of(items) as lines:
        put(trace_lines(lines, engine))


@cli.group(invoke_without_command=True)
@click.pass_context
@click.option("--items", "items", help="No case: test these posts, JSONL as for trace.")
@click.option(
    "--limit",
    default=10,
    show_default=True,
    type=click.IntRange(0),
    help="At most so many findings in words; 0: all.",
)
@as_of_option
@json_option
def conduct(
    ctx: click.Context, items: str | None, limit: int, as_of: str | None, as_json: bool
) -> None:
    """The tests of a case by kind with the clearest findings; or test the posts of --items against
    chance; or list co-sharing edges."""
    if ctx.invoked_subcommand is None:
        if items is None:
            from indicia.console.conduct import show_conduct

            show_conduct(_case_or_items(ctx), limit, as_json, instant(as_of))
            return
        from indicia.conduct.plainfile import conduct_lines

        with lines_of(items) as lines:
            put(conduct_lines(lines))


def _case_or_items(ctx: click.Context) -> Any:
    """The case of this call. Raises ``NotACase`` that names the other way."""
    try:
        return the_case(ctx)
    except NotACase as error:
        raise NotACase(
            f"{error}; or test a file without a case: indicia conduct --items ITEMS.jsonl"
        ) from error


@conduct.command("edges")
@click.argument("posts")
@click.option(
    "--definition",
    type=click.Choice(["coortweet", "toolkit", "toolkit-text"]),
    required=True,
    help="Whose definition of an edge; toolkit-text compares object_id as the text of the post.",
)
@click.option("--window", default=60, show_default=True, type=click.IntRange(0), help="Seconds.")
@click.option(
    "--participation",
    default=2,
    show_default=True,
    type=click.IntRange(1),
    help="Least number of posts of an account.",
)
@click.option(
    "--quantile",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Edges above this quantile of weights are marked.",
)
def conduct_edges(
    posts: str, definition: str, window: int, participation: int, quantile: float
) -> None:
    """CSV object_id,account_id,content_id,timestamp_share -> CSV from,to,weight,..."""
    from indicia.conduct.coordination.edgefile import edges_csv

    with lines_of(posts) as lines:
        put(edges_csv(lines, definition, window, participation, quantile))


@conduct.command("writing")
@click.argument("left", metavar="SOURCE")
@click.argument("right", metavar="SOURCE")
@json_option
@as_of_option
@click.pass_context
def conduct_writing(
    ctx: click.Context, left: str, right: str, as_json: bool, as_of: str | None
) -> None:
    """In a case: whether two public sources write more alike than others of their language do,
    or why that cannot be said. Sources by id or name."""
    from indicia.console.writing import print_writing

    print_writing(the_case(ctx), left, right, as_json, instant(as_of))


@cli.command("weigh")
@click.argument("model", type=click.Path(path_type=Path))
def weigh_command(model: Path) -> None:
    """MODEL.json -> JSON: the assessment (docs/model.md)."""
    from indicia.weigh.plainfile import weigh_file

    try:
        content = model.read_bytes()
    except OSError as error:
        raise BadInput(f"{model}: {error.strerror}; name a model file") from error
    put([weigh_file(content).decode()])


@cli.group()
def picture() -> None:
    """Marks, matches and blurring: pixels only."""


@picture.command("marks")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def picture_marks(files: tuple[Path, ...]) -> None:
    """Pictures -> JSONL: suggested marks."""
    from indicia.picture.plainfile import marks_lines

    put(marks_lines(files))


@picture.command("match")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def picture_match(files: tuple[Path, ...]) -> None:
    """Pictures -> JSONL: pairs that show the same."""
    from indicia.picture.plainfile import match_lines

    put(match_lines(files))


@picture.command("blur")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the copies go.",
)
@dry_run_option
def picture_blur(files: tuple[Path, ...], folder: Path, dry_run: bool) -> None:
    """Pictures -> blurred copies without metadata in the folder of --to, and JSONL."""
    from indicia.picture.plainfile import blur_files

    if dry_run:
        for path in files:
            if not path.is_file():
                raise BadInput(f"{path}: is no file; name a picture that can be read")
            say(f"would write {folder / (path.stem + '-blurred.jpg')}")
        return
    put(blur_files(files, folder))
