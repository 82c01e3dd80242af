"""Words of the trade are heard by their sound, with whatever characters, and nothing else is."""

from __future__ import annotations

import pytest

from refundbot.catalogue import PRODUCTS
from refundbot.understanding.facts.reading import read
from refundbot.understanding.lexicon.vocabulary import mentions
from refundbot.understanding.text.normal_form import normalize


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("买的云福气", "买的云主机"),
        ("云浮务气到期了", "云服务器到期了"),
        ("音盘能退吗", "硬盘能退吗"),
        ("买了块云应盘", "买了块云硬盘"),
        ("流凉包还没用", "流量包还没用"),
        ("待金卷退不退", "代金券退不退"),
        ("叙费的那段", "续费的那段"),
        ("还没生校", "还没生效"),
        ("爆月的机气", "包月的机器"),
        ("退到余饿", "退到余额"),
        ("开法票", "开发票"),
        ("五天无力由", "五天无理由"),
        ("服务器被动结了", "服务器被冻结了"),
        ("账户给东结了", "账户给冻结了"),
        ("账号洞结了", "账号冻结了"),
        ("冻节了我的账号", "冻结了我的账号"),
        ("号被锁主了", "号被锁住了"),
    ],
)
def test_a_word_is_heard_by_its_sound(written: str, meant: str) -> None:
    assert normalize(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "服务期到七月",
        "还有优惠吗",
        "系统判定不可退",
        "流量报表导出来",
        "公司会计说的",
        "统一社会信用代码",
        "点退订但没反应",
        "包两年",
        "停机期间",
        "退到张三卡上",
        "按续费退",
        "转到企业账户",
        "退定金",
        "数据库资源包",
        "提供对公账户",
        "网商银行",
        "到期自动结算",
        "活动结束了才买的",
        "广东结算中心",
        "昨天解冻接着用",
        "锁主机的时候",
        "她说住在北京",
        "所住的酒店",
    ],
)
def test_what_only_sounds_like_a_word_is_left_alone(text: str) -> None:
    assert normalize(text) == text


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=lambda product: product.id)
def test_a_name_stays_what_it_is(product) -> None:
    assert product.id in {mention.id for mention in mentions("product", normalize(product.name))}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("等用完在推行不行", "等用完再退行不行"),
        ("这个现在推能全推吗", "这个现在退能全推吗"),
        ("下个月在退可以吗", "下个月再退可以吗"),
        ("还能腿吗", "还能退吗"),
        ("你帮我推一下", "你帮我退一下"),
        ("给我推荐一个", "给我推荐一个"),
        ("昨天在退，没成功", "昨天在退，没成功"),
        ("正在退", "正在退"),
        ("你们在推什么活动", "你们在推什么活动"),
    ],
)
def test_a_refund_is_heard_by_its_sound_where_only_one_can_be_meant(written: str, meant: str) -> None:
    assert read(written).whole == meant
