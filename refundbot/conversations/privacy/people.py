"""Names of people, where something beside them says that they are names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.fields import HOLDER
from refundbot.conversations.privacy.kinds import Found
from refundbot.conversations.privacy.names import (
    ENDS,
    FOREIGN,
    FULL,
    GIVEN,
    HAN,
    LATIN,
    NAME,
    STOPS,
    SURE,
    SURE_SURNAME,
    SURNAME,
    named,
)

_BEGINS = r"(?<![^\W转给找是叫为由致和跟让搵揾找回请问及告下天位们\dA-Za-z_])"
"""Before a name that nothing introduces: no word, or one that a name follows."""
_MOBILE = r"(?:\+?86[ -]?)?1[3-9]\d"

_ROLE = rf"{HOLDER}|名叫|[我他她]叫|称呼我?|实名(?:信息|认证)?(?!字)"
_JOINED = r"(?:姓名|名字|的话|就?[是系]|叫做?|做|[为由]|写的?|填的?|[换改]成|改为|[:=,，|( \"“\n]){0,4}"
_INTRODUCED = re.compile(rf"(?:{_ROLE}){_JOINED}({NAME}|{LATIN})")
_HEADED = re.compile(rf"抬头(?:是|为|填|写|开|改成?|个人|[: ]){{0,3}}({FULL})(?=个人|{STOPS})")
"""Of an invoice: most are a company's."""
_ENGLISH = re.compile(
    r"(?:[Mm]y name(?: is|'s)|[Nn][ao]me(?: on (?:the )?card)? ?[:=]|(?:I am|I'm"
    r"|This is)(?= [A-Z][A-Za-z'-]{1,19}(?: [A-Z]|,| from| here))|[Ss]igned ?:"
    r"|[Cc]ontact(?: person)? ?:|[Aa]ttn\.? ?:"
    r"|(?:[Rr]ecipient|[Pp]ayee|[Hh]older|[Rr]efund to) ?:|[Rr]egards,\n?"
    r"|(?<![A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr)\.?) ?"
    rf"([A-Z][A-Za-z'-]{{1,19}}(?: [A-Z][A-Za-z.'-]{{0,19}}){{0,3}})(?![A-Za-z{HAN}])"
)
_LATIN_GREETED = re.compile(
    r"(?:^|(?<=[\n,，:；。]))([A-Z][a-z]+(?: [A-Z][A-Za-z'-]+){1,2})"
    r"(?= ?(?:您好(?!像)|你好(?!像)|さん|先生|女士)|,\+?\d[\d -]{6,}|[,，] ?\+\d)"
)
_RELATION = (
    r"(?:老公|老婆|爱人|妻子|丈夫|太太|我先生|对象|男友|女友|前妻|前夫|妈妈?|爸爸?|母亲|父亲|儿子|女儿"
    r"|孩子|哥哥?|姐姐?"
    r"|(?<!兄)弟弟?|妹妹?|爷爷|奶奶|外公|外婆|叔叔?|舅舅?|阿姨|姑姑?|岳父|岳母|公公|婆婆|亲戚|朋友|闺蜜"
    r"|室友|同学|同事|合伙人"
    r"|媳妇|嫂子|邻居|房东)"
)
_POST = (
    r"(?:老板|领导|董事长|主任|部长|总裁|股东|老师|志愿者|前台|采购|主管|组长|总监|秘书|财务|会计|出纳"
    r"|法务|律师|运维|销售|客服"
    r"|专员|助理|经理|代表|工程师|员工|职员|业务员|采购员|管理员)"
)
_GUEST = (
    r"(?:访客|来宾|来访者|人员|用户|客户|会员|顾客|买家|学员|业主|租客|患者"
    r"|(?<![个本有没私家客两三这那])人)"
)
"""Who is somebody's, who has a post, and who is a guest: their names follow."""
_IS = r"(?:就?[是系]|名?叫|:)? ?"
_RELATED = re.compile(
    rf"(?:{_RELATION}|{_POST}){_IS}({FULL}){ENDS}|{_GUEST}(?: ?: ?| )?({SURE})(?<!总){STOPS}"
)
_DOES = (
    "(?=也|买|办|开|给|用|注册|登录|操作|申请|下单|说|在|叫|让|帮|要|想|付|负责|离职|走|已|之前|当时"
    "|今天|昨天"
    "|刚|转|交|退|去|来|没|拿|误|下单?|收|发|签|加|过[来去]|会|能|可以|替|代|反馈|表示|称|核|跟进|联系"
    "|确认|打|处理|填)"
)
_WHO_DOES = re.compile(
    rf"(?:(?:{_RELATION}|{_POST}){_IS}|{_GUEST}|本人|授权|委托)({SURE_SURNAME}{GIVEN}(?:{GIVEN})??){_DOES}"
    rf"|(?:{_GUEST}|{_POST})({SURNAME}{GIVEN}{GIVEN})(?=反馈|来电|表示|要求|自?称|提供|申请|咨询|确认"
    rf"|补充|反映|投诉|跟进|会联系)"
)
_OF = (
    "行政|财务|会计|出纳|采购|法务|运维|销售|助理|主管|前台|人事|负责人|公司|客户|用户|会员|学生|家长|业主|的"
)
_SELF = re.compile(
    rf"(?:我[是系]|^我|本人[是系]?|这[里边][是系]|我本名|在下|鄙人|[{HAN}]叫) ?({FULL}){ENDS}"
    rf"|我[是系][{HAN}A-Za-z0-9]{{0,12}}(?:{_OF})({SURE}){STOPS}"
)
_IT_IS = re.compile(rf"[{HAN}]的[是系叫]({SURE}){STOPS}")
_I_DO = re.compile(
    rf"我({SURE_SURNAME}{GIVEN}{GIVEN})(?=今天|现在|要|就|申请|保证|郑重)|我[,，] ?({FULL})[,，]"
)
_NAMED_BEFORE = re.compile(
    rf"{_BEGINS}({FULL})[,，]? ?(?:[这就才]个?)?是?我?的?(?:本名|真名|名字|姓名|大名)"
    rf"|{_BEGINS}({SURE})是[我他她](?:们公司的?)?的?(?:{_RELATION}|{_POST})"
)
_FORMAL = "先生|女士|小姐(?!姐)|太太"
_TITLE = (
    f"{_FORMAL}|经理|老师|律师|[太生](?=[ ,，。！您你啦啊呀吧]|$)"
    "|总(?![额机价计数量共是的部金结公有会和体之包算要])"
    "|工(?![作程单人具资夫会期地厂业序商信行本艺号时])"
)
_CALLED = r"用户|客户|会员|顾客|买家|业主|学员|尊敬的|亲爱的"
_TITLED = re.compile(
    rf"((?:{SURE_SURNAME}(?:{GIVEN}){{0,2}}?|{SURNAME})(?:{_FORMAL}))|(?:{_BEGINS}|(?<=叫我)"
    rf"|(?<=联系))({SURNAME}(?:{GIVEN}){{0,2}}?(?:{_TITLE}))|(?:{_CALLED})({FULL}(?:{_TITLE}))"
)
_OWN = "本人|的?[ ,:，！]{0,3}(?:身份证|护照|电话|手机|联系方式)"
_THEIRS = "的(?:银行卡|储蓄卡|信用卡|卡|账户|账号|微信|支付宝|名义|名下|邮箱)|实名"
_HOLDER = re.compile(
    rf"{_BEGINS}({FOREIGN}|{FULL})"
    rf"(?:{_OWN}|(?:[ ,:/、，！(-]|\([{HAN}]{{2,4}}\)){{1,3}}(?={_MOBILE}|0\d{{2,3}}-|[男女](?:[ ,，]|$)))"
    rf"|(?:{_BEGINS}|(?<=[用拿以到借]))({SURE})(?:{_OWN}|{_THEIRS})"
)
_DATED = re.compile(rf"{_BEGINS}({SURE}) ?(?=(?:19|20)\d\d[年/.-] ?\d{{1,2}}[月/.-] ?\d{{1,2}}日?(?:\n|$))")
_ROMAN = (
    "AU|CHAN|CHANG|CHAU|CHEN|CHENG|CHEUNG|CHIU|CHOI|CHOW|CHU|CHUNG|FAN|FENG|FONG|FUNG|GUO|HO|HSIEH|HSU"
    "|HU|HUANG|HUI|JIANG"
    "|KWAN|KWOK|KWONG|LAI|LAM|LAU|LAW|LEE|LEUNG|LI|LIANG|LIN|LIU|LO|LUI|LUO|MAK|NG|POON|SIU|SONG|SUN"
    "|TAM|TANG|TONG|TSANG"
    "|TSE|WANG|WONG|WU|XIE|XU|YANG|YAO|YEUNG|YIP|YU|YUEN|ZENG|ZHANG|ZHAO|ZHENG|ZHOU|ZHU"
)
_ON_CARD = re.compile(
    rf"(?<![A-Za-z0-9-])(?<![A-Z] )((?:{_ROMAN}),? [A-Z]{{2,6}}(?:[ -][A-Z]{{2,6}})?)(?![A-Za-z0-9.-])"
)
"""In capitals, as a bank prints them."""
_SIGNED = re.compile(
    rf"(?<!\d)(?:1[3-9]\d{{9}}|62\d{{14,17}})[ ,/、，-]{{0,3}}({FULL})(?=[ ,;，。、；！\n]|$)"
)
_PAID = re.compile(
    rf"(?:[退转汇打付款寄发送递交划开]给|[汇寄])({FULL})(?=收?{STOPS}|名下|的)"
    rf"|[退转汇打付]到?[至到]({SURE})(?={STOPS}|名下)|[收付退汇]款({SURE}) ?(?=\d{{12}})|以({SURE})(?=为准)"
)
_RECEIVES = re.compile(
    rf"(?:{_BEGINS}|(?<=[号室楼座栋层元厦店写给]))({FULL}(?=亲?[收启]{STOPS})|{SURE}"
    rf"|{SURNAME}{GIVEN}{GIVEN})"
    rf"(?=亲?[收启](?:{STOPS})|签收|代[收填办签领]|[ ,，]{{0,2}}{_MOBILE}\d{{8}})"
)
_CHANGED = re.compile(rf"(?:[换改]成|变更为)({SURE}){STOPS}")
_DID = re.compile(
    rf"[是由]({SURE_SURNAME}{GIVEN}(?:{GIVEN})??)(?=(?:买|下|下单|付|付款|开|办|办理|弄|注册|操作|申请"
    rf"|签)的)"
)
_FOUND = re.compile(rf"[找搵揾]({SURE}){STOPS}|({FULL}) ?(?=[敬谨拜]上)")


def find(plain: str) -> Iterator[Found]:
    """The names in a plain text."""
    for part in (_introduced, _themselves, _addressed, _beside_a_number, _receiving):
        yield from part(plain)


def _introduced(plain: str) -> Iterator[Found]:
    """After a word for a role, a field of a form, or a relative.

    >>> mask("收件人：李四，姓名 Lydia Hoh，我老公张伟的卡，访客王建国，抬头陈晓明")
    '收件人：［姓名］，姓名 ［姓名］，我老公［姓名］的卡，访客［姓名］，抬头［姓名］'
    >>> mask("Farhan Siddiqui 您好；Rashid Al-Mansoori,+971 50 661 2840；Windows Server 您好像没装")
    '［姓名］ 您好；［姓名］,［电话］；Windows Server 您好像没装'
    >>> mask("联系人关系填什么，负责人安排好了，抬头开错了，客户方面")
    '联系人关系填什么，负责人安排好了，抬头开错了，客户方面'
    """
    roles = (_INTRODUCED, _HEADED, _ENGLISH, _LATIN_GREETED)
    return named(plain, *roles, _RELATED, _WHO_DOES, _DID, _CHANGED)


def _themselves(plain: str) -> Iterator[Found]:
    """Where they say who they are.

    >>> mask("我是王小明，免贵姓王，不是我是谁；我是你们的客户孙启航，本人刘子涵申请退款")
    '我是［姓名］，免贵姓王，不是我是谁；我是你们的客户［姓名］，本人［姓名］申请退款'
    """
    return named(plain, _SELF, _IT_IS, _I_DO, _NAMED_BEFORE)


def _addressed(plain: str) -> Iterator[Found]:
    """With a title, which is a part of it; behind a surname alone it makes no name.

    >>> mask("王建国工您好，请张三女士回电，陈太您好，员工和陈总额没有姓名")
    '［姓名］您好，请［姓名］回电，陈太您好，员工和陈总额没有姓名'
    """
    return named(plain, _TITLED)


def _beside_a_number(plain: str) -> Iterator[Found]:
    """Before or behind what is a person's: papers, a telephone, an account.

    >>> mask("马超群，电话010-62345678；您是谭子墨本人吗；用胡斐的身份证；谢谢，手机没电了")
    '［姓名］，电话［电话］；您是［姓名］本人吗；用［姓名］的身份证；谢谢，手机没电了'
    """
    return named(plain, _HOLDER, _SIGNED, _DATED, _ON_CARD)


def _receiving(plain: str) -> Iterator[Found]:
    """To whom money or a parcel goes.

    >>> mask("中关村大街27号3楼韩梅梅收，转给夏雪宜，款已全收，转给人工")
    '中关村大街27号3楼［姓名］收，转给［姓名］，款已全收，转给人工'
    """
    return named(plain, _PAID, _RECEIVES, _FOUND)
