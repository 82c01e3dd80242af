"""When a refund is to be asked for, where it is told: 明天上午9点去退, 过两周再申请, 明年再退, 过了期再退."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from refundbot.understanding.facts.elapsed import LengthMention
from refundbot.understanding.facts.fact import Fact, Span
from refundbot.understanding.facts.found import Found, Mentioned
from refundbot.understanding.facts.when.durations import Length
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.facts.when.spans import SHANGHAI, back

_REFUND = re.compile(
    r"(?:[^,，。;!?\n没不过了]|了(?=再|以后|之?后)){0,10}?"
    r"(?:退(?![了过不完]|款?的[钱款]|款?[^,，。;!?\n]{0,3}到|回)|申请|(?<!怎么)办(?!公)|提交|操作)"
)
"""Behind a day: a refund is asked for on it, and not what was done then: 15号问过你们，说能退."""
_REFUND_IT_ON = re.compile(
    r"(?<![a-z])(?:refund|return|cancel|unsubscribe)(?: (?:it|this|that|them|(?:my|the) [a-z]{2,10}))?"
    r"(?: on| by| until| at)? $"
)
"""The same before a day, in English: refund it on|Dec 4."""
_ASKS_UNTIL_WHEN = re.compile(
    r"[^,，。;!?\n]{0,6}?(?:几[点时](?:几分)?(?:[之以]?前|截止|为止)|[几多]少?[号日]|哪一?[天日]|哪个时|什么时|何时|最[晚迟])"
)
"""Behind a day: it is asked until when one can ask for a refund, and no day is named: 元旦后几号之前退."""
_DONE = re.compile(r"[^,，。;!?\n会能可是]{0,12}?(?:退|申请|办|提交|操作)(?:订|款|掉|理)?(?:[了过]|的(?!话))")
_AHEAD = re.compile("再|才|等|拖|打算|准备|计划|想|要|如果|假如|过(?=[一两几\\d三四五六七八九十])")
"""Words of a clause whose day is one to come, whatever is nearer."""
_OVER_BEFORE = re.compile("(?:用完|用满|过完|过了|熬过|撑过)$")
_OVER_BEHIND = re.compile("(?:都|全|一|就)?(?:用完|用满|过完|过了|过去|结束|[之以]?后|完了?(?![成全]))")
"""Around a day: what is meant is the one behind it, 等用完这个月再退, 元旦以后退."""
_BEFORE = re.compile("[之以]?前")
_COUNTED_BEFORE = re.compile(
    "(?:(?:再?过|[再多](?:等|用|拖|放|留|跑)|(?<!了)等(?!了))(?:了|上)?|(?<!早)晚|[推延]?迟|[推延]后|[拖缓])"
    "(?:个|上|大概|差不多| )*$"
)
_IS_OVER = re.compile("(?:都|已经?|早就?)过了?(?:差不多|大概)?$")
_ONLY_THEN = re.compile("了?[,，]?(?:才|再|[之以]?后)")
"""Around a length: so long it is since, 都过五天了; and that only then something is done, 过五天了才退."""
_PUT_OFF_TO = re.compile("(?:[拖放搁留等熬捱撑改挪]|[推延](?:迟|后|期)?|缓)(?:到|至)$")
_OF_SOMETHING_ELSE = re.compile(
    "(?:项目|工程|工期|开业|上线|开学|考试|比赛|演出|活动|搬迁|搬家|装修|验收|交付|计划|婚礼|会议|发布)[^,，。;!?\n退]{0,10}$"
)
"""Before a day: it is what the purchase was for that is put off to it: 项目延到明年，要退."""
_IS_ALL_OF_IT = re.compile(
    "(?:左右|前后|那[天样]|的?样子|吧|啊|再|才(?=[^,，。;!?\n]{0,4}(?:退|申请|办|有空))|还(?!没|是)|[之以]?[前后]"
    "|看|呢|的话|[行成吗]|可以|能|会|怎|退|申请|办|去|来|$|[,，。;!?\n ]"
    "|(?:生效|开始)(?:了|[之以]?后)+[^,，。;!?\n]{0,4}退)"
)
_ONCE_BEGUN = re.compile(r"[等拖放缓][^,，。;!?\n]{0,12}(?:生效|开始)(?:了|[之以]?后)+[^,，。;!?\n]{0,4}退")
"""A beginning that is only looked forward to: 等到1月5号生效了能退吗."""
_SEEN_TO_THEN = re.compile(
    "(?:左右|前后|那天|[之以]?后)?[^,，。;!?\n买购付开续了的过完]{0,4}?"
    "(?:再|才有[空时]间?)(?:去|来|给|找|跟|你们?|客服| )*"
    "(?:说|看|[弄搞]|处理|办|操作|申请|提交|决定|考虑|联系)(?![了过]|[^,，。;!?\n]{0,3}的(?!话))"
)
_AND_THEN_RETURNED = re.compile(
    "[,，]?(?:我|那时候?|那会儿?|到时候?|然后)*(?:再|才|时候?|然后)[^,，。;!?\n了]{0,4}?退(?![了过])"
)
_PUTS_OFF = re.compile(
    "(?:再|改天|改日|回头|[过晚迟等缓拖推延]|[之以]后|才[能有])[^,，。;!?\n了]{0,8}?(?:退|操作|处理|[弄搞]|申请)(?![了过])"
    "|(?:缓|等|放|拖|晚|过)(?:上|个)?(?:几|两|些|等|一[阵段])"
)
_NAMELY = re.compile(
    "(?:[那我就是也像约在]|比如说?|例如|譬如|好比|假如|大[概约]|差不多|或者?|要么|最[晚迟]|[先暂]定|定在|可能|估计|要?到"
    "|[,， ])*"
)
_NAMED_ALONE = re.compile(
    "(?:左右|前后|那[天样]|的?样子|什么的|吧|啊|呢|的话)*(?:$|[,，。;!?\n ]|[行成可能还会]|怎)"
)
_CALLED_SO = re.compile("(?:[年月][底末初中]|周末|下周|下个?月)(?:就|指的?)*是$")
_OF_AN_END = re.compile("到期|过期|截止|满期|有效|[券卡]")
_CAME_ABOUT = re.compile("开通|发放|生效|到账|开出|才用|没到")
_OF_THE_MONEY = re.compile("到账|时候到|几时到|钱[^,，。;!?\n]{0,3}到")
"""Around a day to come that a refund is put off to: 放到20号再说, 用到20号到时候再退, 过两天再退，比如6号."""
_SO_MUCH_LATER = re.compile("(?:那|么|我|要是|如果|万一|假如|[, ，])*再?[晚迟](?:个|上)?")
"""Before a length that is all that is told: 那再晚三天呢."""
_RATHER_THEN = re.compile("(?:那|我|就|先|[, ，])*(?:那就|要不|干脆|不如|还是)(?:我|就|等|先)*")
"""Before a day to come that is all that is told: 那就明早吧, 要不周五晚上."""
_LONG_PAST = timedelta(days=60)
"""A day put off to that was so long ago under its name is the next one, 等到双十一."""
_NOW = re.compile(
    r"(?<![和跟与同比])(?:今[天日晚儿]|现在|立刻|立马|马上|眼下|这会儿|这就)(?!起|开始)[^,，。;!?\n没不过了]{0,4}?"
    r"(?:退(?![了不过得])|(?:申请|提交|办(?!公))(?![了不过得]|的(?!话)))"
)
_NOTHING_BEFORE = re.compile("(?:那|么|我|要是|如果|换成?|改成?|[, ，])*")
_NOTHING_BEHIND = re.compile("(?:的?话)?(?:呢|[行成]|可以)?[吗不么嘛]?[?。!~ ]*$")
"""Around a day, where another one was just talked of: 那4号呢."""
_LONG = timedelta(days=8)
_WEEK = ("周", "星期", "礼拜")
_A_WEEK = timedelta(weeks=1)
"""A bare weekday is read as the last one; that of a refund to come is the next."""
AT_ITS_END = "expired"
"""The value of `requested_at` where the refund is put off until what was bought has run out."""
JUST_BEFORE = "expiring"
"""The same where it is put off until shortly before that."""
PUT_OFF = (AT_ITS_END, JUST_BEFORE)
"""Both: such a refund is only supposed."""
_ALMOST_OVER = re.compile(
    r"(?:(?:快|临|将|马上|差不多|眼看)(?:要|就|近|到了)*(?:到|过|满)[了的]?期(?!前)|(?:到|满)期(?:之|以)?前(?:[一几两]天|一刻)?)"
    r"(?:了|的?时候?|那[天会]儿?)*[,， ]?(?:我|那我|我们)?(?:再|才)[^,，。;!?\n了]{0,6}?(?:退(?![了过])|申请)"
)
_ONCE_OVER = re.compile(
    r"(?:到|过|满|失)[了的]?[期效]了?(?:之|以)?(?:后|的?时候?)?[,， ]?(?:我|那我|我们)?(?:再|才)"
    r"[^,，。;!?\n了]{0,6}?(?:退(?![了过])|申请)"
)
_WHAT_THEN = re.compile(
    r"(?:到|过|满)[了的]?期了?(?:之|以)?(?:后|的?时候?)?"
    r"(?:[,， ]?(?:它|你们|系统|华为云?|机器|服务器|是不是|是否)){0,2}"
    r"(?:还|就|也)?(?:会(?!员)|自动)"
)
"""Around an end that is only looked forward to: 过了期再退呢, 到期了会自动扣我钱吗."""
_OVER_ALREADY = re.compile("(?:已经?|都|早就?|[刚才就]|昨天|前天|上周|上个?月|[号日])$")


def refund_day(found: Found, mentioned: Iterable[Mentioned]) -> Iterator[Fact]:
    """`requested_at`: the day or hour at which a refund is to be asked for, or the present moment (今天退呢).

    `mentioned`: the dates and lengths that tell nothing of the purchase. Of a stretch of days its last
    counts, of one longer than about a week its first: 下周 is meant to its end, 明年 from its beginning on.
    A part of this day that has begun, 今天下午 at four, is the present moment.
    """
    reading, now = found.reading, found.scene.now
    told: set[int] = set()
    for each in mentioned:
        day = _day(found, each)
        if day is not None and day.latest > now and day != _whole(now):
            has_begun = day.earliest <= now and day.latest.date() == now.astimezone(SHANGHAI).date()
            day = Span(max(day.earliest, now), now if has_begun else day.latest)
            told.add(each.candidate.start)
            yield reading.fact("requested_at", day, each.candidate.start, each.candidate.end)
    for match in _NOW.finditer(reading.text):
        if match.start() not in told:
            yield reading.fact("requested_at", Span(now, now), *match.span())
    almost = [*_ALMOST_OVER.finditer(reading.text)]
    for over in almost:
        yield reading.fact("requested_at", JUST_BEFORE, *over.span())
    for over in _looked_forward_to(found, _ONCE_OVER):
        if not any(each.start() <= over.start() < each.end() for each in almost):
            yield reading.fact("requested_at", AT_ITS_END, *over.span())


def is_looked_forward_to(found: Found, fact: Fact) -> bool:
    """Whether a state is one to come, of which only is asked: 到期了会自动扣我钱吗, 等到生效了能退吗."""
    if (fact.field, fact.value) == ("state", "in_effect"):
        begins = _ONCE_BEGUN.finditer(found.reading.text)
        return any(each.start() < fact.end and fact.start < each.end() for each in begins)
    ends = (*_looked_forward_to(found, _ONCE_OVER), *_looked_forward_to(found, _WHAT_THEN))
    return (fact.field, fact.value) == ("state", "expired") and any(
        end.start() < fact.end and fact.start < end.end() for end in ends
    )


def _looked_forward_to(found: Found, words: re.Pattern[str]) -> Iterator[re.Match[str]]:
    for end in words.finditer(found.reading.text):
        if not _OVER_ALREADY.search(found.reading.before(end.start())):
            yield end


def is_asked_for_on(found: Found, start: int) -> bool:
    """Whether the day that stands at `start` is told in English as that of a refund: refund it on Dec 4."""
    return _REFUND_IT_ON.search(found.reading.before(start, 30)) is not None


def is_put_off_to(found: Found, mentioned: Mentioned) -> bool:
    """Whether a day or length is one to come by which a refund is put off, and dates nothing of the purchase.

    放到3月20号再说, 4月10号再弄, 过两天再退，比如4月6号, 那再晚三天呢. A day that is likelier past is none.
    """
    of, text = mentioned.of, found.reading.text
    start, end = mentioned.candidate.start, mentioned.candidate.end
    first, _ = found.reading.clause(start)
    before = text[first:start]
    if isinstance(of, LengthMention):
        return bool(_SO_MUCH_LATER.fullmatch(before) and _NAMED_ALONE.match(text, end))
    if not isinstance(of, DateMention) or of.vague or _OF_AN_END.search(before):
        return False
    if _SEEN_TO_THEN.match(text, end):
        return True
    if not _is_to_come(found, of) or _OF_THE_MONEY.search(text, *found.reading.sentence(start)):
        return False
    put_off = _PUTS_OFF.search(text, found.reading.sentence(start)[0], first)
    named = put_off and _NAMELY.fullmatch(before) and _NAMED_ALONE.match(text, end)
    rather = found.asked is None and _RATHER_THEN.fullmatch(before)
    return bool(
        named
        or (rather and _NAMED_ALONE.match(text, end))
        or _CALLED_SO.search(before)
        or _AND_THEN_RETURNED.match(text, end)
        or (
            _PUT_OFF_TO.search(before)
            and not _OF_SOMETHING_ELSE.search(before)
            and _IS_ALL_OF_IT.match(text, end)
        )
    )


def _is_to_come(found: Found, of: DateMention) -> bool:
    """Whether the day is ahead, and nearer than the one of its name that is past, or that is long past."""
    text, now = found.reading.text, found.scene.now
    if text.startswith(_WEEK, of.start):
        return _CAME_ABOUT.search(text, of.end, found.reading.sentence(of.start)[1]) is None
    past, ahead = of.resolve("past").span, of.resolve("future").span
    if ahead is None or ahead.latest < now:
        return False
    passed = now - past.latest if past else _LONG_PAST
    return past == ahead or passed >= min(ahead.earliest - now, _LONG_PAST)


def _day(found: Found, mentioned: Mentioned) -> Span | None:
    text, of = found.reading.text, mentioned.of
    start, end = mentioned.candidate.start, mentioned.candidate.end
    behind = _OVER_BEHIND.match(text, end) or _BEFORE.match(text, end)
    last = behind.end() if behind else end
    if _ASKS_UNTIL_WHEN.match(text, end):
        return None
    again = (found.asked == "requested_at" and _is_all(found, start, last)) or is_put_off_to(found, mentioned)
    asked_for = again or (_REFUND.match(text, last) and not _DONE.match(text, last))
    if not asked_for and not is_asked_for_on(found, start):
        return None
    if isinstance(of, LengthMention):
        since = text[start:end].endswith("了") and not _ONLY_THEN.match(text, end)
        if since or _IS_OVER.search(text, 0, start):
            return None
        counted = of.told.exact and (of.match["later"] or _COUNTED_BEFORE.search(text, 0, start))
        return _whole(_on(of.told, found.scene.now)) if counted else None
    if not isinstance(of, DateMention) or of.vague:
        return None
    ahead = _AHEAD.search(text, found.reading.clause(start)[0], found.reading.clause(end - 1)[1])
    span = of.resolve("future" if ahead or again else "near").span
    if span is None:
        return None
    if span.latest < found.scene.now and text.startswith(_WEEK, start):
        span = Span(span.earliest + _A_WEEK, span.latest + _A_WEEK)
    if _OVER_BEFORE.search(text, 0, start) or _OVER_BEHIND.match(text, end):
        return _whole(span.latest + timedelta(days=1))
    to_its_end = text.endswith(("底", "末"), start, end)
    if _BEFORE.match(text, end):
        return _whole(span.latest if to_its_end else span.earliest - timedelta(days=1))
    if span.earliest.date() == span.latest.date():
        return span
    if span.earliest <= found.scene.now and not to_its_end:
        return None  # 今年第一次要退 is said of now
    long = span.latest - span.earliest > _LONG and span.earliest > found.scene.now and not to_its_end
    return _whole(span.earliest if long else span.latest)


def _is_all(found: Found, start: int, end: int) -> bool:
    text = found.reading.text
    return bool(_NOTHING_BEFORE.fullmatch(text, 0, start) and _NOTHING_BEHIND.match(text, end))


def _on(told: Length, now: datetime) -> datetime:
    """The moment so far ahead."""
    for part in told.parts:
        now = back(now, -part.low, part.unit)
    return now


def _whole(moment: datetime) -> Span:
    day = moment.astimezone(SHANGHAI).date()
    return Span(datetime.combine(day, time.min, SHANGHAI), datetime.combine(day, time(23, 59, 59), SHANGHAI))
