"""What is told of one of several things that stays is no fact of the one that goes back."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"


@pytest.mark.parametrize(
    "told",
    [
        "两台服务器，5月10号买的那台照常用，22号买的那台想退，一年1200，没退过",
        "一台RDS是5月10号买的一年3000那个继续用别动另外一台是22号买的云服务器一年1200我要退的是这台服务器，没退过",
        "流量包5月10号买的，还在跑，别碰它。服务器22号买的，一年1200，想退，没退过",
    ],
)
async def test_in_one_message(talk, told) -> None:
    _, state = await talk((told, CHECK))
    facts = state.check.facts
    assert facts["product"] == "ecs"
    assert facts["paid_at"]["earliest"].startswith("2026-06-22")
    assert facts["paid_amount"] == "1200"


async def test_the_other_one_is_told_of_in_the_next_message(talk) -> None:
    stays = ("名下有两个OBS资源包，一个5月就在用了，那个不用管", CHECK)
    _, state = await talk(stays, ("另一个是22号买的，240元，选了7月10号才生效，能退吗", CHECK))
    facts = state.check.facts
    assert facts["paid_at"]["earliest"].startswith("2026-06-22")
    assert facts["effective_at"]["earliest"].startswith("2026-07-10")
    assert facts["paid_amount"] == "240"


async def test_a_message_of_nothing_else_opens_no_check(talk) -> None:
    (first, _), state = await talk(
        ("云桌面是4月开的，照用，别动它", CHECK), ("要退的是22号另外买的RDS，包月300", CHECK)
    )
    assert first.envelope["kind"] != "question"
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == ("rds", "300")


SERVER = ("20号开的云服务器，包月，120元，没退过，能退吗", CHECK)


@pytest.mark.parametrize(
    "told",
    [
        "年初另外还买过一台小的，那台已经退了，与这次无关",
        "我手上那个旧的、6月底到期的那台还剩几天，是不是就那样了",
        "3月那台照常能用吧",
        "之前那台是按需的，早释放了",
    ],
)
async def test_behind_a_verdict_it_changes_nothing(talk, told) -> None:
    (_, reply), state = await talk(SERVER, (told, None))
    assert reply.envelope["kind"] != "verdict"
    assert state.check.facts.keys().isdisjoint(("state", "expires_at", "paid_at"))


@pytest.mark.parametrize(
    "told",
    [
        "看岔了，20号那台是要留的，要退的是22号开的那台",
        "说岔了，要退的这台是22号开的，20号开的那台是按需的，早释放了",
    ],
)
async def test_the_day_of_the_one_that_stays_gives_way_to_that_of_the_other(talk, told) -> None:
    _, state = await talk(SERVER, (told, CHECK))
    assert state.check.facts["provisioned_at"]["earliest"].startswith("2026-06-22")
    assert state.check.facts["billing_mode"] == "subscription"


@pytest.mark.parametrize(
    "told",
    [
        "22号买的云服务器，一年1200，里面的数据留着，没退过，想退",
        "22号买的云服务器，一年1200，先不退，没退过，就问问能退多少",
        "一台2核的云服务器，22号买的，一年1200，想退，没退过",
    ],
)
async def test_what_goes_back_is_told_all_the_same(talk, told) -> None:
    _, state = await talk((told, CHECK))
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-22")
    assert state.check.facts["paid_amount"] == "1200"


BESIDE_ANOTHER = (
    "我们有两台云服务器。老的是去年8月3号买的，包年5200，这台别动；"
    "另一台6月22号下午1点44开出来的，包半年1476，没退过"
)


async def test_this_one_stays_where_another_is_turned_to(talk) -> None:
    _, state = await talk((BESIDE_ANOTHER, "eligibility.check"))
    known = {name: state.check.facts.get(name) for name in ("product", "term_months", "paid_amount")}
    assert known == {"product": "ecs", "term_months": 6, "paid_amount": "1476"}


@pytest.mark.parametrize("asked", ["5200那台不会跟着一起退吧", "老的那台不会被退掉吧"])
async def test_who_asks_whether_it_is_left_alone_turns_to_nothing(talk, asked) -> None:
    _, before = await talk((BESIDE_ANOTHER, "eligibility.check"))
    _, after = await talk((BESIDE_ANOTHER, "eligibility.check"), (asked, "eligibility.check"))
    assert after.check.facts == before.check.facts
