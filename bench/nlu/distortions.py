"""Ways in which the same question arrives less clean. They are not those that training makes copies with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from opencc import OpenCC

_TRADITIONAL = OpenCC("s2t")
_HEARD = [
    *(
        "退蜕",
        "款宽",
        "钱乾",
        "账涨",
        "订钉",
        "单但",
        "几己",
        "费飞",
        "包爆",
        "量凉",
        "流六",
        "券圈",
        "到道",
        "时十",
    ),
    *(
        "么吗",
        "续序",
        "申身",
        "请庆",
        "审婶",
        "核盒",
        "拒剧",
        "退煺",
        "票漂",
        "期七",
        "买迈",
        "用涌",
        "办半",
        "快块",
    ),
    *(
        "能楞",
        "还孩",
        "没煤",
        "开凯",
        "通同",
        "多朵",
        "久酒",
        "天添",
        "为维",
        "什神",
        "怎曾",
        "可课",
        "以已",
        "月悦",
    ),
]
_ENGLISH = {
    "退款": "refund",
    "退订": "unsubscribe",
    "订单": "order",
    "发票": "invoice",
    "服务器": "server",
    "流量包": "data package",
    "优惠券": "coupon",
    "账户": "account",
    "账号": "account",
    "客服": "support",
    "工单": "ticket",
    "审核": "review",
    "余额": "balance",
    "续费": "renew",
    "申请": "apply",
    "取消": "cancel",
}
_BEFORE = ["哎", "那什么", "就想问问哈", "不好意思打扰一下", "话说", "你好在吗"]
_AFTER = ["来着", "诶", "麻烦快点回我", "多谢多谢", "[捂脸]", "😭😭"]


def misheard(text: str, random: Random) -> str:
    """One character as dictation or an input method mixes it up, where the text has such a one."""
    like = {pair[0]: pair[1] for pair in _HEARD}
    places = [place for place, character in enumerate(text) if character in like]
    return _with(text, random.choice(places), lambda old: like[old]) if places else text


def dropped(text: str, random: Random) -> str:
    """A character is missing."""
    return _with(text, random.randrange(len(text)), lambda _: "")


def swapped(text: str, random: Random) -> str:
    """Two neighbours have changed places."""
    place = random.randrange(max(1, len(text) - 1))
    return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]


def traditional(text: str, _: Random) -> str:
    """Traditional characters."""
    converted: str = _TRADITIONAL.convert(text)
    return converted


def english(text: str, _: Random) -> str:
    """Words of the trade in English."""
    for chinese, word in _ENGLISH.items():
        text = text.replace(chinese, f" {word} ")
    return text


def filled(text: str, random: Random) -> str:
    """Words without meaning around it."""
    return f"{random.choice(_BEFORE)}，{text}{random.choice(_AFTER)}"


DISTORTIONS: Mapping[str, Callable[[str, Random], str]] = {
    "homophone": misheard,
    "dropped character": dropped,
    "swapped characters": swapped,
    "Traditional": traditional,
    "mixed English": english,
    "fillers": filled,
}


def _with(text: str, place: int, change: Callable[[str], str]) -> str:
    return text[:place] + change(text[place]) + text[place + 1 :]
