"""Keys, passwords and one-time codes where a cue names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refundbot.conversations.privacy.kinds import Found, Kind, each
from refundbot.conversations.privacy.names import HAN
from refundbot.conversations.privacy.plain import HAN_DIGITS

_CODE_CUE = (
    r"(?:验证|校验(?!码 ?:? ?\d{5} \d{5})|动态|短信|安全|确认|认证|授权|提取|取件)码|验证吗|动态口令"
    rf"|(?:短信|收到)(?:[{HAN}]{{0,5}}?[的个串那里])?码"
    r"|(?<![A-Za-z])(?:CVV2?|CVC2?|OTP|cvv|otp|(?:[Ss][Mm][Ss]|[Vv]erif[a-z]{1,8}"
    r"|[Vv]alidation|[Aa]uth|[Ss]ecurity)[ _-]?[Cc]ode)"
    r"|(?<![A-Za-z_])(?:(?<=he )|(?<=our )|(?<=my )|(?<=in )|(?<=ion )|(?<=OTP )|(?<![A-Za-z:\d] ))[Cc]ode"
    r"(?=(?: is|[是为:])? ?(?:\d{4}(?:\d\d)?(?!\d)|\d{3}[ -]\d{3}(?![ -]?\d)"
    r"|(?=[A-Z]{0,5}\d)[A-Z0-9]{6}(?![A-Za-z0-9])))"
)
_PASSWORD_CUE = (
    r"密码|蜜码|(?<!动态)口令|(?<![A-Za-z])(?:(?i:pass[ -]?word|passwd|pwd|psw|passcode|mima)"
    r"|(?i:pass|passphrase)(?= ?[:=])|[Pp][Ww](?= ?[:=])|PIN码?|pin(?=码"
    r"| ?[:=]? ?\d{4,8}(?!\d)))(?![A-Za-z_])"
)
_KEY_CUE = (
    r"密钥|秘钥|令牌|私钥|密匙"
    r"|(?<![A-Za-z])(?:[AS]K|[as]k|(?i:(?:access|secret|api|app|client)[ _-]?(?:access)?[ _-]?(?:key"
    r"|secret)"
    r"(?:[ _-]?(?:id|secret))?|key(?= ?[:=])|(?:access|auth|refresh|session)?token"
    r"|secret(?:[ _-]?id)?|(?:j|php)?sess(?:ion)?_?id(?= ?=)))(?![A-Za-z])"
)
_OPENED = r"[ \"'“‘「『【(<]"
_SAID = (
    r"[^\n,，。;；!！?？A-Za-z0-9［］]{0,10}?(?:[,，]?就?(?<!不)[是系]|为|[成设填输入]了?|叫|(?<= )is |[:=])"
    rf"{_OPENED}*"
)
_BESIDE = rf"(?:用的?|填的?|写的?|就|的|一直|我){{0,3}}{_OPENED}{{0,3}}"

_GROUPED_DIGITS = r"\d(?:[ -]?\d){3,7}(?![0-9A-Za-z])"
_TYPED = r"[!#-&(-_a-~]"
"""A character of a secret; quotation marks stand around it."""
_SIGN = r"大写的?|小写的?|感叹号|叹号|井号|艾特|下划线|星号|横杠|减号|点|然后|接着|再|再?加上?"
"""What is told in words where a secret is spelt."""
_LETTER = rf"(?: ?[{HAN_DIGITS}]| [A-Za-z0-9](?![A-Za-z0-9])|{_TYPED})"
"""Where a secret is told letter by letter, maybe with blanks between them."""
_SPELT = (
    rf"(?:{_TYPED}|[{HAN_DIGITS}]){{0,32}}(?:(?: ?(?:{_SIGN})){{1,2}}{_LETTER}{{1,32}}){{1,8}}"
    r"(?:感叹号|叹号|井号|星号)?"
)
_WITH_HAN_DIGITS = rf"{_TYPED}{{2,64}}[{HAN_DIGITS}]{{2,12}}"
_HAN_CODE = rf"[{HAN_DIGITS}](?:[ -]?[{HAN_DIGITS}]){{3,7}}(?![{HAN_DIGITS}])"
_VALUE = rf"(?:{_GROUPED_DIGITS}|{_SPELT}|{_WITH_HAN_DIGITS}|{_TYPED}{{4,256}}|{_HAN_CODE})"
_CUED = re.compile(
    rf"(?:(?P<code>{_CODE_CUE})|(?P<password>{_PASSWORD_CUE})|(?P<key>{_KEY_CUE}))"
    rf"(?:(?P<said>{_SAID})|{_BESIDE})(?P<value>{_VALUE})"
)

_NO_WORDS = "的了吗呢吧什哪多不没错对忘怎谁我你您他她要能会可需被正重默空给告知发初这那"
_WORDS = re.compile(
    rf"(?:密码|口令|暗号)(?:[,，]?就?是|为|[设改]成了?|叫|:) ?[\"'“‘「『【]([{HAN}]{{2,16}})[\"'”’」』】]"
    rf"|密码(?:[,，]?就?是|[设改]成了?|叫|:) ?((?:(?![{_NO_WORDS}])[{HAN}]){{4,8}}\d{{0,8}})"
    r"(?=[ ,，。;；！\n]|$)"
)
_MIXED = r"(?![a-z]{1,8}-)(?=[!-~]{0,30}\d)(?=[!-~]{0,30}[A-Za-z])[!-~]{6,64}"
"""Of letters and digits, and not the id of a resource."""
_PASSWORD_NEAR = re.compile(
    rf"(?:密码|口令)(?!策略|长度|规则|强度|要求|格式|重置|找回)[{HAN}]{{1,8}}[ :]?(?!CS\d)"
    r"((?=[!-~]{0,30}\d)(?=[!-~]{0,30}[A-Za-z])[!-~]{6,64}|\d{6,8}(?![0-9A-Za-z]))"
)
_LOGIN = re.compile(
    r"(?:账号|帐号|用户名?|邮箱|登录|登陆|[Ll]ogin)(?:和|及|、|/)?(?:密码)?(?:就?是|为|[: ]){0,3}"
    r"(?:[A-Za-z][\w.@-]{1,40} ?[/|、] ?|[\w.-]{1,40}@[\w.-]{1,40} )((?=[!-~]{0,30}\d)[!-~]{6,64})",
    re.ASCII,
)
_LOGGED_IN_WITH = re.compile(
    rf"用({_MIXED})[登进]|(?<![!-~])({_MIXED}) ?用这个[登进]",
)
_OF_ROOT = re.compile(
    r"(?<![\w/.])(?:root|admin|[Aa]dministrator|ubuntu) ?[/|:：,， ] ?"
    r"((?![!-~]{0,30}@[\w-]{1,63}\.)(?=[!-~]{0,30}\d)(?=[!-~]{0,30}[!@#$%^&*])[!-~]{6,64})"
)
_IN_URL = re.compile(r"://[^\s/:@]{0,64}:([^\s/]{1,128})@")
_ON_COMMAND_LINE = re.compile(
    r"(?<!\S)-u ?\S{1,32} +-p ?['\"]?([^\s'\"]{4,64})|(?<!\S)-u ?[^\s:]{1,32}:([^\s'\"]{4,64})"
    r"|redis-cli [^\n]{0,60}?-a ?['\"]?([^\s'\"]{4,64})"
)

_FEW_DIGITS = rf"(?<![0-9A-Za-z{HAN_DIGITS}])(\d(?:[ -]?\d){{3,7}}|[{HAN_DIGITS}]{{4,8}})"
_CODE_BEFORE = re.compile(
    rf"(?<!号码 )(?<!号码)(?<!代码 ){_FEW_DIGITS}[ ,，]{{0,2}}(?:这个?|就|是|不|为|我|您|你们|刚|才|来"
    rf"|发|收到|的|短信|手机){{0,6}}"
    r"(?:验证|动态|校验)码"
)
_CODE_NEAR = re.compile(
    rf"(?:(?:验证|校验|动态|登录|登陆)码|(?<![{HAN}])码[是: ]|短信|收到的?(?:数字|码)|[46六四]位的?数字?)"
    r"[^\dA-Za-z\n]{0,12}(\d{6}|\d{3}[ -]\d{3}|\d\d \d\d \d\d)(?![ -]?[0-9A-Za-z.])"
    rf"|(?:收到|发来)的?是? ?(\d{{3}}[ -]\d{{3}}|{_HAN_CODE})(?![ -]?[0-9A-Za-z.])"
    rf"|(?<![{HAN}])(?:[46六四]位)?码(?:就?是|[: ])? ?(\d{{4,6}}|\d{{3}}[ -]\d{{3}}|{_HAN_CODE})"
    r"(?![ -]?[0-9A-Za-z.年元块])"
    r"|(?<![0-9A-Za-z.])(\d{6})[^\dA-Za-z\n]{1,6}(?:验证|校验|动态|登录|登陆)码"
)
_CODE_SHOWN = re.compile(
    rf"(?<![0-9A-Za-z{HAN_DIGITS}._-])(?<![误错][: ])(?<![误错])(\d{{4}}|\d{{6}})[ ,，]{{0,2}}"
    r"(?:就?是)?[这那]个?码(?!是?(?:什么|啥|咋|怎么))"
)
_CARD_CHECK = re.compile(r"(?:(?i:cvv2?|cvc2?)|安全码)[^\d\n]{0,5}(\d{3})(?!\d)")

_ACCOUNT = re.compile(r" [/|] [!-~]")
"""Behind the account, where the password follows."""
_FIELD = re.compile(r"[A-Za-z_]+=")
"""Of the next one in a log, no value of this."""
_COUNT = re.compile(r"\d+(?:[-~.]\d+)?")
_PLACEHOLDER = re.compile(r"([*xX.•#_?-])\1*")
"""Stands for a secret, and is none."""
_COUNTED = re.compile(r" ?(?:位|次|秒|分|个|天|元|块|小时|年|月|号|日|遍|条|多|%)")
_NO_PASSWORDS = {
    "reset", "error", "incorrect", "wrong", "invalid", "forgot", "login", "password", "expired", "change",
    "true", "false", "null", "none",
}  # fmt: skip
_CODE_OF_MAIL = 16
"""Letters of what a mail program signs in with."""
_FEWEST_OF_A_KEY, _FEWEST_OF_A_PASSWORD = 8, 4
_ENDS = ".,;:)]}>!?"
_STOPS = tuple("，。；、！？")


def find(plain: str) -> Iterator[Found]:
    """The secrets in a plain text."""
    for part in (_cued, _passwords, _codes):
        yield from part(plain)


def _cued(plain: str) -> Iterator[Found]:
    """Right behind the word for it.

    >>> mask("验证码是482913，密码Huawei@123，sk: x7Gd92kqLm；密码是大写H小写w然后2024")
    '验证码是［验证码］，密码［密码］，sk: ［密钥］；密码是［密码］'
    >>> mask("密码忘了，密码错误5次，密码为8-30个字符，password=******，验证码6位，token is superseded")
    '密码忘了，密码错误5次，密码为8-30个字符，password=******，验证码6位，token is superseded'
    """
    for match in _CUED.finditer(plain):
        kind = Kind.CODE if match["code"] else Kind.PASSWORD if match["password"] else Kind.KEY
        start, end = match.start("value"), match.end("value") - _tail(plain, match.end("value"))
        is_account = kind is Kind.PASSWORD and _ACCOUNT.match(plain, end) is not None
        is_secret = _is_secret(plain[start:end], kind, bool(match["said"]))
        if is_secret and not is_account and not _is_counted(plain, start, end):
            yield Found(start, end, kind)


def _told(
    plain: str, kind: Kind, near: re.Pattern[str], others: Iterable[re.Pattern[str]]
) -> Iterator[Found]:
    """What stands near the word for a secret, unless it counts something, and where others tell it."""
    for found in each(near, plain, kind):
        if not _is_counted(plain, found.start, found.end):
            yield found
    for pattern in others:
        yield from each(pattern, plain, kind)


def _passwords(plain: str) -> Iterator[Found]:
    """Some words behind the word for it, in Chinese words, beside the account, in an address, or a command.

    >>> mask("密码一直都是hw2024ab，口令是“芝麻开门”，账号密码 admin / Huawei@123，ftp://bot:hunter2@db")
    '密码一直都是［密码］，口令是“［密码］”，账号密码 admin / ［密码］，ftp://bot:［密码］@db'
    >>> mask("你用Kc@9931登一下，i-bp1f7k2m9q用这个登")
    '你用［密码］登一下，i-bp1f7k2m9q用这个登'
    >>> mask("密码是什么，密码是错误的，密码是初始密码，口令是不是admin，pwd=true，resetPwd cost=37ms")
    '密码是什么，密码是错误的，密码是初始密码，口令是不是admin，pwd=true，resetPwd cost=37ms'
    """
    others = (_WORDS, _LOGIN, _LOGGED_IN_WITH, _OF_ROOT, _IN_URL, _ON_COMMAND_LINE)
    return _told(plain, Kind.PASSWORD, _PASSWORD_NEAR, others)


def _codes(plain: str) -> Iterator[Found]:
    """Some words before or behind the word for it.

    >>> mask("短信上写的是275084，幺八四零五九，这个验证码五分钟有效，codeH7K2Q9")
    '短信上写的是［验证码］，［验证码］，这个验证码五分钟有效，code［验证码］'
    >>> mask("短信收到的码是7712，短信里的订单号码是20240118，收到的错误码4031，条码692837")
    '短信收到的码是［验证码］，短信里的订单号码是20240118，收到的错误码4031，条码692837'
    >>> mask("码4471；收到860 417，收到860元；your code is 730-295")
    '码［验证码］；收到［验证码］，收到860元；your code is ［验证码］'
    >>> mask("刚发来的是八八三零，收到两三个，授权码xkqvbwmzrtyplnha，授权码expired")
    '刚发来的是［验证码］，收到两三个，授权码［验证码］，授权码expired'
    """
    others = (_CODE_BEFORE, _CODE_SHOWN, _CARD_CHECK)
    return _told(plain, Kind.CODE, _CODE_NEAR, others)


def _is_secret(value: str, kind: Kind, is_said: bool) -> bool:
    if _PLACEHOLDER.fullmatch(value):
        return False
    if kind is Kind.KEY:
        word = value.strip("*_`")
        is_word = word.isalpha() and word.islower()
        return len(value) >= _FEWEST_OF_A_KEY and not is_word and (is_said or value[0].isalnum())
    if kind is Kind.CODE:
        is_of_mail = len(value) == _CODE_OF_MAIL and value.isascii() and value.islower()
        return any(map(str.isdigit, value)) or value[0] in HAN_DIGITS or is_of_mail
    is_long = len(value) >= _FEWEST_OF_A_PASSWORD and value.lower() not in _NO_PASSWORDS
    is_word = (value.isascii() and value.isalpha() and value.islower()) or _FIELD.match(value) is not None
    return is_long and (is_said or not (is_word or value[0] in ",.;:)?_"))


def _is_counted(plain: str, start: int, end: int) -> bool:
    """Five times, six digits, 8-30 characters."""
    return _COUNT.fullmatch(plain, start, end) is not None and _COUNTED.match(plain, end) is not None


def _tail(plain: str, end: int) -> int:
    """How many characters before that end are the sentence's: none where a stop of its own follows."""
    last, following = plain[end - 1], plain[end : end + 1]
    return 1 if last in _ENDS and last != "!" and following not in _STOPS else 0
