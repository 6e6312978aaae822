"""Invitation codes: what the cards bear and what people make of it."""

import itertools

import pytest

from planner.core import codes
from planner.core.codes import ALPHABET, CodeFault

KEY = b"the secret key of one installation"
SEED = bytes(range(16))
CODE = codes.derive_code(KEY, SEED)


def test_a_code_is_always_the_same_for_one_seed_so_a_lost_card_can_be_printed_again() -> None:
    assert CODE == "MC9P3ZHHA4Y17"
    assert codes.derive_code(KEY, SEED) == CODE


def test_another_seed_or_another_key_gives_another_code() -> None:
    others = {
        codes.derive_code(KEY, SEED + b"x"),
        codes.derive_code(KEY + b"x", SEED),
        codes.derive_code(KEY, bytes(16)),
    }
    assert len(others | {CODE}) == 4


def test_a_code_has_twelve_random_characters_of_base_32_and_a_check_character() -> None:
    seen: set[str] = set()
    for number in range(400):
        code = codes.derive_code(KEY, number.to_bytes(16))
        assert len(code) == 13
        assert code[-1] == codes.check_character(code[:-1])
        seen.update(enumerate_places(code))
    # Each of the 32 characters turns up in each of the 13 places.
    assert len(seen) == 13 * 32


def enumerate_places(code: str) -> list[str]:
    return [f"{place}{character}" for place, character in enumerate(code)]


class TestTheCheckCharacter:
    """Exhaustive: the check runs through one of 32 states, and one character reaches each.

    So what holds after every first character, for every pair that follows, holds in every code.
    """

    pairs = tuple(itertools.permutations(ALPHABET, 2))

    def test_every_state_is_reached_by_one_character(self) -> None:
        assert {codes.check_character(first) for first in ALPHABET} == set(ALPHABET)

    def test_every_single_wrong_character_is_caught(self) -> None:
        for first in ALPHABET:
            for right, wrong in self.pairs:
                assert codes.check_character(first + right) != codes.check_character(first + wrong)

    def test_no_later_character_undoes_the_difference(self) -> None:
        for right, wrong in self.pairs:
            for later in ALPHABET:
                assert codes.check_character(right + later) != codes.check_character(wrong + later)

    def test_every_swap_of_neighbours_is_caught(self) -> None:
        for first in ALPHABET:
            for one, other in self.pairs:
                assert codes.check_character(first + one + other) != codes.check_character(
                    first + other + one
                )

    def test_a_swap_with_the_check_character_itself_is_caught(self) -> None:
        for first, last in itertools.product(ALPHABET, repeat=2):
            check = codes.check_character(first + last)
            assert check == last or codes.check_character(first + check) != last


@pytest.mark.parametrize("code", [CODE, "0000000000000", codes.derive_code(KEY, b"\xff" * 16)])
def test_no_slip_in_a_real_code_is_read_as_another_code(code: str) -> None:
    for place, wrong in itertools.product(range(13), ALPHABET):
        slip = code[:place] + wrong + code[place + 1 :]
        assert slip == code or codes.read_code(slip) is CodeFault.MISREAD
    for one, other in itertools.combinations(range(13), 2):
        swapped = list(code)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        slip = "".join(swapped)
        assert slip == code or codes.read_code(slip) is CodeFault.MISREAD


ONES_AND_ZEROS = "10" * 6 + codes.check_character("10" * 6)
KITCHEN = "ABE1KMH0PCTX" + codes.check_character("ABE1KMH0PCTX")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("MC9P-3ZHH-A4Y17", CODE, id="as printed"),
        pytest.param("mc9p3zhha4y17", CODE, id="small letters without dashes"),
        pytest.param("  MC9P 3ZHH\u00a0A4Y17\n", CODE, id="spaces around and between"),
        pytest.param("MC9P–3ZHH—A4Y17.", CODE, id="dashes a phone makes and a full stop"),
        pytest.param("MC9P.3ZHH.A4Y17", CODE, id="dots"),
        pytest.param("\u200eMC9P-3ZHH-A4Y17\u200f", CODE, id="marks of a right-to-left message"),
        pytest.param("ＭＣ９ｐ３ＺＨＨＡ４Ｙ１７", CODE, id="full-width digits and letters"),
        pytest.param("MC٩P ٣ZHH A٤Y١٧", CODE, id="Arabic digits"),
        pytest.param("IoLO" + "10" * 4 + ONES_AND_ZEROS[-1], ONES_AND_ZEROS, id="I, L and O"),
        pytest.param("АВЕІ-КМНО-РСТХ" + KITCHEN[-1], KITCHEN, id="letters of a Cyrillic keyboard"),
        pytest.param("авеікмнорстх" + KITCHEN[-1], KITCHEN, id="small Cyrillic letters"),
        pytest.param("https://nphn.example/MC9P3ZHHA4Y17", CODE, id="a whole address"),
        pytest.param("HTTPS://NPHN.EXAMPLE/MC9P3ZHHA4Y17/", CODE, id="an address in capitals"),
        pytest.param("nphn.example/mc9p3zhha4y17", CODE, id="an address without https"),
        pytest.param("https://x.example:8443/MC9P3ZHHA4Y17/eten?taal=nl#top", CODE, id="and more"),
        pytest.param("MC9P3ZHHA4Y17?", CODE, id="a question mark after it"),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, code: str) -> None:
    assert codes.read_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        pytest.param("", CodeFault.EMPTY, id="nothing"),
        pytest.param(" - . ", CodeFault.EMPTY, id="only signs"),
        pytest.param("https://nphn.example", CodeFault.TOO_SHORT, id="only the host"),
        pytest.param("https:///", CodeFault.EMPTY, id="an address without anything"),
        pytest.param("MC9P-3ZHH", CodeFault.TOO_SHORT, id="two groups"),
        pytest.param("https://nphn.example/MC9P3ZHH", CodeFault.TOO_SHORT, id="a torn address"),
        pytest.param("MC9P-3ZHH-A4Y177", CodeFault.TOO_LONG, id="one too many"),
        pytest.param("4" * 1_000_000, CodeFault.TOO_LONG, id="a book"),
        pytest.param("MC9P-3ZHH-A4Y1U", CodeFault.UNKNOWN_CHARACTER, id="U"),
        pytest.param("MC9P-3ZHH-A4Y1é", CodeFault.UNKNOWN_CHARACTER, id="an accent"),
        pytest.param("MC9P-3ZHH-A4Y1م", CodeFault.UNKNOWN_CHARACTER, id="an Arabic letter"),
        pytest.param("MC9P-3ZHH-A4Y71", CodeFault.MISREAD, id="the last two swapped"),
        pytest.param("\ud800\udfff", CodeFault.EMPTY, id="broken text"),
    ],
)
def test_what_is_not_a_code_says_why(typed: str, fault: CodeFault) -> None:
    assert codes.read_code(typed) is fault


def test_a_code_is_shown_in_three_groups_and_read_back() -> None:
    assert codes.show_code(CODE) == "MC9P-3ZHH-A4Y17"
    assert codes.read_code(codes.show_code(CODE)) == CODE


def test_a_code_is_looked_up_by_a_keyed_hash_that_says_nothing_about_it() -> None:
    found = codes.hash_code(KEY, CODE)
    assert len(found) == 32
    assert found == codes.hash_code(KEY, CODE)
    assert found != codes.hash_code(KEY + b"x", CODE)


@pytest.mark.parametrize("wrong", ["mc9p3zhha4y17", "MC9P-3ZHH-A4Y17", "MC9P3ZHHA4Y71", ""])
def test_only_an_exact_code_is_hashed_or_shown_since_another_spelling_is_never_found(
    wrong: str,
) -> None:
    with pytest.raises(ValueError, match="not an invitation code"):
        codes.hash_code(KEY, wrong)
    with pytest.raises(ValueError, match="not an invitation code"):
        codes.show_code(wrong)


def test_a_gate_link_has_a_secret_of_130_bits_for_each_purpose() -> None:
    gate = codes.derive_secret(KEY, SEED, "gate")
    assert len(gate) == 26
    assert set(gate) <= set(ALPHABET)
    assert gate == codes.derive_secret(KEY, SEED, "gate")
    assert gate != codes.derive_secret(KEY, SEED, "crew")
    assert not gate.startswith(CODE[:4])


@pytest.mark.parametrize(
    ("key", "seed", "hint"),
    [
        pytest.param(b"short", SEED, "secret key", id="a key that can be guessed"),
        pytest.param(KEY, b"card 1", "seed", id="a seed that can be guessed"),
    ],
)
def test_a_weak_key_or_seed_is_refused(key: bytes, seed: bytes, hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        codes.derive_code(key, seed)
    with pytest.raises(ValueError, match=hint):
        codes.derive_secret(key, seed, "gate")


@pytest.mark.parametrize(
    "scanned",
    [
        "]Q1MC9P3ZHHA4Y17",  # says what kind of code it was (AIM)
        "\\000026https://feest.example/MC9P3ZHHA4Y17",  # and in which character set (ECI)
        "]Q2\\000001MC9P3ZHHA4Y17",
        "?Cç P\"WHHQ'Y&è",  # the same keys on a French keyboard
        ",cçp\"whhq'y&è",
        "httpsM!!feest:exq,ple!?CçP\"WHHQ'Y&è",
        "httpsM==feest:exq,ple=?CçP\"WHHQ'Y&è",  # and on a Belgian one
        "$A&?CçP\"WHHQ'Y&è",
    ],
)
def test_what_a_hand_scanner_adds_or_another_keyboard_makes_of_it_is_read(scanned: str) -> None:
    assert codes.read_code(scanned) == CODE


def test_each_digit_of_a_french_and_a_belgian_keyboard_is_read() -> None:
    digits, body = "1234567890", codes.derive_code(KEY, bytes(16))[:2]
    code = next(
        code
        for letter in ALPHABET
        if codes.read_code(code := digits + body + letter) == digits + body + letter
    )
    for keys in ("&é\"'(-è_çà", "&é\"'(§è!çà"):
        pressed = code.translate(str.maketrans(digits + "QAZWM", keys + "AQWZ?"))
        assert codes.read_code(pressed) == code


def test_a_typed_code_with_a_fault_is_not_taken_for_another_keyboard() -> None:
    assert codes.read_code("MC9P-3ZHH-A4Y71") is CodeFault.MISREAD
    assert codes.read_code("MC9P'3ZHH'A4Y71") is CodeFault.MISREAD
