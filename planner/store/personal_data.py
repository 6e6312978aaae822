"""The kinds of personal data that columns hold; `store/register.py` says what the words mean.

Each column names its kind where it is declared, in `store/models/`: `info=ANSWER`. What says
nothing of a person is `PLAIN`.
"""

from planner.store.register import Ground, Info, Personal, Seen, Term, Whose, Why


def _guest(why: Why, ground: Ground, seen: Seen, term: Term = Term.AFTER_EVENT) -> Info:
    """What a household told or did: gone some days after the event, if nothing else is said."""
    return Personal(Whose.GUEST, why, ground, term, seen).info


def _giver(seen: Seen, term: Term = Term.AFTER_EVENT) -> Info:
    """Of whoever hands cards out."""
    return Personal(Whose.GIVER, Why.HAND_OUT, Ground.TASK, term, seen).info


def _organiser(why: Why, term: Term, seen: Seen, ground: Ground = Ground.TASK) -> Info:
    return Personal(Whose.ORGANISER, why, ground, term, seen).info


ANSWER = _guest(Why.FOOD, Ground.TASK, Seen.BY_CARD)
DIET = _guest(Why.FOOD, Ground.CONSENT, Seen.TOTALS)
ALLERGY = _guest(Why.HEALTH, Ground.CONSENT, Seen.TOTALS)
WHEELS = _guest(Why.WELCOME, Ground.CONSENT, Seen.GATE)
HELP = _guest(Why.WELCOME, Ground.CONSENT, Seen.TOTALS)
REMARK = _guest(Why.HEARD, Ground.CONSENT, Seen.TOTALS)
PLACE_IN_LINE = _guest(Why.FAIR, Ground.TASK, Seen.BY_CARD)
CARD = _guest(Why.WHOSE_CARD, Ground.TASK, Seen.BY_CARD, Term.CARD)
GUEST_NAME = _guest(Why.WHOSE_CARD, Ground.TASK, Seen.ORGANISERS)
GIVEN_ADDRESS = _guest(Why.REACH, Ground.TASK, Seen.ORGANISERS)
OWN_ADDRESS = _guest(Why.REACH, Ground.CONSENT, Seen.OWN)
TOLD = _guest(Why.REACH, Ground.TASK, Seen.BY_CARD)
SAID_AT_GATE = _guest(Why.WELCOME, Ground.TASK, Seen.GATE)
SCAN = _guest(Why.COUNT, Ground.TASK, Seen.GATE)
# Mail to organisers is of the same kinds, and goes at the same moments.
MAIL = _guest(Why.REACH, Ground.TASK, Seen.NOBODY, Term.MAIL)
MAIL_TRACE = _guest(Why.REACH, Ground.TASK, Seen.TOTALS)
NO_MORE_MAIL = _guest(Why.NO_MORE, Ground.TASK, Seen.NOBODY, Term.WISH)

GIVER = _giver(Seen.ORGANISERS, Term.LAST_EVENT)
GIVER_OF_CARDS = _giver(Seen.ORGANISERS)
GIVER_PAGE = _giver(Seen.NOBODY)
GIVER_ASKS = _giver(Seen.GIVER)

ACCOUNT = _organiser(Why.SIGN_IN, Term.ACCOUNT, Seen.ORGANISERS)
SECOND_STEP = _organiser(Why.SIGN_IN, Term.ACCOUNT, Seen.OWN)
SECRET = _organiser(Why.SIGN_IN, Term.ACCOUNT, Seen.NOBODY)
SIGN_IN = _organiser(Why.SIGN_IN, Term.SIGN_IN, Seen.OWN, Ground.SECURITY)
MAILED_LINK = _organiser(Why.SIGN_IN, Term.LINK, Seen.NOBODY, Ground.SECURITY)
CALENDAR_KEY = _organiser(Why.SIGN_IN, Term.STOPPED_KEY, Seen.NOBODY, Ground.SECURITY)
UPLOAD = _organiser(Why.PLAN, Term.DAY, Seen.OWN)
DEED = _organiser(Why.ACCOUNT_FOR, Term.AUDIT, Seen.ORGANISERS, Ground.SECURITY)
MAKER = _organiser(Why.ACCOUNT_FOR, Term.ACCOUNT, Seen.ORGANISERS)
SENDER = _organiser(Why.ACCOUNT_FOR, Term.AFTER_EVENT, Seen.ORGANISERS)

CALLED = Personal(Whose.CONTACT, Why.CALL, Ground.TASK, Term.AFTER_EVENT, Seen.EVERYBODY).info
GATE_PHONE = Personal(
    Whose.VOLUNTEER, Why.COUNT, Ground.TASK, Term.AFTER_EVENT, Seen.ORGANISERS
).info
FAILURES = Personal(Whose.STRANGER, Why.PROTECT, Ground.SECURITY, Term.DAY, Seen.NOBODY).info
