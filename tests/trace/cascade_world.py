"""Invented cascades with planted truth: reports that spread as copies, forwards, translations.

Reports are made of slots in four languages (place, number, time, what happened), so that other
reports of the same sort and place exist that are no copies. Names and sentences are none of the
demonstration's. Everything follows from the seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from indicia.trace.post import Post

HOUR = 3_600_000_000
START = 1_790_000_000_000_000

PLACES = (
    {"en": "Marqadeh Heights", "ar": "مرقدة العليا", "ru": "Маркада", "he": "מרקדה"},
    {"en": "Kafr Zuwain", "ar": "كفر زوين", "ru": "Кафр-Зувейн", "he": "כפר זווין"},
    {"en": "Umm Dabis", "ar": "أم دبس", "ru": "Умм-Дабис", "he": "אום דבס"},
    {"en": "Sahl Barkun", "ar": "سهل بركون", "ru": "Сахль-Баркун", "he": "סהל ברכון"},
    {"en": "Tallat Mansura", "ar": "تلة منصورة", "ru": "Таллат-Мансура", "he": "תלת מנסורה"},
    {"en": "Deir Farush", "ar": "دير فروش", "ru": "Дейр-Фаруш", "he": "דיר פרוש"},
)
PEOPLE = (
    {"en": "Salman Qurtas", "ar": "سلمان قرطاس", "ru": "Сальман Куртас", "he": "סלמאן קורטאס"},
    {"en": "Munir Dabbagh", "ar": "منير دباغ", "ru": "Мунир Даббаг", "he": "מוניר דבאג"},
    {"en": "Fares Tarablus", "ar": "فارس طرابلس", "ru": "Фарес Тараблус", "he": "פארס טראבלוס"},
)
REPORTS = (
    {
        "en": "A drone struck a fuel store in {p} at {h}, wounding {n} people, the mayor {who} said.",
        "ar": "استهدفت طائرة مسيرة مستودع وقود في {p} عند {h} وأصيب {n} أشخاص، بحسب رئيس البلدية {who}.",
        "ru": "Беспилотник ударил по складу топлива в {p} в {h}, ранены {n} человек, сообщил мэр {who}.",
        "he": "כטב״ם פגע במחסן דלק ב{p} בשעה {h}, {n} נפצעו, אמר ראש העיר {who}.",
    },
    {
        "en": "Residents of {p} closed the bridge for {n} hours in protest at the arrest of {who}.",
        "ar": "أغلق أهالي {p} الجسر {n} ساعات احتجاجا على اعتقال {who}.",
        "ru": "Жители {p} перекрыли мост на {n} часов в знак протеста против ареста {who}.",
        "he": "תושבי {p} חסמו את הגשר ל-{n} שעות במחאה על מעצרו של {who}.",
    },
    {
        "en": "{who} met {n} tribal elders in {p} at {h} to discuss the return of the displaced.",
        "ar": "التقى {who} مع {n} من شيوخ العشائر في {p} عند {h} لبحث عودة النازحين.",
        "ru": "{who} встретился с {n} старейшинами племён в {p} в {h}, чтобы обсудить возвращение беженцев.",
        "he": "{who} נפגש עם {n} זקני שבטים ב{p} בשעה {h} כדי לדון בשיבת העקורים.",
    },
    {
        "en": "Three mortar shells fell near the school of {p}; {n} houses on road K{k} were damaged.",
        "ar": "سقطت ثلاث قذائف هاون قرب مدرسة {p} وتضرر {n} منزلا على الطريق K{k}.",
        "ru": "Три миномётные мины упали у школы {p}; повреждены {n} домов на дороге K{k}.",
        "he": "שלוש פצצות מרגמה נפלו ליד בית הספר של {p}; {n} בתים בכביש K{k} ניזוקו.",
    },
    {
        "en": "The army opened a checkpoint in {p} and arrested {n} men, among them {who}.",
        "ar": "أقام الجيش حاجزا في {p} واعتقل {n} رجلا بينهم {who}.",
        "ru": "Армия поставила блокпост в {p} и задержала {n} мужчин, среди них {who}.",
        "he": "הצבא הקים מחסום ב{p} ועצר {n} גברים, בהם {who}.",
    },
)
TAILS = {
    "en": ("Details to follow as we speak to witnesses.", "Phone lines to the area are down."),
    "ar": ("نوافيكم بالتفاصيل بعد الحديث مع الشهود.", "خطوط الهاتف مقطوعة عن المنطقة."),
    "ru": ("Подробности после разговора с очевидцами.", "Телефонной связи с районом нет."),
    "he": ("פרטים נוספים לאחר שיחה עם עדים.", "קווי הטלפון לאזור מנותקים."),
}
GREETINGS = {
    "en": "Good morning to all our dear followers and friends",
    "ar": "صباح الخير لكل المتابعين والأصدقاء الكرام",
    "ru": "Доброе утро всем нашим дорогим читателям",
    "he": "בוקר טוב לכל העוקבים והחברים היקרים שלנו",
}


@dataclass(frozen=True, slots=True)
class Cascades:
    """Posts, the cascade of each, and how each came about."""

    posts: tuple[Post, ...]
    cascade: dict[str, str]
    how: dict[str, str]

    def planted_pairs(self) -> dict[frozenset[str], str]:
        """Pairs of one cascade: ``translation`` where languages differ, else ``same language``."""
        by: dict[str, list[Post]] = {}
        for post in self.posts:
            by.setdefault(self.cascade[post.item], []).append(post)
        return {
            frozenset((a.item, b.item)): (
                "same language" if a.language == b.language else "translation"
            )
            for group in by.values()
            for n, a in enumerate(group)
            for b in group[n + 1 :]
        }


def make_cascades(count: int, seed: int, greetings: int = 60) -> Cascades:
    """``count`` reports of one to eight posts each over thirty days, and greetings of everybody."""
    rng = random.Random(seed)
    posts: list[Post] = []
    cascade: dict[str, str] = {}
    how: dict[str, str] = {}

    def put(post: Post, key: str, came: str) -> None:
        posts.append(post)
        cascade[post.item], how[post.item] = key, came

    for n in range(count):
        for post, came in _spread(f"c{n:03d}", rng):
            put(post, f"c{n:03d}", came)
    for n in range(greetings):
        language = rng.choice(("en", "ar", "ru", "he"))
        source, at = f"{language}{rng.randrange(6)}", START + rng.randrange(30 * 24) * HOUR
        put(Post(f"g{n:03d}", source, at, GREETINGS[language], language), f"g{n:03d}", "greeting")
    return Cascades(tuple(posts), cascade, how)


def _spread(key: str, rng: random.Random) -> list[tuple[Post, str]]:
    report, place, person = rng.choice(REPORTS), rng.choice(PLACES), rng.choice(PEOPLE)
    slots = {
        "n": rng.randint(2, 240),
        "h": f"{rng.randrange(24):02d}:{rng.randrange(60):02d}",
        "k": rng.randint(2, 40),
    }
    link = f" https://{key}.example/{rng.randrange(10**6)}" if rng.random() < 0.3 else ""

    def told(language: str) -> str:
        return report[language].format(p=place[language], who=person[language], **slots) + link

    language = rng.choice(("en", "ar", "ru", "he"))
    at = START + rng.randrange(30 * 24 * 60) * (HOUR // 60)
    # A first report has more to say than its slots: a sentence that only its own copies repeat.
    own = f" {rng.choice(TAILS[language])}"
    first = Post(f"{key}-0", f"{language}{rng.randrange(6)}", at, told(language) + own, language)
    spread = [(first, "first")]
    for n in range(1, rng.choice((1, 1, 2, 3, 4, 6, 8))):
        came = rng.choice(("copy", "near", "forward", "reworded", "translation", "translation"))
        later = at + rng.randint(3, 1200) * (HOUR // 60)
        tongue = language
        if came == "translation":
            tongue = rng.choice([x for x in ("en", "ar", "ru", "he") if x != language])
        text = _passed(came, first.text, told(tongue), tongue, rng)
        source = rng.choice([f"{tongue}{k}" for k in range(6) if f"{tongue}{k}" != first.source])
        forwarded = first.source if came == "forward" else None
        kind = "id" if forwarded else None
        post = Post(f"{key}-{n}", source, later, text, tongue, forwarded, kind)
        spread.append((post, came))
    return spread


def _passed(came: str, first: str, told: str, language: str, rng: random.Random) -> str:
    if came in ("copy", "forward"):
        return first
    if came == "translation":
        return told
    words = first.split(" ")
    if came == "near":
        words.insert(rng.randrange(len(words)), {"ar": "عاجل", "ru": "Срочно"}.get(language, "!"))
        return " ".join(words)
    leads = {
        "en": "As we learnt:",
        "ar": "علمنا أن:",
        "ru": "Как стало известно:",
        "he": "נודע לנו:",
    }
    del words[rng.randrange(2, len(words) - 1)]
    return f"{leads[language]} {' '.join(words)}"
