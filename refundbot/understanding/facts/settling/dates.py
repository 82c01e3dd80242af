"""What a date is told as, where the words around it leave no doubt."""

from __future__ import annotations

import re

from refundbot.understanding.facts.found import COUPON_ENDS, Found, Mentioned
from refundbot.understanding.facts.later import is_asked_for_on, is_put_off_to
from refundbot.understanding.facts.of_another_day import is_told_of_another_day
from refundbot.understanding.facts.quota.words import SPOKEN_OF
from refundbot.understanding.facts.roles.candidate import FIELDS, OTHER, Candidate
from refundbot.understanding.facts.scene import PAST, SAYS_NOTHING
from refundbot.understanding.facts.settling.charges import is_asked_which, is_of_a_charge
from refundbot.understanding.facts.settling.events import is_of_another_event
from refundbot.understanding.facts.settling.put_right import puts_a_day_right
from refundbot.understanding.facts.settling.vague_days import (
    is_at_hand,
    is_of_an_old_one,
    is_told_of_something_else,
    is_when_it_was_told,
)
from refundbot.understanding.facts.under_way import is_of_the_refund
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.lexicon.words import pattern

_WISH = re.compile(r" +(?:想|要|能|可以?)*(?:退订?|退款|退掉|refund)(?:吗|不|么|多少钱?|得了)*[?!。]*")
_BEGINS = re.compile(
    r"[号日]?(?:零点|0点|凌晨)?才(?:会|能|正式|真正)?(?:起?算|开始|生效|启用|接上|轮到|起(?!来))"
)
"""Behind a date: what was bought begins then, 12月6号才算."""
_BEGINS_ON = re.compile(
    "(?:开始|生效|起算|启用)的?(?:使用)?(?:日期|时间|日子|日|那?天)"
    "(?:我|就|也|都|已经?|给|当时|自己|是|选|设|定|填|写|改|约|指定|了|的|到|在|成|为|: ?)*$"
)
"""Before a date: what was bought begins then, 开始日期选到6月1号."""
_THERE = "开通|开出来|开起来|开好|开下来|下来|到位|发放|交付|建好|创建"
_OPENED = re.compile(
    r"(?:[号日]|[早晚]上|[上下]午|中午)? ?"
    r"(?:机器|服务器|主机|实例|数据库|硬盘|资源|它|那边|这边|你们|客服|系统|后台|华为云?)*"
    rf"(?:才|终于)(?:算|真的?|正式|真正|给|帮|把|我|[他她它]|们|机器|全部|都|审核?|批)*(?:{_THERE})"
)
_DRAGGED_ON = re.compile(r"(?:拖|等|卡|排|磨|审|直)了?到了?(?:[^,，。!?;\n\d]{0,2})$")
_NOT_THE_THING = re.compile("票|工单|续费|退|审批|合同")
_FILED = re.compile("备案[^,，。;!?]{0,6}$")
_OPENS = re.compile(rf"[^,，。!?;\n退换改升重]{{0,10}}?(?:{_THERE}|才能用|才用上|才可以用)")
_EXPECTED = re.compile("预计|估计|大概要|可能|说要?|得等?|要等?到?|会|承诺|计划|打算|通知|约好?")
_DENIES = re.compile("没|不")
"""Around the day on which what was paid for was there at last: 拖到这周二机器才真正开通."""
_TODAY = "(?:是|都|才|已经?|就|也|, ?)*"
_IS_TODAY = re.compile(rf"(?:今天|今日|今儿|现在|当前){_TODAY}$")
_TODAY_IS = re.compile(rf"{_TODAY}(?:\d{{1,2}}月)?\d{{1,2}}[号日]")
"""Around the date of the present day, 今天5号: it dates nothing else."""
_UP_TO = re.compile("(?<!轮)(?<!直)[到至]$")
"""Before the present day: something has gone on up to it, 到今天才走了两天."""
_ONLY_TODAY = re.compile(
    rf"(?:今天|今日|今儿){_TODAY}(?:周|星期|礼拜)[一二三四五六日天]了?(?:[,，。!?;~\n ]|$)"
)
"""The weekday of the present day, which is all that the clause tells: 今天周一，现在点退订."""
_WEEKEND = re.compile("周末(?:两天)?")
_LIES_BETWEEN = re.compile("(?:隔|夹|过|跨|除|去掉|扣掉|刨|抛开)(?:着|了|去|开|过)*(?:一?个|这个)?$")
_COUNTS = re.compile("(?:又|也|都|还|是|就|可)*(?:不算|算(?![了下计])|不上班|休息|不(?:包)?含|除外)")
"""Around a weekend that is only counted or not: 中间隔了个周末, 周末不算工作日."""
_CHARGED_ALL_ALONG = re.compile("[这那前](?:几|些|[两三四五六七八九十])个?(?:月|年|天|周)")
_WAS_CHARGED = re.compile("(?:以?来|里|间|一直|都|已经|被|给我?|你们|多)*[扣收]")
"""Around months for which something was charged, of which none is that of a purchase: 这几个月扣的."""
_THEN_RETURNED = re.compile("(?:[的时]?候?)(?:再|才|就)(?:去|来|申请|办|给)?(?:理|交)?退(?![了的])")
"""Behind a date: the refund is to be asked for then, whatever it was used until, 想用到月底再退."""
_CHANGED = re.compile(
    r"(?:升[级配]|降[级配]|扩(?:[容的了]|[硬磁云]?盘)?|缩容|变[更配]|改配|加(?:了|的)?(?:[云磁]?硬?盘|内存|带宽|配置?|节点)|[换改调](?:了|整)?(?:配置?|规格|套餐|型号|带宽))"
    r"(?:的?(?:时间|日期|日子|时候|那[天次]|操作))?(?:就|应该|其实)?(?:是|在|为|:)+$"
)
"""Before a date: it is that of a change, 升配是11月10号."""
_NOT_THEN = re.compile(r"(?<![是要])不是 ?(?:在|on )?$")
_ENDS = re.compile(r"(?:那天|当天|的|开的|买的|开通的)?[啊呀吧哦 ]*(?:$|[,，。;!\n])")
"""Around a day that is denied where another one is told: 是1号开通的，不是8号."""
_CHANGED_THEN = pattern(
    "(?:[,，]?也?就是[^,，。;!?\\n]{1,10}[,，])?(?:我|是|就|又|还|刚|手滑|误|被|让|有人|<COLLEAGUE>|<KIN>|[他她]|[小老][一-龥]|[给把][它这那][台个]?){0,8}(?:点|下|提交?|申请|做)(?:了|过)?(?:一?[个次张条])?的?"
    "(?:升级(?!版)|升配|降配|扩容|缩容|变更|改配|换配)"
    "|[,，]?也?就是[^,，。;!?\\n]{0,4}续[^,，。;!?\\n]{0,8}后[,，][^,，。;!?\\n]{0,8}(?:加购|加挂|加装|加)了"
)
"""Behind a date: a change was asked for then, 昨天是点了个升级配置."""
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
_SEEN_TO_END_SOON = re.compile(
    "[号日]?(?:当天|那天|晚上|早上|我|就|才|又|再|去|登录?|上)*(?:一看|看|瞧|发现|查|想起|收到|提示|提醒)"
    r"[^,，。;!?\n\d]{0,8}(?:快|要|马上|即将|临近)[^,，。;!?\n\d]{0,3}[到过]期"
)
"""Behind a date: on that day it was seen that the end draws near, 八月二十号我一看快到期了."""
_REFUNDED = re.compile(
    r"(?:[号日]|[早晚]上|[上下]午|中午)? ?(?:我|就|才|已经?|刚|把[^,，。!?;\n]{1,6})?"
    r"退(?:订|掉|款|货)?(?:的(?!时)|了|完|成功)"
)
"""Behind a date: it is that of a refund, 是27号退的云服务器."""
_WENT_BACK = pattern("<QUOTA>|无理由|退(?:订|掉)?[了过光完满]")
_SPENT = re.compile("[退用占][完光满没尽掉过了]")
_IS_BOUGHT = pattern("<BUY>|[付续租开签]|生效|[到过]期")
_THE_LAST_REFUND = re.compile(
    "最[后近]的?一[次个台笔](?:退订?|退款|退的?|用掉?的?)?(?:就|应该|好像|也|都|还)*(?:是|在)?(?:去年|今年)?$"
)
"""Before a date, in a sentence of what was refunded: 十次都退了，最后一次是12月28号."""
_IS_WHEN_THEY_WERE = re.compile("[份号日]?(?:那时|那会儿?)?(?:的事儿?|的时候|那[会时]|退的|[)）])")
_WENT_BACK_BEFORE = re.compile(
    "退(?:订|掉|款)?(?:过|了|完|掉)[^,，。;!?\\n买付续]{0,8}[,，(（ ]*(?:都|全|也|均)?(?:是|在|为)+ ?$"
)
"""Around a date: what went back before did so then, 退过2个（都是5月的事）."""
_THERE_AND_THEN = re.compile(
    "(?:当场|当即|当天|当晚|当日|那天|当时)(?:就|便|直接|立马|马上|才|在|用手?机?|电脑|上网|我|一?咬牙| )*"
    "(?:[下拍]了?一?单|下单|[买购]了|付了|交了|入手)(?![不没])"
)
"""Behind a day of a story: the purchase was made then, 清明那天回老家，…，当场就用手机下单了."""
_RAN_OUT = re.compile(
    "份?(?:就|刚|已经?)?(?:到期|过期|期满)[以之]?后?(?:也|就|都|一直|又)*(?:忘了?|没|未)(?:记得|有|来得及|再)?(?:续|管)"
)
"""Behind the day on which what nobody renewed ended: 6月份到期忘了续."""
_AHEAD = re.compile("预计|估计|承诺|计划(?:在|于)?$")
"""Before the day on which something is to be opened, which has not happened."""
_A_STORY = 100
"""Characters within which a story comes to its purchase."""
_ANY_COUPON = re.compile(r"[券卷]|(?<![显网用行])卡|voucher|coupon|gift card")
_ITS_END = re.compile("的?(?:有效|服务|使用|到)期(?:时间|日期?)?(?:[到至是为: ])*$")
_NAMED_BEFORE = re.compile(
    "[券卷][^。;!?\n]{0,3}[,，、 ]+(?:但|可|不过|而)?[那这]张[^,，。;!?\x00]{0,4}\x00*$"
)
"""Before a date: it is told of the coupon that was just named, 一张200的代金券，那张昨天."""
_OF_THAT_COUPON = re.compile(
    "[那这]张(?:代金|现金|优惠)?[券卷]的?(?:有效期|使用期|期限)?(?:就|只|是|才|能用|有效)*[到至是]$"
)
"""Right before a date: it is the end of the coupon that was just named, 那张券有效期就到5.31."""
_OF_THE_PURCHASE = pattern("<BUY>|[付续签租开]|机|服务器|实例|包|产品|server|instance|order")
_BOUGHT_AT = re.compile(
    "[号日份]?(?:我|就|才|刚|又|给公司)*(?:[买购续]|入手|下单)(?:的|了|花了?|付了?){0,2}(?=[1-9一二三四五六七八九两])"
)
"""Behind a date: something was bought then, and for how much follows: 去年8月买3600."""

_GOES_BACK = re.compile("(?:[要想]退|退)的(?:[这那][台个单笔])?(?:其实|应该|就|才)*是?(?:在|我|我们)*$")
_BOUGHT_THEN = re.compile(
    "[号日]?(?:才|刚|新|又|我|们)*(?:(?P<opened>开通?|创?建)|买|购|付|下单?|订|拍)(?:好|出来)?[的了]"
)
"""Around the day of what is to go back: 要退的是4月6号新开的这台."""


def of_a_date(found: Found, mentioned: Mentioned, role: str) -> str | None:
    """The role of a date."""
    candidate, text = mentioned.candidate, found.reading.text
    if is_asked_which(found, candidate) or is_of_a_charge(found, candidate):
        return OTHER
    if _OF_THAT_COUPON.search(found.reading.whole, 0, candidate.start):
        return "coupon"
    if FIELDS.get(role) in PAST and is_of_the_refund(found.reading, candidate):
        return OTHER
    before = found.reading.before(candidate.start)
    past = {FIELDS.get(role), FIELDS.get(candidate.rule)} & PAST
    if is_when_it_was_told(found, mentioned):
        return OTHER
    if is_at_hand(found, mentioned) or (past and is_told_of_something_else(found, mentioned)):
        return OTHER
    up_to_now = _UP_TO.search(before) and "now" in candidate.shape
    if up_to_now and "effective" in (role, candidate.rule):
        return OTHER
    if role == "expires" and is_of_an_old_one(found, mentioned):
        return OTHER
    if found.asked == "requested_at" or _dates_nothing(found, candidate) or is_put_off_to(found, mentioned):
        return OTHER
    if "ahead" not in candidate.shape and _is_there_at_last(found, candidate):
        return "opened"
    if _ENDS_THERE.match(text, candidate.end) and _OF_THE_TERM_BEFORE.search(before):
        return "expires"
    if role == "opened" and _AHEAD.search(before):
        return OTHER
    if _REFUNDED.match(text, candidate.end):
        return OTHER
    if _is_of_the_quota(found, candidate):
        return OTHER
    if _THE_LAST_REFUND.search(before) and _WENT_BACK.search(
        text, found.reading.sentence(candidate.start)[0], candidate.start
    ):
        return OTHER
    if _IS_WHEN_THEY_WERE.match(text, candidate.end) and _WENT_BACK_BEFORE.search(
        text, found.reading.sentence(candidate.start)[0], candidate.start
    ):
        return OTHER
    if _RAN_OUT.match(text, candidate.end) and not _ANY_COUPON.search(text, 0, candidate.start):
        return "expires"
    if _only_opens_a_story(found, mentioned):
        return OTHER
    if role == "coupon" and _of_what_was_bought(found, candidate):
        return "expires"
    if role in ("expires", "paid", "opened") and _of_a_coupon(found, candidate):
        return "coupon"
    if past and (again := _told_again(found, mentioned)):
        return again
    if _GOES_BACK.search(before) and (bought := _BOUGHT_THEN.match(text, candidate.end)):
        return "opened" if bought["opened"] else "paid"
    alone = candidate.rule == OTHER and FIELDS.get(role, "paid_at") in PAST
    if alone and found.asked not in FIELDS.values() and puts_a_day_right(found, mentioned):
        return "paid"
    if past and is_of_another_event(found, candidate):
        return OTHER
    if role == OTHER and _was_bought_there_and_then(found, mentioned):
        return "paid"
    if candidate.rule == "paid" and role == OTHER and _BOUGHT_AT.match(text, candidate.end):
        return "paid"
    if _BEGINS_ON.search(before):
        return "effective"
    if role in (OTHER, "asked"):
        return "paid" if _is_key_word(found, mentioned) else None
    if _BEGINS.match(text, candidate.end):
        return "effective"
    return OTHER if FIELDS.get(role) in PAST and _gives_way(found, mentioned) else None


def _is_of_the_quota(found: Found, candidate: Candidate) -> bool:
    """Whether a clause tells how the quota was used, and of no purchase: 今年十个名额8月份就退完了."""
    clause = found.reading.clause(candidate.start)
    spent = SPOKEN_OF.search(found.reading.whole, *clause) and _SPENT.search(found.reading.whole, *clause)
    return spent is not None and _IS_BOUGHT.search(found.reading.whole, *clause) is None


def _so_far(found: Found, candidate: Candidate) -> tuple[int, int]:
    """Where the sentence of a date begins, and where the date does."""
    return found.reading.sentence(candidate.start)[0], candidate.start


def _dates_nothing(found: Found, candidate: Candidate) -> bool:
    """Whether a date is the present day, that of a change, of what is to come, or a term told so."""
    text, before = found.reading.text, found.reading.before(candidate.start)
    behind = found.reading.after(candidate.end)
    today = _IS_TODAY.search(before) or (
        _IS_TODAY.search(text, candidate.start, candidate.end) and _TODAY_IS.match(behind)
    )
    term = _THIS_TERM.search(before) and _MONTH_OR_YEAR.fullmatch(text, candidate.start, candidate.end)
    to_come = _THEN_RETURNED.match(behind) or is_asked_for_on(found, candidate.start)
    weekend = _WEEKEND.match(text, candidate.start)
    counted = weekend and (_LIES_BETWEEN.search(before) or _COUNTS.match(text, weekend.end()))
    today_told = _ONLY_TODAY.match(text, candidate.start)
    only_today = today_told and (found.asked not in PAST or today_told.end() < len(text))
    seen = _SEEN_TO_END_SOON.match(behind)
    charged = _CHARGED_ALL_ALONG.fullmatch(text, candidate.start, candidate.end) and _WAS_CHARGED.match(
        behind
    )
    return bool(
        today
        or term
        or to_come
        or seen
        or charged
        or counted
        or only_today
        or _CHANGED.search(before)
        or is_told_of_another_day(found.reading, candidate.start)
        or _is_denied(found, candidate)
        or _CHANGED_THEN.match(text, candidate.end)
        or _is_of_a_change_told(found, candidate)
    )


def _is_denied(found: Found, candidate: Candidate) -> bool:
    """Whether a day is said not to be it, beside another one: 是1号开通的，不是8号."""
    denied = _NOT_THEN.search(found.reading.before(candidate.start))
    ends = _ENDS.match(found.reading.text, candidate.end)
    return bool(denied and ends) and len(found.of_kind["date"]) > 1


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


def _was_bought_there_and_then(found: Found, mentioned: Mentioned) -> bool:
    """Whether a day opens a story at whose end something was bought on it, and no other day of it was."""
    candidate, text = mentioned.candidate, found.reading.text
    end = min(found.scene.firm_date_behind(candidate.end), candidate.end + _A_STORY)
    others = (each.candidate for each in found.bought_on if each.candidate.kind != "money")
    told = any(other.start < end and other is not candidate for other in others)
    if told or not {"day", "exact"} & {*candidate.shape} or "ahead" in candidate.shape:
        return False
    return _THERE_AND_THEN.search(text, candidate.end, end) is not None


def _only_opens_a_story(found: Found, mentioned: Mentioned) -> bool:
    """Whether a month tells no more than that of a later day of the purchase."""
    return any(
        isinstance(each.of, DateMention) and found.timeline.month_of(each.of) is mentioned.of
        for each in found.bought_on
        if each.candidate.rule == "paid"
    )


def _of_a_coupon(found: Found, candidate: Candidate) -> bool:
    """Whether a coupon ends on a date, as its clause names nothing else: the voucher expires 6/30."""
    first, _ = found.clause_of_coupons(candidate)
    _, last = found.clause_and_its_end(candidate)
    clause = found.reading.text[first : candidate.start] + found.reading.text[candidate.end : last]
    named = _ANY_COUPON.search(clause) or _NAMED_BEFORE.search(found.reading.text, 0, candidate.start)
    return bool(named and COUPON_ENDS.search(clause)) and _OF_THE_PURCHASE.search(clause) is None


def _of_what_was_bought(found: Found, candidate: Candidate) -> bool:
    """Whether a product stands right before the end that is told: 用了代金券 服务器有效期到12月31日."""
    ends = _ITS_END.search(found.reading.before(candidate.start))
    starts = ends and candidate.start - len(ends[0])
    return any(each.candidate.end == starts for each in found.of_kind["product"])


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


def _told_again(found: Found, mentioned: Mentioned) -> str | None:
    """The role of the day before it that a date by itself tells again: 服务器是2号开的，11月2号下午."""
    candidate, text = mentioned.candidate, found.reading.text
    first, last = found.reading.clause(candidate.start)
    alone = SAYS_NOTHING.fullmatch(text, first, candidate.start) and SAYS_NOTHING.fullmatch(
        text, candidate.end, last
    )
    before = [each for each in found.of_kind["date"] if each.candidate.end <= candidate.start]
    if not alone or not before or before[-1] not in found.bought_on:
        return None
    of = before[-1].of
    again = isinstance(of, DateMention) and _within(mentioned.of, of)
    return before[-1].candidate.rule if again else None


def _within(one: object, other: DateMention) -> bool:
    inner = one.resolve("past").span if isinstance(one, DateMention) else None
    outer = other.resolve("past").span
    return bool(inner and outer and outer.earliest <= inner.earliest and inner.latest <= outer.latest)
