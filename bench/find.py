"""How fast texts are read for mentions, statements and place phrases, and how that grows.

Run ``python bench/find.py``. Real messages come from beside the project
(``../shared/data/telegram-news``, or INDICIA_SHARED); long texts are made of invented sentences.
The peer of each figure is what reading cannot do without: folding the same text.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from indicia.console.start import template_files
from indicia.find.lexicon_match import CompiledLexicon
from indicia.find.stage import Unit, read_unit
from indicia.lexicon import Lexicon, parse_lexicon
from indicia.text.fold import fold

SENTENCES = (
    "Residents said the Dawn Brigade seized the mill near the old market in Tell Qamar. ",
    "قال شهود عيان إن لواء الفجر صادر المطحنة قرب السوق القديم. ",
    "Жители сообщили, что полк Буря захватил мельницу у старого рынка. ",
    "תושבים אמרו כי הגדוד החרים את הטחנה ליד השוק הישן. ",
)
POSTED = datetime(2024, 1, 1, tzinfo=UTC)


def seconds_of(work: Callable[[str], object], texts: Iterable[str]) -> float:
    """Processor seconds for all texts."""
    begin = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - begin


def main() -> int:
    """Print both tables."""
    root = Path(__file__).resolve().parent.parent
    shared = Path(os.environ.get("INDICIA_SHARED", root.parent / "shared"))
    files = template_files("al-bukamal")
    names = {Path(n).name: c for n, c in files.items() if n.startswith("lexicon/")}
    lexica = {"no lexicon": CompiledLexicon(Lexicon())}
    lexica["template's lexicon"] = CompiledLexicon(parse_lexicon(names))

    def reader(lexicon: CompiledLexicon) -> Callable[[str], object]:
        return lambda text: read_unit(Unit("k", "i", "r", "2024-01", POSTED), text, lexicon, UTC)

    seconds_of(reader(lexica["no lexicon"]), SENTENCES)
    messages = [
        message["text"]
        for path in sorted(shared.glob("data/telegram-news/*.json"))
        for message in json.loads(path.read_text("utf-8"))
        if message["text"]
    ]
    if messages:
        folding = seconds_of(fold, messages)
        print(f"{len(messages)} messages, {sum(map(len, messages))} characters\n")
        print("| case | messages a second | times folding alone |\n|---|---|---|")
        for name, lexicon in lexica.items():
            took = seconds_of(reader(lexicon), messages)
            print(f"| {name} | {len(messages) / took:.0f} | {took / folding:.1f} |")
    else:
        print(f"no messages in {shared}/data/telegram-news; set INDICIA_SHARED", file=sys.stderr)
    print("\n| one text of | seconds | microseconds a character |\n|---|---|---|")
    for size in (10_000, 100_000, 1_000_000):
        text = ("".join(SENTENCES) * (size // 200))[:size]
        took = seconds_of(reader(lexica["no lexicon"]), [text])
        print(f"| {size:,} characters | {took:.2f} | {took / size * 1e6:.1f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
