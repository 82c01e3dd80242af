"""Answers in Traditional characters say the same, in the characters and terms of the reader."""

from __future__ import annotations

import re

import pytest

from refundbot.catalogue import CHANNELS, PRODUCTS, QUESTIONS, TOPICS, topic_of
from refundbot.policy import Policy
from refundbot.replies import Facets, Reply, answer, in_script, of_title, title
from refundbot.replies.model import Button
from refundbot.replies.script import SCRIPTS, written
from refundbot.understanding.text.normal_form import normalize

ANSWERED = [*(id for id, topic in TOPICS.items() if topic.kind == "answer"), *QUESTIONS]
FIGURES = re.compile(r"[0-9a-zA-Z.:/%+×÷=-]+|[零一二三四五六七八九十百千万半]+(?=[天月年日次元小台折])")


def figures(text: str) -> list[str]:
    """Figures, addresses and formulas; Han numerals with a unit in one script."""
    return FIGURES.findall(normalize(text))


def told(id: str, policy: Policy) -> Reply:
    return answer(topic_of(id), policy, Facets(), 0.8, id if id in QUESTIONS else None)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("id", ANSWERED)
def test_figures_lines_and_what_programs_read_stay(id: str, script: str, policy: Policy) -> None:
    plain = told(id, policy)
    reply = in_script(plain, script)
    assert reply.envelope == plain.envelope
    assert [button.text for button in reply.buttons] == [button.text for button in plain.buttons]
    for before, after in zip(plain.texts, reply.texts, strict=True):
        assert figures(after) == figures(before)
        assert after.count("\n") == before.count("\n")


@pytest.mark.parametrize("script", SCRIPTS)
def test_names_of_products_and_ways_to_pay_change_their_characters_only(script: str) -> None:
    for name in (each.name for each in (*PRODUCTS.values(), *CHANNELS.values())):
        assert len(written(name, script)) == len(name)
        assert normalize(written(name, script)) == normalize(name)


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_offered_is_understood_when_it_is_typed_as_it_was_shown(script: str) -> None:
    for id in (*QUESTIONS, *(id for id, topic in TOPICS.items() if topic.title)):
        assert of_title(written(title(id), script)) == id


@pytest.mark.parametrize(
    ("script", "text", "shown"),
    [
        ("taiwan", "服务器的带宽和账户里的数据", "伺服器的頻寬和帳戶裡的資料"),
        ("taiwan", "云服务器能退，服务器停了", "雲服務器能退，伺服器停了"),
        ("taiwan", "点“登录账户”，再登录", "點“登錄帳戶”，再登入"),
        ("taiwan", "费用中心 > 数据管理，看数据", "費用中心 > 數據管理，看資料"),
        ("hong_kong", "服务器的账户里面发短信", "伺服器的賬戶裏面發短訊"),
        ("hong_kong", "控制台", "控制台"),
        ("traditional", "控制台里的服务器，后台", "控制台裡的服務器，後台"),
        ("taiwan", "卡注销了，要审核，没有权限", "卡註銷了，要審核，沒有權限"),
        ("simplified", "服务器", "服务器"),
    ],
)
def test_the_terms_of_the_place_are_used_and_names_are_kept(script: str, text: str, shown: str) -> None:
    reply = in_script(Reply((text,), {}, (Button(text, text),)), script)
    assert reply.texts == (shown,)
    assert reply.buttons == (Button(shown, text),)
