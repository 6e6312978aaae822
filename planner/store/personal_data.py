"""The kinds of personal data that columns hold; `store/register.py` says what the words mean.

Each column names its kind where it is declared, in `store/models/`: `info=ANSWER`. What says
nothing of a person is `PLAIN`.
"""

from planner.store.register import Info, LegalGround, Personal, Purpose, Seen, Term, Whose


def _guest(why: Purpose, ground: LegalGround, seen: Seen, term: Term = Term.AFTER_EVENT) -> Info:
    """What a household told or did: gone some days after the event, if nothing else is said."""
    return Personal(Whose.GUEST, why, ground, term, seen).info


def _giver(seen: Seen, term: Term = Term.AFTER_EVENT) -> Info:
    """Of whoever hands cards out."""
    return Personal(Whose.GIVER, Purpose.HAND_OUT, LegalGround.TASK, term, seen).info


def _organiser(
    why: Purpose, term: Term, seen: Seen, ground: LegalGround = LegalGround.TASK
) -> Info:
    return Personal(Whose.ORGANISER, why, ground, term, seen).info


ANSWER = _guest(Purpose.FOOD, LegalGround.TASK, Seen.BY_CARD)
DIET = _guest(Purpose.FOOD, LegalGround.CONSENT, Seen.KITCHEN)
SAID_BY_MANY = _guest(Purpose.FOOD, LegalGround.CONSENT, Seen.FROM_FIVE)
ALLERGY = _guest(Purpose.HEALTH, LegalGround.CONSENT, Seen.KITCHEN)
WHEELS = _guest(Purpose.WELCOME, LegalGround.CONSENT, Seen.GATE)
HELP = _guest(Purpose.WELCOME, LegalGround.CONSENT, Seen.FROM_FIVE)
REMARK = _guest(Purpose.HEARD, LegalGround.CONSENT, Seen.FROM_FIVE)
PLACE_IN_LINE = _guest(Purpose.FAIR, LegalGround.TASK, Seen.BY_CARD)
PROVENANCE = _guest(Purpose.GENUINE, LegalGround.TASK, Seen.BY_CARD)
CONNECTION = _guest(Purpose.GENUINE, LegalGround.TASK, Seen.NOBODY, Term.CONNECTION)
CARD = _guest(Purpose.WHOSE_CARD, LegalGround.TASK, Seen.BY_CARD, Term.CARD)
GUEST_NAME = _guest(Purpose.WHOSE_CARD, LegalGround.TASK, Seen.ORGANISERS)
GIVEN_ADDRESS = _guest(Purpose.REACH, LegalGround.TASK, Seen.ORGANISERS)
OWN_ADDRESS = _guest(Purpose.REACH, LegalGround.CONSENT, Seen.OWN)
TOLD = _guest(Purpose.REACH, LegalGround.TASK, Seen.BY_CARD)
SAID_AT_GATE = _guest(Purpose.WELCOME, LegalGround.TASK, Seen.GATE)
HOUSEHOLD_PROOF = _guest(Purpose.SHUT, LegalGround.SECURITY, Seen.NOBODY)
SCAN = _guest(Purpose.COUNT, LegalGround.TASK, Seen.GATE)
# Mail to organisers is of the same kinds, and goes at the same moments.
MAIL = _guest(Purpose.REACH, LegalGround.TASK, Seen.NOBODY, Term.MAIL)
MAIL_TRACE = _guest(Purpose.REACH, LegalGround.TASK, Seen.TOTALS)
RESTING = _guest(Purpose.CAME_BACK, LegalGround.TASK, Seen.NOBODY, Term.RESTING)
NO_MORE_MAIL = _guest(Purpose.NO_MORE, LegalGround.TASK, Seen.NOBODY, Term.WISH)

GIVER = _giver(Seen.ORGANISERS, Term.LAST_EVENT)
GIVER_OF_CARDS = _giver(Seen.ORGANISERS)
GIVER_PAGE = _giver(Seen.NOBODY)
GIVER_ASKS = _giver(Seen.GIVER)

ACCOUNT = _organiser(Purpose.SIGN_IN, Term.ACCOUNT, Seen.ORGANISERS)
SECOND_STEP = _organiser(Purpose.SIGN_IN, Term.ACCOUNT, Seen.OWN)
SECRET = _organiser(Purpose.SIGN_IN, Term.ACCOUNT, Seen.NOBODY)
SIGN_IN = _organiser(Purpose.SIGN_IN, Term.SIGN_IN, Seen.OWN, LegalGround.SECURITY)
MAILED_LINK = _organiser(Purpose.SIGN_IN, Term.LINK, Seen.NOBODY, LegalGround.SECURITY)
CALENDAR_KEY = _organiser(Purpose.SIGN_IN, Term.STOPPED_KEY, Seen.NOBODY, LegalGround.SECURITY)
UPLOAD = _organiser(Purpose.PLAN, Term.DAY, Seen.OWN)
SENT = _organiser(Purpose.PLAN, Term.DAY, Seen.OWN)
DEED = _organiser(Purpose.ACCOUNT_FOR, Term.AUDIT, Seen.ORGANISERS, LegalGround.SECURITY)
MAKER = _organiser(Purpose.ACCOUNT_FOR, Term.ACCOUNT, Seen.ORGANISERS)
SENDER = _organiser(Purpose.ACCOUNT_FOR, Term.AFTER_EVENT, Seen.ORGANISERS)

CALLED = Personal(
    Whose.CONTACT, Purpose.CALL, LegalGround.TASK, Term.AFTER_EVENT, Seen.EVERYBODY
).info
USUALLY_CALLED = Personal(
    Whose.CONTACT, Purpose.CALL, LegalGround.TASK, Term.STANDING, Seen.EVERYBODY
).info
GATE_PHONE = Personal(
    Whose.VOLUNTEER, Purpose.COUNT, LegalGround.TASK, Term.AFTER_EVENT, Seen.ORGANISERS
).info
GATE_NOTE = Personal(
    Whose.VOLUNTEER, Purpose.WELCOME, LegalGround.TASK, Term.AFTER_EVENT, Seen.ORGANISERS
).info
OWN_WORDS = Personal(
    Whose.SOMEBODY, Purpose.REACH, LegalGround.TASK, Term.AFTER_EVENT, Seen.EVERYBODY
).info
DELETED = Personal(
    Whose.SOMEBODY, Purpose.PLAN, LegalGround.TASK, Term.DELETED, Seen.ORGANISERS
).info
GATE_NAME = Personal(
    Whose.SOMEBODY, Purpose.COUNT, LegalGround.TASK, Term.AFTER_EVENT, Seen.GATE
).info
FAILURES = Personal(
    Whose.STRANGER, Purpose.PROTECT, LegalGround.SECURITY, Term.DAY, Seen.NOBODY
).info
REMARK_HEARD = Personal(
    Whose.RESIDENT, Purpose.HEARD, LegalGround.TASK, Term.HEARD, Seen.ORGANISERS
).info
REMARK_NONCE = Personal(
    Whose.VOLUNTEER, Purpose.HEARD, LegalGround.TASK, Term.RECEIPT, Seen.NOBODY
).info
PARTNER_ADDRESS = Personal(
    Whose.PARTNER, Purpose.REACH, LegalGround.TASK, Term.PARTNER, Seen.ORGANISERS
).info
PROMISE_BY = _organiser(Purpose.ACCOUNT_FOR, Term.ACCOUNT, Seen.ORGANISERS)
FOLLOWER = Personal(
    Whose.FOLLOWER, Purpose.REACH, LegalGround.CONSENT, Term.FOLLOWS, Seen.NOBODY
).info


def _helper(why: Purpose, ground: LegalGround, seen: Seen) -> Info:
    """Of a neighbour who takes a shift."""
    return Personal(Whose.HELPER, why, ground, Term.HELPS, seen).info


NAMED_ON_SHEET = Personal(
    Whose.SOMEBODY, Purpose.RUN, LegalGround.TASK, Term.AFTER_EVENT, Seen.CREW
).info
NAMED_BEHIND = Personal(
    Whose.SOMEBODY, Purpose.RUN, LegalGround.TASK, Term.AFTER_EVENT, Seen.ORGANISERS
).info
ON_DUTY = _organiser(Purpose.RUN, Term.ACCOUNT, Seen.CREW)
HAS_TASK = _organiser(Purpose.RUN, Term.ACCOUNT, Seen.ORGANISERS)
SUPPLIER = Personal(Whose.SUPPLIER, Purpose.RUN, LegalGround.TASK, Term.SUPPLIER, Seen.CREW).info
HELPER = _helper(Purpose.HELP, LegalGround.CONSENT, Seen.CREW)
HELPER_SHIFT = _helper(Purpose.HELP, LegalGround.TASK, Seen.CREW)
HELPER_CERTIFICATE = _helper(Purpose.SAFE, LegalGround.TASK, Seen.ORGANISERS)
HELPER_LINK = _helper(Purpose.SHUT, LegalGround.SECURITY, Seen.NOBODY)
HELPER_SEEN_BY = _organiser(Purpose.ACCOUNT_FOR, Term.ACCOUNT, Seen.ORGANISERS)
