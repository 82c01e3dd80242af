"""Questions about a case that was just decided, answered on the figures of that case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from refundbot.eligibility import Case, Decision, Outcome
from refundbot.eligibility.products import falls_under
from refundbot.policy import Policy
from refundbot.replies.accounts import (
    amount_line,
    placeholder,
    tell_amounts,
    tell_coupons,
    tell_payout,
    tell_returns,
    why_unknown,
)
from refundbot.replies.draft import Draft, word
from refundbot.replies.model import Reply
from refundbot.replies.of_account import of_charges, of_quota
from refundbot.replies.questions import tell_days, tell_notes
from refundbot.replies.topics import ENTRIES
from refundbot.replies.turns import CHECK
from refundbot.replies.verdicts import (
    open_sum,
    reasons,
    settled,
    tell_blocking,
    tell_changes,
    tell_steps,
    tell_the_person,
    tells_why,
)
from refundbot.replies.wording import wording

_NAMES = (
    "fee",
    "amount",
    "payout",
    "coupon",
    "why",
    "apply",
    "deadline",
    "next_steps",
    "approval",
    "way_back",
    "whole",
    "thing",
    "figure",
    "because",
    "lost",
)
_FILE = wording("on_case.yaml").of_keys("nothing", *_NAMES)
_WORDS = {name: _FILE.child(name).by_key() for name in _NAMES}
_NOTHING = {
    outcome.key: outcome.by_key()
    for outcome in _FILE.child("nothing").of_keys("not_refundable", "nothing_to_refund").children()
}
_FIGURES = frozenset({"quota", "charges", "consumed"})
"""Figures that are told by themselves; the others a topic tells as a whole."""
_Telling = Callable[[Draft, Decision, Case, "str | None"], bool]
_REFUNDED = (Outcome.FULL_REFUND, Outcome.PARTIAL_REFUND)
_COUPONS = ("voucher", "cash_coupon", "stored_card", "discount_coupon")


def on_case(
    topic: str,
    decision: Decision,
    case: Case,
    policy: Policy,
    confidence: float,
    coupon: str | None = None,
    notes: tuple[str, ...] = (),
    *,
    rough: bool = False,
    figure: str | None = None,
    quota_left: int | None = None,
) -> Reply | None:
    """The answer to a topic on the figures of a decided case; `None` where the case has none to tell.

    `notes` stand before it, `rough` as in `verdict`. `coupon`: the kind of coupon that is asked about, as in
    `Facets`. `figure`: the figure of the account that is asked for, instead of the topic as a whole;
    `quota_left` where it was told exactly.
    """
    tell = _figure(figure, quota_left) if figure in _FIGURES else _TELL.get(topic)
    if tell is None:
        return None
    scenario = {} if decision.scenario is None else {"scenario": decision.scenario}
    draft = Draft(policy, scenario, rough=rough)
    tell_notes(draft, notes)
    if not tell(draft, decision, case, coupon):
        return None
    return draft.reply("answer", topic, confidence, settled=settled(decision), follow_ups=_others(topic))


def _others(topic: str) -> tuple[str, ...]:
    """What to ask next: the general answer's follow-ups, but not the check that was just made."""
    return tuple(each for each in ENTRIES[topic].follow_ups if each != CHECK)


def nothing_on_case(topic: str, decision: Decision, policy: Policy, confidence: float) -> Reply | None:
    """One sentence for a case that gives nothing back, to stand before the general answer to the topic."""
    line = _NOTHING.get(decision.outcome.value, {}).get(topic)
    if line is None:
        return None
    draft = Draft(policy)
    draft.say(line)
    return draft.reply("answer", topic, confidence)


WAYS_BACK = frozenset({"alipay", "wechat", "unionpay"})
"""Channels whose money is withdrawn the way it was paid (S11, S12)."""


def only_way_back(channel: str, policy: Policy, confidence: float) -> Reply:
    """To who asks for another way than `channel`, one of `WAYS_BACK`, by which it was paid."""
    draft = Draft(policy, {"channel": channel})
    for line in _WORDS["way_back"].values():
        draft.say(line.replace("<channel>", channel))
    return draft.reply("answer", "payout.withdraw", confidence, follow_ups=_others("payout.withdraw"))


_WITHOUT_STEPS = frozenset({"spared"})
"""What is told of another thing, with which nothing is done."""


def of_the_thing(key: str, decision: Decision, policy: Policy, confidence: float) -> Reply:
    """What becomes of a thing that is left, `goes_on`, or is another, `spared`; what is done before."""
    draft = Draft(policy)
    draft.cite(decision.parameters)
    draft.say(_WORDS["thing"][key])
    if key not in _WITHOUT_STEPS:
        tell_steps(draft, decision)
    return draft.reply("answer", "process.apply", confidence, follow_ups=_others("process.apply"))


_OF_THE_RENEWAL_ALONE = frozenset(
    f"renewal_blockers.{blocker}.reason" for blocker in ("changed_before", "added_resources")
)
"""What refuses a renewal that is given back alone, and not the resource as a whole."""


def whole_resource(decision: Decision, policy: Policy, confidence: float) -> Reply | None:
    """To who gives up the whole resource, a renewal of which is not given back alone; `None` elsewhere."""
    reasons = [reason for reason in decision.blocking if reason in _OF_THE_RENEWAL_ALONE]
    if not reasons:
        return None
    draft, words = Draft(policy), _WORDS["whole"]
    draft.cite(decision.parameters)
    draft.say(words["can"])
    draft.say(words["only"].replace("{reason}", f"{{{reasons[0]}}}"))
    draft.say(words["page"])
    return draft.reply("answer", "policy.renewal", confidence, follow_ups=_others("policy.renewal"))


def _fee(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
    line = next((line for line in decision.amounts if line.id == "fee"), None)
    if line is None:
        return False
    words = _WORDS["fee"]
    draft.rest_on(line.parameters)
    if line.amount == 0:
        draft.say(words["none" if decision.scenario is None else "none.scenario"])
        return True
    if line.amount is not None:
        draft.say(words["known"].replace("{amount}", placeholder(draft, "decision.fee", line.amount)))
    else:
        draft.say(words["unknown"].replace("{reason}", why_unknown(line)))
    draft.say(words["basis"])
    draft.say(words["page"])
    return True


def _amount(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
    if not decision.amounts:
        return False
    draft.say(_WORDS["amount"]["title"])
    tell_amounts(draft, decision, case)
    tell_returns(draft, decision)
    if decision.outcome is Outcome.PARTIAL_REFUND and case.paid_amount is not None:
        draft.say(_WORDS["amount"]["formula"])
    return True


def _figure(figure: str | None, quota_left: int | None) -> _Telling:
    def tell(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
        if figure == "quota":
            line = of_quota(draft, decision, case, quota_left)
            if line is not None:
                draft.say(_WORDS["figure"]["quota"].replace("{words}", line))
            return line is not None
        lines = list(of_charges(draft, decision, str(figure)))
        if not lines:
            return False
        draft.cite(decision.parameters)
        for line in lines:
            draft.say(line)
        draft.say(_WORDS["fee"]["page"] if figure == "charges" else _WORDS["figure"]["page"])
        return True

    return tell


def _payout(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
    if decision.payout is None:
        return False
    draft.say(_WORDS["payout"]["title"])
    if decision.payout.legs:
        tell_payout(draft, decision.payout)
    else:
        draft.say(_WORDS["payout"]["no_channel"])
    return True


def _coupons(draft: Draft, decision: Decision, case: Case, coupon: str | None) -> bool:
    if falls_under(case, "ssl_certificate"):
        return _coupons_of_a_certificate(draft, coupon)
    if decision.outcome not in _REFUNDED or decision.scenario is None:
        return False
    words = _WORDS["coupon"]
    spent = [each for each in decision.coupons if coupon in (None, each.kind)]
    draft.say(words["title"])
    if spent:
        tell_coupons(draft, spent)
    for kind in () if spent else (coupon,) if coupon else _COUPONS:
        line = words["line"].replace("<coupon>", kind).replace("{kind}", word(kind))
        draft.say(line)
    draft.say(words["page"])
    return True


def _coupons_of_a_certificate(draft: Draft, coupon: str | None) -> bool:
    """A certificate returns no coupons, not even with a full refund (S31), whatever other products do."""
    words = _WORDS["coupon"]
    draft.rest_on(("products.ssl_certificate.reason",))
    if coupon == "stored_card":
        draft.say(words["certificate.stored_card"])
        return True
    draft.say(words["certificate"])
    draft.say(words["certificate.older"])
    return True


def _why(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
    words = _WORDS["why"]
    said = "、".join(reasons(decision, case))
    template = words.get(decision.outcome.value)
    if template is None or not (decision.blocking if "{reasons}" not in template else said):
        return False
    draft.cite(decision.parameters)
    draft.say(template.replace("{reasons}", said))
    tell_blocking(draft, decision)
    tell_changes(draft, decision, case)
    return True


def because(
    decision: Decision,
    case: Case,
    named: Collection[str] | None,
    policy: Policy,
    confidence: float,
    days: tuple[str, ...] = (),
) -> Reply | None:
    """Whether the `Case` fields that are `named` are what decided, and what did; of these nothing for `None`.

    `None` where there is no reason.
    """
    draft = Draft(policy)
    telling = [said for said in decision.criteria if tells_why(said, decision, case)]
    if named is not None:
        of_it = any(not set(said.facts).isdisjoint(named) for said in telling)
        only = "only" if len(telling) == 1 else "among"
        draft.say(_WORDS["because"][only if of_it else "other"])
    tell_days(draft, days)
    if not _why(draft, decision, case, None):
        return None
    return draft.reply(
        "answer",
        "rejection.reasons",
        confidence,
        settled=settled(decision),
        follow_ups=_others("rejection.reasons"),
    )


def _lapsed(decision: Decision, case: Case) -> Decimal:
    """Yuan that were paid by coupons and cards that are void by now."""
    coupons = (
        getattr(case.payment, each.kind, None) for each in decision.coupons if each.result == "expired"
    )
    return sum((coupon.amount for coupon in coupons if coupon), Decimal(0))


def what_is_lost(
    decision: Decision,
    case: Case,
    policy: Policy,
    confidence: float,
    named: Collection[Decimal],
    *,
    of_coupons: bool,
    rough: bool = False,
) -> Reply:
    """To who takes money for lost: what becomes of the part of the account that is `named` (yuan), or of all.

    `of_coupons`: coupons are named, whose part it may be; `rough` as in `verdict`.
    """
    draft = Draft(policy, {"scenario": decision.scenario} if decision.scenario else {}, rough=rough)
    draft.cite(decision.parameters)
    words = _WORDS["lost"]
    voucher = case.payment.voucher.amount if case.payment and case.payment.voucher else None
    if lapsed := _lapsed(decision, case):
        draft.say(words["lapsed"].replace("{amount}", placeholder(draft, "case.lapsed", lapsed)))
    elif voucher and decision.scenario and (of_coupons or voucher in named):
        back = any((each.kind, each.result) == ("voucher", "returned") for each in decision.coupons)
        shown = placeholder(draft, "case.voucher", voucher)
        draft.say(words["voucher_back" if back else "voucher_gone"].replace("{amount}", shown))
        draft.rest_on((f"scenarios.{decision.scenario}.voucher",))
    elif decision.outcome is Outcome.FULL_REFUND:
        draft.say(words["nothing"])
    else:
        refund = next((line.amount for line in decision.amounts if line.id == "refund"), None)
        draft.say(words["used_up" if refund == 0 else "charged"])
        rest = (amount_line(draft, line) for line in open_sum(decision))
        for line in (*of_charges(draft, decision, "charges"), *rest):
            draft.say(line)
        draft.say(_WORDS["figure"]["page"])
    tell_changes(draft, decision, case)
    if decision.outcome is not Outcome.FULL_REFUND:
        tell_the_person(draft)
    return draft.reply("answer", "amount.calculation", confidence, settled=settled(decision))


def _apply(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
    words = _WORDS["apply"]
    if decision.scenario == "creation_failed":
        draft.say(words["auto"])
        draft.rest_on(("scenarios.creation_failed.applies",))
        tell_steps(draft, decision)
        return True
    if decision.outcome is Outcome.NOT_REFUNDABLE:
        draft.say(words["refused"])
        return _next_steps(draft, decision, case, None)
    procedure = next(iter(decision.next_steps), "")
    if decision.outcome not in _REFUNDED or not procedure.startswith("procedures."):
        return False
    draft.say(words["title"])
    draft.say(words["path"].replace("<procedure>", procedure))
    draft.say(f"{{{procedure}.steps:steps}}")
    draft.next_bubble()
    tell_steps(draft, decision, after=procedure)
    tell_changes(draft, decision, case)
    return True


def _entry(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
    if decision.outcome not in _REFUNDED or decision.scenario == "creation_failed":
        return False
    draft.cite(decision.parameters)
    tell_steps(draft, decision)
    tell_changes(draft, decision, case)
    return True


def _approval(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
    """Whether somebody has to approve, where the sum that comes back tells it."""
    line = _WORDS["approval"].get(decision.payout.review.value) if decision.payout else None
    if line is None:
        return False
    draft.rest_on(("large_refund.rule",))
    draft.say(line)
    return True


def _deadline(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
    untils = (change.until for change in decision.changes if change.until)
    if not any(datetime.fromisoformat(until) > case.requested_at for until in untils):
        return False
    draft.cite(decision.parameters)
    draft.say(_WORDS["deadline"]["title"])
    tell_changes(draft, decision, case)
    return True


def no_deadline(decision: Decision, policy: Policy, confidence: float) -> Reply | None:
    """To who asks until when all comes back, where only a part does any more; `None` for another outcome."""
    if decision.outcome is not Outcome.PARTIAL_REFUND:
        return None
    draft = Draft(policy)
    draft.cite(decision.parameters)
    draft.say(_WORDS["deadline"]["none"])
    return draft.reply("answer", "policy.deadline", confidence, follow_ups=_others("policy.deadline"))


def _next_steps(draft: Draft, decision: Decision, case: Case, _: str | None) -> bool:
    if decision.outcome not in (Outcome.NOT_REFUNDABLE, Outcome.MANUAL_REVIEW):
        return False
    draft.cite(decision.parameters)
    draft.say(_WORDS["next_steps"]["title"])
    tell_changes(draft, decision, case)
    tell_steps(draft, decision)
    draft.say(_WORDS["next_steps"]["materials"])
    return True


_TELL: Mapping[str, _Telling] = MappingProxyType(
    {
        "amount.fee": _fee,
        "amount.calculation": _amount,
        "payout.time": _payout,
        "payout.destination": _payout,
        "policy.coupon": _coupons,
        "policy.deadline": _deadline,
        "rejection.reasons": _why,
        "rejection.next_steps": _next_steps,
        "process.apply": _apply,
        "process.find_entry": _entry,
        "policy.large_amount": _approval,
    }
)
"""How each topic is told of a case."""
