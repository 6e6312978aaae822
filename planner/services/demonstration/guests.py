"""Made-up households that answer their cards, a few on some days and many on others."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from planner.core.diets import Allergen, Diet
from planner.core.enums import Reply
from planner.core.household_words import ToldPart
from planner.core.parties import PartyDetails
from planner.services.answer import answering, telling
from planner.services.demonstration.maker import Maker
from planner.services.helpers import help_offers
from planner.services.invite import batches, household, household_word, issuing
from planner.store.models import Batch, Event, Invitation

SIZES = {1: 32, 2: 30, 3: 16, 4: 14, 5: 5, 6: 3}
"""People in a household, and how many of a hundred households are of that size."""
DIETS = {Diet.HALAL: 20, Diet.VEGETARIAN: 8, Diet.FISH: 3, Diet.VEGAN: 2}
"""How many of a hundred households eat like that."""

WORD = "Regenboog"
"""Of the made-up households that keep one, for whoever wants to look."""


@dataclass(frozen=True, kw_only=True)
class Replies:
    """How many cards of a batch were answered with what; the first card is left for the reader."""

    yes: int
    maybe: int = 0
    no: int = 0

    def shuffled(self, dice: Random) -> list[Reply]:
        """Return the replies in the order in which they came in."""
        replies = [Reply.YES] * self.yes + [Reply.MAYBE] * self.maybe + [Reply.NO] * self.no
        dice.shuffle(replies)
        return replies


def add_batch(
    maker: Maker,
    event: Event,
    planned: issuing.BatchPlan,
    *,
    days_ago: int,
    until_days_ago: int = 0,
    replies: Replies,
) -> Batch:
    """Issue a batch some days ago, hand it out, and let some households answer since."""
    issued_at = maker.days_ago(days_ago)
    until = maker.days_ago(until_days_ago)
    batch = issuing.issue_batch(
        maker.session, event, planned, code_key=maker.code_key, now=issued_at
    )
    batches.mark_printed(maker.session, batch, now=issued_at + timedelta(hours=2))
    batches.mark_handed_out(maker.session, batch, now=issued_at + timedelta(days=1))
    invitations = list(
        maker.session.scalars(
            select(Invitation).where(Invitation.batch_id == batch.id).order_by(Invitation.number)
        )
    )[1:]
    maker.dice.shuffle(invitations)
    wishes = replies.shuffled(maker.dice)
    moments = _moments(maker.dice, len(wishes), issued_at + timedelta(days=1), until)
    for invitation, reply, moment in zip(invitations, wishes, moments, strict=False):
        _answer(maker, invitation, reply, moment)
    return batch


REMARKS = (
    "Het onkruid op de hoek staat anderhalve meter hoog.",
    "Een bankje bij de speelplek, voor opa's en oma's.",
    "Meer licht op het pad achter de flat.",
    "Wij zijn trots op de moestuin!",
    "Er wordt te hard gereden bij de school.",
)
"""As people could have said it. No street, bench or path is meant."""
ALLERGIES = (
    frozenset({Allergen.NUTS}),
    frozenset({Allergen.GLUTEN}),
    frozenset({Allergen.MILK, Allergen.EGGS}),
)


def _answer(maker: Maker, invitation: Invitation, reply: Reply, moment: datetime) -> None:
    answering.give_reply(maker.session, invitation, reply, now=moment)
    tells_more = maker.dice.random() < 0.9
    if reply is not Reply.NO and tells_more:
        party = _party(maker.dice, invitation.largest_party)
        answering.give_details(maker.session, invitation, party, now=moment + timedelta(minutes=1))
        parts = {ToldPart.NUMBER, ToldPart.DIETS}
        if _tell_more(maker, invitation, moment + timedelta(minutes=2)):
            parts |= {ToldPart.ALLERGIES, ToldPart.MORE}
        _keep_word(maker, invitation, frozenset(parts), moment)


def _keep_word(
    maker: Maker, invitation: Invitation, parts: frozenset[ToldPart], moment: datetime
) -> None:
    """Let whoever told it be a household; one in four keeps a word, the same for all of them."""
    untold = household.Opened(is_untold=True)
    token = household.new_token()  # in no browser: only the word opens it
    key = maker.code_key
    household.note_told(
        maker.session, invitation, untold, parts, token=token, code_key=key, now=moment
    )
    if invitation.number % 4 == 2:
        opened = household.look(
            maker.session, invitation.id, invitation.answer, token, code_key=key
        )
        household_word.set_word(
            maker.session,
            invitation,
            opened.household_id or 0,
            WORD,
            token=token,
            code_key=key,
            now=moment,
        )


def _tell_more(maker: Maker, invitation: Invitation, moment: datetime) -> bool:
    """Let about one household in three say something more."""
    # Other dice than those of the answers: these were thrown first, and are known by heart.
    dice = Random(invitation.number)
    throw = dice.random()
    told = None
    if throw < 0.08:
        told = telling.ToldNeeds(allergies=dice.choice(ALLERGIES), agrees=True)
    elif throw < 0.28:
        told = telling.ToldNeeds(remark=dice.choice(REMARKS))
        if dice.random() < 0.7:
            help_offers.offer_help(maker.session, invitation.event_id)
    elif throw < 0.36:
        told = telling.ToldNeeds(brings_pram=True)
    if told is not None:
        telling.tell(maker.session, invitation, told, now=moment)
    return told is not None


def _party(dice: Random, largest: int) -> PartyDetails:
    (heads,) = dice.choices(list(SIZES), weights=list(SIZES.values()))
    heads = min(heads, largest)
    adults = heads if heads < 3 else dice.choice((1, 2, 2, 2))
    toddlers = 1 if heads - adults > 1 else 0
    throw = dice.random() * 100
    for diet, share in DIETS.items():
        if throw < share:
            # A halal household is one as a whole; a vegetarian is often the only one at the table.
            eaters = heads if diet is Diet.HALAL else dice.randint(1, heads)
            return PartyDetails(
                adults=adults,
                children=heads - adults,
                toddlers=toddlers,
                diets={diet.value: eaters},
            )
        throw -= share
    return PartyDetails(adults=adults, children=heads - adults, toddlers=toddlers)


def _moments(dice: Random, count: int, first: datetime, last: datetime) -> list[datetime]:
    """Return moments in order: half of all answers come in the first third of the time."""
    span = max(last - first, timedelta(hours=1))
    return sorted(first + span * (dice.random() ** 1.6) * 0.99 for _ in range(count))
