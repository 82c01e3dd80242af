"""E-mail addresses, also in words, and the ids of messengers that a cue names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.plain import HAN_DIGITS

_LOCAL = r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+"
_EMAIL = re.compile(
    rf"(?:{_LOCAL}|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{{1,4}})"
    r" ?@ ?(?:[A-Za-z0-9-]{1,63} ?\. ?){1,8}[A-Za-z]{2,24}"
)

_SPELT_LOCAL = (
    rf"(?:{_LOCAL}(?:[{HAN_DIGITS}]{{1,12}}"
    rf"|(?: ?(?:下划线|underscore|横杠|减号|点|dot) ?[A-Za-z0-9._%+-]+){{1,4}})?"
    rf"|[{HAN_DIGITS}]{{5,12}})"
)
_AT = (
    r" ?(?:@|#|艾特|在(?=[A-Za-z0-9-]{2,20}点)|圈 ?[aA]?|%40|小老鼠|ⓐ|Ⓐ"
    r"|[(\[{<【] ?(?:@|at|AT|艾特) ?[)\]}>】]) ?"
    r"| (?:at|AT|At|在) "
)
_DOT = r" ?(?:\.|。|点|[(\[{<【] ?(?:\.|dot|DOT|点) ?[)\]}>】]) ?| (?:dot|DOT|Dot) "
_LABEL = rf"(?:[A-Za-z0-9-]{{1,63}}|[{HAN_DIGITS}]{{3}})"
_TOP = r"(?:com|cn|net|org|edu|gov|io|me|co|hk|tw|jp|uk|us|de|fr|vip|top|xyz|cc|tv|info|biz|dev|app|example)"
_EMAIL_IN_WORDS = re.compile(
    rf"{_SPELT_LOCAL}(?:{_AT})(?!(?:com|org|net|java)\.)(?:{_LABEL}(?:{_DOT})){{1,6}}{_TOP}(?![A-Za-z0-9]|\.[A-Za-z])",
    re.IGNORECASE,
)

_EMOJI = r"[\u2600-\u27bf\U0001f300-\U0001faff]"
_WECHAT_CUE = (
    rf"(?:[微薇威徽]{_EMOJI}|(?<![A-Za-z0-9])[Vv](?={_EMOJI})"
    r"|微 ?信|薇信|威信|徽信|卫星号|绿泡泡|微x|薇(?= ?:)|[Ww]e[Cc]hat|[Ww]eixin"
    r"|加我?个?微(?=[ :])|(?<![A-Za-z])wei ?xin(?![A-Za-z])"
    r"|(?<![A-Za-z0-9])(?:[Vv][Xx]|[Ww][Xx]|[Vv](?=[信号是:]))|加个?[Vv]|\+ ?[Vv](?![A-Za-z0-9]))"
)
_WECHAT_JOINED = r"(?:账?号码?|[Ii][Dd]|is|信|我|的|[是系]|为|叫|添?加|联系|搜索?|[^\w\n。;!?；！？\]]){0,8}"
_WECHAT_WORD = r"([A-Za-z0-9][A-Za-z0-9_-]{4,29})"
_WECHAT = re.compile(rf"{_WECHAT_CUE}{_WECHAT_JOINED}{_WECHAT_WORD}")
_WECHAT_NO_ID = "支付|转账|公众|小程序"
_WECHAT_FAR = re.compile(
    rf"{_WECHAT_CUE}(?!{_WECHAT_NO_ID})[^\dA-Za-z\n。;!?；！？]{{1,8}}"
    r"(?:号码?|账号|[Ii][Dd])(?:就?是|为|叫|[: ]){0,3}([A-Za-z][A-Za-z0-9_-]{4,29})"
)
_WECHAT_SPELT = re.compile(
    rf"{_WECHAT_CUE}{_WECHAT_JOINED}"
    rf"((?:[A-Za-z0-9] ){{2,12}}(?:[A-Za-z0-9]|[{HAN_DIGITS}]){{1,12}})(?![A-Za-z0-9])"
)
"""Letter by letter."""
_WECHAT_ID = re.compile(r"(?<![A-Za-z0-9_])wxid_[A-Za-z0-9_-]{4,30}")
_SAID = re.compile(r"[是系为叫:=]|is")

_QQ = re.compile(
    r"(?:(?<![A-Za-z])[Qq]{1,2}(?![A-Za-z])|扣扣|抠抠|叩叩|秋秋|企鹅号?|球球|[?&]uin)"
    r"(?:账?号码?|群号?|邮箱|is|我|的|是|为|加|联系|找|这个|[^\w\n。;!?；！？\]]){0,8}"
    r"([1-9][0-9 -]{3,13}[0-9])(?![0-9]|元|块|年)"
)

_MESSENGER = re.compile(
    r"(?<![A-Za-z])(?:[Ll][Ii][Nn][Ee](?= ?(?:[Ii][Dd]|账?号|[是系为叫:@]))"
    r"|[Tt]elegram|TG|[Ss]kype|[Ww]hats[Aa]pp|[Ss]ignal|(?:飞书|钉钉)(?= ?(?:账?号|[Ii][Dd]|[是为叫:]))"
    r"|[Ii]nstagram|IG|[Ff]acebook|FB|Discord)(?:账?号码?|[Ii][Dd]|我?的?|[是系为叫]|加|[: ]){0,4}"
    r"(@?(?=[A-Za-z0-9_.:-]{0,30}[\d_.])[A-Za-z][A-Za-z0-9_.:-]{3,31}|@[A-Za-z][A-Za-z0-9_.]{3,31})(?![A-Za-z0-9])"
)


def find(plain: str) -> Iterator[Found]:
    """The addresses and ids in a plain text."""
    for part in (_emails, _messengers):
        yield from part(plain)


def _emails(plain: str) -> Iterator[Found]:
    """As they are written, or in words.

    >>> mask("a.b+c@mail.example.cn，zhangsan圈a163点com，li at qq dot com")
    '［邮箱］，［邮箱］，［邮箱］'
    """
    for pattern in (_EMAIL, _EMAIL_IN_WORDS):
        yield from each(pattern, plain, Kind.EMAIL)


def _messengers(plain: str) -> Iterator[Found]:
    """Behind the name of the messenger.

    >>> mask("微信号：abc_123，加我微信吧，号是tiaotiaohu_a，微信是a b c 零四，扣扣12345678，微信支付的")
    '微信号：［微信号］，加我微信吧，号是［微信号］，微信是［微信号］，扣扣［QQ号］，微信支付的'
    >>> mask("威❤号qiuqiu7712，➕v yunwei6677")
    '威❤号［微信号］，➕v ［微信号］'
    >>> mask("LINE ID：kevin_lin88，Telegram @refund_man，报错在 line 12，钉钉webhook报错")
    'LINE ID：［聊天账号］，Telegram ［聊天账号］，报错在 line 12，钉钉webhook报错'
    """
    for match in _WECHAT.finditer(plain):
        if _is_id(match):
            yield Found(*match.span(1), Kind.WECHAT)
    for pattern in (_WECHAT_FAR, _WECHAT_SPELT, _WECHAT_ID):
        yield from each(pattern, plain, Kind.WECHAT)
    yield from each(_QQ, plain, Kind.QQ)
    yield from each(_MESSENGER, plain, Kind.MESSENGER)


def _is_id(match: re.Match[str]) -> bool:
    """A word of letters alone is an id where it is said to be one."""
    return not match[1].isalpha() or _SAID.search(match[0]) is not None or "号" in match[0]
