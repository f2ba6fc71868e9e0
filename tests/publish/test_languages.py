"""The same update in three languages: links between its pages, one proof, people's words kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from lxml import html

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.errors import BriefError, GateStopped
from indicia.publish.pdf import PANGO, pdf_missing
from indicia.publish.update import Wish, make_update
from indicia.publish.withdraw import withdraw_update
from indicia.run import run_case

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOTE = "---\ntitle: Note\ndate: 2026-10-01\nlanguage: en\n---\n\nResidents said that the old road is closed.\n"
PAGES = {"ar": "index.html", "en": "index.en.html", "he": "index.he.html"}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("languages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        made = Case.create(folder / "case", {"case.toml": b'title = "A small case"\n'}, "tester")
        (folder / "note.md").write_text(NOTE, "utf-8")
        add_paths(made, [folder / "note.md"])
        run_case(made)
        yield made


@pytest.fixture(scope="module")
def folder(case: Case) -> Path:
    return make_update(case, wish=Wish(languages="ar,en, he"), now=NOW).folder


def page(folder: Path, language: str) -> html.HtmlElement:
    return html.fromstring((folder / PAGES[language]).read_bytes())


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr"), ("he", "rtl")])
def test_each_page_speaks_its_language_and_leads_to_the_others(
    folder: Path, language: str, direction: str
) -> None:
    tree = page(folder, language)
    assert (tree.get("lang"), tree.get("dir")) == (language, direction)
    others = {code: name for code, name in PAGES.items() if code != language}
    links = {a.get("hreflang"): a.get("href") for a in tree.xpath("//dl//a[@hreflang]")}
    heads = {a.get("hreflang"): a.get("href") for a in tree.xpath("//head/link[@hreflang]")}
    assert links == heads == others
    assert "auto" not in tree.xpath("//@dir")
    anchors = {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")}
    assert anchors <= set(tree.xpath("//@id"))


def test_what_the_program_drafted_is_said_in_each_language_and_quotes_stay(folder: Path) -> None:
    methods = {
        name: page(folder, name).get_element_by_id("methods").text_content() for name in PAGES
    }
    assert "each quote is an excerpt" in methods["en"]
    assert "كل اقتباس مقتطف" in methods["ar"] and "excerpt" not in methods["ar"]
    assert "כל מובאה היא קטע" in methods["he"] and "excerpt" not in methods["he"]
    for name in PAGES:
        assert "Residents said that the old road is closed" in page(folder, name).text_content()


def test_every_sentence_of_every_page_is_proved_and_the_folder_verifies(folder: Path) -> None:
    proved = {s["id"]: s["text"] for s in orjson.loads((folder / "citations.json").read_bytes())["sentences"]}  # fmt: skip
    shown = 0
    for name in PAGES:
        for line in page(folder, name).xpath("//ul[contains(@class,'sentences')]/li"):
            assert line.get("id") in proved
            shown += 1
    assert shown >= 3 * 10 and len(proved) > shown / 2
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and f"{shown} sentences read in the pages" in done.stdout


def test_a_changed_word_of_a_second_page_is_found(folder: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    text = (copy / "index.he.html").read_text("utf-8")
    (copy / "index.he.html").write_text(text.replace("כל מובאה היא", "כל מובאה אינה"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(copy / "verify.py")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "is not the proved sentence" in done.stdout


def test_each_language_has_its_sheets(folder: Path) -> None:
    if pdf_missing():
        pytest.skip(pdf_missing())
    import pikepdf

    for language, name in (("ar", "update.pdf"), ("en", "update.en.pdf"), ("he", "update.he.pdf")):
        with pikepdf.open(folder / name) as document:
            assert str(document.Root.Lang) == language
        assert page(folder, language).xpath(f"//dl//a[@href='{name}']")


def test_a_person_s_words_stay_and_the_page_says_so(case: Case, tmp_path: Path) -> None:
    brief = tmp_path / "brief.md"
    brief.write_text(
        "---\nlanguages: he,en\nlanguage: en\n---\n# Methods and limits\n- I looked twice.\n",
        "utf-8",
    )
    made = make_update(case, brief=brief, now=NOW).folder
    hebrew = html.fromstring((made / "index.html").read_bytes())
    english = html.fromstring((made / "index.en.html").read_bytes())
    runs = hebrew.xpath("//section[@id='methods']//bdi[@lang='en' and @dir='ltr']")
    assert "I looked twice" in runs[0].text_content()
    assert hebrew.xpath("//header/p[@class='case']") and "בשפתו" in hebrew.text_content()
    assert "stand in their own" not in english.text_content()


def test_a_language_that_no_page_speaks_is_named(case: Case) -> None:
    with pytest.raises(BriefError, match="no page can be made in 'fr'"):
        make_update(case, wish=Wish(languages="en,fr"), now=NOW)


def test_the_gate_reads_every_language(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from indicia.publish import drafted

    def said(text: str, language: str) -> str:
        return "+972 50-123-4567" if language == "he" and "excerpt" in text else text

    monkeypatch.setattr(drafted, "said_in", said)
    monkeypatch.setattr("indicia.publish.language.said_in", said)
    with pytest.raises(GateStopped, match="contact"):
        make_update(case, wish=Wish(languages="en,he"), now=NOW)


@pytest.mark.parametrize("broken", ["no Pango", "a failure"])
def test_without_pdf_an_update_is_complete_and_says_why(
    case: Case, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise RuntimeError("cannot be drawn")

    if broken == "no Pango":
        monkeypatch.setattr("indicia.publish.output.pdf_missing", lambda: PANGO)
    else:
        monkeypatch.setattr("indicia.publish.output.pdf_missing", lambda: "")
        monkeypatch.setattr("indicia.publish.output.render_pdf", refuse)
    report = make_update(case, now=NOW)
    told = " ".join(report.findings)
    assert ("apt-get install" if broken == "no Pango" else "cannot be drawn") in told
    tree = html.fromstring((report.folder / "index.html").read_bytes())
    assert not list(report.folder.glob("*.pdf")) and not tree.xpath("//a[contains(@href,'.pdf')]")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(report.folder / "verify.py")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_withdrawal_speaks_the_language_of_what_it_withdraws(case: Case, folder: Path) -> None:
    report = withdraw_update(case, folder.name, "The road was another one.", NOW)
    tree = html.fromstring((report.folder / "index.html").read_bytes())
    assert (tree.get("lang"), tree.get("dir")) == ("ar", "rtl")
    answer = tree.get_element_by_id("answer")
    assert "سُحب التحديث 1." in answer.text_content()
    assert answer.xpath(".//bdi[@lang='en' and @dir='ltr']")[0].text_content() == "The road was another one."  # fmt: skip
    said = tree.get_element_by_id("changed").text_content()
    assert "Residents said that the old road is closed" in said
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(report.folder / "verify.py")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("paper", "wide"), [("letter", 612), ("a4", 595)])
def test_the_brief_names_the_paper(case: Case, tmp_path: Path, paper: str, wide: int) -> None:
    if pdf_missing():
        pytest.skip(pdf_missing())
    import pikepdf

    brief = tmp_path / "brief.md"
    brief.write_text(f"---\npaper: {paper}\n---\n# The answer\n- Nothing is judged.\n", "utf-8")
    made = make_update(case, brief=brief, now=NOW).folder
    with pikepdf.open(made / "update.pdf") as document:
        assert round(float(document.pages[0].MediaBox[2])) == wide
    with pytest.raises(BriefError, match="no paper 'A3'"):
        make_update(case, brief=brief, wish=Wish(paper="A3"), now=NOW)
