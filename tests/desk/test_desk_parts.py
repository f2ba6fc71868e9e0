"""The pure parts of the desk: spans lose nothing, addresses keep what they carry, words are whole."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any, cast

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicia.console.status import NEXT_STEPS
from indicia.desk.guard import Gate
from indicia.desk.library import LIBRARIES
from indicia.desk.queue import QUEUES
from indicia.desk.render import Words
from indicia.desk.span import pieces
from indicia.desk.today import NEXT_VIEW
from indicia.desk.visit import Visit
from indicia.desk.words import choose_language, direction, languages, words_in

SPANS = st.lists(
    st.builds(
        lambda start, size, name: {"id": name, "kind": "k", "start": start, "end": start + size},
        st.integers(-5, 60),
        st.integers(-2, 30),
        st.text("ab", min_size=1, max_size=3),
    ),
    max_size=8,
)


@given(st.text(max_size=50), SPANS)
def test_the_pieces_of_a_text_are_the_text(text, spans):
    made = pieces(text, spans)
    assert "".join(piece.text for piece in made) == text


@given(st.text("x", min_size=30, max_size=40), SPANS)
def test_a_span_covers_exactly_its_characters(text, spans):
    at = 0
    for piece in pieces(text, spans):
        end = at + len(piece.text)
        covering = {s["id"] for s in spans if s["start"] <= at and end <= s["end"]}
        assert set(piece.marks) == covering
        at = end


def test_every_word_is_said_in_every_language():
    for path in files("indicia.desk").joinpath("words").iterdir():
        for key, said in tomllib.loads(path.read_text("utf-8")).items():
            assert set(said) == {"en", "ar", "he"}, (path.name, key)
            assert all(words.strip() for words in said.values()), (path.name, key)
    assert languages()[0] == "en"
    assert [direction(name) for name in ("en", "ar", "he")] == ["ltr", "rtl", "rtl"]
    for queue in QUEUES:
        for key in (queue.name, f"ask_{queue.name}", f"then_{queue.name}"):
            assert all(words_in(language)[key] for language in languages())


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("ar", "he", "ar"),
        ("", "fr, ar-SY;q=0.9, en;q=0.8", "ar"),
        ("", "fr", "en"),
        ("<script>", "", "en"),
        ("", "", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_first_that_is_accepted(
    asked, accepted, language
):
    assert choose_language(asked, accepted) == language


def test_every_next_step_of_the_status_is_said_and_leads_to_a_view():
    assert set(NEXT_VIEW) == set(NEXT_STEPS)
    for language in languages():
        assert all(f"step_{step}" in words_in(language) for step in NEXT_STEPS)


def test_the_entrance_works_once_and_tokens_differ_from_session_to_session():
    gate, other = Gate(8000, actor="ann"), Gate(8000, actor="ann")
    token, theirs = gate.entrance, other.enter(other.entrance)
    assert not gate.enter("")
    cookie = gate.enter(token)
    assert cookie
    assert not gate.enter(token)
    assert not gate.enter("")
    own, foreign = gate.session(cookie), other.session(theirs)
    assert own is not None and foreign is not None
    assert (own.name, own.role) == ("ann", "custodian")
    assert own.form_token != foreign.form_token
    assert not gate.is_form(own, foreign.form_token)
    assert gate.session("") is None and gate.session(theirs) is None


def test_every_font_of_the_style_is_one_that_set_up_installs():
    style = files("indicia.desk").joinpath("static", "fonts.css").read_text("utf-8")
    named = set(re.findall(r'url\("/static/lib/([^"]+)"\)', style))
    assert named == {name for name in LIBRARIES if name.endswith(".woff2")}


def test_a_word_named_like_a_method_is_still_a_word():
    words = Words({key: f"said {key}" for key in ("update", "clear", "keys", "items", "copy")})
    made = jinja2.Environment(undefined=jinja2.StrictUndefined).from_string(
        "{{ words.update }} {{ words.clear }} {{ words.keys }} {{ words.items }} {{ words.copy }}"
    )
    assert made.render(words=words) == "said update said clear said keys said items said copy"


def test_a_link_keeps_the_time_and_language_and_leads_out_of_the_past():
    visit = Visit(cast(Any, None), "ar", {"at": "2026-10-01", "lang": "ar", "q": "x"}, "/search")
    assert visit.link("/who") == "/who?at=2026-10-01&lang=ar"
    assert visit.here(at="") == "/search?lang=ar&q=x"
    assert visit.link("/", at="", lang="") == "/"
