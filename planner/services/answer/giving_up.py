"""Take back a yes whose household wants all of its places or none."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from planner.core.enums import Reply
from planner.store.models import Answer, AnswerChange


def give_up_yes(session: Session, invitation_id: int) -> bool:
    """Forget a yes without a number, as if nobody had answered; comes after `lock_answers`.

    It is no no either: they would come if there were places for all of them. What was said for one
    head goes from what forecasts read too, for that head never was a family.

    Returns:
        False where the household has told how many they are: nothing was forgotten.
    """
    answer = session.get(Answer, invitation_id, populate_existing=True)
    if answer is None or answer.reply is not Reply.YES:
        return True
    if answer.is_detailed:
        return False
    session.execute(delete(AnswerChange).where(AnswerChange.invitation_id == invitation_id))
    session.delete(answer)
    session.flush()
    return True
