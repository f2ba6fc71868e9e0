"""The engine ray beside the local one on the same posts: seconds, and whether the links are equal.

``python bench/engine.py [COUNT]``: invented messages, 20,000 by default. Each engine runs in a
process of its own; ray starts alone on the loopback network. Processor seconds count Ray's
processes too.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from datetime import datetime

import orjson
import pyarrow as pa

from indicia.engine import corpus_engine
from indicia.trace.copies import find_copies
from indicia.trace.post import Post, table_of_posts
from messages import messages
from peak import processor_seconds

ENGINES = ("local", "ray")


def posts(count: int) -> pa.Table:
    """Invented messages as posts."""
    return table_of_posts(
        Post(
            f"{row['channel_id']}/{row['message_id']}",
            str(row["channel_id"]),
            int(datetime.fromisoformat(row["date"]).timestamp() * 1e6),
            row["text"],
        )
        for row in messages(count, 7)
    )


def one(engine: str, count: int) -> None:
    """Run one engine; print its seconds and the hash of its links as JSON."""
    items = posts(count)
    began = time.monotonic(), processor_seconds()
    corpus_engine(engine).daft()
    ready = time.monotonic(), processor_seconds()
    found = find_copies(items, engine=engine)
    ended = time.monotonic(), processor_seconds()
    digest = hashlib.sha256(orjson.dumps(found.to_pylist())).hexdigest()
    times = [ready[0] - began[0], ended[0] - ready[0], ended[1] - ready[1]]
    print(orjson.dumps([*times, found.num_rows, digest]).decode())


def main() -> int:
    """One engine with ``--one``, else both and the table; gives 1 where the links differ."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        one(arguments[1], int(arguments[2]))
        return 0
    count = arguments[0] if arguments else "20000"
    print("| engine | start, s | copies, s | copies, processor s | links |\n|---|---|---|---|---|")
    digests = set()
    for engine in ENGINES:
        command = [sys.executable, __file__, "--one", engine, count]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        start, seconds, spent, links, digest = orjson.loads(done.stdout.splitlines()[-1])
        digests.add(digest)
        print(f"| {engine} | {start:.1f} | {seconds:.1f} | {spent:.1f} | {links:,} |", flush=True)
    print(f"\nlinks equal, byte for byte: {'yes' if len(digests) == 1 else 'NO'}")
    return 0 if len(digests) == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
