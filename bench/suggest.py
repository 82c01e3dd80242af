"""How soon the desk has suggestions, beside one parse; and how often they are right, beside the bot.

    python -m bench.suggest --url http://127.0.0.1:5005 --token "$(python -m refundbot.cli agent-token bench)"

A running server is asked. A customer writes in a conversation that an agent has taken over; the time runs
from its sending until the agent has the suggestions. The yardstick is one parse of the same text over HTTP,
taken in turns with it: the ratios can be compared between machines, the times cannot. Then each question of a
set is put to the bot and to the assistant.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import aiohttp

from bench import chat_client

QUESTIONS = Path(__file__).parents[1] / "tests" / "questions"
sys.path.insert(0, str(QUESTIONS))
from score import judge, read  # noqa: E402

ROUNDS = 60
TIMEOUT = aiohttp.ClientTimeout(total=60)


class Server:
    """The running server, asked as an agent and as a client of the REST channel."""

    def __init__(self, url: str, worker: str, token: str, http: aiohttp.ClientSession) -> None:
        self._url, self._worker, self._http = url, worker, http
        self._headers = {"Authorization": f"Bearer {token}"}

    async def desk(self, path: str, body: object = None) -> Any:
        """The answer of the agents' API."""
        return await self._post(f"{self._url}/assist/v1{path}", body, self._headers)

    async def parse(self, text: str) -> Any:
        """Rasa's parse of a text."""
        return await self._post(f"{self._worker}/model/parse", {"text": text})

    async def bot(self, text: str) -> Any:
        """The bot's turn in a new conversation."""
        said = {"sender": uuid.uuid4().hex, "message": text}
        return await self._post(f"{self._worker}/webhooks/rest/webhook", said)

    async def _post(self, url: str, body: object, headers: dict[str, str] | None = None) -> Any:
        async with self._http.post(url, json=body, headers=headers) as answer:
            answer.raise_for_status()
            return await answer.json()


async def take_times(server: Server, url: str, http: aiohttp.ClientSession, texts: list[str]) -> None:
    """Prints the medians and their ratio."""
    taken: dict[str, list[float]] = {"one parse": [], "suggestions for a text": [], "after a message": []}
    async with http.post(f"{url}/chat/session", json={}) as answer:
        session = await answer.json()
    talk = session["conversation_id"]
    customer = await chat_client.connect(http, url, session["token"])
    await server.desk(f"/conversations/{talk}/take-over")
    for number, text in enumerate(texts):
        start = time.perf_counter()
        await server.parse(text)
        taken["one parse"].append(time.perf_counter() - start)
        start = time.perf_counter()
        await server.desk("/suggest", {"text": text})
        taken["suggestions for a text"].append(time.perf_counter() - start)
        start = time.perf_counter()
        said = {"client_msg_id": f"bench{number}", "text": text}
        await customer.call("say", said, namespace=chat_client.NAMESPACE)
        await server.desk("/suggest", {"conversation_id": talk})
        taken["after a message"].append(time.perf_counter() - start)
        await asyncio.sleep(0.2)
    await customer.disconnect()
    yardstick = statistics.median(taken["one parse"])
    print(f"{len(texts)} messages, in turns")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:24} median {median * 1000:6.1f} ms  {median / yardstick:5.2f} times one parse")


async def shares_right(server: Server, questions: list[dict[str, Any]]) -> dict[str, float]:
    """How often the bot's answer, the first suggestion, and one of three are right."""
    right = {"the bot's answer": 0, "the first suggestion": 0, "one of three": 0}
    for question in questions:
        wanted = {question["topic"], *question.get("alt_topics", [])}
        right["the bot's answer"] += judge(question, await server.bot(question["text"])) == "right"
        advice = await server.desk("/suggest", {"text": question["text"]})
        topics = [suggestion["topic"] for suggestion in advice["suggestions"]]
        right["the first suggestion"] += bool(topics) and topics[0] in wanted
        right["one of three"] += bool(wanted & set(topics))
    return {name: count / len(questions) for name, count in right.items()}


async def run(url: str, worker: str, token: str, files: list[Path], rounds: int) -> None:
    """Takes the times, then counts."""
    questions = [question for file in files for question in read(file)]
    async with aiohttp.ClientSession(timeout=TIMEOUT) as http:
        server = Server(url, worker, token, http)
        texts = [question["text"] for question in questions[:: max(1, len(questions) // rounds)]]
        await take_times(server, url, http, texts[:rounds])
        print(f"{len(questions)} questions")
        for name, share in (await shares_right(server, questions)).items():
            print(f"{name:24} right {share:.4f}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=[QUESTIONS / "test.jsonl"])
    parser.add_argument("--url", default="http://127.0.0.1:5005")
    parser.add_argument("--worker", default="http://127.0.0.1:5006")
    parser.add_argument("--token", required=True, help="an agent's token")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    asyncio.run(run(given.url, given.worker, given.token, given.files, given.rounds))


if __name__ == "__main__":
    main()
