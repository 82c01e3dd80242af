"""That nothing was refunded this year, or ever."""

from __future__ import annotations

import re

from refundbot.understanding.facts.quota.words import ANOTHER_YEAR, MARKS, NAME, SPOKEN_OF, THIS_YEAR, unasked
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN

_NONE_USED = pattern(
    rf"[一1][个次]{NAME}?(?:都|也)?(?:没有?|未)(?:使?用|动|碰)"
    rf"|{NAME}(?:都|全部?|均|尚|一直|今年|我们?|还|this year| )*(?:没有?|未)(?:使?用|动|碰)(?!完|光)过?"
    rf"|{NAME}(?:今年|现在|还|我们?)*(?:都|全部?|均)+(?:还|都)?(?:在|留着)(?![用退])"
    r"|今年(?:都|还|也|一直|一次)*(?:没有?|未)(?:使?用|动|碰)(?!完|光)过?"
    r"|(?:没有?|未)(?:使?用|动用?|走|享受|申请|办理?)(?:过(?:任何|一次)?(?:五天|5天)?的?无理由|(?:五天|5天)?的?(?:无理由)?(?:退订)?的?<QUOTA>)"
)
_NONE_USED_ENGLISH = re.compile(r"(?:none|not|never|nothing|zero) (?:been )?used|haven't used")
_NO_OBJECT = (
    r"(?=过?[啊呀呢吧的了哦嘛哈啦]*(?:$|[,，。!;?\n ]|退|任何|一[次个]|[它这]"
    r"|名额|额度|次数|机会|五天|无理由))"
)
"""Behind a verb that nothing was used: what was used is the quota, not a coupon."""
_NEVER = "(?:never |never|没有?|未曾?|不曾)"
_REFUND = "(?:退订|退款|退货|退费|退单|退)"
_DO = "(?:有|申请|办理?|操作|发生|产生|搞|做|走|弄|提交?|出现)"
_ONE = "[一1半][次个笔单台回样件张]"
_NOT_ONE_TIME = f"(?:都|也)(?:还|从来)?{_NEVER}"
_FIRST = "(?:第一|头一|首)[次回遭趟笔单台个]"
_NOT_ITS_MONEY = (
    "(?![款订]?(?:还|一直|也|都)*(?:钱|没?到|成|完|光|[回给]|下来|失败|被|过?几|过?多少|的(?:时候|那|钱)))"
)
"""Behind a refund: it is the money that was not given back, or one of several: 还没退到账, 第一次退的时候."""
_NEVER_REFUNDED = re.compile(
    "|".join(
        (
            rf"(?:{ANOTHER_YEAR}|以前|之前)[^。!?;\n]{{0,16}}[退用][^。!?;\n]{{0,8}}?(?P<now>今年(?:之?内)?"
            "(?:倒是?|就|则|可|一[个次台]都?)*(?:没有?|无))(?=过?[啊呀呢吧的了]*(?:$|[,，。!\n]))",
            rf"(?:今年(?:之?内)?|从来?|还|都)+(?:没有?|未)使?用{_NO_OBJECT}",
            "(?:今年(?:之?内)?还?|从来?|(?<!钱)都还?)(?:没有?|未)(?:申请|办理?)?"
            rf"{_REFUND}(?!钱){_NOT_ITS_MONEY}",
            rf"(?:从来?)?{_NEVER}{_DO}?[了过]?(?:任何|什么|一[次笔])?{_REFUND}过(?!期|几|多少)",
            rf"(?:从来?|今年)*{_NEVER}{_DO}?过(?:任何|什么|一[次笔])?的?{_REFUND}{_NOT_ITS_MONEY}",
            rf"{_ONE}的?{_REFUND}(?:记录)?{_NOT_ONE_TIME}{_DO}?过?",
            rf"{_REFUND}(?:记录)?[,，?]?{_ONE}{_NOT_ONE_TIME}{_DO}?过?",
            rf"今年[^,，。!?]{{0,6}}{_ONE}(?:都|也|还)*没有?退|{_ONE}(?:都|也|还)+没有?退过",
            rf"{_FIRST}(?:要|想|来|用)?{_DO}?{_REFUND}{_NOT_ITS_MONEY}(?!过)",
            rf"{_REFUND}(?:东西|订单)?(?:这|还|也|都|就|算)*是?(?:第一|头一|首)[次回遭趟](?!没|的)",
            "(?:没有?|无|零|0)(?:任何|什么|过|一条)*的?(?:退订|退款)(?:过的?|的)?(?:记录|历史|经历)|零退订",
            "(?:退订|退款)(?:记录|历史)[里那]{0,3}(?:是|为|都|全|也|显示|还)*(?:空|0|零|没有?|无)",
            "(?:没有?|未) ?refund(?:ed)?|zero used",
            "(?:no|zero) (?:refunds?|returns?) (?:so far|yet|this year)",
            "(?:haven't|have not|never) (?:been )?(?:refunded|returned|used any (?:free )?refunds?)",
            "first(?: time)? (?:to )?(?:refund|return)",
        )
    )
)
_EVER = re.compile("从来|从未|从没|never|(?:第一|头一|首)[次回遭趟]")
"""Of all time, and so of this year."""
_NEVER_ALONE = re.compile(
    rf"(?:没有?|未曾?)(?:使用|动用|申请|办理?|走)过{_NO_OBJECT}|[一1][个次](?:都|也)没有?(?=$|[,，。!])|(?:无|没有?)使用记录"
    rf"|(?:没有?|未曾?|不曾)过(?=$|[,，。!])|{_FIRST}(?=$|[,，。!啊呢吧呀])"
    "|(?:第一|头一|首)[次回遭趟](?:在|来|到|跟|上)?(?:你们?家?|您家|华为云?|贵司)?(?:这?[儿里边上那])?(?:买|用|消费|下单)"
)
"""An answer that none was used, where the quota was asked for."""
_FIRST_TIME = re.compile(
    "(?:^|(?<=[,，。;!?~ ]))(?:[我俺咱]们?|公司|账号|这|还|也|就|算|是)*(?:第一|头一|首)[次回遭趟]"
    "[的啊呢呀哈吧嘛哦]*(?=[,，。;!?~ ]|$)"
)
_ALL_BUT_IT = (
    "(?:我们?|咱们?|之前|以前|[从向]来|[这那]个?|账号|账户|号|公司|一直|真|确实|就|还|也|都|是|的|东西|货|任何"
    r"|[啊呀呢哈吧嘛哦过了]|\s)*"
)
_BEFORE_IT = re.compile(rf"(?:.*[\d{HAN}](?:块钱?|元)?)?{_ALL_BUT_IT}")
_BEHIND_IT = re.compile(rf"{_ALL_BUT_IT}(?:(?:现在|如今)?(?:还?能|可以?|想|要|打算|帮|给).*)?")
"""Around words that nothing was refunded: the clause tells of no thing, as 这台还没退过 does."""
_NOTHING_ELSE = re.compile(
    "此外|除此|[以之]外|除了|别的|其[余他它]|另外|[以之]?后(?:再|也|都|就)|再(?:也)?没"
)
_BUT_FOR = re.compile("除[了去开]?(?![^,，。;!?]{0,4}[这本它此])[^,，。;!?]{1,12}?(?:[那个台单笔次]|退)")
"""Something that did go back is left out of it: 除了年初那台没退过."""
_LEADING = re.compile(
    rf"(?:今年之?内?|从来?|还|都)*(?:第|头|首)?(?:\d{{1,2}}|[{HAN}]{{1,3}})[个次回]|[头首][个次回]"
)
_JUST_BEFORE = 8
"""Characters between the name of the quota and what is said of it."""


def never_refunded(text: str, asked: bool) -> re.Match[str] | None:
    """Where nothing is said to have been refunded, of whatever time; in an answer, bare words of it."""
    said = next(iter(unasked(_NEVER_REFUNDED, text)), None)
    return said or (_NEVER_ALONE.search(text) if asked else _first_time(text))


def none_used(text: str) -> re.Match[str] | None:
    """Where nothing of the quota is said to be used, in a text that speaks of it."""
    return _NONE_USED.search(text) or _NONE_USED_ENGLISH.search(text)


def _first_time(text: str) -> re.Match[str] | None:
    """Where it is told beside other things that this is the first time: 昨天买的云主机，头一回，想退."""
    told = _FIRST_TIME.search(text)
    return None if told is None or told[0] == text.strip() else told


def is_of_the_quota(reading: Reading, told: re.Match[str]) -> bool:
    """Whether it is said of this year, of all time, or behind the quota, that none was: 名额？没退过.

    So it is where its clause names nothing of which it could be told, but the message does: 昨天买的，没退过.
    """
    first, last = reading.clause(told.start())
    before, behind = reading.whole[first : told.start()], reading.whole[told.end() : last].rstrip(MARKS)
    beside = (reading.whole[:first] + reading.whole[last:] + before).strip(MARKS)
    if beside and _BEFORE_IT.fullmatch(before.rpartition(" ")[2]) and _BEHIND_IT.fullmatch(behind):
        return True
    just_named = SPOKEN_OF.search(reading.whole, max(0, told.start() - _JUST_BEFORE), told.start())
    this_year = THIS_YEAR.search(reading.whole, 0, reading.clause(told.start())[1])
    return bool(just_named or this_year or _EVER.search(told[0]))


def of_nothing_else(reading: Reading, told: re.Match[str]) -> bool:
    """Whether it is said of what else there is, or of later, and so nothing of what was told before it."""
    first, last = reading.clause(told.start())
    return _NOTHING_ELSE.search(reading.whole, max(0, first - 8), last) is not None


def but_for_another(reading: Reading, told: re.Match[str]) -> bool:
    """Whether something else is left out of it that did go back: 除了年初那台没退过别的."""
    return _BUT_FOR.search(reading.whole, *reading.clause(told.start())) is not None


def after_its_count(match: re.Match[str]) -> int:
    """Where a phrase goes on behind the count that it begins with: the 一个 of 一个都没用 counts nothing.

    Of 第一次 there is nothing else; of 去年退过两台，今年没有 it is the present year.
    """
    if match.re is _NEVER_REFUNDED and match["now"]:
        return match.start("now")
    count = _LEADING.match(match[0])
    return match.start() + (count.end() if count and count.end() < len(match[0]) else 0)
