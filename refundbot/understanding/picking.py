"""Which of several listed purchases a message means: 只退第3行, 那个980的, web-02不要了, 其他的留着."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from refundbot.understanding.facts.sums import find_sums
from refundbot.understanding.facts.when.dates import find_dates
from refundbot.understanding.goes_back import gives_back, leaves_alone
from refundbot.understanding.lexicon.vocabulary import mentions
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.marks import marks
from refundbot.understanding.text.normal_form import normalize
from refundbot.understanding.text.numerals import number
from refundbot.understanding.text.tables import Row

_CLAUSE_END = re.compile(r"(?<=[;。!?\n])|(?<=[,:，：])(?!\d{3}(?!\d)|\d\d)|(?<=\D,)")
_N = "(?:[1-9]\\d?|[一二三四五六七八九十]{1,2})"
_THING = "(?:行|条|项|笔|台|块|单|份|款|样|张|套|个)(?!月|星期|礼拜|小时|工作日|名额)"
_SEVERAL = rf"{_N}(?: ?(?:[、,和跟与及]|还有) ?第?{_N}(?!\d))*"
_BY_PLACE = re.compile(
    rf"(?:第 ?(?P<nth>{_SEVERAL}) ?(?:{_THING}|(?=那|$|[,，。;!?退呢]))|(?<![\d年月])(?P<line>{_N}) ?行(?!业)"
    rf"|(?:序号|编号)(?:为|是|[:： ])*(?P<numbered>{_SEVERAL})|#(?P<hash>\d{{1,2}})(?!\d)"
    rf"|[(（]?(?<![\d:.])(?P<bracket>\d)[)）]|(?P<last>最(?:后|末|下)[面头边]?的?(?:那)?[一1]?{_THING}|末行)"
    rf"|倒数第?(?P<back>{_N}) ?{_THING}|(?P<first>(?<![之以])前(?P<many>[一两二三四五1-5])|头一?){_THING}"
    rf"|(?<![之以月年天])后(?P<rest>[两二三四五1-5]){_THING}|中间那?[一1]?{_THING}(?P<middle>))"
    "(?!个?(?:年|月|天|周|代|次|方))"
)
_ONE = re.compile(_N)
_OTHERS = re.compile("其[他它余]|别的|剩下|余下|另外(?:那?[几两]|的)|旁的")
_BUT = re.compile("除了|除开|除去|除(?=第)")
_ONLY = re.compile("(?:只|就|单|仅|光)(?:想|要|需要?|打算)?(?:退|动|处理|办|算|看|问)(?:掉|订)?")
_POINTS = re.compile("那|的$|的(?=[,，。;!? ])|这[个台块单笔]|" + _ONLY.pattern)
_ALL = re.compile("[都全]|整[台个]|一起|统统|一并|两[段台个笔单]|合计|一共|总共")
_COUNT = re.compile(
    r"(?<![剩余用退过了占\d第])(?:[两三四五六七八九十几]|\d{1,2})(?:台|块(?!钱)|笔|单|套|个(?!月|小时|名额))"
)
_QUOTA = pattern("<QUOTA>|无理由")
_NOT_ONLY = re.compile("不(?:是|单|光|仅)?[只光单仅止]")
_STAYS = re.compile("不受影响|(?<!不)照(?:常|旧)|无需|不涉及|保持")
_CODE = re.compile(r"(?=[a-z0-9._-]*[a-z])(?=[a-z0-9._-]*\d)[a-z0-9._-]{2,}")
"""What one machine is called by, or how large it is: web-02, 500g."""
_LETTER = re.compile(r"[a-z](?![a-z0-9._-])")
"""The letter that a row begins with: A web-01."""
_OF_A_KIND = re.compile(rf"(?:那{_THING}?|{_ONLY.pattern})(?P<kind>[^的退就也不我是了,，。;!?\s\d]{{1,4}})")


@dataclass(frozen=True)
class Picked:
    """The rows that a message means, by their places in the list, and what it says beside that."""

    going: tuple[int, ...] = ()
    """Those of which it speaks, and not that they stay."""
    staying: tuple[int, ...] = ()
    """Those of which it says that they stay."""
    by_name: bool = False
    """Whether all are meant by a number or a name, and not by what was told of them."""
    rest: str = ""
    """The text without what it says of those that stay, and without the number of the one that is meant."""


def picked(text: str, rows: Sequence[Row], now: datetime) -> Picked:
    """Which of the listed rows a text means.

    >>> from zoneinfo import ZoneInfo
    >>> rows = [Row(1, "web-01，实付：326", ("web-01",)), Row(2, "web-02，实付：980", ("web-02",))]
    >>> when = datetime(2026, 6, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    >>> [picked(text, rows, when).going for text in ("第2行", "web-02不要了", "那个326的")]
    [(1,), (1,), (0,)]
    >>> rows = [Row(1, "A 主机，实付：326", ("A 主机",)), Row(2, "B 主机，实付：98", ("B 主机",))]
    >>> picked("要退的只有B，A继续用不要动", rows, when).going
    (1,)
    """
    going: list[int] = []
    staying: list[int] = []
    kept: list[str] = []
    by_name = True
    for clause in _clauses(text):
        said = normalize(clause)
        meant, named = _meant(said, rows, now)
        left = bool(leaves_alone(said) or _STAYS.search(said) or marks(said).keeps_it)
        beside = _OTHERS.search(said) is not None
        if meant and _BUT.search(said):
            (going if left else staying).extend(meant)  # 除了第3行都留着
            kept.append("退这单" if left else "")
        elif meant and left:
            staying += meant
        elif beside and left:
            continue
        elif meant:
            going += meant
            by_name = by_name and named
            kept.append(_without_places(clause))
        else:
            kept.append(clause)
    going = [each for each in dict.fromkeys(going) if each not in staying]
    if (
        staying
        and not going
        and (
            gives_back(normalize("".join(kept))) or _OTHERS.search(text) or len(rows) - len(set(staying)) == 1
        )
    ):
        going = [each for each in range(len(rows)) if each not in staying]
    rest = "".join(kept).strip()
    return Picked(tuple(going), tuple(dict.fromkeys(staying)), by_name, rest)


def means_all(text: str) -> bool:
    """Whether a text that names none of several rows says of all of them that they go back, or asks it."""
    said = normalize(text)
    told = marks(said)
    if _ONLY.search(said) or "只有" in said or leaves_alone(said):
        return False  # one of them is meant, whichever it is
    wishes = told.wishes or (gives_back(said) and _ALL.search(said) is not None)
    return (wishes or told.asks_the_verdict or told.asks_how_much or told.asks_to_look) and not told.supposes


def without_counts(text: str) -> str:
    """What is said of several rows without their number, 三台云服务器的续费情况; a quota is left as it is."""
    return "".join(
        clause if _QUOTA.search(normalize(clause)) else _COUNT.sub("", clause) for clause in _clauses(text)
    )


def without_the_sum_of(text: str, sums: Sequence[Decimal]) -> str:
    """A text without the sum that several rows come to, which is that of none: 合计3,600能回来多少."""
    total = sum(sums)
    said = normalize(text)
    for each in reversed(find_sums(said)):
        if len(sums) > 1 and each.amount.spoken == total:
            text = text[: each.start] + text[each.end :]
    return text


def sum_of(row: Row) -> Decimal | None:
    """What a row cost, in yuan: the last sum in it."""
    sums = [each.amount.spoken for each in find_sums(normalize(row.text))]
    return sums[-1] if sums else None


def _clauses(text: str) -> Iterator[str]:
    yield from (clause for clause in _CLAUSE_END.split(text) if clause)


def _meant(said: str, rows: Sequence[Row], now: datetime) -> tuple[list[int], bool]:
    """Which rows a clause speaks of, and whether by their number or name."""
    if _NOT_ONLY.search(said):
        return [], False
    if places := list(_by_place(said, rows)):
        return places, True
    if named := list(_by_name(said, rows)):
        return named, True
    if not _speaks_of_one(said):
        return [], False
    meant = set(range(len(rows)))
    for matching in (_by_product(said, rows), _by_sum(said, rows), _by_day(said, rows, now)):
        if matching and meant & matching:
            meant &= matching
    return (sorted(meant), False) if len(meant) == 1 and len(rows) > 1 else ([], False)


def _by_place(said: str, rows: Sequence[Row]) -> Iterator[int]:
    index = {row.place: i for i, row in enumerate(rows)}
    count = len(rows)
    for match in _BY_PLACE.finditer(said):
        told = match["nth"] or match["line"] or match["numbered"] or match["hash"] or match["bracket"]
        if told:
            called = [int(number(each) or 0) for each in _ONE.findall(told)]
            yield from (index[each] for each in called if each in index)
        elif match["last"]:
            yield count - 1
        elif match["back"]:
            yield from [i for i in [count - int(number(match["back"]) or 0)] if 0 <= i < count]
        elif match["many"]:
            yield from range(min(count, int(number(match["many"]) or 0)))
        elif match["first"]:
            yield 0
        elif match["rest"]:
            yield from range(max(0, count - int(number(match["rest"]) or 0)), count)
        elif count % 2:
            yield count // 2


def _by_name(said: str, rows: Sequence[Row]) -> Iterator[int]:
    """Those of which a word that is in no other row is in the clause.

    A word that is no name of one machine, 续费, is one only where a thing is pointed at by it.
    """
    pointed = _speaks_of_one(said)
    called = [{part for name in row.names for part in _parts(normalize(name))} for row in rows]
    for i, own in enumerate(called):
        others = "\n".join(normalize(row.text) for j, row in enumerate(rows) if j != i)
        if any(not _is_word(name, others) and _stands_in(name, said, pointed) for name in own):
            yield i


def _is_word(name: str, text: str) -> bool:
    if _LETTER.fullmatch(name):
        return re.search(rf"(?<![a-z0-9]){name}(?![a-z0-9])", text) is not None
    return name in text


def _parts(name: str) -> Iterator[str]:
    yield name
    yield from _CODE.findall(name)
    if letter := _LETTER.match(name):
        yield letter[0]


def _stands_in(name: str, said: str, pointed: bool) -> bool:
    if name not in said or (len(name) < 2 and not _LETTER.match(name)):
        return False
    if _LETTER.fullmatch(name):
        return _is_word(name, said)
    if _CODE.fullmatch(name):
        return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", said) is not None
    return pointed


def _speaks_of_one(said: str) -> bool:
    return _POINTS.search(said) is not None or gives_back(said) or leaves_alone(said)


def _by_product(said: str, rows: Sequence[Row]) -> set[int]:
    """Those of the product that is named, or with the word by which a thing is pointed at: 那块盘."""
    named = {each.id for each in mentions("product", said)}
    texts = [normalize(row.text) for row in rows]
    if named:
        return {i for i, text in enumerate(texts) if named & {e.id for e in mentions("product", text)}}
    for match in _OF_A_KIND.finditer(said):
        for length in range(len(match["kind"]), 0, -1):
            if matching := {i for i, text in enumerate(texts) if match["kind"][:length] in text}:
                return matching
    return set()


def _by_sum(said: str, rows: Sequence[Row]) -> set[int]:
    told = {each.amount.spoken for each in find_sums(said)}
    return {i for i, row in enumerate(rows) if sum_of(row) in told}


def _by_day(said: str, rows: Sequence[Row], now: datetime) -> set[int]:
    told = _days(said, now)
    return {i for i, row in enumerate(rows) if told & _days(normalize(row.text), now)}


def _days(said: str, now: datetime) -> set[date]:
    """The days that a text names by a date."""
    spans = (day.resolve("past").span for day in find_dates(said, now) if not day.vague)
    return {span.earliest.date() for span in spans if span and span.earliest.date() == span.latest.date()}


def _without_places(clause: str) -> str:
    """A clause that says 这个 instead of the number of a row: 第3行可退多少."""
    return _BY_PLACE.sub("这单", _ONLY.sub("退", normalize(clause)))
