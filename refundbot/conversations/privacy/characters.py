"""What the tagger sees of each character of a plain text: itself, its neighbours, the words around."""

from __future__ import annotations

import re
from functools import lru_cache

from refundbot.conversations.privacy.given import likelihood
from refundbot.conversations.privacy.names import FULL, SURNAME, is_name
from refundbot.conversations.privacy.plain import HAN_DIGITS
from refundbot.conversations.privacy.surnames import COMPOUND, RARE

_CUES = {
    "name": (
        r"姓名|名字|真名|本名|[人者](?=[:：是为])|联系人|收件人|收货人|户名|名叫|我叫|我是|叫做?|称呼|实名|本人"
        r"|先生|女士|小姐|老公|老婆|同事|朋友|经理|老师|老板|财务|会计|抬头|签字?|署名|落款"
        r"|(?i:name|contact|mr|ms|mrs|miss|dear|attn)\b"
    ),
    "home": (r"地址|住址|住在|住|寄|送到|发到|快递|搬|门牌|省|市|区|县|街|路|(?i:address|street|road)"),
    "phone": (
        r"电话|手机|座机|号码|联系方式|联系我|打给|致电|回电|拨|短信|(?i:tel|phone|call|mobile|whatsapp)"
    ),
    "chat": (r"微信?|[Vv][Xx]?(?![A-Za-z0-9])|(?i:wechat|qq|line|telegram|skype)|扣扣|企鹅|加我|飞书|钉钉"),
    "mail": r"邮箱|邮件|邮|(?i:e-?mail|gmail)|艾特|@",
    "paper": r"身份证|证件|护照|通行证|驾驶?证|驾照|执照|证号|(?i:passport|id card)",
    "bank": (r"银行卡?|卡号|账号|帐号|账户|开户|卡|行(?=[:： ]?\d)|(?i:bank|card|account|iban)"),
    "secret": (
        r"密码|口令|密钥|秘钥|私钥|暗号"
        r"|(?i:pass[a-z]{0,8}|pwd|token|secret|key|[as]k|pin|root|admin)(?![a-z])"
    ),
    "code": r"验证码|校验码|动态码|短信码|码|(?i:otp|code|cvv)",
    "plate": r"车牌|牌照|车号|车",
    "order": (
        r"订单|工单|单号|流水|发票|编号|实例|资源|案例|错误码|任务|批次|合同"
        r"|(?i:order|ticket|instance|request|trace|id)\b"
    ),
    "money": r"元|块|金额|费|价|¥|￥|(?i:rmb|usd|gb|mb|tb)\b",
    "when": r"年|月|日|点|时间|小时|天|分钟",
    "asks": r"吗|呢|什么|怎么|哪|多少|几|\?|没|不|忘",
    "ours": r"华为|云|服务器|客服|热线|控制台|公司|有限|官网|平台",
}
"""Words that say what stands beside them, by what that is."""
_CUE = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _CUES.items()))
_FAR = 16
_NUMBER = re.compile(rf"[0-9{HAN_DIGITS}](?:[ \-./_,，、·()]{{0,2}}[0-9{HAN_DIGITS}])*")
_TOKEN = re.compile(r"[!-~]+")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_SURNAME = re.compile(SURNAME)
_FULL = re.compile(FULL)
_COMPOUND = re.compile("|".join(COMPOUND))
_STOP = re.compile(r"[ ,，.。;；!！?？:：、\n()|/]")


def features(plain: str) -> list[list[str]]:
    """The features of each character."""
    length = len(plain)
    kinds = [_class(character) for character in plain]
    shown = [_shown(character) for character in plain]
    numbers, tokens, latin = [""] * length, [""] * length, [""] * length
    for match in _NUMBER.finditer(plain):
        _spread(numbers, match, _number(match[0]))
    for match in _TOKEN.finditer(plain):
        _spread(tokens, match, _token(match[0]))
    for match in _WORD.finditer(plain):
        for place in range(*match.span()):
            latin[place] = match[0].lower()[:12]
    before, after = _cues(plain)
    called = _called(plain)
    since = _since_a_stop(plain)
    until = _since_a_stop(plain[::-1])[::-1]
    around = ["<<", "<", *shown, ">", ">>", ">>>", ">>>>"]
    around[:0] = ["<<<<", "<<<"]
    shape = "".join(["<<<", *kinds, ">>>"])
    like = "".join(["<<<", *map(_named, plain), ">>>"])
    rows = []
    for i in range(length):
        a4, a3, a2, a1, c, b1, b2, b3, b4 = around[i : i + 9]
        row = [
            "b",
            f"c={c}",
            f"-1={a1}",
            f"-2={a2}",
            f"-3={a3}",
            f"+1={b1}",
            f"+2={b2}",
            f"+3={b3}",
            f"-1c={a1}{c}",
            f"c+1={c}{b1}",
            f"-2-1={a2}{a1}",
            f"+1+2={b1}{b2}",
            f"-3-1={a3}{a2}{a1}",
            f"+1+3={b1}{b2}{b3}",
            f"-4-2={a4}{a3}{a2}",
            f"+2+4={b2}{b3}{b4}",
            f"-2c={a2}{a1}{c}",
            f"c+2={c}{b1}{b2}",
            f"-1+1={a1}{c}{b1}",
            f"s5={shape[i + 1 : i + 6]}",
            f"s7={shape[i : i + 7]}",
            f"s3={shape[i + 2 : i + 5]}",
            f"s={kinds[i]}",
            f"f={before[i]}",
            f"t={after[i]}",
            f"f={before[i]},t={after[i]}",
            f"fs={before[i]},{kinds[i]}",
            f"n={called[i]}",
            f"n3={called[i : i + 4]}",
            f"n-1={called[i - 1] if i else '<'}{called[i]}",
            f"o={since[i]}",
            f"u={until[i]}",
            f"ou={since[i]},{until[i]},{kinds[i]}",
            f"on={since[i]},{called[i]},{until[i]}",
            f"g3={like[i + 2 : i + 5]}",
            f"g5={like[i + 1 : i + 6]}",
            f"g+={like[i + 3 : i + 7]}",
            f"g-={like[i : i + 4]}",
            f"sg={kinds[i]},{like[i + 4 : i + 7]}",
            f"s-1g={shape[i + 2]},{like[i + 3 : i + 6]}",
            f"s-2g={shape[i + 1]},{like[i + 2 : i + 5]}",
        ]
        if numbers[i]:
            row += [f"d={numbers[i]}", f"df={numbers[i]},{before[i]}", f"dt={numbers[i]},{after[i]}"]
        if tokens[i]:
            row += [f"t={tokens[i]}", f"tf={tokens[i]},{before[i]}"]
        if latin[i]:
            row.append(f"l={latin[i]}")
        rows.append(row)
    return rows


@lru_cache(4096)
def _class(character: str) -> str:
    if character.isdigit():
        return "0"
    if character.isascii():
        if character.isalpha():
            return "A" if character.isupper() else "a"
        return character if character in "@._-:/ \n,#()" else "'"
    if character in HAN_DIGITS:
        return "1"
    if "\u3400" <= character <= "\u9fff":
        return "S" if _SURNAME.match(character) else "R" if character in RARE else "H"
    if "À" <= character <= "ɏ" and character.isalpha():
        return "A" if character.isupper() else "a"
    return "P"


@lru_cache(4096)
def _named(character: str) -> str:
    """How like a given name, and whether a surname too."""
    kind = _class(character)
    if kind not in "SRH1":
        return kind if kind in "0Aa \n" else "-"
    return ("xyz" if kind in "SR" else "uvw")[likelihood(character)]


@lru_cache(4096)
def _shown(character: str) -> str:
    kind = _class(character)
    return kind if kind in "0Aa" else character


def _spread(places: list[str], match: re.Match[str], said: str) -> None:
    start, end = match.span()
    for place in range(start, end):
        places[place] = f"{said}{min(place - start, 3)}{min(end - 1 - place, 2)}"


def _number(text: str) -> str:
    digits = [character for character in text if character in HAN_DIGITS or character.isdigit()]
    first = "".join(character if character.isdigit() else "h" for character in digits[:1])
    groups = len(re.split(r"[^0-9" + HAN_DIGITS + r"]+", text))
    return f"{min(len(digits), 20)}g{min(groups, 4)}{first}{'.' if '.' in text else ''}:"


def _token(text: str) -> str:
    has = "".join(
        sign
        for sign, pattern in (
            ("0", r"\d"),
            ("A", "[A-Z]"),
            ("a", "[a-z]"),
            ("@", "@"),
            (".", r"\."),
            ("_", "_"),
            ("-", "-"),
            ("/", "/"),
            ("'", r"[!#$%^&*+=?]"),
        )
        if re.search(pattern, text)
    )
    size = len(text) if len(text) < 8 else 8 if len(text) < 12 else 12 if len(text) < 20 else 20
    return f"{has}{size}:"


def _called(plain: str) -> str:
    """For each character: begins or is within what looks like a name, or not."""
    marks = ["-"] * len(plain)
    for compound in _COMPOUND.finditer(plain):
        marks[compound.start()], marks[compound.end() - 1] = "C", "c"
    for i, character in enumerate(plain):
        if marks[i] == "-" and _class(character) == "S":
            match = _FULL.match(plain, i)
            if match and is_name(match[0]):
                marks[i] = "N"
                for place in range(i + 1, match.end()):
                    if marks[place] == "-":
                        marks[place] = "n"
    return "".join(marks)


def _cues(plain: str) -> tuple[list[str], list[str]]:
    length = len(plain)
    before, after = ["-"] * length, ["-"] * length
    cues = [(match.lastgroup, match.start(), match.end()) for match in _CUE.finditer(plain)]
    for number, (name, start, end) in enumerate(cues):
        following = cues[number + 1][2] if number + 1 < len(cues) else length
        for place in range(end, min(following, end + _FAR)):
            before[place] = f"{name}{_near(place - end)}"
        previous = cues[number - 1][1] if number else 0
        for place in range(max(previous, start - _FAR), start):
            after[place] = f"{name}{_near(start - 1 - place)}"
    return before, after


def _near(distance: int) -> int:
    return 0 if distance == 0 else 1 if distance < 3 else 2 if distance < 6 else 3


def _since_a_stop(plain: str) -> list[int]:
    counted, since = [], 0
    for character in plain:
        counted.append(min(since, 6))
        since = 0 if _STOP.match(character) else since + 1
    return counted
