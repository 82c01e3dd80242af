"""One figure that is said of several payment channels is refused where they are not alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from refundbot.completeness import IncompleteError, check
from refundbot.policy import PolicyBook
from refundbot.replies import Facets, answer
from refundbot.replies.draft import PLACEHOLDER, FiguresDiffer, several
from refundbot.replies.shared_figures import differing
from refundbot.replies.wording import FOLDER
from refundbot.understanding.lexicon.vocabulary import mentions

TODAY = date(2026, 11, 22)
LATER = date(2027, 1, 1)
OF_A_CHANNEL = re.compile(r"payout\.(?:channels|accounts)\.([a-z_+]+)\.(?:days|within)")


def changed(book: PolicyBook, id: str, since: date = TODAY) -> PolicyBook:
    """The policy in which a parameter has nine of its unit from a day on."""
    parameter = book.parameters[id]
    entries = (*parameter.entries, replace(parameter.entries[-1], since=since, value=9))
    return replace(book, parameters={**book.parameters, id: replace(parameter, entries=entries)})


@pytest.mark.parametrize(
    ("id", "topic"),
    [
        ("payout.channels.wechat.days", "payout.time"),
        ("payout.channels.unionpay.days", "payout.time"),
        ("payout.accounts.bank_transfer.days", "payout.time"),
        ("payout.channels.wechat.days", "payout.missing"),
        ("payout.channels.alipay.days", "payout.withdraw"),
    ],
)
def test_a_figure_that_is_not_all_channels_is_not_said_of_them(id: str, topic: str, book: PolicyBook) -> None:
    assert answer(topic, book.at(TODAY), Facets(), 1.0).texts
    with pytest.raises(FiguresDiffer, match=f"{id} is 9 个工作日"):
        answer(topic, changed(book, id).at(TODAY), Facets(), 1.0)


def test_what_is_said_of_the_channel_itself_needs_no_other(book: PolicyBook) -> None:
    policy = changed(book, "payout.channels.wechat.days").at(TODAY)
    text = answer("payout.time", policy, Facets(channel="wechat"), 1.0).texts[0]
    assert "再提现回微信，约 9 个工作日" in text


def test_a_figure_said_of_several_is_a_fact_of_each(book: PolicyBook) -> None:
    facts = answer("payout.missing", book.at(TODAY), Facets(), 1.0).envelope["facts"]
    assert {"payout.channels.alipay.days", "payout.channels.wechat.days"} <= {fact["id"] for fact in facts}


def test_channels_that_will_part_are_told_before_they_do(book: PolicyBook) -> None:
    assert list(differing(book)) == []
    with pytest.raises(
        IncompleteError, match=r"topics/payout.yaml: .*on 2027-01-01.*wechat.days is 9"
    ) as told:
        check(changed(book, "payout.channels.wechat.days", LATER))
    assert len(str(told.value).splitlines()) == 5, "each figure that has to be worded anew, once in each file"


def _clauses() -> Iterator[str]:
    for file in FOLDER.rglob("*.yaml"):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield from re.split("[，；。：]", line)


def test_a_clause_that_names_channels_takes_its_figure_from_all_of_them() -> None:
    told = 0
    for clause in _clauses():
        named = {mention.id for mention in mentions("payment_channel", PLACEHOLDER.sub("", clause))}
        for match in OF_A_CHANNEL.finditer(clause):
            assert named <= {id.split(".")[2] for id in several(match[0])}, clause
            told += bool(named)
    assert told >= 5
