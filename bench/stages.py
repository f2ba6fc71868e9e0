"""Time and peak memory of each stage, on real messages and on the demonstration.

``python bench/stages.py [FOLDER]``: FOLDER is ``telegram-news`` of the real material.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from indicia.case import Case
from indicia.demo.build import build_demo
from indicia.demo.case_files import case_files
from measured import Measure, add, measured_run, plain_case

NEWS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "telegram-news"
MAPPING = """
[column_mappings.telegram_news]
text = "text"
id = "message_id"
source_id = "sender_id"
source = "channel"
date = "date"
"""


def table(found: list[Measure]) -> str:
    """Markdown: a row a stage, with its share of the whole."""
    whole, spent = sum(m.seconds for m in found), sum(m.processor for m in found)
    lines = [
        "| stage | seconds | processor s | share | peak MiB | rows |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {m.stage} | {m.seconds:.1f} | {m.processor:.1f} | {m.processor / spent:.0%} | "
        f"{m.peak:.0f} | {m.rows} |"
        for m in found
    ]
    lines.append(f"| **all** | {whole:.1f} | {spent:.1f} | | {max(m.peak for m in found):.0f} | |")
    return "\n".join(lines)


def main() -> None:
    """Print both tables; where the real material is absent, say so."""
    news = Path(sys.argv[1]) if len(sys.argv) > 1 else NEWS
    with tempfile.TemporaryDirectory() as scratch:
        if news.is_dir():
            case = plain_case(Path(scratch) / "news", "News", MAPPING)
            add(case, news)
            print(f"## {news.name}\n\n{table(measured_run(case))}\n", flush=True)
        else:
            print(f"{news} is not here: the real messages are not measured")
        build_demo(Path(scratch) / "demo")
        case = Case.create(Path(scratch) / "demo-case", case_files())
        add(case, Path(scratch) / "demo" / "material")
        print(f"## demonstration\n\n{table(measured_run(case))}", flush=True)


if __name__ == "__main__":
    main()
