"""The e-mail edition, parsed again: complete text first, no request, threads, ways off the list."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from lxml import html
from page_world import ARABIC, BRIEFS, HEBREW, assembled, small_view

from indicia.publish.data import update_data
from indicia.publish.document import Picture
from indicia.publish.mail import Thread, message_id, render_mail
from indicia.publish.newsletter import LINK, newsletter_files, pictures
from indicia.settings import Publication, parse_settings

ORIGIN = "indicia/0123456789abcdef"
HERE = Publication(address="https://example.org/updates/", sender="Desk <desk@example.org>")


def data_of(language: str = "en", shown: tuple[Picture, ...] = ()) -> dict[str, Any]:
    made = assembled(small_view(), BRIEFS[language], shown)
    data = update_data(made.update, made.sentences, made.answers, made.regions, 10)
    return data | {"checkpoint": "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"}


def mail_of(
    language: str = "en", earlier: tuple[int, ...] = (), publication: Publication = HERE
) -> EmailMessage:
    content = render_mail(data_of(language), Thread(ORIGIN, earlier), publication)
    parsed = message_from_bytes(content, policy=SMTP)
    assert isinstance(parsed, EmailMessage) and not parsed.defects
    return parsed


def part_of(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def without_marks(text: str) -> str:
    return re.sub("[\u2066-\u2069]", "", text)


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_the_plain_text_comes_first_and_is_complete(language: str) -> None:
    mail, data = mail_of(language), data_of(language)
    assert mail.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    text = without_marks(part_of(mail, "plain"))
    squeezed = " ".join(text.split())
    for sentence in data["sentences"]:
        if "\u202e" not in sentence["text"]:  # the hostile one has its controls made visible
            assert " ".join(sentence["text"].split()) in squeezed.replace("\N{NO-BREAK SPACE}", " ")
    for citation in data["citations"]:
        assert f"[{citation['number']}]" in text
    assert data["checkpoint"] in text and data["as_of_utc"] in text


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he", "rtl")])
def test_the_html_part_asks_for_nothing_and_says_its_directions(
    language: str, direction: str
) -> None:
    tree = html.fromstring(part_of(mail_of(language), "html"))
    assert not tree.xpath("//@src | //@href | //script | //link | //style | //*[@onerror]")
    assert "url(" not in part_of(mail_of(language), "html")
    body = tree.xpath("//body")[0]
    assert mail_of(language)["Content-Language"] == language
    assert (body.get("lang"), body.get("dir")) == (language, direction)
    assert "auto" not in tree.xpath("//@dir")
    for text, own in ((ARABIC, "ar"), (HEBREW, "he")):
        quotes = [q for q in tree.xpath("//blockquote") if text in q.text_content()]
        assert all((q.get("lang"), q.get("dir")) == (own, "rtl") for q in quotes)
        assert quotes or language != "en"


def test_runs_of_the_other_direction_are_isolated_in_the_plain_text() -> None:
    text = part_of(mail_of(), "plain")
    assert f"\u2067{ARABIC}\u2069" in text
    assert text.count("\u2067") + text.count("\u2066") == text.count("\u2069")


def test_it_threads_on_the_updates_before_it() -> None:
    first, third = mail_of(), mail_of(earlier=(1, 2))
    assert first["References"] is None and first["In-Reply-To"] is None
    ids = [message_id(ORIGIN, number, HERE) for number in (1, 2)]
    assert first["Message-ID"] == ids[0] and ids[0].endswith("@example.org>")
    assert str(third["In-Reply-To"]) == ids[1] and str(third["References"]).split() == ids
    assert message_id("another log", 1, HERE) != ids[0]


@pytest.mark.parametrize(
    ("address", "one_click"), [("https://example.org/leave", True), ("mailto:off@example.org", False)]
)  # fmt: skip
def test_a_list_has_a_way_off_and_only_https_has_one_click(address: str, one_click: bool) -> None:
    mail = mail_of(publication=Publication(list=address))
    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert (mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") is one_click
    assert mail_of()["List-Unsubscribe"] is None


def test_equal_updates_give_equal_bytes_with_lines_that_mail_can_carry() -> None:
    one, other = (render_mail(data_of(), Thread(ORIGIN, (1,)), HERE) for _ in range(2))
    assert one == other
    assert max(len(line) for line in one.split(b"\r\n")) <= 998 and one.isascii()


def test_a_hostile_title_adds_no_header() -> None:
    data = data_of() | {"question": "Who?\r\nBcc: victim@example.org\r\n\r\nbody"}
    mail = message_from_bytes(render_mail(data, Thread(ORIGIN, ()), HERE), policy=SMTP)
    assert mail["Bcc"] is None and "victim" in mail["Subject"]


def test_the_short_version_has_answer_change_and_the_three_best_carried() -> None:
    data = data_of()
    data["sentences"] = [
        s | {"origins": n} if s["part"] == "known" else s for n, s in enumerate(data["sentences"])
    ]
    data["sentences"].append(data["sentences"][-1] | {"text": "The best carried.", "origins": 99})
    files = newsletter_files(data)
    short = without_marks(files["newsletter/short.txt"].decode())
    known = [s for s in data["sentences"] if s["part"] == "known"]
    assert "The best carried." in short and known[0]["text"] not in short
    assert "It is likely" in short and "first update" in short
    assert short.strip().endswith(LINK)
    address = newsletter_files(data, "https://example.org/u/index.html")["newsletter/short.txt"]
    assert address.decode().strip().endswith("https://example.org/u/index.html")


def test_the_letter_refers_to_its_pictures_beside_it_and_carries_its_styles() -> None:
    picture = Picture("pictures/a.jpg", 'A "wall"', "", "", "a" * 64)
    data = data_of(shown=(picture,))
    files = newsletter_files(data)
    tree = html.fromstring(files["newsletter/letter.html"])
    assert tree.xpath("//img/@src") == ["pictures/a.jpg"] and tree.xpath("//img/@alt") == [
        'A "wall"'
    ]
    assert pictures(data) == {"newsletter/pictures/a.jpg": "pictures/a.jpg"}
    assert not tree.xpath("//style | //link | //script | //@id")
    assert tree.xpath("//main") and tree.xpath("//title")[0].text == data["question"]
    assert not html.fromstring(files["newsletter/short.html"]).xpath("//img")


@pytest.mark.parametrize(
    ("key", "value"),
    [("list", "http://example.org"), ("list", "mailto:x"), ("address", "ftp://example.org"),
     ("sender", "a\\r\\nBcc: b@example.org"), ("sender", "nobody"), ("paper", "A3"),
     ("list", "https://example.org>, <x")],
)  # fmt: skip
def test_a_wrong_publication_setting_is_named(key: str, value: str) -> None:
    from indicia.errors import SettingsError

    text = f'title = "x"\n[publication]\n{key} = "{value}"\n'
    with pytest.raises(SettingsError, match=f"publication.{key}"):
        parse_settings(text.encode())


def test_an_address_ends_in_a_slash() -> None:
    text = 'title = "x"\n[publication]\naddress = "https://example.org/updates"\npaper = "Letter"\n'
    made = parse_settings(text.encode()).publication
    assert (made.address, made.paper) == ("https://example.org/updates/", "Letter")
