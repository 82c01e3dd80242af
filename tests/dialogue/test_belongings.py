"""What belongs to the thing bought never becomes the product while that one is talked of."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
CERTIFICATE = ("SSL证书，6月23号下午2点付的，1999块", CHECK)
ADDRESS = ("6月22号买的弹性公网IP，包月，300块，新购", CHECK)
SERVER = ("6月22号买的云服务器，包月，300块，新购", CHECK)


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (CERTIFICATE, "没签发，卡在域名验证那步"),
        (CERTIFICATE, "我要换个域名重新买"),
        (CERTIFICATE, "绑的那个域名不要了"),
        (CERTIFICATE, "因为域名填错了才退的"),
        (ADDRESS, "绑在一台按需的服务器上"),
        (ADDRESS, "那台服务器6月1号就到期了"),
        (ADDRESS, "他之前有个5块钱一天的带宽加油包，现在还开着，影响不"),
        (SERVER, "公网IP被封了所以不想要了"),
        (SERVER, "里面有个数据库，数据还没备份"),
        (("6月22号买的rds，包月300，新购", CHECK), "磁盘选小了，想退了重买大的"),
        (("建站6月22号买的，一年，800块", CHECK), "绑的域名不是我的"),
    ],
)
async def test_what_belongs_to_a_purchase_is_none(talk, first, told) -> None:
    _, before = await talk(first)
    _, after = await talk(first, (told, None))
    told_now = after.check.facts
    assert {field: told_now.get(field) for field in before.check.facts} == before.check.facts
    assert "expires_at" not in told_now


@pytest.mark.parametrize(
    ("first", "told", "product"),
    [
        (CERTIFICATE, "域名也想退", "域名"),
        (CERTIFICATE, "不是证书，是域名", "域名"),
        (SERVER, "还有块云硬盘6月21号买的，包月80，也想退", "云硬盘"),
        (SERVER, "那云硬盘能退吗", "云硬盘"),
    ],
)
async def test_unless_it_was_bought_or_goes_back(talk, first, told, product) -> None:
    replies, _ = await talk(first, (told, CHECK))
    assert product in "".join(replies[-1].texts)


@pytest.mark.parametrize("opener", ["你好，买了个SSL证书域名写错了", "证书的域名我写成别人的了，想退"])
async def test_nor_where_both_are_named_at_once(talk, opener) -> None:
    _, state = await talk((opener, CHECK))
    assert state.check.facts["product"] == "ssl_certificate"
