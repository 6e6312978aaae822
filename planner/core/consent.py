"""To what exactly somebody agrees when they tell an allergy: the words, and which words they are.

An allergy is a fact about health. It may be kept only with a yes of its own, which can be taken
back. What was agreed to must be provable later, so the words have a version: whoever changes them
in any language raises it and writes the new ones beside the old in docs/dpia.md, as a test says.
A yes to earlier words stays good for what it was given to; it is no yes to those of now.
"""

from planner.core.texts import N_

ALLERGY_WORDS = N_("You may keep this for the kitchen, without my name.")
ALLERGY_WORDING = "2"
