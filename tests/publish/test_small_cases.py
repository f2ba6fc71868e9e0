"""Updates of cases with nothing in them, one note, no question, and five; and of one with much."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from lxml import html
from page_world import TableView, assembled, small_view

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.errors import BriefError, UsageError
from indicia.publish.render import render_page
from indicia.publish.update import draft_brief, make_update
from indicia.run import run_case

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
QUESTION = """
[[questions]]
id = "q{n}"
text = "Question {n}?"
  [[questions.answers]]
  id = "a"
  text = "One answer"
  [[questions.answers]]
  id = "b"
  text = "Another answer"
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    return tmp_path


def case_with(folder: Path, questions: int, notes: int) -> Case:
    """A case that was run, with so many questions and notes."""
    settings = 'title = "A small case"\n' + "".join(QUESTION.format(n=n) for n in range(questions))
    case = Case.create(folder / "case", {"case.toml": settings.encode()}, "tester")
    for number in range(notes):
        note = folder / f"note-{number}.md"
        note.write_text(
            f"---\ntitle: Note {number}\ndate: 2026-10-0{number + 1}\nlanguage: en\n---\n\nResidents said that road {number} is closed.\n"
        )
        add_paths(case, [note])
    run_case(case)
    return case


@pytest.mark.parametrize(("questions", "notes"), [(0, 0), (1, 1), (5, 0)])
def test_a_small_case_makes_a_sensible_page(made: Path, questions: int, notes: int) -> None:
    case = case_with(made, questions, notes)
    folder = make_update(case, now=NOW).folder
    tree = html.fromstring((folder / "index.html").read_bytes())
    assert len(tree.xpath("//section")) == 12
    for section in tree.xpath("//section"):
        told = section.text_content().replace(section.xpath("./h2")[0].text_content(), "").strip()
        assert told, section.get("id")
    assert len(tree.xpath("//section[@id='competing']/h3")) == questions
    assert "Nothing" not in tree.get_element_by_id("changed").text_content()
    second = make_update(case, now=NOW)
    assert second.number == 2 and second.folder != folder
    changes = orjson.loads((second.folder / "update.json").read_bytes())["changes"]
    assert [c["kind"] for c in changes] == ["unchanged"]


def test_an_edited_brief_is_never_written_over_and_a_wrong_one_publishes_nothing(
    made: Path,
) -> None:
    case = case_with(made, 1, 1)
    path = draft_brief(case)
    edited = "# The answer\n- We wait.\n\n# What is known\n- It is so.\n"
    path.write_text(edited)
    with pytest.raises(UsageError, match="not written over"):
        draft_brief(case)
    with pytest.raises(BriefError, match=r"brief\.md:5: .*cites nothing"):
        make_update(case, brief=path, now=NOW)
    assert path.read_text() == edited
    assert [p.name for p in (case.root / "updates").iterdir()] == ["brief.md"]
    path.write_text("# The answer\n- We wait.\n")
    folder = make_update(case, brief=path, now=NOW).folder
    assert (folder / "brief.md").read_text() == path.read_text() == "# The answer\n- We wait.\n"


def test_the_same_tables_and_brief_give_the_same_page_and_data(made: Path) -> None:
    case = case_with(made, 1, 1)
    files: list[dict[str, bytes]] = []
    for _ in range(2):
        folder = make_update(case, now=NOW).folder
        code = orjson.loads((folder / "update.json").read_bytes())["checkpoint"].encode()
        names = ("index.html", "places.geojson", "sentences.csv", "places.csv", "style.css")
        files.append({name: (folder / name).read_bytes().replace(code, b"CODE") for name in names})
        for old in (case.root / "updates").iterdir():
            old.rename(made / f"{len(files)}-{old.name}")
    assert files[0] == files[1]


def test_ten_thousand_citations_make_one_whole_page() -> None:
    view = many_posts(10_000)
    lines = [f"- The channel says so. [@t-{n:012d}]" for n in range(1000, 11_000)]
    page = render_page(assembled(view, "# What is known\n" + "\n".join(lines)).update)
    tree = html.fromstring(page.encode())
    notes = tree.xpath("//ol[@class='citations']/li")
    assert len(notes) == 10_000 and notes[-1].get("id") == "c10000"
    assert "10,000" not in notes[-1].get("id") and page.endswith("</html>")


def many_posts(count: int) -> TableView:
    """The small view with ``count`` further posts of one channel."""
    view = small_view()
    first = {table: rows[2] for table, rows in view.tables.items() if table != "sources"}
    for number in range(1000, 1000 + count):
        ids = {"item": f"i-{number}", "rendition": f"r-{number}", "post_version": f"v-{number:012d}",
               "statement": f"t-{number:012d}", "origin": f"o-{number}"}  # fmt: skip
        for table, row in first.items():
            view.tables[table].append({**row, **{k: v for k, v in ids.items() if k in row}})
    return view
