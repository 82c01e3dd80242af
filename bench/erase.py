"""Has conversations erased at random moments while the bot answers, then looks for their words in every file.

    python -m bench.erase --tries 500           # about three minutes on two cores, twelve at most

The channel, the gate and both stores are the real ones; Rasa's part is played by a handler that keeps its
tracker as Rasa does. Documents with the words in them are sent, and one is still being uploaded when the
conversation is erased. Other customers talk meanwhile, and their words must stay. Exits with 1 where a word
is left of what was erased, or lost of what was not.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered

from refundbot.attachments import open_shelf
from refundbot.channels.web.answering import Answers
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.clock import utc_now
from refundbot.channels.web.duty import Duty
from refundbot.channels.web.housekeeping import Housekeeping
from refundbot.channels.web.live import Live
from refundbot.channels.web.rates import Rates
from refundbot.channels.work.rasa_bot import RasaBot
from refundbot.conversations import retention
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.conversations.store import NoSuchConversation
from refundbot.desk import acts
from refundbot.serving.forgetting import ForgettingTrackerStore
from refundbot.serving.sqlite_store import SQLiteTrackerStore
from refundbot.settings import Settings

AT_ONCE = 8
LONGEST_TURN = 0.8
MOST_MINUTES = 12.0
FINISHING_SECONDS = 60
AGENT = Agent("li", "小李")


@dataclass(frozen=True)
class Result:
    """What became of the conversations."""

    erased: int
    unfinished: int
    """Of which it was not said that nothing is left."""
    left: int
    """Of which a word is left in some file."""
    lost: int
    """Conversations of others whose words are gone."""
    late: int
    """Documents that were still coming when their conversation was erased."""

    @property
    def is_right(self) -> bool:
        """Whether all was erased that had to be, and nothing else."""
        return self.erased > 0 and (self.unfinished, self.left, self.lost) == (0, 0, 0)


class Upload:
    """A request that brings a document with a word in it, a piece now and then."""

    def __init__(self, word: str, came_from: str, pauses: list[float]) -> None:
        self.headers, self.scope = {"content-type": "application/pdf"}, {"client": (came_from, 0)}
        self._word, self._pauses = word, pauses

    async def stream(self) -> AsyncIterator[bytes]:
        """Its pieces."""
        yield b"%PDF-1.7\n"
        for pause in self._pauses:
            await asyncio.sleep(pause)
            yield f"{self._word}\n".encode() * 1000
        yield b"%%EOF\n"


class Sockets:
    """Nobody looks on."""

    async def emit(self, *_: Any, **__: Any) -> None:
        """Tells nobody."""

    async def close_room(self, *_: Any, **__: Any) -> None:
        """There is none."""


class Site:
    """The channel on a state folder."""

    def __init__(self, state: Path, chance: random.Random) -> None:
        self.state, self._chance = state, chance
        settings = Settings(state=state)
        database = Database(settings.conversations_url)
        self._trackers = ForgettingTrackerStore(
            SQLiteTrackerStore(db=str(state / "conversations.db"), domain=Domain.empty())
        )
        agent = SimpleNamespace(tracker_store=self._trackers)
        services: Any = None
        bot = RasaBot(self._turn, lambda: agent, settings, services)
        live = Live(cast(Any, Sockets()), database, Duty(settings, utc_now, str), utc_now)
        answers = Answers(database, bot, live, utc_now)
        shelf = open_shelf(settings)
        self.chat = Chat(
            settings=settings,
            database=database,
            live=live,
            bot=bot,
            services=services,
            answers=answers,
            housekeeping=Housekeeping(database, bot, answers, live, shelf, utc_now, settings.retention_days),
            rates=Rates(settings.message_rate, settings.act_rate, settings.address_rate),
            clock=utc_now,
            shelf=shelf,
            keys=("k" * 32,),
        )
        live.start()

    async def _turn(self, message: UserMessage) -> None:
        """A turn as Rasa takes it: the tracker is read, and kept at the end."""
        tracker = await self._trackers.get_or_create_tracker(message.sender_id, append_action_listen=False)
        await asyncio.sleep(self._chance.uniform(0, LONGEST_TURN))
        answer = f"关于“{message.text}”"
        tracker.update_with_events(
            [UserUttered(message.text), SlotSet("conversation", message.text), BotUttered(answer)],
            self._trackers.domain,
        )
        await self._trackers.save(tracker)
        await message.output_channel.send_text_message(message.sender_id, answer)

    async def talk(self, word: str) -> str:
        """A conversation in which the word is put wherever one can be; gives its id."""
        chat, chance = self.chat, self._chance
        id_ = str((await chat.open_session({"page": f"/{word}"}))["conversation_id"])
        await chat.leave_message(id_, {"text": word, "contact": word})
        await chat.rate(id_, {"stars": 1, "comment": word})
        await chat.database.run(lambda s: acts.set_tags(s, id_, AGENT, [word], utc_now()))
        await chat.database.run(lambda s: acts.add_note(s, id_, AGENT, word, utc_now()))
        sent = {"id": await self.upload(id_, word, []), "name": f"{word}.pdf"}
        await chat.say(id_, {"client_msg_id": f"{word}-file", "attachments": [sent]})
        for number in range(chance.randint(1, 4)):
            text = f"{word} " * chance.choice([1, 3, 20, 150])
            await chat.say(id_, {"client_msg_id": f"{word}-{number}", "text": text[:1900]})
            await asyncio.sleep(chance.uniform(0, LONGEST_TURN))
        return id_

    async def upload(self, id_: str, word: str, pauses: list[float]) -> str | None:
        """The id of a document that comes with these pauses; `None` where its conversation is gone."""
        request = cast(Any, Upload(word, came_from=id_, pauses=pauses))
        try:
            return (await self.chat.files.take(id_, request, id_)).id
        except NoSuchConversation:
            return None

    def holds(self, words: list[str]) -> list[str]:
        """Which of the words stand in a file of the state folder."""
        content = b"".join(file.read_bytes() for file in self.state.rglob("*") if file.is_file())
        return [word for word in words if word.encode() in content]

    async def close(self) -> None:
        """Ends."""
        await self.chat.answers.stop()
        await self.chat.live.stop()
        self.chat.database.close()


async def run(tries: int, state: Path, seed: int | None = None, minutes: float = MOST_MINUTES) -> Result:
    """Erases so many conversations at random moments; once the minutes are over it begins no further one."""
    chance, until = random.Random(seed), time.monotonic() + 60 * minutes
    site = Site(state, chance)
    gate, erased, others, unfinished, left = asyncio.Semaphore(AT_ONCE), [], [], 0, set()
    late = 0

    async def one() -> None:
        nonlocal unfinished, late
        word, other = (f"word{uuid.uuid4().hex}" for _ in range(2))
        async with gate:
            if time.monotonic() > until:
                return
            await site.talk(other)
            others.append(other)
            id_ = await site.talk(word)
            pauses = [chance.uniform(0, LONGEST_TURN / 4) for _ in range(chance.randint(0, 4))]
            uploading = asyncio.create_task(site.upload(id_, word, pauses))
            await asyncio.sleep(chance.uniform(0, LONGEST_TURN / 2))
            is_finished = await site.chat.housekeeping.erase(id_)
            late += await uploading is None
            erased.append(word)
            unfinished += not is_finished
            if is_finished:
                left.update(site.holds([word]))

    await asyncio.gather(*(one() for _ in range(tries)))
    await asyncio.sleep(2 * LONGEST_TURN)  # what was running has come to its end
    for _ in range(unfinished and FINISHING_SECONDS):
        if await site.chat.database.run(lambda s: retention.is_finished(s, None)):
            break
        await asyncio.sleep(1)
    left.update(site.holds(erased))
    lost = len(others) - len(site.holds(others))
    await site.close()
    return Result(erased=len(erased), unfinished=unfinished, left=len(left), lost=lost, late=late)


def main() -> int:
    """Prints the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=500)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--minutes", type=float, default=MOST_MINUTES, help="at most (%(default)s)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        result = asyncio.run(run(chosen.tries, Path(state), chosen.seed, chosen.minutes))
    print(result)
    return 0 if result.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
