"""The pages of help: what each is about, and from which pages one comes to it.

Their texts stand in templates/help, a folder for each language of organisers: short pages that are
written as a whole in each language, and not sentence by sentence. The names of buttons in them come
from the pages themselves.
"""

from dataclasses import dataclass, field

from planner.core.texts import N_


@dataclass(frozen=True)
class HelpTopic:
    """One page of help, for one job.

    Attributes:
        key: names its template and its picture, and stands in its address.
        packages: packages of pages that it is about, but for those that another page names.
        endpoints: single pages that it is about.
        leaflet: the sheet for somebody who helps that belongs to it; empty for none.
    """

    key: str
    title: str
    about: str
    picture: str
    packages: tuple[str, ...] = ()
    endpoints: frozenset[str] = field(default_factory=frozenset)
    leaflet: str = ""


TOPICS = (
    HelpTopic(
        "start",
        N_("The first hour"),
        N_("Five first steps, an example to try, and signing in."),
        "hand-waving",
        ("start",),
        frozenset({"account.show_factors", "account.show_app", "account.show_passkey"}),
    ),
    HelpTopic(
        "waiting",
        N_("Find what waits for you"),
        N_("What is to be done, and finding things again."),
        "list-checks",
        ("attention", "account"),
        frozenset({"events.list_events", "events.show_month", "events.show_search"}),
    ),
    HelpTopic(
        "plan",
        N_("Plan an event"),
        N_("From a name and a day to a page with all that is needed."),
        "calendar-plus",
        ("events", "desk"),
    ),
    HelpTopic(
        "series",
        N_("Plan a series"),
        N_("The same on more days, in more neighbourhoods."),
        "repeat",
        endpoints=frozenset({"events.begin_series", "events.create_series", "events.show_series"}),
    ),
    HelpTopic(
        "calendars",
        N_("Take over another calendar"),
        N_("Events from a file or an address, and what changes there."),
        "calendar",
        endpoints=frozenset(
            {
                "events.upload_calendar",
                "events.preview_import",
                "events.watch_calendar",
                "events.show_watched",
            }
        ),
    ),
    HelpTopic(
        "publish",
        N_("Let guests see it"),
        N_("From draft to public, and what you promise."),
        "eye",
        endpoints=frozenset(
            {"events.publish_event", "events.publish_series", "events.show_as_guests"}
        ),
    ),
    HelpTopic(
        "cards",
        N_("Make cards and print them"),
        N_("Cards, letters and posters, and a card that is lost."),
        "ticket",
        ("cards",),
    ),
    HelpTopic(
        "contact",
        N_("Invite through somebody else"),
        N_("A contact person hands out the cards; you see numbers."),
        "hand-heart",
        endpoints=frozenset({"cards.show_access"}),
        leaflet="contact",
    ),
    HelpTopic(
        "guests",
        N_("The list of guests"),
        N_("Bring a list in, find somebody, settle doubles."),
        "users",
        ("guests",),
        frozenset({"events.show_places"}),
    ),
    HelpTopic(
        "forecast",
        N_("How many come, and what to buy"),
        N_("The forecast, earlier events and the shopping list."),
        "chart",
        ("forecast", "shopping"),
        frozenset({"desk.show_reckoning", "desk.show_inviting", "own.show_totals"}),
    ),
    HelpTopic(
        "kitchen",
        N_("The kitchen"),
        N_("The menu, diets and allergies, and what is in stock."),
        "fork-knife",
        ("stock",),
        frozenset(
            {
                "shopping.show_menu",
                "shopping.add_dish",
                "shopping.edit_dish",
                "shopping.show_kitchen_sheet",
                "shopping.show_allergens",
                "own.show_cook",
            }
        ),
        leaflet="cook",
    ),
    HelpTopic(
        "messages",
        N_("Tell guests of a change"),
        N_("Messages, reminders, calling it off, and mail that failed."),
        "megaphone",
        ("messages",),
        frozenset({"events.cancel_event"}),
    ),
    HelpTopic(
        "words",
        N_("Write in your own words"),
        N_("A sentence in our letters, or a message of your own to a group."),
        "pencil",
        endpoints=frozenset(
            {
                "messages.write_words",
                "messages.preview_mail",
                "messages.write_own",
                "messages.edit_own",
                "messages.show_own",
            }
        ),
    ),
    HelpTopic(
        "mail",
        N_("Mail that did not arrive"),
        N_("What waits, what came back, and an address that is wrong."),
        "envelope",
        endpoints=frozenset(
            {"messages.show_outgoing", "messages.show_event_mail", "messages.correct_address"}
        ),
    ),
    HelpTopic(
        "gate",
        N_("At the gate"),
        N_("Count on phones or on paper, also without internet."),
        "door",
        ("day",),
        leaflet="gate",
    ),
    HelpTopic(
        "day",
        N_("The day itself"),
        N_("Who is inside, whether there is enough, and what to do now."),
        "clock",
        endpoints=frozenset({"day.show_day", "day.show_evacuation"}),
    ),
    HelpTopic(
        "helpers",
        N_("Helpers and shifts"),
        N_("Ask for help, see who comes, and thank them."),
        "user-plus",
        ("helpers",),
        leaflet="gate",
    ),
    HelpTopic(
        "promises",
        N_("Promises and remarks"),
        N_("What residents say, what you do about it, and telling it back."),
        "chat",
        ("residents",),
    ),
    HelpTopic(
        "sheet",
        N_("Run sheet, tasks and permits"),
        N_("Who does what and when, things, deliveries, and the weather."),
        "list",
        ("sheet", "tasks", "permits", "things", "deliveries", "weather"),
    ),
    HelpTopic(
        "money",
        N_("Money"),
        N_("Plan amounts, note receipts, and what it cost per person."),
        "note",
        ("costs",),
    ),
    HelpTopic(
        "after",
        N_("After the event"),
        N_("How many came, how good the forecast was, and the next one."),
        "check-circle",
        endpoints=frozenset({"events.close_event", "desk.show_afterwards"}),
    ),
    HelpTopic(
        "colleagues",
        N_("Colleagues and roles"),
        N_("Invite somebody, and say who sees and does what."),
        "key",
        ("people", "organisation"),
    ),
    HelpTopic(
        "privacy",
        N_("What we keep of people"),
        N_("What is erased when, and what to do when somebody asks."),
        "shield-check",
        ("privacy",),
        frozenset({"events.list_deleted", "events.list_deleted_parts"}),
    ),
)
"""In the order in which an event goes."""
BY_KEY = {topic.key: topic for topic in TOPICS}
_BY_ENDPOINT = {endpoint: topic for topic in TOPICS for endpoint in topic.endpoints}
_BY_PACKAGE = {package: topic for topic in TOPICS for package in topic.packages}


def topic_of(endpoint: str | None) -> HelpTopic | None:
    """Return the page of help for one of the organiser's pages; None for a package without one."""
    wanted = endpoint or ""
    return _BY_ENDPOINT.get(wanted) or _BY_PACKAGE.get(wanted.partition(".")[0])
