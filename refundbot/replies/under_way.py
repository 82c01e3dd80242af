"""A refund that was asked for already, in words: where the money is, since when it is late, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from refundbot.catalogue import CHANNELS
from refundbot.eligibility import Case
from refundbot.eligibility.decision import Leg, Truth
from refundbot.eligibility.payout import closing_in, way_of, withdrawal
from refundbot.policy import Policy
from refundbot.replies import figures
from refundbot.replies.accounts import expected
from refundbot.replies.draft import Draft
from refundbot.replies.model import Reply
from refundbot.replies.topics import ENTRIES
from refundbot.replies.wording import wording

_TABLES = ("account", "withdraw", "withdrawn", "review", "short", "close")
_FILE = wording("under_way.yaml").of_keys(*_TABLES)
_WORDS = {table: _FILE.child(table).by_key() for table in _TABLES}
_ANY_CHANNEL = "balance"
"""Stands for a channel that is not known: with most of them it takes as long to the account."""
_DIRECT = frozenset({"alipay", "wechat", "unionpay", "huawei_pay", "huawei_payment", "online_banking"})
"""Channels of which documents disagree whether their money comes by the account."""
_LIMIT = "large_refund.threshold"
_SETTLED = frozenset({_LIMIT, *(f"payout.accounts.{each}.days" for each in _DIRECT)})
"""What the documents disagree about, and is beside the point where it is not asked where the money goes."""


@dataclass(frozen=True)
class Waited:
    """What is known of a refund that somebody waits for."""

    stage: str | None
    """asked, processing, reviewing, done or withdrawn; `None` where it is not told."""
    short: bool
    """Whether less came than was expected."""
    asked: Mapping[str, str] | None
    """When it was asked for, or withdrawn (`earliest`, `latest`, ISO 8601)."""
    roughly: bool = False
    """Whether only about how long ago that was is known."""
    looked: bool = False
    """Whether it was looked for already, so that only is to be told whom to ask."""
    card_gone: bool = False
    """Whether the card that was paid by is told to be gone."""

    @property
    def last(self) -> datetime | None:
        """The latest moment at which it may have been asked for."""
        return datetime.fromisoformat(self.asked["latest"]) if self.asked else None

    @property
    def day(self) -> date | None:
        """The day on which it was asked for, where it is known to the day."""
        if self.asked is None or self.roughly:
            return None
        first, last = (datetime.fromisoformat(self.asked[end]).date() for end in ("earliest", "latest"))
        return last if first == last else None


def waited_for(waited: Waited, channel: str | None, case: Case, policy: Policy, confidence: float) -> Reply:
    """The answer to who waits for a refund. `case`: what is told of the purchase, as of this moment."""
    known = CHANNELS.get(channel or "")
    case = replace(case, channel=known or case.channel)
    name = case.channel.id if case.channel else _ANY_CHANNEL
    draft = Draft(policy, {"channel": name})
    if waited.day is not None:
        draft.know(figures.day("refund.asked", waited.day, "customer"))
    if waited.short:
        topic = "amount.dispute"
        _tell_short(draft)
    elif waited.looked:
        topic = "payout.missing"
        _tell_whom(draft, waited)
    elif waited.stage == "reviewing":
        topic = "process.review_time"
        _tell_review(draft, waited, case)
    elif waited.stage == "withdrawn":
        topic = "payout.withdraw"
        _tell_withdrawal(draft, waited, case)
    else:
        topic = "payout.missing"
        _tell_way(draft, waited, case)
    return draft.reply(
        "answer",
        topic,
        confidence,
        follow_ups=ENTRIES[topic].follow_ups,
        conflict=_WORDS["close"]["direct"],
        settled=frozenset({_LIMIT}) if topic == "payout.missing" else _SETTLED,
    )


def _tell_short(draft: Draft) -> None:
    draft.rest_on(("disputes.conditional",))
    for line in _WORDS["short"].values():
        draft.say(line)


def _tell_whom(draft: Draft, waited: Waited) -> None:
    draft.rest_on(("payout.accounts.<channel>.days",))
    for line in ("detail", "whom_withdrawn" if waited.stage == "withdrawn" else "whom"):
        draft.say(_WORDS["close"][line])


def _tell_review(draft: Draft, waited: Waited, case: Case) -> None:
    """Whether somebody has to approve, by what was paid, and what follows."""
    asked = waited.last or case.requested_at
    way = way_of(replace(case, requested_at=asked), draft.policy, case.paid_amount)
    large = _is_large(case, draft.policy)
    words = _WORDS["review"]
    draft.rest_on(("large_refund.rule",))
    draft.say(words["small" if way.review is Truth.FAILED else "large" if large else "unknown"])
    if way.review is not Truth.FAILED and waited.last and waited.last.date() < case.requested_at.date():
        hours = draft.policy.get("large_refund.review_hours").value
        if isinstance(hours, int) and (case.requested_at - waited.last).total_seconds() > hours * 3600:
            draft.say(words["over"])
    draft.say(words["then"])


def _tell_withdrawal(draft: Draft, waited: Waited, case: Case) -> None:
    """When what was withdrawn from the account is there."""
    words = _WORDS["withdrawn"]
    leg = withdrawal(case, draft.policy, (waited.last or case.requested_at).date())
    days = _days(leg)
    if leg is None or days is None:
        draft.say(words["channels"])
        draft.say(words["check"])
    else:
        dated = waited.day is not None
        line = words["dated" if dated else "undated"].replace("{days}", f"{{{days}}}")
        draft.say(line.replace("{by}", expected(draft, leg, 1) if dated else ""))
        over = _over(leg, waited, case)
        draft.say(words["check" if over is None else "over" if over else "within"])
    _tell_month_end(draft, case)
    draft.say(_WORDS["close"]["send_withdrawn"])


def _tell_way(draft: Draft, waited: Waited, case: Case) -> None:
    """The way to the account, counted from the day on which it was asked for, and the way out of it."""
    words = _WORDS["account"]
    partner = case.channel is not None and case.channel.id == "partner"
    if waited.stage == "done" and not partner:
        draft.say(words["done"])
    asked = replace(case, requested_at=waited.last or case.requested_at)
    if asked.channel is None:
        asked = replace(asked, channel=CHANNELS[_ANY_CHANNEL])
    way = way_of(asked, draft.policy, case.paid_amount)
    first = way.legs[0]
    days = _days(first)
    if days is None:
        draft.say(words["unknown"])
        draft.say(_WORDS["close"]["send"])
        return
    dated = "dated" if waited.day else "roughly" if waited.asked else "undated"
    by = expected(draft, first, 0) if waited.day else ""
    draft.say(words["partner" if partner else dated].replace("{days}", f"{{{days}}}").replace("{by}", by))
    over = _over(first, waited, case)
    if partner:
        draft.say(words["over_partner" if over else "partner_check"])
        return
    if over and waited.stage == "processing":
        draft.say(words["over_processing"])
    else:
        draft.say(words["check" if over is None else "over" if over else "within"])
    if _is_large(case, draft.policy) and waited.stage != "done":
        draft.say(_WORDS["review"]["large"])
    _tell_way_out(draft, case)
    if waited.card_gone:
        draft.say(_WORDS["withdraw"]["card_gone"])
    _tell_month_end(draft, case)
    draft.say(_WORDS["close"]["send"])


def _tell_way_out(draft: Draft, case: Case) -> None:
    words = _WORDS["withdraw"]
    leg = withdrawal(case, draft.policy, case.requested_at.date())
    if case.channel is None or case.channel.id == _ANY_CHANNEL:
        draft.say(words["other"])
        draft.say(words["channels"])
    elif leg is None or leg.to == "unknown":
        draft.say(words["other"])
    elif leg.to == "bank_card":
        draft.say(words["too_late"])
    else:
        days = f"payout.channels.{case.channel.id}.days"
        draft.say(words["known"].replace("{days}", f"{{{days}}}"))


def _is_large(case: Case, policy: Policy) -> bool:
    """Whether so much was paid that the refund may have to be approved."""
    limit = policy.get(_LIMIT).value
    return case.paid_amount is not None and isinstance(limit, int) and case.paid_amount * 100 > limit


def _tell_month_end(draft: Draft, case: Case) -> None:
    if closing_in(case.requested_at, draft.policy):
        draft.say(_WORDS["close"]["month_end"])


def _days(leg: Leg | None) -> str | None:
    """The parameter that tells how long a leg takes, where it is known."""
    if leg is None or leg.business_days is None:
        return None
    return next((id for id in leg.parameters if id.endswith(".days")), None)


def _over(leg: Leg, waited: Waited, case: Case) -> bool | None:
    """Whether the day by which a leg ends is over; `None` where that is not known.

    Where it is only roughly known how long ago it was asked for, it may be over.
    """
    if waited.asked is None or leg.latest is None:
        return None
    over = case.requested_at.astimezone(figures.SHANGHAI).date() > leg.latest
    return None if waited.day is None and not over else over
