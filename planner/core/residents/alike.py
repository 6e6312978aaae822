"""Which themes a remark is most like: by the words that they share and others do not.

It puts the likely themes first on a screen, no more: a person chooses.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

SHORTEST = 4
STEM = 6
"""Letters of a word that count: 'onkruid' is 'onkruidbestrijding', and 'lampen' is 'lamp'."""
_WORD = re.compile(r"[^\W\d_]+")
_COMMON = frozenset(
    [
        "alle",
        "alleen",
        "altijd",
        "andere",
        "beter",
        "deze",
        "door",
        "even",
        "gaan",
        "geen",
        "goed",
        "graag",
        "heel",
        "hebben",
        "heeft",
        "hier",
        "iedereen",
        "jullie",
        "kunnen",
        "maar",
        "maken",
        "meer",
        "mensen",
        "moet",
        "moeten",
        "naar",
        "niet",
        "nooit",
        "omdat",
        "onze",
        "over",
        "buurt",
        "straat",
        "veel",
        "vaak",
        "voor",
        "want",
        "weer",
        "wordt",
        "worden",
        "zijn",
        "zoals",
        "that",
        "there",
        "they",
        "this",
        "with",
        "from",
        "have",
        "more",
        "must",
        "people",
        "street",
        "very",
    ]
)


def stems(words: str) -> frozenset[str]:
    """Return what tells a text from others: the beginnings of its longer words."""
    found = (word.casefold() for word in _WORD.findall(words))
    return frozenset(_stem(word) for word in found if len(word) >= SHORTEST and word not in _COMMON)


def _stem(word: str) -> str:
    start = word[:STEM]
    bare = start.removesuffix("en").removesuffix("s")
    return bare if len(bare) >= SHORTEST else start


def most_alike(words: str, themes: Mapping[int, Iterable[str]]) -> list[int]:
    """Order themes by how much a remark is like what stands in them; only those that share a word.

    Args:
        words: of the remark.
        themes: the name and the remarks of each theme, by its number.
    """
    stems_of = {key: stems(" ".join(texts)) for key, texts in themes.items()}
    spread = Counter(stem for each in stems_of.values() for stem in each)
    wanted = stems(words)
    scores = {
        key: sum(math.log(1 + len(themes) / spread[stem]) for stem in sorted(wanted & found))
        for key, found in stems_of.items()
    }
    return sorted(
        (key for key, score in scores.items() if score), key=lambda key: (-scores[key], key)
    )
