"""The attacks tell a weak server from a strong one: each is tried against a stand-in of either kind."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bench.attack import __main__ as command
from bench.attack import attaching, framing, fuzzing, keeping, rates
from bench.attack.attack import Attack, Finding, NotTried, Scale, judged
from bench.attack.catalogue import ATTACKS
from bench.attack.runner import tried
from bench.attack.server import Server

SMALL = Scale(fuzz=200)
SESSION = json.dumps({"token": "t", "conversation_id": "c"}).encode()

Hangs = Callable[[bytes], bool]


class StandIn(Server):
    """Answers every HTTP request with one status, until one comes that makes it hang."""

    status, hung, restarts = 200, False, 0
    hangs: Hangs = staticmethod(lambda request: False)

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[StandIn]:
        """Serves both ports."""
        servers = [await asyncio.start_server(self._answer, "127.0.0.1", 0) for _ in range(2)]
        self.port, self.action_port = (server.sockets[0].getsockname()[1] for server in servers)
        self.url = f"http://127.0.0.1:{self.port}"
        yield self
        for server in servers:
            server.close()
        self.close()

    async def restart(self) -> None:
        """Does not hang any longer."""
        self.hung, self.restarts = False, self.restarts + 1

    async def health_seconds(self, limit: float = 0.3) -> float | None:
        """As the real one, with less patience."""
        return await super().health_seconds(min(limit, 0.3))

    async def well_within(self, seconds: float) -> float | None:
        """As the real one, with less patience."""
        return await super().well_within(min(seconds, 0.3))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.read(65536)
        self.hung = self.hung or self.hangs(request)
        if not self.hung:
            writer.write(
                b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (self.status, len(SESSION), SESSION)
            )
        writer.close()


@pytest.fixture
async def stand_in(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with StandIn(tmp_path).serving() as server:
        server.log_file.touch()
        yield server


async def judge(attack: Callable[..., object], server: Server) -> str:
    return (await tried(Attack("x", 0, "", attack, limit_seconds=60), server, SMALL)).result  # type: ignore[arg-type]


async def test_lengths_that_hang_a_server_are_broken(
    stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(framing, "ANSWER_SECONDS", 0.2)
    assert await judge(framing.chat_lengths, stand_in) == "held"
    stand_in.hangs = lambda request: b"Content-Length: -1" in request
    assert await judge(framing.chat_lengths, stand_in) == "broken"
    assert stand_in.restarts == 1


async def test_a_request_of_the_fuzz_that_hangs_a_server_is_broken(stand_in: StandIn) -> None:
    assert await judge(fuzzing.fuzz, stand_in) == "held"
    stand_in.hangs = lambda request: b"\xff" in request
    assert await judge(fuzzing.fuzz, stand_in) == "broken"


async def test_an_office_that_is_refused_is_broken(stand_in: StandIn) -> None:
    assert await judge(rates.office, stand_in) == "held"
    stand_in.status = 429
    assert (await rates.office(stand_in, SMALL)).result == "broken"


async def test_a_link_in_the_log_is_broken(stand_in: StandIn) -> None:
    assert await judge(keeping.supervisors_link, stand_in) == "held"
    stand_in.log_file.write_text("desk: http://127.0.0.1/desk#token=abc")
    assert await judge(keeping.supervisors_link, stand_in) == "broken"


async def test_a_file_that_others_may_read_is_broken(stand_in: StandIn) -> None:
    (stand_in.state / "secret").touch(mode=0o600)
    assert await judge(keeping.file_modes, stand_in) == "held"
    (stand_in.state / "chat.db").touch(mode=0o644)
    assert await judge(keeping.file_modes, stand_in) == "broken"


@pytest.mark.parametrize(
    "written", ["魑魅魍魉", json.dumps({"text": "魑魅魍魉"}), json.dumps(json.dumps("魑魅魍魉"))]
)
def test_words_are_found_however_they_are_written(stand_in: StandIn, written: str) -> None:
    assert stand_in.holding("魑魅魍魉") == []
    (stand_in.state / "chat.db-wal").write_text(f"…{written}…", encoding="utf-8")
    assert stand_in.holding("魑魅魍魉") == ["chat.db-wal"]


class Choosy(StandIn):
    """Opens conversations, and takes some of the files that come: by their number."""

    takes, came = range(0), 0

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.read(65536)
        body, status = SESSION, 200
        if request.startswith(b"POST /chat/attachments"):
            status = 200 if self.came in self.takes else 415
            self.came += 1
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
        writer.close()


@pytest.fixture
async def choosy(tmp_path: Path) -> AsyncIterator[Choosy]:
    async with Choosy(tmp_path).serving() as server:
        server.log_file.touch()
        yield server


async def test_a_page_that_is_taken_for_a_picture_is_broken(choosy: Choosy) -> None:
    assert await judge(attaching.hostile, choosy) == "held"
    choosy.takes = range(choosy.came + 3, choosy.came + 4)
    assert await judge(attaching.hostile, choosy) == "broken"


async def test_one_address_that_may_send_without_end_is_broken(choosy: Choosy) -> None:
    choosy.takes = range(200)
    assert (await attaching.flood(choosy, SMALL)).result == "broken"  # nobody else may send any more
    choosy.takes = range(10_000)
    assert (await attaching.flood(choosy, SMALL)).result == "broken"


async def _raises(*_: object) -> Finding:
    raise ValueError("no such thing")


async def _cannot(*_: object) -> Finding:
    raise NotTried("no PostgreSQL")


async def _never_ends(*_: object) -> Finding:
    await asyncio.Event().wait()
    raise AssertionError


async def test_an_attack_that_fails_does_not_pass(stand_in: StandIn) -> None:
    assert await judge(_raises, stand_in) == "broken"
    assert await judge(_cannot, stand_in) == "not tried"
    endless = Attack("x", 0, "", _never_ends, limit_seconds=0.1)
    assert (await tried(endless, stand_in, SMALL)).result == "broken"


async def test_an_attack_that_leaves_the_server_hanging_is_broken(stand_in: StandIn) -> None:
    async def hang(*_: object) -> Finding:
        stand_in.hung = True
        return judged(held=True, figure="all well")

    assert await judge(hang, stand_in) == "broken"
    assert (stand_in.hung, stand_in.restarts) == (False, 1)


@pytest.mark.parametrize(("result", "status"), [("held", 0), ("not tried", 0), ("broken", 1)])
def test_what_is_broken_is_told_by_the_exit_status(
    result: str,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def run(attacks: list[Attack], _: Scale, tell: Callable[[Attack, Finding], None]) -> None:
        tell(attacks[0], Finding(result, "3 of 7"))  # type: ignore[arg-type]

    monkeypatch.setattr(command, "run", run)
    monkeypatch.setattr("sys.argv", ["attack", "--only", "fuzz", "--json", str(tmp_path / "found.json")])
    assert command.main() == status
    assert f"| {result} | 3 of 7 |" in capsys.readouterr().out
    assert json.loads((tmp_path / "found.json").read_text())[0]["name"] == "fuzz"


def test_each_attack_has_a_name_of_its_own() -> None:
    names = [attack.name for attack in ATTACKS]
    assert len(set(names)) == len(names)
