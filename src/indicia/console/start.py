"""Beginning: a new case, and material added to it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit

import click

from indicia.case import Case
from indicia.console.prefix import short
from indicia.count import counted
from indicia.errors import UsageError
from indicia.lexicon import Lexicon, parse_lexicon
from indicia.nearest import did_you_mean
from indicia.secret import secret_in, without_secrets

MOST_LEFT_OUT = 20
OWN_PARTS = ("case.toml", "lexicon", "objects", "log", "derived", "updates")

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
        near = did_you_mean(name, templates())
        known = ", ".join(templates())
        raise UsageError(f"--template {name}: no such template{near}; there are {known}")
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
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(f"{directory}: is there already and not empty; name a new folder")
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
    yield f"say what the case is about in {directory}/case.toml (its comments explain each key)"
    yield f"next: cd {directory} && indicia add PATH && indicia run"


def first_checkpoint(case: Case) -> str:
    """Enter the user's key into the log and sign the first checkpoint; gives its short code."""
    from indicia.checkpoint import sign_checkpoint

    return sign_checkpoint(case).code


def add_sources(case: Case, sources: Sequence[str], yes: bool, dry_run: bool) -> Iterator[str]:
    """Add paths and pages, and say what came in.

    Raises:
        UsageError: a path does not exist, an address holds a secret, or a first contact was not
            confirmed.
        SourceUnreachable: a page could not be fetched.
    """
    pages = [source for source in sources if re.match(r"[a-z][a-z0-9+.-]*://", source, re.I)]
    paths = [Path(source).expanduser() for source in sources if source not in pages]
    for url in pages:
        _check_address(url)
    for path in paths:
        _check_path(case, path)
    if dry_run:
        yield from _would_add(paths, pages)
        return
    if paths:
        yield from _add_paths(case, paths)
    for url in pages:
        yield _add_page(case, url, yes)
    if pages:
        yield "next: indicia run"


def _check_address(url: str) -> None:
    """Refuse an address before anything keeps it."""
    if (secret := secret_in(url)) is not None:
        raise UsageError(
            f"{without_secrets(url)}: holds {secret}; the log would keep it for ever. Take it out, "
            "or save the page in a browser and add the file"
        )
    if not url.casefold().startswith(("http://", "https://")):
        scheme = url.partition(":")[0]
        raise UsageError(f"{scheme}: only http and https addresses, files and folders can be added")


def _check_path(case: Case, path: Path) -> None:
    if not path.exists():
        near = did_you_mean(path.name, _names_beside(path))
        raise UsageError(f"{path}: does not exist{near or '; check the spelling'}")
    home, full = case.root.resolve(), path.resolve()
    inside = full.relative_to(home).parts if full.is_relative_to(home) else None
    if full in (home, *home.parents) or (inside and inside[0] in OWN_PARTS):
        raise UsageError(
            f"{path}: is part of the case itself; name a file or folder of material outside it"
        )


def _names_beside(path: Path) -> list[str]:
    try:
        return [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return []


def _would_add(paths: list[Path], pages: list[str]) -> Iterator[str]:
    from indicia.collect.folder import files_below

    for path in paths:
        found = files_below(path)
        size = sum(file.stat().st_size for file in found)
        yield f"would add {path}: {counted(len(found), 'file')}, {megabytes(size)}"
    for url in pages:
        yield f"would fetch {url} (nothing was fetched now)"


def _add_paths(case: Case, paths: list[Path]) -> Iterator[str]:
    from indicia.collect.folder import add_paths
    from indicia.console.progress import file_bar

    with file_bar() as advance:
        collected = add_paths(case, paths, advance)
    total = collected.new + collected.known
    if total:
        held = f", {collected.known:,} already held" if collected.known else ""
        yield (
            f"added {counted(total, 'file')} ({megabytes(collected.size)}): "
            f"{counted(collected.new, 'new original')}{held}"
        )
    for verdict, count in sorted(collected.verdicts.items()):
        if verdict != "content":
            have = "holds" if count == 1 else "hold"
            yield f"  {counted(count, 'file')} {have} no content ({verdict}); kept and marked"
    for name, reason in collected.left_out[:MOST_LEFT_OUT]:
        yield f"  left out {name}: {reason}"
    if len(collected.left_out) > MOST_LEFT_OUT:
        yield f"  and {len(collected.left_out) - MOST_LEFT_OUT:,} more were left out"
    if total:
        yield "next: indicia run"
    else:
        yield "nothing was added: there is no file to read there"


def _add_page(case: Case, url: str, yes: bool) -> str:
    from indicia.collect.page import add_page

    host = urlsplit(url).hostname or url
    known = {
        urlsplit(event.line.get("url_requested") or "").hostname
        for event in case.log.events(None)
        if event.line["action"] in ("collect", "collect.fail")
    }
    if host not in known and not yes and not _confirmed(host):
        raise UsageError(f"{host}: not confirmed, nothing was fetched; --yes confirms")
    sha256, verdict = add_page(case, url)
    return f"added {host}: {verdict.name} ({verdict.rule}), original {short(sha256)}"


def _confirmed(host: str) -> bool:
    """Ask before the first contact; where nobody can answer, the answer is no."""
    if not sys.stdin.isatty():
        return False
    question = f"First contact with {host}: it will see this machine's address. Go on?"
    return click.confirm(question, err=True)


def megabytes(size: int) -> str:
    """A size in the unit that a person reads: bytes, kB or MB (decimal)."""
    if size < 1000:
        return counted(size, "byte")
    return f"{size / 1e3:,.0f} kB" if size < 1e6 else f"{size / 1e6:,.1f} MB"


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
