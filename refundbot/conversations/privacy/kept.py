"""Numbers that are no personal data and are asked about: of orders and resources, sums, dates, machines."""

from __future__ import annotations

import re

from refundbot.conversations.privacy.columns import columns

_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"

_KEPT = re.compile(
    "|".join(
        (
            r"(?<![A-Za-z])[Cc][Ss] ?[:\-]? ?\d(?:[ \-]?\d){9}[0-9A-Za-z]*",
            r"发票[代号]码(?:[是为:]| ){0,3}\d{8,20}[ ,，、;；]{1,3}(?:发票)?号码(?:[是为:]| ){0,3}\d{8}",
            # A number of something that has numbers: what stands before it says so.
            r"(?<![证照卡])编号[是为:#( ]{0,3}[0-9A-Za-z][0-9A-Za-z_-]{4,63}",
            r"(?:订单|工单|流水|交易|支付|发票|合同|运单|快递|物流|凭证|账单|商户|退订|退款|资源"
            r"|实例|事务|请求"
            r"|案例|备案|错误|资源包|套餐包|序列|产品|任务|项目|租户|单|批次|受理|申请)"
            r"(?:单号|号码?|代?码|[Ii][Dd])(?:[是为:#(]| ){0,3}[0-9A-Za-z][0-9A-Za-z_-]{4,63}",
            r"(?:[Oo]rder|[Rr]equest|[Tt]race|[Rr]esource|[Ii]nstance|[Pp]roject|[Jj]ob|[Tt]ask|[Ii]nvoice)"
            r"[ _-]?(?:[Ii][Dd]|[Nn]o\.?|number|[Cc]ode)?\"?[:#= ]{1,3}\"?[0-9A-Za-z][0-9A-Za-z_-]{4,63}",
            r"(?:订单|工单|单)号?(?:写错了|错了|改了)?[,，]?(?:应该?)?[是为][ :]?\d[\d-]{7,31}",
            r"(?<![A-Za-z])(?:[Uu][Ii][Dd]|[Aa]pp[Ii][Dd])\"?[是为:= ]{1,3}\"?[0-9A-Za-z]{4,32}",
            r"(?:[税工学]号|邮政?编码?|统编|统一编号|信用代码|公网?安备?案?|商业登记|(?<![A-Za-z])BR)"
            r"(?:证?号码?)?(?:[是系为:#]| ){0,3}[0-9A-Z][0-9A-Z-]{4,24}",
            r"(?:订单|工单|单子)[:# ]{0,2}\d{8,32}(?!\d)",
            r"[?&](?:[a-z]{1,12}_?)?(?:id|Id|ID|order|order_?no|trade_?no)=[0-9A-Za-z_-]{1,64}",
            r"(?:充值|礼品|提货)卡(?:号码?|密)?[是为: ]{0,3}\d[\d ]{5,24}",
            r"HTTP/\d(?:\.\d)?\" \d{3} \d+",
            r"\[ {0,5}\d{1,9}\.\d{3,9}\]",
            r"(?<![0-9A-Za-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9A-Za-z])",
            r"(?<![0-9A-Za-z])(?=[0-9]{0,31}[a-f])[0-9a-f]{32,64}(?![0-9A-Za-z])",
            r"(?<![0-9A-Za-z-])[a-z]{1,8}-(?=[0-9-]{0,40}[a-z])[0-9a-z-]{6,64}(?![0-9A-Za-z])",
            r"(?<![0-9A-Za-z])[A-Z]{2,8}[._]\d{4,9}(?!\d)",
            rf"(?<![\d.])(?:{_BYTE}\.){{3}}{_BYTE}(?![\d.]*\d)(?::\d{{1,5}})?",
            r"(?<!\d)(?:19|20)\d\d ?[-/.年] ?(?:1[0-2]|0?[1-9]) ?[-/.月] ?(?:3[01]|[12]\d|0?[1-9])(?!\d)"
            r"(?:[ T日]{1,2}\d{1,2}:\d{2}(?::\d{2})?)?",
            r"(?<!\d)(?<!\d[ -])(?:19|20)\d\d[-/.](?:1[0-2]|0[1-9])(?![ -]?\d)",
            r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)",
            # Two decimals are fen.
            r"(?<![\d.-])\d{1,9}\.\d\d(?![\d.-]|[ /]\d)",
            r"[¥$€£] ?\d[\d,.]*",
            r"(?<![\d.])\d[\d,]{0,15}(?:\.\d{1,4})?(?: ?/ ?\d{1,16})? ?(?:元(?!旦)|块|圆|万(?!一)|亿|%"
            r"|人民币|[Rr][Mm][Bb]|CNY"
            r"|USD|[TGMK]B|个月|B(?![A-Za-z\d])|字节|比特|[Bb]ytes?|次(?!日)|毫秒|ms(?![A-Za-z]))",
            # Hotlines are everybody's.
            r"(?<![\dA-Za-z+-])(?<!\d\d\d[ -])[48]00\d?[ -]?\d{3,4}[ -]?\d{3,4}(?!\d|[ -]\d{3})",
        )
    )
)


_COUNTED = re.compile(
    "流量|请求|字节|用量|大小|数量|[次条总个]数|金额|费用|价|时长|耗时|单号|编号|订单|代码"
    "|(?i:bytes?|size|count|total|amount|price|order|number of)|[Ii][Dd]$"
)
"""Headings of columns in which such numbers stand."""


def blank(plain: str) -> str:
    """The text, as long as it was, without those numbers.

    >>> blank("订单号13812345678；流量 13812345678 字节；电话 1381234").replace("\\0", "*")
    '**************；流量 **************；电话 1381234'
    >>> blank("发票代码044002300111，号码38291746；UID 18620934417；邮编410000").replace("\\0", "*")
    '***************************；***************；********'
    >>> blank("日期,请求数\\n7-1,18726493057").replace("\\0", "*")
    '日期,请求数\\n7-1,***********'
    """
    kept = [match.span() for match in _KEPT.finditer(plain)]
    kept += [span for heading, span in columns(plain, _COUNTED) if _COUNTED.search(heading)]
    blanked = list(plain)
    for start, end in kept:
        blanked[start:end] = "\0" * (end - start)
    return "".join(blanked)
