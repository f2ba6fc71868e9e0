"""The page's structure: anchors, citations, escaping, directions, empty states, equal bytes."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from lxml import html
from page_world import BRIEFS, MARKS, TableView, assembled, small_view

from indicia.publish.brief import MUST_CITE
from indicia.publish.document import Picture
from indicia.publish.render import render_page, runs


def page(language: str = "en") -> str:
    return render_page(assembled(small_view(), BRIEFS[language]).update)


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_ids_are_unique_and_every_anchor_has_its_goal(language: str) -> None:
    tree = html.fromstring(page(language).encode())
    ids = Counter(tree.xpath("//@id"))
    assert [name for name, count in ids.items() if count > 1] == []
    anchors = [link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")]
    assert len(anchors) >= 15 and set(anchors) <= set(ids)


def test_each_citation_leads_to_its_quote_and_back() -> None:
    tree = html.fromstring(page().encode())
    for mark in tree.xpath("//a[@class='mark']"):
        note = tree.get_element_by_id(mark.get("href")[1:])
        assert f"#{mark.get('id')}" in note.xpath(".//p[@class='back']/a/@href")
        assert note.xpath(".//blockquote") and note.xpath(".//details[@class='proof']//code")


def test_every_sentence_that_must_cite_has_a_mark() -> None:
    tree = html.fromstring(page().encode())
    for part in MUST_CITE:
        for sentence in tree.xpath(f"//section[@id='{part}']/ul/li"):
            assert sentence.xpath(".//a[@class='mark']")


def test_what_is_hostile_in_the_material_stays_text() -> None:
    made = page()
    tree = html.fromstring(made.encode())
    assert not tree.xpath("//script") and not tree.xpath("//*[@onerror]")
    assert not [link for link in tree.xpath("//@href | //@src") if "javascript" in link]
    assert "\u202e" not in made and "\x00" not in made and "⟦RLO⟧" in made
    assert "&lt;script&gt;" in made and "Channel 4 &lt;i&gt;" in made


def test_nothing_on_the_page_points_outside_its_folder() -> None:
    tree = html.fromstring(page().encode())
    links = tree.xpath("//@href | //@src")
    assert links and not [link for link in links if "//" in link or link.startswith("/")]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he", "rtl")])
def test_language_and_direction_are_written_and_never_left_to_guess(
    language: str, direction: str
) -> None:
    tree = html.fromstring(page(language).encode())
    assert (tree.get("lang"), tree.get("dir")) == (language, direction)
    assert "auto" not in tree.xpath("//@dir")
    quote = tree.xpath("//blockquote[@lang='ar']")[0]
    assert quote.get("dir") == "rtl"
    assert all(bdi.get("dir") for bdi in tree.iter("bdi"))


@pytest.mark.parametrize(
    ("text", "around", "made"),
    [
        ("A channel (قناة) says", "en", '(<bdi lang="ar" dir="rtl">قناة</bdi>) says'),
        ("It says “قال 19”.", "en", '“<bdi lang="ar" dir="rtl">قال 19</bdi>”.'),
        ("في 2026-10-01 قال", "ar", '<bdi class="figures" lang="ar" dir="ltr">2026-10-01</bdi>'),
        ("First update.", "ar", '<bdi lang="en" dir="ltr">First update.</bdi>'),
    ],
)  # fmt: skip
def test_a_stretch_of_another_script_is_isolated_with_its_own_marks(
    text: str, around: str, made: str
) -> None:
    assert made in str(runs(text, around))


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert page("ar") == page("ar") and page() == page()


def test_a_case_without_anything_says_so_in_each_part() -> None:
    view = TableView({})
    tree = html.fromstring(render_page(assembled(view, "# The answer\n").update).encode())
    for part in ("where", "spread", "pictures", "sources", "profile", "known"):
        assert tree.xpath(f"//section[@id='{part}']//p[@class='empty']"), part
    assert "first update" in tree.get_element_by_id("changed").text_content()


def test_withheld_pictures_are_told_in_groups() -> None:
    same = tuple(
        Picture(None, "640 × 480 pixels", "", "no named person has confirmed it", f"{n:064x}")
        for n in range(5)
    )
    other = Picture(None, "10 × 10 pixels", "", "no named person has confirmed it", "f" * 64)
    made = render_page(assembled(small_view(), BRIEFS["en"], (*same, other)).update)
    lines = html.fromstring(made.encode()).xpath("//ul[@class='withheld']/li")
    assert len(lines) == 2 and "Five pictures" in lines[0].text_content()


def test_a_second_update_links_what_it_withdraws_and_lists_the_first() -> None:
    first = assembled(small_view(), BRIEFS["en"])
    before = {
        "number": 1, "folder": "2026-10-01", "status": "new", "as_of_utc": "2026-10-01 00:00 UTC",
        "checkpoint": "AAAAA", "sentences": first.sentences, "answers": [],
    }  # fmt: skip
    text = f"# What is known\n- A channel says it. {MARKS[0]}\n"
    second = assembled(small_view(), text, earlier=(before,)).update
    assert (second.number, second.status) == (2, "revised")
    assert {c.kind for c in second.changes} == {"withdrawn"}
    made = render_page(second)
    assert 'href="../2026-10-01/index.html#known-2"' in made and "AAAAA" in made
    corrected = assembled(
        small_view(), text + "# Corrections and versions\n- One.\n", earlier=(before,)
    )
    assert corrected.update.status == "corrected"


def test_no_word_stands_inside_a_drawing() -> None:
    tree = html.fromstring(page().encode())
    drawings = tree.xpath("//div[contains(@class,'drawing')]/*[local-name()='svg']")
    assert drawings and not any(drawing.text_content().strip() for drawing in drawings)
    assert not re.search(r"<text", page())


def test_a_page_from_the_right_keeps_figures_whole_and_speaks_its_own_language() -> None:
    brief = (
        "---\nlanguage: ar\nbyline: مكتب الرصد\n---\n# الجواب\n- من المرجح (55–80 %) أن الجواب كذا.\n"
        f"# المعلوم\n## أقوال\n- بين 2026-10-01 و09:30 تقول القناة: “We do not belong”. {MARKS[2]}\n"
    )
    made = render_page(assembled(small_view(), brief).update)
    tree = html.fromstring(made.encode())
    figures = [bdi.text_content() for bdi in tree.xpath("//bdi[@class='figures']")]
    assert "55–80\N{NO-BREAK SPACE}%" in figures and "2026-10-01" in figures and "09:30" in figures
    assert "هذا أول تحديث." in tree.get_element_by_id("changed").text_content()
    assert tree.xpath("//section[@id='known']/h3")[0].text_content() == "أقوال"
    runs_of_english = tree.xpath("//section[@id='known']//bdi[@lang='en' and @dir='ltr']")
    assert any("We do not belong" in run.text_content() for run in runs_of_english)


@pytest.mark.parametrize(("language", "shown"), [("en", 1), ("ar", 0)])
def test_a_translation_is_shown_beside_its_sentence_in_the_language_of_the_page(
    language: str, shown: int
) -> None:
    view = small_view()
    row = dict(view.tables["renditions"][0]) | {
        "rendition": "r-9", "kind": "translation", "by": "an-analyst", "text": "Statement number 1", "language": "en"}  # fmt: skip
    view.tables["renditions"].append(row)
    title = {"en": "What is known", "ar": "المعلوم"}[language]
    brief = f"---\nlanguage: {language}\n---\n# {title}\n- A. {MARKS[0]}\n- B. {MARKS[0]}\n"
    tree = html.fromstring(render_page(assembled(view, brief).update).encode())
    assert len(tree.xpath("//p[@class='translated']")) == shown
