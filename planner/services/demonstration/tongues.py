"""The barbecue and the evening at the castle in all languages of guests; the walk in part."""

from collections.abc import Mapping

from planner.services.demonstration.maker import Maker
from planner.services.plan import translating
from planner.services.plan.translating import own_texts
from planner.store.models import Event

LANGUAGES = ("ar", "pl", "uk", "tr", "de", "en")
TEXTS: Mapping[str, tuple[str, ...]] = {
    "Barbecue in Meezenbroek": (
        "حفل شواء في Meezenbroek",
        "Grill w Meezenbroek",
        "Барбекю у Meezenbroek",
        "Meezenbroek’te mangal",
        "Grillen in Meezenbroek",
        "Barbecue in Meezenbroek",
    ),
    "Samen eten met de buurt. Het is gratis, en er is ook eten zonder vlees. "
    "Kom zoals je bent, en neem gerust je buren mee.": (
        "نأكل معًا مع أهل الحي. الأكل مجاني، وهناك أيضًا أكل بدون لحم. "
        "تعالوا كما أنتم، وأحضروا جيرانكم معكم.",
        "Jemy razem z sąsiadami. Wszystko jest za darmo, jest też jedzenie bez mięsa. "
        "Przyjdź tak, jak lubisz, i zabierz sąsiadów.",
        "Їмо разом із сусідами. Це безкоштовно, є й страви без м’яса. "
        "Приходьте так, як вам зручно, і беріть із собою сусідів.",
        "Mahalleyle birlikte yemek yiyoruz. Ücretsizdir, etsiz yemek de var. "
        "Olduğunuz gibi gelin, komşularınızı da getirin.",
        "Wir essen zusammen mit der Nachbarschaft. Es kostet nichts, und es gibt auch Essen ohne "
        "Fleisch. Kommen Sie, wie Sie sind, und bringen Sie gern Ihre Nachbarn mit.",
        "We eat together with the neighbourhood. It costs nothing, and there is food without "
        "meat too. Come as you are, and bring your neighbours.",
    ),
    "Een eigen stoel": (
        "كرسي خاص بكم",
        "własne krzesło",
        "свій стілець",
        "kendi sandalyeniz",
        "einen eigenen Stuhl",
        "a chair of your own",
    ),
    "Kerst bij het kasteel": (
        "عيد الميلاد عند القلعة",
        "Boże Narodzenie przy zamku",
        "Різдво біля замку",
        "Kalede Noel",
        "Weihnachten am Schloss",
        "Christmas at the castle",
    ),
    "Een lichtshow op de muren van het kasteel, vechtende ridders, en het leerorkest "
    "speelt. Gratis voor iedereen.": (
        "عرض أضواء على جدران القلعة، وفرسان يتبارزون، وعزف أوركسترا الأطفال. مجاني للجميع.",
        "Pokaz świateł na murach zamku, walczący rycerze i gra orkiestra dziecięca. "
        "Za darmo dla wszystkich.",
        "Світлове шоу на стінах замку, бої лицарів і дитячий оркестр. Безкоштовно для всіх.",
        "Kale duvarlarında ışık gösterisi, dövüşen şövalyeler ve çocuk orkestrası. "
        "Herkes için ücretsiz.",
        "Eine Lichtshow auf den Mauern des Schlosses, kämpfende Ritter, und das Kinderorchester "
        "spielt. Für alle kostenlos.",
        "A light show on the walls of the castle, fighting knights, and the children’s orchestra "
        "plays. Free for everybody.",
    ),
    "Warme chocolademelk en soep": (
        "شوكولاتة ساخنة وشوربة",
        "Gorąca czekolada i zupa",
        "Гарячий шоколад і суп",
        "Sıcak çikolata ve çorba",
        "Heiße Schokolade und Suppe",
        "Hot chocolate and soup",
    ),
    "Voorplein": (
        "الساحة الأمامية",
        "Plac przed zamkiem",
        "Площа перед замком",
        "Ön meydan",
        "Vorplatz",
        "Front square",
    ),
    "Lichtshow": (
        "عرض أضواء",
        "Pokaz świateł",
        "Світлове шоу",
        "Işık gösterisi",
        "Lichtshow",
        "Light show",
    ),
    "Op de muren van het kasteel": (
        "على جدران القلعة",
        "Na murach zamku",
        "На стінах замку",
        "Kale duvarlarında",
        "Auf den Mauern des Schlosses",
        "On the walls of the castle",
    ),
    "Vechtende ridders": (
        "فرسان يتبارزون",
        "Walka rycerzy",
        "Бій лицарів",
        "Dövüşen şövalyeler",
        "Kämpfende Ritter",
        "Fighting knights",
    ),
    "Binnenplaats": (
        "الفناء الداخلي",
        "Dziedziniec",
        "Внутрішній двір",
        "İç avlu",
        "Innenhof",
        "Courtyard",
    ),
    "Het leerorkest speelt": (
        "أوركسترا الأطفال تعزف",
        "Gra orkiestra dziecięca",
        "Грає дитячий оркестр",
        "Çocuk orkestrası çalıyor",
        "Das Kinderorchester spielt",
        "The children’s orchestra plays",
    ),
    "Lichtshow, nog een keer": (
        "عرض أضواء، مرة أخرى",
        "Pokaz świateł, jeszcze raz",
        "Світлове шоу, ще раз",
        "Işık gösterisi, bir kez daha",
        "Lichtshow, noch einmal",
        "Light show, once more",
    ),
}
"""What the organiser wrote, and the same in each of the languages, in turn."""
WALK_IN_PART = {"pl": "Wyprawa po Brunssummerheide"}
"""The title of the walk: the rest is still to be translated."""


def say_in_languages(maker: Maker, *whole: Event, in_part: Event) -> None:
    """Give events their texts in the languages of guests.

    Args:
        maker: whose database it is.
        whole: what is translated wholly.
        in_part: what has a title in one language, and lacks the rest.
    """
    for event in whole:
        for place, language in enumerate(LANGUAGES):
            typed = {
                one.key: TEXTS[one.words][place] for one in own_texts(event) if one.words in TEXTS
            }
            translating.keep(event, language, typed, now=event.updated_at)
    for language, title in WALK_IN_PART.items():
        translating.keep(in_part, language, {"title": title}, now=in_part.updated_at)
