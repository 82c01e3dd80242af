"""Fields of a form, a record in JSON or XML: a label, a sign between, and a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.names import FULL, HAN, named

HOLDER = (
    r"姓 {0,3}名|(?<!姓)名字|真名|本名|账户名称?|(?<![客用账])户名|户主|机主|车主|法人代表|签名|署名"
    r"|落款|[甲乙]方代表|来访登记"
    r"|(?:收件|收货|寄件|发件|签收|代收|联系|申请|经办|代办|经手|负责|责任|代理|受托|委托|授权|认证"
    r"|开户|收款|付款|汇款|退款"
    r"|缴费|购买|下单|操作|审批|投保|受益|持卡|持有|所有|承租|使用|管理|注册|登记|实名|对接|法定代表|法"
    r"|当事|监护|担保|来访|预约"
    r"|参会|签字|投诉|申诉|提货|取件|开票|持证|填写|填表|致电|来电|处理|审核|审批|主)人"
)
"""What a form calls the place where somebody's name stands."""
_SIGN = (
    r"(?: ?\([^()\n]{1,8}\))?(?:[\"'”】\])>]{1,2} ?[:=]?|(?=[:=\-【\[]))"
    r"(?: ?[:=]>?| ?->)? ?[\"'“「【\[<]{0,2}"
)
NOT_FILLED = (
    rf"[未无没不待请见同填某暂]|本人|公司|保密|必填|选填|前台|门卫|物业|保安|[{HAN}]{{1,3}}[部处科组室局]"
)
"""What stands in a form where nobody's name does."""
_LABELLED = re.compile(
    rf"(?:{HOLDER}){_SIGN}((?!{NOT_FILLED})[{HAN}]{{2,4}})(?=[^{HAN}A-Za-z]|[男女](?![{HAN}])"
    rf"|代[填办签]|$)"
)
_NAMED = re.compile(
    rf"(?:[{HAN}]{{1,2}}[人员]|审批流|抄送|参会|经理|客户|签字|审核|复核|制表"
    rf"|(?<![\u4e00-\u9fff])名(?= ?:)|(?:收款|付款|寄件|收件|甲|乙)方|[收寄]件|收货|经办|签收|抬头(?:是"
    rf"|填|写)?个人"
    r"|(?i:(?<![a-z])(?:(?:real|full|user|contact|customer|receiver|account)_?)?name|contact(?:_?name)?"
    r"|holder|payee|payer|recipient|consignee|owner|contact_?person))"
    rf"(?:{_SIGN}| )({FULL})(?![{HAN}])"
)
"""Where other things than names stand, too."""
_IN_QUERY = re.compile(r"[?&](?:real)?name=([^&\s]{2,40})")
_WECHAT = re.compile(rf"(?:微信号?|[Ww]e[Cc]hat){_SIGN}([A-Za-z][A-Za-z0-9_-]{{5,19}})(?![A-Za-z0-9_-])")


def find(plain: str) -> Iterator[Found]:
    """The values that a label tells.

    >>> mask('{"name":"段誉"}，【姓名】芮小丹【电话】，授权人（签字）：史强，微信（选填）：wangmiao')
    '{"name":"［姓名］"}，【姓名】［姓名］【电话】，授权人（签字）：［姓名］，微信（选填）：［微信号］'
    >>> mask('{"name":"高级版"}，姓名：（必填），联系人：请填写，name: web-1')
    '{"name":"高级版"}，姓名：（必填），联系人：请填写，name: web-1'
    """
    yield from named(plain, _LABELLED, _NAMED, _IN_QUERY)
    yield from each(_WECHAT, plain, Kind.WECHAT)
