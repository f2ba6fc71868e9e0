"""The gate: each rule stops on the harm it names, and lets its harmless twin pass.

Every case is a sentence of a brief as an analyst might write it, in English, Arabic or Hebrew,
beside a sentence that says the harmless thing in nearly the same words.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from page_world import TableView, assembled, compiled, small_view

from indicia.publish.document import Picture
from indicia.publish.gate import RULES, Finding, examine, stopped
from indicia.publish.redact import excerpt, holes_in_text

STATED, HEDGED, CRIME, SEEN = (f"t-00000000000{n}" for n in (3, 5, 6, 7))
WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def people_view(seen_days_ago: float = 10) -> TableView:
    """The small view with a commander on record, a private person, and telling statements."""
    view = small_view()
    view.tables["entities"] = [
        {
            "entity": "per-public",
            "kind": "person",
            "name": "Abu Samir al-Wadi",
            "role": "commander",
        },
        {"entity": "per-private", "kind": "person", "name": "Karim Mansour", "role": None},
    ]
    names = {"per-public": ("Abu Samir al-Wadi", "أبو سمير الوادي", "אבו סמיר אל-ואדי"),
             "per-private": ("Karim Mansour", "كريم منصور", "כרים מנסור")}  # fmt: skip
    view.tables["names"] = [{"entity": e, "name": n} for e, all_ in names.items() for n in all_]
    extra = {
        HEDGED: ("The bridge may be closed", {"modality": "possible"}),
        CRIME: ("The brigade tortured prisoners", {"allegation": True}),
        SEEN: ("Abu Samir al-Wadi was seen at the market", {"predicate": "seen at"}),
    }
    for number, (name, (text, change)) in enumerate(extra.items(), 5):
        for table, key in (("items", "item"), ("renditions", "rendition"), ("statements", "statement"),
                           ("post_versions", "post_version"), ("origins", "post_version")):  # fmt: skip
            row = dict(view.tables[table][2])
            row |= {"item": f"i-{number}", "rendition": f"r-{number}", "original": f"{number:064x}"}
            if "post_version" in row:
                row["post_version"] = f"v-00000000000{number}"
            if table == "items":
                posted = WHEN - timedelta(days=seen_days_ago)
                row["posted"] = {"from_utc": posted, "precision": "minute"}
            if table == "renditions":
                row["text"] = text
            if table == "statements":
                row |= {"statement": name, "end": len(text), **change}
            if table == "origins":
                row["origin"] = f"o-{number}"
            assert key in row
            view.tables[table].append(row)
    return view


def found(
    text: str, part: str = "What is known", mark: str = STATED, view: TableView | None = None
) -> list[Finding]:
    """The findings over a brief with one sentence in it."""
    view = view or people_view()
    # The post holds the sentence's figures, far from the words that are quoted.
    view.tables["renditions"][2]["text"] += " " * 40 + text
    brief = f"# {part}\n- {text} [@{mark}]\n" if mark else f"# {part}\n- {text}\n"
    update = assembled(view, brief).update
    return examine(update, view, compiled(view, brief).cited, "brief.md")


CASES = [
    # rule, harm, harmless twin
    ("private person", "The channel names Karim Mansour as a member.", "The channel names a shopkeeper as a member."),
    ("private person", "تذكر القناة كَرِيم منصور.", "تذكر القناة صاحب متجر."),
    ("private person", "הערוץ כותב על כרים מנסור.", "הערוץ כותב על אבו סמיר אל-ואדי."),
    ("minor", "The channel says that Rami Haddad, 14, was hurt.", "The channel says that a boy, 14, was hurt."),
    ("minor", "The channel says that a 12-year-old girl named Salma was hurt.", "The channel says that a 12-year-old girl was hurt."),
    ("minor", "The channel says that Rami Haddad aged 9 was hurt.", "The channel says that Rami Haddad aged 49 was hurt."),
    ("minor", "تقول القناة إن الطفل سامي جرح.", "تقول القناة إن الطفل أصيب."),
    ("minor", "تقول القناة إن سامي البالغ من العمر ١٢ عاما جرح.", "تقول القناة إن سامي البالغ من العمر ٤٢ عاما جرح."),
    ("minor", "הערוץ כותב כי רמי חדאד, בן 14, נפצע.", "הערוץ כותב כי ילד, בן 14, נפצע."),
    ("contact", "The channel says: call +963 944 123 456.", "The channel says: call before 14 October 2026."),
    ("contact", "The channel says: call 0944-123-456.", "The channel says that 1,234,567 litres were measured."),
    ("contact", "تقول القناة: اتصلوا بالرقم ٠٩٤٤ ١٢٣ ٤٥٦.", "تقول القناة إن ٢١٢ عائلة تعيش هناك منذ ٢٠٢٤."),
    ("contact", "تقول القناة: هاتف ١٢٣٤٥٦.", "تقول القناة: قائمة تضم ٤٧ اسما."),
    ("contact", "תקשורת: הערוץ כותב טלפון 050-123-4567.", "הערוץ כותב: 47 שמות, 2026-10-01 09:30."),
    ("contact", "The channel says: 0944\u200e123\u200e456\u200e7.", "The channel says: 0\u200e9."),
    ("contact", "The channel says: write to desk@valley.example.", "The channel says: write to the desk."),
    ("contact", "The channel says: write to desk [at] valley [dot] example.", "The channel says: it was at noon."),
    ("contact", "The channel says that the car's licence plate is 482913.", "The channel says that the car's licence plate was covered."),
    ("contact", "تقول القناة إن لوحة السيارة ٤٨٢٩١٣.", "تقول القناة إن لوحة السيارة مغطاة."),
    ("contact", "הערוץ כותב: לוחית רישוי 12-345-67.", "הערוץ כותב: לוחית הרישוי מכוסה."),
    ("contact", "The channel says so at https://t.me/valley/123.", "The channel says so at t[.]me/valley."),
    ("contact", "The channel says so at t.me/s/valley/77.", "The channel says so at valley[.]example."),
    ("exact place", "The channel says that the base is at 35.01234, 40.12345.", "The channel says that the base is in Valley."),
    ("exact place", "تقول القناة إن القاعدة عند ٣٥٫٠١٢٣٤، ٤٠٫١٢٣٤٥.", "تقول القناة إن القاعدة في الوادي."),
    ("exact place", "The channel says that it is at 35°00'44\"N 40°07'24\"E.", "The channel says that it was 35° in the shade."),
    ("exact place", "The channel says that it is in cell 37S DB 12345 67890.", "The channel says that it is in cell A."),
    ("exact place", "The channel says that it is 200 m north of the bakery.", "The channel says that it is 4 km north of the town."),
    ("exact place", "The channel says that it is 0.3 km from the bakery.", "The channel says that the wall is 200 m long."),
    ("exact place", "The channel says that it is the third house after the bakery.", "The channel says that it is near the bakery."),
    ("exact place", "The channel says that it is at 14 Saffron Street.", "The channel says that it is in Saffron Street."),
    ("exact place", "تقول القناة إنه على بعد ٢٠٠ متر شمال المخبز.", "تقول القناة إنه على بعد ٤ كم شمال المدينة."),
    ("exact place", "تقول القناة إنه بيت رقم ١٤.", "تقول القناة إنه بيت في الحي."),
    ("exact place", "הערוץ כותב כי זה 200 מטר מהמאפייה.", "הערוץ כותב כי זה ליד המאפייה."),
    ("exact place", "הערוץ כותב כי זה ברחוב הכרכום 14.", "הערוץ כותב כי זה ברחוב הכרכום."),
    ("protected place", "The channel says that Sindus Hospital is open.", "The channel says that Sindus Hospital is open (protected: hospital)."),
    ("protected place", "تقول القناة إن مستشفى سندس مفتوح.", "تقول القناة إن مستشفى سندس، وهو مكان محمي، مفتوح."),
    ("protected place", "הערוץ כותב כי בית החולים פתוח.", "הערוץ כותב כי בית החולים, מקום מוגן, פתוח."),
    ("own voice", "The brigade tortured prisoners.", "The channel says that the brigade tortured prisoners."),
    ("own voice", "عذبت الكتيبة الأسرى.", "تقول القناة إن الكتيبة عذبت الأسرى."),
    ("own voice", "הגדוד רצח אסירים.", "הערוץ טוען כי הגדוד רצח אסירים."),
    ("strength", "It is certainly a local group.", "The channel says that it is certainly a local group."),
    ("strength", "هذه بلا شك مجموعة محلية.", "هذه مجموعة محلية."),
    ("strength", "זו בוודאות קבוצה מקומית.", "זו קבוצה מקומית."),
    ("strength", "Three independent sources report it.", "One source reports it."),
    ("strength", "تذكر ذلك ثلاثة مصادر.", "يذكر ذلك مصدر واحد."),
    ("strength", "כך כותבים שלושה מקורות.", "כך כותב מקור אחד."),
    ("likelihood", "It is likely a local group.", "It is likely (55–80 %) a local group."),
    ("likelihood", "من المرجح أنها مجموعة محلية.", "من المرجح (55–80 %) أنها مجموعة محلية."),
    ("likelihood", "סביר שזו קבוצה מקומית.", "סביר (55–80 %) שזו קבוצה מקומית."),
    ("live position", "The channel says that Abu Samir al-Wadi is now in the north.", "The channel says that the river is now in flood."),
    ("live position", "تقول القناة إن أبو سمير الوادي موجود في الشمال الآن.", "تقول القناة إن الطريق مفتوح الآن."),
    ("live position", "הערוץ כותב כי אבו סמיר אל-ואדי נמצא כעת בצפון.", "הערוץ כותב כי הכביש פתוח כעת."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "harm", "twin"), CASES)
def test_each_rule_stops_its_harm_with_line_and_reason_and_passes_its_twin(
    rule: str, harm: str, twin: str
) -> None:
    findings = found(harm)
    assert {f.rule for f in findings} == {rule}, findings
    told = str(findings[0])
    assert told.startswith("brief.md:2: ") and rule in told and findings[0].code in told
    assert found(twin) == []


def test_every_rule_has_a_planted_harm() -> None:
    planted = {rule for rule, _, _ in CASES} | {"picture", "translation", "withheld"}
    assert planted == set(RULES)


def test_an_allegation_that_is_cited_needs_its_speaker_even_in_mild_words() -> None:
    assert [f.rule for f in found("The prisoners fared badly.", mark=CRIME)] == ["own voice"]
    assert found("The channel says that prisoners fared badly.", mark=CRIME) == []


def test_hedged_evidence_does_not_become_certain() -> None:
    harm = found("The channel confirmed that the bridge is closed.", mark=HEDGED)
    assert [f.rule for f in harm] == ["strength"]
    assert found("The channel confirmed that the bridge is closed.", mark=STATED) == []
    assert found("The channel says that the bridge may be closed.", mark=HEDGED) == []


@pytest.mark.parametrize(("days", "rules"), [(1, {"live position"}), (10, set())])
def test_a_sighting_waits_for_the_days_of_the_policy(days: float, rules: set[str]) -> None:
    told = found(
        "The channel says that Abu Samir al-Wadi was seen.", mark=SEEN, view=people_view(days)
    )
    assert {f.rule for f in told} == rules


def test_a_fresh_sighting_is_quoted_without_the_name() -> None:
    for days, shown in ((1, False), (10, True)):
        view = people_view(days)
        view.tables["mentions"] = [
            {"mention": "m-1", "rendition": "r-7", "item": "i-7", "start": 0, "end": 17, "kind": "person",
             "entity": "per-public"}]  # fmt: skip
        quote = excerpt(view, "r-7", 0, 40)[1]
        assert ("al-Wadi" in quote) is shown


def test_what_prose_may_not_say_is_withheld_in_quotes() -> None:
    for rule, harm, twin in CASES:
        if rule in ("contact", "exact place", "minor"):
            assert holes_in_text(harm, 1000.0), harm
            assert not holes_in_text(twin, 1000.0), twin


def test_quotes_of_others_are_not_our_own_voice() -> None:
    text = "The channel writes: “It is certainly likely that they tortured and looted”."
    assert found(text) == []


def test_private_words_are_found_outside_the_sentences_too() -> None:
    view = people_view()
    update = assembled(view, "---\nbyline: Karim Mansour\n---\n# The answer\n").update
    told = examine(update, view, {}, "brief.md")
    assert [(f.where, f.rule) for f in told] == [("byline", "private person")]


def test_words_that_a_person_withheld_stop_wherever_they_stand() -> None:
    view = people_view()
    view.tables["decisions"] = [
        {"seq": 1, "what": "redact", "about": ["per-public"], "value": "{}", "undone_by": None}
    ]
    told = found("The channel writes of Abu Samir al-Wadi.", view=view)
    assert [f.rule for f in told] == ["withheld"]
    assert found("The channel writes of a commander.", view=view) == []


def test_a_translation_without_its_translator_stops() -> None:
    view = people_view()
    row = dict(view.tables["renditions"][2]) | {
        "rendition": "r-9", "kind": "translation", "by": "", "text": "Words", "language": "ar"}  # fmt: skip
    view.tables["renditions"].append(row)
    assert [f.rule for f in found("The channel says so.", view=view)] == ["translation"]
    row["by"] = "an-analyst"
    assert found("The channel says so.", view=people_view()) == []


def _jpeg(noise: int = 0, **options: object) -> bytes:
    import numpy as np
    from PIL import Image

    pixels = np.random.default_rng(noise).integers(90, 110, (120, 160, 3)).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def picture_findings(
    folder: Path, content: bytes, decided: dict[str, object] | None = None, marked: bool = False
) -> list[str]:
    """What the gate says of one picture that is about to be reproduced."""
    view = people_view()
    sha = "a" * 64
    if decided is not None:
        row = {
            "seq": 1,
            "what": "confirm",
            "about": [sha],
            "value": "{}",
            "actor": "an-analyst",
            "undone_by": None,
        }
        view.tables["decisions"] = [row | decided]
    if marked:
        view.tables["marks"] = [{"mark": "k-1", "picture": sha}]
    (folder / "a.jpg").write_bytes(content)
    picture = Picture("a.jpg", "A wall", "", "", sha)
    brief = "# The answer\n"
    update = assembled(view, brief, (picture,)).update
    return [f.message for f in examine(update, view, {}, "brief.md", folder)]


def test_a_confirmed_plain_picture_passes_and_one_nobody_confirmed_does_not(tmp_path: Path) -> None:
    assert picture_findings(tmp_path, _jpeg(), {}) == []
    assert "nobody has confirmed" in picture_findings(tmp_path, _jpeg())[0]
    assert "names nobody" in picture_findings(tmp_path, _jpeg(), {"actor": ""})[0]


def test_metadata_left_in_a_picture_stop_it(tmp_path: Path) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = "taken here"
    assert "Exif" in picture_findings(tmp_path, _jpeg(exif=exif), {})[0]
    assert "comment" in picture_findings(tmp_path, _jpeg(comment=b"by me"), {})[0]


def test_a_marked_picture_is_a_location_unless_a_person_says_what_it_shows(tmp_path: Path) -> None:
    assert "location" in picture_findings(tmp_path, _jpeg(), {}, marked=True)[0]
    aerial = {"value": '{"view":"aerial"}'}
    assert "location" in picture_findings(tmp_path, _jpeg(), aerial, marked=True)[0]
    ground = {"value": '{"view":"ground"}'}
    assert picture_findings(tmp_path, _jpeg(), ground, marked=True) == []


def test_a_face_that_is_still_seen_stops_the_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indicia.picture import blur

    monkeypatch.setattr(blur, "find_faces_and_plates", lambda image, plates: [(10, 10, 40, 40)])
    assert "not blurred" in picture_findings(tmp_path, _jpeg(), {})[0]


def test_an_override_covers_one_finding_and_nothing_else() -> None:
    first, second = found("It is likely local."), found("It is probably local.")
    assert first[0].code != second[0].code
    assert stopped([*first, *second], frozenset({first[0].code})) == second
    assert stopped(first, frozenset({"likelihood", "brief.md:2", ""})) == first
    person = found("The channel names Karim Mansour.")
    assert stopped(person, frozenset({"per-private"})) == []


def test_the_same_finding_on_another_line_keeps_its_code() -> None:
    view = people_view()
    codes = set()
    for brief in (
        "# The answer\n- It is likely local.\n",
        "# The answer\n\n\n- It is likely local.\n",
    ):
        update = assembled(view, brief).update
        codes |= {f.code for f in examine(update, view, {}, "brief.md")}
    assert len(codes) == 1


def test_a_person_who_is_only_mentioned_is_private_until_a_mention_is_let_go() -> None:
    text = "The channel names Samir Dalvi as a member."
    view = people_view()
    assert found(text, view=view) == []
    row = {"mention": "m-9", "rendition": "r-3", "item": "i-3", "start": 0, "end": 11,
           "kind": "person", "entity": None, "quote": "Samir Dalvi", "method": "capitals"}  # fmt: skip
    view = people_view()
    view.tables["mentions"] = [row]
    assert [f.rule for f in found(text, view=view)] == ["private person"]
    byline = people_view()
    byline.tables["mentions"] = [row | {"method": "byline"}]
    assert found(text, view=byline) == []
