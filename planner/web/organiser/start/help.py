"""Help in the product: one page for each job, and an index with a search in it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.roles import Right
from planner.paths import resource_dir
from planner.web.access import needs
from planner.web.help_topics import BY_KEY, TOPICS, HelpTopic
from planner.web.i18n import current_language
from planner.web.i18n import gettext as _
from planner.web.organiser.start import bp
from planner.web.organiser.start.leaflets import leaflet_name

LONGEST_QUESTION = 80
SHORTEST_WORD = 2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class FoundTopic:
    """A page of help as the index shows it."""

    url: str
    title: str
    about: str
    picture: str


@bp.get("/how-to")
@needs(Right.SIGNED_IN, before_set_up=True)
def show_help_index() -> ResponseReturnValue:
    """List the pages of help; with a question, those that say something of it, the best first."""
    question = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    found = [_found(topic) for topic in find_topics(question)]
    return render_template("organiser/start/help_index.html", question=question, found=found)


@bp.get("/how-to/<key>")
@needs(Right.SIGNED_IN, before_set_up=True)
def show_help(key: str) -> ResponseReturnValue:
    """Show how one job is done."""
    topic = BY_KEY.get(key)
    if topic is None:
        abort(404)
    place = TOPICS.index(topic)
    leaflet = topic.leaflet and url_for("start.show_leaflet", who=topic.leaflet)
    return render_template(
        "organiser/start/help.html",
        topic=topic,
        title=_(topic.title),
        about=_(topic.about),
        text=Markup(render_template(_template(topic))),  # noqa: S704 - a template of ours
        picture=picture_of(topic.key),
        leaflet=(leaflet, leaflet_name(topic.leaflet)) if leaflet else None,
        following=_found(TOPICS[place + 1]) if place + 1 < len(TOPICS) else None,
    )


def find_topics(question: str) -> list[HelpTopic]:
    """Return the pages that say every word of a question; those whose title says it come first."""
    words = [one for one in _words(question) if len(one) >= SHORTEST_WORD]
    if not words:
        return list(TOPICS)
    ranked = []
    for topic in TOPICS:
        title, said = plain(_(topic.title)), _said(topic)
        if all(word in said for word in words):
            hits = sum(word in title for word in words)
            ranked.append((-hits, -sum(said.count(word) for word in words), topic))
    ranked.sort(key=lambda one: one[:2])
    return [topic for _hits, _times, topic in ranked]


def _said(topic: HelpTopic) -> str:
    """Return all that a page of help says, as it is looked through."""
    text = Markup(render_template(_template(topic))).striptags()  # noqa: S704 - as above
    return plain(f"{_(topic.title)} {_(topic.about)} {text}")


def plain(text: str) -> str:
    """Return a text in small letters and without accents, as people type it."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _words(question: str) -> list[str]:
    return _WORD.findall(plain(question))


def _template(topic: HelpTopic) -> str:
    return f"help/{current_language()}/{topic.key}.html"


def _found(topic: HelpTopic) -> FoundTopic:
    url = url_for("start.show_help", key=topic.key)
    return FoundTopic(url, _(topic.title), _(topic.about), topic.picture)


@cache
def picture_of(key: str) -> str:
    """Return the name of the picture of a page of help; empty where none was made."""
    name = f"help/{key}.webp"
    return name if (resource_dir("static") / name).is_file() else ""
