"""The PDF edition beside a browser's print of the same page: time, pages, bytes, tags.

    python bench/editions.py [CITATIONS ...]

Both print the same invented update in English, Arabic, Hebrew and Russian, in the same run.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "publish"))
from page_world import assembled, small_view

from indicia.publish.pdf import render_pdf
from indicia.publish.render import page_files, render_page

CHROMIUM = "/usr/bin/chromium"
RUSSIAN = "Мы живём в выдуманной долине"


def update_of(citations: int) -> Any:
    """An update with so many citations, each with its quote."""
    view = small_view()
    texts = [view.tables["renditions"][n]["text"] for n in range(3)]
    lines = []
    for number in range(1000, 1000 + citations):
        first = number % 3
        text = RUSSIAN if number % 4 == 3 else texts[first]
        ids = {"source": f"s-{first + 1}", "item": f"i-{number}", "rendition": f"r-{number}",
               "post_version": f"v-{number:012d}", "statement": f"t-{number:012d}",
               "original": f"{number:064x}", "origin": f"o-{number}"}  # fmt: skip
        for table, rows in view.tables.items():
            if table != "sources":
                row = rows[first]
                made = {**row, **{key: value for key, value in ids.items() if key in row}}
                if table == "renditions":
                    made |= {"text": text, "language": "ru" if text == RUSSIAN else row["language"]}
                if table == "statements":
                    made["end"] = len(text)
                rows.append(made)
        lines.append(f"- A channel says: “{text}”. [@t-{number:012d}]")
    return assembled(view, "# What is known\n" + "\n".join(lines)).update


def languages_of(content: bytes) -> Counter[str]:
    """Tags that say a language, by language."""
    found: Counter[str] = Counter()
    with pikepdf.open(BytesIO(content)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and "/Lang" in item:
                found[str(item.Lang).lower()[:2]] += 1
    return found


def pages_of(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


def browser_pdf(folder: Path) -> bytes:
    """The page as Chromium prints it."""
    target = folder / "browser.pdf"
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
               f"--print-to-pdf={target}", (folder / "index.html").as_uri()]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return target.read_bytes()


def row(size: int, by: str, make: Callable[[], bytes]) -> None:
    """Make a PDF twice and print what it is."""
    start = time.perf_counter()
    first = make()
    seconds = time.perf_counter() - start
    time.sleep(1.1)  # a clock in the file would show
    same = "yes" if make() == first else "no"
    tags = ", ".join(f"{k} {v}" for k, v in sorted(languages_of(first).items())) or "none"
    kilobytes = len(first) / 1000
    print(
        f"| {size} | {by} | {seconds:.1f} | {pages_of(first)} | {kilobytes:.0f} | {same} | {tags} |",
        flush=True,
    )


def main(sizes: list[int]) -> None:
    """One row for ours and one for the browser's, at each size."""
    print("| citations | by | seconds | pages | KB | same bytes twice | tags with a language |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        update = update_of(size)
        with TemporaryDirectory() as name:
            folder = Path(name)
            files = {**page_files(), "index.html": render_page(update).encode()}
            for path, content in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content)
            row(size, "ours", partial(render_pdf, update, folder))
            row(size, "Chromium", partial(browser_pdf, folder))


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [40, 200])
