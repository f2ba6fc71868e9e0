"""One look of each kind of watch, against servers that behave and servers that do not."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indicia.case import Case
from indicia.collect.fetch import FetchOptions, fetch_page, proxy_address, retry_after_seconds
from indicia.collect.look import Look, Outside, look_at
from indicia.collect.memory import WatchMemory, memories
from indicia.collect.pacing import Pacer
from indicia.console.start import PLAIN_CASE
from indicia.errors import AddressRefused, SettingsError, SourceUnreachable
from indicia.watch import Watch
from loopback import (
    PAGE,
    Answer,
    Handler,
    certificate,
    cut_short,
    endless,
    hangs_up,
    nonsense,
    packed_bomb,
    page,
    redirect,
    serving,
    slow_drip,
    slow_headers,
)

NEAR = FetchOptions(allow_loopback=True, timeout_seconds=5, total_seconds=5, max_bytes=300_000)
OUTSIDE = Outside(NEAR, Pacer(sleep=lambda seconds: None))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    files = {"case.toml": PLAIN_CASE.format(title="T").encode()}
    return Case.create(tmp_path / "case", files, "tester")


def look(case: Case, watch: Watch, outside: Outside = OUTSIDE) -> Look:
    memory = memories(case.log.events(None)).get(watch.id) or WatchMemory()
    return look_at(case, watch, memory, outside)


def actions(case: Case) -> list[str]:
    return [event.action for event in case.log.events(None)][2:]


def web(base: str, path: str = "/") -> Watch:
    return Watch("review", "page", base + path, pause_seconds=0)


def test_a_page_that_did_not_change_is_a_logged_silence(case: Case) -> None:
    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == '"one"':
            handler.send_response(304)
            handler.end_headers()
        else:
            handler.whole(PAGE, ETag='"one"')

    with serving({"/": answer}) as server:
        assert look(case, web(server.base)).captures == 1
        again = look(case, web(server.base))
    assert (again.captures, again.unchanged) == (0, 1)
    assert actions(case) == ["collect", "search"]


def test_a_page_without_tags_is_captured_each_time_as_one_original(case: Case) -> None:
    with serving({"/": page()}) as server:
        look(case, web(server.base))
        look(case, web(server.base))
    assert actions(case) == ["collect", "collect"]
    captured = [e.line["object"]["sha256"] for e in case.log.events(None) if e.action == "collect"]
    assert len(set(captured)) == 1


@pytest.mark.parametrize(
    ("behaviour", "verdict"),
    [
        (page(b"<html><body>Log in to continue</body></html>"), "wall (log-in wall)"),
        (page(b"<html><title>Just a moment...</title></html>"), "wall (challenge page)"),
        (page(b"gone", 410), "gone (status 410)"),
        (page(b"broken", 500), "error (status 500)"),
        (page(b""), "empty (no bytes)"),
        (cut_short, "partial (body cut short)"),
        (endless, "partial (body cut short)"),
    ],
)
def test_a_capture_without_content_is_kept_and_told(
    case: Case, behaviour: Answer, verdict: str
) -> None:
    with serving({"/": behaviour}) as server:
        met = look(case, web(server.base))
    assert met.captures == 1
    assert met.walls == [f"127.0.0.1: {verdict}"]


def test_a_slow_drip_ends_at_its_limit_of_time(case: Case) -> None:
    outside = replace(OUTSIDE, options=replace(NEAR, total_seconds=0.3))
    with serving({"/": slow_drip}) as server:
        met = look(case, web(server.base), outside)
    assert met.walls == ["127.0.0.1: partial (body cut short)"]


def test_headers_that_drip_end_at_the_limit_too(case: Case) -> None:
    outside = replace(OUTSIDE, options=replace(NEAR, total_seconds=0.3))
    with serving({"/": slow_headers}) as server:
        met = look(case, web(server.base), outside)
    assert met.failed and "no usable answer" in met.failed


def test_a_packed_bomb_is_cut_at_the_limit() -> None:
    with serving({"/": packed_bomb}) as server:
        assert len(fetch_page(server.base, NEAR).body) <= NEAR.max_bytes


@pytest.mark.parametrize("behaviour", [nonsense, hangs_up])
def test_a_broken_answer_is_logged_as_not_reached(case: Case, behaviour: Answer) -> None:
    with serving({"/": behaviour}) as server:
        met = look(case, web(server.base))
    assert met.failed and "no usable answer" in met.failed
    assert actions(case) == ["collect.fail"]


def test_a_server_that_is_gone_counts_failures_until_it_answers(case: Case) -> None:
    with serving({"/": page()}) as server:
        watch = web(server.base)
    look(case, watch), look(case, watch)
    assert memories(case.log.events(None))["review"].failures == 2


def test_a_redirect_to_a_private_address_is_refused(case: Case) -> None:
    with serving({"/": redirect("http://10.0.0.1/admin")}) as server:
        met = look(case, web(server.base))
    assert met.failed and "not a public address" in met.failed


def test_a_ring_of_redirects_ends(case: Case) -> None:
    with serving({"/": redirect("/")}) as server:
        met = look(case, web(server.base))
    assert met.failed and "redirects" in met.failed


def test_a_rate_limit_is_waited_for(case: Case) -> None:
    with serving({"/": page(b"", 429, Retry_After="120")}) as server:
        met = look(case, web(server.base))
    assert met.failed and "120 seconds" in met.failed
    assert memories(case.log.events(None))["review"].wait_seconds == 120


def test_a_changed_certificate_is_told_and_an_unknown_one_refused(
    case: Case, tmp_path: Path
) -> None:
    first, trusts_first = certificate(tmp_path, "first")
    second, trusts_second = certificate(tmp_path, "second")

    with serving({"/": page()}, first) as server:
        watch, port = web(server.base), int(server.base.rpartition(":")[2])
        met = look(case, watch, replace(OUTSIDE, options=replace(NEAR, tls=trusts_first)))
    assert (met.captures, met.notes) == (1, [])
    with serving({"/": page()}, second, port):
        met = look(case, watch, replace(OUTSIDE, options=replace(NEAR, tls=trusts_second)))
        refused = look(case, watch, replace(OUTSIDE, options=replace(NEAR, tls=trusts_first)))
    assert met.notes == ["127.0.0.1: answers with another certificate than before"]
    assert refused.failed and "no usable answer" in refused.failed


def preview(*numbers: int) -> Answer:
    posts = "".join(
        f'<div class="tgme_widget_message" data-post="sons_tq/{n}"><div class="tgme_widget_message_text">'
        f"Invented post {n} of an invented channel.</div></div>"
        for n in numbers
    )
    return page(f"<html><body>{posts}</body></html>".encode())


def test_a_preview_is_read_back_to_what_is_held(case: Case) -> None:
    routes = {
        "/s/sons_tq": preview(58, 59, 60),
        "/s/sons_tq?before=58": preview(55, 56, 57),
        "/s/sons_tq?before=55": preview(52, 53, 54),
    }
    with serving(routes) as server:
        outside = replace(OUTSIDE, preview_base=f"{server.base}/s/")
        watch = Watch("sons", "preview", "@sons_tq", pages=2)
        assert look(case, watch, outside).captures == 2
        assert server.paths() == ["/s/sons_tq", "/s/sons_tq?before=58"]
        server.asked.clear()
        server.routes["/s/sons_tq"] = preview(59, 60, 61)
        look(case, watch, outside)
        assert server.paths() == ["/s/sons_tq"]
    assert memories(case.log.events(None))["sons"].newest == 61


def test_posts_that_were_not_reached_are_told(case: Case) -> None:
    with serving({"/s/sons_tq": preview(10)}) as server:
        outside = replace(OUTSIDE, preview_base=f"{server.base}/s/")
        watch = Watch("sons", "preview", "sons_tq", pages=1)
        look(case, watch, outside)
        server.routes["/s/sons_tq"] = preview(20, 21)
        met = look(case, watch, outside)
    assert met.notes == ["sons: posts 11 to 19 were not reached; raise pages"]


def test_a_channel_without_preview_is_a_wall(case: Case) -> None:
    contact = (
        b'<html><div class="tgme_page_action">If you have <strong>Telegram</strong></div></html>'
    )
    with serving({"/s/sons_tq": page(contact)}) as server:
        outside = replace(OUTSIDE, preview_base=f"{server.base}/s/")
        met = look(case, Watch("sons", "preview", "sons_tq"), outside)
    assert met.captures == 1
    assert met.walls and "contact page" in met.walls[0]


def put(path: Path, text: str, age_seconds: float = 60) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    then = datetime.now(UTC).timestamp() - age_seconds
    os.utime(path, (then, then))


def test_a_folder_gives_each_new_or_changed_file_once(case: Case, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    put(inbox / "a.txt", "one")
    watch = Watch("inbox", "folder", str(inbox))
    assert look(case, watch).captures == 1
    assert look(case, watch).unchanged == 1
    put(inbox / "a.txt", "one, edited", 30)
    put(inbox / "sub" / "b.txt", "two")
    assert look(case, watch).captures == 2
    assert look(case, watch).captures == 0


def test_the_cache_of_a_folder_may_be_deleted(case: Case, tmp_path: Path) -> None:
    import shutil

    put(tmp_path / "inbox" / "a.txt", "one")
    watch = Watch("inbox", "folder", str(tmp_path / "inbox"))
    look(case, watch)
    shutil.rmtree(case.root / "derived" / "watch")
    assert look(case, watch).captures == 0


def test_a_file_that_is_being_written_waits(case: Case, tmp_path: Path) -> None:
    put(tmp_path / "inbox" / "half.txt", "half of i", age_seconds=0)
    watch = Watch("inbox", "folder", str(tmp_path / "inbox"))
    assert look(case, watch).captures == 0


def test_a_mail_folder_leaves_what_is_not_delivered_yet(case: Case, tmp_path: Path) -> None:
    box = tmp_path / "Maildir"
    put(box / "new" / "1.eml", "Subject: an invented letter\n\nwords")
    put(box / "tmp" / "2.eml", "Subject: half")
    assert look(case, Watch("mail", "mail", str(box))).captures == 1


def test_a_folder_that_is_gone_is_not_reached(case: Case, tmp_path: Path) -> None:
    met = look(case, Watch("inbox", "folder", str(tmp_path / "nothing")))
    assert met.failed and "is not there" in met.failed


def test_between_two_requests_to_a_host_there_is_a_pause() -> None:
    waited: list[float] = []
    clock = iter([0.0, 0.5, 2.0, 2.0]).__next__
    pacer = Pacer(clock, waited.append)
    pacer.wait("a.example", 2.0)
    pacer.wait("a.example", 2.0)
    pacer.wait("b.example", 2.0)
    assert waited == [1.5]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30.0),
        ("Fri, 20 Nov 2026 12:01:00 GMT", 60.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("999999999", 86400.0),
    ],
)
def test_how_long_a_server_asks_to_wait(value: str, seconds: float | None) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with serving({"/": page(b"", 503, Retry_After=value)}) as server:
        fetched = fetch_page(server.base, NEAR)
    assert retry_after_seconds(fetched, now) == seconds


def test_a_proxy_with_a_password_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOR", "socks5h://me:secret@127.0.0.1:1")
    assert proxy_address("env:TOR").endswith("@127.0.0.1:1")
    with pytest.raises(SettingsError, match="the environment has no NOT_SET"):
        proxy_address("env:NOT_SET")
    with pytest.raises(SourceUnreachable) as caught:
        fetch_page("http://review.example/", replace(NEAR, proxy="env:TOR"))
    assert "secret" not in str(caught.value) and "the proxy gave no way" in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://intranet/",
        "http://router.lan/",
        "http://127.0.0.1/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://metadata.google.internal/",
    ],
)
def test_names_inside_are_refused_before_a_proxy_is_asked(url: str) -> None:
    with pytest.raises(AddressRefused):
        fetch_page(url, FetchOptions(proxy="socks5h://127.0.0.1:1"))
