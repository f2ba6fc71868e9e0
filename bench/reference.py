"""How much of the reference document is found: with the template's lexicon, and with none.

Run ``python bench/reference.py [docs/figures/reference.md]``. The document is read from beside the
project (``../shared/reference``, or INDICIA_SHARED); the list of what it holds was written by hand
(``tests/reference/expected_document.tsv``).
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from reference_score import found_in, load_expected, misses, read_in_case, table  # noqa: E402

CASES = {"template": "al-bukamal", "empty lexicon": None}


def main(arguments: list[str]) -> int:
    """Print the table, and what was missed; write it to the file that is named."""
    shared = Path(os.environ.get("INDICIA_SHARED", ROOT.parent / "shared"))
    documents = sorted((shared / "reference").glob("*.txt"))
    if not documents:
        print(f"no reference document in {shared}/reference; set INDICIA_SHARED", file=sys.stderr)
        return 4
    expected = load_expected()
    columns = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("INDICIA_CONFIG", f"{folder}/config")
        for name, template in CASES.items():
            columns[name] = found_in(read_in_case(Path(folder) / name, documents, template))
    lines = [table(columns, expected), ""]
    for name, found in columns.items():
        for wanted in misses(found, expected):
            lines.append(f"- missed, {name}: {wanted.label} ({wanted.group}, at {wanted.start})")
    text = "\n".join(lines)
    print(text)
    for target in arguments:
        path = Path(target)
        old = path.read_text("utf-8") if path.exists() else "<!-- table -->\n"
        head = old.split("<!-- table -->")[0]
        path.write_text(f"{head}<!-- table -->\n\n{text.strip()}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
