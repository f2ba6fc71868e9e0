"""An update as a plain sequence of blocks: what mail, feeds and the newsletter have in common.

Made from the content of ``update.json`` alone, so that a feed can be made again from the folders
that were published. As text it reads in any mail program; as HTML it carries its style in each tag
and asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from markupsafe import escape

from indicia.publish.chrome import Words, words_of
from indicia.publish.drafted import said_in
from indicia.publish.figure import A_WEEK, weekly_rows
from indicia.publish.later import later_words
from indicia.publish.render import direction_in, runs
from indicia.publish.wording import percent, spread

Data = Mapping[str, Any]
BODY = "font:16px/1.6 'Noto Sans',Arial,sans-serif;color:#1b1f24;background:#fff;max-width:44rem;margin:0 auto;padding:16px"
STYLES: Mapping[str, str] = {
    "title": "font-size:24px;line-height:1.3;margin:0 0 8px",
    "heading": "font-size:19px;border-bottom:2px solid #c9d0d7;margin:28px 0 8px",
    "group": "font-size:16px;margin:16px 0 4px",
    "line": "margin:8px 0",
    "item": "margin:8px 0;padding-inline-start:12px",
    "quote": "margin:4px 0 8px;padding:4px 12px;border-inline-start:3px solid #c9d0d7",
    "note": "color:#4f5862;font-size:13px",
    "cell": "text-align:start;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid #c9d0d7",
}
TAGS = {"title": "h1", "heading": "h2", "group": "h3", "quote": "blockquote"}
_RIGHT, _LEFT, _END = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"  # fmt: skip
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Block:
    """One block; ``note`` stands smaller behind it; ``language`` is its own where it has one."""

    kind: str
    text: str = ""
    note: str = ""
    language: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def whole(data: Data) -> list[Block]:
    """Every sentence, change, judgement, table and source of an update."""
    words = words_of(data.get("language", "en"))
    blocks = [*head(data, words)]
    for part in words["titles"]:
        inside = list(_part(part, data, words))
        if inside:
            blocks += [Block("heading", words["titles"][part]), *inside]
    return blocks


def head(data: Data, words: Words) -> Iterator[Block]:
    """Question, number, time, status, who signed, and the code."""
    yield Block("title", data.get("question") or data["title"])
    status = words["status"].get(data["status"], data["status"])
    when = f"{words['as_of']} {data['as_of_utc']}"
    yield Block(
        "line", f"{data['title']} · {words['edition']} {data['number']} · {status} · {when}"
    )
    signed = data.get("byline") or words["unsigned"]
    drafted = f"; {words['drafted']}" if data.get("drafted") else ""
    yield Block("line", "", f"{words['by']} {signed}{drafted}")
    if data["checkpoint"]:
        yield Block("line", "", f"{words['checkpoint']} {data['checkpoint']}")


def part_sentences(part: str, data: Data, words: Words) -> Iterator[Block]:
    """The sentences of a part with their marks, under the headings that group them."""
    group = ""
    for sentence in data["sentences"]:
        if sentence["part"] != part:
            continue
        if sentence.get("group", "") != group:
            group = sentence["group"]
            yield Block("group", group)
        yield sentence_block(sentence, words)
        for text, by in sentence.get("translations", ()):
            yield Block("quote", text, f"{words['whole_post']}, {words['translated_by']} {by}")


def sentence_block(sentence: Data, words: Words) -> Block:
    """A sentence with its marks and its number of independent origins."""
    marks = "".join(f"[{number}]" for number in sentence["citations"])
    note = ""
    if marks:
        bases = [words["basis"].get(b, b) for b in sentence["basis"].split(", ")]
        many = "origins_one" if sentence["origins"] == 1 else "origins_many"
        count = words[many].format(n=f"{sentence['origins']:,}")
        low, high = (sentence.get(f"origins_{end}", sentence["origins"]) for end in ("low", "high"))
        if low < high:
            count += " " + words["origins_range"].format(low=f"{low:,}", high=f"{high:,}")
        note = f"{marks} {', '.join(bases)} · {count}"
    return Block("item", sentence["text"], note)


def changed(data: Data, words: Words) -> Iterator[Block]:
    """What changed since the last update."""
    for change in data["changes"]:
        kind = words["change_kinds"].get(change["kind"], change["kind"])
        text = change["words"] if change.get("link") else words["change_words"].get(change["kind"], change["words"])  # fmt: skip
        yield Block("item", f"{kind}: {text}")


def _part(part: str, data: Data, words: Words) -> Iterator[Block]:
    yield from part_sentences(part, data, words)
    if part == "changed":
        yield from changed(data, words)
    elif part == "competing":
        yield from _competing(data, words)
    elif part == "where":
        yield from _figures(("map", "timeline"), data, words)
    elif part == "spread":
        yield from _figures(("network", "spread"), data, words)
    elif part == "pictures":
        for picture in data.get("pictures", ()):
            if picture["file"]:
                yield Block("item", f"{picture['shows']}. {'; '.join(picture['facts'])}", picture["file"])  # fmt: skip
    elif part == "methods" and data.get("overrides"):
        yield Block("group", words["gate"])
        yield from (Block("item", line) for line in data["overrides"])
    elif part == "sources":
        for citation in data["citations"]:
            yield from _source(citation, words)
    elif part == "corrections":
        yield from _versions(data, words)


def _competing(data: Data, words: Words) -> Iterator[Block]:
    for comparison in data.get("comparisons", ()):
        yield Block("group", comparison["question"])
        if not comparison["judged"]:
            yield Block("line", words["not_judged"])
            continue
        head = (words["answer_column"], words["likelihood"], words["estimate"], words["interval"])
        rows = tuple(
            (
                r["text"],
                f"{words['words'].get(r['word'], r['word'])} ({r['band']})",
                r["mean"],
                r["interval"],
            )
            for r in comparison["rows"]
        )
        yield Block("table", head=head, rows=rows)
        for name, lines in (("apart", "tells_apart"), ("change", "look_next")):
            if comparison[lines]:
                yield Block("group", words[name])
                yield from (Block("item", line) for line in comparison[lines])
    if "comparisons" not in data and data["answers"]:  # an update of an earlier version
        rows = tuple(
            (a["text"], a["word"], f"{percent(a['mean'])} %", spread(a["low"], a["high"]))
            for a in data["answers"]
        )
        yield Block("table", head=("", "", "", ""), rows=rows)


def _figures(names: Iterable[str], data: Data, words: Words) -> Iterator[Block]:
    for name in names:
        figure = (data.get("figures") or {}).get(name)
        if figure:
            yield Block("group", words["figures"].get(name, figure["title"]))
            yield Block("line", "", figure["caption"])
            head = tuple(figure["head"])
            rows = tuple(tuple(row) for row in figure["rows"])
            if weeks := weekly_rows(rows):
                head, rows = (said_in(A_WEEK, data.get("language", "en")), *head[1:]), weeks
            yield Block("table", head=head, rows=rows)


def _source(citation: Data, words: Words) -> Iterator[Block]:
    number = f"[{citation['number']}]"
    if citation["kind"] == "test":
        yield Block("item", f"{number} {citation['wording']}")
        return
    facts = (
        citation["source"],
        " ".join(filter(None, (citation["platform"], citation["address"]))),
        f"{words['posted']} {citation['posted']}" if citation["posted"] else "",
        f"{words['captured']} {citation['captured']}" if citation["captured"] else "",
        f"{words['original']} {citation['original'][:12]}" if citation["original"] else "",
    )
    yield Block("line", number, " · ".join(filter(None, facts)))
    for later in citation.get("later", ()):
        yield Block("line", later_words(later, words))
    yield Block("quote", citation["quote"], language=citation["language"] or "und")
    if citation["translation"]:
        by = f"{words['translated_by']} {citation['translator']}"
        yield Block("quote", citation["translation"], by)


def _versions(data: Data, words: Words) -> Iterator[Block]:
    known = words["earlier"] if data.get("versions") else words["no_earlier"]
    yield Block("line", f"{words['this_version'].format(n=data['number'], v=data['version'])} {known}")  # fmt: skip
    for notice in data.get("notices", ()):
        if notice["by"] == data["number"]:
            said = words["notices"][notice["kind"]].format(n=notice["number"])
            yield Block("item", f"{said} {notice['reason']}")
    for version in data.get("versions", ()):
        status = words["status"].get(version["status"], version["status"])
        yield Block(
            "item",
            f"{words['edition']} {version['number']} · {status} · {version['as_of_utc']}",
            version["checkpoint"],
        )
        for notice in data.get("notices", ()):
            if notice["number"] == version["number"]:
                said = words["notices_of"][notice["kind"]].format(n=notice["by"])
                yield Block("quote", f"{said}: {notice['reason']}")


def as_html(blocks: Sequence[Block], language: str) -> str:
    """Blocks as a fragment of HTML: style in each tag, language and direction of each run."""
    parts = [_html(block, language) for block in blocks]
    return "\n".join(parts)


def _html(block: Block, language: str) -> str:
    if block.kind == "table":
        return _html_table(block, language)
    own = block.language or language
    tag = TAGS.get(block.kind, "p")
    said = f' lang="{escape(own)}" dir="{direction_in(own)}"' if block.language else ""
    note = f' <span style="{STYLES["note"]}">{runs(block.note, language)}</span>'
    inside = f"{runs(block.text, own)}{note if block.note else ''}"
    bullet = "• " if block.kind == "item" else ""
    return f'<{tag}{said} style="{STYLES[block.kind]}">{bullet}{inside.strip()}</{tag}>'


def _html_table(block: Block, language: str) -> str:
    def line(cells: Iterable[str], tag: str) -> str:
        made = (f'<{tag} style="{STYLES["cell"]}">{runs(c, language)}</{tag}>' for c in cells)
        return f"<tr>{''.join(made)}</tr>"

    top = line(block.head, 'th scope="col"').replace('</th scope="col">', "</th>")
    rows = "".join(line(row, "td") for row in block.rows)
    return f'<table style="border-collapse:collapse;font-size:14px">{top}{rows}</table>'


def as_text(blocks: Sequence[Block], language: str) -> str:
    """Blocks as plain text; a run of the other direction stands between marks that isolate it."""
    lines: list[str] = []
    for block in blocks:
        text, note = _plain(block.text, block.language or language), _plain(block.note, language)
        if block.kind in ("title", "heading"):
            line = "=" if block.kind == "title" else "-"
            lines += ["", text, line * min(len(text), 60), ""]
        elif block.kind == "table":
            lines += [_plain(" | ".join(filter(None, r)), language) for r in (block.head, *block.rows)]  # fmt: skip
        elif block.kind == "quote":
            lines += [f"  > {line}" for line in (text + (f" ({note})" if note else "")).split("\n")]
        else:
            bullet = "- " if block.kind == "item" else ""
            line = f"{bullet}{text}{' ' if text and note else ''}{note}"
            lines += [line] if block.kind == "item" else ["", line, ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _plain(text: str, language: str) -> str:
    marked = str(runs(text, language))
    for direction, mark in (("rtl", _RIGHT), ("ltr", _LEFT)):
        marked = re.sub(rf'<bdi [^>]*dir="{direction}">', mark, marked)
    return unescape(_TAG.sub("", marked.replace("</bdi>", _END)))
