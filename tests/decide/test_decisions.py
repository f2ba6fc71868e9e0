"""Each kind of decision, from the command line to what it changes in tables and updates, and back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from decide_world import make_case

from indicia.case import Case, parse_instant
from indicia.cli import cli
from indicia.console.status import status_of
from indicia.decision import KINDS
from indicia.publish.draft import draft_brief
from indicia.publish.picture import prepare_pictures
from indicia.publish.redact import excerpt, holes_in
from indicia.publish.update import check_update, view_of
from indicia.publish.view import View
from indicia.run import run_case

FIXED = "A person looked at it"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("decide")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INDICIA_CONFIG", str(folder / "config"))
        make_case(folder)
        yield folder / "case"


@pytest.fixture
def case(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setenv("INDICIA_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("INDICIA_ACTOR", "analyst")
    return Case.open(Path(shutil.copytree(finished, tmp_path / "case")))


def decide(case: Case, *words: str) -> str:
    """Take a decision as it is typed; gives its event."""
    cli.main(["-C", str(case.root), "decide", *words], standalone_mode=False)
    return f"e-{case.log.size:08d}"


@dataclass
class Tables:
    """The tables of a case as of a time, and what an update would say from them."""

    case: Case
    as_of: datetime | None = None

    @property
    def view(self) -> View:
        return view_of(self.case, self.as_of)

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.view.rows(table)

    def one(self, table: str, **where: Any) -> dict[str, Any]:
        found = [r for r in self.rows(table) if all(r[k] == v for k, v in where.items())]
        assert len(found) == 1, (table, where, len(found))
        return found[0]

    def has(self, table: str, **where: Any) -> bool:
        return any(all(r[k] == v for k, v in where.items()) for r in self.rows(table))

    def draft(self) -> str:
        view = self.view
        return draft_brief(view, view.settings.questions[0])

    def quote(self, words: str) -> str:
        """What may be shown of the post that holds these words."""
        view = self.view
        row = next(r for r in view.renditions.values() if words in (r["text"] or ""))
        return excerpt(view, row["rendition"], 0, len(row["text"]))[1]


def item_with(tables: Tables, words: str) -> str:
    return str(next(r["item"] for r in tables.rows("renditions") if words in (r["text"] or "")))


def version_with(tables: Tables, words: str) -> str:
    return str(tables.one("post_versions", item=item_with(tables, words))["post_version"])


def statement_with(tables: Tables, words: str) -> str:
    return str(next(r["statement"] for r in tables.rows("statements") if words in r["quote"]))


def mention_of(tables: Tables, quote: str) -> str:
    return str(next(r["mention"] for r in tables.rows("mentions") if r["quote"] == quote))


def entity_named(tables: Tables, name: str) -> str:
    return str(tables.one("entities", name=name)["entity"])


def picture_sized(tables: Tables, width: int) -> str:
    return str(tables.one("pictures", width=width)["picture"])


def source_named(tables: Tables, name: str) -> str:
    return str(tables.one("sources", name=name)["source"])


def shown_pictures(tables: Tables, folder: Path) -> list[str]:
    return [p.original for p in prepare_pictures(tables.case, tables.view, folder) if p.file]


Words = Callable[[Tables], list[str]]
Effect = Callable[[Tables], bool]
CASES: dict[str, tuple[Words, Effect]] = {}


def kind(name: str, words: Words) -> Callable[[Effect], Effect]:
    """Register one decision as it is typed, with the effect that it must have and lose again."""

    def register(effect: Effect) -> Effect:
        CASES[name] = (words, effect)
        return effect

    return register


@kind("confirm name", lambda t: ["confirm", entity_named(t, "Safron Market")])
def _(t: Tables) -> bool:
    return t.one("entities", name="Safron Market")["status"] == "confirmed"


@kind("confirm picture", lambda t: ["confirm", picture_sized(t, 320)])
def _(t: Tables) -> bool:
    return bool(shown_pictures(t, t.case.root.parent / "shown"))


@kind("confirm pair", lambda t: ["confirm", t.rows("name_pairs")[0]["pair"]])
def _(t: Tables) -> bool:
    return not t.rows("name_pairs")


@kind("confirm relation", lambda t: ["confirm", t.rows("relations")[0]["relation"]])
def _(t: Tables) -> bool:
    return t.rows("relations")[0]["status"] == "confirmed"


@kind(
    "confirm mention",
    lambda t: ["confirm", mention_of(t, "Safron Market"), "--set", "entity=site-mill"],
)
def _(t: Tables) -> bool:
    return not t.has("entities", name="Safron Market")


@kind("reject mention", lambda t: ["reject", mention_of(t, "Safron Market")])
def _(t: Tables) -> bool:
    return not t.has("entities", name="Safron Market")


@kind("reject statement", lambda t: ["reject", statement_with(t, "funded from abroad")])
def _(t: Tables) -> bool:
    return "funded from abroad" not in t.draft()


@kind("reject copy", lambda t: ["reject", t.rows("copies")[0]["copy"]])
def _(t: Tables) -> bool:
    return all(row["size"] == 1 for row in t.rows("origins"))


@kind("reject pair", lambda t: ["reject", t.rows("name_pairs")[0]["pair"]])
def _(t: Tables) -> bool:
    return bool(t.rows("name_pairs")[0]["decision"])


@kind("reject place", lambda t: ["reject", t.one("places", words="near the Old Mill")["place"]])
def _(t: Tables) -> bool:
    return not any(row["words"] == "near the Old Mill" for row in t.view.places.values())


@kind(
    "merge",
    lambda t: ["merge", "org-tide", "org-heron", "--set", "name=Tide and Heron"],
)
def _(t: Tables) -> bool:
    return t.has("entities", entity="org-tide", name="Tide and Heron") and not t.has(
        "entities", entity="org-heron"
    )


@kind(
    "split",
    lambda t: [
        "split",
        entity_named(t, "Shops at Saffron Market"),
        entity_named(t, "Safron Market"),
        "--reason",
        FIXED,
    ],
)
def _(t: Tables) -> bool:
    return bool(t.rows("name_pairs")[0]["decision"])


@kind(
    "alias", lambda t: ["alias", "org-tide", "--set", "name=Safron Market", "--set", "source=X 3"]
)
def _(t: Tables) -> bool:
    return t.has("names", entity="org-tide", name="Safron Market", source="X 3") and not t.has(
        "entities", name="Safron Market"
    )


@kind(
    "indication",
    lambda t: [
        "indication", "--set", "question=who", "--set", "theme=ties", "--set", "text=Residents know it",
    ],
)  # fmt: skip
def _(t: Tables) -> bool:
    return t.has("indications", text="Residents know it", status="worded")


@kind(
    "prior",
    lambda t: [
        "prior", "--set", "question=who", "--set", "answer=local", "--set", "band=0.6,0.7,0.8",
        "--reason", FIXED,
    ],
)  # fmt: skip
def _(t: Tables) -> bool:
    value = orjson.loads(t.rows("decisions")[-1]["value"]) if t.rows("decisions") else {}
    return value.get("band") == "0.6,0.7,0.8" and not t.rows("decisions")[-1]["undone_by"]


@kind("role", lambda t: ["role", "per-karim", "--set", "role=spokesman", "--reason", FIXED])
def _(t: Tables) -> bool:
    return "Karim Sallumi" in t.quote("Karim Sallumi said")


@kind("kind", lambda t: ["kind", source_named(t, "Valley Herald"), "--set", "kind=private"])
def _(t: Tables) -> bool:
    private = t.one("sources", name="Valley Herald")["kind"] == "private"
    return private and "Valley Herald" not in t.draft() and "a private account" in t.draft().lower()


@kind(
    "transcribe",
    lambda t: [
        "transcribe", picture_sized(t, 320), "--set", "text=A street in the rain", "--set",
        "language=en",
    ],
)  # fmt: skip
def _(t: Tables) -> bool:
    return t.has("renditions", text="A street in the rain", preferred=True, by="analyst")


@kind(
    "correct",
    lambda t: [
        "correct", version_with(t, "opened late on Monday"), "--set",
        "text=Shops at Saffron Market opened early on Monday, traders said.",
    ],
)  # fmt: skip
def _(t: Tables) -> bool:
    return "opened early on Monday" in " ".join(r["quote"] for r in t.rows("statements"))


@kind(
    "translate",
    lambda t: [
        "translate", item_with(t, "حركة المد"), "--set", "text=The Tide Movement wrote", "--set",
        "language=en",
    ],
)  # fmt: skip
def _(t: Tables) -> bool:
    return t.view.translations.get(item_with(t, "حركة المد")) == (
        "The Tide Movement wrote",
        "analyst",
    )


@kind("redact name", lambda t: ["redact", "org-heron"])
def _(t: Tables) -> bool:
    return "Heron" not in t.quote("Heron Battalion denied") and "Heron" not in t.draft()


@kind("redact suggestion", lambda t: ["redact", entity_named(t, "Safron Market")])
def _(t: Tables) -> bool:
    return "Safron" not in t.quote("Safron Market")


@kind("redact post", lambda t: ["redact", version_with(t, "opened late on Monday")])
def _(t: Tables) -> bool:
    return t.quote("opened late on Monday") == "[withheld]"


@kind("redact statement", lambda t: ["redact", statement_with(t, "prices fell on Tuesday")])
def _(t: Tables) -> bool:
    return "prices" not in t.quote("prices fell on Tuesday")


@kind(
    "redact words",
    lambda t: ["redact", item_with(t, "funded from abroad"), "--set", "words=from abroad"],
)
def _(t: Tables) -> bool:
    shown = t.quote("funded from abroad")
    return "from abroad" not in shown and "may be funded [withheld]" in shown


@kind("expose", lambda t: ["expose", mention_of(t, "press@tide.example"), "--reason", FIXED])
def _(t: Tables) -> bool:
    return "press@tide.example" in t.quote("letters reach it")


@kind(
    "site",
    lambda t: [
        "site", t.rows("marks")[0]["mark"], "--set",
        f"place={t.one('places', entity='site-mill')['place']}", "--set", "name=Site A",
    ],
)  # fmt: skip
def _(t: Tables) -> bool:
    return t.has("sites", mark=t.rows("marks")[0]["mark"], name="Site A")


def marked(t: Tables, name: str) -> bool:
    # Status always speaks of now; as of an earlier time the table of decisions tells.
    if t.as_of is not None:
        return any(row["what"] == name.split()[0] for row in t.rows("decisions"))
    return status_of(t.case).marked.get(name) == 1


@kind("star", lambda t: ["star", item_with(t, "funded from abroad")])
def _(t: Tables) -> bool:
    return marked(t, "star")


@kind("tag", lambda t: ["tag", item_with(t, "funded from abroad"), "--set", "tag=money"])
def _(t: Tables) -> bool:
    return marked(t, "tag money")


@kind("note", lambda t: ["note", item_with(t, "funded from abroad"), "--set", "text=Ask again"])
def _(t: Tables) -> bool:
    return marked(t, "note")


@kind("assign", lambda t: ["assign", item_with(t, "funded from abroad"), "--set", "to=bea"])
def _(t: Tables) -> bool:
    return any(row["what"] == "assign" and row["undone_by"] is None for row in t.rows("decisions"))


@kind("keep", lambda t: ["keep", "--set", "name=Mill", "--set", "query=q=mill"])
def _(t: Tables) -> bool:
    return any(row["what"] == "keep" and row["undone_by"] is None for row in t.rows("decisions"))


@pytest.mark.parametrize("name", CASES)
def test_a_decision_has_its_effect_is_rebuilt_and_can_be_taken_back(
    name: str, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, effect = CASES[name]
    now = Tables(case)
    assert not effect(now), "the effect must not be there before"
    typed = words(now)
    event = decide(case, *typed)
    row_before = parse_instant(list(case.log.events(None))[-2].line["t"])
    run_case(case)
    row = now.one("decisions", event=event)
    assert row["what"] == typed[0] and row["undone_by"] is None
    assert effect(now)

    run_case(case, as_of=row_before)
    assert not effect(Tables(case, row_before)), "as of before, it was not decided"

    records = case.store.generation().stages
    shutil.rmtree(case.root / "derived")
    run_case(case)
    assert effect(now)
    assert {n: s.tables for n, s in case.store.generation().stages.items()} == {
        n: s.tables for n, s in records.items()
    }

    decide(case, "undo", event)
    run_case(case)
    assert now.one("decisions", event=event)["undone_by"] == case.log.size
    assert not effect(now)


def test_every_kind_of_decision_is_tested_here() -> None:
    weighed = {"likelihood", "link", "reliability", "searched", "undo"}
    # An erasure cannot be taken back; what a resolution does is in the tests of scoring, what a
    # handout does in those of the desk.
    elsewhere = {"erase", "resolve", "handout"}
    assert {name.split()[0] for name in CASES} | weighed | elsewhere == set(KINDS)


def judged(case: Case) -> tuple[str, str]:
    """An indication that is judged for both answers and reported by one post."""
    now = Tables(case)
    event = decide(
        case, "indication", "--set", "question=who", "--set", "theme=t", "--set", "text=Residents know it",
    )  # fmt: skip
    name = event.replace("e-", "d-")
    for answer, band in (("local", "0.7,0.8,0.9"), ("foreign", "very unlikely")):
        decide(
            case, "likelihood", name, "--set", f"answer={answer}", "--set", f"band={band}", "--reason", FIXED,
        )  # fmt: skip
    version = version_with(now, "prices fell on Tuesday")
    decide(case, "link", name, version, "--set", "asserts=yes")
    run_case(case)
    return name, version


def mean_of(case: Case, answer: str) -> float:
    return float(Tables(case).one("assessments", question="who", answer=answer)["mean"])


def test_likelihoods_and_links_move_the_judgement_and_can_be_taken_back(case: Case) -> None:
    before = mean_of(case, "local")
    name, version = judged(case)
    tables = Tables(case)
    assert tables.one("indications", indication=name)["status"] == "judged"
    assert tables.one("evidence", indication=name, status="linked")["post_version"] == version
    assert mean_of(case, "local") > before + 0.01
    link = next(r["event"] for r in tables.rows("decisions") if r["what"] == "link")
    decide(case, "undo", link)
    run_case(case)
    assert not Tables(case).has("evidence", indication=name, status="linked")
    assert mean_of(case, "local") < before + 0.2
    band = next(r["event"] for r in Tables(case).rows("decisions") if r["what"] == "likelihood")
    decide(case, "undo", band)
    run_case(case)
    assert Tables(case).one("indications", indication=name)["status"] == "worded"
    assert mean_of(case, "local") == pytest.approx(before)


def test_a_prior_moves_the_judgement(case: Case) -> None:
    for answer, band in (("local", "0.6,0.7,0.8"), ("foreign", "0.1,0.2,0.3")):
        decide(
            case, "prior", "--set", "question=who", "--set", f"answer={answer}", "--set", f"band={band}",
            "--reason", FIXED,
        )  # fmt: skip
    before = mean_of(case, "local")
    run_case(case)
    assert mean_of(case, "local") > before + 0.1


def test_a_grade_shows_beside_the_evidence_and_changes_its_weight(case: Case) -> None:
    name, _ = judged(case)
    ungraded = mean_of(case, "local")
    assert Tables(case).one("evidence", indication=name)["reliability"] is None
    source = source_named(Tables(case), "Valley Herald")
    event = decide(
        case, "reliability", source, "--set", "grade=A", "--set", "interest=none", "--reason", FIXED
    )
    run_case(case)
    assert Tables(case).one("evidence", indication=name)["reliability"] == pytest.approx(0.95)
    assert mean_of(case, "local") > ungraded
    decide(case, "undo", event)
    run_case(case)
    assert mean_of(case, "local") == pytest.approx(ungraded)


def test_what_was_looked_for_in_vain_counts_against_and_is_told(case: Case) -> None:
    name, _ = judged(case)
    link = next(r["event"] for r in Tables(case).rows("decisions") if r["what"] == "link")
    decide(case, "undo", link)
    run_case(case)
    before = mean_of(case, "local")
    decide(case, "searched", name, "--set", "d=0.9", "--reason", FIXED)
    run_case(case)
    assert mean_of(case, "local") < before
    assert "Looked for and not found: “Residents know it”" in Tables(case).draft()


def test_what_a_person_withheld_cannot_come_back_in_a_sentence(case: Case) -> None:
    decide(case, "redact", "org-heron")
    run_case(case)
    brief = case.root / "mine.md"
    name = statement_with(Tables(case), "prices fell on Tuesday")
    brief.write_text(
        f"# What is known\n- The Heron Battalion said so. [@{name}]\n", encoding="utf-8"
    )
    _, _, findings = check_update(case, None, brief)
    assert any("withheld" in finding and "org-heron" in finding for finding in findings)


def test_a_confirmation_whose_subject_changed_returns_to_review(case: Case, tmp_path: Path) -> None:
    picture = picture_sized(Tables(case), 320)
    statement = statement_with(Tables(case), "prices fell on Tuesday")
    relation = Tables(case).rows("relations")[0]["relation"]
    # As an earlier version of the program saw the same span: with another predicate.
    case.decide("confirm", [statement], {}, FIXED, {statement: {"predicate": "threatens"}})
    case.decide("confirm", [picture, relation], {}, FIXED)
    run_case(case)
    orphan = Tables(case).one("orphans", about=statement)
    assert orphan["state"] == "confirmed in another form"
    assert "'threatens'" in orphan["message"] and "'says'" in orphan["message"]
    status = status_of(case)
    assert status.orphans == 1 and status.to_review["decisions"] == 1
    assert "orphans" in status.next_step
    assert statement not in Tables(case).view.decided("confirm")
    assert picture in Tables(case).view.decided("confirm")
    decide(case, "confirm", statement)
    run_case(case)
    assert statement in Tables(case).view.decided("confirm")


def test_a_decision_about_a_text_that_was_corrected_is_listed_and_not_dropped(case: Case) -> None:
    statement = statement_with(Tables(case), "opened late on Monday")
    decide(case, "star", statement)
    item = item_with(Tables(case), "opened late on Monday")
    decide(case, "correct", item, "--set", "text=Nothing at all is left of it.")
    run_case(case)
    orphan = Tables(case).one("orphans", about=statement)
    assert orphan["state"] == "gone" and "opened late on Monday" in orphan["message"]
    assert Tables(case).has("decisions", what="star")


def test_holes_of_a_redaction_do_not_overlap(case: Case) -> None:
    item = item_with(Tables(case), "Karim Sallumi said")
    decide(case, "redact", item, "--set", "words=Karim")
    decide(case, "redact", "per-karim")
    decide(case, "redact", statement_with(Tables(case), "Karim Sallumi"))
    run_case(case)
    view = Tables(case).view
    row = next(r for r in view.renditions.values() if "Karim Sallumi said" in (r["text"] or ""))
    holes = holes_in(view, row["rendition"])
    assert all(a.end <= b.start for a, b in pairwise(holes))
    assert Tables(case).quote("Karim Sallumi said").startswith("[withheld]")
