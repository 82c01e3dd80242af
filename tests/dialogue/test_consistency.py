"""What cannot be true together, and what was read without being sure, is asked about once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundbot.dialogue import Check, Turn, respond
from refundbot.dialogue.consistency import CHECKS, clash, misread, read_to_fit, settle
from refundbot.dialogue.state import Memory, Told
from refundbot.policy import load_policy

from .conftest import NOW

CHECK = "eligibility.check"
TURN = Turn("", (), (), NOW)
POLICY = load_policy().at(NOW)
SERVER = {"product": "ecs", "billing_mode": "subscription", "purchase_kind": "new", "quota_left": 3}


def check_of(facts: dict[str, object], **said: Told) -> Check:
    told = {name: Told("so", turn) for turn, name in enumerate(facts, 1)}
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


@pytest.mark.parametrize(
    "facts",
    [
        {"paid_at": "2026-06-22", "provisioned_at": "2026-06-22 09:00"},
        {"paid_at": "2026-06-22", "provisioned_at": "2026-06-21"},
        {"provisioned_at": "2026-05-01", "term_months": 12, "expires_at": "2027-05-01"},
        {"provisioned_at": "2026-05-01", "term_months": 12, "expires_at": "2027-06-01"},
        {"paid_amount": "500", "payment": {"stored_card": {"amount": "300"}, "voucher": {"amount": "900"}}},
    ],
)
def test_what_fits_is_not_asked_about(facts: dict[str, object]) -> None:
    assert clash(check_of(facts), TURN, POLICY) is None


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
    check = check_of(facts, expires_at=Told("3月2号到期", 1, 0.5, False, (ahead,)))
    assert read_to_fit(check, TURN).facts["expires_at"] == ahead
    assert read_to_fit(check_of(facts), TURN).facts["expires_at"] == past


def test_only_an_unsure_fact_that_decides_is_doubted() -> None:
    unsure = Told("9月", 1, 0.3)
    decides = {"provisioned_at": "2026-06-23 10:00"}
    assert misread(check_of(decides, provisioned_at=unsure), TURN, POLICY) is not None
    assert misread(check_of(decides), TURN, POLICY) is None
    channel = check_of({"provisioned_at": "2026-06-23 10:00", "channel": "wechat"}, channel=unsure)
    assert misread(channel, TURN, POLICY) is None


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
    doubted = Check(facts=facts, said={"provisioned_at": Told("前天", 1, 0.3)}, asked="quota_left")
    turn = Turn("还有3个", (("dialogue.inform", 0.9),), (), NOW)
    reply, state = await respond("dialogue.inform", turn, Memory(check=doubted), services)
    assert "我理解是：2026年6月23日 10:00开通，对吗" in reply.texts[-1]
    assert [button.text for button in reply.buttons] == ["对", "不对"]
    yes = Turn("对", (("dialogue.affirm", 0.9),), (), NOW)
    confirmed, kept = await respond("dialogue.affirm", yes, state, services)
    assert confirmed.envelope["verdict"]["outcome"] == "full_refund"
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
    assert check.said["product"] == Told("服务器")
    stored = Memory(check=check, turn=3).to_json()
    assert stored["check"]["said"] == {"product": ["服务器"]}
    assert Memory.from_json(stored).check == check


def test_what_is_in_the_way_stays_where_nobody_denied_it() -> None:
    frozen = check_of(
        {"provisioned_at": "2026-06-23 10:00", "freeze": "violation"}, freeze=Told("给锁了", 1, 0.5)
    )
    doubt = misread(frozen, TURN, POLICY)
    assert doubt is not None
    settled = settle(frozen, doubt)
    assert settled.facts["freeze"] == "violation"
    assert misread(settled, TURN, POLICY) is None


def test_a_product_that_was_not_surely_meant_is_doubted() -> None:
    check = check_of({"provisioned_at": "2026-06-23 10:00"}, product=Told("流量包", 1, 0.5))
    doubt = misread(check, TURN, POLICY)
    assert doubt is not None
    assert doubt.fields == ("product",)
    assert "product" not in settle(check, doubt).facts


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
    ("readings", "ends"),
    [
        (({"earliest": "2026-12-31T00:00:00+08:00", "latest": "2026-12-31T23:59:59+08:00"},), True),
        ((), False),
    ],
)
def test_a_coupon_that_paid_had_not_ended_before(readings, ends: bool) -> None:
    over = {"earliest": "2025-12-31T00:00:00+08:00", "latest": "2025-12-31T23:59:59+08:00"}
    check = check_of(
        {"paid_at": "2026-06-22", "payment": {"voucher": {"amount": "50", "expires_at": over}}},
        voucher_expires_at=Told("12月31号到期", 1, 1.0, False, readings),
    )
    voucher = read_to_fit(check, TURN).facts["payment"]["voucher"]
    assert voucher.get("expires_at") == (readings[0] if ends else None)
