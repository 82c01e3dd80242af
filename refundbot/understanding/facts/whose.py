"""Whether a clause speaks of the customer's own case, or of another person's or a supposed one."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from refundbot.understanding.facts.reading import BLANK, SHORTLY, Reading
from refundbot.understanding.facts.what_stays import told_of_what_stays
from refundbot.understanding.lexicon.words import pattern

_SUPPOSED = pattern("<IF>|万一|就算|即使|倘若")
_FORESTALLED = re.compile(
    r"(?:别|不要|甭|少|休想|不会)(?:又|再|是|要|来|想|跟|和|给|拿|我们?|在这)*(?:说|讲|扯|告诉|忽悠|糊弄|推脱)(?!了|法|定)"
)
"""别跟我说名额用完了: what the customer will not hear is no fact."""
_NOT_DONE_TO_THE_OWN = (
    "(?![^,，。!?;]{0,8}(?:帮|替|给我|给公司|借我|用我|把我|[往给在把][我咱]?们?这|手滑|手贱|误|不小心))"
)
"""同事帮我点了升配, 小李往这台上挂了块盘 are said of the customer's own purchase."""
_OF_ANOTHER = pattern(
    f"(?<![给帮替为])(?:<OTHER_PERSON>|<COLLEAGUE>|<HEARSAY>|(?<!其)他(?!说)们?|她(?!说)们?){_NOT_DONE_TO_THE_OWN}"
)
"""Another person, whom nothing is bought for: 给他们开了10台 tells of the own purchase."""


_MEANS = pattern(
    "(?:照着?|按照?|跟[着了]|学[着了]|听[着了]?|看[着了]?|用[着了]?|拿[着了]?|借[着了]?|刷[着了]?|在|通过|托)我?"
    "(?:<OTHER_PERSON>|<COLLEAGUE>|<KIN>|[他她])[们家]?的(?![这那])"
    "|[给帮替为]我?(?:<OTHER_PERSON>|<COLLEAGUE>|<KIN>|[他她])[们家]?(?=<BUY>|用)"
)
"""By what of another person, or for whom, something was bought, which makes it no less the own.

照着别人的教程买了台云服务器, 替她买的云硬盘.
"""
_I_AM = re.compile("(?:我|这里|这边|本人)(?:是|叫)(?:[^,，。!?;\\n听跟和看用帮替给从问被让找托]{1,6}的)?$")
_SPEAKS = re.compile("[啊呀哈呐,，。!~ ]|我|$")
"""Around a person who is the speaker: 我是人事的小周啊."""
_ANOTHERS_ACCOUNT = pattern(
    "(?:<OTHER_PERSON>|<COLLEAGUE>|领导|老板|经理|客户|[他她]|别的|另外?(?:的|一个?|那个)|其[他它])(?:们|公司|家)?的?"
    "(?:那个|那|这个|一个)?(?:主|测试|企业)?(?:账号|账户|帐号|帐户|号(?!码|称))"
)
_OF_THE_QUOTA = pattern("<QUOTA>|无理由|[用退]|没了|剩")
_BOUGHT_ON_IT = pattern("<BUY>|下单|付|开通|续")
"""What is told of another's account: of its quota, or what was bought on it, which is heard all the same."""
_NEAR = "[^,，。!?;\\n]{0,26}?"
_ASIDE = pattern(
    rf"(?:<ANOTHERS>){_NEAR}(?:<LEFT_ALONE>)"
    rf"|[还也]有(?:<NUMERAL>|几)?(?:[台块套张条份]|个(?!月|<QUOTA>|问题|事)){_NEAR}[,，]?(?:那[个台些])?(?:<LEFT_ALONE>)"
    rf"|(?:之前|以前|先前|早先|早前)[^,，。!?;]{{0,8}}?(?:<BUY>)[了的](?:那|一)[台个单份][^,，。!?;]{{0,12}}[,，](?:那[个台单份]|它)?(?:就|都|先|可以)*(?:<LEFT_ALONE>)"
    rf"|[^,，。!?;\n]{{0,10}}(?:去年|前年|早|以前|之前|原来|老早)[^,，。!?;]{{0,4}}(?:就?有|买)了?的?[,，]?(?:那[个台块些]|它)(?:就|都|先)*(?:<LEFT_ALONE>)"
    rf"|(?:<ANOTHERS>|去年|上回|上次|以前){_NEAR}[,，]?(?:和|跟|与)(?:这|此|它|本)[^,，。!?;]{{0,4}}(?:无关|没关系|不相[关干]|不搭界)"
)


_LABEL = re.compile(
    r"(?<![a-z])(?:order ?)?[a-d] ?(?:单|订单|这单|套|机|那台)|(?<![a-z])order [a-d1-3](?![a-z\d])|[甲乙丙]单"
    r"|第[一二三][单笔个台张]|订单[一二三a-c1-3](?!\d)"
)
"""The name by which one of several orders is told."""
_STAYS = pattern(
    "<LEFT_ALONE>|不用看|别看|不归我|(?:要|先|还|都|得)?(?:留着|保留|留下)|不动|继续用|接着用|不用退|(?<![a-z])(?:keep|stays?|leave)(?![a-z])"
)
_PARTY = re.compile(
    r"(?<![a-z一二三四五六七八九十两\d])(?:[甲乙丙丁]|[a-d](?![a-z\d]) ?)"
    r"(?:方(?!便|案|式|法|面)|客户|项目|公司|团队|部门|店|账号|组|那边|这边|家(?![里人]))"
    r"|(?<![之以早晚])[前上头这那后]一?(?:家(?![里人店])|个(?:客户|项目|公司|甲方|团队))"
    r"|(?<![是们的])[老新](?:客户|公司|项目)(?=[的那这买是,，])"
)
"""The name by which one of several is told whose purchases are looked after: 甲客户, A项目, 前一家."""
_OF_IT = re.compile("(?:那边|这边|账号)?(?:的|买的|是|那[台个]|这[台个])?(?:一?[台个块套])?")
_PUT_ASIDE = re.compile(
    "不用(?:你?管|看|退|理|查)|[别甭](?:管|看|动|理)|不管(?!怎|是|能|用)|不算(?!数)|不归我|忽略|留着|不问"
    "|已?经?(?:退掉|退了|处理完|处理好)"
)
"""What is said of the one that is not asked about."""
_OF_THE_PAPER = re.compile("票[^,，。;!?]{0,8}$")
"""Before such words: it is an invoice that is left where it is, 发票先放着|不管."""
_TURNS = re.compile("(?:[我想要]*[问说看查退]的(?:就?是)|(?:现在|这次|今天)(?:[我想要就是]*[问说看退查]))")
"""What turns to the one that is asked about."""
_THIS_ONE = re.compile("(?:要|想)退的(?:是)?[这那]|[这此本][台套个单笔](?:是|才是)")
_ENGLISH_PERSON = "(?:friend|colleague|coworker|boss|brother|sister|wife|husband|roommate)"
_THE_OTHER = pattern(
    "(?:(?<!是)另外?(?:一|那)?|(?:旁边|之前|以前|原来|早先|旧|老)的?(?:一|那)|(?<![早晚以之])[上前]一)"
    "(?:[台笔]|单(?!独|买)|个(?!月|星期|礼拜|季|问题|事))|那[台个][旧老]的"
    "|(?<![跟和与同像比])(?:<OTHER_PERSON>|<COLLEAGUE>|老板|领导|[他她]|(?<=[我你])[爸妈哥弟姐妹])[们家]?(?:工位|部门|组)?(?:[他她]们?)?(?:自己|本人)?(?:的(?!教程|攻略|视频|文章|帖子|经验|步骤|截?图|建议|推荐|介绍|意见|提醒|说法|做法|方法|话|忙|样子?|指导|忽悠)|那|这|买|用)"
    rf"|(?<![a-z])(?:(?:my|a|our) {_ENGLISH_PERSON}(?:'s)?|his|her|the other|another one)(?![a-z])"
)
"""What is told apart from the customer's purchase: 上一台, 另外那个, 我朋友那台."""
_OTHER_ONE = re.compile("另外?[一1][台个套块张份笔](?!月|星期|礼拜|问题|事)")
"""Of itself the other one is none, where the first one stays, or was told of before: 另一个是3号买的."""
_TELLS_NOTHING = re.compile(r"这[台个套块单笔][^\d一二两三四五六七八九十]{0,10}$")
"""The own, of which nothing else is told: it is the other one, 另一台是22号开的，退这台."""
_IS_ANOTHERS = pattern(
    "[那另][^,，。;!?\n]{0,6}?(?:是|归|属于)(?:我们?的?)?(?:<OTHER_PERSON>|<COLLEAGUE>|老板|领导|[他她])[^,，。;!?\n的]{0,2}的?"
    "(?=$|[,，。;!?\n])"
)
"""Behind what is told of it: it is another person's, 包年那台是同事的."""
_THE_OWN = re.compile(
    "这(?:[台单笔张次回]|个(?=是|[^,，。!?;能可怎要该会呢吗]{0,4}[是买]))"
    "|(?<!不是)我(?:这|们?的|(?:自己)?(?:买的|选的)?就?是(?=包[年月季周]|按需))|本单|[要想]退的|退的就?是"
    f"|(?<![a-z])(?:mine|my own|this one|my (?!{_ENGLISH_PERSON}))"
)
"""What is set against it: 这台, 我的, 要退的."""
_OFFERS = re.compile(
    "(?:[那别另]家|厂家|商家|对方|别的(?:平台|云|公司)|(?:他们|人家)自己|他们家)[^。!?;\\n退]{0,16}$"
)
"""Before what is given away: another seller gives it."""
_BOTH = re.compile("[都全]|一起|一并|两|[呢吗?]|[想要能]退")
"""In what is told of the other: it is to be looked at as well."""
_WISH = re.compile("[想要能]退|退[掉订]?[吗么不]|[都也]退")
_GONE_BEFORE = pattern(
    "(?:(?:上一?[次回]|之前|以前|前面|前几次|早先|去年|今年|年初|上个?月)(?:我|也|就|已经?|都|还|有)*退|(?<![没未])退[订掉]*过)"
    "|(?:<NUMERAL>|几|有|其)[个次台单笔回中](?:名额)?(?:里面?|里头|当中|其中|中)?"
    "(?:有?(?:<NUMERAL>|几)[个次台单笔回])?(?:好像|应该|其实|都|就|才|只)*是?退"
    "|(?:<QUOTA>|退[过了掉])[^。!?;\\n]{0,16}?(?:<NUMERAL>|几)[个次台单笔回](?:好像|应该|其实|都|就|才|只)*是"
)
"""What tells of something that went back before, or of what took the quota: 10次里面有2次是退未生效的续费."""
_OF_THEM = pattern("其中|里面|里头|当中|[都全]是|那[些个台次几]|(?:<NUMERAL>|几)[个次台单笔回]")
"""In a later clause: it goes on about these, 今年退过三个，有一个是没生效的续费."""
_PERSON = pattern(
    "(?:<OTHER_PERSON>|<COLLEAGUE>|(?<!其)[他她]们?|(?<=我)(?:<KIN>)(?=的?那[台个单]))" + _NOT_DONE_TO_THE_OWN
)
_TOLD_BY = pattern("[^,，。!?;]{0,4}(?:说|讲|告诉|建议|让|叫|教|推荐|介绍|问)")
_THEIRS = pattern("那[台个单张块套份笔]|<BUY>|开通|续|包[年月]|按需|[退付花]|的(?:钱|名额|机器)")
"""Behind a person: something that they bought, or that becomes of it."""
_THEIR_CHANGE = re.compile(
    "(?:提交?|下|点|弄|搞)?的?那?[张个笔]?(?:(?:待|[未没])支?付款?的)?"
    "(?:[升降]配|[升降]级|变更|改配|扩容|加盘)的?(?:订?单|操作)"
)
"""Behind a person: what they changed of the own purchase, 小李那张待支付的升配单."""
_OWN_PURCHASE = pattern(
    "我(?!们?(?:的)?(?:<KIN>))(?:们)?(?:那[台个单]|是|自己|也[想要]退|[^,，。;!?]{0,8}(?:<BUY>|开[通了过]|续|付))"
)
_ONCE_BEFORE = re.compile(
    "(?:[买购订拍开试]|下单|申请|创建|开通)过[^,，。;!?]{0,8}$"
    "|(?:别家|别的(?:平台|云|账号)|其他(?:平台|云|账号)|阿里云?|腾讯云?)[^,，。;!?]{0,10}$"
)
_ONCE_BEHIND = re.compile("过(?![^。!?;]{0,8}(?:[都也还]没|一直))")
_MADE_GOOD = re.compile(
    "(?:后来|第二[次天回]|重新|再次|又|然后|接着)[^,，。!?;没未不说]{0,8}?"
    "(?:好了|正常|(?<!没)成功|开通了|开出来|弄好|开好|建好|开起来|就行了)"
)
_EARLIER = re.compile("[第头]一[次回]|上一?[次回]|之前|以前|上上?个月|去年")
_THIS_TIME = re.compile("这[次回](?!失败|没)")
"""Around a failure: it was that of another purchase, or was made good since."""
_IN_BRACKETS = re.compile(r"\((?:那|另)[一]?[台套个单笔][^()]{0,24}\)")


_TURNS_TO_THE_OWN = re.compile("我们?家?(?:自己)?[这的](?:[台单套份]|个(?!月))?是?")
"""Behind another person, in words without a stop: 他表哥也买了一个那个不管我们家这个是18号付的."""


def is_not_theirs(reading: Reading, start: int) -> bool:
    """Whether the clause before `start` is of another person, of what shall not be said, or supposes midway.

    What it supposes from its first word on (要是名额用完了呢) varies the case, which the dialogue hears.
    """
    first, _ = reading.clause(start)
    before = reading.whole[first:start]
    supposed = _SUPPOSED.search(before)
    another = next(_others(_OF_ANOTHER, reading, first, start), None)
    turned = another is not None and _TURNS_TO_THE_OWN.search(reading.whole, another.end(), start) is not None
    elsewhere = (another and not turned) or _FORESTALLED.search(before)
    return bool(elsewhere or (supposed and reading.whole[:first].strip()))


def _others(
    words: re.Pattern[str], reading: Reading, first: int = 0, last: int = sys.maxsize
) -> Iterator[re.Match[str]]:
    """Where the words name another one, but for a person of whom only the means was, and for the speaker."""
    means = [match.span() for match in _MEANS.finditer(reading.whole)]
    for match in words.finditer(reading.whole, first, last):
        near = max(0, match.start() - SHORTLY)
        speaks = _I_AM.search(reading.whole, near, match.start()) and _SPEAKS.match(
            reading.whole, match.end()
        )
        if not (speaks or any(start <= match.start() < end for start, end in means)):
            yield match


def without_means(text: str) -> str:
    """A normalised text without the persons of whom only the means of the own purchase was.

    >>> without_means("照着网友的帖子买了台云主机")
    '     帖子买了台云主机'
    """
    return _MEANS.sub(lambda match: " " * len(match[0]), text)


def is_of_a_party(reading: Reading, start: int) -> bool:
    """Whether what is named at `start` is one party's, of those whose purchases are looked after: B公司的."""
    before = reading.before(start, 16)
    return any(_OF_IT.fullmatch(before, party.end()) for party in _PARTY.finditer(before))


def asides(reading: Reading) -> Iterator[range]:
    """The places of what is told of another purchase that is left alone.

    They are 同事那台3月买的不用管, 还有两台包月的不用管, 另有一张860的单，与此无关, and what stands in
    brackets of another one: （那套是按需的）.
    """
    for match in _ASIDE.finditer(reading.whole):
        yield range(*match.span())
    if _THIS_ONE.search(reading.whole):
        yield from (range(*match.span()) for match in _IN_BRACKETS.finditer(reading.whole))


def is_of_the_other(reading: Reading, start: int) -> bool:
    """Whether what is told at `start` is told of another one than what was talked of: 我朋友那台按需的退了.

    What is asked, or to go back as well, is not only told.
    """
    if _IS_ANOTHERS.search(reading.whole, start, reading.clause(start)[1]):
        return True
    first, last = reading.sentence(start)
    named = [*_others(_THE_OTHER, reading, first, start)]
    if any(match[0].startswith("另") for match in named) and any(True for _ in told_of_what_stays(reading)):
        named = [match for match in named if not match[0].startswith("另")]  # 一个那个不管，另一个想退
    others = [match.start() for match in named]
    if not others:
        return False
    own = [match.start() for match in _THE_OWN.finditer(reading.whole, others[-1] + 1, last)]
    end = min([place for place in own if place > start], default=last)
    told_of_it = not any(others[-1] < place <= start for place in own)
    return told_of_it and _BOTH.search(reading.whole, others[-1], end) is None


def is_anothers_offer(reading: Reading, start: int) -> bool:
    """Whether what is given away is told of another seller's: 收银机那家说他们自己有后台，送的."""
    before = reading.whole[reading.sentence(start)[0] : start]
    return _OFFERS.search(before) is not None and _THE_OWN.search(before) is None


def is_of_one_returned(reading: Reading, start: int) -> bool:
    """Whether what is told at `start` is told of what went back before: 之前退过一台续费的，这台会扣吗."""
    first, last = reading.sentence(start)
    gone = [match.start() for match in _GONE_BEFORE.finditer(reading.whole, first, last)]
    gone = [place for place in gone if place <= start]
    if not gone:
        return False
    own = [match.start() for match in _THE_OWN.finditer(reading.whole, gone[-1] + 1, last)]
    clause = reading.clause(start)[0]
    return not any(place <= start for place in own) and (
        gone[-1] >= clause or _OF_THEM.search(reading.whole, clause, start) is not None
    )


_IT_WAS_THEM = re.compile("(?:原来|结果|才知道|发现|竟然|居然|说)是$")
"""Before a person: who did it is found out, 一问才知道是他付的."""


def is_of_a_persons(reading: Reading) -> bool:
    """Whether a text speaks of what another person bought: 我同事3号买的那台能退吗, 他也是包月的.

    Of what they say, or did to the own purchase, it is not: 朋友说能退, 同事帮我点了升配, 才知道是他付的.
    """
    whole = reading.whole
    return any(
        not _TOLD_BY.match(whole, match.end())
        for match in _others(_PERSON, reading)
        if _THEIRS.search(whole, match.end(), reading.clause(match.start())[1])
        and not _THEIR_CHANGE.match(whole, match.end())
        and not _IT_WAS_THEM.search(whole, 0, match.start())
    )


def is_of_the_own(reading: Reading) -> bool:
    """Whether a text speaks of what is the customer's own: 我那台, 我是28号买的, 这台."""
    return any(_THE_OWN.finditer(reading.whole)) or _OWN_PURCHASE.search(reading.whole) is not None


def is_only_of_the_other(reading: Reading) -> bool:
    """Whether a text speaks of another one and not of the own: 那他的呢, 上一台已经退了."""
    told = any(_others(_THE_OTHER, reading))
    return told and not _THE_OWN.search(reading.whole) and not _WISH.search(reading.whole)


def _set_against(reading: Reading) -> Iterator[range]:
    """The places of what is told of another one that the own is set against: 上一台已经退了，这台是….

    It reaches from the name of the one to that of the other, or to the end of its sentence.
    """
    if _OTHER_ONE.match(reading.whole) and _TELLS_NOTHING.search(reading.whole):
        return
    own = [match.start() for match in _THE_OWN.finditer(reading.whole)]
    for other in _others(_THE_OTHER, reading) if own else ():
        last = min((start for start in own if start >= other.end()), default=len(reading.whole))
        last = min(last, reading.sentence(other.start())[1])
        if not any(other.start() <= start < other.end() for start in own) and not _BOTH.search(
            reading.whole, other.start(), last
        ):
            yield range(other.start(), last)


def without_what_stays(reading: Reading) -> Reading:
    """The reading without what it tells of labelled orders, or of other parties', that stay.

    A单是域名，65块，留着。B单是…; 甲客户的流量包不用管，已经用完了; and 上一台已经退了，这台是….
    """
    labels = own = [match.start() for match in _LABEL.finditer(reading.whole)]
    parties = [match.start() for match in _PARTY.finditer(reading.whole)]
    if len(own) < 2:
        turns = [match.start() for match in _TURNS.finditer(reading.whole)] if parties else []
        labels = sorted({*parties, *turns})
    whole, text = reading.whole, reading.text
    for start, end in pairwise((*labels, len(whole)) if len(labels) > 1 or parties else ()):
        put_aside = _STAYS if len(own) > 1 else _PUT_ASIDE
        of_it = (
            match
            for match in put_aside.finditer(reading.whole, start, end)
            if not _OF_THE_PAPER.search(reading.before(match.start()))
        )
        if reading.whole[start] != "这" and any(of_it):
            whole, text = (_blanked(each, start, end) for each in (whole, text))
    for start, end in _of_anothers_account(reading):
        whole, text = (_blanked(each, start, end) for each in (whole, text))
    stays = [*told_of_what_stays(reading)]
    for place in stays or _set_against(reading):
        whole, text = (_blanked(each, place.start, place.stop) for each in (whole, text))
    for match in _OTHER_ONE.finditer(whole):
        if stays or not match.start():
            whole, text = (
                each[: match.start()] + " " * len(match[0]) + each[match.end() :] for each in (whole, text)
            )
    return reading if whole == reading.whole else replace(reading, whole=whole, text=text)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start - 1) + "\n" + text[end:]


def _of_anothers_account(reading: Reading) -> Iterator[tuple[int, int]]:
    """The clauses that tell what is left of the quota of another account: 我同事那个号名额用完了."""
    for match in _ANOTHERS_ACCOUNT.finditer(reading.whole):
        first, last = reading.clause(match.start())
        if _OF_THE_QUOTA.search(reading.whole, match.end(), last) and not _BOUGHT_ON_IT.search(
            reading.whole, first, last
        ):
            yield first, last


def is_of_another_time(reading: Reading, start: int, end: int) -> bool:
    """Whether a failure told at `start:end` is not that of the purchase talked of.

    It was once, elsewhere, or made good since: 买过一次没开通成功, 阿里那台创建失败, 失败了，后来好了.
    """
    last = reading.sentence(start)[1]
    before = reading.before(start, 20)
    return bool(
        _ONCE_BEFORE.search(before)
        or _ONCE_BEHIND.match(reading.whole, end)
        or _MADE_GOOD.search(reading.whole, end, last)
        or (_EARLIER.search(before) and _THIS_TIME.search(reading.whole, end))
        or is_of_the_other(reading, start)
    )


def own_words(reading: Reading) -> str:
    """The text with what is told of another purchase blanked out."""
    text = list(reading.whole)
    for place in asides(reading):
        text[place.start : place.stop] = BLANK * len(place)
    return "".join(text)
