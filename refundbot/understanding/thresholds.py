"""How sure the understanding of a message has to be, each limit in one place. All are probabilities."""

from __future__ import annotations

from pathlib import Path

import yaml

_CONFIG = Path(__file__).parents[2] / "config.yml"


def _fallback() -> float:
    """The limit that Rasa's fallback component applies."""
    pipeline = yaml.safe_load(_CONFIG.read_text(encoding="utf-8"))["pipeline"]
    return float(next(part["threshold"] for part in pipeline if part["name"] == "FallbackClassifier"))


ASKS_BACK_BELOW = _fallback()
"""Below it the bot asks back what is meant. `config.yml` has it, as Rasa reads it there."""
CLOSE_CALL_BELOW = ASKS_BACK_BELOW + 0.15
"""Below it an answer that was given is looked at again by a supervisor."""
CANDIDATE_FROM = 0.04
"""From it on a topic is offered when asking back."""
SURE_OF_A_FACT = 0.58
"""Below it a fact that decides the outcome or the sum is said back and asked for a yes."""
PUT_RIGHT_FROM = 0.4
"""From it on a fact is what a correction puts right; it is said back then, and not asked about."""
SURE_OF_A_PHRASE = 0.53
"""The same of what a turn of phrase tells, which its words tell already. Of an author whom the model did not
know these were right 4 times of 8 below .7, and 140 times of 143 from it on."""
SURE_OF_AN_ANSWER = 0.8
"""From it on an answer that no rule hears is taken for what it most likely means. Of an author whom the
model did not know 98 of 100 of these were right."""
SURE_OF_AN_ANSWER_THAT_ASKS = 0.85
"""The same of one that ends in a question."""
SURE_OF_A_QUESTION = 0.75
"""Below it a topic is answered as a whole, and not the question within it that is likeliest."""
SURE_OUTSIDE = 0.95
"""Below it a charge or a complaint is one of this cloud, though another trade is likelier."""
SURE_OF_ONE = 0.6
"""From it on a question of several in one message is answered without being asked back."""
CALLS_A_PERSON_FROM = 0.15
"""From it on a person is called, though the question how to reach one is likelier."""
