"""Where people live or have things sent, where a cue or the number of a house says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.names import HAN
from refundbot.conversations.privacy.plain import HAN_DIGITS

_MARKER = (
    "自治区|自治州|街道|大街|大道|胡同|小区|花园|公寓|大厦|广场|号楼|号院|单元|社区|新村|家园|开发区"
    "|园区|科技园|产业园"
    "|宿舍|学校|大学|医院|[省市区县镇塔乡村邨街路道巷弄苑园城府湾栋幢座楼层室房户门组队州盟旗岛屯庄坊]"
    rf"|(?<=\d)号|(?<=[{HAN_DIGITS}十百])[号段]"
)
_STEP = rf"[{HAN}A-Za-z0-9\-#·]{{1,12}}?(?: \d{{1,4}})?(?:{_MARKER})"
"""One step of the way: 浙江省, 文三路, 27号."""
_ROOM = rf"[A-Za-z]?(?:\d{{1,5}}(?!\d)|[{HAN_DIGITS}]{{2,5}})"
_DOOR = rf"(?:{_ROOM}(?:-{_ROOM}){{0,3}}[A-Za-z]?|[A-Z]|之(?:\d{{1,3}}|[{HAN_DIGITS}]))(?![A-Za-z0-9])"
_DOOR_BEHIND = r"(?:[A-Za-z\d]{1,5}[室座]?)?"
_ADDRESS = rf"{_STEP}(?:[ ,，、·]{{0,2}}{_STEP}){{0,15}}(?:[ ,，]?{_DOOR})?"

_NO_HOME = ("IP", "ip", "网络", "邮箱", "邮件", "网", "域名", "公网", "内网", "访问", "链接", "物理")
"""Before 地址: it is another sort of address."""
_HOME = "".join(f"(?<!{word})" for word in _NO_HOME) + "地址"
_LIVE = r"(?<![遮记停抓拦锁稳卡保挡])住(?:在|(?=[^\n,，。;；]{0,24}[路街村邨弄号区]))"
_SENT = r"(?:寄|送|寄送|快递)(?:[到往至给去]|(?= ?:))|发到|发往|搬到"
_ADDRESSED = re.compile(
    rf"(?:{_HOME}|住址|住处|{_LIVE}|家在|门牌号?|{_SENT}|户籍(?:所在地)?|籍贯|(?<![A-Za-z])[Aa]ddress"
    rf"|(?:公司|店|办公室)[在系喺])"
    rf"(?:改[成为]|换成|变成|就?是|为|在|写的?|填的?|到|[:（( \"“]){{0,4}}({_ADDRESS})"
)
_HOUSE = re.compile(
    rf"(?:路|街|大道|道[东西南北中]?|巷|弄|胡同|村) ?(?:[{HAN_DIGITS}十\d]{{1,2}}段)? ?\d{{1,5}}(?:号|弄|-)"
    rf"(?:{_STEP}){{0,6}}(?:{_DOOR}|[{HAN}]{{2,6}}\d{{3,5}}(?![\d年元块.]))?"
    rf"|\d{{1,4}}(?:栋|幢|号楼|单元)(?:{_STEP}){{0,4}}(?:{_DOOR})?"
    rf"|(?:邨|苑|大厦|花园|中心|广场|阁"
    rf"|[{HAN}]楼) ?(?:[A-Za-z\d]{{1,3}}[座栋期] ?)?\d{{1,5}}[室楼]{_DOOR_BEHIND}"
)
_DISTRICT = (
    "香港|九龙|新界|澳门|中环|湾仔|铜锣湾|北角|鲗鱼涌|尖沙咀|旺角|深水埗|荔枝角|红磡"
    "|观塘|九龙湾|鸭脷洲|柴湾|长沙湾|黄大仙|西贡|上水|粉岭|马鞍山|东涌|青衣|将军澳|葵涌|荃湾|屯门|元朗"
    "|沙田|大埔|氹仔|路环|黑沙环"
)
"""Of Hong Kong and Macao: no word for a town follows."""
_REGION = re.compile(
    rf"(?:(?:(?![在到至往是址寄送给系喺住])[{HAN}]){{2,7}}?[省市区县镇乡]|{_DISTRICT})[{HAN}0-9 ]{{1,30}}$"
)
_REGION_CHARACTERS = 40
_ROAD = (
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Boulevard|Blvd|Terrace"
    r"|Crescent|Parkway|Way"
    r"|Highway|Building|Tower|Block|Square)\b\.?[A-Za-z0-9 ,#'/-]{0,60}"
)
_UNIT = r"(?:Room|Rm|Flat|Unit|Suite|Apt|Block|Tower|Floor|[A-Z\d-]{1,6}/[FL])\.? ?[A-Z\d-]{0,6}"
_ENGLISH = re.compile(
    rf"(?<![A-Za-z])[Aa]ddress(?: is|:)[ ]?([A-Za-z0-9 ,.#'/-]{{0,100}}?\b{_ROAD})"
    rf"|(?<![\dA-Za-z.-])((?:{_UNIT},? ?){{0,5}}\d{{1,5}}[A-Z]? (?:[A-Z][A-Za-z']{{1,20}} ){{1,4}}{_ROAD})"
)
_PART = r"(?:[A-Z#\d][A-Za-z0-9 .'/#&()-]{0,40})"
_BY_PARTS = re.compile(
    rf"(?<![A-Za-z])(?<!IP )(?<!MAC )(?<!ail )[Aa]ddress(?: is|:) ?({_PART}(?:, ?{_PART}){{1,8}})"
    rf"|(?<![A-Za-z0-9])((?:(?:Flat|Room|Rm|Unit|Suite|Shop|Apt)\.? ?(?:\d|[A-Z](?![a-z]))"
    rf"|\d{{1,2}}/F)[A-Za-z0-9 .'/#&()-]{{0,40}}"
    rf"(?:, ?{_PART}){{1,8}})"
)
"""A door, or the word for it, and what follows between commas."""
_ASKED = re.compile("哪|什么|怎|吗|呢|多少|退|订单")
_NEXT = rf"[ ,、/]{{0,2}}(?:(?![我你他您在的和给到把有])[{HAN}]){{0,8}} ?[A-Za-z\d]{{1,5}} ?(?:{_MARKER})"
_REST = re.compile(
    rf"(?: ?(?:{_MARKER}))?(?:地[下铺])?(?:{_NEXT})*(?:[ ,/-]?{_ROOM}(?:-{_ROOM}){{0,3}}(?![\dA-Za-z{HAN}]))?"
)
"""What may still follow a part of an address: 7号, A座 1906, 26-3."""
_BARE = re.compile(
    rf"(?:[{HAN}]{{2,5}}(?:省|自治区))?(?:[{HAN}]{{2,6}}(?:市|州|盟))?(?:[{HAN}]{{1,6}}[区县市])?[{HAN}]{{0,3}}"
    r"|[A-Z][a-z]{2,12}(?: [A-Z][a-z]{2,12})?"
)
"""A region, and no more than a word behind it."""
_STREET = re.compile("[路街道巷弄村镇乡组栋楼苑园号]|小区|大厦|广场|公寓|胡同|宿舍|新城")
_PLACED = re.compile(rf"{_MARKER}|[A-Za-z]{{4}}")
_DETAIL = re.compile(r"\d ?(?:号|弄|栋|幢|座|单元|室|层|楼|巷|组|村)")


def whole(plain: str, start: int, end: int) -> int | None:
    """Where an address ends of which a part was found; `None` where that part names a region alone, or
    no place.

    >>> whole("寄贵阳市金阳南路 6 号 会展城 A 区 1 栋 26-3", 1, 13)
    29
    >>> whole("我在江苏省徐州市", 2, 8)
    """
    is_bare = _BARE.fullmatch(plain, start, end) and not _STREET.search(plain, start, end)
    if is_bare or not _PLACED.search(plain, start, end):
        return None
    rest = _REST.match(plain, end)
    return rest.end() if rest else end


def find(plain: str) -> Iterator[Found]:
    """The addresses in a plain text."""
    for found in (*_after_a_cue(plain), *_by_the_house(plain)):
        yield Found(found.start, whole(plain, found.start, found.end) or found.end, found.kind)
    for pattern in (_ENGLISH, _BY_PARTS):
        yield from each(pattern, plain, Kind.ADDRESS)


def _after_a_cue(plain: str) -> Iterator[Found]:
    """Two steps of the way, or the number of a house or a door.

    >>> mask("地址：北京市海淀区中关村大街27号1101室，谢谢；地址在哪里改")
    '地址：［地址］，谢谢；地址在哪里改'
    """
    for found in each(_ADDRESSED, plain, Kind.ADDRESS):
        text = plain[found.start : found.end]
        is_far = len(re.findall(_STEP, text)) > 1 or _DETAIL.search(text) is not None
        if len(text) > 3 and is_far and _ASKED.search(text) is None:
            yield found


def _by_the_house(plain: str) -> Iterator[Found]:
    """A street and a number, with a town before them.

    >>> mask("上海市浦东新区世纪大道100号；世纪大道100号")
    '［地址］；世纪大道100号'
    >>> mask("宁波市海曙区药行街42号, 天一豪景A座 1906；九龍塘窩打老道155號地下呢個")
    '［地址］；［地址］呢個'
    >>> mask("广州市天河路3号,我在2楼等")
    '［地址］,我在2楼等'
    """
    for match in _HOUSE.finditer(plain):
        earliest = max(0, match.start() - _REGION_CHARACTERS)
        region = _REGION.search(plain[earliest : match.start()])
        if region:
            yield Found(earliest + region.start(), match.end(), Kind.ADDRESS)
