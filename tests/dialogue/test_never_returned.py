"""没 answers the hint 今年没怎么退过的话，一般还有, and 没退过 is heard of the quota without its name."""

from __future__ import annotations

CHECK = "eligibility.check"
CASE = ("云主机新买的包月，昨天夜里11点开的", CHECK)


async def test_not_behind_the_hint_is_that_none_was_returned(talk) -> None:
    replies, state = await talk(CASE, ("59", None), ("没", None))
    assert replies[-1].envelope["verdict"]["outcome"] == "full_refund"
    assert state.check.facts["quota_left"] > 0


async def test_not_behind_the_hint_that_was_asked_for(talk) -> None:
    replies, _ = await talk(CASE, ("名额是啥", None), ("没啊", None))
    assert replies[-1].envelope["verdict"]["outcome"] == "full_refund"


async def test_not_at_once_is_that_none_is_left(talk) -> None:
    _, state = await talk(CASE, ("没", None))
    assert state.check.facts["quota_left"] == 0


async def test_that_none_was_returned_puts_right_that_none_is_left(talk) -> None:
    replies, state = await talk(CASE, ("没", None), ("没退过呀", None))
    assert replies[-1].envelope["verdict"]["outcome"] == "full_refund"
    assert state.check.facts["quota_left"] == 10


async def test_it_does_not_put_a_count_right(talk) -> None:
    _, state = await talk(CASE, ("名额还有3个", "dialogue.inform"), ("没退过", None))
    assert state.check.facts["quota_left"] == 3
