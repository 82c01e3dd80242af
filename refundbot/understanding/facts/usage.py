"""How much of a purchase was used, is left, or there was: 200G用了50G, 还剩八成, 用了一半, 一点没用."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.text.numerals import HEDGE, LOOSE, MORE, NUMBER, number, quantity

_MB = {"t": 1024 * 1024, "g": 1024, "m": 1, "兆": 1}
"""A volume's unit in MB; packages are measured in steps of 1024."""
_VOLUME = re.compile(
    rf"(?P<hedge>(?:{HEDGE}) ?)?(?P<count>{NUMBER}|(?<![一二两三四五六七八九十])半)(?P<more>{MORE})? ?"
    rf"个?(?P<more2>{MORE})? ?"
    rf"(?P<unit>(?:tb|gb|mb|tib|gib|mib|[tgm])(?![a-z])|兆)(?P<tail>{LOOSE})?"
)
_SHARE = re.compile(
    rf"(?P<hedge>(?:{HEDGE}) ?)?(?:(?P<percent>\d{{1,3}}(?:\.\d{{1,4}})?) ?%"
    rf"|百分之(?P<spoken>{NUMBER})"
    rf"|(?P<below>[二三四五六七八九十百\d]{{1,3}})分之(?P<above>[一二三四五六七八九\d]{{1,2}})"
    rf"|(?P<tenths>[一两二三四五六七八九十]|[1-9]|10)成(?![功本交])(?P<and_half>半)?|(?P<half>(?<!另)一半(?!以上|都没)|半数))(?P<tail>{LOOSE})?"
)
_USED = re.compile(
    r"(?<![a-z])used ?$|(?:已经?|[只才就刚])?(?:使用|消耗|用|跑|耗)(?:掉了?|去了?|了|过|到了?"
    r"|量)?(?:大概|大约|差不多|也就|可能|总共|一共|才|了|不到|有|是|为|:| )*$"
)
_LEFT = re.compile(
    r"(?:剩余?下?|余下?|还有|没用的?有?|未用的?)(?:了|的|流量|大概|大约|差不多|可能|也就|是|有"
    r"|还|不到|:| )*$"
)
_LEFT_BEHIND = re.compile(
    r"(?:流量)?(?:左右|多)?(?:都|还|是)?(?: ?left|没有?用|未用|没动|没使"
    r"|剩(?!下?余?[大约]?[概莫]?[\d一二两三四五六七八九十百半]))"
)
_USED_BEHIND = re.compile(r"(?:流量)?(?:左右|多)?(?:都|已经?|被|就)*(?:用(?:掉|了|完)|跑(?:掉|了|完)|消耗)")
_DISK = re.compile(r"(?:硬盘|盘|evs|内存|磁盘|存储空间|ssd|带宽)(?:是|的|大小|容量|: ?)*$")
_DISK_BEHIND = re.compile(
    r"的?(?:云硬盘|硬盘|数据盘|系统盘|磁盘|云盘|盘|evs|内存|ssd|带宽|宽带|/s|ps|b?ps|口)"
)
_TOTAL = re.compile(
    r"(?<![a-z])total ?$|(?:总共|一共|总量|容量|共|规格|买[了的]?|购[买入]?了?|总|包)(?:是|有"
    r"|: ?|个|一个|了)*$"
)
_TOTAL_BEHIND = re.compile(
    r"(?:的|大小|那个|这个|一个|/| )*(?:[\u4e00-\u9fffa-z]{0,6}?(?:流量|包)|里|,|，|用|跑|还|就|才|只|剩)"
)
_NO_USE = re.compile(
    r"的?(?:时间|周期|期限|天数)|(?:的?时候?|就|再|左右)*(?:提醒|报警|告警|预警|通知)|的?时(?:候|(?!间))|还是"
)
_RATE = re.compile(r"每|平均|日均|一页|一天|推荐|打算|准备|想买|还是|多少")


@dataclass(frozen=True)
class Usage:
    """What a text says of use, and the characters that it claims."""

    facts: tuple[Fact, ...]
    taken: frozenset[int]


def usage(reading: Reading, asked: str | None) -> Usage:
    """The volumes and shares in a text. Volumes are in GB (1 TB = 1024 GB), shares between 0 and 1.

    A bare figure is what was used if the use was `asked` for.
    """
    text = reading.text
    found = [*_VOLUME.finditer(text), *_SHARE.finditer(text)]
    facts = [fact for match in found for fact in _facts(reading, match, asked)]
    return Usage(tuple(facts), frozenset(i for match in found for i in range(*match.span())))


def _facts(reading: Reading, match: re.Match[str], asked: str | None) -> Iterator[Fact]:
    volume = match.re is _VOLUME
    kind = _kind(reading, match) or ("used" if asked == "used" else None)
    value, approximate = _volume(match) if volume else _share(match)
    if kind is None or value is None or (not volume and (kind == "total" or value > 1)):
        return
    field = f"{kind}_gb" if volume else f"{kind}_ratio"
    yield reading.fact(field, value, *match.span(), approximate)
    if kind == "used":
        yield reading.fact("used", value > 0, *match.span())


def _kind(reading: Reading, match: re.Match[str]) -> str | None:
    """Whether the figure says what was used, is left or was there in all; else `None`."""
    before, behind = reading.before(match.start()), reading.after(match.end())
    if _DISK.search(before) or _DISK_BEHIND.match(behind) or _NO_USE.match(behind):
        return None
    if match.re is _VOLUME and _RATE.search(before):
        return None
    if _LEFT.search(before) or _LEFT_BEHIND.match(behind):
        return "left"
    if _USED.search(before) or (match.re is _SHARE and _USED_BEHIND.match(behind)):
        return "used"
    if (
        match.re is _VOLUME
        and match["unit"] != "兆"
        and (_TOTAL.search(before) or _TOTAL_BEHIND.match(behind))
    ):
        return "total"
    return None


def _volume(match: re.Match[str]) -> tuple[Decimal | None, bool]:
    after = (match["more"] or "") + (match["more2"] or "") + (match["tail"] or "")
    count = "0.5" if match["count"] == "半" else match["count"]
    amount = quantity(count, match["hedge"] or "", after)
    if amount is None or amount.vague:
        return None, False
    return amount.spoken * _MB[match["unit"][0]] / 1024, amount.approximate


def _share(match: re.Match[str]) -> tuple[Decimal | None, bool]:
    loose = bool(match["hedge"] or match["tail"])
    if match["percent"]:
        return Decimal(match["percent"]) / 100, loose
    if match["spoken"]:
        value = number(match["spoken"])
        return (value / 100 if value is not None else None), loose
    if match["below"]:
        above, below = number(match["above"]), number(match["below"])
        if not above or not below:
            return None, False
        share = above / below
        return share.quantize(Decimal("0.0001")).normalize(), loose or share != share.quantize(
            Decimal("0.0001")
        )
    if match["tenths"]:
        return (number(match["tenths"]) or Decimal(0)) / 10 + Decimal("0.05") * bool(match["and_half"]), loose
    return Decimal("0.5"), loose
