"""Every view of the desk at 100,000 items: server time at the 95th per cent, and the first paint.

``python bench/desk.py [COUNT] [FOLDER]``: the demonstration with COUNT invented messages more
(100,000 by default), of which each twentieth names a group and a place of the demonstration. FOLDER
keeps the case for another time; without it everything is made anew and thrown away. Server time is
from the request to the last byte over loopback, so it holds the network stack too; the first visit
of a view, in which tables are opened, is shown apart. First paint is Chromium's own, on a page
opened anew. Ends with 1 where a view is over the goal.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from indicia.case import Case
from indicia.demo.show import run_demo
from indicia.desk.guard import COOKIE
from indicia.desk.pages import PAGES
from indicia.desk.server import make_desk
from measured import add, measured_run
from messages import FILE, messages

ASKED = 40
GOAL_SERVER = 0.2
GOAL_PAINT = 1.0
CHROMIUM = Path("/usr/bin/chromium")
NAMED = (
    "Sons of Tell Qamar seen near Tell Qamar.",
    "أبناء تل قمر قرب تل قمر.",
    "Falcon Regiment moves 5 km north of Tell Qamar.",
    "Сыны Телль-Камара у Телль-Камара.",
)
MAPPING = """
[column_mappings.invented]
text = "text"
id = "message_id"
source_id = "channel_id"
source = "channel"
date = "date"
"""


def made_case(folder: Path, count: int) -> Case:
    """The case in ``folder``, made where it is not there yet."""
    if not (folder / "case").exists():
        run_demo(folder)
        home = folder / "case"
        settings = home / "case.toml"
        settings.write_text(settings.read_text("utf-8") + MAPPING, "utf-8")
        _write(folder / "messages", count)
        case = Case.open(home)
        add(case, folder / "messages")
        measured_run(case)
    return Case.open(folder / "case")


def _write(folder: Path, count: int) -> None:
    folder.mkdir()
    rows = []
    for number, row in enumerate(messages(count, 7)):
        if number % 20 == 0:
            row["text"] += " " + NAMED[number // 20 % len(NAMED)]
        rows.append(row)
        if len(rows) == FILE:
            (folder / f"invented{number:08d}.json").write_bytes(orjson.dumps(rows))
            rows = []
    if rows:
        (folder / "invented-last.json").write_bytes(orjson.dumps(rows))


@contextmanager
def desk(case: Case) -> Iterator[str]:
    """The address that opens the desk, while the block lasts."""
    served = make_desk(case.root, case.actor)
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    while not all(server.started for server in served.servers):
        time.sleep(0.02)
    yield served.address
    served.stop()
    thread.join(10)


def views(case: Case) -> list[str]:
    """An address of each view, and those that make the server work hardest."""
    store = case.store
    rows = store.read("post_versions", ["item"]).column("item")
    posts = [f"/id/{rows[at].as_py()}" for at in (0, len(rows) // 2)]
    return [
        *(page.path for page in PAGES),
        "/search?q=Tell+Qamar",
        "/search?copies=all&page=500",
        "/search?from=2025-03-01&to=2025-04-01",
        "/review?queue=statements",
        *posts,
    ]


def server_times(port: int, cookie: str, path: str) -> list[float]:
    """Seconds of each request, the first one first."""
    found = []
    for _ in range(ASKED + 1):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"{COOKIE}={cookie}"})
        answer = connection.getresponse()
        answer.read()
        found.append(time.perf_counter() - began)
        connection.close()
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status}")
    return found


def main() -> int:
    """Print a row a view; gives 1 where one is over the goal."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch) / "desk"
        case = made_case(folder, count)
        with desk(case) as address:
            return _measured(case, address)


def _measured(case: Case, address: str) -> int:
    parts = urlsplit(address)
    port = parts.port or 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"{parts.path}?{parts.query}")
    cookie = (connection.getresponse().getheader("set-cookie") or "").partition("=")[2]
    cookie = cookie.partition(";")[0]
    items = case.store.read("items", ["item"]).num_rows
    print(
        f"{items:,} items; goal: p95 under {GOAL_SERVER:g} s, first paint under {GOAL_PAINT:g} s\n"
    )
    print("| view | first, ms | median, ms | p95, ms | first paint, ms |\n|---|---|---|---|---|")
    over = []
    paths = views(case)
    times = {path: server_times(port, cookie, path) for path in paths}
    paints = first_paints(port, cookie, paths)
    for path in paths:
        first, *rest = times[path]
        p95 = statistics.quantiles(rest, n=20)[-1]
        paint = paints.get(path)
        shown = f"{paint:.0f}" if paint is not None else "–"
        print(
            f"| {path} | {first * 1e3:.0f} | {statistics.median(rest) * 1e3:.0f} | "
            f"{p95 * 1e3:.0f} | {shown} |"
        )
        if p95 > GOAL_SERVER or (paint or 0) > GOAL_PAINT * 1e3:
            over.append(path)
    print(f"\nover the goal: {', '.join(over) if over else 'none'}")
    return int(bool(over))


def first_paints(port: int, cookie: str, paths: list[str]) -> dict[str, float]:
    """Path -> milliseconds to the first contentful paint; empty where there is no browser."""
    if not CHROMIUM.exists():
        return {}
    from playwright.sync_api import sync_playwright

    found = {}
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        for path in paths:
            context = browser.new_context()
            home = f"http://127.0.0.1:{port}"
            context.add_cookies([{"name": COOKIE, "value": cookie, "url": home}])
            page = context.new_page()
            page.goto(home + path)
            found[path] = page.evaluate(
                "new Promise(done => new PerformanceObserver(list => done("
                "list.getEntriesByName('first-contentful-paint')[0].startTime))"
                ".observe({type: 'paint', buffered: true}))"
            )
            context.close()
        browser.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
