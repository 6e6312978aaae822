"""Mail in words for the organiser: what it is about, and why it has not left."""

from collections.abc import Mapping

from planner.core.texts import N_
from planner.core.words import MailKind, MailTrouble

KINDS: Mapping[MailKind, str] = {
    MailKind.INVITATION: N_("Invitation"),
    MailKind.CONFIRMATION: N_("Confirmation of an answer"),
    MailKind.REMINDER: N_("Reminder"),
    MailKind.CHANGE: N_("Something has changed"),
    MailKind.CANCELLATION: N_("It is cancelled"),
    MailKind.OFFER: N_("A place has come free"),
    MailKind.WITHDRAWAL: N_("Out of the calendar"),
    MailKind.THANKS: N_("Thanks afterwards"),
    MailKind.COLLEAGUE: N_("Invitation of a colleague"),
    MailKind.TEST: N_("A test"),
    MailKind.PASSWORD: N_("A new password"),
}

TROUBLES: Mapping[MailTrouble, str] = {
    MailTrouble.NO_ANSWER: N_("The mail server does not answer."),
    MailTrouble.BROKEN: N_("The mail server broke off half way."),
    MailTrouble.NOT_SAFE: N_("The connection to the mail server is not safe."),
    MailTrouble.SIGN_IN: N_("The mail server does not accept our password."),
    MailTrouble.SENDER: N_("The mail server does not let us send from our address."),
    MailTrouble.ADDRESS: N_("The mail server does not accept this address. Is it spelled right?"),
    MailTrouble.CONTENT: N_("The mail server does not want this mail."),
    MailTrouble.LATER: N_("The mail server asks us to come back later."),
    MailTrouble.TOO_LATE: N_("The event was over before it could leave."),
    MailTrouble.WAITED: N_("It waited for days. Does it still make sense?"),
    MailTrouble.RESTORED: N_("A backup was put back. It may have left already."),
    MailTrouble.UNWRITABLE: N_("This is not an e-mail address that we can write to."),
}
