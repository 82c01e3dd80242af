"""How a message is meant: the marks that its turns of phrase leave. The phrases are `lexicon/marks.yml`."""

from __future__ import annotations

from dataclasses import dataclass, fields

from refundbot.understanding.lexicon.phrases import phrases


@dataclass(frozen=True)
class Marks:
    """Which marks a message bears."""

    asks: bool
    """It has a word of a question."""
    tentative: bool
    """It says something without being sure: 应该是昨天吧?"""
    takes_up: bool
    """It begins with 那 or 换, by which a bare name asks something."""
    unsure: bool
    """What was asked is not known or not remembered."""
    varies: bool
    """It varies what was said: 那, 如果, 换成."""
    counterfactual: bool
    """It supposes another case: 如果, 换成."""
    supposes: bool
    """Some clause of it only supposes something: 要是, 假如."""
    corrects: bool
    """It takes back what was said: 不对, 说错了."""
    names_another: bool
    """It turns to another thing beside the one talked of: 还有, 另外."""
    another_one: bool
    """It names another one of the same kind, if only by a pronoun: 另外那台, 还有一单."""
    negates_command: bool
    """It wants a command not done: 别转人工."""
    asks_to_look: bool
    """It asks that the own purchase be looked at."""
    asks_for_orders: bool
    """It asks which orders there are or where their numbers stand: 忘了订单号, 还有别的订单吗."""
    none_of_them: bool
    """Nothing of what is offered is meant: 这些都不是."""
    only_begins: bool
    """It says that something will be told, and nothing of it yet: 有个事想问下, 就是."""
    unverified: bool
    """The account is not verified: 没实名."""
    left_employee: bool
    """Who holds the account has left the company: 账号是前员工注册的."""
    asks_who_applies: bool
    """It asks who of two has to apply: 得他自己去退还是我退."""
    cannot_log_in: bool
    """Nobody can sign in to the account: 登录不上去, 密码不知道."""
    anothers_account: bool
    """It was bought on somebody else's account: 不是我的号是我儿子的号."""
    asks_who_gets_it: bool
    """It asks to whom the money goes: 退给他还是退给我."""
    own_purchase: bool
    """It tells what the customer bought themselves."""
    several_of_theirs: bool
    """Several purchases of the customer's are to be looked at."""
    keeps_it: bool
    """No refund is wanted any more."""
    postpones: bool
    """It asks about a refund at a later time."""
    complains: bool
    """It wants to complain to somebody."""
    angry: bool
    """It is written in anger: 气死我了, 太坑了."""
    charged: bool
    """It tells of a charge: 又扣我钱, 账单不对."""
    wonders: bool
    """It asks whether what was said holds even here: 我亲弟也不中？, 打进来的也算我头上."""
    despairs: bool
    """Somebody is desperate: 急死了, 赔不起."""
    loses_data: bool
    """Data are lost and wanted back: 数据全没了."""
    wishes: bool
    """It says that something is to be given back: 想退, 帮我退了, 退 rds."""
    demands_it: bool
    """It demands the refund: 退钱, 给我退."""
    names_a_refund: bool
    """It speaks of giving something back or up, whosever it is: 退, 取消, refund."""
    only_a_sum: bool
    """It is a figure and nothing else: 1980."""
    only_points: bool
    """It is a pronoun and nothing else: 那它呢."""
    stays: bool
    """What it tells of is to be kept: 接着用, 不动它."""
    counts_purchases: bool
    """It says that there are several purchases: 两样, 各."""
    bare_wish: bool
    """It is a wish for a refund and nothing else: 我要退款."""
    in_general: bool
    """It asks about the rule rather than about one's own case."""
    points_back: bool
    """A pronoun stands for what was talked of before."""
    asks_the_verdict: bool
    """It asks for the upshot: 所以到底能不能退, 给个准数."""
    asks_how_much: bool
    """It asks in so many words what comes back: 总共退多少."""
    asks_until_when: bool
    """It asks until when the refund is to be asked for: 最晚哪天退."""
    asks_how_soon: bool
    """It asks when the money is there: 哪天能到支付宝."""
    asks_where_to: bool
    """It asks where the money goes: 退至何处."""
    expects_a_charge: bool
    """It asks whether something is charged once it ends: 到期了会自动扣我钱吗."""
    asks_if_it_matters: bool
    """It asks whether what it tells makes a difference: 碍事吗, 影响吗."""
    acknowledges: bool
    """It only takes notice of what was said: 好的, 知道了, 哦."""
    denies: bool
    """It is a no and nothing else."""
    protests: bool
    """It is not content with the verdict: 凭什么, 太坑了."""
    asks_if_because: bool
    """It asks whether one thing is what decided: 就因为加了块盘？"""
    rues: bool
    """It rues what was done: 早知道不升了."""
    refused: bool
    """The refund was refused, whatever the rules say."""
    names_shared: bool
    """A traffic package is named as one for public addresses, which is shared."""

    @property
    def amends(self) -> bool:
        """Whether a variation or a correction of what was said is announced."""
        return self.varies or self.corrects

    @property
    def asks_anything(self) -> bool:
        """Whether something is asked, if only by 那 before a name."""
        return self.asks or self.takes_up

    @property
    def wants_an_answer(self) -> bool:
        """Whether it asks, wishes or complains, or at least speaks of a refund."""
        wants = self.wishes or self.bare_wish or self.names_a_refund or self.asks_to_look
        return wants or self.asks_anything or self.is_of_trouble

    @property
    def is_of_trouble(self) -> bool:
        """Whether it tells of something that went wrong: a charge, a loss, a refusal."""
        moved = self.complains or self.angry or self.charged or self.despairs or self.loses_data
        return moved or self.protests or self.refused or self.rues

    def borne(self) -> tuple[str, ...]:
        """The names of the marks that are there."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))


_NAMES = frozenset(field.name for field in fields(Marks))


def marks(normalised: str) -> Marks:
    """The marks of a normalised text."""
    text = normalised.strip()
    return Marks(**{name: mark.is_in(text) for name, mark in phrases("marks.yml", _NAMES).items()})
