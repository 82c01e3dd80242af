"""Questions that a message asks in words that leave no doubt, whatever it is likeliest about."""

from __future__ import annotations

from collections.abc import Mapping

from refundbot.understanding.lexicon.words import pattern

_INVOICE = "(?:发票|开票|专票|普票|票据|收据)"
_TURN = "退[款订]?的?[^,，。;!?没不想]{0,8}?"
_CANNOT = (
    "不会(?:弄|操作|点|用|搞|整|办|退|上网|电脑|打字)|不(?:懂|识|太会)(?:弄|操作|用|字|电脑|怎么弄)?(?:$|[,，。!])"
    "|看不[清懂见]|老了|[六七八]十(?:多|几|来)?(?:岁|了)|年纪大|眼睛(?:不|花)|眼花|手[笨抖]"
)
_FOR_ME = (
    "(?:[帮替给]我|[帮替]忙|你们?(?:直接|来|去)?[给帮]?)[^,，。;!?钱]{0,6}(?<!怎么)"
    "(?:退(?![给到回多])|点(?!儿)|弄|操作|办)"
)
_GONE = "(?:取消|关闭|关|撤销|撤回|撤)"
_QUESTIONS: Mapping[str, str] = {
    "policy.invoice/fee": f"手续费[^,，。;!?]{{0,8}}{_INVOICE}|{_INVOICE}[^,，。;!?]{{0,4}}手续费",
    "policy.invoice/red": (
        "(?:冲红|红冲|红字)[^,，。;!?]{0,8}(?:怎么|咋|如何|哪|吗|谁|要|开|办|不$)"
        "|(?:怎么|咋|如何|要不要|用不用|需要)[^,，。;!?]{0,4}(?:冲红|红冲|红字)"
    ),
    "payout.missing/proof": (
        "(?:怎么|如何|咋)(?:入账|做账|记账|走账|平账)|账(?:上|面|务)?[^,，。;!?]{0,2}(?:怎么|如何|咋)(?:记|做|走|入)"
    ),
    "payout.time/parts": (
        "(?<!今年)(?:退|到账|打|返|钱|款)[^,，。;!?今年]{0,6}(?:几|多少)笔(?!了)|笔[^,，。;!?]{0,3}还是[^,，。;!?]{0,3}笔"
    ),
    "process.progress/cancelled": (
        f"{_TURN}(?:显示|状态|写着?|变成?)[^,，。;!?没]{{0,6}}{_GONE}(?!订单)"
        f"|{_TURN}(?:被|自动|系统|自己)[^,，。;!?没]{{0,4}}{_GONE}[了掉]?"
        f"|退[款订][^。;!?没想]{{0,14}}(?:状态[^,，。;!?没]{{0,6}}已?|已(?:经)?(?:被)?)(?:取消|关闭|撤销)"
        f"|退[款订][^。;!?没想能]{{0,8}}(?:系统|平台|后台|你们|自动|自己)[^,，。;!?没]{{0,4}}{_GONE}[了掉]"
    ),
    "process.apply/for_me": (
        f"(?:{_CANNOT})[^。;!?]{{0,16}}?{_FOR_ME}|{_FOR_ME}[^。;!?]{{0,12}}?(?:{_CANNOT})"
        f"|(?:怎么|咋|如何)(?:点|弄|操作|办|退)[^。;!?]{{0,6}}(?:{_CANNOT}|不会[啊呀的]*$)"
        "|^(?:我|俺|可是?|但是?|老了|年纪大了?|[,，])*(?:也|都|真的?|实在)*不会(?:弄|操作|用|搞|点|办|退)"
        "(?:这个|电脑|手机)?[啊呀的了呢嘛。!]*$"
    ),
}
_PATTERNS = {question: pattern(words) for question, words in _QUESTIONS.items()}


_OF_MONEY = "(?:[钱块元券卡费\\d百千万]|部分|剩下的?|余下的?|这些|(?:^|[,，。;! ])那?(?:这|就))"
_LOST = pattern(
    f"{_OF_MONEY}[^,，。;!?数]{{0,5}}?(?:就|都|全|白|不就)(?:这么|这样)?(?:没[了啦咯]|没有[了啦]|不退了?|不还了?|飞了|蒸发)"
    "|扣[^,，。;!?]{0,4}(?:钱|部分|费)[^,，。;!?]{0,2}不(?:给|让)?退"
    "|^那?(?:[这那]?[\\d百千万.]{2,8}(?:块钱?|元)|[这那][\\d百千万.]{2,8})(?:的券)?(?:呢|怎么说|咋办|怎么办)[?啊]*$"
    "|(?:剩下?|余下?|没用)的?[那这]?[\\d一两二三四五六七八九十几]{1,3}个?(?:月|天|年|周)(?:的?钱)?(?:呢|怎么[办说算]|咋办)"
    "|才(?:退|给|回|有|拿)?(?:我|到|回来?)?[这那]么?(?:点|一?[点些]|少)|(?:就|只)(?:退|给)(?:我|回来?)?[这那]么?(?:点|一?[点些]|少)"
    "|打(?:了)?水漂|白(?:花|扔|付|交|给|买|瞎|费)(?:了|啦|的|呀|啊|[?]|$)|(?<!不)(?<!不会)亏(?:了|大|死|啊|吗|不|$)|吃亏"
)


def rues_a_loss(normalised: str) -> bool:
    """Whether a normalised message takes money, or a part of it, for lost, or asks what becomes of it.

    >>> [rues_a_loss(text) for text in ("那这30块就没了?", "那我不是亏了", "数据就没了吗", "名额都没了")]
    [True, True, False, False]
    """
    return _LOST.search(normalised) is not None


def plainly_asked(normalised: str) -> str | None:
    """The question, by its name, that a normalised message asks in plain words; `None` where there is none.

    >>> [plainly_asked(text) for text in ("可以开手续费的发票吗", "退款是几笔", "冲红怎么开")]
    ['policy.invoice/fee', 'payout.time/parts', 'policy.invoice/red']
    >>> [plainly_asked(text) for text in ("退款显示已取消", "你帮我退一下,我不会弄", "怎么退")]
    ['process.progress/cancelled', 'process.apply/for_me', None]
    """
    return next((question for question, words in _PATTERNS.items() if words.search(normalised)), None)
