"""Entering a conversation from another channel, and what is stored of a token (item 2)."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import uuid

from bench.attack import people, wire
from bench.attack.attack import Attack, Finding, NotTried, Scale, judged
from bench.attack.server import Server

REST = "/webhooks/rest/webhook"


async def by_rest(server: Server, _: Scale) -> Finding:
    """Speaks over REST as the sender that a web conversation is to Rasa, and as the conversation's own id."""
    customer = await people.customer(server)
    await customer.say_and_hear(people.QUESTION)
    senders = _senders(server)
    mine = {sender: count for sender, count in senders.items() if "web" in sender[1]}
    if not mine:
        raise NotTried("Rasa's events of the web channel are not in a SQLite file")
    for sender, _channel in mine:
        for name in (sender, customer.id, f"web:{customer.id}", f"web-{customer.id}"):
            body = {"sender": name, "message": "那我的情况呢"}
            await wire.call(server, "POST", REST, body, source=server.address(), url=server.worker_url)
    now = _senders(server)
    entered = sum(
        (sender, channel) not in senders
        for sender, channel in now
        if channel == "rest" and any(sender == known for known, _ in mine)
    )
    return judged(held=entered == 0, figure=f"{entered} of {len(mine)} web conversations entered")


async def token_in_store(server: Server, _: Scale) -> Finding:
    """Shows a signed token on both channels, then looks for its signature in every file."""
    token = server.customer_token("demo")
    signature = token.rsplit(".", 1)[1]
    customer = await people.customer(server, customer_token=token)
    await customer.say_and_hear(people.QUESTION)
    body = {"sender": uuid.uuid4().hex, "message": people.QUESTION, "metadata": {"customer_token": token}}
    await wire.call(server, "POST", REST, body, source=server.address(), url=server.worker_url)
    await asyncio.sleep(1.0)
    files = server.holding(signature)
    return judged(
        held=not files, figure=f"found in {len(files)} files: {', '.join(files)}" if files else "in 0 files"
    )


async def words_of_rest(server: Server, _: Scale) -> Finding:
    """Says a telephone number over REST, then looks for it in every file."""
    body = {"sender": uuid.uuid4().hex, "message": "打我电话13912345670，流量包能退吗"}
    await wire.call(server, "POST", REST, body, source=server.address(), url=server.worker_url)
    await asyncio.sleep(1.0)
    files = server.holding("13912345670")
    return judged(held=not files, figure=f"in {len(files)} files")


def _senders(server: Server) -> dict[tuple[str, str], int]:
    """Events by sender and channel in Rasa's own database; nothing where it is no SQLite file."""
    query = (
        "SELECT sender_id, json_extract(data, '$.input_channel') AS channel, count(*) FROM events"
        " WHERE type_name = 'user' GROUP BY 1, 2"
    )
    for file in server.state.glob("*.db"):
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database,
        ):
            return {(str(sender), str(channel)): count for sender, channel, count in database.execute(query)}
    return {}


ATTACKS = (
    Attack("rest-enters-web", 2, "A REST caller names a web customer's conversation as its sender.", by_rest),
    Attack(
        "token-in-store",
        2,
        "A customer's signed token is looked for in the files of the state folder.",
        token_in_store,
    ),
    Attack(
        "rest-unmasked", 2, "A telephone number said over REST is looked for in the files.", words_of_rest
    ),
)
