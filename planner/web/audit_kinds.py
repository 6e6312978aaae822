"""Kinds of what was done that one can choose to see, with how the names of audit_words.py begin."""

from collections.abc import Mapping

from planner.core.texts import N_

KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "plans": (
        N_("Plans"),
        (
            "planning.",
            "start.",
            "series.",
            "school_holidays.",
            "venues.",
            "closing.",
            "event_page.",
            "places.",
            "turnouts.",
            "programme.",
            "languages.",
            "calendar_import.",
            "team.",
            "neighbourhoods.",
            "deleted.",
        ),
    ),
    "cards": (
        N_("Cards and guests"),
        (
            "invitations.",
            "cards.",
            "batch_",
            "guests",
            "hand_out",
            "attention.guests",
            "said.",
            "command invitations",
        ),
    ),
    "helpers": (N_("Helpers"), ("helpers.",)),
    "logistics": (
        N_("Run sheet, tasks and things"),
        ("sheet.", "tasks.", "permits.", "things.", "deliveries.", "weather."),
    ),
    "costs": (N_("Costs"), ("costs.",)),
    "residents": (
        N_("Residents"),
        ("remarks.", "themes.", "promises.", "partners.", "telling."),
    ),
    "messages": (N_("Messages"), ("messages.", "mailings.", "tell.", "outgoing.")),
    "food": (
        N_("Food"),
        ("menu.", "shopping.", "stock.", "live.", "errands.", "attention.menu"),
    ),
    "promises": (N_("Promises"), ("promises.", "partners.")),
    "gates": (N_("At the gate"), ("gates.", "gate_paper.", "gate_notes.")),
    "accounts": (
        N_("Accounts"),
        (
            "account",
            "sign_in",
            "second_factor.",
            "factors.",
            "colleagues.",
            "organisation.",
            "own_calendar.",
            "command setup",
            "command user",
        ),
    ),
    "privacy": (
        N_("Privacy"),
        ("kept.", "command privacy", "command restore", "command db restored"),
    ),
}
"""What one can choose to see, with how the names begin."""
