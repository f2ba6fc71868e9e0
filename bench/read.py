"""Figures for reading a large Telegram export. Writes docs/figures/read.md.

Run ``python bench/read.py [docs/figures/read.md] [MEGABYTES]``. The export is invented from a seed
and removed afterwards. The peer is the same loop over messages with all fields extracted, over
``orjson.loads`` of the same bytes, in a child of its own with garbage collection as in real use.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

WORDS = [
    "المدينة",
    "الطريق",
    "السوق",
    "القديم",
    "بيان",
    "صادر",
    "عن",
    "كتائب",
    "حراس",
    "الوادي",
    "اليوم",
    "مساء",
    "statement",
    "market",
    "road",
    "convoy",
    "village",
    "checkpoint",
    "north",
    "river",
    "bridge",
    "school",
    "рынок",
    "дорога",
    "село",
    "мост",
    "река",
    "школа",
    "колонна",
    "заявление",
    "вечером",
]
PEER = """
import sys, orjson
from pathlib import Path
from indicia.read.telegram_json import _item
from indicia.read.reading import Context
export = orjson.loads(Path(sys.argv[1]).read_bytes())
chat = {key: export[key] for key in ("name", "type", "id")}
context, count, size = Context(), 0, 0
for index, raw in enumerate(export["messages"]):
    item = _item(chat, raw, f"/messages/{index}", context)
    count, size = count + 1, size + len(item.text)
print(count, size)
"""
OURS = """
import sys
from pathlib import Path
from indicia.read.child import ReaderProcess
from indicia.read.reading import Context
child, count, size, faults = ReaderProcess(), 0, 0, 0
for part in child.parts(Path(sys.argv[1]), Context(path="result.json")):
    count += len(part.items)
    size += sum(len(item.text) for item in part.items)
    faults += sum(fault.severity == "lost" for fault in part.faults)
child.close()
print(count, size, faults)
"""


def write_export(path: Path, megabytes: float, seed: int = 7) -> int:
    """An invented channel in the form of Telegram Desktop, of about that size; gives its messages."""
    rng = random.Random(seed)
    head = {"name": "Invented channel", "type": "public_channel", "id": 1234567890}
    with path.open("w", encoding="utf-8") as target:
        target.write(json.dumps(head, indent=1)[:-2] + ',\n "messages": [')
        number, written = 0, 0
        while written < megabytes * 1e6:
            number += 1
            written += target.write((",\n" if number > 1 else "\n") + _message(rng, number)) * 1.35
        target.write("\n ]\n}")
    return number


def _message(rng: random.Random, number: int) -> str:
    stamp = 1_600_000_000 + number * 97
    words = " ".join(rng.choices(WORDS, k=rng.randrange(5, 60)))
    text: object = words
    entities = [{"type": "plain", "text": words}]
    if number % 3 == 0:
        link = {"type": "text_link", "text": "here", "href": f"https://site.example/{number}"}
        text, entities = [words + " ", link, ""], [*entities, dict(link)]
    message: dict[str, object] = {
        "id": number, "type": "message", "date": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(stamp)),
        "date_unixtime": str(stamp), "from": "Invented channel", "from_id": "channel1234567890",
    }  # fmt: skip
    if number % 4 == 0:
        message |= {"photo": f"photos/photo_{number}.jpg", "width": 1280, "height": 720}
    if number % 5 == 0:
        message |= {"forwarded_from": "Another channel", "forwarded_from_id": "channel1987654321"}
    if number % 7 == 0:
        message["reactions"] = [{"type": "emoji", "count": number % 90, "emoji": "👍"}]
    message |= {"text": text, "text_entities": entities}
    return json.dumps(message, ensure_ascii=False, indent=1)


def timed(code: str | list[str], path: Path) -> tuple[float, float, str]:
    """(seconds of wall time, peak MB of the process and its children, what it printed)."""
    command = [sys.executable, "-c", code] if isinstance(code, str) else code
    began = time.perf_counter()
    process = subprocess.Popen([*command, str(path)], stdout=subprocess.PIPE)
    tail: list[bytes] = [b""]

    def drain() -> None:
        assert process.stdout is not None
        while block := process.stdout.read1(1 << 20):
            tail[0] = (tail[0] + block)[-200:]

    reader = threading.Thread(target=drain)
    reader.start()
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, tree_memory(process.pid))
        time.sleep(0.02)
    reader.join()
    return time.perf_counter() - began, peak, tail[0].decode("utf-8", "replace").strip()


def tree_memory(pid: int) -> float:
    """Resident MB of a process and its children together (shared pages count twice)."""
    total = 0.0
    for entry in (pid, *_children(pid)):
        try:
            for line in Path(f"/proc/{entry}/status").read_text().splitlines():
                if line.startswith("VmRSS"):
                    total += int(line.split()[1]) / 1e3
        except OSError:
            continue
    return total


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text().split()]
        except OSError:
            continue
    return found


def main() -> None:
    """Measure and write."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/figures/read.md")
    sizes = [float(argument) for argument in sys.argv[2:]] or [20.0, 200.0]
    program = str(Path(sys.executable).with_name("indicia"))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in sizes:
            path = Path(folder) / "result.json"
            messages = write_export(path, megabytes)
            size = path.stat().st_size / 1e6
            peer = timed(PEER, path)
            ours = timed(OURS, path)
            lines = timed([program, "read"], path)
            count, text, lost = ours[2].split()
            if [count, text] != peer[2].split() or int(count) != messages or int(lost):
                raise SystemExit(f"not the same: {ours[2]} / {peer[2]} of {messages}")
            rows.append(
                f"| {size:.0f} | {messages:,} | {peer[0]:.1f} | {ours[0]:.1f} | **{ours[0] / peer[0]:.2f}** | "
                f"{lines[0]:.1f} | {peer[1]:.0f} | {ours[1]:.0f} | {lines[1]:.0f} |"
            )
            print(rows[-1], file=sys.stderr)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(PAGE.format(rows="\n".join(rows), commit=_commit()), encoding="utf-8")


def _commit() -> str:
    command = ["git", "log", "-1", "--format=%cs, commit %h"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


PAGE = """# Reading a large Telegram export

`python bench/read.py docs/figures/read.md` ({commit})

An invented export in the form of Telegram Desktop, all fields extracted. Peer: the same loop over
`orjson.loads` of the same bytes in a child of its own, garbage collection as in real use. Ours:
the limited child, its answer decoded in the parent as readings; `indicia read` writes JSONL too.
Both give the same number of messages and of characters, and none is lost. Memory is the highest
resident size of the process and its child together, sampled every 20 ms.

| MB | messages | peer s | ours s | ours / peer | `indicia read` s | peer MB | ours MB | `indicia read` MB |
|---|---|---|---|---|---|---|---|---|
{rows}

Goal: ratio at most 3, memory under 300 MB at any size.
"""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
