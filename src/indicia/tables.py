"""Every derived table: what one row is, its columns, types and units, and the stage that writes it.

A reader of this module and of :mod:`indicia.stages` knows the program. Schemas have one version;
the migration rule is *rebuild, never alter*. Times are UTC microseconds, coordinates WGS 84
degrees, lengths metres, text offsets Unicode code points into a rendition. ``null`` means that the
source did not say. Storing tables is :mod:`indicia.store`; this module only describes and checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from indicia.order import ordered

SCHEMA_VERSION = 1
FLOAT_DIGITS = 9

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
INT = pa.int64()
REAL = pa.float64()
FLAG = pa.bool_()
INSTANT = pa.timestamp("us", tz="UTC")
JSON = pa.string()
"""Canonical JSON (RFC 8785) where a value's inside belongs to one row alone."""

TIME = pa.struct(
    [
        ("from_utc", INSTANT),
        ("to_utc", INSTANT),
        ("precision", TEXT),
        ("calendar", TEXT),
        ("zone_status", TEXT),
        ("text", TEXT),
    ]
)
"""A time with its doubt. precision: second, minute, hour, day, week, month, year, part.
calendar: gregorian, hijri, persian. zone_status: utc, stated, assumed, unknown; text as written."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type and what a value means (with its unit)."""

    name: str
    type: pa.DataType
    doc: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One derived table: who writes it, what a row is, its columns and its sort key."""

    name: str
    stage: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partition: str | None = None

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema; its metadata carry table name and schema version."""
        fields = [pa.field(c.name, c.type, nullable=not c.required) for c in self.columns]
        version = str(SCHEMA_VERSION).encode()
        return pa.schema(fields, {b"indicia.table": self.name.encode(), b"indicia.schema": version})


def _columns(*rows: tuple[str, pa.DataType, str]) -> tuple[Column, ...]:
    """Columns from short rows; a name that ends in ``!`` is required."""
    return tuple(Column(n.removesuffix("!"), t, d, n.endswith("!")) for n, t, d in rows)


MADE_BY = ("made_by!", TEXT, "stage and version that made the row, as stage@version")
MONTH = ("month!", TEXT, "month of posting as YYYY-MM, or undated: the partition")
SUGGESTION = (
    ("method!", TEXT, "how it was found"),
    ("version!", TEXT, "version of the method"),
    ("score!", REAL, "0..1; what it measures is the method's"),
    ("reason!", TEXT, "why, for a person to read"),
)
SPAN = (
    ("item!", TEXT, "the item"),
    ("rendition!", TEXT, "the rendition that start and end count in"),
    ("start!", INT, "first code point"),
    ("end!", INT, "one past the last code point"),
    ("quote!", TEXT, "the text of the span"),
    ("prefix!", TEXT, "up to 32 characters before it"),
    ("suffix!", TEXT, "up to 32 characters after it"),
)

_TABLES = (
    Table(
        "captures",
        "collect",
        "one capture of one original: bytes that came in at one time by one way",
        _columns(
            ("seq!", INT, "position of the import or collect event in the log"),
            ("original!", TEXT, "SHA-256 of the bytes"),
            ("captured_utc!", INSTANT, "when we came to hold it"),
            ("action!", TEXT, "import or collect"),
            ("batch!", TEXT, "what was added together: paths inside a batch refer to each other"),
            ("path", TEXT, "path inside the batch, with forward slashes"),
            ("url", TEXT, "final URL of a page that was fetched or saved"),
            ("size!", INT, "bytes"),
            ("media_type!", TEXT, "as sniffed from the bytes"),
            ("verdict!", TEXT, "content, partial, wall, gone, error or empty"),
            ("verdict_rule", TEXT, "the rule that gave the verdict"),
            ("actor!", TEXT, "id of the person or process"),
        ),
        ("seq",),
    ),
    Table(
        "decisions",
        "collect",
        "one decision of a person, replayed from the log",
        _columns(
            ("seq!", INT, "position in the log"),
            ("event!", TEXT, "id of the event: e-<seq>"),
            ("decided_utc!", INSTANT, "when"),
            ("actor!", TEXT, "who"),
            (
                "what!",
                TEXT,
                "confirm, reject, merge, split, alias, likelihood, role, transcribe...",
            ),
            ("about!", TEXTS, "ids of spans, originals, sources or events it is about"),
            ("value!", JSON, "what was decided, with the fields as they stood"),
            ("was", JSON, "the fields of what it was about, as recorded"),
            ("reason", TEXT, "why"),
            ("undone_by", INT, "seq of the decision that took it back"),
        ),
        ("seq",),
    ),
    Table(
        "items",
        "read",
        "one piece of one original: a post, page, document, row or picture with its locator",
        _columns(
            ("item!", TEXT, "id: hash of original and locator"),
            ("original!", TEXT, "SHA-256 of the original"),
            (
                "locator!",
                TEXT,
                "where in it: JSON pointer, CSS path, page, row, or / for the whole",
            ),
            ("kind!", TEXT, "post, service, article, document, picture, video, voice, row"),
            ("post!", TEXT, "id of the post it shows"),
            ("post_version!", TEXT, "id of the post as it read here"),
            ("source!", TEXT, "id of the channel, account or outlet"),
            ("platform_id", TEXT, "the platform's id of the post"),
            ("url", TEXT, "canonical URL"),
            ("title", TEXT, "title or headline"),
            ("author", TEXT, "name of a person as given; private, redacted in what leaves"),
            ("posted", TIME, "when it was posted, by the source"),
            ("edited", TIME, "when it was last edited, by the source"),
            ("forwarded_from", TEXT, "source id where the platform gives one, else the name"),
            ("forwarded_kind", TEXT, "id or name"),
            ("reply_to", TEXT, "platform's id of the post replied to"),
            ("album", TEXT, "key that messages of one album share"),
            ("pictures!", TEXTS, "SHA-256 of pictures it shows, in order"),
            ("media_missing!", TEXTS, "media that the export names and does not hold"),
            ("urls!", TEXTS, "links, as written"),
            ("hashtags!", TEXTS, "without #"),
            ("views", INT, "views at capture"),
            ("forwards", INT, "forwards at capture"),
            ("extra!", JSON, "what else the format says (reactions, poll, location ...)"),
            ("seq!", INT, "log position of the first capture of the original"),
            MONTH,
            MADE_BY,
        ),
        ("item",),
        "month",
    ),
    Table(
        "renditions",
        "read",
        "one text read from an item by one reader, or given by one person",
        _columns(
            ("rendition!", TEXT, "id: hash of item, reader, version and text"),
            ("item!", TEXT, "the item"),
            ("original!", TEXT, "SHA-256 of the original"),
            ("kind!", TEXT, "text, ocr, transcription, correction or translation"),
            ("by!", TEXT, "machine, or the person's id"),
            ("reader!", TEXT, "name of the reader"),
            ("reader_version!", TEXT, "its version"),
            ("text!", TEXT, "the text, untouched"),
            ("text_sha256!", TEXT, "of its UTF-8"),
            ("language", TEXT, "ISO 639-1 of most of it; null: unsure"),
            ("preferred!", FLAG, "the one that later stages read"),
            ("confidence", REAL, "0..1, of a machine's reading of pixels"),
            ("seq", INT, "log position of the decision that gave it, if a person did"),
            MONTH,
            MADE_BY,
        ),
        ("rendition",),
        "month",
    ),
    Table(
        "boxes",
        "read",
        "where a stretch of a rendition stands on a page or picture",
        _columns(
            ("rendition!", TEXT, "the rendition"),
            ("start!", INT, "first code point; equal to end for a line that was not read"),
            ("end!", INT, "one past the last"),
            ("page!", INT, "from 1"),
            (
                "level!",
                TEXT,
                "line, word, unread (a line found and not read) or emblem (a picture without words)",
            ),
            ("x0!", REAL, "left, 0..1 of the width"),
            ("y0!", REAL, "top, 0..1 of the height"),
            ("x1!", REAL, "right"),
            ("y1!", REAL, "bottom"),
            ("confidence", REAL, "0..1"),
            (
                "label",
                TEXT,
                "what it is by place and type size: headline, body, list, signature, notice or "
                "emblem; null: not looked at",
            ),
        ),
        ("rendition", "page", "level", "start", "y0", "x0"),
    ),
    Table(
        "sources",
        "read",
        "one name of one source over a span of time",
        _columns(
            ("source!", TEXT, "id: hash of platform and the platform's stable id"),
            ("platform!", TEXT, "telegram, web, document, table, picture"),
            ("platform_id!", TEXT, "the platform's stable id"),
            ("name!", TEXT, "name as shown"),
            (
                "kind!",
                TEXT,
                "channel, group, outlet, organisation, private, file or unknown: as decided, else "
                "as case.toml says, else as the format says",
            ),
            ("first_utc", INSTANT, "first post seen under this name"),
            ("last_utc", INSTANT, "last post seen under this name"),
            ("items!", INT, "items seen under this name"),
        ),
        ("source", "name"),
    ),
    Table(
        "post_versions",
        "read",
        "one post as it read at one time: what later stages work on",
        _columns(
            ("post_version!", TEXT, "id: hash of post and normalised content"),
            ("post!", TEXT, "the post"),
            ("item!", TEXT, "the item that stands for it: the earliest capture"),
            ("rendition!", TEXT, "the text that stands for it"),
            ("source!", TEXT, "the source"),
            ("posted_utc", INSTANT, "start of the time of posting"),
            ("first_seen_utc!", INSTANT, "first capture"),
            ("last_seen_utc!", INSTANT, "last capture"),
            ("sightings!", INT, "number of captures that show it"),
            ("latest!", FLAG, "the newest known version of the post"),
            MONTH,
        ),
        ("post_version",),
        "month",
    ),
    Table(
        "sightings",
        "read",
        "one capture of one post version",
        _columns(
            ("post_version!", TEXT, "the version"),
            ("item!", TEXT, "the item that showed it"),
            ("seq!", INT, "log position of the capture"),
            ("captured_utc!", INSTANT, "when"),
        ),
        ("post_version", "seq", "item"),
    ),
    Table(
        "absences",
        "read",
        "one post that its newest covering capture looked for and did not hold: perhaps deleted",
        _columns(
            ("post!", TEXT, "the post"),
            ("source!", TEXT, "its source"),
            ("platform_id!", TEXT, "the platform's number of the post"),
            ("reader!", TEXT, "the format in which it was held and then missed"),
            ("seq!", INT, "log position of the first capture that missed it"),
            ("looked_utc!", INSTANT, "when that was"),
            ("last_seen_utc!", INSTANT, "last capture that held it"),
        ),
        ("source", "platform_id", "reader"),
    ),
    Table(
        "returns",
        "read",
        "one post that a covering capture did not hold and a later one holds again",
        _columns(
            ("post!", TEXT, "the post"),
            ("source!", TEXT, "its source"),
            ("platform_id!", TEXT, "the platform's number of the post"),
            ("reader!", TEXT, "the format in which it was held, missed and held again"),
            ("seq!", INT, "log position of the first capture that missed it"),
            ("looked_utc!", INSTANT, "when that was"),
            ("last_seen_utc!", INSTANT, "last capture that held it before"),
            ("back_seq!", INT, "log position of the first capture that holds it again"),
            ("back_utc!", INSTANT, "when that was"),
        ),
        ("source", "platform_id", "reader", "seq"),
    ),
    Table(
        "pictures",
        "read",
        "one picture among the originals",
        _columns(
            ("picture!", TEXT, "SHA-256 of the original"),
            ("width!", INT, "pixels"),
            ("height!", INT, "pixels"),
            ("format!", TEXT, "as decoded"),
            ("pixels_sha256!", TEXT, "of the decoded pixels"),
            ("pdq", TEXT, "perceptual hash, 256 bits in hexadecimal"),
            ("pdq_quality", INT, "0..100"),
            ("exif!", JSON, "what the metadata say; a place in them is a location"),
            ("items!", TEXTS, "items that show it"),
            MADE_BY,
        ),
        ("picture",),
    ),
    Table(
        "marks",
        "read",
        "one mark (an X) suggested in a picture",
        _columns(
            ("mark!", TEXT, "id: hash of picture and box"),
            ("picture!", TEXT, "SHA-256"),
            ("x0!", REAL, "0..1 of the width"),
            ("y0!", REAL, "0..1 of the height"),
            ("x1!", REAL, "0..1"),
            ("y1!", REAL, "0..1"),
            ("colour!", TEXT, "as named by the method"),
            *SUGGESTION,
        ),
        ("mark",),
    ),
    Table(
        "faults",
        "read",
        "something that could not be read, or was read with doubt",
        _columns(
            ("fault!", TEXT, "id"),
            ("original!", TEXT, "SHA-256"),
            ("locator!", TEXT, "where in it"),
            ("severity!", TEXT, "lost (not kept), doubt (kept with a doubt), note"),
            ("code!", TEXT, "short name of the kind of fault"),
            ("message!", TEXT, "what was found and what the user can do"),
            MADE_BY,
        ),
        ("fault",),
    ),
    Table(
        "find_faults",
        "find",
        "one text that find could not work on; the text itself is kept and can be searched",
        _columns(
            ("fault!", TEXT, "id"),
            ("item!", TEXT, "the item"),
            ("rendition!", TEXT, "the text"),
            ("message!", TEXT, "what was found and what the user can do"),
            MONTH,
            MADE_BY,
        ),
        ("fault",),
        "month",
    ),
    Table(
        "mentions",
        "find",
        "one span that names somebody or something",
        _columns(
            ("mention!", TEXT, "id: hash of span and kind"),
            *SPAN,
            (
                "kind!",
                TEXT,
                "person, organisation, place, facility, road, date, quantity, phone, "
                "email, url, handle, hashtag, coordinate",
            ),
            ("entity", TEXT, "id of the lexicon entry, if one matched"),
            ("value", JSON, "what it says, parsed: a time, a number, coordinates"),
            *SUGGESTION,
            MONTH,
            MADE_BY,
        ),
        ("mention",),
        "month",
    ),
    Table(
        "statements",
        "find",
        "one frame: who says what about whom",
        _columns(
            ("statement!", TEXT, "id: hash of span and kind"),
            *SPAN,
            ("kind!", TEXT, "claim, demand, threat, denial or question"),
            ("predicate!", TEXT, "did, plans, denies, demands, threatens, uses site, harms ..."),
            ("plover", TEXT, "PLOVER root code"),
            ("speaker", TEXT, "name as written; null: the source itself speaks"),
            ("speaker_type!", TEXT, "source, named, unnamed"),
            ("speaker_start", INT, "span of the speaker"),
            ("speaker_end", INT, "span of the speaker"),
            (
                "chain!",
                JSON,
                "sources through which it came, outermost last: text, cue, start, end",
            ),
            ("addressee", TEXT, "to whom"),
            ("actor", TEXT, "who did it, as written"),
            ("target", TEXT, "whom it befell, as written"),
            ("object", TEXT, "what, as written"),
            ("purpose", TEXT, "what for, as written"),
            ("content_start!", INT, "span of what is said"),
            ("content_end!", INT, "span of what is said"),
            ("quote_type!", TEXT, "direct, indirect, mixed or none"),
            ("polarity!", TEXT, "yes or no"),
            ("modality!", TEXT, "asserted, possible, planned, conditional or hearsay"),
            ("hedges!", JSON, "hedges with their spans"),
            (
                "answers!",
                JSON,
                "answers that a question offers, with spans; one that goes on from another "
                "('or is it ...') has the answers of both",
            ),
            ("rank", INT, "order among the demands or questions of its item, from 1"),
            ("event_time", TIME, "when it is said to have happened"),
            ("places!", TEXTS, "ids of place mentions inside it"),
            ("allegation!", FLAG, "alleges a crime or abuse: never restated in our own voice"),
            ("denies", TEXT, "statement that it denies: in its own item, else in an earlier one"),
            ("rules!", TEXTS, "rules that made it"),
            *SUGGESTION,
            MONTH,
            MADE_BY,
        ),
        ("statement",),
        "month",
    ),
    Table(
        "place_phrases",
        "find",
        "one phrase that tells a place in words, or coordinates in text",
        _columns(
            ("phrase!", TEXT, "id: hash of span"),
            *SPAN,
            ("cues!", JSON, "relations with spans, distance, bearing, anchor text"),
            ("lon", REAL, "degrees, if coordinates were written"),
            ("lat", REAL, "degrees, if coordinates were written"),
            ("precision_m", REAL, "metres, of written coordinates"),
            ("protected", TEXT, "kind of protected place that the words name"),
            MONTH,
            MADE_BY,
        ),
        ("phrase",),
        "month",
    ),
    Table(
        "entities",
        "resolve",
        "one person, organisation, place, facility or road",
        _columns(
            ("entity!", TEXT, "id: given by lexicon or event; x-... while only suggested"),
            ("kind!", TEXT, "person, organisation, place, facility, road, source"),
            ("name!", TEXT, "the name to show"),
            ("status!", TEXT, "vouched (lexicon), confirmed, suggested or rejected"),
            ("role", TEXT, "public role of a person, by decision; null: private"),
            ("protected", TEXT, "kind of protected place"),
            ("mentions!", INT, "number of mentions"),
            ("items!", INT, "number of post versions that mention it"),
            ("first_utc", INSTANT, "first mention, by posting"),
            ("last_utc", INSTANT, "last mention"),
            ("decided_by", TEXT, "event that confirmed or rejected it"),
        ),
        ("entity",),
    ),
    Table(
        "names",
        "resolve",
        "one spelling of one entity",
        _columns(
            ("entity!", TEXT, "the entity"),
            ("name!", TEXT, "the spelling"),
            ("script!", TEXT, "ISO 15924"),
            ("source!", TEXT, "who vouches: a citation, or the items that use it"),
            ("mentions!", INT, "times seen"),
            ("valid_from", TEXT, "ISO date"),
            ("valid_to", TEXT, "ISO date"),
        ),
        ("entity", "name"),
    ),
    Table(
        "models",
        "learn",
        "the layer that was trained on people's decisions about names, or why none was",
        _columns(
            ("method!", TEXT, "crf: a linear-chain conditional random field"),
            ("version!", TEXT, "version of its features and of how it is trained"),
            ("model", TEXT, "SHA-256 of its bytes; null: none was trained"),
            ("trained_on", TEXT, "SHA-256 of examples, settings and version"),
            ("confirmed!", INT, "different names that people confirmed"),
            ("rejected!", INT, "different names that people rejected"),
            ("examples", INT, "runs of words that it was trained on"),
            ("size", INT, "bytes"),
            ("settings!", JSON, "penalties and steps"),
            ("refusal", TEXT, "why none was trained"),
            MADE_BY,
        ),
        ("method",),
    ),
    Table(
        "learned",
        "learn",
        "one name that waits for a person, with the probability that the trained layer gives it",
        _columns(
            ("entity!", TEXT, "the suggested entity, or the id that it would have"),
            ("kind!", TEXT, "person, organisation, place, facility or road"),
            ("name!", TEXT, "the name"),
            (
                "found!",
                TEXT,
                "rules: it waits without the layer too; layer: only the layer found it",
            ),
            ("mentions!", INT, "mentions that were looked at"),
            *SPAN,
            ("model!", TEXT, "SHA-256 of the model"),
            *SUGGESTION,
            MADE_BY,
        ),
        ("entity",),
    ),
    Table(
        "name_pairs",
        "resolve",
        "two entities whose names may be one: a suggestion, never a merge",
        _columns(
            ("pair!", TEXT, "id"),
            ("left!", TEXT, "entity"),
            ("right!", TEXT, "entity"),
            ("left_name!", TEXT, "spelling compared"),
            ("right_name!", TEXT, "spelling compared"),
            ("zone!", TEXT, "same, review or different"),
            ("decision", TEXT, "event that merged or split them"),
            *SUGGESTION,
        ),
        ("pair",),
    ),
    Table(
        "relations",
        "resolve",
        "one relation between entities, with who says so",
        _columns(
            ("relation!", TEXT, "id"),
            ("left!", TEXT, "entity"),
            ("kind!", TEXT, "part of, commands, affiliated with, uses, located at, denies"),
            ("right!", TEXT, "entity"),
            ("says!", TEXT, "lexicon citation, or the speaker of the statement"),
            ("statements!", TEXTS, "statements that say it"),
            ("status!", TEXT, "vouched, confirmed, suggested or rejected"),
        ),
        ("relation",),
    ),
    Table(
        "places",
        "resolve",
        "one region: where the words of a phrase, or coordinates, put something",
        _columns(
            ("place!", TEXT, "id"),
            ("phrase", TEXT, "phrase it was made from"),
            ("entity", TEXT, "place entity it stands for"),
            ("item", TEXT, "item of the phrase"),
            ("words!", TEXT, "the words that made it"),
            ("lon!", REAL, "degrees, of the mode"),
            ("lat!", REAL, "degrees, of the mode"),
            ("region50!", JSON, "GeoJSON, holds half of the probability"),
            ("region90!", JSON, "GeoJSON, holds nine tenths"),
            ("area50_km2!", REAL, "square kilometres"),
            ("area90_km2!", REAL, "square kilometres"),
            ("cues!", JSON, "cues used, cues dropped with reasons, anchors with weights"),
            ("calibration!", TEXT, "name of the calibration"),
            ("protected", TEXT, "kind of protected place"),
            ("legal_term", TEXT, "neutral legal term for it"),
            MADE_BY,
        ),
        ("place",),
    ),
    Table(
        "sites",
        "resolve",
        "one mark that a person put at a place",
        _columns(
            ("site!", TEXT, "id: given by its event"),
            ("mark!", TEXT, "the mark"),
            ("picture", TEXT, "SHA-256 of its picture; null: the mark is gone"),
            ("place!", TEXT, "the place"),
            ("name", TEXT, "what people call it"),
            ("decided_by!", TEXT, "event that said so"),
        ),
        ("mark",),
    ),
    Table(
        "orphans",
        "resolve",
        "a decision whose subject is gone or has another form: back to review, never dropped",
        _columns(
            ("seq!", INT, "the decision"),
            ("about!", TEXT, "what it named"),
            ("state!", TEXT, "gone, or confirmed in another form"),
            ("message!", TEXT, "what differs"),
        ),
        ("seq", "about"),
    ),
    Table(
        "edits",
        "compare",
        "one change of one post between two captures: how it read before, and after",
        _columns(
            ("edit!", TEXT, "id: hash of post, kind, both versions and the later capture"),
            ("post!", TEXT, "the post"),
            ("source!", TEXT, "its source"),
            ("item!", TEXT, "the item that shows it after; of one that is gone, before"),
            ("kind!", TEXT, "edited, text removed, picture changed, deleted or reappeared"),
            ("before!", TEXT, "post version that was captured last before it"),
            (
                "after",
                TEXT,
                "post version that was captured first after it; null: none, it is gone",
            ),
            ("before_first_utc!", INSTANT, "first capture of the version before"),
            ("before_last_utc!", INSTANT, "last capture that shows it so: it changed after this"),
            ("seen_utc!", INSTANT, "first capture that shows the change: it changed before this"),
            ("seq!", INT, "log position of that capture"),
            ("same_format!", FLAG, "both were read in one format; else the difference may be its"),
            ("added!", INT, "words that are new"),
            ("removed!", INT, "words that are gone"),
            ("share!", REAL, "share of the words of both that changed, 0..1"),
            (
                "changes!",
                JSON,
                "[start, end] in the rendition before and in the one after, for each change",
            ),
            ("rendition_before", TEXT, "the rendition that spans before count in"),
            ("rendition_after", TEXT, "the rendition that spans after count in"),
            ("pictures_added!", TEXTS, "SHA-256 of pictures that are new"),
            ("pictures_removed!", TEXTS, "SHA-256 of pictures that are gone"),
            (
                "meaning!",
                FLAG,
                "numbers, names, places or negations changed: it may mean another thing",
            ),
            ("reason!", TEXT, "what changed of them, for a person to read; empty: nothing of them"),
            MADE_BY,
        ),
        ("post", "seq", "edit"),
    ),
    Table(
        "copies",
        "trace",
        "two post versions of which one may come from the other",
        _columns(
            ("copy!", TEXT, "id: hash of both and kind"),
            ("a!", TEXT, "post version"),
            ("b!", TEXT, "post version"),
            ("kind!", TEXT, "identical, identical_text, near, reworded, contained, forward ..."),
            ("similarity!", REAL, "0..1"),
            ("lag_seconds", REAL, "posted b minus posted a"),
            ("direction!", TEXT, "a_first, b_first or unknown"),
            ("direction_certainty!", REAL, "0..1"),
            ("method!", TEXT, "how it was found"),
            ("version!", TEXT, "version of the method"),
            ("reason!", TEXT, "why, for a person to read"),
        ),
        ("copy",),
    ),
    Table(
        "origins",
        "trace",
        "the origin of one post version",
        _columns(
            ("post_version!", TEXT, "the post version"),
            ("origin!", TEXT, "id of the group"),
            ("first!", TEXT, "most likely first post version of the group"),
            ("role!", TEXT, "first or copy"),
            ("certainty!", REAL, "0..1, that the first is the first we hold"),
            ("size!", INT, "post versions in the group"),
        ),
        ("post_version",),
    ),
    Table(
        "tests",
        "conduct",
        "one test of conduct against chance: an observation, never a verdict",
        _columns(
            ("test!", TEXT, "id"),
            ("kind!", TEXT, "coshare, rhythm, reuse ..."),
            ("subjects!", TEXTS, "sources"),
            ("statistic", REAL, "value; null: not assessed"),
            ("null_mean", REAL, "mean under the null"),
            ("null_sd", REAL, "spread under the null"),
            ("p", REAL, "probability under the null"),
            ("q", REAL, "after correction for many tests"),
            ("n!", INT, "observations"),
            ("false_share", REAL, "share of such findings in shuffled copies of this case"),
            ("wording!", TEXT, "what may be said"),
            ("cannot_tell!", TEXT, "what it cannot tell"),
            ("refusal", TEXT, "why it was not assessed"),
            ("settings!", JSON, "every setting"),
            ("seed!", INT, "seed"),
            ("items!", TEXTS, "post versions it rests on (the first 200, sorted)"),
            MADE_BY,
        ),
        ("test",),
    ),
    Table(
        "indications",
        "weigh",
        "one indication of one question, as worded by a person or drafted",
        _columns(
            ("indication!", TEXT, "id: given by its event; draft-... while only drafted"),
            ("question!", TEXT, "question id"),
            ("text!", TEXT, "a yes/no fact that can be checked"),
            ("theme!", TEXT, "theme"),
            ("status!", TEXT, "judged, worded or drafted"),
            ("likelihoods!", JSON, "band per answer, pooled, if judged; `judgements` says whose"),
            ("judged_by!", TEXTS, "the people who judged every answer"),
        ),
        ("question", "indication"),
    ),
    Table(
        "evidence",
        "weigh",
        "one report of one origin that bears on one indication",
        _columns(
            ("indication!", TEXT, "the indication"),
            ("question!", TEXT, "the question"),
            ("origin!", TEXT, "the origin"),
            ("post_version!", TEXT, "the post version that reports"),
            ("statement", TEXT, "the statement, if one"),
            ("test", TEXT, "the test of conduct, if one"),
            ("asserts!", FLAG, "asserts or denies"),
            ("reliability", REAL, "0..1; null: nobody has judged it"),
            ("status!", TEXT, "linked (by a person) or drafted"),
            *SUGGESTION,
        ),
        ("question", "indication", "origin", "post_version", "status"),
    ),
    Table(
        "judgements",
        "weigh",
        "one band that a person gave an answer, and the band that was pooled from several people's",
        _columns(
            ("question!", TEXT, "question id"),
            ("indication", TEXT, "the indication; null: a prior"),
            ("answer!", TEXT, "answer id"),
            ("judge!", TEXT, "who said it; pooled: the band that is weighed"),
            ("low!", REAL, "10 % point, 0..1"),
            ("best!", REAL, "best value, 0..1"),
            ("high!", REAL, "90 % point, 0..1"),
            ("word", TEXT, "the word of likelihood, where one was given"),
            (
                "status!",
                TEXT,
                "counted, replaced (the judge said otherwise later), incomplete (not every answer "
                "judged), gone (no answer now) or pooled",
            ),
            ("event", TEXT, "the decision; null: pooled"),
        ),
        ("question", "indication", "answer", "judge", "event"),
    ),
    Table(
        "assessments",
        "weigh",
        "one answer of one question, weighed",
        _columns(
            ("question!", TEXT, "question id"),
            ("question_version!", INT, "version of the answers"),
            ("answer!", TEXT, "answer id"),
            ("rank!", INT, "order in the question"),
            ("prior!", REAL, "0..1"),
            ("mean!", REAL, "published probability, 0..1"),
            ("low!", REAL, "10 % point"),
            ("high!", REAL, "90 % point"),
            ("word!", TEXT, "word or words of likelihood"),
            ("confidence!", TEXT, "low, moderate, high, or none: nothing judged"),
            ("reasons!", JSON, "reasons of the confidence"),
            ("result!", TEXT, "SHA-256 of the full result (derived/weigh/<sha>.json)"),
        ),
        ("question", "rank"),
    ),
    Table(
        "weights",
        "weigh",
        "what moves the leading answer of a question against its best rival, and by how much",
        _columns(
            ("question!", TEXT, "question id"),
            ("place!", INT, "prior, indications by weight, joint parts, total, origins"),
            ("kind!", TEXT, "prior, indication, joint, total or origin"),
            ("id!", TEXT, "the indication or origin; empty for prior and total"),
            ("text!", TEXT, "words of the indication"),
            ("leader!", TEXT, "the leading answer"),
            ("rival!", TEXT, "the answer that comes next"),
            ("decibans", REAL, "10 log10 of the factor for the leader; null: origin"),
            ("without", REAL, "the leader's probability without it, 0..1"),
            ("lead_changes", FLAG, "whether another answer leads without it"),
            ("in_flip_set", FLAG, "whether it is of the smallest set that changes the lead"),
        ),
        ("question", "place"),
    ),
    Table(
        "sensitivity",
        "weigh",
        "how far the result of a question hangs on judgements, priors and conventions",
        _columns(
            ("question!", TEXT, "question id"),
            ("place!", INT, "order"),
            ("kind!", TEXT, "gamma, prior, themes, bounds, look or inconsistency"),
            ("id!", TEXT, "answer, indication, or number of judgements (gamma)"),
            ("value", REAL, "probability 0..1; a count for inconsistency"),
            ("low", REAL, "lower end, 0..1"),
            ("high", REAL, "upper end, 0..1"),
            ("note!", TEXT, "what the row says"),
        ),
        ("question", "place"),
    ),
    Table(
        "history",
        "weigh",
        "one answer of one question after one decision, over the origins known now",
        _columns(
            ("question!", TEXT, "question id"),
            ("question_version!", INT, "version of the answers"),
            ("step!", INT, "order in time"),
            ("at_utc!", INSTANT, "when the decision was taken"),
            ("answer!", TEXT, "answer id"),
            ("mean!", REAL, "probability, 0..1"),
            ("low!", REAL, "10 % point"),
            ("high!", REAL, "90 % point"),
            ("word!", TEXT, "word of likelihood, with hysteresis"),
            ("because", TEXT, "why it moved since the step before; null: it did not"),
        ),
        ("question", "step", "answer"),
    ),
    Table(
        "joint",
        "weigh",
        "one pair of answers of two linked questions",
        _columns(
            ("first!", TEXT, "question id"),
            ("second!", TEXT, "question id"),
            ("first_answer!", TEXT, "answer id"),
            ("second_answer!", TEXT, "answer id"),
            ("probability!", REAL, "of both together, 0..1"),
            ("first_alone!", REAL, "of the first answer by its own evidence"),
            ("second_alone!", REAL, "of the second answer by its own evidence"),
            ("independent!", FLAG, "whether independence was assumed for want of a table"),
            ("note!", TEXT, "by which table, whose and why; or that none was declared"),
        ),
        ("first", "second", "first_answer", "second_answer"),
    ),
)

TABLES: Mapping[str, Table] = {table.name: table for table in _TABLES}
"""Every derived table by name."""


def table_of(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as a checked Arrow table of schema ``name``: typed, rounded, in the order it is stored.

    A missing key is null; an unknown key or a null in a required column is a ``ValueError`` (a
    slip of the program, not of the material).
    """
    table = TABLES[name]
    rows = list(rows)
    known = {column.name for column in table.columns}
    for row in rows:
        if unknown := row.keys() - known:
            raise ValueError(f"table {name}: unknown columns {sorted(unknown)}")
    arrays = [pa.array([row.get(c.name) for row in rows], c.type) for c in table.columns]
    return finished(name, pa.Table.from_arrays(arrays, schema=table.schema))


def finished(name: str, content: pa.Table) -> pa.Table:
    """A table ready for the border: schema cast, floats rounded, in order, checked.

    Raises ``ValueError`` on a null in a required column.
    """
    return finished_parts(name, [content])


def finished_parts(name: str, parts: Iterable[pa.Table]) -> pa.Table:
    """The table that these parts are together, ready for the border (:func:`finished`)."""
    table = TABLES[name]
    checked = (_checked(table, part) for part in chain([table.schema.empty_table()], parts))
    content = ordered(checked, table.key, table.partition)
    return content.replace_schema_metadata(table.schema.metadata)


def _checked(table: Table, content: pa.Table) -> pa.Table:
    content = content.select([c.name for c in table.columns]).cast(table.schema)
    for position, column in enumerate(table.columns):
        values = content.column(position)
        if column.required and values.null_count:
            raise ValueError(f"table {table.name}: null in required column {column.name}")
        if pa.types.is_floating(column.type):
            rounded = pc.round(values, ndigits=FLOAT_DIGITS)
            content = content.set_column(position, table.schema.field(position), rounded)
    return content


def empty(name: str) -> pa.Table:
    """The table without rows."""
    return TABLES[name].schema.empty_table()
