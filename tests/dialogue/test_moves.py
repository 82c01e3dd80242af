"""The table of moves: each one is made by some script, and left out, another takes its place."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import refundbot.dialogue
from refundbot.dialogue import Memory, Services, Turn, respond
from refundbot.dialogue.listed import in_its_row
from refundbot.dialogue.moves import MOVES, choose
from refundbot.dialogue.respond import respond_traced
from refundbot.dialogue.situate import situate
from refundbot.replies import ESCAPE

from .conftest import NOW, Said

CHECK = "eligibility.check"
OPEN = ("昨天买的云服务器能退吗", CHECK)
DECIDED = ("我前天新买的包月云服务器，1299块，五天名额还有，能退吗", CHECK)
PAID_BY_ALIPAY = ("我前天新买的包月云服务器，支付宝付的1299块，五天名额还有，能退吗", CHECK)
NEARLY = ("我前天付的包月云服务器，1299块，名额还有六个，能退吗", CHECK)
BLOCKED = ("mysql数据库6月2号续了一年，付了2400，原来7月20号到期，续完又加了块磁盘，能退续费吗", CHECK)
RENEWED = ("云服务器6月20号续了一个月，付了100，7月5号才开始，续费能退吗", CHECK)
LIKELY = ("云服务器6月20号续了一个月，付了100，7月5号才开始，想退续费", CHECK)
ON_DEMAND = ("按需计费的公网IP扣了64块，能退吗", CHECK)
REFUSED = ("我上个月买的共享流量包500G用了30G能退吗", CHECK)
LIST = ("f-1 云服务器 6月20日 150元\nf-2 云服务器 6月23日 260元", CHECK)
SCRIPTS: dict[str, tuple[Said, ...]] = {
    "hand_over": (OPEN, ("转人工", "support.handoff")),
    "take_up_the_offered": (
        ("小周3月份用她自己的账号买过一台云服务器，一年1200，她去退还扣了手续费", CHECK),
        ("昨天我也买了一台，包月99，没退过，能退多少", CHECK),
        ("前面那单也看看", "dialogue.restart"),
    ),
    "wait": (OPEN, ("等一下", "dialogue.wait")),
    "start_over": (OPEN, ("重新来", "dialogue.restart")),
    "look_at_the_row": (LIST, ("都退", CHECK)),
    "ask_which_row": (LIST,),
    "leave_one_out": (DECIDED, ("还有一台也是前天新买的，包月88块", CHECK), ("第一台不退了", None)),
    "stop": (OPEN, ("算了", "dialogue.cancel")),
    "none_of_the_offered": (OPEN, (ESCAPE, None)),
    "answer_on_a_refund_under_way": (("6月10号申请的退款，到今天钱没到", None),),
    "show_the_orders": (OPEN, ("忘了订单号", "process.find_entry")),
    "judge_apart": (DECIDED, ("我同事6月2号买的那台能退多少", "amount.calculation")),
    "tell_it_was_never_paid": (OPEN, ("昨天下的单，还没付款", CHECK)),
    "add_up": (DECIDED, ("还有一台也是前天新买的，包月88块，能退吗", CHECK), ("两台一共退多少", None)),
    "turn_to_another_purchase": (OPEN, ("云硬盘也能退吗", CHECK)),
    "explain_the_question": (OPEN, ("为什么要问这个", None)),
    "settle_a_doubt": (("包年云服务器3月2号到期，能退吗", CHECK), ("不对", "dialogue.deny")),
    "tell_what_may_be": (NEARLY, ("手续费多少", "amount.fee")),
    "answer_a_digression": (OPEN, ("多久到账", "payout.time")),
    "take_the_facts": (OPEN, ("包年包月", "dialogue.inform")),
    "leave_it_open": (OPEN, ("记不清了", "dialogue.unsure")),
    "ask_again": (OPEN, ("嗯嗯", None)),
    "tell_what_goes_on": (ON_DEMAND, ("那我放着不管它也行", None)),
    "tell_the_way_back": (PAID_BY_ALIPAY, ("可以用微信提现不", "payout.withdraw")),
    "tell_of_the_whole": (BLOCKED, ("整个库不要了，连库一起退", CHECK)),
    "look_at_the_period_in_use": (RENEWED, ("两段都退呢", None)),
    "explain_what_is_lost": (DECIDED, ("那我不是亏了", None)),
    "tell_whether_because": (REFUSED, ("就因为它生效了？", None)),
    "decide_anew": (DECIDED, ("换成对公转账的呢", None)),
    "answer_each": (DECIDED, ("最迟哪天退，能拿回多少，几天到账", "payout.time")),
    "ask_what_is_wrong": (DECIDED, ("等下，我前面记错了", None)),
    "give_the_verdict": (LIKELY, ("对", "dialogue.affirm")),
    "repeat_the_verdict": (DECIDED, ("所以到底能不能退", "policy.overview")),
    "answer_a_protest": (REFUSED, ("凭什么不给退", None)),
    "leave_it_at_that": (DECIDED, ("行吧", "dialogue.affirm")),
    "tell_it_apart": (DECIDED, ("那他的呢", None)),
    "answer_on_the_case": (DECIDED, ("能退多少", "amount.calculation")),
    "listen": (("那个啥", None),),
    "hear_them_out": (("部门账号下面有两台云服务器，小王那台是6月2号开的，包月，他还要跑脚本", CHECK),),
    "open_a_check": (("我昨天花300块买的云服务器能退吗", "policy.overview"),),
    "answer_the_topic": (("退款多久到账", "payout.time"),),
    "ask_back": (("青花椒", None),),
}


def test_every_move_has_a_script() -> None:
    assert [move.name for move in MOVES] == list(SCRIPTS)


@pytest.mark.parametrize("name", SCRIPTS)
async def test_a_move_is_made_and_missed_where_it_is_left_out(name: str, services: Services) -> None:
    state = Memory()
    *before, (text, topic) = SCRIPTS[name]
    for said, meant in before:
        state = (await respond_traced(meant, _turn(said, meant), state, services)).memory
    turn = _turn(text, topic)
    trace = (await respond_traced(topic, turn, state, services)).trace
    assert trace.move == name
    assert [*trace.did_not_hold, name] == [move.name for move in MOVES[: len(trace.did_not_hold) + 1]]
    others = tuple(move for move in MOVES if move.name != name)
    situation = situate(topic, *in_its_row(turn, state), services)
    if name == "ask_back":
        with pytest.raises(StopIteration):
            choose(situation, others)
    else:
        made, missed = choose(situation), choose(situation, others)
        assert await made.act(situation) != await missed.act(situation)


async def test_the_trace_has_the_facts_with_their_evidence(services: Services) -> None:
    turn = replace(
        _turn("你好，我昨天買的雲伺服器，能退吗", CHECK), ranking=((CHECK, 0.9), ("policy.used", 0.05))
    )
    trace = (await respond_traced(CHECK, turn, Memory(), services)).trace
    paid = next(fact for fact in trace.facts if fact.field == "paid_at")
    assert (paid.text, paid.clause) == ("昨天", "我昨天買的雲伺服器，")
    assert trace.ranking == turn.ranking
    assert "asks" in trace.marks
    assert trace.thresholds["asks_back_below"] == 0.65


def test_the_dialogue_holds_no_regular_expression() -> None:
    for file in Path(refundbot.dialogue.__file__).parent.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
        taken = {a.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for a in node.names}
        assert not (imported | taken) & {"re", "regex", "pattern"}, file.name


def _turn(text: str, topic: str | None) -> Turn:
    return Turn(text, ((topic, 0.9),) if topic else (), (), NOW)


async def test_asking_back_pairs_the_topic_with_its_own_probability(services: Services) -> None:
    ranking = (("smalltalk.greet", 0.4), ("payout.time", 0.3), ("payout.missing", 0.2))
    turn = replace(_turn("青花椒", None), ranking=ranking)
    reply = (await respond_traced(None, turn, Memory(), services)).reply
    assert (reply.envelope["topic"], reply.envelope["confidence"]) == ("payout.time", 0.3)


@pytest.mark.parametrize(("share", "kind"), [(0.26, "handoff"), (0.05, "answer")])
async def test_who_may_be_calling_a_person_gets_one(services: Services, share: float, kind: str) -> None:
    ranking = (("support.contact", 0.74), ("support.handoff", share))
    turn = Turn("找不到，人工客服在不在", ranking, (), NOW, None)
    reply, _ = await respond("support.contact", turn, Memory(), services)
    assert reply.envelope["kind"] == kind
