"""Turns of phrase that a rule listens for where it needs them: the words are `lexicon/sayings.yml`.

What tells by itself how a message is meant is a mark (`marks.py`); a saying means what it does only where its
rule asks, as 不管它行不行 of an order that waits.
"""

from __future__ import annotations

from enum import Enum

from refundbot.understanding.lexicon.phrases import phrases


class Saying(Enum):
    """What a clause or a message says."""

    HANGS_ON_IT = "hangs_on_it"
    """Something was added to the thing talked of: 给它加了块盘."""
    ONLY_OF_USE = "only_of_use"
    """How a thing is used, and not that it was bought or goes back: 域名都还没绑呢."""
    OF_A_PURCHASE = "of_a_purchase"
    """A thing was bought, or goes back: 流量包是上周买的."""
    REFUNDED_BEFORE = "refunded_before"
    """Something was refunded before: 已经退过两台."""
    WENT_BACK = "went_back"
    """It is told what went back in the year, and so used the quota up: 今年五天内退掉的我数过."""
    COUNTS_ON_IT = "counts_on_it"
    """What is left of the quota is only concluded from what is asked: 那两个不算吧？所以我还剩两次."""
    GOT_IT_BACK = "got_it_back"
    """It is told that the money came back: 第二天就退了, 全给退回来了."""
    WAY_BACK = "way_back"
    """A channel is one for the money to come back through, and not the one paid by: 能用微信提现吗."""
    STOPS_CHARGES = "stops_charges"
    """It is asked how charges are stopped: 怎么叫它不要扣了."""
    BY_RENEWAL = "by_renewal"
    """The charges are those of a renewal: 咋让它别再续了."""
    TOOK_OURS = "took_ours"
    """Somebody used up the quota of the account, which is the customer's own: 他把最后一个名额用掉了."""
    ITSELF_UNPAID = "itself_unpaid"
    """The order talked of waits for its payment, whatever price was told: 订单写的待支付，我没付钱."""
    NEVER_PAID = "never_paid"
    """An order was not paid at all, so that nothing was charged: 买了服务器还没付款."""
    LEFT_THERE = "left_there"
    """It is asked what becomes of an order that waits: 不管它行不行, 会扣我钱吗."""
    SAYS_WHAT_IS_RIGHT = "says_what_is_right"
    """A clause of a correction that says what is right: 是 ECS 不是 EIP."""
    PROMISED = "promised"
    """Others say that it can be refunded: 我同事说能退的."""
    THAT_DAY = "that_day"
    """A day that was told before: 那天排队."""
    TOO_LATE = "too_late"
    """A time has passed, without a date: 超了5天, 来晚了."""
    SPEAKS_OF_A_DATE = "speaks_of_a_date"
    """A date, whatever is said of it: 几点开的记不清了."""
    SPEAKS_OF_THE_SUM = "speaks_of_the_sum"
    """What was paid, whatever is said of it: 多少钱忘了."""
    SPEAKS_OF_THE_QUOTA = "speaks_of_the_quota"
    """The quota, whatever is said of it: 名额我记不清了."""
    TAKES_NO_QUOTA = "takes_no_quota"
    """Some of the quota went to what takes none of it: 10次里面有2次是退未生效的续费."""
    BOTH_PERIODS = "both_periods"
    """Of a renewal: what was there before it is asked for as well: 两段都退能拿多少."""
    RENEWS_FIRST = "renews_first"
    """It is thought of renewing what ended, to give it back then: 我续一个月再退行不行."""
    OF_A_KIND = "of_a_kind"
    """It is said of all things of a kind, and of none that was bought: 网上都说资源包一生效就不退."""
    ASKS = "asks"
    """A clause asks something: 能退吗."""
    OF_ONESELF = "of_oneself"
    DRAWS_ON_NO_PACKAGE = "draws_on_no_package"
    """A clause begins with oneself, or with the thing that is there: 我是用微信付的, 这笔480元能退吗."""
    PAYS_FOR_IT = "pays_for_it"
    """Another person paid, for what is talked of: 他是用微信给的钱."""

    PLEADS_FOR_IT = "pleads_for_it"
    """An exception is asked for: 就超一个多小时，通融下."""
    HOLDS_OUT = "holds_out"
    """It is asked whether what stays goes on working: 机器还能用到14号吧."""
    LEAVES_IT = "leaves_it"
    """It is to be left as it is, without doing anything: 那我放着不管它也行?"""
    ONCE_DELETED = "once_deleted"
    """It is asked whether deleting it ends the charges: 删了就不会再扣了吧."""
    ONCE_SHUT_DOWN = "once_shut_down"
    """It is asked whether shutting it down ends the charges: 关机就不扣了吧."""
    PAGE_PREVAILS = "page_prevails"
    """It is asked which sum counts where two differ: 有出入的话以什么为准."""
    IN_TIME_THEN = "in_time_then"
    """It is asked whether there is a day to be kept: 我得赶紧弄是吧, 今晚之前必须点吗."""
    DETACHES_FIRST = "detaches_first"
    """It is asked whether a disk has to be detached before: 要先卸吗."""
    UNTIL_WHEN_BLOCKED = "until_when_blocked"
    """It is asked how long what stands in the way lasts: 那要等到什么时候."""
    LOOKS_FOR_A_WAY = "looks_for_a_way"
    """Another way is asked for: 还有啥办法没."""
    LEFT_AFTERWARDS = "left_afterwards"
    """It is asked what is left of the quota once this is given back: 退完这单今年就没名额了呗."""
    HOLDS_EVEN_SO = "holds_even_so"
    """It is wondered at that even so nothing comes back: 一点没用，这也不行?"""
    WHOM_TO_ASK = "whom_to_ask"
    """It is asked in English whom to turn to."""

    def is_in(self, text: str) -> bool:
        """Whether a normalised clause or message says it."""
        return phrases("sayings.yml", _NAMES)[self.value].is_in(text)


_NAMES = frozenset(saying.value for saying in Saying)
