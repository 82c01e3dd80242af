"""The account of a refund in words: amounts line by line, coupons, and the money's way back."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from refundbot.eligibility import Case, Decision
from refundbot.eligibility.decision import AmountLine, CouponReturn, Leg, Payout
from refundbot.replies import figures
from refundbot.replies.draft import Draft, word
from refundbot.replies.wording import wording

_TABLES = (
    "amounts",
    "back",
    "nothing_charged",
    "unpriced",
    "amount",
    "because_unknown",
    "coupons",
    "legs",
    "review",
)
_LINES = ("unknown_amount", "refund_unknown", "page", "no_channel")
_FILE = wording("account.yaml").of_keys(*_TABLES, *_LINES)
_WORDS = {table: _FILE.child(table).by_key() for table in _TABLES}
_LINE = {line: _FILE.child(line).text() for line in _LINES}

_DURATION = "formulas.duration_text"
"""How hours are counted; the documents disagree about it (S2, S3)."""
_PAID_MEANS = "coupon_rules.paid_amount"
SPLIT_WITH = frozenset({"refund_cash_coupon", "refund_stored_card"})
"""Lines beside which the cash in a refund is told apart, if only to say why it is not known."""
MEANS = ("stored_card", "cash_coupon", "voucher")
"""Means of payment beside money, in the order of the table."""


def tell_account(draft: Draft, decision: Decision, case: Case) -> None:
    """The amounts, the coupons, and how the money comes; nothing for a decision without an account."""
    if not decision.amounts:
        return
    tell_amounts(draft, decision, case)
    tell_returns(draft, decision)
    draft.next_bubble()
    if decision.payout is not None:
        tell_payout(draft, decision.payout)


def tell_amounts(draft: Draft, decision: Decision, case: Case) -> None:
    """The amounts line by line, each reason why one is not known once; one sentence without what was paid."""
    lines = {line.id: line for line in decision.amounts}
    if lines["paid"].amount is None:
        draft.say(_WORDS["unpriced"][decision.outcome.value])
        return
    draft.next_bubble()
    given: set[str] = set()
    by_means = back_by_means(decision)
    for id in _WORDS["amounts"]:
        line = lines.get(id)
        told_below = by_means and id.startswith("refund")
        if line is None or told_below or (id == "refund_cash" and not lines.keys() & SPLIT_WITH):
            continue
        if line.unknown is None or line.lowest is not None:
            tell_amount(draft, line)
        elif line.unknown not in given:
            given.add(line.unknown)
            tell_amount(draft, line)
        elif id == "refund" and "refund_before_fee" not in lines:
            draft.say(_LINE["refund_unknown"])
    if lines["consumed"].amount or lines["consumed"].highest:
        draft.rest_on((_DURATION,))
    if case.payment is not None and case.payment.stored_card is not None:
        draft.rest_on((_PAID_MEANS,))
    draft.say(_LINE["page"])


def back_by_means(decision: Decision) -> dict[str, Decimal]:
    """What comes back by each means, in yuan, where coupons come back beside money and each sum is known."""
    lines = {line.id: line.amount for line in decision.amounts}
    refund = lines.get("refund")
    unknown = any(amount is None for id, amount in lines.items() if id.startswith("refund"))
    known = {kind: amount for kind in MEANS if (amount := lines.get(f"refund_{kind}"))}
    if not known or unknown or refund is None:
        return {}
    cash = refund - sum((amount for kind, amount in known.items() if kind != "voucher"), Decimal(0))
    return {"cash": cash, **known} if cash else known


def total_back(decision: Decision) -> Decimal | None:
    """All that comes back, money and coupons, in yuan; `None` where it is not known."""
    refund = next((line.amount for line in decision.amounts if line.id == "refund"), None)
    return sum(back_by_means(decision).values(), Decimal(0)) or refund


def tell_returns(draft: Draft, decision: Decision) -> None:
    """What comes back by means, in one table; else what becomes of the coupons, in one line."""
    back = back_by_means(decision)
    others = [coupon for coupon in decision.coupons if coupon.kind not in back]
    if back:
        draft.next_bubble()
        draft.say(_WORDS["back"]["title"])
        for kind, amount in back.items():
            shown = placeholder(draft, f"decision.refund_{kind}", amount)
            draft.say(_WORDS["back"]["line"].replace("{kind}", word(kind)).replace("{amount}", shown))
        shown = placeholder(draft, "decision.total_back", sum(back.values(), Decimal(0)))
        draft.say(_WORDS["back"]["total"].replace("{amount}", shown))
    tell_coupons(draft, others)


def tell_amount(draft: Draft, line: AmountLine) -> None:
    """One line of the account: its amount, the bounds of it, or why it is not known."""
    draft.say(amount_line(draft, line))


def amount_line(draft: Draft, line: AmountLine) -> str:
    """The template of one line of the account, with its figures made known to the draft."""
    template = _WORDS["amounts"][line.id]
    id = "case.paid_amount" if line.id == "paid" else f"decision.{line.id}"
    if line.amount == 0 and line.id in _WORDS["nothing_charged"]:
        return _WORDS["nothing_charged"][line.id]
    if line.amount == 0 and line.id == "refund":
        return template.replace("{amount}", _WORDS["amount"]["none"])
    if line.amount is not None:
        return template.replace("{amount}", placeholder(draft, id, line.amount))
    if line.highest is not None and line.id.endswith("before_fee"):
        span = _WORDS["amount"]["about"].replace("{amount}", _known(draft, f"{id}.highest", line.highest))
        return template.replace("{amount}", span)
    if line.lowest is not None and line.highest is not None:
        span = _WORDS["amount"]["range"]
        for end, amount in (("lowest", line.lowest), ("highest", line.highest)):
            span = span.replace(f"{{{end}}}", _known(draft, f"{id}.{end}", amount))
        return template.replace("{amount}", span)
    return template.replace("{amount}", _LINE["unknown_amount"].replace("{reason}", why_unknown(line)))


def why_unknown(line: AmountLine) -> str:
    """Why an amount is not known, in words."""
    reasons = _WORDS["because_unknown"]
    return reasons.get(line.unknown or "", reasons["other"])


def _known(draft: Draft, id: str, amount: Decimal) -> str:
    """Makes an amount known to the draft, and gives the placeholder for it."""
    draft.know(figures.money(id, amount, "customer" if id.startswith("case.") else None))
    return f"{{{id}}}"


def placeholder(draft: Draft, id: str, amount: Decimal) -> str:
    """A placeholder for an amount, with a word of caution where it is rough or not in whole fen."""
    exact = not draft.rough and amount == amount.quantize(figures.FEN)
    return _WORDS["amount"]["exact" if exact else "about"].replace("{amount}", _known(draft, id, amount))


def tell_coupons(draft: Draft, coupons: Iterable[CouponReturn]) -> None:
    """What becomes of the coupons that were spent, in one line."""
    said = []
    for coupon in coupons:
        known = coupon.result == "returned" and coupon.amount is not None
        template = _WORDS["coupons"]["returned_amount" if known else coupon.result]
        if known and coupon.amount is not None:
            shown = _known(draft, f"decision.refund_{coupon.kind}", coupon.amount)
            template = template.replace("{amount}", shown)
        said.append(template.replace("{kind}", word(coupon.kind)))
    if said:
        draft.say("；".join(said) + "。")


def tell_payout(draft: Draft, payout: Payout) -> None:
    """How the money comes: a review where there is one, then leg by leg."""
    if payout.review.value in _WORDS["review"]:
        draft.say(_WORDS["review"][payout.review.value])
    if not payout.legs:
        draft.say(_LINE["no_channel"])
    for number, leg in enumerate(payout.legs):
        _tell_leg(draft, leg, number)


def _tell_leg(draft: Draft, leg: Leg, number: int) -> None:
    first = f"first.{leg.to}"
    template = _WORDS["legs"][first if number == 0 and first in _WORDS["legs"] else leg.to]
    days = next((id for id in leg.parameters if id.endswith(".days")), None)
    draft.say(template.replace("{days}", f"{{{days}}}").replace("{by}", expected(draft, leg, number)))


def expected(draft: Draft, leg: Leg, number: int) -> str:
    """The day on which a leg is expected to end, or the days between which it is; empty where not known."""
    if leg.latest is None:
        return ""
    rough = leg.earliest is not None and leg.earliest < leg.latest
    words = _WORDS["legs"]["between" if rough else "by"]
    for name, day in (("earliest", leg.earliest), ("latest", leg.latest)):
        if day is not None and f"{{{name}}}" in words:
            id = f"payout.{name}.{number + 1}"
            draft.know(figures.day(id, day, None))
            words = words.replace(f"{{{name}}}", f"{{{id}}}")
    return words
