"""Addresses of our own: read back what was written, and nothing that somebody else makes."""

import random
import string

import pytest

from planner.core.return_addresses import (
    LONGEST_MAILBOX,
    CardAddress,
    LetterAddress,
    ReturnAddresses,
    fits,
)

OURS = ReturnAddresses("Post@Feest.Example", "+", "k" * 40)
HASH = bytes(range(16))
HIGHEST = 2**32 - 1


@pytest.mark.parametrize("number", [1, 255, 256, HIGHEST])
def test_what_is_written_is_read_back_whatever_the_case(number: int) -> None:
    card, letter = OURS.for_card(number), OURS.for_letter(number, HASH)
    for address in (card, card.upper(), f" {card.title()} "):
        assert OURS.read(address) == CardAddress(number)
    assert OURS.read(letter.upper()) == LetterAddress(number, HASH)
    assert OURS.find([f"Noor <noor@feest.example>, Post <{letter}>"]) == LetterAddress(number, HASH)


def test_an_address_of_a_card_is_always_the_same_and_says_nothing() -> None:
    assert (
        OURS.for_card(7)
        == OURS.for_card(7)
        == ReturnAddresses("Post@Feest.Example", "+", "k" * 40).for_card(7)
    )
    assert OURS.for_card(7) != OURS.for_card(8)


def test_every_address_fits_what_mail_servers_take() -> None:
    sender = f"{'p' * LONGEST_MAILBOX}@feest.example"
    longest = ReturnAddresses(sender, "+", "k" * 40).for_letter(HIGHEST, b"\xff" * 16)
    assert len(longest.rpartition("@")[0]) <= 64
    assert fits(sender)
    assert not fits(f"p{sender}")


def test_nothing_that_was_made_elsewhere_is_read() -> None:
    other = ReturnAddresses("Post@Feest.Example", "+", "x" * 40)
    minus = ReturnAddresses("Post@Feest.Example", "-", "k" * 40)
    for address in (
        other.for_card(1),
        minus.for_card(1),
        OURS.for_card(1).replace("@feest", "@feesten").replace("@Feest", "@Feesten"),
        OURS.for_card(1).replace("+a", "+b"),
        OURS.for_letter(1, HASH).replace("+b", "+a"),
        "post@feest.example",
        "post+a@feest.example",
        "",
    ):
        assert OURS.read(address) is None
        assert OURS.find([address]) is None


def test_a_sign_more_less_or_different_is_no_address() -> None:
    chance = random.Random(5)
    signs = string.ascii_lowercase + string.digits + "@+. \0é"
    for _try in range(2000):
        address = list(OURS.for_letter(chance.randrange(1, HIGHEST), HASH))
        place = chance.randrange(5, len(address))
        change = chance.choice(("take", "put", "swap"))
        if change == "take":
            del address[place]
        elif change == "put":
            address.insert(place, chance.choice(signs))
        else:
            old = address[place]
            address[place] = chance.choice([one for one in signs if one != old.lower()])
        said = OURS.read("".join(address))
        # The last sign holds bits that stand for nothing, and blanks at the ends are left out.
        assert said is None or place >= len(address) - 15
