"""A text as the readers of facts see it: normalised, in clauses, with what can be no fact blanked out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from refundbot.understanding.facts.belongings import belongs, is_a_purchase
from refundbot.understanding.facts.fact import Fact, Value
from refundbot.understanding.facts.on_behalf import as_their_own, asks_for_another, of_the_company
from refundbot.understanding.facts.short_names import told_exactly
from refundbot.understanding.lexicon.vocabulary import Mention, mentions
from refundbot.understanding.text.normal_form import cap, normalize
from refundbot.understanding.text.numerals import HAN

BLANK = "\x00"
"""Stands for a character that is part of no fact; normalising lets none of the customer's through."""

_NO_NAME = re.compile(r"(?:[泛单多]|通配符?)域名|(?<!\d)\d{1,2} dec(?![a-z])|(?<![a-z])dec ?\d")
"""What only sounds like a product: the domains of a certificate, 5 Dec."""
_LONGEST_CLAUSE, _LONGEST_SENTENCE = 100, 300
"""Characters to either side that are looked at where no mark ends a clause or sentence."""
_HAN_CHARACTER = "[\u4e00-\u9fff]"
_CLAUSE_END = re.compile(
    r"[，;。!?\n、…~]|,(?!\d{3}(?!\d))|(?<!\d)\.(?!\d)|\.(?=\s|$)"
    rf"|(?<={_HAN_CHARACTER}) +(?={_HAN_CHARACTER})|(?=然后|还有就是|再就是|接着就)"
    rf"|(?<=[那这][个台块单]不[动退管算])(?={_HAN_CHARACTER})(?![了的吗吧呢啊成掉到出好])"
    r"|(?=另外?一[个台单笔样])|(?<![另外])(?=一[个台单笔样]是)"
)
_SENTENCE_END = re.compile(r"[;。!?\n…]")
_HOTLINE = "(?:123[018]\\d|12345|1258\\d|95\\d{3}|963\\d\\d|100(?:00|10|86)|110|12110|315)"
"""Numbers of the public service, of consumers' complaints, of banks and carriers."""
_NO_FACT = re.compile(
    r"https?://\S{1,200}|[\w.+-]{1,64}@[\w.-]{1,64}"
    # telephone numbers, network addresses, long rows of figures
    r"|(?<!\d)(?:400-?\d{3,4}-?\d{3,4}|4000-?955-?988|950808"
    r"|1[3-9]\d(?: ?\d{4}){2}|0\d{2,3}-\d{7,8}|\d{1,3}(?:\.\d{1,3}){3})(?!\d)"
    # hotlines: 我找12315, 打12345投诉; 12315 of nothing else
    rf"|(?:[找打拨向]|电话|热线)[了过给打到是:]{{0,2}} ?{_HOTLINE}(?![\d.]|,\d|[元块万]| ?[台套个])"
    rf"|(?<![\d.¥]){_HOTLINE}(?=热线|电话|投诉|举报|平台|消费者)"
    r"|(?<![\d.¥付花])(?:12315|12381)(?![\d.]|,\d|[元块])"
    r"|(?:(?:投诉|工单|受理|举报|热线|电话)[^,，。;!?\d]{0,3}号码?|编号)[是为:]{0,2} ?\d{3,}"
    r"|(?<![a-z])cbc ?[.:_\-]? ?\d{4,8}"
    rf"|\d{{11,}}|[{HAN}]{{13,}}|\d{{4,10}}(?=尾号|结尾)|尾号是?\d{{1,6}}"
    # machine sizes: 2核4g, 8g内存, 5m带宽, s6.large.2, mysql5.7
    r"|(?:[\d一二两四八]{1,3}(?:核心?|c|vcpus?) ?)(?:[\d一二两四八]{1,4} ?(?:gb?"
    r"|个g)(?:内存)?(?: ?\d{1,3} ?m(?:bps)?)?)?"
    r"|[\d一二两四八十]{1,3} ?(?:gb?|个g)的?内存|内存[\d一二两四八]{1,3} ?gb?"
    r"|\d{1,5} ?(?:mbps|mbit|gbps|兆宽带)|[\d一二两三四五十百]{1,4} ?(?:m|兆)(?:的)?(?=带宽"
    r"|公网|宽带|eip|峰值)|(?<=带宽)\d{1,4} ?m"
    r"|(?<=[升降]到)\d{1,4} ?m(?!b)|[a-z]+\d{1,2}\.(?:\d{0,2}x?large|medium|small)(?:\.\d{1,2})?"
    r"|(?:mysql|pg|postgresql|redis|windows|centos|ubuntu|debian|php|java|python|server)"
    r" ?(?:\d{1,2}(?:\.\d{1,3}){0,2}|20[012]\d)(?![\d.]| ?(?:hour|day|week|month|year|minute))"
    # rules and service hours that a text quotes: 五天无理由, 7*24小时, 3个工作日
    r"|[五5]天(?=(?:的|那个?|这个?|退的?){0,2}(?:名额|额度|次数|机会|quota))"
    r"|(?:不足|不满|未满|未逾|没满|逾)[五5]日"
    r"|本年度|(?<=[用剩余下])[0-9]{1,2}/10(?![0-9/])"
    r"|(?:无理由|名额|额度|次数|机会|quota)[^,，。;!?\n\d]{0,14}?"
    r"(?:已经?|都|满|是|显示|到) ?[0-9]{1,2}/10(?![0-9/日号])"
    r"|[五七十三0-9]{1,2}[天日](?:的?无理由|内无理由|免费?试用|试用)|无理由[五七0-9]天"
    r"|[75]\*24(?:小时)?|24小时(?=客服|在线|人工|服务|热线|电话|有人|都|全天)"
    rf"|(?:\d{{1,3}}|[{HAN}几]{{1,3}})(?:[-~到至](?:\d{{1,3}}|[{HAN}几]{{1,3}}))?个?工作日"
    # sales that are called after another day
    r"|(?:(?<!\d)(?:618|818|1111)|双十[一二]|双1[12])(?:大促|活动)?返场"
    # figures within ordinary words: 万一, 千万别, 百分百, 十分感谢
    r"|(?<=\d{3})万一(?![千百])|(?<=怕)一万"
    rf"|(?<![\d{HAN}])(?:万一(?![千百])|百分之?百|千万(?=[别不要记小注给帮得请甭勿]|一定|务必)|千方百计|百般|百忙"
    r"|万[分般](?=[之感抱无焦着紧])|十分(?=[之感抱着焦急不满生肯确清明重需想失火气烦为])"
    r"|三番[两五]次|乱七八糟|七七八八|一五一十|接二连三)"
    r"|满\d{1,6}减\d{1,6}|[每一](?=天|日|周|个?星期|个?礼拜|个?月|年)(?:天|日|周)(?:都|到晚)"
)


SHORTLY = 15
"""Characters within which one thing stands shortly behind another that it belongs to."""


@dataclass(frozen=True)
class Reading:
    """What a customer wrote, in three forms of one length."""

    written: str
    """As he wrote it, cut to the longest message that is read."""
    whole: str
    """Normalised; a full-width comma and a line break stay what they are."""
    text: str
    """The same with what can be no fact blanked out."""
    for_another: bool = False
    """Whether it is asked on behalf of somebody else, whose purchase is told of as one's own."""
    talked_of: str | None = None
    """The product of the purchase that was talked of before."""
    _mentions: dict[str, list[Mention]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def mentions(self, entity: str) -> list[Mention]:
        """The names of an entity in what may be a fact, looked up once."""
        if entity not in self._mentions:
            told = [name for name in self._named(entity) if name not in self.belongings]
            exactly = entity == "product" and len(told) > 1
            self._mentions[entity] = told_exactly(self.text, told, self.clause) if exactly else told
        return self._mentions[entity]

    def _named(self, entity: str) -> list[Mention]:
        return [
            name
            for name in mentions(entity, self.text)
            if not _NO_NAME.search(self.text, max(0, name.start - 3), name.end + 3)
        ]

    @cached_property
    def belongings(self) -> list[Mention]:
        """The products named in it that only belong to the one talked of before."""
        thing = self.talked_of
        return [name for name in self._named("product") if self.belongs_to(name, thing)] if thing else []

    def belongs_to(self, name: Mention, thing: str) -> bool:
        """Whether what is named only belongs to a product, by its id: the domain of a certificate."""
        if not belongs(name.id, thing):
            return False
        first, last = self.clause(name.start)
        return not is_a_purchase(self.text[first : name.start], self.text[name.end : last])

    def fact(
        self,
        field: str,
        value: Value,
        start: int,
        end: int,
        approximate: bool = False,
        problem: str | None = None,
    ) -> Fact:
        """A fact said at `start:end`."""
        end = min(end, len(self.written))
        return Fact(field, value, self.written[start:end], start, end, approximate, problem)

    def clause(self, index: int) -> tuple[int, int]:
        """Where the clause around a character begins and ends."""
        first, last = _between(self._clause_ends, index, len(self.text))
        return max(first, index - _LONGEST_CLAUSE), min(last, index + _LONGEST_CLAUSE)

    def clauses(self) -> Iterator[tuple[int, int]]:
        """Where each clause begins and ends, in the order of the text."""
        start = 0
        while start < len(self.text):
            end = max(self.clause(start)[1], start + 1)
            yield start, end
            start = end

    def sentence(self, index: int) -> tuple[int, int]:
        """Where the sentence around a character begins and ends."""
        first, last = _between(self._sentence_ends, index, len(self.text))
        return max(first, index - _LONGEST_SENTENCE), min(last, index + _LONGEST_SENTENCE)

    def before(self, index: int, limit: int = 12) -> str:
        """What stands before a character in its clause, at most `limit` characters."""
        return self.text[max(self.clause(index)[0], index - limit) : index]

    def after(self, index: int, limit: int = 12) -> str:
        """What stands from a character on in the clause of the one before it, at most `limit` characters."""
        return self.text[index : max(index, min(self.clause(max(index - 1, 0))[1], index + limit))]

    @cached_property
    def _clause_ends(self) -> list[int]:
        return [match.end() for match in _CLAUSE_END.finditer(self.whole)]

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [match.end() for match in _SENTENCE_END.finditer(self.whole)]


_SLIPS = {
    "包粘": "包年",
    "用玩": "用完",
    "个越": "个月",
    "下得单": "下的单",
    "对像": "对象",
    "挨批": "ip",
    "徐错": "续错",
    "到起": "到期",
    "服务气": "服务器",
    "升笑": "生效",
    "代金劵": "代金券",
    "现金劵": "现金券",
    "定丹": "订单",
    "所住了": "锁住了",
    "给所住": "给锁住",
    "被所住": "被锁住",
}
"""Slips that are no words and sound otherwise than what is meant, of one length with it."""
_GIVEN_BACK = re.compile(
    r"推(?P<order>[订定](?!制|[为是]))"
    r"|[推腿](?=掉|款|费(?!用)|钱|全[款额]|多少|不[了掉]|得了|回来|过(?!程|渡|来|去|[^,，。!?]{0,4}(?:荐|广|送)))"
    r"|(?<=[想要能没给再可在])[推腿](?=$|[,，。!?吗么嘛不了]|行(?=[不吗么])|可以|能|会不会|还|来得及|划算"
    r"|[一两三四五六七八九十\d]{1,2}[个台次])"
    r"|(?<=[帮给替]我)[推腿](?![荐广送销动])"
)
"""退 as dictation hears it: 想推掉, 没推过, 无理由推定, 现在推行不行."""
_LATER = re.compile(
    "(?<=[完后天月年期号日底初周末])(?<!昨天)(?<!前天)(?<!今天)在"
    "(?=退(?:$|[,，。!?吗么嘛]|行|可以|能|会|还|来得及|划算))"
)
"""再 as dictation hears it: 等用完在退."""
_MEGABITS = re.compile(r"(?<=[一二两三四五六七八九十百\d])照(?![片相旧样着常例])")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_NUMBER = re.compile(
    rf"[{HAN}]{{0,8}}[壹贰叁肆伍陆柒捌玖拾佰仟][壹贰叁肆伍陆柒捌玖拾佰仟{HAN}]{{1,12}}"
    rf"|[{HAN}]{{1,8}}[壹贰叁肆伍陆柒捌玖拾佰仟]|[壹贰叁肆伍陆柒捌玖](?=[元圆角分])"
)
"""Numerals as they stand on bank forms: 伍佰."""
_PARTICLES = str.maketrans("嘞咧著", "的的着")
"""Particles of dialects that stand for 的 and 了: 三年嘞, 买咧; and 着 as Taiwan writes it: 留著用."""
_WIDE_COMMA = re.compile(
    r"(?<![\d，,.])(?:\d{1,2}(?:，\d{3})+|\d{3}(?:，\d{3})+(?=元|块|$|[，,。]))(?!\d)"
    r"(?!元?[块]?[是的]?(?:代金|现金|储值|折扣))"
)
"""A full-width comma within a number: 12，800. Of 500，400走的余额 it parts two."""
_TWO_SUMS = re.compile(
    r"(?<=(?<![\d,.])\d{3}),(?=[1-9]\d{2}(?:元|块钱?)?"
    r"(?:[是为算]|原[价来]|优惠|打折|折[前后]|标价|定价|[用走](?:代金|现金券|储值|券|余额)))"
)
"""A comma between two sums, the second of which has a say of its own: 花的是890,980是原价."""
_SLIP = re.compile("|".join(_SLIPS))
_DAY = "大?[前昨今]天|[昨今前]日|上?个?(?:周|星期|礼拜)[一二三四五六日天]"
_NAMELY = re.compile(
    rf"(?<=[\d{HAN}][号日])[，,、 (]*(?:也就|就|正好|刚好)是(?:{_DAY})(?![的下买开付])[，,、 )]*"
    rf"|(?:{_DAY})[，,、 (]*(?:也就|就)是(?=\d{{1,2}}[月号日])"
)
"""A day told a second time by its distance from today, which says nothing new: 1月15号，也就是昨天，到期."""
_IF_NOT = re.compile("不是[^,，。;!?]{0,8}$")


def read(text: str, *, for_another: bool = False, talked_of: str | None = None) -> Reading:
    """Prepares a text for reading; only as much as the longest message is read.

    `for_another`: it was said before that it is asked for somebody else; `talked_of`: the product talked of.
    """
    written = cap(text)
    whole = "".join(
        raw if raw in "，\n" else character
        for raw, character in zip(written, normalize(written), strict=True)
    )
    whole = _SLIP.sub(lambda match: _SLIPS[match[0]], whole.translate(_PARTICLES))
    whole = _GIVEN_BACK.sub(lambda match: "退订" if match["order"] else "退", _MEGABITS.sub("兆", whole))
    whole = _LATER.sub("再", whole)
    whole = _TWO_SUMS.sub("，", whole)
    whole = _WIDE_COMMA.sub(lambda match: match[0].replace("，", ","), whole)
    whole = _FORMAL_NUMBER.sub(lambda match: match[0].translate(_FORMAL), whole)
    whole = _NAMELY.sub(_without_a_second_name, whole)
    for_another = for_another or asks_for_another(whole)
    whole = as_their_own(whole) if for_another else of_the_company(whole)
    return Reading(
        written, whole, _NO_FACT.sub(lambda match: BLANK * len(match[0]), whole), for_another, talked_of
    )


def _without_a_second_name(match: re.Match[str]) -> str:
    """Blanks for a day told a second time; of 不是14号就是周一 the second is another."""
    return match[0] if _IF_NOT.search(match.string, 0, match.start()) else BLANK * len(match[0])


def _between(ends: list[int], index: int, length: int) -> tuple[int, int]:
    place = bisect_right(ends, index)
    return ends[place - 1] if place else 0, ends[place] if place < len(ends) else length
