"""The moves of the dialogue in the order in which they are tried: the first whose condition holds answers.

What works at any point comes first, then what a question on the table calls for, then what a verdict already
given does, and last what any message can be answered with.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from refundbot.dialogue import (
    anothers,
    asking_back,
    both_periods,
    commands,
    each_question,
    in_all,
    in_check,
    left_out,
    listed,
    of_the_decided,
    on_case,
    one_by_one,
    opening,
    own_orders,
    premises,
    put_by,
    under_way,
    unpaid,
)
from refundbot.dialogue.answering import answer
from refundbot.dialogue.checking import start_check
from refundbot.dialogue.opening import opens_a_check
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.turn import Answered, no_topic

Condition = Callable[[Situation], bool]
Act = Callable[[Situation], Awaitable[Answered]]


@dataclass(frozen=True)
class Move:
    """One way to answer: its name, when it is made, and what is done."""

    name: str
    holds: Condition
    act: Act


def _is_topic(situation: Situation) -> bool:
    return not no_topic(situation.topic)


async def _answer_topic(situation: Situation) -> Answered:
    return answer(str(situation.topic), situation)


MOVES: tuple[Move, ...] = (
    Move("hand_over", commands.wants_a_person, commands.hand_over),
    Move("take_up_the_offered", put_by.asks_for_it, one_by_one.take_up_the_offered),
    Move("wait", commands.wants("dialogue.wait"), commands.wait),
    Move("start_over", commands.wants("dialogue.restart"), commands.start_over),
    Move("look_at_the_row", listed.chooses, listed.look_at_each),
    Move("ask_which_row", listed.leaves_it_open, listed.ask_which),
    Move("leave_one_out", left_out.keeps_one, left_out.leave_one_out),
    Move("stop", commands.wants("dialogue.cancel"), commands.stop),
    Move("none_of_the_offered", asking_back.declines_the_offered, asking_back.offer_other),
    Move("answer_on_a_refund_under_way", under_way.asks_of_it, under_way.answer_it),
    Move("show_the_orders", own_orders.asks_for_orders, own_orders.show_orders),
    Move("judge_apart", anothers.asks_of_anothers, anothers.judge_apart),
    Move("tell_it_was_never_paid", unpaid.tells_of_it, unpaid.tell_to_cancel_it),
    Move("add_up", in_all.asks_for_all, in_all.add_up),
    Move("turn_to_another_purchase", in_check.turns_to_another_purchase, in_check.begin_anew),
    Move("explain_the_question", in_check.asks_about_the_question, in_check.explain_the_question),
    Move("settle_a_doubt", in_check.answers_a_doubt, in_check.settle_a_doubt),
    Move("tell_what_may_be", in_check.asks_for_a_figure, in_check.tell_what_may_be),
    Move("answer_a_digression", in_check.digresses, in_check.answer_and_ask_again),
    Move("take_the_facts", in_check.tells_facts, in_check.take_the_facts),
    Move("leave_it_open", in_check.does_not_know, in_check.leave_it_open),
    Move("ask_again", in_check.is_asked, in_check.ask_again),
    Move("tell_what_goes_on", of_the_decided.asks_what_goes_on, of_the_decided.tell_what_goes_on),
    Move("tell_the_way_back", on_case.asks_for_another_way_back, on_case.tell_the_way_back),
    Move("tell_of_the_whole", on_case.gives_up_the_whole, on_case.tell_of_the_whole),
    Move("look_at_the_period_in_use", both_periods.asks_for_both, both_periods.look_at_the_one_in_use),
    Move("explain_what_is_lost", on_case.rues_a_loss, on_case.explain_what_is_lost),
    Move("tell_whether_because", on_case.asks_if_because, on_case.tell_whether_because),
    Move("decide_anew", on_case.changes_the_case, on_case.decide_anew),
    Move("answer_each", each_question.asks_each, each_question.answer_each),
    Move("ask_what_is_wrong", on_case.takes_back_unheard, on_case.ask_what_is_wrong),
    Move("give_the_verdict", premises.confirms_the_premises, premises.give_the_verdict),
    Move("repeat_the_verdict", on_case.asks_for_the_upshot, on_case.repeat_the_verdict),
    Move("answer_a_protest", on_case.protests, on_case.answer_a_protest),
    Move("leave_it_at_that", on_case.takes_notice, on_case.leave_it_at_that),
    Move("tell_it_apart", on_case.speaks_of_another, on_case.tell_it_apart),
    Move("answer_on_the_case", on_case.asks_about_the_case, on_case.answer_on_the_case),
    Move("listen", opening.only_begins, opening.listen),
    Move("hear_them_out", opening.only_tells, opening.hear_them_out),
    Move("open_a_check", opens_a_check, start_check),
    Move("answer_the_topic", _is_topic, _answer_topic),
    Move("ask_back", asking_back.always, asking_back.ask_back),
)


def choose(situation: Situation, moves: tuple[Move, ...] = MOVES) -> Move:
    """The first move whose condition holds. The last one always does."""
    return next(move for move in moves if move.holds(situation))
