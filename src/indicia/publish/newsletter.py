"""The newsletter file set: a short version and the whole, to be pasted into what sends letters.

``newsletter/short.html`` and ``short.txt`` hold the answer, what changed, and the three things that
most independent origins carry; ``letter.html`` and ``letter.txt`` hold everything. Styles stand in
the tags, pictures beside the files, and the link to the update is the address of ``case.toml`` or a
word to replace.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from markupsafe import escape

from indicia.publish.chrome import Words, words_of
from indicia.publish.outline import (
    BODY,
    Block,
    as_html,
    as_text,
    changed,
    head,
    part_sentences,
    sentence_block,
    whole,
)
from indicia.publish.render import clean, direction_in

FOLDER = "newsletter"
LINK = "LINK-TO-THE-UPDATE"
"""Stands where the update's address goes, when the case names none."""
MOST_KNOWN = 3


def newsletter_files(data: Mapping[str, Any], link: str = "") -> dict[str, bytes]:
    """The files by path; pictures are copied beside them by the caller (:func:`pictures`)."""
    language = data.get("language", "en")
    short = [*short_version(data, words_of(language)), Block("line", link or LINK)]
    letter = [*whole(data), Block("line", link or LINK)]
    shown = "".join(_picture(picture) for picture in data.get("pictures", ()) if picture["file"])
    files = {}
    for name, blocks, more in (("short", short, ""), ("letter", letter, shown)):
        files[f"{FOLDER}/{name}.txt"] = as_text(blocks, language).encode()
        files[f"{FOLDER}/{name}.html"] = _page(
            as_html(blocks, language) + more, data, language
        ).encode()
    return files


def pictures(data: Mapping[str, Any]) -> dict[str, str]:
    """Path in the newsletter's folder -> path in the update, of each picture that is shown."""
    files = [picture["file"] for picture in data.get("pictures", ()) if picture["file"]]
    return {f"{FOLDER}/pictures/{PurePosixPath(name).name}": name for name in files}


def short_version(data: Mapping[str, Any], words: Words) -> list[Block]:
    """The answer, what changed, and the three best carried sentences of what is known."""
    blocks = [*head(data, words), Block("heading", words["titles"]["answer"])]
    blocks += part_sentences("answer", data, words)
    blocks += [Block("heading", words["titles"]["changed"]), *changed(data, words)]
    known = [s for s in data["sentences"] if s["part"] == "known"]
    best = sorted(known, key=lambda s: -s["origins"])[:MOST_KNOWN]
    if best:
        blocks.append(Block("heading", words["titles"]["known"]))
        blocks += [sentence_block(s, words) for s in known if s in best]
    return blocks


def _picture(picture: Mapping[str, Any]) -> str:
    name = PurePosixPath(picture["file"]).name
    return (
        f'\n<p><img src="pictures/{escape(name)}" alt="{escape(clean(picture["shows"]))}" '
        'style="max-width:100%;height:auto"></p>'
    )


def _page(inside: str, data: Mapping[str, Any], language: str) -> str:
    direction = direction_in(language)
    title = escape(clean(data.get("question") or data["title"]))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f'<title>{title}</title></head>\n<body style="margin:0"><main style="{BODY}">\n{inside}\n'
        "</main></body></html>\n"
    )
