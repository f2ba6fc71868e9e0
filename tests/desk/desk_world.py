"""A desk at work on the small invented case, in a thread, and a browser's way to talk to it."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from decide_world import make_case

from indicia.case import Case
from indicia.desk.guard import COOKIE
from indicia.desk.server import Served, Sharing, make_desk
from indicia.desk.visit import Visit
from indicia.search_index import update_index

Form = dict[str, str] | list[tuple[str, str]]


@dataclass
class Answer:
    """What the desk answered."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Visitor:
    """A client that sends what it is told to send, and nothing else."""

    port: int
    cookie: str = ""

    def ask(
        self,
        path: str,
        form: dict[str, str] | str | None = None,
        method: str = "",
        **headers: str,
    ) -> Answer:
        """One request. ``form`` makes it a POST; headers are written ``Sec_Fetch_Site``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Host": f"127.0.0.1:{self.port}"}
        if self.cookie:
            sent["Cookie"] = f"{COOKIE}={self.cookie}"
        body = None
        if form is not None:
            body = form if isinstance(form, str) else urlencode(form)
            sent |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.port}",
            }
        sent |= {key.replace("_", "-"): value for key, value in headers.items() if value}
        for key in [key for key, value in headers.items() if not value]:
            sent.pop(key.replace("_", "-"), None)
        connection.request(method or ("POST" if form is not None else "GET"), path, body, sent)
        found = connection.getresponse()
        text = found.read().decode("utf-8", "replace")
        connection.close()
        return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, text)

    def enter(self, address: str) -> Answer:
        """Open the printed address and keep the cookie."""
        parts = urlsplit(address)
        found = self.ask(f"{parts.path}?{parts.query}")
        cookie = found.headers.get("set-cookie", "")
        if cookie.startswith(COOKIE):
            self.cookie = cookie.partition("=")[2].partition(";")[0]
        return found


@contextmanager
def desk_on(root: Path, actor: str = "ann", sharing: Sharing | None = None) -> Iterator[Served]:
    """A desk that answers while the block lasts."""
    served = make_desk(root, actor, 0, sharing)
    thread = threading.Thread(target=served.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not all(server.started for server in served.servers) and time.monotonic() < deadline:
        time.sleep(0.02)
    yield served
    served.stop()
    thread.join(10)


def port_of(served: Served) -> int:
    """The port of the desk."""
    found = urlsplit(served.address).port
    assert found is not None
    return found


@dataclass
class World:
    """A case, the desk on it, and somebody who was let in."""

    case: Case
    served: Served
    inside: Visitor

    def token(self) -> str:
        """What a form that is made now carries."""
        found = re.search(r'name="token" value="([\w.]+)"', self.inside.ask("/search").text)
        assert found is not None
        return found.group(1)

    def send(self, path: str, form: Form, back: str = "/") -> Answer:
        """Send a form of the desk, as a page made now would."""
        pairs = form if isinstance(form, list) else list(form.items())
        return self.inside.ask(path, urlencode([*pairs, ("token", self.token()), ("back", back)]))

    def visit(self, path: str = "/", **query: str) -> Visit:
        """A request as the views see it."""
        return Visit(self.case, "en", query, path)


@contextmanager
def world_in(folder: Path, actor: str = "ann") -> Iterator[World]:
    """The small invented case with its index, and a desk on it, while the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        case = make_case(folder)
        update_index(case.store)
        with desk_on(case.root, actor) as served:
            inside = Visitor(port_of(served))
            assert inside.enter(served.address).status == 303
            yield World(case, served, inside)
