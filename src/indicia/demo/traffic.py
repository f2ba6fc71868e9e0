"""The traffic of the demonstration: posts in time, with what was planted about each.

Pure and seeded. A post knows its channel, time, text and how it came about; ``truth`` is read off
the posts, not written a second time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from indicia.demo.world import BY_KEY, CHANNELS, DAILY, MARKS, NOISE, QUARTERS, STORIES, Story

START = datetime(2026, 9, 20, tzinfo=UTC)
DAYS = 42
DAILY_EVENTS = 110
CLUSTER_EVENTS = 36
NOISE_POSTS = 980
WINDOW_SECONDS = 45


@dataclass(slots=True)
class Post:
    """One post of the demonstration."""

    channel: str
    at: datetime
    text: str
    language: str
    origin: str
    """Posts of one origin are one story and its copies."""
    how: str = "first"
    """first, forward, name_forward, copy, reword or translate."""
    forwarded_from: str = ""
    pictures: tuple[str, ...] = ()
    kind: str = ""
    polarity: str = ""
    story: str = ""
    number: int = 0


@dataclass(slots=True)
class Traffic:
    """All posts, each channel's in order of time."""

    posts: list[Post] = field(default_factory=list)

    def of(self, channel: str) -> list[Post]:
        """The posts of one channel, numbered in order of time."""
        return [post for post in self.posts if post.channel == channel]


def make_traffic(seed: int) -> Traffic:
    """The whole traffic for a seed."""
    rng = random.Random(seed)
    traffic = Traffic()
    for story in STORIES:
        if BY_KEY[story.by].number:
            _tell(traffic, story, rng)
    _tell_daily(traffic, rng)
    _tell_cluster(traffic, rng)
    _tell_noise(traffic, rng)
    traffic.posts.sort(key=lambda p: (p.at, p.channel, p.text))
    counts: dict[str, int] = {}
    for post in traffic.posts:
        post.number = counts.get(post.channel, 1) + 1
        counts[post.channel] = post.number + max(len(post.pictures), 1) - 1
    return traffic


def marked(text: str, language: str) -> str:
    """A text that says in its language that it is invented."""
    return f"{text}\n{MARKS[language]}"


def _tell(traffic: Traffic, story: Story, rng: random.Random) -> None:
    at = START + timedelta(days=story.day, hours=rng.randint(7, 20), minutes=rng.randint(0, 59))
    language = BY_KEY[story.by].language
    text = marked(story.text[language], language)
    pictures = {
        "founding": ("flyer.png",),
        "mosque": ("aerial_1.jpg",),
        "hospital": ("aerial_2.jpg",),
        "base": ("aerial_3.jpg",),
        "walls": ("wall_1.jpg", "wall_2.jpg", "wall_3.jpg"),
    }.get(story.key, ())
    first = Post(
        story.by,
        at,
        text,
        language,
        story.key,
        pictures=pictures,
        kind=story.kind,
        polarity=story.polarity,
        story=story.key,
    )
    traffic.posts.append(first)
    for channel, how in story.spread:
        traffic.posts.append(_passed_on(first, story, channel, how, rng))


def _passed_on(first: Post, story: Story, channel: str, how: str, rng: random.Random) -> Post:
    at = first.at + timedelta(minutes=rng.randint(12, 900), seconds=rng.randint(0, 59))
    language = BY_KEY[channel].language
    if how in ("forward", "name_forward"):
        return Post(
            channel,
            at,
            first.text,
            first.language,
            first.origin,
            how,
            first.channel,
            first.pictures,
            story.kind,
            story.polarity,
            story.key,
        )
    if how == "reword":
        text = marked(_reworded(story.text[language], language), language)
    else:
        text = marked(story.text[language], language)
    how = "translate" if language != first.language else ("reword" if how == "reword" else "copy")
    return Post(
        channel,
        at,
        text,
        language,
        first.origin,
        how,
        "",
        (),
        story.kind,
        story.polarity,
        story.key,
    )


_LEADS = {
    "ar": "أفادت مصادرنا صباح اليوم:",
    "en": "Our correspondents report this morning:",
    "ru": "Наши корреспонденты сообщают:",
    "he": "כתבינו מדווחים הבוקר:",
}


def _reworded(text: str, language: str) -> str:
    """A light rewording: another lead, and the last sentence first word dropped."""
    words = text.split(" ")
    middle = len(words) // 2
    return " ".join([_LEADS[language], *words[:middle], *words[middle + 1 :]])


def _tell_daily(traffic: Traffic, rng: random.Random) -> None:
    """Small news with numbers of their own: one channel first, some others after it."""
    news = [c for c in CHANNELS if c.part == "news"]
    for event in range(DAILY_EVENTS):
        template, quarter = DAILY[event % len(DAILY)], QUARTERS[rng.randrange(len(QUARTERS))]
        at = START + timedelta(seconds=rng.randint(0, DAYS * 86400 - 7200))
        slots = {
            "n": str(rng.randint(3, 97)),
            "h": f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}",
            "u": f"https://wire.example/{event:03d}{rng.randrange(16**6):06x}",
        }
        channels = rng.sample(news, rng.choice((1, 1, 1, 2, 2, 3, 4)))
        first: Post | None = None
        for channel in channels:
            language = channel.language
            text = marked(template[language].format(**slots, p=quarter[language]), language)
            if first is None:
                first = Post(channel.key, at, text, language, f"daily{event:03d}")
                traffic.posts.append(first)
                continue
            later = at + timedelta(minutes=rng.randint(3, 300), seconds=rng.randint(0, 59))
            same = language == first.language
            how = rng.choice(("copy", "forward")) if same else "translate"
            source = first.channel if how == "forward" else ""
            traffic.posts.append(
                Post(channel.key, later, text, language, first.origin, how, source)
            )


def _tell_cluster(traffic: Traffic, rng: random.Random) -> None:
    """Five channels that share the same link within a minute, each in words of its own."""
    cluster = [c.key for c in CHANNELS if c.part == "cluster"]
    for event in range(CLUSTER_EVENTS):
        at = START + timedelta(seconds=rng.randint(0, DAYS * 86400 - 7200))
        link = f"https://shield.example/{event:02d}-{rng.randrange(16**6):06x}"
        for key in rng.sample(cluster, rng.choice((3, 4, 5, 5))):
            words = rng.sample(NOISE.words["ar"], 9)
            text = marked(" ".join(words) + f" {link}", "ar")
            when = at + timedelta(seconds=rng.randint(0, WINDOW_SECONDS))
            traffic.posts.append(Post(key, when, text, "ar", f"{key}-c{event:02d}"))
    for key in cluster:
        for extra in range(14):
            at = START + timedelta(seconds=rng.randint(0, DAYS * 86400 - 7200))
            text = marked(" ".join(rng.sample(NOISE.words["ar"], 12)), "ar")
            traffic.posts.append(Post(key, at, text, "ar", f"{key}-x{extra:02d}"))


def _tell_noise(traffic: Traffic, rng: random.Random) -> None:
    """Posts of words by chance, at the hours people post."""
    channels = [c for c in CHANNELS if c.part in ("noise", "html")]
    for index in range(NOISE_POSTS):
        channel = channels[index % len(channels)]
        day = timedelta(days=rng.randrange(DAYS))
        hour = rng.choices(range(24), weights=[1] * 6 + [4] * 12 + [6] * 4 + [2] * 2)[0]
        at = (
            START
            + day
            + timedelta(hours=hour, minutes=rng.randrange(60), seconds=rng.randrange(60))
        )
        count = rng.randint(11, 18)
        words = rng.sample(NOISE.words[channel.language], count)
        text = marked(f"{' '.join(words)} {rng.randint(1, 999)}", channel.language)
        pictures = (f"noise_{index // 40}.jpg",) if index % 40 == 0 else ()
        traffic.posts.append(
            Post(channel.key, at, text, channel.language, f"noise{index:04d}", pictures=pictures)
        )
