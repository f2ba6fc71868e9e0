"""The PDF edition: languages in the tag tree, order of headings, nothing fetched, equal bytes."""

from __future__ import annotations

import socket
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import weasyprint
from page_world import ARABIC, BRIEFS, HEBREW, MARKS, TableView, assembled, small_view

from indicia.errors import AssetMissing
from indicia.publish import pdf as edition
from indicia.publish.document import Picture, Update
from indicia.publish.figure import Figure
from indicia.publish.paper import by_week, drawing_style, paper_page
from indicia.publish.pdf import pdf_missing, render_pdf
from indicia.publish.render import page_files
from indicia.publish.tagged import PINNED, is_known
from indicia.text.script import script_of

pytestmark = pytest.mark.skipif(bool(pdf_missing()), reason=pdf_missing() or "PDF can be made")
RUSSIAN = "Мы живём в выдуманной долине"
BRIEF = BRIEFS["en"] + f"- A fourth says: “{RUSSIAN}”. {MARKS[0]}\n"
SPOKEN = {"Arab": "ar", "Hebr": "he", "Cyrl": "ru"}


def update_with_picture(view: TableView, text: str = BRIEF) -> Update:
    shown = Picture("pictures/a.jpg", "A wall", "when it was taken", "", "a" * 64)
    made = assembled(view, text, (shown,)).update
    return replace(made, checkpoint="AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")


def folder_of(update: Update, folder: Path) -> Path:
    from PIL import Image

    for path, content in page_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "pictures").mkdir(exist_ok=True)
    Image.new("RGB", (60, 40), "grey").save(folder / "pictures" / "a.jpg")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[bytes, Path]]:
    update = update_with_picture(small_view())
    folder = folder_of(update, tmp_path_factory.mktemp("update"))
    yield render_pdf(update, folder), folder


def walk(element: Any, language: str, mcids: dict[tuple[int, int], str]) -> Iterator[Any]:
    """Structure elements in reading order, with the language that holds for each piece."""
    if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
        return
    language = str(element.get("/Lang", language))
    yield element
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from walk(kid, language, mcids)
        else:
            mcids[(element.Pg.objgen[0], int(kid))] = language


def tree_of(content: bytes) -> tuple[Any, list[Any], dict[tuple[int, int], str]]:
    from io import BytesIO

    document = pikepdf.open(BytesIO(content))
    mcids: dict[tuple[int, int], str] = {}
    top = document.Root.StructTreeRoot.K[0]
    return document, list(walk(top, str(document.Root.Lang), mcids)), mcids


def glyph_texts(document: Any) -> dict[tuple[int, int], str]:
    """Text of each marked piece by (page object, id): given beside it, or by the fonts' maps."""
    found: dict[tuple[int, int], str] = defaultdict(str)
    for page in document.pages:
        maps: dict[str, dict[str, str]] = {}
        fonts = page.Resources.get("/Font", {})
        for name, font in fonts.items():
            maps[name] = _unicode_map(bytes(font.ToUnicode.read_bytes()).decode("latin-1"))
        current, font_name = None, ""
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC":
                held = operands[1]
                current = (page.obj.objgen[0], int(held["/MCID"])) if "/MCID" in held else None
                given = str(held.get("/ActualText", ""))
                if current and given:
                    found[current], current = given, None
            elif str(operator) == "EMC":
                current = None
            elif str(operator) == "Tf":
                font_name = str(operands[0])
            elif str(operator) in ("TJ", "Tj") and current:
                pieces = operands[0] if str(operator) == "TJ" else [operands[0]]
                for piece in pieces:
                    if isinstance(piece, pikepdf.String):
                        code = bytes(piece).hex()
                        for at in range(0, len(code), 4):
                            found[current] += maps[font_name].get(code[at : at + 4], "")
    return found


def _unicode_map(cmap: str) -> dict[str, str]:
    import re

    pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", cmap)
    return {
        glyph.lower(): bytes.fromhex(text).decode("utf-16-be", "replace") for glyph, text in pairs
    }


def test_the_version_that_the_adapter_knows_is_the_installed_one() -> None:
    assert is_known(weasyprint.__version__) and weasyprint.__version__ == PINNED
    assert not is_known("71.0")


def test_every_run_of_another_script_says_its_language(made: tuple[bytes, Path]) -> None:
    document, _, languages = tree_of(made[0])
    texts = glyph_texts(document)
    seen = set()
    for place, text in texts.items():
        for script in {script_of(c) for c in text} & set(SPOKEN):
            assert languages[place] == SPOKEN[script], (text, languages[place])
            seen.add(script)
    assert seen == set(SPOKEN)


def test_the_words_of_each_script_can_be_read_back(made: tuple[bytes, Path]) -> None:
    document, _, _ = tree_of(made[0])
    texts = [" ".join(text.split()) for text in glyph_texts(document).values()]
    for text in (ARABIC, "أبناء الوادي", RUSSIAN):
        assert text in texts
    hebrew = {c for c in "".join(texts) if script_of(c) == "Hebr"}
    assert hebrew == {c for c in HEBREW if script_of(c) == "Hebr"}


def test_every_letter_is_drawn_with_a_bundled_font(tmp_path: Path) -> None:
    plain = "\n".join(line for line in BRIEF.splitlines() if "<script>" not in line)
    update = update_with_picture(small_view(), plain)
    document, _, _ = tree_of(render_pdf(update, folder_of(update, tmp_path)))
    names = {
        str(font.BaseFont).partition("+")[2]
        for page in document.pages
        for font in page.Resources.get("/Font", {}).values()
    }
    assert names and all(name.startswith("Noto-") for name in names), names
    for family in ("Noto-Sans", "Noto-Naskh-Arabic", "Noto-Sans-Hebrew", "Noto-Sans-Cyrillic"):
        assert any(name.startswith(family) for name in names), family


def test_headings_follow_each_other_and_tables_and_pictures_say_what_they_are(
    made: tuple[bytes, Path],
) -> None:
    document, elements, _ = tree_of(made[0])
    kinds = [str(e.S)[1:] for e in elements]
    levels = [int(k[1]) for k in kinds if k in ("H1", "H2", "H3", "H4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(2) == 12
    assert {"Table", "TH", "TD", "TR", "L", "LI", "Link", "BlockQuote"} <= set(kinds)
    assert str(document.Root.Lang) == "en"
    figures = [e for e in elements if str(e.S) == "/Figure"]
    assert len(figures) >= 2 and all(str(e.get("/Alt", "")) for e in figures)


def test_links_leave_no_path_of_the_machine(made: tuple[bytes, Path]) -> None:
    content, folder = made
    document, _, _ = tree_of(content)
    targets = [
        str(a.A.URI) for page in document.pages for a in page.get("/Annots", []) if "/A" in a
    ]
    assert "update.json" in targets and not [t for t in targets if ":" in t]
    document.save(folder / "plain.pdf", compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
    assert str(folder).encode() not in (folder / "plain.pdf").read_bytes()


def test_the_same_update_gives_the_same_bytes_in_another_folder(
    made: tuple[bytes, Path], tmp_path: Path
) -> None:
    update = update_with_picture(small_view())
    assert render_pdf(update, folder_of(update, tmp_path)) == made[0]


def test_nothing_outside_the_folder_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (tmp_path / "u").mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"x")
    (tmp_path / "u" / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (tmp_path / "u" / "a.txt").write_bytes(b"inside")
    fetcher = edition._fetcher(tmp_path / "u")
    base = edition.BASE.rstrip("/")
    for address in (
        "http://192.0.2.1/a.png", "https://example.org/a.css", "ftp://192.0.2.1/a", "//192.0.2.1/a",
        "file:///etc/passwd", f"{base}/../secret.jpg", f"{base}/%2e%2e/secret.jpg",
        f"{base}/link.jpg", f"{base}//etc/passwd", "file://192.0.2.1/etc/passwd", "data:text/plain,a",
    ):  # fmt: skip
        with pytest.raises(ValueError, match="not a file of the update"):
            fetcher.fetch(address)
    assert fetcher.fetch(f"{base}/a.txt").read() == b"inside"


@pytest.mark.parametrize(("paper", "wide"), [("A4", 595), ("Letter", 612)])
def test_sheets_have_the_size_that_was_asked_for(paper: str, wide: int, tmp_path: Path) -> None:
    update = update_with_picture(TableView({}), "# The answer\n- Nothing is known.\n")
    document, _, _ = tree_of(render_pdf(update, folder_of(update, tmp_path), paper))
    assert round(float(document.pages[0].MediaBox[2])) == wide


def test_a_row_a_day_becomes_a_row_a_week_and_loses_no_post() -> None:
    rows = tuple((f"2026-10-{day:02d}", f"{day * 100:,}", "1") for day in range(1, 31))
    figure = Figure("t", "<svg/>", (), ("day from", "posts", "threats"), rows, "Posts.")
    weekly = by_week(figure)
    assert len(weekly.rows) == 5 and weekly.rows[1][0] == "2026-10-08"
    counts = [int(row[1].replace(",", "")) for row in weekly.rows]
    assert sum(counts) == 100 * sum(range(1, 31)) and sum(int(r[2]) for r in weekly.rows) == 30
    few = replace(figure, rows=rows[:10])
    assert by_week(few) is few


def test_drawings_carry_their_colours_and_nothing_stays_folded() -> None:
    page = paper_page(update_with_picture(small_view()))
    assert page.count("<svg") and "var(--" not in page.split("<svg")[1].split("</svg>")[0]
    assert "<details>" not in page and "<title>" in page.split("<svg")[1]
    style = "svg .a { fill: var(--accent); }\n.b { color: var(--ink); }"
    assert drawing_style(style) == ".a { fill: #0b5c8a; }"


def test_without_pango_the_line_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    assert "apt-get install" in pdf_missing() and "libpango-1.0-0" in pdf_missing()
    with pytest.raises(AssetMissing, match="apt-get install"):
        render_pdf(update_with_picture(small_view()), Path())
