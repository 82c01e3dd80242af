"""The role of a span, where more than the model tells: the rules, a correction, words that leave no other."""

from __future__ import annotations

import re
from datetime import timedelta

from refundbot.understanding.facts.belongings import belongs
from refundbot.understanding.facts.elapsed import LengthMention, date_of
from refundbot.understanding.facts.fact import NOT_SO, Span
from refundbot.understanding.facts.found import COUPON_ENDS, Found, Mentioned
from refundbot.understanding.facts.later import is_asked_for_on, is_put_off_to
from refundbot.understanding.facts.names import ACCESSORIES, denied
from refundbot.understanding.facts.quota import counts_places, of_another_year
from refundbot.understanding.facts.roles.candidate import FIELDS, OTHER, Candidate
from refundbot.understanding.facts.scene import PAST, SAYS_NOTHING
from refundbot.understanding.facts.under_way import is_of_the_refund
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.facts.whose import is_of_a_party
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.lexicon.words import pattern

_CORRECTION = pattern("<PUTS_RIGHT>")
_SHORTLY = 15
"""Characters between a correction and what it puts right."""
_SMALL = frozenset({"limit", "few"})
"""What the grammar says of sums that are paid only where the rules say so."""
_DENIED = 0.9
"""How probable it has to be that what the rules hear is not said of this purchase, for it not to be heard."""
_SURELY_DENIED = 0.97
"""The same of a sum, and of a denial: 没被冻 denies something and is said of this purchase all the same."""
_LIKELY = 0.6
_HEARD = {"product": 0.9}
"""How probable a role has to be, by kind of span, where the rules hear nothing."""
_COUPONS = frozenset({"voucher", "cash_coupon", "card"})
_ONE_MONTH = re.compile(" ?一个月(?![的多后前内])")
_MONTH_BEFORE = re.compile("(?<!每)(?<![多几\\d半])一个月(?:才|就|也就|是|要|花了?|付了?|收|[: ])*$")
_ENDS = re.compile(" *(?:[块元]钱?)? *(?:$|[，,。;!?\\n])")
_WISH = re.compile(r" +(?:想|要|能|可以?)*(?:退订?|退款|退掉|refund)(?:吗|不|么|多少钱?|得了)*[?!。]*")
_BEGINS = re.compile(
    r"[号日]?(?:零点|0点|凌晨)?才(?:会|能|正式|真正)?(?:起?算|开始|生效|启用|接上|轮到|起(?!来))"
)
"""Behind a date: what was bought begins then, 12月6号才算."""
_THERE = "开通|开出来|开起来|开好|开下来|下来|到位|发放|交付|建好|创建"
_OPENED = re.compile(
    r"(?:[号日]|[早晚]上|[上下]午|中午)? ?"
    r"(?:机器|服务器|主机|实例|数据库|硬盘|资源|它|那边|这边|你们|客服|系统|后台|华为云?)*"
    rf"(?:才|终于)(?:算|真|正式|真正|给|帮|把|我|[他她它]|们|机器|全部|都|审核?|批)*(?:{_THERE})"
)
_DRAGGED_ON = re.compile(r"(?:拖|等|卡|排|磨|审|直)了?到了?(?:[^,，。!?;\n\d]{0,2})$")
_NOT_THE_THING = re.compile("票|工单|续费|退|审批|合同")
_FILED = re.compile("备案[^,，。;!?]{0,6}$")
_OPENS = re.compile(rf"[^,，。!?;\n退换改升重]{{0,10}}?(?:{_THERE}|才能用|才用上|才可以用)")
_EXPECTED = re.compile("预计|估计|大概要|可能|说要?|得等?|要等?到?|会|承诺|计划|打算|通知|约好?")
_DENIES = re.compile("没|不")
"""Around the day on which what was paid for was there at last: 拖到这周二机器才真正开通."""
_USED = re.compile("用(?:过|了|得|的)?(?:还|都|也)?$")
_LEFT = re.compile("(?:还有|还?剩下?|还差)(?:了|大概|具体|到底)*$")
_HOW_MANY = re.compile(
    "(?:几|多少)个?(?:秒|分钟?|小时|钟头|[天周月年]|星期|礼拜)[啊呀呢吗?]*(?:$|[,，。!?\n])"
)
"""Around a length that is only asked for: 具体还剩几分钟."""
_NOT_SO_LONG = re.compile(
    r"(?:不|并非)是?(?:买的?)?(?:一个?|[\d半两三四五六七八九十]+个?|包)[年月季][的了]?[,， ]*"
    "(?:我|其实|应该|而)*(?:是|买的?是?|就)+$"
)
_IS_SO_LONG = re.compile("的?[啊呀吧呢]?(?:$|[,，。!?\n]|才对)")
"""Around a term that puts one right: 不是一年，是半年; 不是包年，是三个月的."""
_RAN = re.compile("(?:用|跑|运行)(?:过|了|得|的|着)?(?:还|都|也|有)?$")
_LONG = timedelta(days=31)
"""How long before its opening by the length of its use a thing was paid for that was not opened then."""
_BARELY = re.compile("不到|不足|没到|没满")
_NOT_EVEN = re.compile("没(?:使?用)?(?:够|满|到)$|没(?:有)?使?用$")
_LAY_IDLE = re.compile("(?:都|也|就)?(?:没有?|未)(?:怎么)?(?:使?用|开机|登|动|碰|管)")
_SINCE_IT_WAS_BOUGHT = pattern("(?:<BUY>|开通?|续费?|到手)[了过的]?[^,，。;!?]{0,2}$")
"""Around a length: how long something was used at most tells no day, 才用了不到一天, 好几天没用了."""
_TODAY = "(?:是|都|才|已经?|就|也|, ?)*"
_IS_TODAY = re.compile(rf"(?:今天|今日|今儿|现在|当前){_TODAY}$")
_TODAY_IS = re.compile(rf"{_TODAY}(?:\d{{1,2}}月)?\d{{1,2}}[号日]")
"""Around the date of the present day, 今天5号: it dates nothing else."""
_THEN_RETURNED = re.compile("(?:[的时]?候?)(?:再|才|就)(?:去|来|申请|办|给)?(?:理|交)?退(?![了的])")
"""Behind a date: the refund is to be asked for then, whatever it was used until, 想用到月底再退."""
_CHANGED = re.compile(
    r"(?:升[级配]|降[级配]|扩(?:[容的了]|[硬磁云]?盘)?|缩容|变[更配]|改配|加(?:了|的)?(?:[云磁]?硬?盘|内存|带宽|配置?|节点)|[换改调](?:了|整)?(?:配置?|规格|套餐|型号|带宽))"
    r"(?:的?(?:时间|日期|日子|时候|那[天次]|操作))?(?:就|应该|其实)?(?:是|在|为|:)+$"
)
"""Before a date: it is that of a change, 升配是11月10号."""
_CHANGED_BEFORE = re.compile(
    r"(?:[升降扩缩]|[加改换挂绑装添调])[^,，。!?;\n买付续]{0,4}?[的了过上完][^,，。!?;\n买付续]{0,4}[,， ]*$"
)
_WITH_THE_PURCHASE = pattern("<BUY>|付|开通|时候|一起|同时|顺[便手]|[券卡票码]|地址|名")
_THAT_DAY = re.compile("那[天日]|左右|前后")
"""In the clause before a date that is alone: what was changed by then, 是续费之后扩的，5月8号."""
_THIS_TERM = re.compile("(?:续费?|新)的$")
_OF_THE_TERM_BEFORE = re.compile(
    "(?:原来|原先|原本|本来|之前|以前|老|旧|上一?期|这一期)的?(?:那?一?[段期个])?(?:周期|套餐|时间|服务|合同)?(?:就?是|要|得|到|应该|在)*$"
)
_ENDS_THERE = re.compile(
    r"[号日]?(?:当天|晚上)?(?:才|就|才会|会|要)? ?(?:到期|过期|期满|结束|用完|完|expires?)"
)
"""Around a date: what a renewal took up ends then, 原来的2027年1月10号才到期."""
_MONTH_OR_YEAR = re.compile("[这本当那]一?个?[月年]")
"""Around a term that is told like a date: 续的这个月已经开始了."""
_ALL_OF_THEM = re.compile(" ?(?:全|都)(?:部|给)?(?:不要|不想要|退|要退)")
"""Behind a number of pieces: it counts them, 12块全不要了."""
_OWN_ONE = re.compile("我(?:们|自己)?的?[这那][台个套块张单笔]$")
"""Before a turn of phrase: it tells what the customer's own one is, 我那台按需的."""
_SEEN_TO_END_SOON = re.compile(
    "[号日]?(?:当天|那天|晚上|早上|我|就|才|又|再|去|登[录上]?|上去)*(?:一看|看|瞧|发现|查|想起|收到|提示|提醒)"
    r"[^,，。;!?\n\d]{0,8}(?:快|要|马上|即将|临近)[^,，。;!?\n\d]{0,3}[到过]期"
)
"""Behind a date: on that day it was seen that the end draws near, 八月二十号我一看快到期了."""
_REFUNDED = re.compile(
    r"(?:[号日]|[早晚]上|[上下]午|中午)? ?(?:我|就|才|已经?|刚|把[^,，。!?;\n]{1,6})?"
    r"退(?:订|掉|款|货)?(?:的(?!时)|了|完|成功)"
)
"""Behind a date: it is that of a refund, 是27号退的云服务器."""
_STAYS = re.compile(
    "(?:那个?|这个?|它|我|就|先|都|的)*(?:不用[管退]|[别不]管|留着|[别不]动|不退(?![吗么到成给了]))"
)
"""Behind a product: it stays."""
_RAN_OUT = re.compile(
    "份?(?:就|刚|已经?)?(?:到期|过期|期满)[以之]?后?(?:也|就|都|一直|又)*(?:忘了?|没|未)(?:记得|有|来得及|再)?(?:续|管)"
)
"""Behind the day on which what nobody renewed ended: 6月份到期忘了续."""
_AHEAD = re.compile("预计|估计|承诺|计划(?:在|于)?$")
"""Before the day on which something is to be opened, which has not happened."""
_OWED = re.compile("(?:罚款?[交付缴]?|补[交缴上]?|还|缴|补的?)[了上清]*(?:欠费|欠款|欠的钱)?[了:]?$")
_TOPPED_UP = re.compile("[充存交付][了值进上]*$")
_OF_THE_PRICE = re.compile("差价|差额|尾款|余款|升[级配]|下了?单|[没未]付|拍了|首付|定金")
"""Around a sum that was paid for what was owed; and words by which it is of a price all the same."""
_RATE = re.compile("(?:一个|每个?)月的")
_FEE = re.compile("手续费|违约金|管理费|服务费|滞纳金|利息|罚款")
_CHARGE = re.compile("扣费|(?:被|又|在|自动)扣(?:了|款|钱)|计费了")
_PURCHASE = pattern("<BUY>|(?<!手)续|付|包[年月季]|[一两三半]年|开通|原价|实付")
_OR = re.compile(r" ?(?:元|块钱?)? ?还是 ?")
_OR_BEFORE = re.compile(f"{_OR.pattern}$")
_ANY_COUPON = re.compile(r"[券卷]|(?<![显网用行])卡|voucher|coupon|gift card")
_COMPARES = re.compile(
    r"(?:[跟和同与像比似按照]|如同|好像)(?:退[订掉]?|买)?"
    r"(?:[一买普平正别其那这][^,，。!?;\n]{0,5}?|所有|任何)?的? ?$"
)
_ALIKE = re.compile(
    r"[^,，。!?;\n退买]{0,4}?(?:一样(?!都|也)|一个样|似的|那样|那种|一般(?=[能可退不都五])|同样|相同|一致|差不多"
    r"|不同|不一样|(?:同|一)(?:个|套)?(?:规则|规矩|待遇|道理|标准|政策|算法)|的(?:规则|规矩|标准))"
)
"""Around a product that the one bought is only compared with: 这个跟普通服务器一样."""
_COMPARES_IN_ENGLISH = re.compile(
    r"(?:same as|unlike|similar to|just like)(?: an?| the| any)?(?: [a-z]{3,10})? $"
)
_WHAT_GOES_BACK = re.compile(
    r"(?:[要想]退|现在退|问|说|(?:^|[我,，。;! ])买)的(?:就|才)?是(?!不)[^。!?;\n]*$"
)
"""Before a product: it is the one that goes back, 要退的是我3月份买的那台，一年1200的云服务器."""
_FOR = re.compile(r"[给为替往在](?:[我这那它]|我的|我那|我们|公司|一?[台个条])*$")
_BOUGHT_FOR_IT = re.compile("[^,，。!?;\\n]{0,4}?(?:又|另外?)?(?:买|购|订|拍)(?:了|的|过)?")
"""Around a product that something else was bought for."""
_OF_THE_PURCHASE = pattern("<BUY>|[付续签租开]|机|服务器|实例|包|产品|server|instance|order")

_NEVER_REFUNDED = re.compile("(?:没有?|未曾?|不曾|never )(?:申请|办理?)?过?退(?:订|掉|款)?过?$")
"""Before a count of what was refunded: it was not even that, 没退过一单."""
_BOUGHT_FOR = re.compile("(?:[买购]|入手|拍下)(?:的|了|时|花了?){0,2}$")
"""Before a sum: it is what something was bought for, 去年8月买3600."""
_OF_THINGS = re.compile(" ?(?:[台个块张份套条核gmt年月天]|小时)(?!钱)")
_BOUGHT_AT = re.compile(
    "[号日份]?(?:我|就|才|刚|又|给公司)*(?:[买购续]|入手|下单)(?:的|了|花了?|付了?){0,2}(?=[1-9一二三四五六七八九两])"
)
"""Behind a date: something was bought then, and for how much follows: 去年8月买3600."""
_CALENDAR_MONTH = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2}) ?月")
"""What is a length by its form, and a month of the calendar without a 个: 7月29."""
_ITS_PRICE = re.compile("(?:的|就|是|要|花了?|付了?|一共|总共|价格?|[ :])*")
_HOW_LONG_USED = re.compile(
    "(?:[用过跑满才到每前剩第]|已经?|还有|超过|不到|不足)(?:了|过|着|掉)?(?:大?[概约]|快|差不多|近|有)?$"
)
_DONE = "[了过的好完上成到掉]"
_NOTICED = re.compile("发现|才?知道|想起|看[到见]|收到|意识到|提示|提醒|通知")
"""What was found out on a day may be a purchase, which was of another day: 8号才发现买错了."""
_ANOTHER_EVENT = re.compile(
    rf"{_NOTICED.pattern}|(?:升|降|扩|缩|加|改|换|调|迁|挂|绑|装|重装|重启|部署|备案|实名|接入|解析|指向|搭|连|填|配置|导)(?:级|配|容|个|一[次下]|{_DONE})"
    rf"|变更{_DONE}|改配|(?:打|拨|致电|联系|咨询|问|聊|反馈|投诉|说|催|找)(?:{_DONE}|你们|客服|400|热线|电话|售后|同事|人工)"
    r"|打[^,，。;!?\n]{1,8}(?:电话|客服|热线)|电话|工单|(?:提|申请|提交|发起|办)(?:了|过|的)?[^,，。;!?\n]{0,3}退|退(?:了|过|掉|的)|驳回|拒"
    r"|登(?:录|陆|上|进|[了过])|(?<!未)开机|开(?:会|工|学|业|票)|开(?:了|过|的|具)?(?:一?张)?(?:发|专|普|电子)?票|第一次(?:开(?!通)|用|登|连|跑)"
    r"|开始(?:用|使|部署|跑|测|迁)|上线|(?:部署|备案|测试|迁移|跑)|欠费|停机|到账|提现|充值|签收|报修|故障|宕机"
)
"""What is done or happens to a thing besides its being bought, opened, begun or ended."""
_AT_ONCE = 6
"""Characters behind a date within which a verb owns it whatever a later clause says: 12号加了节点，付了钱."""


def settle(found: Found, mentioned: Mentioned, role: str, sure: float) -> tuple[str, float]:
    """The role of a span and how sure it is, from the model's and from what the words say of it."""
    told = _plainly(found, mentioned, role)
    if told is not None:
        return told, 1.0
    return (
        ("paid", _LIKELY) if _is_a_months_price(found, mentioned) else _weighed(found, mentioned, role, sure)
    )


def _plainly(found: Found, mentioned: Mentioned, role: str) -> str | None:
    """The role that the words around a span leave no doubt of, if there is one."""
    candidate, text = mentioned.candidate, found.reading.text
    if candidate.kind in ("money", "date") and (
        _is_asked_which(found, candidate) or _is_of_a_charge(found, candidate)
    ):
        return OTHER
    small = candidate.kind == "money" and candidate.rule == OTHER and _SMALL & {*candidate.shape}
    if small and not (_is_a_months_price(found, mentioned) and _ENDS.match(text, candidate.end)):
        return None if role in _COUPONS and "limit" not in candidate.shape else OTHER
    if candidate.kind == "money" and (_is_owed(found, candidate) or _ALL_OF_THEM.match(text, candidate.end)):
        return OTHER
    own = role == "this" and _OWN_ONE.search(found.reading.before(candidate.start))
    if candidate.kind == "said" and own and found.reading.text[candidate.end : candidate.end + 1] == "的":
        return role
    if candidate.kind == "said" and _is_set_against(found, mentioned):
        return candidate.rule
    if candidate.kind in ("product", "said") and _is_compared_with(found, mentioned):
        return OTHER
    if candidate.kind == "product" and (
        _is_where_another_went(found, mentioned) or _is_left_alone(found, candidate)
    ):
        return OTHER
    if candidate.kind == "product" and (whole := _as_belonging(found, mentioned)) is not None:
        return whole
    if candidate.kind == "count" and _NEVER_REFUNDED.search(found.reading.before(candidate.start)):
        return OTHER
    if candidate.kind == "length" and role == "term" and _is_a_rate(found, candidate):
        return OTHER
    if candidate.kind == "length" and role == OTHER and _is_what_a_sum_buys(found, candidate):
        return "term"
    if (
        candidate.kind == "money"
        and role == OTHER
        and _BOUGHT_FOR.search(found.reading.before(candidate.start))
    ):
        return None if _OF_THINGS.match(text, candidate.end) else "paid"
    if candidate.kind == "count" and of_another_year(found.reading, candidate.start, candidate.end):
        return OTHER
    only_likely = candidate.kind == "count" and (candidate.rule, role) == (OTHER, "quota_left")
    if only_likely and not counts_places(found.reading, candidate.start, candidate.end):
        return OTHER
    if candidate.kind == "length" and _was_barely_used(found, candidate):
        return OTHER
    if candidate.kind == "length" and role == "opened" and _was_used_up_to_then(found, mentioned):
        return OTHER
    if candidate.kind == "length" and found.asked == "state" and role in ("opened", "paid"):
        return OTHER  # 才过了一天 tells that it began
    if candidate.kind == "length" and _is_only_asked(found, candidate):
        return OTHER
    if candidate.kind == "length" and _puts_a_term_right(found, candidate):
        return "term"
    past = candidate.kind in ("date", "length") and FIELDS.get(role) in PAST
    if past and is_of_the_refund(found.reading, candidate):
        return OTHER
    if candidate.kind == "product" and _is_what_goes_back(found, candidate):
        return "this"
    if candidate.kind == "product" and is_of_a_party(found.reading, candidate.start):
        return "this"
    if candidate.kind != "date":
        return None
    before = found.reading.before(candidate.start)
    if found.asked == "requested_at" or _dates_nothing(found, candidate) or is_put_off_to(found, mentioned):
        return OTHER
    if "ahead" not in candidate.shape and _is_there_at_last(found, candidate):
        return "opened"
    if _ENDS_THERE.match(text, candidate.end) and _OF_THE_TERM_BEFORE.search(before):
        return "expires"
    if role == "opened" and _AHEAD.search(found.reading.before(candidate.start)):
        return OTHER
    if _REFUNDED.match(text, candidate.end):
        return OTHER
    if _RAN_OUT.match(text, candidate.end) and not _ANY_COUPON.search(text, 0, candidate.start):
        return "expires"
    if role in ("expires", "paid", "opened") and _of_a_coupon(found, candidate):
        return "coupon"
    if {FIELDS.get(role), FIELDS.get(candidate.rule)} & PAST and _is_of_another_event(found, candidate):
        return OTHER
    if candidate.rule == "paid" and role == OTHER and _BOUGHT_AT.match(text, candidate.end):
        return "paid"
    if role in (OTHER, "asked"):
        return "paid" if _is_key_word(found, mentioned) else None
    if _BEGINS.match(text, candidate.end):
        return "effective"
    return OTHER if FIELDS.get(role) in PAST and _gives_way(found, mentioned) else None


def _dates_nothing(found: Found, candidate: Candidate) -> bool:
    """Whether a date is the present day, that of a change, of what is to come, or a term told so."""
    text, before = found.reading.text, found.reading.before(candidate.start)
    behind = found.reading.after(candidate.end)
    today = _IS_TODAY.search(before) or (
        _IS_TODAY.search(text, candidate.start, candidate.end) and _TODAY_IS.match(behind)
    )
    term = _THIS_TERM.search(before) and _MONTH_OR_YEAR.fullmatch(text, candidate.start, candidate.end)
    to_come = _THEN_RETURNED.match(behind) or is_asked_for_on(found, candidate.start)
    seen = _SEEN_TO_END_SOON.match(behind)
    return bool(
        today or term or to_come or seen or _CHANGED.search(before) or _is_of_a_change_told(found, candidate)
    )


def _is_of_a_change_told(found: Found, candidate: Candidate) -> bool:
    """Whether a date is all that its clause says behind one that tells of a change: 是续费前扩的，4月30号."""
    text, (first, last) = found.reading.text, found.reading.clause(candidate.start)
    told = _THAT_DAY.match(text, candidate.end)
    alone = SAYS_NOTHING.fullmatch(text, first, candidate.start) and SAYS_NOTHING.fullmatch(
        text, told.end() if told else candidate.end, last
    )
    if not first or not alone or found.asked in PAST:
        return False
    begins = found.reading.clause(first - 1)[0]
    changed = _CHANGED_BEFORE.search(text, begins, first)
    return changed is not None and _WITH_THE_PURCHASE.search(text, begins, first) is None


def _is_what_a_sum_buys(found: Found, candidate: Candidate) -> bool:
    """Whether a length is the term that a price behind it is of, where no other is told: 主机一年八百八."""
    exact = {"exact", "unit:month"} <= {*candidate.shape} or {"exact", "unit:year"} <= {*candidate.shape}
    dated = _CALENDAR_MONTH.fullmatch(found.reading.text, candidate.start, candidate.end)
    if not exact or dated or _HOW_LONG_USED.search(found.reading.before(candidate.start)):
        return False
    others = [
        each
        for each in found.mentioned
        if each.candidate.start != candidate.start
        and (each.candidate.rule == "term" or any(fact.field == "term_months" for fact in each.facts))
    ]
    priced = any(
        each.candidate.start >= candidate.end
        and _ITS_PRICE.fullmatch(found.reading.text, candidate.end, each.candidate.start)
        for each in found.of_kind["money"]
    )
    return priced and not others


def _is_only_asked(found: Found, candidate: Candidate) -> bool:
    """Whether it is asked how long is left, and no length is told: 还剩几分钟."""
    left = _LEFT.search(found.reading.before(candidate.start))
    return left is not None and _HOW_MANY.match(found.reading.text, candidate.start) is not None


def _puts_a_term_right(found: Found, candidate: Candidate) -> bool:
    """Whether a length stands in the place of a term or a plan that was denied: 不是包年，是三个月的."""
    text = found.reading.text
    denied_one = _NOT_SO_LONG.search(text, max(0, candidate.start - _SHORTLY), candidate.start)
    return denied_one is not None and _IS_SO_LONG.match(text, candidate.end) is not None


def _was_barely_used(found: Found, candidate: Candidate) -> bool:
    """Whether a length is what something was not even used for: 才用了不到一天."""
    before = found.reading.before(candidate.start)
    barely = _USED.search(before) and _BARELY.match(found.reading.text, candidate.start)
    idle = _LAY_IDLE.match(found.reading.text, candidate.end) and not _SINCE_IT_WAS_BOUGHT.search(before)
    return bool(barely or idle or _NOT_EVEN.search(before))


def _was_used_up_to_then(found: Found, mentioned: Mentioned) -> bool:
    """Whether a length is how long a thing was used that was bought long before: 去年8月买的，用了7个月."""
    of = mentioned.of
    opened = date_of(found.scene, of, "provisioned_at") if isinstance(of, LengthMention) else None
    used = _RAN.search(found.reading.before(mentioned.candidate.start))
    if not used or opened is None or not isinstance(opened.value, Span):
        return False
    bought = [each.of.resolve("past").span for each in found.bought_on if isinstance(each.of, DateMention)]
    return any(span and span.latest + _LONG < opened.value.earliest for span in bought)


def _is_of_another_event(found: Found, candidate: Candidate) -> bool:
    """Whether the verb behind a date is of something else that was done: 15号的时候不够用，又给它升了配.

    Where no verb stands in the clause of the date it is that of the next ones, up to another date. What is
    bought by the way, 昨天登录控制台买的, is bought then.
    """
    if found.asked in PAST:
        return False
    text, (first, last) = found.reading.text, found.reading.clause(candidate.start)
    if candidate.rule != OTHER:
        last = min(last, candidate.end + _AT_ONCE)
    event = _ANOTHER_EVENT.search(text, candidate.end, last)
    if candidate.rule != OTHER and (event is None or text[candidate.end : candidate.end + 1] in "的那这"):
        return False
    if event:
        bought = found.scene.event_behind(candidate.end, last)
        while bought is not None and bought.field is None:
            bought = found.scene.event_behind(bought.end, last)
        return bought is None or (_NOTICED.match(event[0]) is not None and event.start() < bought.start)
    told = any(
        first <= each.candidate.start < last for kind in ("product", "money") for each in found.of_kind[kind]
    )
    end = min(found.reading.sentence(candidate.start)[1], found.scene.firm_date_behind(candidate.end))
    event = None if told else _ANOTHER_EVENT.search(text, last, max(last, end))
    if event is None or found.scene.event_behind(candidate.end, last):
        return False
    bought = found.scene.event_behind(last, end)
    return bought is None or bought.field is None or event.start() < bought.start


def _is_owed(found: Found, candidate: Candidate) -> bool:
    """Whether a sum was paid for what was owed, and not for the purchase: 补交了50, 充了100把欠费补上."""
    first, last = found.reading.sentence(candidate.start)
    sentence = found.reading.text[first:last]
    owed = _OWED.search(found.reading.before(candidate.start)) or (
        _TOPPED_UP.search(found.reading.before(candidate.start)) and "欠" in sentence
    )
    return bool(owed) and _OF_THE_PRICE.search(sentence) is None


def _is_there_at_last(found: Found, candidate: Candidate) -> bool:
    """Whether a date is that on which it was opened after a wait: 拖到这周二机器才真正开通."""
    text = found.reading.text
    before = found.reading.before(candidate.start)
    dragged = _DRAGGED_ON.search(before)
    if _EXPECTED.search(before) or (_DENIES.search(before) and not dragged):
        return False  # 没弄好，拖到12号才开出来 denies something else
    first, last = found.reading.clause(candidate.start)
    if _NOT_THE_THING.search(text, first, last) or _FILED.search(text, first, candidate.start):
        return False
    return bool(_OPENED.match(text, candidate.end) or (dragged and _OPENS.match(text, candidate.end)))


def _is_asked_which(found: Found, candidate: Candidate) -> bool:
    """Whether a span is one of two of which it is asked which it is: 是12000还是11500？"""
    text = found.reading.text
    behind = _OR.match(text, candidate.end)
    before = _OR_BEFORE.search(text, max(0, candidate.start - _SHORTLY), candidate.start)
    return bool(found.asked is None and (behind or before)) and any(
        _OR.fullmatch(text, min(each.end, candidate.end), max(each.start, candidate.start))
        for each in (other.candidate for other in found.of_kind[candidate.kind])
        if each is not candidate
    )


def _is_set_against(found: Found, mentioned: Mentioned) -> bool:
    """Whether a billing mode is told by what it is and by what it is not: 按需 not 包月."""
    first, last = found.reading.sentence(mentioned.candidate.start)
    tells = any(fact.field == "billing_mode" for fact in mentioned.facts)
    return tells and any(first <= mode.start < last for mode in denied(found.reading, "billing_mode"))


def _is_compared_with(found: Found, mentioned: Mentioned) -> bool:
    """Whether a product or a billing mode is only what the purchase is compared with: 跟按需的一样退吗."""
    reading, candidate = found.reading, mentioned.candidate
    names = candidate.kind == "product" or any(fact.field == "billing_mode" for fact in mentioned.facts)
    before = reading.before(candidate.start, 24)
    compares = _COMPARES.search(before) and _ALIKE.match(reading.after(candidate.end))
    return bool(names and (compares or _COMPARES_IN_ENGLISH.search(before)))


def _is_where_another_went(found: Found, mentioned: Mentioned) -> bool:
    """Whether a product is only what an accessory was bought for, and is not told of: 给带宽买了个加油包."""
    reading, candidate = found.reading, mentioned.candidate
    if not _FOR.search(reading.before(candidate.start)):
        return False
    bought = _BOUGHT_FOR_IT.match(reading.text, candidate.end)
    others = [each.of for each in found.of_kind["product"] if isinstance(each.of, Mention)]
    once = sum(getattr(mentioned.of, "id", None) == each.id for each in others) == 1
    return bool(bought and once) and any(
        each.id in ACCESSORIES and bought is not None and 0 <= each.start - bought.end() <= _SHORTLY
        for each in others
    )


def _as_belonging(found: Found, mentioned: Mentioned) -> str | None:
    """The role of a product where one is named that only belongs to another: 买了个SSL证书域名写错了."""
    reading, named = found.reading, found.reading.mentions("product")
    of = mentioned.of
    if not isinstance(of, Mention):
        return None
    earlier = [each.id for each in named if each.start < of.start]
    if any(reading.belongs_to(of, thing) and not belongs(thing, of.id) for thing in earlier):
        return OTHER
    others = [each for each in named if each.id != of.id]
    its = others and all(
        each.start > of.start and reading.belongs_to(each, of.id) and not belongs(of.id, each.id)
        for each in others
    )
    return mentioned.candidate.rule if its else None


def _is_left_alone(found: Found, candidate: Candidate) -> bool:
    """Whether a product is said to stay, beside another one: 退服务器资源包不用管."""
    beside = any(each.candidate.start != candidate.start for each in found.of_kind["product"])
    return beside and _STAYS.match(found.reading.after(candidate.end)) is not None


def _is_what_goes_back(found: Found, candidate: Candidate) -> bool:
    """Whether a product is the first that is named behind 要退的是."""
    said = _WHAT_GOES_BACK.search(found.reading.text, 0, candidate.start)
    others = found.reading.mentions("product")
    return said is not None and not any(said.start() < each.start < candidate.start for each in others)


def _of_a_coupon(found: Found, candidate: Candidate) -> bool:
    """Whether a coupon ends on a date, as its clause names nothing else: the voucher expires 6/30."""
    first, last = found.reading.clause(candidate.start)
    clause = found.reading.text[first : candidate.start] + found.reading.text[candidate.end : last]
    named = _ANY_COUPON.search(clause) and COUPON_ENDS.search(clause)
    return bool(named) and _OF_THE_PURCHASE.search(clause) is None


def _is_a_months_price(found: Found, mentioned: Mentioned) -> bool:
    """Whether a sum is what one month costs, and no more months are told of: elb 147一个月, 一个月60."""
    candidate, reading = mentioned.candidate, found.reading
    month = _ONE_MONTH.match(reading.text, candidate.end) or _MONTH_BEFORE.search(
        reading.before(candidate.start)
    )
    if "年" in reading.text:
        month = None
    alone = len(found.of_kind["money"]) == 1 >= len(found.of_kind["length"])
    return candidate.kind == "money" and month is not None and alone


def _is_of_a_charge(found: Found, candidate: Candidate) -> bool:
    """Whether a day or a sum is that of a fee, or of a charge, where no purchase is told of: 昨天扣费12块."""
    text = found.reading.text
    first, last = found.reading.clause(candidate.start)
    fee = _FEE.search(text, first, last)
    charged = _CHARGE.search(text, first, last)
    if fee is None and (charged is None or _PURCHASE.search(text, *found.reading.sentence(candidate.start))):
        return False
    return _PURCHASE.search(text, first, last) is None


def _is_a_rate(found: Found, candidate: Candidate) -> bool:
    """Whether a month is the measure of a price, and no term: 50元一个月的服务器."""
    measure = _RATE.fullmatch(found.reading.text, candidate.start, candidate.end + 1)
    return bool(measure) and any(each.candidate.end == candidate.start for each in found.of_kind["money"])


def _is_key_word(found: Found, mentioned: Mentioned) -> bool:
    """Whether a day of the past stands alone among key words before the wish: ecs 包年 1299 三天前 退."""
    text, candidate = found.reading.text, mentioned.candidate
    bought = found.of_kind["product"] or found.of_kind["money"]
    alone = len(found.of_kind["date"]) == 1
    wish = _WISH.fullmatch(text, candidate.end) and text.endswith((" ", "，", ","), 0, candidate.start)
    return bool(wish and bought and alone) and not {"ahead", "far_ahead", "now"} & {*candidate.shape}


def _gives_way(found: Found, mentioned: Mentioned) -> bool:
    """Whether only the model takes a day for one of the purchase, and another has a verb.

    The first is 元旦 in 元旦加班，1月2号开的. One within the other is the same day told more exactly.
    """
    if mentioned.candidate.rule != OTHER:
        return False
    return any(
        isinstance(each.of, DateMention) and not _within(mentioned.of, each.of) for each in found.bought_on
    )


def _within(one: object, other: DateMention) -> bool:
    inner = one.resolve("past").span if isinstance(one, DateMention) else None
    outer = other.resolve("past").span
    return bool(inner and outer and outer.earliest <= inner.earliest and inner.latest <= outer.latest)


def _weighed(found: Found, mentioned: Mentioned, role: str, sure: float) -> tuple[str, float]:
    """The likelier of the model's role and the rules'.

    What stands behind a correction counts; phrases (今年一个都没用) tell what a count of the quota is.
    The only product that is named is another's only where that is sure.
    """
    candidate = mentioned.candidate
    corrected = _CORRECTION.search(found.reading.text, max(0, candidate.start - _SHORTLY), candidate.start)
    only = candidate.kind == "product" and len(found.of_kind["product"]) == 1
    heard = (only or candidate.kind in ("said", "date", "money", "count")) and candidate.rule != OTHER
    denials = candidate.kind == "said" and all(fact.value in NOT_SO for fact in mentioned.facts)
    enough = _SURELY_DENIED if denials or candidate.kind == "money" else _DENIED
    if heard and role == OTHER and sure < enough:
        return candidate.rule, 1 - sure
    if candidate.kind == "count" and OTHER not in (role, candidate.rule):
        return candidate.rule, sure
    if corrected and candidate.kind != "said" and role != candidate.rule != OTHER:
        return candidate.rule, 1 - sure / 2
    denied = "either" in candidate.shape or ("denied" in candidate.shape and role == "paid")
    unheard = denied or sure < _HEARD.get(candidate.kind, _LIKELY)
    return (OTHER, 1.0) if candidate.rule == OTHER and unheard else (role, sure)
