"""Names of people, where something beside them says that they are names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each
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
    is_name,
)

_BEGINS = r"(?<![^\W转给找是叫为由致和跟让请问及告下天位们\dA-Za-z_])"
"""Before a name that nothing introduces: no word, or one that a name follows."""
_MOBILE = r"(?:\+?86[ -]?)?1[3-9]\d"

HOLDER = (
    r"姓名|名字|真名|本名|账户名称?|(?<![客用账])户名|户主|机主|车主|法人代表|签名|署名|落款"
    r"|(?:收件|收货|寄件|发件|签收|代收|联系|申请|经办|代办|经手|负责|责任|代理|受托|委托|授权|认证|开户|收款|付款|汇款|退款"
    r"|缴费|购买|下单|操作|审批|投保|受益|持卡|持有|所有|承租|使用|管理|注册|登记|实名|对接|法定代表|法|当事|监护|担保|来访|预约"
    r"|参会|签字|投诉|申诉|提货|取件|开票)人"
)
"""What a form calls the place where somebody's name stands."""
_ROLE = rf"{HOLDER}|名叫|[我他她]叫|称呼我?|实名(?:信息|认证)?"
_JOINED = r"(?:姓名|名字|就?[是系]|叫做?|做|[为由]|写的?|填的?|[换改]成|改为|[:=,，|( \"“]){0,4}"
_INTRODUCED = re.compile(rf"(?:{_ROLE}){_JOINED}({NAME}|{LATIN})")
_FIELD = re.compile(
    rf"(?:{HOLDER}) ?: ?((?![未无没不待请见同填某暂]|本人|公司|保密|[{HAN}]{{1,3}}[部处科组室局])"
    rf"[{HAN}]{{2,4}})(?![{HAN}A-Za-z])"
)
_ANY_FIELD = re.compile(
    rf"(?:[{HAN}]人|(?:收款|付款|寄件|收件|甲|乙)方|[收寄]件|收货|经办|签收|署名|抬头(?:是|填|写)?个人)"
    rf"(?: ?: ?| )({FULL})(?![{HAN}])"
)
_HEADED = re.compile(rf"抬头(?:是|为|填|写|开|改成?|个人|[: ]){{0,3}}({FULL})(?=个人|{STOPS})")
"""Of an invoice: most are a company's."""
_GUEST = re.compile(
    r"(?:访客|来宾|来访者|人员|用户|客户|会员|顾客|买家|学员|业主|租客|患者|(?<![个本有没私家客两三这那])人)"
    rf"(?: ?: ?| )?({SURE})(?<!总){STOPS}"
)
_ENGLISH = re.compile(
    r"(?:[Mm]y name is|[Nn]ame ?[:=]|I am|I'm|This is|[Cc]ontact(?: person)? ?:|[Rr]ecipient ?:"
    r"|(?<![A-Za-z])(?:Mr|Ms|Mrs|Miss|Dr)\.?) ?"
    rf"([A-Z][A-Za-z'-]{{1,19}}(?: [A-Z][A-Za-z.'-]{{0,19}}){{0,3}})(?![A-Za-z{HAN}])"
)
_RELATION = (
    r"(?:老公|老婆|爱人|妻子|丈夫|太太|我先生|对象|男友|女友|前妻|前夫|妈妈?|爸爸?|母亲|父亲|儿子|女儿|孩子|哥哥?|姐姐?"
    r"|(?<!兄)弟弟?|妹妹?|爷爷|奶奶|外公|外婆|叔叔?|舅舅?|阿姨|姑姑?|岳父|岳母|公公|婆婆|亲戚|朋友|闺蜜|室友|同学|同事|合伙人"
    r"|老板|领导|董事长|主任|部长|总裁|股东|媳妇|嫂子|邻居|老师|志愿者|前台|采购员|主管|组长|总监|秘书|财务|会计|出纳|法务|运维|销售|客服|专员|助理|经理|工程师|房东)"
    r"(?:就?[是系]|名?叫|:)? ?"
)
_RELATED = re.compile(rf"{_RELATION}({FULL}){ENDS}")
_DOES = (
    "(?=也|买|办|开|给|用|注册|登录|操作|申请|下单|说|在|叫|让|帮|要|想|付|负责|离职|走|已|之前|当时|今天|昨天"
    "|刚|转|交|退|去|来|没|拿|误|下单?|收|发|签|加|过[来去]|会|能|可以|替|代)"
)
_WHO_DOES = re.compile(rf"(?:{_RELATION}|本人|授权|委托)({SURE_SURNAME}{GIVEN}(?:{GIVEN})??){_DOES}")
_OF = (
    "行政|财务|会计|出纳|采购|法务|运维|销售|助理|主管|前台|人事|负责人|公司|客户|用户|会员|学生|家长|业主|的"
)
_SELF = re.compile(
    rf"(?:我[是系]|^我|本人[是系]?|这[里边][是系]|我本名|在下|鄙人|[{HAN}]叫) ?({FULL}){ENDS}"
    rf"|我[是系][{HAN}A-Za-z0-9]{{0,12}}(?:{_OF})({SURE}){STOPS}"
)
_TITLE = (
    "先生|女士|小姐|太太|经理|老师|律师|[太生](?=[ ,，。！您你]|$)"
    "|总(?![额价计数量共是的部金结公有会和体之包算要])"
    "|工(?![作程单人具资夫会期地厂业序商信行本艺号时])"
)
_CALLED = r"用户|客户|会员|顾客|买家|业主|学员|尊敬的|亲爱的"
_TITLED = re.compile(
    rf"(?:{_BEGINS}|(?<=叫我)|(?<=联系))({SURNAME}(?:{GIVEN}){{0,2}}?(?:{_TITLE}))|(?:{_CALLED})({FULL}(?:{_TITLE}))"
)
_SURNAMED = re.compile(rf"(?:我|免贵|敝|本人|他|她)姓({SURNAME})(?![{HAN}])")
_OWN = "本人|的?[ ,:，！]{0,3}(?:身份证|护照|电话|手机|联系方式)"
_THEIRS = "的(?:银行卡|储蓄卡|信用卡|卡|账户|账号|微信|支付宝|名义|名下|邮箱)|实名"
_HOLDER = re.compile(
    rf"{_BEGINS}({FOREIGN}|{FULL})"
    rf"(?:{_OWN}|(?:[ ,:/、，！(-]|\([{HAN}]{{2,4}}\)){{1,3}}(?={_MOBILE}|0\d{{2,3}}-|[男女](?:[ ,，]|$)))"
    rf"|(?:{_BEGINS}|(?<=[用拿以到借]))({SURE})(?:{_OWN}|{_THEIRS})"
)
_SIGNED = re.compile(rf"(?<!\d)1[3-9]\d{{9}}[ ,/、，-]{{0,3}}({FULL})(?=[ ,;，。、；！\n]|$)")
_PAID = re.compile(rf"(?:[退转汇打付款寄发送递交划]给|[汇寄])({FULL})(?=收?{STOPS})")
_RECEIVES = re.compile(
    rf"(?:{_BEGINS}|(?<=[号室楼座栋层元厦店写给]))({SURE}|{SURNAME}{GIVEN}{GIVEN})"
    rf"(?=亲?[收启](?:{STOPS})|签收|代收|(?: ?[敬谨拜])上|[ ,，]{{0,2}}{_MOBILE}\d{{8}})"
)
_CHANGED = re.compile(rf"(?:[换改]成|变更为)({SURE}){STOPS}")
_DID = re.compile(
    rf"[是由]({SURE_SURNAME}{GIVEN}(?:{GIVEN})??)(?=(?:买|下|下单|付|付款|开|办|办理|弄|注册|操作|申请|签)的)"
)
_AND = re.compile(rf"(?:、|和|及|/)({SURE}){STOPS}")
"""Names that follow one."""
_IN_QUERY = re.compile(r"[?&](?:real)?name=([^&\s]{2,40})")


def find(plain: str) -> Iterator[Found]:
    """The names in a plain text."""
    for part in (_introduced, _themselves, _addressed, _beside_a_number, _receiving):
        for found in part(plain):
            if is_name(plain[found.start : found.end]):
                yield found
                end = found.end
                while another := _AND.match(plain, end):
                    yield Found(*another.span(1), Kind.NAME)
                    end = another.end()


def _introduced(plain: str) -> Iterator[Found]:
    """After a word for a role, a field of a form, or a relative.

    >>> mask("收件人：李四，姓名 Lydia Hoh，我老公张伟的卡，访客王建国，抬头陈晓明")
    '收件人：［姓名］，姓名 ［姓名］，我老公［姓名］的卡，访客［姓名］，抬头［姓名］'
    >>> mask("联系人关系填什么，负责人安排好了，抬头开错了，客户方面")
    '联系人关系填什么，负责人安排好了，抬头开错了，客户方面'
    """
    roles = (_INTRODUCED, _FIELD, _ANY_FIELD, _HEADED, _GUEST, _ENGLISH)
    return _names(plain, *roles, _RELATED, _WHO_DOES, _DID, _CHANGED, _IN_QUERY)


def _themselves(plain: str) -> Iterator[Found]:
    """Where they say who they are.

    >>> mask("我是王小明，免贵姓王，不是我是谁；我是你们的客户孙启航，本人刘子涵申请退款")
    '我是［姓名］，免贵姓［姓名］，不是我是谁；我是你们的客户［姓名］，本人［姓名］申请退款'
    """
    return _names(plain, _SELF, _SURNAMED)


def _addressed(plain: str) -> Iterator[Found]:
    """With a title, which is a part of it.

    >>> mask("王工您好，请张三女士回电，陈太您好，员工和陈总额没有姓名")
    '［姓名］您好，请［姓名］回电，［姓名］您好，员工和陈总额没有姓名'
    """
    return _names(plain, _TITLED)


def _beside_a_number(plain: str) -> Iterator[Found]:
    """Before or behind what is a person's: papers, a telephone, an account.

    >>> mask("马超群，电话010-62345678；您是谭子墨本人吗；用胡斐的身份证；谢谢，手机没电了")
    '［姓名］，电话［电话］；您是［姓名］本人吗；用［姓名］的身份证；谢谢，手机没电了'
    """
    return _names(plain, _HOLDER, _SIGNED)


def _receiving(plain: str) -> Iterator[Found]:
    """To whom money or a parcel goes.

    >>> mask("中关村大街27号3楼韩梅梅收，转给夏雪宜，款已全收，转给人工")
    '中关村大街27号3楼［姓名］收，转给［姓名］，款已全收，转给人工'
    """
    return _names(plain, _PAID, _RECEIVES)


def _names(plain: str, *patterns: re.Pattern[str]) -> Iterator[Found]:
    for pattern in patterns:
        yield from each(pattern, plain, Kind.NAME)
