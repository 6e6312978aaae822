"""What guests said, in words: a number from five households on, 'a few' below that."""

from planner.core.diets import ALLERGEN_NAMES, DIET_NAMES
from planner.core.small_cells import LEAST_HOUSEHOLDS, Said, Size, ToldCount, told_often
from planner.web.filters import day_and_time, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext


def cell_words(cell: ToldCount) -> str:
    """Say how many people or households it are, where that may be told."""
    if cell.size is Size.FEW:
        return _("a few")
    if cell.size is Size.MANY:
        return _("%(n)s or more", n=number(LEAST_HOUSEHOLDS))
    return number(cell.amount)


def help_offers_words(times: int) -> str:
    """Say how often somebody with a card said that they can help; empty where nobody did."""
    told = told_often(times)
    if not told:
        return ""
    if told.size is Size.FEW:
        return _("A few times somebody said that they can help for an hour.")
    return _(
        "At least %(n)s times somebody said that they can help for an hour. That is how often it "
        "was said, not how many people: nobody is noted.",
        n=number(told.amount),
    )


def household_words(cell: ToldCount) -> str:
    """Say in how many households something is so."""
    if cell.size is Size.FEW:
        return _("a few households")
    if cell.size is Size.MANY:
        return _("%(n)s households or more", n=number(LEAST_HOUSEHOLDS))
    return ngettext("%(num)s household", "%(num)s households", cell.amount)


def diet_words(said: Said) -> list[tuple[str, str]]:
    """Say how many people eat what, in the order of diets; one we have no word for as it is."""
    known = {diet.value: _(name) for diet, name in DIET_NAMES.items()}
    order = [*known, *(diet for diet in said.diets if diet not in known)]
    return [
        (cell_words(said.diets[diet]), known.get(diet, diet))
        for diet in order
        if said.diets.get(diet)
    ]


def allergy_words(said: Said) -> list[tuple[str, str]]:
    """Say in how many households somebody has an allergy, in the order of the regulation."""
    return [
        (_(name), household_words(said.allergies[one.value]))
        for one, name in ALLERGEN_NAMES.items()
        if said.allergies.get(one.value)
    ]


def picture_words(said: Said, zone: str) -> str:
    """Say of how many households and of when a picture is; or from when on there is one."""
    if said.as_of is None:
        return _(
            "What guests eat and say stands here from %(n)s households on. So nobody can reckon "
            "out what one of them said.",
            n=number(LEAST_HOUSEHOLDS),
        )
    return _(
        "Of %(households)s households; the last of them answered %(when)s. It is counted again "
        "when %(n)s more have said something.",
        households=number(said.households),
        when=day_and_time(said.as_of, zone),
        n=number(LEAST_HOUSEHOLDS),
    )


def reckoned_words(said: Said) -> str:
    """Say how a shopping list reckons with what it may not tell."""
    if said.as_of is None:
        return _(
            "Fewer than %(n)s households have said what they eat, so this list reckons with what "
            "guests usually eat. The kitchen sheet reckons with what they said, so other amounts "
            "can stand there.",
            n=number(LEAST_HOUSEHOLDS),
        )
    if any(cell.size is Size.FEW for cell in said.diets.values()):
        return _(
            "For what a few households eat, this list buys for four of them, and of the other "
            "dishes as if they eat those too. The kitchen sheet reckons with the exact numbers, so "
            "it can say less. It also says what has to be added."
        )
    return _(
        "This list is from what %(households)s households said. The kitchen sheet has the latest "
        "numbers, so other amounts can stand there. It also says what has to be added.",
        households=number(said.households),
    )


def aside_cards(cards: int) -> str:
    """Say how many cards are counted nowhere, beside a sum of people."""
    return ngettext("+%(n)s card set aside", "+%(n)s cards set aside", cards, n=number(cards))
