"""To what exactly somebody agrees when they tell an allergy: the words, and which words they are.

An allergy is a fact about health. It may be kept only with a yes of its own, which can be taken
back. What was agreed to must be provable later, so the words have a version: whoever changes the
words raises it, and a test holds the two together.
"""

from planner.core.texts import N_

ALLERGY_WORDS = N_("You may keep this for the kitchen, without my name.")
ALLERGY_WORDING = "1"
