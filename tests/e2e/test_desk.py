"""Customer and agent on the real servers: hand-over, suggestions, and a case that survives both ways."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import aiohttp
import pytest

from bench import chat_client, suggest
from refundbot.assist.question import is_answered
from refundbot.desk.identity import mint_agent_token

pytestmark = pytest.mark.e2e


class Agent:
    """A supervisor at the desk."""

    def __init__(self, servers: Any) -> None:
        now = datetime.now(timezone.utc)
        secret = servers.settings.desk_secret
        self.token = mint_agent_token("li", "小李", "supervisor", secret, now, timedelta(hours=1))
        self._url = servers.url

    def post(self, path: str, body: object = None) -> Any:
        return self._ask(path, json.dumps(body if body is not None else {}).encode())

    def get(self, path: str) -> Any:
        return self._ask(path, None)

    def _ask(self, path: str, data: bytes | None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = Request(f"{self._url}/assist/v1{path}", data, headers)
        try:
            with urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except HTTPError as error:
            return json.load(error)

    async def act(self, path: str, body: object = None) -> Any:
        return await asyncio.to_thread(self.post, path, body)

    async def until(self, path: str, holds: Any) -> Any:
        """What is read there, once `holds` is true of it."""
        deadline = time.monotonic() + 30
        while not holds(read := await asyncio.to_thread(self.get, path)):
            assert time.monotonic() < deadline, read
            await asyncio.sleep(0.1)
        return read


@pytest.fixture
def agent(servers: Any) -> Agent:
    return Agent(servers)


async def test_a_case_goes_from_the_bot_to_a_person_and_back(servers: Any, agent: Agent) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{servers.url}/chat/session", json={}) as answer:
            session = await answer.json()
        talk = f"/conversations/{session['conversation_id']}"
        customer = await chat_client.connect(http, servers.url, session["token"])
        ids = iter(range(99))

        async def say(text: str) -> int:
            said = {"client_msg_id": f"m{next(ids)}", "text": text}
            acknowledged = await customer.call("say", said, namespace=chat_client.NAMESPACE)
            assert acknowledged["ok"], acknowledged
            return int(acknowledged["seq"])

        def facts(read: Any) -> set[str]:
            return {fact["name"] for fact in read["facts"]}

        await say("帮我查一下我买的云服务器能不能退")
        read = await agent.until(talk, lambda read: "product" in facts(read))
        answers = [message["seq"] for message in read["messages"] if message["from"] == "bot"]
        trace = await asyncio.to_thread(agent.get, f"{talk}/messages/{answers[-1]}/trace")
        assert (trace["move"], trace["topic"]["topic"]) == ("open_a_check", "eligibility.check")
        assert "product" in {fact["name"] for fact in trace["facts"]}
        await customer.call("handoff", {}, namespace=chat_client.NAMESPACE)
        await agent.until("/conversations?status=queued", lambda read: read["counts"]["queued"] == 1)
        await agent.act(f"{talk}/take-over")
        seq = await say("是包年包月的，昨天付的款")
        advice = await agent.act("/suggest", {"conversation_id": session["conversation_id"]})
        assert advice["draft_for_seq"] == seq
        assert {"product", "billing_mode", "paid_at"} <= {fact["name"] for fact in advice["facts_known"]}
        assert advice["suggestions"][0]["topic"] == "eligibility.check"
        assert advice["verdict"]["criteria"]
        first = advice["suggestions"][0]
        body = {"text": "\n".join(first["texts"]), "based_on_seq": seq, "suggestion_id": first["id"]}
        assert (await agent.act(f"{talk}/say", body))["changed"]
        read = await agent.until(talk, lambda read: {"product", "paid_at"} <= facts(read))
        assert [m["from"] for m in read["messages"] if m["seq"] > seq] == ["agent"]
        await agent.act(f"{talk}/hand-back")
        seq = await say("那我这个能退吗")
        read = await agent.until(talk, lambda read: read["messages"][-1]["from"] == "bot")
        assert {"product", "billing_mode", "paid_at"} <= facts(read)
        last = read["messages"][-1]["envelope"]
        assert last["topic"] == "eligibility.check"
        assert last["kind"] in ("question", "verdict")
        assert (await agent.act(f"{talk}/resolve"))["conversation"]["status"] == "closed"
        await customer.disconnect()


async def test_the_first_suggestion_is_right_at_least_as_often_as_the_bot(servers: Any, agent: Agent) -> None:
    async with aiohttp.ClientSession() as http:
        server = suggest.Server(servers.url, servers.worker_url, agent.token, http)
        questions = suggest.read(suggest.QUESTIONS / "e2e.jsonl")
        asked = [question for question in questions if is_answered(question["topic"])]
        right = await suggest.shares_right(server, asked)
    assert right["the first suggestion"] >= right["the bot's answer"]
    assert right["one of three"] >= 0.95
