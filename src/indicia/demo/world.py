# ruff: noqa: SIM905 - long lines are the words of posts
"""The invented world of the demonstration: its place, people, groups, channels and stories.

Everything here is made up: the town Tell Qamar does not exist, nor do its people and groups. Each
post says so in its own language (``MARKS``). What is said in four languages is held side by side,
so that a translation is planted with its truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MARKS = {"ar": "[مختلق]", "en": "[invented]", "he": "[בדוי]", "ru": "[вымышлено]"}
LAT, LON = 33.92, 39.38
TOWN = {"ar": "تل قمر", "en": "Tell Qamar", "he": "תל קמר", "ru": "Телль-Камар"}


@dataclass(frozen=True, slots=True)
class Channel:
    """One source: how it is exported and what part it plays."""

    key: str
    name: str
    language: str
    part: str
    """subject, news, denier, cluster, noise, html, web, pdf or table."""
    number: int = 0
    form: str = "2024"
    """2024: with date_unixtime; 2019: without; html: HTML export."""


CHANNELS: tuple[Channel, ...] = (
    Channel("sons", "أبناء تل قمر", "ar", "subject", 1900000001),
    Channel("qamar24", "قمر ٢٤ الإخبارية", "ar", "news", 1900000002),
    Channel("badia", "أخبار البادية", "ar", "news", 1900000003, "2019"),
    Channel("desertdesk", "Desert Desk", "en", "news", 1900000004),
    Channel("stepwire", "Steppe Wire", "en", "news", 1900000005),
    Channel("pustynya", "Голос пустыни", "ru", "news", 1900000006),
    Channel("midbar", "קול המדבר", "he", "news", 1900000007),
    Channel("liwa19", "الإعلام الحربي للواء 19", "ar", "denier", 1900000008),
    Channel("baladiya", "بلدية تل قمر", "ar", "denier", 1900000009),
    Channel("truthline", "Truth Line", "en", "denier", 1900000010),
    Channel("echo1", "صدى الصقر", "ar", "cluster", 1900000011),
    Channel("echo2", "درع البلد", "ar", "cluster", 1900000012),
    Channel("echo3", "رجال الصقر", "ar", "cluster", 1900000013),
    Channel("echo4", "نبض اللواء", "ar", "cluster", 1900000014),
    Channel("echo5", "عيون الجبهة", "ar", "cluster", 1900000015),
    Channel("weather", "Steppe Weather", "en", "noise", 1900000016),
    Channel("market", "أسعار السوق", "ar", "noise", 1900000017),
    Channel("football", "Футбол степи", "ru", "noise", 1900000018),
    Channel("recipes", "מתכוני השוק", "he", "noise", 1900000019),
    Channel("roads", "حركة الطرق", "ar", "noise", 1900000020),
    Channel("poetry", "ديوان البادية", "ar", "noise", 1900000021),
    Channel("archive", "Tell Qamar Archive", "en", "html", 1900000022, "html"),
    Channel("review", "The Steppe Review", "en", "web"),
    Channel("watch", "Qamar Watch Foundation", "en", "pdf"),
    Channel("survey", "Water point survey", "en", "table"),
)
BY_KEY = {channel.key: channel for channel in CHANNELS}


@dataclass(frozen=True, slots=True)
class Site:
    """A site marked on an aerial picture, with its true place (degrees)."""

    key: str
    lat: float
    lon: float
    name: dict[str, str]
    protected: str = ""


SITES: tuple[Site, ...] = (
    Site(
        "noor",
        33.931,
        39.371,
        {"ar": "مسجد النور", "en": "the Al-Noor Mosque", "ru": "мечеть ан-Нур", "he": "מסגד א-נור"},
        "place of worship",
    ),
    Site(
        "sindus",
        33.912,
        39.392,
        {
            "ar": "مستشفى سندس",
            "en": "Sindus Hospital",
            "ru": "больница Синдус",
            "he": "בית החולים סינדוס",
        },
        "hospital",
    ),
    Site(
        "granary",
        33.933,
        39.374,
        {
            "ar": "مجمع الصوامع",
            "en": "the Granary compound",
            "ru": "зернохранилище",
            "he": "מתחם הממגורות",
        },
    ),
    Site(
        "base19",
        33.955,
        39.425,
        {
            "ar": "قاعدة لواء 19",
            "en": "the Brigade 19 base",
            "ru": "база бригады 19",
            "he": "בסיס חטיבה 19",
        },
    ),
)


@dataclass(frozen=True, slots=True)
class Story:
    """One thing said, in the languages it is said in, by one channel first."""

    key: str
    by: str
    day: int
    text: dict[str, str]
    kind: str = "claim"
    polarity: str = "yes"
    spread: tuple[tuple[str, str], ...] = ()
    """(channel, how): forward, name_forward, copy, reword, translate."""
    opposes: str = ""


STORIES: tuple[Story, ...] = (
    Story(
        "founding",
        "sons",
        3,
        {
            "ar": "بيان رقم 1: نحن أبناء تل قمر، أهل المدينة، اجتمعنا لمواجهة لواء 19 وفوج الصقر. لا ننتمي إلى أي جهة "
            "خارجية. لدينا قائمة بأسماء 47 من قادة لواء 19 وهم تحت المراقبة.",
            "en": "Statement number 1: We are the Sons of Tell Qamar, people of the town, who came together to face "
            "Brigade 19 and the Falcon Regiment. We do not belong to any foreign side. We have a list of the "
            "names of 47 commanders of Brigade 19 and they are under surveillance.",
            "ru": "Заявление № 1: мы — Сыны Телль-Камара, жители города, собрались, чтобы противостоять бригаде 19 и "
            "полку «Сокол». Мы не принадлежим ни к какой внешней стороне. У нас есть список имён 47 командиров "
            "бригады 19, и они под наблюдением.",
        },
        spread=(
            ("qamar24", "forward"),
            ("badia", "name_forward"),
            ("desertdesk", "translate"),
            ("pustynya", "translate"),
            ("stepwire", "copy_en"),
        ),
    ),
    Story(
        "demands",
        "sons",
        5,
        {
            "ar": "مطالبنا بالترتيب: أولا انسحاب لواء 19 من تل قمر، ثانيا الخروج من محافظة البادية، ثالثا مغادرة البلاد "
            "كلها. نحذر قادة لواء 19: من يبقى بعد 30 تشرين الأول يتحمل العواقب.",
            "en": "Our demands in order: first, Brigade 19 must leave Tell Qamar; second, it must leave the Badia "
            "province; third, it must leave the whole country. We warn the commanders of Brigade 19: whoever "
            "stays after 30 October will bear the consequences.",
            "he": "הדרישות שלנו לפי הסדר: ראשית, לואא 19 חייב לעזוב את תל קמר; שנית, עליו לצאת ממחוז הבאדיה; שלישית, "
            "עליו לעזוב את הארץ כולה. אנו מזהירים את מפקדי לואא 19: מי שיישאר אחרי 30 באוקטובר יישא בתוצאות.",
        },
        kind="demand",
        spread=(("qamar24", "copy"), ("desertdesk", "translate"), ("midbar", "translate")),
    ),
    Story(
        "mosque",
        "sons",
        8,
        {
            "ar": "الموقع الأول: مجمع قرب مسجد النور تستخدمه مؤسسة العمران لتخزين معدات ومواد بناء صودرت من الأهالي.",
            "en": "First site: a compound near the Al-Noor Mosque is used by the Builders Foundation to store equipment "
            "and construction materials that were seized from residents.",
        },
        spread=(("qamar24", "forward"), ("desertdesk", "translate"), ("stepwire", "copy_en")),
    ),
    Story(
        "hospital",
        "sons",
        11,
        {
            "ar": "الموقع الثاني: مستشفى سندس مقر فوج الصقر، وقد شوهد القائد أبو رشيد التلاوي هناك مرات كثيرة، ويمنع "
            "الأهالي من العلاج.",
            "en": "Second site: Sindus Hospital is the headquarters of the Falcon Regiment. The commander Abu Rashid "
            "al-Tellawi was seen there many times, and residents are prevented from receiving treatment.",
            "ru": "Второй объект: больница Синдус — штаб полка «Сокол». Командира Абу Рашида ат-Теллауи видели там "
            "много раз, а жителям не дают лечиться.",
        },
        spread=(
            ("badia", "forward"),
            ("desertdesk", "translate"),
            ("pustynya", "translate"),
            ("qamar24", "reword"),
        ),
    ),
    Story(
        "base",
        "sons",
        14,
        {
            "ar": "الموقع الثالث: قاعدة لواء 19 شمال شرق المدينة على الطريق R7 القادم من الوادي.",
            "en": "Third site: the base of Brigade 19 lies north-east of the city on the R7 road coming from the Wadi.",
        },
        spread=(("qamar24", "forward"), ("stepwire", "translate")),
    ),
    Story(
        "deny_hospital",
        "liwa19",
        12,
        {
            "ar": "نفى لواء 19 استخدام مستشفى سندس مقرا عسكريا، وأكد أن المستشفى مفتوح أمام جميع الأهالي.",
            "en": "Brigade 19 denied that it uses Sindus Hospital as a military headquarters and said that the hospital "
            "is open to all residents.",
        },
        kind="denial",
        polarity="no",
        opposes="hospital",
        spread=(("baladiya", "forward"), ("truthline", "translate")),
    ),
    Story(
        "foreign",
        "truthline",
        16,
        {
            "en": "According to unnamed sources, the Sons of Tell Qamar are run from abroad and no resident has ever "
            "met one of their members.",
            "ar": "بحسب مصادر لم تسمها، فإن أبناء تل قمر يدارون من الخارج ولم يلتق أي من الأهالي بأحد أعضائهم.",
        },
        opposes="founding",
        spread=(("echo1", "translate"), ("liwa19", "copy_ar")),
    ),
    Story(
        "local",
        "desertdesk",
        20,
        {
            "en": "According to some indications, the Sons of Tell Qamar are a local group: two residents told Desert "
            "Desk that they know members from the Saffron Market quarter.",
            "ar": "وفق بعض المؤشرات فإن أبناء تل قمر مجموعة محلية: قال اثنان من الأهالي إنهما يعرفان أعضاء من حي سوق "
            "الزعفران.",
        },
        spread=(("stepwire", "reword"), ("badia", "translate")),
    ),
    Story(
        "doubt",
        "stepwire",
        24,
        {
            "en": "It is not clear who is behind the group. Is this an independent local organisation? What is its size? "
            "Is it backed from outside, or is it psychological warfare?",
        },
        kind="question",
    ),
    Story(
        "walls",
        "sons",
        26,
        {
            "ar": "صور من أرض تل قمر: علامة X على جدران المواقع الثلاثة ليلة 16 تشرين الأول.",
            "en": "Pictures from the ground in Tell Qamar: an X on the walls of the three sites in the night of 16 "
            "October.",
        },
        spread=(("qamar24", "forward"), ("desertdesk", "translate")),
    ),
    Story(
        "corridor",
        "review",
        28,
        {
            "en": "The town's position made it one of the strategic points on the steppe corridor.",
        },
    ),
)

FLYER_AR = {
    "headline": "اخرجوا",
    "claimed_title": "لدينا قائمة بأسماء القادة",
    "claimed": ("أبو رشيد التلاوي", "الحاج نديم"),
    "threat": "أنتم تحت المراقبة ومن يبقى يتحمل العواقب",
    "demands_title": "مطالبنا",
    "demands": ("الخروج من تل قمر", "الخروج من محافظة البادية", "الخروج من البلاد كلها"),
    "signature": "أبناء تل قمر",
}

# Small daily news: each slot is filled with its own number, hour and link, so that a translation
# shares them and nothing else does.
DAILY: tuple[dict[str, str], ...] = (
    {
        "ar": "مرت {n} شاحنة عند الساعة {h} على الطريق R7 باتجاه {p}، بحسب الأهالي. {u}",
        "en": "{n} trucks passed at {h} on the R7 road towards {p}, residents say. {u}",
        "ru": "{n} грузовиков прошли в {h} по дороге R7 в сторону {p}, сообщают жители. {u}",
        "he": "{n} משאיות עברו בשעה {h} בכביש R7 לכיוון {p}, אומרים תושבים. {u}",
    },
    {
        "ar": "انقطعت المياه عن {n} منزلا في {p} منذ الساعة {h}، والبلدية تعد بالإصلاح. {u}",
        "en": "Water has been cut for {n} houses in {p} since {h}; the municipality promises repairs. {u}",
        "ru": "С {h} без воды остаются {n} домов в районе {p}; муниципалитет обещает ремонт. {u}",
        "he": "המים נותקו ל-{n} בתים ב{p} מאז {h}; העירייה מבטיחה תיקון. {u}",
    },
    {
        "ar": "وصلت {n} طنا من الطحين إلى مخبز {p} عند {h} صباحا. {u}",
        "en": "{n} tons of flour reached the bakery of {p} at {h} in the morning. {u}",
        "ru": "В пекарню района {p} в {h} утра привезли {n} тонн муки. {u}",
        "he": "{n} טונות קמח הגיעו למאפייה של {p} בשעה {h} בבוקר. {u}",
    },
    {
        "ar": "سمع دوي {n} انفجارا قرب {p} عند {h} ولم ترد أنباء عن إصابات. {u}",
        "en": "{n} explosions were heard near {p} at {h}; there were no reports of injuries. {u}",
        "ru": "Около {p} в {h} слышали {n} взрывов; о пострадавших не сообщают. {u}",
        "he": "{n} פיצוצים נשמעו ליד {p} בשעה {h}; אין דיווחים על נפגעים. {u}",
    },
)
QUARTERS: tuple[dict[str, str], ...] = (
    {"ar": "سوق الزعفران", "en": "Saffron Market", "ru": "Шафранный рынок", "he": "שוק הזעפרן"},
    {"ar": "الحي الشمالي", "en": "North Quarter", "ru": "Северный квартал", "he": "הרובע הצפוני"},
    {"ar": "حي الطواحين", "en": "Mills Quarter", "ru": "Квартал мельниц", "he": "רובע הטחנות"},
    {"ar": "باب الريح", "en": "Wind Gate", "ru": "Ворота Ветра", "he": "שער הרוח"},
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that noise is made of, by language."""

    words: dict[str, tuple[str, ...]] = field(default_factory=dict)


NOISE = Vocabulary(
    {
        "ar": tuple(
            "الشمس ريح مطر قمح شعير زيت سكر عنب تمر خروف طريق جسر ورشة مدرسة كتاب قصيدة ليل صباح نجم بستان "
            "نخيل بئر حليب خبز سوق سعر كيلو ليرة ارتفع انخفض هادئ مزدحم مغلق مفتوح جميل قديم جديد بعيد قريب "
            "غدا اليوم أمس مساء ظهرا حارس سائق شاعر معلم طفل ضيف فرس غيمة غبار حرارة برد ثلج موسم حصاد".split()
        ),
        "en": tuple(
            "sun wind rain wheat barley dust heat cold cloud clear morning evening north south gust calm "
            "humid dry frost storm season harvest valley ridge plain haze sky dawn dusk forecast degrees "
            "mild sharp steady rising falling chance shower drizzle bright grey spell week weekend tomorrow".split()
        ),
        "ru": tuple(
            "матч гол тренер команда счёт поле вратарь тайм победа ничья поражение удар мяч сезон кубок лига "
            "болельщик стадион защитник полузащитник форвард судья замена угловой пенальти травма состав "
            "трансфер школа юность рекорд серия ответный вечер суббота воскресенье".split()
        ),
        "he": tuple(
            "קמח סוכר מלח שמן תנור סיר כף כוס בצק חומוס עדשים אורז כמון כוסברה לימון שום בצל עגבנייה חציל "
            "תבשיל מרק עוגה דבש תמר אגוז פיסטוק לבנה פיתה זעתר בישול דקות חום טעם ריח שולחן אורחים שבת".split()
        ),
    }
)
