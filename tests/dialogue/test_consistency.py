"""What cannot be true together, and what was read without being sure, is asked about once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from refundbot import replies
from refundbot.dialogue import Check, Turn, respond
from refundbot.dialogue.consistency import (
    AGAINST_THE_RULES,
    CHECKS,
    clash,
    confirmed,
    misread,
    read_to_fit,
    settle,
)
from refundbot.dialogue.facts import case_of
from refundbot.dialogue.state import Memory, Provenance
from refundbot.dialogue.taking import take
from refundbot.eligibility import case_from_mapping
from refundbot.eligibility.case import ResourceState
from refundbot.eligibility.reading import moment
from refundbot.policy import load_policy
from refundbot.understanding.facts import Fact, Span

from .conftest import NOW

CHECK = "eligibility.check"
TURN = Turn("", (), (), NOW)
POLICY = load_policy().at(NOW)
SERVER = {"product": "ecs", "billing_mode": "subscription", "purchase_kind": "new", "quota_left": 3}


def check_of(facts: dict[str, object], **said: Provenance) -> Check:
    told = {name: Provenance("so", turn) for turn, name in enumerate(facts, 1)}
    return Check(facts={**SERVER, **facts}, said={**told, **said})


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("opened_before_paid", {"paid_at": "2026-06-23", "provisioned_at": "2026-06-01"}),
        ("ends_before_start", {"provisioned_at": "2026-05-01", "expires_at": "2026-04-01"}),
        ("term_and_end", {"provisioned_at": "2026-05-01", "term_months": 1, "expires_at": "2027-05-01"}),
        (
            "parts_above_total",
            {"paid_at": "2026-03-01", "paid_amount": "100", "payment": {"stored_card": {"amount": "300"}}},
        ),
        ("new_begins_later", {"paid_at": "2026-05-20", "effective_at": "2026-07-05"}),
        ("over_too_soon", {"paid_at": "2026-06-22", "state": "expired"}),
        ("given_and_paid", {"paid_at": "2026-06-22", "paid_amount": "388", "origin": "gift"}),
        ("given_and_paid", {"paid_at": "2026-06-22", "paid_amount": "388", "origin": "free"}),
        ("over_too_soon", {"provisioned_at": "2026-06-01", "term_months": 12, "state": "expired"}),
    ],
)
def test_a_contradiction_is_found(name: str, facts: dict[str, object]) -> None:
    case_checks = {check: holds for check, holds, _ in CHECKS}
    assert name in case_checks
    found = clash(check_of(facts), TURN, POLICY)
    if found is None:  # it does not matter for this case
        assert name in {"term_and_end", "parts_above_total"}
    else:
        assert found.name == name


COMPARED: dict[str, tuple[object, ...]] = {
    **dict.fromkeys(("paid_at", "provisioned_at", "effective_at", "expires_at"), ("2026-06-01",)),
    **{"term_months": (12,), "paid_amount": ("100",), "product": ("ecs",), "billing_mode": ("package",)},
    **{"purchase_kind": ("new", "renewal"), "state": ("expired",), "origin": ("gift", "free")},
    "payment": ({"cash": "500"}, {"stored_card": {"amount": "500"}}, {"cash_coupon": {"amount": "500"}}),
}


@pytest.mark.parametrize(
    "field", sorted({field for *_, fields in (*CHECKS, *AGAINST_THE_RULES) for field in fields})
)
def test_whatever_may_stand_in_a_contradiction_has_words(field: str) -> None:
    for value in COMPARED[field]:
        assert replies.item(case_from_mapping({field: value}, NOW), field) is not None


@pytest.mark.parametrize(
    "facts",
    [
        {"paid_at": "2026-06-22", "provisioned_at": "2026-06-22 09:00"},
        {"paid_at": "2026-06-22", "provisioned_at": "2026-06-21"},
        {"provisioned_at": "2026-05-01", "term_months": 12, "expires_at": "2027-05-01"},
        {"provisioned_at": "2026-05-01", "term_months": 12, "expires_at": "2027-06-01"},
        {"paid_amount": "500", "payment": {"stored_card": {"amount": "300"}, "voucher": {"amount": "900"}}},
        {"paid_at": "2026-05-20", "effective_at": "2026-05-20"},
        {"paid_at": "2026-05-20", "effective_at": "2026-07-05", "purchase_kind": "renewal"},
        {"product": "obs_package", "paid_at": "2026-05-20", "effective_at": "2026-07-05"},
        {"paid_at": "2026-05-20", "term_months": 1, "state": "expired"},
        {"paid_at": "2026-06-22", "origin": "trial", "state": "expired"},
        {"paid_at": "2026-06-22", "origin": "gift"},
        {"paid_at": "2026-06-22", "origin": "gift", "paid_amount": "0"},
        {"paid_at": "2026-06-22", "origin": "promotion", "paid_amount": "388"},
    ],
)
def test_what_fits_is_not_asked_about(facts: dict[str, object]) -> None:
    assert clash(check_of(facts), TURN, POLICY) is None


FIVE_YEARS = {"provisioned_at": "2025-02-05 20:45", "expires_at": "2030-02-05"}


@pytest.mark.parametrize(
    ("facts", "term"),
    [
        (FIVE_YEARS, 60),
        ({"paid_at": "2026-06-20", "expires_at": "2026-07-20 23:59:59"}, 1),
        ({**FIVE_YEARS, "purchase_kind": None}, 60),
        ({**FIVE_YEARS, "term_months": 12}, 12),
        ({**FIVE_YEARS, "purchase_kind": "renewal"}, None),
        ({**FIVE_YEARS, "product": "obs_package", "billing_mode": "package"}, None),
        ({**FIVE_YEARS, "billing_mode": None}, None),
        ({**FIVE_YEARS, "expires_at": "2030-02-20"}, None),
        ({**FIVE_YEARS, "provisioned_at": "2025-02"}, None),
    ],
)
def test_a_first_term_follows_from_its_start_and_its_end(facts: dict[str, object], term: int | None) -> None:
    told = {name: _moment(name, value) for name, value in facts.items()}
    assert case_of(check_of(told), NOW).term_months == term


def _moment(name: str, value: object) -> object:
    """A month as the interval that it is."""
    if value != "2025-02":
        return value
    return {"earliest": "2025-02-01T00:00:00+08:00", "latest": "2025-02-28T23:59:59+08:00"}


def test_of_a_contradiction_the_later_statement_counts() -> None:
    check = check_of({"paid_at": "2026-06-23", "provisioned_at": "2026-06-01"})
    found = clash(check, TURN, POLICY)
    assert found is not None
    settled = settle(check, found)
    assert "paid_at" not in settled.facts
    assert settled.facts["provisioned_at"] == "2026-06-01"
    assert clash(settled, TURN, POLICY) is None


def test_what_an_order_says_counts_whenever_it_was_read() -> None:
    check = check_of({"paid_at": "2026-06-23", "provisioned_at": "2026-06-01"})
    check = replace(check, said={name: told for name, told in check.said.items() if name != "paid_at"})
    found = clash(check, TURN, POLICY)
    assert found is not None
    assert settle(check, found).facts["paid_at"] == "2026-06-23"


def test_a_date_without_a_year_is_read_to_fit_the_others() -> None:
    past, ahead = (
        {"earliest": f"{year}-03-02T00:00:00+08:00", "latest": f"{year}-03-02T23:59:59+08:00"}
        for year in (2026, 2027)
    )
    facts = {"provisioned_at": "2026-03-02", "term_months": 12, "expires_at": past}
    check = check_of(facts, expires_at=Provenance("3月2号到期", 1, 0.5, False, (ahead,)))
    assert read_to_fit(check, TURN).facts["expires_at"] == ahead
    assert read_to_fit(check_of(facts), TURN).facts["expires_at"] == past


def test_only_an_unsure_fact_that_decides_is_doubted() -> None:
    unsure = Provenance("9月", 1, 0.3)
    decides = {"provisioned_at": "2026-06-23 10:00"}
    assert misread(check_of(decides, provisioned_at=unsure), TURN, POLICY) is not None
    assert misread(check_of(decides), TURN, POLICY) is None
    channel = check_of({"provisioned_at": "2026-06-23 10:00", "channel": "wechat"}, channel=unsure)
    assert misread(channel, TURN, POLICY) is None


@pytest.mark.parametrize(("corrects", "sure"), [(False, 0.5), (True, 1.0)])
def test_another_day_is_taken_for_sure_only_as_a_correction(corrects: bool, sure: float) -> None:
    check = check_of({"paid_at": "2026-06-20"})
    day = Span(NOW - timedelta(days=1), NOW - timedelta(days=1))
    taken = take(check, [Fact("paid_at", day, "昨天", 0, 2)], NOW, 9, corrects=corrects)
    assert taken.said["paid_at"].confidence == sure


async def test_a_contradiction_is_asked_with_both_readings_and_settled_once(talk) -> None:
    first = ("云服务器包月，新买的，6月23号付的款，名额还有，能退吗", CHECK)
    replies, state = await talk(first, ("6月1号开通的，对吧", "dialogue.inform"), ("哈哈", None))
    asked = next(reply for reply in replies[1:] if "对不上" in "".join(reply.texts))
    assert "2026年6月23日购买" in asked.texts[-1]
    assert "2026年6月1日开通" in asked.texts[-1]
    assert [button.text for button in asked.buttons[:2]] == ["2026年6月23日购买", "2026年6月1日开通"]
    assert "我按后说的算：2026年6月1日开通" in "".join(replies[-1].texts)
    assert "paid_at" not in state.check.facts


async def test_what_was_confirmed_or_denied_is_not_asked_again(services) -> None:
    facts = {**SERVER, "provisioned_at": "2026-06-23T10:00:00+08:00"}
    doubted = Check(facts=facts, said={"provisioned_at": Provenance("前天", 1, 0.3)}, asked="quota_left")
    turn = Turn("还有3个", (("dialogue.inform", 0.9),), (), NOW)
    reply, state = await respond("dialogue.inform", turn, Memory(check=doubted), services)
    assert "我理解是：2026年6月23日 10:00开通，对吗" in reply.texts[-1]
    assert [button.text for button in reply.buttons] == ["对", "不对"]
    yes = Turn("对", (("dialogue.affirm", 0.9),), (), NOW)
    settled, kept = await respond("dialogue.affirm", yes, state, services)
    assert settled.envelope["verdict"]["outcome"] == "full_refund"
    assert kept.check.facts["provisioned_at"] == facts["provisioned_at"]
    no = Turn("不对", (("dialogue.deny", 0.9),), (), NOW)
    again, left = await respond("dialogue.deny", no, state, services)
    assert again.envelope["kind"] == "question"
    assert "provisioned_at" not in left.check.facts


def test_a_slot_from_before_there_was_more_is_read() -> None:
    old = {
        "facts": {"product": "ecs"},
        "said": {"product": "服务器"},
        "not_known": ["state"],
        "asked": "paid_at",
    }
    check = Memory.from_json({"check": old}).check
    assert check is not None
    assert check.said["product"] == Provenance("服务器")
    stored = Memory(check=check, turn=3).to_json()
    assert stored["check"]["said"] == {"product": ["服务器"]}
    assert Memory.from_json(stored).check == check


def test_what_is_in_the_way_stays_where_nobody_denied_it() -> None:
    frozen = check_of(
        {"provisioned_at": "2026-06-23 10:00", "freeze": "violation"}, freeze=Provenance("给锁了", 1, 0.5)
    )
    doubt = misread(frozen, TURN, POLICY)
    assert doubt is not None
    settled = confirmed(replace(frozen, doubt=doubt.name), TURN)
    assert settled.facts["freeze"] == "violation"
    assert misread(settled, TURN, POLICY) is None


def test_a_product_that_was_not_surely_meant_is_doubted() -> None:
    check = check_of({"provisioned_at": "2026-06-23 10:00"}, product=Provenance("流量包", 1, 0.5))
    doubt = misread(check, TURN, POLICY)
    assert doubt is not None
    assert doubt.fields == ("product",)
    asked = replace(check, doubt=doubt.name)
    yes = Turn("对", (), (), NOW)
    assert confirmed(asked, yes).facts["product"] == check.facts["product"]
    denied = Turn("不是服务器", (), (), NOW)
    assert "product" not in confirmed(asked, denied).facts


async def test_a_guess_that_decides_is_asked_about_once(talk) -> None:
    guess = ("负载均衡应该是按量的吧，前天开的，付了66，能退吗", CHECK)
    (asked, answered), state = await talk(guess, ("我查了，是包月", "dialogue.inform"))
    assert asked.envelope["kind"] == "question"
    assert "我理解是：按需计费，对吗" in asked.texts[-1]
    assert state.check.facts["billing_mode"] == "subscription"
    assert "没有可退的钱" not in "".join(answered.texts)


async def test_a_guess_in_an_answer_is_asked_about_too(talk) -> None:
    opening = ("昨天买的云服务器，88块，能退吗", CHECK)
    (_, asked, told), _ = await talk(
        opening, ("好像是按需的吧", "dialogue.inform"), ("对", "dialogue.affirm")
    )
    assert "我理解是：按需计费，对吗" in asked.texts[-1]
    assert told.envelope["verdict"]["outcome"] == "nothing_to_refund"


@pytest.mark.parametrize(
    "readings", [({"earliest": "2026-12-31T00:00:00+08:00", "latest": "2026-12-31T23:59:59+08:00"},), ()]
)
def test_a_coupon_that_paid_had_not_ended_before_where_its_day_can_be_so_read(readings) -> None:
    over = {"earliest": "2025-12-31T00:00:00+08:00", "latest": "2025-12-31T23:59:59+08:00"}
    check = check_of(
        {"paid_at": "2026-06-22", "payment": {"voucher": {"amount": "50", "expires_at": over}}},
        voucher_expires_at=Provenance("12月31号到期", 1, 1.0, False, readings),
    )
    voucher = read_to_fit(check, TURN).facts["payment"]["voucher"]
    assert voucher.get("expires_at") == (readings[0] if readings else over)


HINTED = (
    "我前天新买的包月云服务器，1299块，五天名额还有，那个扩容单晾在那没理它，能退吗",
    "eligibility.check",
)


async def test_what_is_only_hinted_at_is_asked_about_before_it_decides(talk) -> None:
    (reply,), state = await talk(HINTED)
    assert (reply.envelope["kind"], state.check.asked) == ("question", "pending_transaction")


@pytest.mark.parametrize(("said", "outcome"), [("对", "not_refundable"), ("没有，早就取消了", "full_refund")])
async def test_the_answer_to_what_was_hinted_at_decides_and_is_not_asked_again(talk, said, outcome) -> None:
    topic = "dialogue.affirm" if said == "对" else "dialogue.deny"
    (_, reply, _), state = await talk(HINTED, (said, topic), ("那个扩容单晾着呢", None))
    assert reply.envelope["verdict"]["outcome"] == outcome
    assert state.check.asked is None


async def test_a_moment_is_not_taken_back_by_its_day_or_by_a_length(talk) -> None:
    _, state = await talk(
        ("GaussDB包月，开通时间：2026/06/20 10:20:47，6888元，能退吗", "eligibility.check"),
        ("是20号开通的，还算五天内不", None),
    )
    assert state.check.facts["provisioned_at"]["earliest"] == "2026-06-20T10:20:47+08:00"
    _, state = await talk(
        ("裸金属服务器去年12月1日0点付款，买的五年，438240元，能退吗", "eligibility.check"),
        ("用了七个月", None),
    )
    assert "provisioned_at" not in state.check.facts


PAID = {"paid_at": "2026-06-20T10:00:00+08:00"}
RENEWED = {**PAID, "purchase_kind": "renewal", "term_months": 12}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"provisioned_at": "2026-06-10", "term_months": 12}, ResourceState.IN_EFFECT),
        ({"provisioned_at": "2026-06-10", "expires_at": "2026-07-10"}, ResourceState.IN_EFFECT),
        ({"provisioned_at": "2026-06-10"}, None),
        ({"provisioned_at": "2025-06-10", "term_months": 12}, None),
        ({"provisioned_at": "2026-06-10", "expires_at": "2026-06-20"}, None),
        ({**RENEWED, "provisioned_at": "2025-06-10"}, None),
        ({"provisioned_at": "2026-06-10", "term_months": 12, "state": "closed"}, ResourceState.CLOSED),
        ({**PAID, "term_months": 12}, None),
    ],
)
def test_what_was_opened_and_has_not_ended_is_in_effect(facts: dict[str, object], state: object) -> None:
    assert case_of(check_of(facts), NOW).state is state


@pytest.mark.parametrize(
    ("expires_at", "begins"),
    [("2026-08-01", "2026-08-02"), ("2026-06-24", "2026-06-25"), ("2027-06-20", None), ("2027-05-31", None)],
)
def test_an_end_soon_after_a_renewal_is_that_of_the_period_before_it(
    expires_at: str, begins: str | None
) -> None:
    check = read_to_fit(check_of({**RENEWED, "expires_at": expires_at}), TURN)
    begun = case_of(check, NOW).effective_at
    assert begun == (None if begins is None else moment("effective_at", f"{begins} 00:00"))
    assert ("expires_at" in check.facts) is (begins is None)


@pytest.mark.parametrize("package", ["共享流量包", "CDN流量包"])
@pytest.mark.parametrize(
    ("answer", "outcome"), [("7月9号生效", "full_refund"), ("就是{package}，没选过日子", "not_refundable")]
)
async def test_a_package_that_begins_once_bought_and_a_day_ahead_is_asked_about(
    talk, package: str, answer: str, outcome: str
) -> None:
    first = (f"{package}昨天买的，7月9号生效，能退吗", "eligibility.check")
    (asks, told), _ = await talk(first, (answer.format(package=package), None))
    assert asks.envelope["kind"] == "question"
    assert "退订未生效资源" in "".join(asks.texts)
    assert told.envelope["verdict"]["outcome"] == outcome


GIVEN_AND_PAID = ("昨天新买的云服务器一年366块，活动送的，今年没退过，能退吗", "eligibility.check")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("实付 366.00 元", "full_refund"), ("花钱买的", "full_refund"), ("是送的，没花钱", "not_refundable")],
)
async def test_a_gift_beside_a_price_is_asked_about_and_not_refused(talk, answer: str, outcome: str) -> None:
    (asked, told), _ = await talk(GIVEN_AND_PAID, (answer, None))
    assert asked.envelope["kind"] == "question"
    assert "实付 366.00 元，赠送的。以哪个为准" in asked.texts[-1]
    assert told.envelope["verdict"]["outcome"] == outcome
