"""What is left after a customer has had everything deleted (item 3)."""

from __future__ import annotations

import asyncio
import random
import uuid

from bench.attack import people, wire
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.people import DESK
from bench.attack.server import Server

RARE = "魑魅魍魉饕餮貔貅狻猊睚眦饔飧觊觎鳏寡茕孑龃龉踟蹰囹圄"
"""Characters of which secret words are made: nothing else says them, and nothing masks them."""

SETTLING_SECONDS = 4.0


async def while_answering(server: Server, scale: Scale) -> Finding:
    """Erases at a random moment of the bot's turn, again and again, then looks for the words."""
    chosen = random.Random(11)
    words = [secret(chosen) for _ in range(scale.erasures)]
    for at in range(0, len(words), 5):
        await asyncio.gather(
            *(_say_and_erase(server, word, chosen.uniform(0, 0.6)) for word in words[at : at + 5])
        )
    await asyncio.sleep(SETTLING_SECONDS)
    left = [word for word in words if server.holding(word)]
    files = sorted({file for word in left for file in server.holding(word)})
    return judged(held=not left, figure=f"{len(left)} of {len(words)} left words {' '.join(files)}".strip())


async def everything_written(server: Server, _: Scale) -> Finding:
    """Words in every field that holds some: after erasing none may be in any file."""
    chosen = random.Random(13)
    places = ("message", "page", "feedback", "rating", "left message", "contact", "agent", "note", "tag")
    words = {place: secret(chosen) for place in places}
    customer = await people.customer(server, page=f"/{words['page']}")
    answer = await customer.say_and_hear(f"{words['message']}{people.QUESTION}")
    seq = answer["seq"] if answer else 1
    await customer.ask("POST", "/feedback", {"seq": seq, "useful": False, "comment": words["feedback"]})
    await customer.ask("POST", "/rating", {"stars": 2, "comment": words["rating"]})
    agent = people.agent(server)
    await agent.act(customer.id, "take-over")
    latest = (await agent.ask("GET", f"/conversations/{customer.id}")).body["conversation"]["last_seq"]
    await agent.act(customer.id, "say", text=words["agent"], based_on_seq=latest, force=True)
    await agent.act(customer.id, "note", text=words["note"])
    await agent.act(customer.id, "tag", tags=[words["tag"]])
    left_message = {"text": words["left message"], "contact": words["contact"]}
    await customer.ask("POST", "/leave-message", left_message)
    await customer.ask("DELETE", "/me")
    await asyncio.sleep(SETTLING_SECONDS)
    left = {place: files for place, word in words.items() if (files := server.holding(word))}
    told = ", ".join(f"{place} ({' '.join(files)})" for place, files in left.items())
    return judged(held=not left, figure=f"{len(left)} of {len(words)} fields left words: {told}".rstrip(": "))


async def untold_desk(server: Server, _: Scale) -> Finding:
    """Erases a conversation that an agent sees: the desk must hear of it."""
    customer = await people.customer(server)
    await customer.say_and_hear(people.QUESTION)
    async with wire.socket(server, server.address()) as desk:
        await desk.join(DESK, server.agent_token("小王"))
        await asyncio.sleep(1.0)
        desk.packets.clear()
        await customer.ask("DELETE", "/me")
        await asyncio.sleep(2.0)
        told = [name for name, *said in desk.events() if customer.id in str(said)]
    return judged(held=bool(told), figure=f"{len(told)} events: {' '.join(told)}".rstrip(": "))


def secret(chosen: random.Random) -> str:
    """Six rare characters in an order that nothing else has."""
    return "".join(chosen.sample(RARE, 6))


async def _say_and_erase(server: Server, word: str, after: float) -> None:
    customer = await people.customer(server)
    async with customer.on_socket() as socket:
        said = {"client_msg_id": uuid.uuid4().hex, "text": f"{word}，{people.QUESTION}"}
        await socket.call(people.CHAT, "say", said)
        await asyncio.sleep(after)
        await customer.ask("DELETE", "/me")


ATTACKS = (
    Attack(
        "erase-while-answering",
        3,
        "A conversation is erased while the bot answers in it.",
        while_answering,
        limit_seconds=300,
    ),
    Attack(
        "erase-everything",
        3,
        "Words in every field, then erased: looked for in every file.",
        everything_written,
    ),
    Attack(
        "erase-untold",
        3,
        "A conversation on an agent's screen is erased: the desk must be told.",
        untold_desk,
    ),
)
