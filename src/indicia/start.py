"""Beginning: a new case, and material added to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit

import click

from indicia.case import Case
from indicia.errors import UsageError
from indicia.lexicon import Lexicon, parse_lexicon

PLAIN_CASE = """\
# What this case is about. Every key is explained in docs/settings.md.
title = "{title}"
time_zone = "UTC"
languages = ["ar", "en", "he", "ru", "fa", "tr"]

# The area that the case follows:
# [area]
# name = "..."
# lat = 0.0
# lon = 0.0
# radius_km = 50.0

# A question with rival answers ("something else" is always added):
# [[questions]]
# id = "who"
# text = "Who is behind the group?"
#   [[questions.answers]]
#   id = "local"
#   text = "A local group that nobody outside backs"
#   [[questions.answers]]
#   id = "backed"
#   text = "A local group that is backed from outside"
"""
PLAIN_LEXICON = "entity,kind,name,source,role,parent,valid_from,valid_to,gate,protected\n"


def templates() -> list[str]:
    """Names of the templates that this version has."""
    folder = files("indicia").joinpath("templates")
    return (
        sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
        if folder.is_dir()
        else []
    )


def template_files(name: str) -> dict[str, bytes]:
    """The files of a template by their path in the case. Raises ``UsageError``."""
    if name not in templates():
        raise UsageError(f"--template {name}: no such template; there are {', '.join(templates())}")
    found: dict[str, bytes] = {}
    _gather(files("indicia").joinpath("templates", name), "", found)
    return found


def _gather(folder: Traversable, prefix: str, found: dict[str, bytes]) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            _gather(entry, f"{prefix}{entry.name}/", found)
        elif entry.name.endswith((".toml", ".csv", ".md", ".geojson")):
            found[prefix + entry.name] = entry.read_bytes()


def new_case(
    directory: Path, template: str | None, title: str | None, actor: str | None, dry_run: bool
) -> Iterator[str]:
    """Make a case and say what was made, the checkpoint's code, and what comes next.

    Raises:
        UsageError: no such template, or the folder is not empty.
    """
    if template is None:
        name = (title or directory.resolve().name).replace('"', "'")
        contents = {
            "case.toml": PLAIN_CASE.format(title=name).encode(),
            "lexicon/names.csv": PLAIN_LEXICON.encode(),
        }
    else:
        contents = template_files(template)
    if dry_run:
        yield f"would make a case in {directory} with {', '.join(sorted(contents))}"
        return
    case = Case.create(directory, contents, actor)
    code = first_checkpoint(case)
    yield f"made a case in {directory}"
    yield f"checkpoint {code}: keep this code outside the folder; it proves later what the log was"
    yield f"next: cd {directory} && indicia add PATH && indicia run && indicia update"


def first_checkpoint(case: Case) -> str:
    """Enter the user's key into the log and sign the first checkpoint; gives its short code."""
    from indicia.checkpoint import sign_checkpoint

    return sign_checkpoint(case).code


def add_sources(case: Case, sources: Sequence[str], yes: bool, dry_run: bool) -> Iterator[str]:
    """Add paths and pages, and say what came in.

    Raises:
        UsageError: a path does not exist, or a first contact was not confirmed.
        SourceUnreachable: a page could not be fetched.
    """
    pages = [source for source in sources if source.startswith(("http://", "https://"))]
    paths = [Path(source).expanduser() for source in sources if source not in pages]
    if dry_run:
        yield f"would add {len(paths)} paths and {len(pages)} pages"
        return
    if paths:
        yield from _add_paths(case, paths)
    for url in pages:
        yield _add_page(case, url, yes)


def _add_paths(case: Case, paths: list[Path]) -> Iterator[str]:
    from indicia.collect.folder import add_paths
    from indicia.show import file_bar

    with file_bar() as advance:
        collected = add_paths(case, paths, advance)
    total = collected.new + collected.known
    yield (
        f"added {total} files ({collected.size / 1e6:,.1f} MB): {collected.new} new originals, "
        f"{collected.known} already held"
    )
    for verdict, count in sorted(collected.verdicts.items()):
        if verdict != "content":
            yield f"  {count} of them hold no content ({verdict}); they are kept and marked"
    for name, reason in collected.left_out:
        yield f"  left out {name}: {reason}"
    if total:
        yield "next: indicia run"


def _add_page(case: Case, url: str, yes: bool) -> str:
    from indicia.collect.page import add_page

    host = urlsplit(url).hostname or url
    known = {
        urlsplit(event.line.get("url_requested") or "").hostname
        for event in case.log.events(None)
        if event.line["action"] in ("collect", "collect.fail")
    }
    if (
        host not in known
        and not yes
        and not click.confirm(
            f"First contact with {host}: it will see this machine's address. Go on?", err=True
        )
    ):
        raise UsageError(f"{host}: not confirmed, nothing was fetched; --yes confirms")
    sha256, verdict = add_page(case, url)
    return f"added {host}: {verdict.name} ({verdict.rule}), original {sha256[:12]}"


def lexicon_from(path: Path | None) -> Lexicon | None:
    """The lexicon of a CSV file or a folder of them; ``None`` for no path.

    Raises ``UsageError`` or ``SettingsError``.
    """
    if path is None:
        return None
    found = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    try:
        return parse_lexicon({f.name: f.read_bytes() for f in found})
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; name a lexicon file or folder") from error
