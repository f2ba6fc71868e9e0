"""Who may do what: every route asked in every role, and what stands against two people at once."""

from __future__ import annotations

import http.client
import re
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pyrage
import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from decide_world import make_case
from desk_world import Visitor, desk_on, port_of
from hypothesis import given
from hypothesis import strategies as st

from indicia.case import Case
from indicia.cli_desk import cli
from indicia.console.decide import Asked, take_decision
from indicia.desk.account import (
    accounts_path,
    added,
    changed,
    load_accounts,
    save_accounts,
    signed_in,
)
from indicia.desk.app import desk_app
from indicia.desk.deeds import DEEDS
from indicia.desk.guard import IDLE, MOST_TRIES, Gate
from indicia.desk.originals import Originals
from indicia.desk.pages import PAGES
from indicia.desk.presence import LASTS, Presence
from indicia.desk.role import BY_TWO, OF_KIND, ROLES, may, may_decide
from indicia.desk.server import Sharing, make_desk
from indicia.errors import StorageError, UsageError
from indicia.search_index import update_index
from indicia.verification import verify_folder

PASSWORD = "four words that differ"
PEOPLE = {
    "vera": "viewer",
    "anna": "analyst",
    "lea": "lead",
    "cara": "custodian",
    "cyd": "custodian",
}
V, A, L, C = ROLES
LEAST = {
    "GET /": V, "GET /search": V, "GET /review": V, "GET /who": V, "GET /where": V, "GET /when": V,
    "GET /spread": V, "GET /questions": V, "GET /update": V, "GET /handover": V, "GET /resolved": V,
    "GET /custody": C, "GET /difference": V, "GET /id/{name:path}": V, "GET /export/{name}": V,
    "GET /published/{name:path}": V, "GET /preview/{name:path}": V, "GET /here": V, "POST /leave": V, "POST /verify": V,
    "POST /decide": A, "POST /judge": A, "POST /renew": A, "POST /run": A, "POST /brief": A, "POST /erase": C, "POST /handout": C, "GET /handed/{name:path}": C,
    "POST /check": A, "POST /cite": V,
}  # fmt: skip
"""Every route that needs a session, with the least role that it answers: written out on purpose."""
ANYBODY = {
    "GET /favicon.ico",
    "GET /enter",
    "POST /enter",
    "GET /static/{name}",
    "GET /static/lib/{name}",
}


@dataclass
class World:
    case: Case
    port: int
    people: dict[str, Visitor]

    def token(self, name: str) -> str:
        page = self.people[name].ask("/").text
        found = re.search(r'name="token" value="([\w.]+)"', page)
        assert found is not None
        return found.group(1)

    def item(self, at: int = 0) -> str:
        name: str = self.case.store.read("items").column("item")[at].as_py()
        return name


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("roles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        case = make_case(folder)
        update_index(case.store)
        accounts = {}
        for name, role in PEOPLE.items():
            accounts = added(accounts, name, role, PASSWORD)
        save_accounts(accounts)
        with desk_on(case.root, "server", Sharing(accounts=True)) as served:
            port = port_of(served)
            people = {name: signed(port, name) for name in PEOPLE}
            yield World(case, port, people)


def signed(port: int, name: str) -> Visitor:
    visitor = Visitor(port)
    found = visitor.ask("/enter", {"name": name, "password": PASSWORD})
    assert found.status == 303
    visitor.cookie = found.headers["set-cookie"].partition("=")[2].partition(";")[0]
    return visitor


def test_the_matrix_names_every_route_there_is(tmp_path: Path) -> None:
    app = desk_app(tmp_path, Gate(1), Originals("http://x", b"k"))
    there = {
        f"{method} {route.path}" for route in app.routes for method in route.methods - {"HEAD"}
    }
    assert there == set(LEAST) | ANYBODY
    assert {f"GET {page.path}" for page in PAGES} | {f"POST {path}" for path in DEEDS} <= set(LEAST)


@pytest.mark.parametrize("route", sorted(set(LEAST) - {"POST /leave", "POST /run"}))
def test_each_route_answers_exactly_the_roles_that_reach_it(world: World, route: str) -> None:
    method, _, path = route.partition(" ")
    asked = re.sub(r"\{name(:path)?\}", "x", path)
    for name, role in PEOPLE.items():
        form = {"token": world.token(name)} if method == "POST" else None
        found = world.people[name].ask(asked, form)
        assert (found.status == 403) == (not may(role, LEAST[route])), (name, found.status)
        assert found.status < 500
    stranger = Visitor(world.port).ask(asked, {"token": "x"} if method == "POST" else None)
    assert stranger.status == (401 if method == "POST" else 303)
    assert "Reed Valley" not in stranger.text


@pytest.mark.parametrize("what", sorted(OF_KIND))
def test_kinds_that_let_things_out_need_more_than_deciding(world: World, what: str) -> None:
    form = {"what": what, "about": world.item(), "reason": "x", "token": world.token("anna")}
    found = world.people["anna"].ask("/decide", form)
    assert found.status == 400 and f"needs the role {OF_KIND[what]}" in found.text


def test_a_page_offers_no_button_that_its_reader_may_not_press(world: World) -> None:
    for path in ("/", "/search", "/review?queue=marks", "/questions", "/update", "/resolved"):
        page = world.people["vera"].ask(path).text
        for deed in ("/decide", "/run", "/erase"):
            assert f'action="{deed}"' not in page, path
    assert 'value="publish"' not in world.people["anna"].ask("/update").text
    assert 'action="/decide"' in world.people["anna"].ask("/review?queue=marks").text


def test_decisions_are_logged_under_who_signed_in_and_others_are_not_taken_back(
    world: World,
) -> None:
    form = {"what": "star", "about": world.item(), "token": world.token("lea")}
    found = world.people["lea"].ask("/decide", form)
    event = re.search(r"done=(e-\d+)", found.headers["location"])
    assert event is not None
    assert list(world.case.log.events(None))[-1].line["actor"]["id"] == "lea"
    undo = {"what": "undo", "about": event.group(1), "token": world.token("anna")}
    assert "another person decided this" in world.people["anna"].ask("/decide", undo).text
    undo["token"] = world.token("lea")
    assert world.people["lea"].ask("/decide", undo).status == 303


def test_what_another_decided_meanwhile_is_shown_before_it_is_decided_again(world: World) -> None:
    item, stale = world.item(1), world.token("anna")
    first = {"what": "tag", "about": item, "value.tag": "mine", "token": world.token("lea")}
    assert world.people["lea"].ask("/decide", first).status == 303
    size = world.case.log.size
    form = {"what": "tag", "about": item, "value.tag": "yours", "token": stale, "back": "/"}
    found = world.people["anna"].ask("/decide", form)
    assert found.status == 409 and "mine" in found.text and "lea" in found.text
    assert world.case.log.size == size
    fresh = re.search(r'name="token" value="([\w.]+)"', found.text)
    assert fresh is not None
    again = world.people["anna"].ask("/decide", {**form, "token": fresh.group(1)})
    assert again.status == 303 and world.case.log.size == size + 1


def test_an_original_goes_only_when_two_people_want_it(world: World) -> None:
    captures = world.case.store.read("captures").to_pylist()
    original = next(row["original"] for row in captures if row["path"].endswith("street.png"))
    ask = {"original": original, "reason": "shows a child"}
    assert world.people["cara"].ask("/erase", {**ask, "token": world.token("cara")}).status == 200
    page = world.people["cyd"].ask("/custody").text
    event = re.search(r'name="confirms" value="(e-\d+)"', page)
    assert event is not None and "shows a child" in page
    confirm = {**ask, "confirms": event.group(1)}
    own = world.people["cara"].ask("/erase", {**confirm, "token": world.token("cara")})
    assert own.status == 400 and "another person" in own.text
    assert world.case.objects.has(original)
    assert 'name="confirms"' not in world.people["cara"].ask("/custody").text
    done = world.people["cyd"].ask("/erase", {**confirm, "token": world.token("cyd")})
    assert done.status == 200 and not world.case.objects.has(original)
    last = next(e for e in world.case.log.events(None) if e.action == "delete")
    assert last.line["params"]["people"] == ["cara", "cyd"]


def test_the_whole_case_leaves_only_when_two_people_want_it_and_for_one_reader(
    world: World,
) -> None:
    identity = pyrage.x25519.Identity.generate()
    ask = {"recipient": "the court", "key": str(identity.to_public()), "reason": "an order"}
    wrong = {**ask, "key": "age1nothing", "token": world.token("cara")}
    assert world.people["cara"].ask("/handout", wrong).status == 400
    asked = world.people["cara"].ask("/handout", {**ask, "token": world.token("cara")})
    assert asked.status == 200
    page = world.people["cyd"].ask("/custody").text
    event = re.search(r'action="/handout".{0,200}name="confirms" value="(e-[0-9]+)"', page, re.S)
    assert event is not None and "the court" in page
    confirm = {"confirms": event.group(1), "reason": "seen the order"}
    own = world.people["cara"].ask("/handout", {**confirm, "token": world.token("cara")})
    assert own.status == 400 and "another custodian" in own.text
    assert not any(e.action == "export" for e in world.case.log.events(None))
    done = world.people["cyd"].ask("/handout", {**confirm, "token": world.token("cyd")})
    assert done.status == 200, done.text
    link = re.search(r'href="(/handed/[^"]+[.]tar[.]age)"', done.text)
    assert link is not None
    assert world.people["lea"].ask(link.group(1)).status == 403
    line = http.client.HTTPConnection("127.0.0.1", world.port, timeout=30)
    line.request(
        "GET", link.group(1), headers={"Cookie": f"indicia_desk={world.people['cyd'].cookie}"}
    )
    sealed = line.getresponse().read()
    assert b"Reed Valley" not in sealed
    elsewhere = link.group(1).replace("/handed/", "/preview/")
    assert world.people["lea"].ask(elsewhere).status == 404
    assert b"case.toml" in pyrage.decrypt(sealed, [identity])
    again = world.people["cyd"].ask("/handout", {**confirm, "token": world.token("cyd")})
    assert again.status == 400, "a request is confirmed once"


@pytest.mark.parametrize("what", BY_TWO)
def test_what_needs_two_people_has_no_way_around_them(world: World, what: str) -> None:
    case, size = world.case, world.case.log.size
    values = {"value.recipient": "x", "value.key": "y", "value.confirms": "e-1"}
    form = {"what": what, **values, "reason": "x", "token": world.token("cara")}
    found = world.people["cara"].ask("/decide", form)
    assert found.status == 400 and "two people" in found.text
    with pytest.raises(UsageError):
        take_decision(case, Asked(what, [], ["confirms=e-1", "recipient=x", "key=y"], "x"), False)
    assert case.log.size == size


def test_wrong_tries_that_come_at_once_are_counted_one_by_one(world: World) -> None:
    gate = Gate(1, accounts=accounts_path())
    said: list[str] = []

    def tried() -> None:
        try:
            said.append(gate.sign_in("vera", "wrong", "here"))
        except UsageError:
            said.append("refused")

    threads = [threading.Thread(target=tried) for _ in range(2 * MOST_TRIES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert said.count("") == MOST_TRIES and said.count("refused") == MOST_TRIES


def test_twenty_people_decide_at_once_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    case = make_case(tmp_path)
    names = [f"person{n:02d}" for n in range(20)]
    accounts = {}
    for name in names:
        accounts = added(accounts, name, "analyst", PASSWORD)
    save_accounts(accounts)
    items = case.store.read("items").column("item").to_pylist()
    before = case.log.size
    done: list[tuple[str, str]] = []
    wrong: list[str] = []

    def work(name: str, port: int) -> None:
        visitor = signed(port, name)
        for turn in range(5):
            page = visitor.ask("/search").text
            token = re.search(r'name="token" value="([\w.]+)"', page)
            assert token is not None
            note = f"{name} {turn}"
            about = items[turn % len(items)]  # all of them write about the same things
            form = {"what": "note", "about": about, "value.text": note, "back": "/"}
            for _ in range(60):
                found = visitor.ask("/decide", {**form, "token": token.group(1)})
                token = re.search(r'name="token" value="([\w.]+)"', found.text)
                if found.status != 409 or token is None:
                    break
            if found.status == 303:
                done.append((name, note))
            else:
                wrong.append(f"{note}: {found.status}")

    with desk_on(case.root, "server", Sharing(accounts=True)) as served:
        threads = [threading.Thread(target=work, args=(n, port_of(served))) for n in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    assert wrong == [] and len(done) == 100
    events = [e for e in case.log.events(None) if e.seq > before and e.action == "decide"]
    logged = [
        (e.line["actor"]["id"], case.sealed(e.line["params"]["content"])["value"]["text"])
        for e in events
    ]
    assert sorted(logged) == sorted(done)
    assert verify_folder(case.root).findings == []


def test_the_same_words_for_a_wrong_name_and_a_wrong_password_and_not_endless_tries(
    world: World,
) -> None:
    visitor = Visitor(world.port)
    wrong = visitor.ask("/enter", {"name": "nobody", "password": "x"})
    other = visitor.ask("/enter", {"name": "vera", "password": "x"})
    assert wrong.status == other.status == 401
    assert wrong.text.replace("nobody", "") == other.text.replace("vera", "")
    gate = Gate(1, accounts=None)
    assert gate.sign_in("vera", PASSWORD, "") == ""
    now = [0.0]
    gate = Gate(1, accounts=accounts_path(), clock=lambda: now[0])
    for _ in range(MOST_TRIES):
        assert gate.sign_in("vera", "wrong", "here") == ""
    for name, address in (("vera", "elsewhere"), ("anna", "here")):
        with pytest.raises(UsageError, match="Too many"):
            gate.sign_in(name, PASSWORD, address)
    now[0] = 3600.0
    cookie = gate.sign_in("vera", PASSWORD, "here")
    assert gate.session(cookie) is not None
    now[0] += IDLE + 1
    assert gate.session(cookie) is None


def test_a_role_changes_with_the_next_request_and_a_disabled_account_is_out(world: World) -> None:
    accounts = load_accounts()
    save_accounts(added(accounts, "dora", "viewer", PASSWORD))
    dora = signed(world.port, "dora")
    assert dora.ask("/custody").status == 403
    save_accounts(changed(load_accounts(), "dora", role="custodian"))
    assert dora.ask("/custody").status == 200
    save_accounts(changed(load_accounts(), "dora", disabled=True))
    assert dora.ask("/").status == 303
    assert Visitor(world.port).ask("/enter", {"name": "dora", "password": PASSWORD}).status == 401


def test_signing_out_ends_the_session(world: World) -> None:
    vera = signed(world.port, "vera")
    assert vera.ask("/").status == 200
    assert vera.ask("/leave", {"token": "x"}).status == 303
    assert vera.ask("/").status == 303


def test_who_looks_at_the_same_page_is_said_and_nobody_else(world: World) -> None:
    world.people["lea"].ask("/when")
    assert ">lea</bdi>" in world.people["anna"].ask("/when").text
    assert ">lea</bdi>" not in world.people["anna"].ask("/where").text
    assert ">anna</bdi>" in world.people["lea"].ask("/here?path=/where").text
    now = [0.0]
    presence = Presence(lambda: now[0])
    presence.see("/a", "x")
    assert presence.others("/a", "y") == ["x"] and presence.others("/a", "x") == []
    now[0] = LASTS + 1
    assert presence.others("/a", "y") == []


def test_passwords_are_hashed_and_the_file_is_for_its_owner_alone(
    world: World, tmp_path: Path
) -> None:
    path = tmp_path / "accounts.json"
    save_accounts(added({}, "eve", "viewer", PASSWORD), path)
    content = path.read_text("utf-8")
    assert PASSWORD not in content and "$argon2id$" in content
    assert path.stat().st_mode & 0o077 == 0
    assert signed_in(load_accounts(path), "eve", PASSWORD) is not None
    assert signed_in(load_accounts(path), "eve", PASSWORD + "x") is None
    path.chmod(0o644)
    with pytest.raises(StorageError, match="others may read"):
        load_accounts(path)
    for part in world.case.root.rglob("*"):
        assert not part.is_file() or b"$argon2id$" not in part.read_bytes()


@pytest.mark.parametrize(
    ("name", "role", "password", "words"),
    [
        ("eve", "king", PASSWORD, "there are viewer"),
        ("eve", "viewer", "short", "12 letters"),
        ("../eve", "viewer", PASSWORD, "begin with"),
        ("", "viewer", PASSWORD, "begin with"),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_the_remedy(name, role, password, words):
    with pytest.raises(UsageError, match=words):
        added({}, name, role, password)


@given(st.sampled_from(ROLES), st.sampled_from([*OF_KIND, "star", "note"]))
def test_whoever_may_decide_a_kind_may_decide_all_that_need_less(role, what):
    higher = ROLES[ROLES.index(role) :]
    assert not may_decide(role, what) or all(may_decide(other, what) for other in higher)
    assert not may_decide("", what) and not may_decide("root", what)


def test_a_desk_that_others_could_reach_is_refused_without_accounts_and_tls(world: World) -> None:
    with pytest.raises(UsageError, match="--accounts, --tls-cert and --tls-key, --name"):
        make_desk(world.case.root, "ann", 0, Sharing(host="0.0.0.0"))
    with pytest.raises(UsageError, match="--tls-cert"):
        make_desk(world.case.root, "ann", 0, Sharing(accounts=True, host="0.0.0.0"))


def test_accounts_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path))
    run = CliRunner()
    made = run.invoke(cli, ["account", "add", "eve", "--role", "lead"], input=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    assert run.invoke(cli, ["account", "role", "eve", "viewer"]).exit_code == 0
    assert "eve\tviewer" in run.invoke(cli, ["account", "list"]).output
    assert (
        run.invoke(cli, ["account", "password", "eve"], input="another pass phrase\n").exit_code
        == 0
    )
    assert signed_in(load_accounts(), "eve", "another pass phrase") is not None
    assert run.invoke(cli, ["account", "disable", "eve"]).exit_code == 0
    assert signed_in(load_accounts(), "eve", "another pass phrase") is None


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of its own for desk.example, and its key, as PEM files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("desk.example")]), False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "desk.pem", folder / "desk.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def test_by_tls_the_cookie_and_the_name_are_held_to_it(world: World, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    sharing = Sharing(True, "127.0.0.1", cert, key, ("desk.example",))
    trusting = ssl.create_default_context(cafile=str(cert))
    trusting.check_hostname = False  # it is reached by number here, and named in the request
    with desk_on(world.case.root, "server", sharing) as served:
        port = port_of(served)
        assert served.address == f"https://desk.example:{port}/enter"

        def ask(method: str, path: str, body: str | None, **sent: str) -> http.client.HTTPResponse:
            line = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=20)
            head = {
                "Host": f"desk.example:{port}",
                **{k.replace("_", "-"): v for k, v in sent.items()},
            }
            line.request(method, path, body, head)
            return line.getresponse()

        form = urlencode({"name": "vera", "password": PASSWORD})
        kind = "application/x-www-form-urlencoded"
        plain = ask("POST", "/enter", form, Origin=f"http://desk.example:{port}", Content_Type=kind)
        assert plain.status == 403, "a page without TLS is another page"
        found = ask(
            "POST", "/enter", form, Origin=f"https://desk.example:{port}", Content_Type=kind
        )
        assert found.status == 303
        cookie = found.headers["set-cookie"]
        assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=strict" in cookie
        page = ask("GET", "/", None, Cookie=cookie.partition(";")[0])
        assert page.status == 200 and "max-age" in page.headers["strict-transport-security"]
        assert ask("GET", "/", None, Host="evil.example").status == 421
