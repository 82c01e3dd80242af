"""The one form of a text that all of understanding works on.

`normalize` keeps the length, so an offset in the normalised text is the same offset in what the customer
wrote. The customer's own text is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from refundbot.understanding.text.misheard import mend

MAX_CHARACTERS = 2000
"""Text beyond this many characters is cut before any tokenizer sees it: it bounds the time of a message."""

_YESTER = "琴寻噚㖊擒"
"""How a Cantonese yesterday is spelt."""

# Taiwan, Hong Kong and Cantonese words, and slips that sound otherwise, with the word that is meant.
# Each pair has one length. They are looked up after the conversion to Simplified characters.
_WORDS = {
    "伺服器": "服务器",
    "网路": "网络",
    "频宽": "带宽",
    "硬碟": "硬盘",
    "网域": "域名",
    "软体": "软件",
    "硬体": "硬件",
    "简讯": "短信",
    "短讯": "短信",
    "登入": "登录",
    "联络": "联系",
    "预设": "默认",
    "资料库": "数据库",
    "帐": "账",
    "咗": "了",
    "冇": "没",
    "嘅": "的",
    "唔": "不",
    "佢": "他",
    "喺": "在",
    "哋": "们",
    "嗰": "那",
    "嚟": "来",
    "畀": "给",
    "俾": "给",
    "攞": "拿",
    "嘢": "货",
    "啲": "些",
    "㗎": "的",
    "咩": "吗",
    "啱啱": "刚刚",
    "而家": "现在",
    "落单": "下单",
    "几耐": "多久",
    "几时": "何时",
    "边度": "哪里",
    **{f"{each}日": "昨日" for each in _YESTER},
    **{f"{each}晚": "昨晚" for each in _YESTER},
    **{f"{each}朝": "昨早" for each in _YESTER},
    "听晚": "明晚",
    "听朝": "明早",
    "听日": "明日",
    "朝早": "早上",
    "朝头早": "大早上",
    "上昼": "上午",
    "下昼": "下午",
    "晏昼": "下午",
    "晚黑": "晚上",
    "晚头": "晚上",
    "黑间": "晚上",
    "夜头": "夜里",
    "挨晚": "傍晚",
    "擦黑": "傍晚",
    "傍黑": "傍晚",
    "天傍晚": "天擦黑",
    "后晌": "下午",
    "下晌": "下午",
    "头晌": "上午",
    "前晌": "上午",
    "上晌": "上午",
    "晌午": "中午",
    "晌火": "中午",
    "夜儿个": "昨儿个",
    "今朝": "今日",
    "点解": "为何",
    "点样": "怎样",
    "点算": "怎办",
    "点计": "怎算",
    "係咪": "是否",
    "系咪": "是否",
    "唔系": "不是",
    **{each: each for each in ("关系", "联系", "体系")},
    "系呀": "是呀",
    "系啊": "是啊",
    "系㗎": "是的",
    "得唔得": "行不行",
    "唔得": "不行",
    "使唔使": "用不用",
    "唔使": "不用",
    "仲有": "还有",
    "仲未": "还未",
    "仲可": "还可",
    "仲要": "还要",
    "仲想": "还想",
    "仲系": "还是",
    "边个": "哪个",
    "边张": "哪张",
    "去边": "去哪",
    "几多": "多少",
    "用晒": "用完",
    "旧年": "去年",
    "呢个": "这个",
    "呢单": "这单",
    "呢笔": "这笔",
    "呢张": "这张",
    "呢部": "这部",
    "搵": "找",
    "啱": "对",
    "代金卷": "代金券",
    "现金卷": "现金券",
    "优惠卷": "优惠券",
    "折扣卷": "折扣券",
    **{f"{each}卷": f"{each}券" for each in ("抵扣", "抵用", "满减", "体验", "学生", "另外", "张")},
    "卷抵": "券抵",
}
_OTHERWISE = {"今朝": "今早", **{each: each for each in ("听日", "听朝", "寻朝")}}
"""What some of them mean beside other words: 今朝九点 is of the morning, 寻朝阳区的 no day at all."""
_BESIDE = r"今朝(?= ?(?:\d{1,2}|[一二两三四五六七八九十]{1,2})[点:])|听日(?=[语文本])|[听寻]朝(?=[阳鲜廷代])"
_MEANT = re.compile(rf"(?P<beside>{_BESIDE})|{'|'.join(sorted(_WORDS, key=len, reverse=True))}")

# Han characters one by one, a number or a word of another script as a whole, any other mark by itself.
# The "cs" of an order number is a word of its own, even behind another one ("ordercs2611000123").
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ORDER = r"cs(?=\d{10})"
_TOKEN = re.compile(rf"[{_HAN}]|\d+(?:\.\d+)?|{_ORDER}|(?:(?!{_ORDER})[^\W\d_{_HAN}])+|\S")

_SEPARATORS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def cap(text: str) -> str:
    """The first `MAX_CHARACTERS` characters of `text`."""
    return text[:MAX_CHARACTERS]


def normalize(text: str) -> str:
    """`text` in compatibility form, lower case, Simplified characters and the words meant, in their places.

    A step that would change the number of characters is left out for that character (a ligature stays one).
    Zero-width, control and unassigned characters become spaces.

    >>> normalize("ＥＣＳ能退嗎")
    'ecs能退吗'
    """
    folded = "".join(map(_fold, text))
    simplified = _simplifier().convert(folded)
    if len(simplified) != len(
        folded
    ):  # every entry of OpenCC's t2s keeps the length; offsets must not rely on it
        simplified = folded
    return _MEANT.sub(_word_meant, mend(simplified))


def _word_meant(match: re.Match[str]) -> str:
    return (_OTHERWISE if match["beside"] else _WORDS)[match[0]]


def token_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each token: a Han character, a whole number, a whole word, or one other mark.

    >>> [text[start:end] for text in ["退ecs花99.5?"] for start, end in token_spans(text)]
    ['退', 'ecs', '花', '99.5', '?']
    """
    return [match.span() for match in _TOKEN.finditer(text)]


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    if unicodedata.category(character) in _SEPARATORS or ord(character) in _VARIATION_SELECTORS:
        return " "
    for form in (unicodedata.normalize("NFKC", character), character):
        lowered = form.lower()
        if len(lowered) == 1:
            return lowered
    return character


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
