"""What words only brush, by a denial, a question, a fear or another object, is no fact."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from refundbot.understanding.facts import Fact
from refundbot.understanding.utterance import utterance

NOW = datetime(2026, 11, 30, 14, tzinfo=timezone(timedelta(hours=8)))


def _told(text: str) -> dict[str, Fact]:
    return {fact.field: fact for fact in utterance(text).facts(NOW)}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        # nobody said so
        ("活动页上没写不能退", "page_refuses"),
        ("控制台也没提示不让退", "page_refuses"),
        ("退订页面里没有标不可退", "page_refuses"),
        ("the page doesn't say it cannot be refunded", "page_refuses"),
        ("我没说生效了", "state"),
        ("没看到退订成功", "state"),
        ("我可没说改过配置", "changed_before_renewal"),
        # it is asked, or feared
        ("那挪到4号早上8点退行不行", "page_refuses"),
        ("操作退订两次行不行", "page_refuses"),
        ("页面写没写不能退我没留意", "page_refuses"),
        ("我就怕页面不让退", "page_refuses"),
        ("does the console refuse refunds on weekends", "page_refuses"),
        # of another thing
        ("退订按钮不是灰的", "page_refuses"),
        ("退订成功了钱去哪", "invoiced"),
        ("页面显示退订成功了，一分钱没收到", "invoiced"),
        ("没用voucher", "used"),
        ("没用promo code", "used"),
        ("没用红包", "used"),
        ("i did not use any coupon", "used"),
        ("公司名变更了", "changed_before_renewal"),
        ("改了一次密码", "changed_before_renewal"),
        ("还没提交申请退款", "certificate_refundable_state"),
        ("云硬盘5月10号新买的一年360，加挂在服务器上了", "resource_added_after_renewal"),
        # listed beside another thing
        ("我手上一台ECS加一块云盘，去年7月10号买的一年，上个月续了一年", "resource_added_after_renewal"),
        ("服务器加数据盘一共续了一年", "resource_added_after_renewal"),
        ("云服务器加一个EIP续了一年", "resource_added_after_renewal"),
        # failed at another time, or elsewhere
        ("云服务器7月9号晚上8点开通。上个月买过一次没开通成功，钱退了", "state"),
        ("之前开通失败过一次，后来好了", "state"),
        ("第一次创建失败了，这次是11月26号开通的", "state"),
        ("我在阿里云买的那台开通失败了，这台是11月26号开通的", "state"),
        ("同事那台没开通成功，我这台昨天买的", "state"),
        ("页面显示要扣手续费吗", "five_day_supported"),
        ("页面显示不收手续费", "five_day_supported"),
        ("页面没提示操作失败", "page_refuses"),
        ("要是提示操作失败怎么办", "page_refuses"),
        # whether it is there is asked
        ("优惠价还有没有", "origin"),
        ("活动价还有吗", "origin"),
        ("秒杀价现在还在吗", "origin"),
        ("代理商帮我看过，说能退", "seller"),
        ("好几天没用了", "provisioned_at"),
        ("停了机，最近没用", "used"),
        ("云硬盘5月10号买的，挂在服务器上", "resource_added_after_renewal"),
        ("what if i refund it on Dec 4", "expires_at"),
        ("i will return it on December 10", "paid_at"),
    ],
)
def test_it_is_not_noted(text: str, field: str) -> None:
    assert field not in _told(text)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("没提示一声就给我自动续费了", "purchase_kind", "renewal"),
        ("退订页面不让退", "page_refuses", True),
        ("点退订一直不行", "page_refuses", True),
        ("票退成功了", "invoiced", False),
        ("没用过这台", "used", False),
        ("买了两天没用", "used", False),
        ("代理商帮我下的单", "seller", "partner"),
        ("配置改了一次", "changed_before_renewal", True),
        ("没看到待支付订单", "pending_transaction", False),
        ("页面那里写的是只能非五天无理由退订，为什么", "five_day_supported", False),
        ("退订页面显示要扣手续费，金额只有87", "five_day_supported", False),
        ("可是我点了它提示操作失败，说资源正在变更", "page_refuses", True),
        ("页面说“该资源存在待支付订单”，可我没有任何待支付啊", "page_refuses", True),
        ("没有在续费后加过东西，就是当初一起买的", "resource_added_after_renewal", False),
        ("我没在续费之后加过盘", "resource_added_after_renewal", False),
        ("没有在续费后升过配", "changed_before_renewal", False),
        ("续了一年，又给服务器加了块云硬盘", "resource_added_after_renewal", True),
        ("上个月买的服务器一直没开通成功", "state", "creation_failed"),
        ("昨天买的ECS创建失败了，又试了一次还是失败", "state", "creation_failed"),
    ],
)
def test_what_is_told_is_noted(text: str, field: str, value: object) -> None:
    assert _told(text)[field].value == value


@pytest.mark.parametrize("text", ["what if i refund it on Dec 4", "can i cancel the server on Dec 4"])
def test_the_day_of_a_refund_is_heard_in_english(text: str) -> None:
    assert _told(text)["requested_at"].value.earliest.date().isoformat() == "2026-12-04"


@pytest.mark.parametrize(
    "text",
    [
        "IP是按流量计费的，也要退吗",
        "带宽按流量的",
        "页面提示：该资源绑定的弹性公网IP为按需",
        "云服务器5月买的，页面提示该资源绑定的弹性公网IP为按需",
        "那块数据盘是按需的",
    ],
)
def test_the_mode_of_what_hangs_on_a_server_is_not_that_of_the_server(text: str) -> None:
    assert "billing_mode" not in {fact.field for fact in utterance(text, talked_of="ecs").facts(NOW)}


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("服务器是包月的，132块，IP是按流量的", "subscription"),
        ("服务器是包月的，132块，带宽按量付费", "subscription"),
        ("ECS和云盘是按需的", "pay_per_use"),
        ("云硬盘是按需的", "pay_per_use"),
        ("弹性公网IP是按流量的", "pay_per_use"),
    ],
)
def test_the_mode_is_that_of_the_thing_bought(text: str, mode: str) -> None:
    assert _told(text)["billing_mode"].value == mode
