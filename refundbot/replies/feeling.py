"""One sentence that meets a feeling, before the help: sincere, short, and not the same twice in a row."""

from __future__ import annotations

from refundbot.policy import Policy
from refundbot.replies.draft import Draft
from refundbot.replies.model import Button, Reply, then
from refundbot.replies.topics import title
from refundbot.replies.wording import wording

FEELINGS = {feeling.key: feeling.texts() for feeling in wording("feeling.yaml").children()}
"""What may be said, by feeling; the one that presses most stands first."""
COMPLAINT = "support.complaint"
"""The topic whose own answer meets the feeling."""
_PERSON = "support.handoff"


def met(feeling: str, reply: Reply, policy: Policy, turn: int) -> Reply:
    """The reply with a sentence before it. `turn`, the number of the message, says which of several."""
    said = FEELINGS[feeling]
    draft = Draft(policy)
    draft.say(said[turn % len(said)])
    first = draft.reply("answer", COMPLAINT, 1.0)
    return then(first, reply, main=reply)


def with_a_person(reply: Reply) -> Reply:
    """The reply with a person offered beside what it offers."""
    known = title(_PERSON)
    if any(button.text == known for button in reply.buttons):
        return reply
    return Reply(reply.texts, reply.envelope, (*reply.buttons, Button(known, known)))
