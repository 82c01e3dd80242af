"""Questions of the eligibility check: plainly at first, then with the reason, then with ways out."""

from __future__ import annotations

from dataclasses import dataclass

from refundbot.catalogue import PRODUCTS
from refundbot.policy import Policy
from refundbot.replies.draft import Draft
from refundbot.replies.figures import Figure
from refundbot.replies.model import Button, Reply
from refundbot.replies.own_orders import OwnOrder, introduction, offering_own
from refundbot.replies.turns import CHECK, ESCAPE
from refundbot.replies.wording import wording
from refundbot.strict_yaml import Place


@dataclass(frozen=True)
class Question:
    """How a fact is asked for, why, and the answers offered."""

    ask: str
    of_several: str
    """How it is asked of several that go back together, {count} of them."""
    why: str
    choices: tuple[Button, ...]


def _question(place: Place) -> Question:
    place.closed({"ask", "why", "choices", "products", "of_several"}, required={"ask", "why"})
    choices = place.child("choices").by_key()
    products = [PRODUCTS[id].name for id in place.child("products").texts()]
    ask = place.child("ask").text()
    return Question(
        ask=ask,
        of_several=place.optional_text("of_several") or ask,
        why=place.child("why").text(),
        choices=tuple(Button(*each) for each in (*choices.items(), *zip(products, products, strict=True))),
    )


_FILE = wording("questions.yaml").of_keys("common", "questions")
_PHRASES = _FILE.child("common").of_keys(
    *(
        "recap",
        "taken_back",
        "tell_it_right",
        "ways",
        "lost",
        "skip",
        "stop",
        "person",
    ),
    *("contradiction", "begins_when_bought", "voucher_within", "inside", "beside"),
    *("confirmation", "right", "wrong"),
)
_COMMON = _PHRASES.by_key()
RECAP = _COMMON["recap"]
"""How what was understood is said back."""
_ASKED = _FILE.child("questions").of_keys(
    *("product", "billing_mode", "paid_at", "provisioned_at", "quota_left", "state", "purchase_kind"),
    *("certificate_refundable_state", "pending_transaction"),
)
_VOUCHER = "voucher_within"
"""The doubt that is answered by where a voucher belongs, not by what is right."""
QUESTIONS: dict[str, Question] = {place.key: _question(place) for place in _ASKED.children()}


def question(
    fact: str,
    policy: Policy,
    confidence: float,
    attempt: int = 0,
    notes: tuple[str, ...] = (),
    recap: tuple[str, ...] = (),
    orders: tuple[OwnOrder, ...] = (),
    quantity: int | None = None,
) -> Reply:
    """Asks for a `Case` field. `attempt` counts the answers so far that could not be used.

    `quantity`: how many go back that each take of the quota. `orders` are the customer's own, offered so that
    they need not tell what stands in them.

    The first repetition says why it is asked and where to look; later ones offer ways out. `KeyError` for a
    field that nobody is asked for.
    """
    asked = QUESTIONS[fact]
    draft = Draft(policy)
    tell_notes(draft, notes)
    tell_recap(draft, RECAP, recap)
    draft.next_bubble()
    if quantity is not None and quantity > 1:
        draft.know(Figure("case.quantity", quantity, "count", "customer"))
        draft.say(asked.of_several)
    else:
        draft.say(asked.ask)
    if attempt:
        draft.say(asked.why)
    ways = [_button("skip")]
    if attempt > 1:
        draft.say(_COMMON["ways"])
        ways += [_button("stop"), _button("person")]
    if orders:
        draft.say(introduction(orders))
    none = (Button(ESCAPE, ESCAPE),) if orders else ()
    reply = draft.reply("question", CHECK, confidence, buttons=(*none, *asked.choices, *ways))
    return offering_own(reply, orders)


def lost(policy: Policy, confidence: float, orders: tuple[OwnOrder, ...] = ()) -> Reply:
    """The way on for who knows too little for a verdict: the order, the page, or a person."""
    draft = Draft(policy)
    draft.say(_COMMON["lost"])
    return offering_own(draft.reply("question", CHECK, confidence, buttons=(_button("person"),)), orders)


def what_is_wrong(recap: tuple[str, ...], policy: Policy, confidence: float) -> Reply:
    """Asks what is to be put right of what was told, where only that something is wrong was understood."""
    draft = Draft(policy)
    draft.say(_COMMON["taken_back"])
    tell_recap(draft, RECAP, recap)
    draft.say(_COMMON["tell_it_right"])
    return draft.reply("question", CHECK, confidence)


def doubt(
    items: tuple[str, ...], policy: Policy, confidence: float, notes: tuple[str, ...] = (), name: str = ""
) -> Reply:
    """Asks which of two items is right that cannot both be, or whether one was understood rightly.

    `name`: of the contradiction, which may have words of its own.
    """
    draft = Draft(policy)
    tell_notes(draft, notes)
    draft.next_bubble()
    if len(items) > 1:
        first, second = items
        words = _COMMON.get(name, _COMMON["contradiction"])
        draft.quote("case.doubt", words.format(first=first, second=second), "customer")
        either = (Button(first, first), Button(second, second))
        if name == _VOUCHER:
            either = (_button("inside"), _button("beside"))
        buttons: tuple[Button, ...] = (*either, _button("skip"))
    else:
        draft.quote("case.doubt", _COMMON["confirmation"].format(item=items[0]), "customer")
        buttons = (_button("right"), _button("wrong"))
    return draft.reply("question", CHECK, confidence, buttons=buttons)


def tell_notes(draft: Draft, notes: tuple[str, ...]) -> None:
    """Says how things went, such as an order looked up."""
    for note in notes:
        draft.quote("case.note", note, None)


def tell_days(draft: Draft, days: tuple[str, ...]) -> None:
    """Says for which day a verdict holds."""
    for line in days:
        draft.quote("case.day", line, None)


def tell_recap(draft: Draft, template: str, recap: tuple[str, ...]) -> None:
    """Says back what was understood."""
    if recap:
        draft.quote("case.recap", template.format(items=" · ".join(recap)), "customer")


def _button(key: str) -> Button:
    return Button(_COMMON[key], _COMMON[key])
