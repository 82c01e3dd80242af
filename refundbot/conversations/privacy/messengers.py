"""The ids of messengers, after the name of the messenger."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.plain import HAN_DIGITS

_EMOJI = r"[\u2600-\u27bf\U0001f300-\U0001faff]"
_WECHAT_CUE = (
    rf"(?:[微薇威徽]{_EMOJI}|(?<![A-Za-z0-9])[Vv](?={_EMOJI})"
    r"|微 ?信|薇信|威信|徽信|卫星号|绿泡泡|微x|[微薇威](?= ?:)|[Ww]e[Cc]hat"
    r"|(?<![A-Za-z])[Ww]ei ?[Xx]in(?![A-Za-z])|[Ww]ei信"
    r"|加我?个?[微薇威](?=[ :A-Za-z])"
    r"|(?<![A-Za-z0-9])(?:[Vv][Xx]|[Ww][Xx](?!(?=[a-f]*\d)[0-9a-f]{10,16}(?![0-9a-z]))|[Vv](?=[信号是:我]))|加个?[Vv]"
    r"|\+ ?[Vv](?![A-Za-z0-9]))"
)
_WECHAT_JOINED = (
    r"(?:账?号码?|[Ii][Dd]|is|信|我|的话?|就?[是系]|为|叫|添?加|联系|搜索?|[^\w\n。;!?；！？\]]){0,8}\n?"
)
_WECHAT = re.compile(rf"{_WECHAT_CUE}{_WECHAT_JOINED}([A-Za-z0-9][A-Za-z0-9_-]{{4,29}})")
_WECHAT_FAR = re.compile(
    rf"{_WECHAT_CUE}(?!支?付|转账|公众|小程序|小商店|开放|读书|群)[^\dA-Za-z\n。;!?；！？\]]{{1,14}}"
    r"((?=[A-Za-z]{0,19}[\d_])[A-Za-z][A-Za-z0-9_]{5,19})(?![A-Za-z0-9_@.-])"
)
"""Some words behind: what has a digit or a line in it is an id, and no word."""
_WECHAT_BEFORE = re.compile(
    r"(?<![A-Za-z0-9_.@-])((?=[A-Za-z]{0,19}[\d_])[A-Za-z][A-Za-z0-9_]{5,19})"
    r" ?(?:这?就?是)?我?的?微信号?(?=[ ,.;，。；！\n]|$)"
)
_WECHAT_SPELT = re.compile(
    rf"{_WECHAT_CUE}{_WECHAT_JOINED}"
    rf"((?:[A-Za-z0-9] ){{2,12}}(?:[A-Za-z0-9]|[{HAN_DIGITS}]){{1,12}})(?![A-Za-z0-9])"
)
"""Letter by letter."""
_WECHAT_ID = re.compile(r"(?<![A-Za-z0-9_])wxid_[A-Za-z0-9_-]{4,30}")
_SAID = re.compile(r"[是系为叫:=]|is")

_QQ = re.compile(
    r"(?:(?<![A-Za-z])[Qq]{1,2}(?![A-Za-z])|扣扣|抠抠|叩叩|[叩扣](?=我)|秋秋|企鹅号?|球球|[?&]uin)"
    r"(?:账?号码?|群[号里]?|邮箱|is|我|的话?|就?[是系]|为|加|联系|找|聊|这个|[^\w\n。;!?；！？\]]){0,8}"
    r"([1-9][0-9 -]{3,13}[0-9])(?![0-9]|元|块|年)"
)

_QQ_BEFORE = re.compile(
    r"(?<![\dA-Za-z._-])([1-9]\d{4,10}) ?这?就?是我的?(?:[Qq]{2}|扣扣|企鹅)号?(?=[ ,.;，。；！\n]|$)"
)
_ACCOUNT = r"(?= ?(?:[Ii][Dd]|账?号|加|我|[是系为叫:@]))"
_MESSENGER = re.compile(
    rf"(?<![A-Za-z])(?:(?:[Ll][Ii][Nn][Ee]|飞书|钉钉|赖){_ACCOUNT}|(?<![\u4e00-\u9fff])赖(?= ?[:a-z])"
    r"|[Tt]elegram|TG|[Ss]kype|[Ww]hats[Aa]pp|[Ss]ignal"
    r"|[Ii]nstagram|IG|[Ff]acebook|FB|Discord)(?:账?号码?|[Ii][Dd]|我?的?|[是系为叫]|加|[: ]){0,4}"
    r"(@?(?=[A-Za-z0-9_.:-]{0,30}[\d_.])[A-Za-z][A-Za-z0-9_.:-]{3,31}"
    r"|@[A-Za-z][A-Za-z0-9_.]{3,31})(?![A-Za-z0-9])"
)


def find(plain: str) -> Iterator[Found]:
    """The ids in a plain text.

    >>> mask("微信号：abc_123，加我微信吧，号是tiaotiaohu_a，微信是a b c 零四，扣扣12345678，微信支付的")
    '微信号：［微信号］，加我微信吧，号是［微信号］，微信是［微信号］，扣扣［QQ号］，微信支付的'
    >>> mask("威❤号qiuqiu7712，➕v yunwei6677，加微信说吧：xiaolu_0719，微信里看ins-38dk2m")
    '威❤号［微信号］，➕v ［微信号］，加微信说吧：［微信号］，微信里看ins-38dk2m'
    >>> mask("加薇nn77_08，77310492这是我QQ，appid是wx88f10c2e7a")
    '加薇［微信号］，［QQ号］这是我QQ，appid是wx88f10c2e7a'
    >>> mask("LINE ID：kevin_lin88，Telegram @refund_man，报错在 line 12，钉钉webhook报错")
    'LINE ID：［聊天账号］，Telegram ［聊天账号］，报错在 line 12，钉钉webhook报错'
    """
    for match in _WECHAT.finditer(plain):
        if _is_id(match):
            yield Found(*match.span(1), Kind.WECHAT)
    for pattern in (_WECHAT_FAR, _WECHAT_BEFORE, _WECHAT_SPELT, _WECHAT_ID):
        yield from each(pattern, plain, Kind.WECHAT)
    for pattern in (_QQ, _QQ_BEFORE):
        yield from each(pattern, plain, Kind.QQ)
    yield from each(_MESSENGER, plain, Kind.MESSENGER)


def _is_id(match: re.Match[str]) -> bool:
    """A word of letters alone is an id where it is said to be one."""
    return not match[1].isalpha() or _SAID.search(match[0]) is not None or "号" in match[0]
