"""What was published, as one folder for a web server or an archive: redacted, with its proofs.

Nothing but what the gate let through is in it: the updates as they stand, byte for byte, the feeds,
the log's checkpoints and public keys, and an index. Before an update is copied it is verified, and
held against the redactions of today: one that shows words which were withheld after it was
published is left out and named, because a signed page cannot be mended. Withdraw or correct it.
"""

from __future__ import annotations

import hashlib
import html
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from indicia.case import Case
from indicia.custody.keys import key_id, public_key_of
from indicia.errors import CustodyError, UsageError
from indicia.publish.change import earlier_updates
from indicia.publish.correction import WITHDRAWS, notices_of
from indicia.publish.render import direction_in
from indicia.publish.series import FEEDS
from indicia.publish.update import view_of
from indicia.publish.verify import Check
from indicia.text.fold import fold_key
from indicia.text.script import visible_controls

READ = (".html", ".json", ".geojson", ".csv", ".md", ".eml", ".txt")
SUMS = "SHA256SUMS"
_TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class PublicExport:
    """What was written, and what was left out with the reason."""

    folder: Path
    updates: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    feeds: bool = True
    """Whether the feeds are in it: they hold the text of every update that stands."""


def write_public(case: Case, folder: Path) -> PublicExport:
    """Write the published updates of a case into the new or empty ``folder``.

    Raises:
        UsageError: nothing was published, or the folder holds something.
        CustodyError: an update does not verify; damage is not passed on.
    """
    published = earlier_updates(case.root / "updates")
    if not published:
        raise UsageError("export --to public: nothing was published yet; make an `indicia update`")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: is not an empty folder; name a new one")
    withheld = view_of(case, None).withheld_words
    withdrawn = {n.folder for n in notices_of(published) if n.kind == WITHDRAWS}
    made = PublicExport(folder)
    shown: list[Mapping[str, Any]] = []
    for update in published:
        name = update["folder"]
        source = case.root / "updates" / name
        if faults := Check.faults_of(str(source)):
            where, what = faults[0]
            raise CustodyError(
                f"updates/{name}/{where}: {what}; bring the update back from a copy of the case, "
                "run `indicia verify`, and export again"
            )
        if name in withdrawn:
            made.left_out.append((name, "it was withdrawn; its notice is in the export"))
        elif words := _shows(source, withheld):
            made.left_out.append((name, f"it shows what was withheld since ({words})"))
        else:
            shutil.copytree(source, folder / "updates" / name)
            made.updates.append(name)
            shown.append(update)
    _copy_proofs(case, folder)
    kept = [name for name, _ in made.left_out if name not in withdrawn]
    made.feeds = not kept
    if made.feeds:
        _copy_feeds(case.root / "updates", folder / "updates")
    folder.mkdir(parents=True, exist_ok=True)
    title = case.settings_at(None).settings.title
    (folder / "index.html").write_text(_index(title, shown, made), encoding="utf-8")
    _write_sums(folder)
    return made


def _shows(update: Path, withheld: Mapping[str, str]) -> str:
    """What an update shows of that which is withheld now: ids, never the words."""
    if not withheld:
        return ""
    found: set[str] = set()
    for path in sorted(update.rglob("*")):
        if path.suffix not in READ or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        plain = fold_key(html.unescape(_TAG.sub(" ", text)))
        found |= {about for words, about in withheld.items() if fold_key(words) in plain}
    return ", ".join(sorted(found))


def _copy_proofs(case: Case, folder: Path) -> None:
    """The log's checkpoints, and the public keys that signed them."""
    (folder / "checkpoints").mkdir(parents=True)
    for path in sorted((case.root / "log" / "checkpoints").glob("*.txt")):
        shutil.copyfile(path, folder / "checkpoints" / path.name)
    keys = {}
    for event in case.log.events(None):
        held = public_key_of(event)
        if held is not None:
            state = "retired" if event.action == "key.retire" else "in force"
            keys[key_id(held[1])] = {"name": held[0], "ed25519": held[1].hex(), "state": state}
    content = orjson.dumps(keys, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    (folder / "keys.json").write_bytes(content + b"\n")


def _copy_feeds(updates: Path, target: Path) -> None:
    for name in FEEDS:
        if (updates / name).is_file():
            shutil.copyfile(updates / name, target / name)


def _index(title: str, shown: Sequence[Mapping[str, Any]], made: PublicExport) -> str:
    """A page that leads to each update, newest first; no script, nothing from outside."""
    rows = "".join(_row(update) for update in reversed(shown))
    missing = "".join(
        f"<li><code>{html.escape(name)}</code>: left out</li>" for name, _ in made.left_out
    )
    gone = f"<h2>Not here</h2><ul>{missing}</ul>" if missing else ""
    name = html.escape(visible_controls(title))
    return (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        'style-src \'unsafe-inline\'"><meta name="color-scheme" content="light dark">'
        f"<title>{name}</title><style>body{{font:1rem/1.6 sans-serif;max-width:48rem;"
        "margin:2rem auto;padding:0 1rem}li{margin:.6rem 0}code{font-size:.85em}</style></head>"
        f"<body><main><h1>{name}</h1><ol reversed>{rows}</ol>{gone}<h2>How to check</h2>"
        "<p>Each update carries its own verifier, which needs nothing but Python: "
        "<code>python3 -I updates/DATE/verify.py</code>. The files of this folder are listed in "
        f"<code>{SUMS}</code>.</p></main></body></html>\n"
    )


def _row(update: Mapping[str, Any]) -> str:
    language = html.escape(str(update.get("language", "en")))
    question = html.escape(visible_controls(str(update.get("question") or update["title"])))
    folder = html.escape(str(update["folder"]))
    return (
        f'<li value="{int(update["number"])}"><a href="updates/{folder}/index.html">'
        f'<bdi lang="{language}" dir="{direction_in(language)}">{question}</bdi></a> '
        f"({html.escape(str(update['as_of_utc']))}; {html.escape(str(update['status']))}) "
        f"<code>{html.escape(str(update['checkpoint']))}</code></li>"
    )


def _write_sums(folder: Path) -> None:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def public_lines(made: PublicExport) -> Iterator[str]:
    """What to say of an export."""
    count = len(made.updates)
    yield f"wrote {count} {'update' if count == 1 else 'updates'} to {made.folder}"
    for name, reason in made.left_out:
        yield f"  left out {name}: {reason}"
    if not made.feeds:
        yield "  the feeds are left out too: they hold the text of every update"
    yield f"check:   python3 -I {made.folder}/updates/{(made.updates or ['DATE'])[-1]}/verify.py"
