"""A whole case as a package: other tools agree with it, and it opens as a case again."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import bagit
import orjson
import pytest

from indicia.case import Case
from indicia.collect.folder import add_paths
from indicia.errors import CustodyError, UsageError
from indicia.exchange.export import FullExport, export_bag, export_case
from indicia.exchange.webarchive import sort_key, web_captures, write_wacz
from indicia.verification import verify_folder

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OPENLY = FullExport("Archive of Tell Qamar", unencrypted="handed over on an encrypted disk")
PAGE = b"<html><title>Steppe Review</title><p>An invented page.</p></html>"
HEADERS = b"content-type: text/html; charset=utf-8\nset-cookie: session=secret\n"


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A case with a note, a web capture and a lexicon."""
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    files = {
        "case.toml": b'title = "Tell Qamar"\n',
        "lexicon/names.csv": b"entity,kind,name,source\nb19,organisation,Brigade 19,a note\n",
    }
    made = Case.create(tmp_path / "case", files, "Nour")
    note = tmp_path / "a note\n100%.md"
    note.write_text("Brigade 19 was seen. [invented]", encoding="utf-8")
    add_paths(made, [note])
    page, headers = made.objects.put(PAGE), made.objects.put(HEADERS)
    made.append(
        "collect",
        {"headers_kept": True, "verdict": {"verdict": "content"}},
        object={"sha256": page.sha256, "size": page.size, "media_type_sniffed": "text/html"},
        url_requested="https://review.example/a?b=2&a=1",
        url_final="https://review.example/a?b=2&a=1",
        redirects=[],
        status=200,
        headers_sha256=headers.sha256,
        method="GET",
    )
    return made


def bag_of(case: Case, target: Path) -> Path:
    lines = list(export_bag(case, target, OPENLY, NOW))
    assert "NOT encrypted" in lines[0]
    return target / "case-20261120"


def test_another_bagit_tool_finds_the_package_whole(case: Case, tmp_path: Path) -> None:
    folder = bag_of(case, tmp_path / "out")
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert bag.version == "1.0"


def test_the_payload_is_a_case_that_verifies(case: Case, tmp_path: Path) -> None:
    folder = bag_of(case, tmp_path / "out")
    report = verify_folder(folder / "data")
    assert report.exit_code == 0, [str(f) for f in report.findings]
    assert report.events == case.log.size
    assert Case.open(folder / "data").settings_at(None).settings.title == "Tell Qamar"


def test_the_log_says_that_it_left_and_not_to_whom(case: Case, tmp_path: Path) -> None:
    folder = bag_of(case, tmp_path / "out")
    log = (folder / "data" / "log" / "000001.jsonl").read_bytes()
    assert b'"action":"export"' in log
    assert b"Archive of Tell Qamar" not in log
    event = next(e for e in case.log.events(None) if e.action == "export")
    assert case.sealed(event.line["params"]["content"])["recipient"] == OPENLY.recipient


def test_metadata_name_every_part(case: Case, tmp_path: Path) -> None:
    folder = bag_of(case, tmp_path / "out")
    crate = orjson.loads((folder / "data" / "ro-crate-metadata.json").read_bytes())
    parts = {entry["@id"]: entry for entry in crate["@graph"]}
    assert {"./", "objects/", "log/", "lexicon/", "web/captures.wacz"} <= set(parts)
    for part in parts["./"]["hasPart"]:
        assert (folder / "data" / part["@id"]).exists()


def test_py_wacz_finds_the_web_captures_valid(case: Case, tmp_path: Path) -> None:
    folder = bag_of(case, tmp_path / "out")
    wacz = folder / "data" / "web" / "captures.wacz"
    tool = Path(sys.executable).with_name("wacz")
    done = subprocess.run(
        [str(tool), "validate", "-f", str(wacz)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "invalid" not in (done.stdout + done.stderr).lower()


def test_warcio_reads_the_page_and_no_cookie_is_in_it(case: Case, tmp_path: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    folder = bag_of(case, tmp_path / "out")
    with zipfile.ZipFile(folder / "data" / "web" / "captures.wacz") as archive:
        names = [n for n in archive.namelist() if n.startswith("archive/")]
        content = archive.read(names[0])
        index = archive.read("indexes/index.cdx").decode()
    records = {}
    for record in ArchiveIterator(io.BytesIO(content)):
        records[record.rec_type] = (record, record.content_stream().read())
    response, body = records["response"]
    assert body == PAGE
    assert response.http_headers.get_header("content-type").startswith("text/html")
    assert response.http_headers.get_header("set-cookie") is None
    assert b"secret" not in content
    entry = orjson.loads(index.split(" ", 2)[2])
    part = content[int(entry["offset"]) : int(entry["offset"]) + int(entry["length"])]
    (alone,) = ArchiveIterator(io.BytesIO(part))
    assert alone.rec_type == "response"


def test_the_same_captures_give_the_same_bytes(case: Case, tmp_path: Path) -> None:
    one, other = tmp_path / "one.wacz", tmp_path / "other.wacz"
    for path in (one, other):
        assert write_wacz(path, web_captures(case.log.events(None), case.objects), "x") == 1
    assert one.read_bytes() == other.read_bytes()


def test_without_a_web_capture_there_is_no_web_archive(tmp_path: Path) -> None:
    assert write_wacz(tmp_path / "none.wacz", [], "x") == 0
    assert not (tmp_path / "none.wacz").exists()


def test_a_full_export_is_encrypted_to_its_recipient(case: Case, tmp_path: Path) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    wanted = FullExport("Archive", keys=(str(identity.to_public()),))
    list(export_bag(case, tmp_path / "out", wanted, NOW))
    (sealed,) = (tmp_path / "out").iterdir()
    assert b"Brigade 19" not in sealed.read_bytes()
    clear = pyrage.decrypt(sealed.read_bytes(), [identity])
    with tarfile.open(fileobj=io.BytesIO(clear)) as tar:
        tar.extractall(tmp_path / "opened", filter="data")
    bagit.Bag(str(tmp_path / "opened" / "case-20261120")).validate()
    assert not (case.root / "derived" / "export").exists()


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (FullExport(""), "name the recipient with --for"),
        (FullExport("A"), "--key age1"),
        (FullExport("A", keys=("age1",), unencrypted="x"), "--key age1"),
        (FullExport("A", keys=("nonsense",)), "is not a public key"),
    ],
)
def test_an_export_without_its_parts_is_refused(
    case: Case, tmp_path: Path, wanted: FullExport, sentence: str
) -> None:
    before = case.log.size
    with pytest.raises(UsageError, match=sentence):
        list(export_case(case, "bag", tmp_path / "out", wanted))
    assert case.log.size == before
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_is_not_written_into(case: Case, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not an empty folder"):
        list(export_case(case, "bag", tmp_path / "out", OPENLY))


def test_an_unknown_format_names_the_known_ones(case: Case, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such format; there are bag"):
        list(export_case(case, "floppy", tmp_path / "out", OPENLY))


def test_a_damaged_original_stops_the_export(case: Case, tmp_path: Path) -> None:
    sha256 = case.objects.put(b"soon damaged").sha256
    path = case.objects.path(sha256)
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    with pytest.raises(CustodyError, match="its bytes are not those of its name"):
        list(export_bag(case, tmp_path / "out", OPENLY, NOW))


def test_an_index_key_sorts_by_host_and_query() -> None:
    assert sort_key("https://www.Review.example/A?b=2&a=1") == "example,review)/a?a=1&b=2"
    assert sort_key("http://review.example:8080") == "example,review:8080)/"
