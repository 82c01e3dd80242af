"""A handful of what no file may hold (item 11); the measure of masking is a test set of its own."""

from __future__ import annotations

import asyncio

from bench.attack import people
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.server import Server

WITH = "{}"
SAID = (
    ("plain", WITH, "13800138001"),
    ("with dashes", WITH, "138-0013-8002"),
    ("with dots", WITH, "138.0013.8003"),
    ("with slashes", WITH, "138/0013/8004"),
    ("with underscores", WITH, "138_0013_8005"),
    ("with tabs", WITH, "138\t0013\t8006"),
    ("with hard blanks", WITH, "138\u00a00013\u00a08007"),
    ("long dashes", WITH, "138\u20140013\u20148008"),
    ("full width", WITH, "１３８００１３８００９"),
    ("in Han", WITH, "一三八零零一三八零一零"),
    ("circled", WITH, "①③⑧⓪⓪①③⑧⓪①①"),
    ("letters beside", "tel{}thx", "13800138012"),
    ("landline", WITH, "010-62345678"),
    ("Hong Kong", WITH, "+852 9123 4567"),
    ("foreign", WITH, "+1 415 555 0132"),
    ("id card", WITH, "11010519491231002X"),
    ("id card, blanks", WITH, "110105 19491231 002X"),
    ("old id card", WITH, "110105491231002"),
    ("bank card, dots", WITH, "6222.0200.0000.0000.008"),
    ("e-mail", WITH, "zhangsan@example.com"),
    ("e-mail in words", WITH, "zhangsan at example dot com"),
    ("WeChat", "微信号 {}", "zhangsan_8866"),
    ("QQ", "QQ号 {}", "87654321"),
    ("plate", "车牌{}", "京A12345"),
    ("access key", WITH, "AKIAIOSFODNN7EXAMPLE"),
    ("password", "密码是{}", "Hunter2xyz"),
    ("code", "验证码 {}", "482913"),
)
"""Invented: the name of a form, how it is said, and what no file may hold of it."""


async def numbers(server: Server, _: Scale) -> Finding:
    """Says each as a customer, then looks for it in every file."""
    for at in range(0, len(SAID), 10):
        said = (f"流量包能退吗，{form.format(value)}" for _, form, value in SAID[at : at + 10])
        await asyncio.gather(*(_say(server, text) for text in said))
    await asyncio.sleep(2.0)
    left = [name for name, _, value in SAID if server.holding(value)]
    return judged(held=not left, figure=f"{len(left)} of {len(SAID)} kept: {', '.join(left)}".rstrip(": "))


async def elsewhere(server: Server, _: Scale) -> Finding:
    """Writes a telephone number into the fields beside the customer's messages."""
    places = ("page", "feedback", "rating", "agent", "note", "tag")
    number = {place: f"1390000111{at}" for at, place in enumerate(places)}
    customer = await people.customer(server, page=f"/u/{number['page']}")
    answer = await customer.say_and_hear(people.QUESTION)
    seq = answer["seq"] if answer else 1
    await customer.ask("POST", "/feedback", {"seq": seq, "useful": False, "comment": number["feedback"]})
    await customer.ask("POST", "/rating", {"stars": 2, "comment": number["rating"]})
    agent = people.agent(server)
    await agent.act(customer.id, "take-over")
    await agent.act(customer.id, "say", text=f"电话{number['agent']}", based_on_seq=0, force=True)
    await agent.act(customer.id, "note", text=f"电话{number['note']}")
    await agent.act(customer.id, "tag", tags=[number["tag"]])
    left = [place for place, value in number.items() if server.holding(value)]
    return judged(held=not left, figure=f"{len(left)} of {len(places)} kept: {', '.join(left)}".rstrip(": "))


async def _say(server: Server, text: str) -> None:
    await (await people.customer(server)).say_and_hear(text)


ATTACKS = (
    Attack(
        "masked-words",
        11,
        "Numbers and addresses in 27 forms are said, then looked for in the files.",
        numbers,
    ),
    Attack("masked-elsewhere", 11, "Numbers in page, comments, agent's words, note and tag.", elsewhere),
)
