"""Slips of the hand and of the ear, for training: a sentence as a hurried customer sends it."""

from __future__ import annotations

from random import Random

# Characters that an input method or a dictation mixes up, in the words of this trade.
_SOUND_ALIKE = """
    退推腿 款宽 订定盯 费废肺 账帐仗 券卷劝 包抱报 续绪序 量亮 流留 单担丹 金今斤
    代带待贷 余于鱼 额恶 到道倒 付负副 钱前 申伸深 请清情 审神 核合和 拒具据 绝决觉 提题
    现线 行性形 怎则 多都 在再 的得地 是事时 不部布 吗嘛妈 为位未 有又由 没每 用永 过国
    买卖 服副 务物误 器气其 云运 域遇 名明 证正 书输 主住 机几 按安 需须许 年念 月越
    客可 人认 工公 规归 则责 原元员 路录 返反 还环 扣口 手首 充冲 值直 储除 折者 消销
    取去 进近 度肚 材财 料聊 件见 入如 问闻 联连 系细 期其 生声 效笑 失师 败拜 优有
    惠会 活火 动懂 监坚 控空 选宣 择则 续叙 套讨 餐参 数书 据剧 盘盼 带戴 实时 名命
    支知 微威 信性
"""
_LIKE = {character: group.replace(character, "") for group in _SOUND_ALIKE.split() for character in group}
_BEFORE = """
    那个 嗯 请问 你好 就是说 我想问下 亲 麻烦问一下 喂 老师 哈喽 在不在， 有人吗？ 打扰了，
    客服你好， 是这样的， 我再问一句， 不懂就问， 那我问你啊， 哎呀， 您好， 嗨， 师傅， 小姐姐，
    亲亲， 客服， 哥， 早上好， 晚上好， 救命， 急急急， 问个事， 问一哈， 咨询一下， 想了解下，
    请教一下， 劳驾， 抱歉， 怎么说呢， 然后呢， 其实吧， 反正就是， 对了， 诶那个， 呃，
    我就纳闷了， 我跟你讲， 听我说， 小白一个， 新手求问， 帮我看看， 又来了， 最后问一次， 说实话，
    有个问题， hi， hello，
"""
_AFTER = """
    啊 呢 呀 谢谢 急 在线等 哈 了 麻烦了 。。 ，谢了 ，求回复 ，拜托 ，等你 ！！ ？？ [微笑] [流泪]
    😂 🙏 ，好烦 ，尽快啊 ，有劳 ，帮帮忙 吧 嘞 哦 喔 啦 哇 呗 哈哈 ～ …… ，急用 ，感谢 ，谢谢啦
    ，辛苦了 ，辛苦回一下 ，给个准话 ，快点说 ，等着呢 ，不胜感激 ，我很着急 ，别敷衍我 ，说人话
    ，求解答 ，跪求 ，你懂的吧 ，是不是啊 ，对吧 ，可以告诉我吗 ，回个话 ，thx ，thanks [抱拳]
    [疑问] 😅 😡
"""
_OPENERS = [*_BEFORE.split(), ""]
_CLOSERS = [*_AFTER.split(), ""]


def noisy(text: str, random: Random) -> str:
    """`text` with one slip, or with fillers around it. Short texts keep every character."""
    slips = [_fill] if len(text) < 5 else [_fill, _mishear, _drop, _swap]
    return random.choice(slips)(text, random)


def _mishear(text: str, random: Random) -> str:
    places = [place for place, character in enumerate(text) if character in _LIKE]
    for place in random.sample(places, min(len(places), random.choice([1, 2]))):
        text = text[:place] + random.choice(_LIKE[text[place]]) + text[place + 1 :]
    return text


def _drop(text: str, random: Random) -> str:
    place = random.randrange(len(text))
    return text[:place] + text[place + 1 :]


def _swap(text: str, random: Random) -> str:
    place = random.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _fill(text: str, random: Random) -> str:
    return random.choice(_OPENERS) + text + random.choice(_CLOSERS)
