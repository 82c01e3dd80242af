"""A chat server for the widget's tests: the same wire as the real one, the answers recorded from it."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import socketio
from aiohttp import web
from socketio.exceptions import ConnectionRefusedError as SocketRefused

from refundbot.settings import ROOT

DIST = ROOT / "web" / "dist"
SAMPLES: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("samples.json").read_text(encoding="utf-8")
)
"""Turns of the real bot, by what they show."""

NAMESPACE = "/chat"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HOT_QUESTIONS = ["查一查我这单能不能退", "流量包能退吗", "退款多久到账", "怎么申请退款"]

Message = dict[str, Any]


class MockChat:
    """One customer's conversation with a bot that says what the test wants. Runs in a thread of its own."""

    def __init__(self) -> None:
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._connections: set[Any] = set()  # transports, of asyncio or uvloop
        self._sockets = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
        self._app = web.Application(middlewares=[self._policy], client_max_size=2**24)
        self._sockets.attach(self._app, socketio_path="/chat/socket.io")
        self._wire()
        self._runner = web.AppRunner(self._app)
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.reset()
        self.run(self._listen())

    def reset(self) -> None:
        """Forgets everything: the next page meets a server that knows nobody."""
        self.messages: list[Message] = []
        self.posted: list[tuple[str, dict[str, Any]]] = []
        self.session: dict[str, Any] = {}
        self.status = "bot"
        self.queue: dict[str, Any] | None = None
        self.duty: dict[str, Any] = {}
        self.silent = False
        self.refusal: dict[str, str] | None = None
        self.down = False
        self.refuses_tokens = False
        self.files: dict[str, tuple[str, bytes]] = {}
        self.upload_refusal: tuple[int, dict[str, str]] | None = None
        self.uploading = threading.Event()
        """Cleared, uploads wait."""
        self.uploading.set()
        self.disowned: set[str] = set()
        self.conversations = 0
        self.while_resuming: Callable[[], list[Message]] = list
        self._resumed = threading.Event()
        self.answer: Callable[[str], list[Message]] = lambda _: turn("answer")

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of `work`, done in the server's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def push(self, event: str, data: Any) -> None:
        """Sends an event to every tab."""
        self.run(self._sockets.emit(event, data, namespace=NAMESPACE))

    def say(self, *said: Message) -> None:
        """Stores messages and pushes them to every tab."""
        for message in said:
            self.push("message", self._store(message))

    def set_status(self, status: str, agent: str | None = None) -> None:
        """Changes who speaks, and tells every tab."""
        self.status = status
        self.push("status", {"status": status, "agent": agent and {"name": agent}})

    def wait_until_connected(self) -> None:
        """Waits until a page has resumed."""
        assert self._resumed.wait(60)

    def connected(self) -> int:
        """How many pages are connected."""
        return len(self._sockets.manager.rooms.get(NAMESPACE, {}).get(None, ()))

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Waits until it holds."""
        for _ in range(1200):
            if holds():
                return
            time.sleep(0.05)
        raise AssertionError("it never held")

    def wait_for_post(self, kind: str, many: int = 1) -> list[dict[str, Any]]:
        """What was posted of a kind, once it is at least so `many`."""
        for _ in range(1200):
            posted = [body for name, body in list(self.posted) if name == kind]
            if len(posted) >= many:
                break
            time.sleep(0.05)
        return posted

    def cut(self) -> None:
        """Breaks every connection, as a lost network does, and refuses new ones until `restore`."""
        self.run(self._cut())

    def restore(self) -> None:
        """Takes connections again."""
        self.down = False

    def close(self) -> None:
        """Stops the server."""
        self.run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _cut(self) -> None:
        # In the server's thread: none may be taken between the two.
        self.down = True
        while self._connections:
            self._connections.pop().abort()

    async def _listen(self) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _stop(self) -> None:
        await self._runner.cleanup()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _store(self, message: Message) -> Message:
        stored = {
            "seq": len(self.messages) + 1,
            "from": "bot",
            "text": "",
            "choices": [],
            "envelope": None,
            "client_msg_id": None,
            "at": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            **message,
        }
        self.messages.append(stored)
        return stored

    @web.middleware
    async def _policy(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if self.down:
            raise web.HTTPServiceUnavailable
        if request.transport is not None:
            self._connections.add(request.transport)
        response: web.StreamResponse = await handler(request)
        if not response.prepared:
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            if request.path.startswith("/chat"):
                response.headers["Content-Security-Policy"] = CSP
        return response

    def _wire(self) -> None:
        on = self._sockets.on

        @on("connect", namespace=NAMESPACE)
        async def connect(_sid: str, _environ: Any, auth: dict[str, str] | None) -> None:
            if self.down or self.refuses_tokens or not auth or auth.get("token") != "token":
                raise SocketRefused("unauthorized", {"code": "unauthorized", "text": "登录凭证无效。"})

        @on("resume", namespace=NAMESPACE)
        async def resume(_sid: str, data: dict[str, int]) -> dict[str, Any]:
            self._resumed.set()
            last_seq = len(self.messages)
            missed = [message for message in self.messages if message["seq"] > data["after_seq"]][:50]
            pushed, self.while_resuming = self.while_resuming(), list
            for message in pushed:
                await self._sockets.emit("message", self._store(message), namespace=NAMESPACE)
            return {
                "ok": True,
                "status": self.status,
                "queue": self.queue,
                "messages": missed,
                "last_seq": last_seq,
            }

        @on("say", namespace=NAMESPACE)
        async def say(sid: str, data: dict[str, Any]) -> dict[str, Any]:
            if self.refusal:
                return {"ok": False, "error": self.refusal}
            for message in self.messages:
                if message["client_msg_id"] == data["client_msg_id"]:
                    return {"ok": True, "seq": message["seq"]}
            attached = data.get("attachments")
            text = data.get("text") or ("" if attached else self._title(data["choice"]))
            mine: Message = {"from": "customer", "text": text, "client_msg_id": data["client_msg_id"]}
            if attached:
                mine["attachments"] = attached
            said = self._store(mine)
            await self._sockets.emit("message", said, namespace=NAMESPACE, skip_sid=sid)
            if self.status == "closed":
                self.status = "bot"
                await self._sockets.emit("status", {"status": "bot"}, namespace=NAMESPACE)
            if not self.silent and self.status == "bot":
                self._sockets.start_background_task(self._answer, text)
            return {"ok": True, "seq": said["seq"]}

        @on("handoff", namespace=NAMESPACE)
        async def handoff(_sid: str, data: dict[str, bool]) -> dict[str, Any]:
            if data.get("cancel"):
                return await self._change("bot", "handoff_cancelled", "已取消排队，请继续问我。")
            done = await self._change("queued", "handoff_queued", "已为您排队转人工，请稍候。")
            self.queue = {"position": 3, **self.duty}
            await self._sockets.emit("queue", self.queue, namespace=NAMESPACE)
            return done

        @on("close", namespace=NAMESPACE)
        async def close(_sid: str, _data: Any) -> dict[str, Any]:
            return await self._change("closed", "closed", "本次对话已结束。")

        @on("*", namespace=NAMESPACE)
        async def other(_event: str, _sid: str, _data: Any) -> dict[str, Any]:
            return {"ok": True}

        add = self._app.router
        add.add_post("/chat/session", self._open_session)
        add.add_get("/chat/history", self._history)
        add.add_get("/chat/suggest", self._suggest)
        add.add_get("/chat", _page("chat.html"))
        add.add_get("/chat/demo", _page("demo/index.html"))
        add.add_get("/isolated", self._isolated)
        add.add_post("/chat/attachments", self._upload)
        add.add_get("/chat/attachments/{id}", self._file)
        add.add_get("/chat/attachments/{id}/thumbnail", self._file)
        add.add_post("/chat/{kind}", self._take)
        add.add_delete("/chat/{kind}", self._take)
        add.add_static("/chat/", DIST)

    async def _isolated(self, _: web.Request) -> web.Response:
        """A site's page that isolates itself from what does not ask to be embedded."""
        isolation = {
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        script = f'<!doctype html><script src="{self.url}/chat/widget.js"></script>'
        return web.Response(text=script, content_type="text/html", headers=isolation)

    async def _change(self, status: str, code: str, text: str) -> dict[str, Any]:
        self.status = status
        note = self._store({"from": "system", "code": code, "text": text})
        await self._sockets.emit("message", note, namespace=NAMESPACE)
        await self._sockets.emit("status", {"status": status}, namespace=NAMESPACE)
        return {"ok": True, "status": status}

    def _title(self, choice: str) -> str:
        return next(
            offered["title"]
            for message in self.messages
            for offered in message["choices"]
            if offered["id"] == choice
        )

    async def _answer(self, text: str) -> None:
        for message in self.answer(text):
            await self._sockets.emit("message", self._store(message), namespace=NAMESPACE)

    async def _open_session(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.posted.append(("session", asked))
        if asked["customer_token"] in self.disowned:
            return _unauthorized()
        if asked["token"] is None:
            self.conversations += 1
        later = (datetime.now(timezone.utc) + timedelta(hours=1)).isoformat()
        session = {
            "token": "token",
            "conversation_id": f"c{self.conversations}",
            "expires_at": later,
            "renew_at": later,
            "status": self.status,
            "banner": None,
            "greeting": {"texts": [], "choices": []},
            "hot_questions": [{"title": title, "text": title} for title in HOT_QUESTIONS],
            "consent": False,
            "features": {},
            **self.session,
        }
        return web.json_response(session)

    async def _history(self, request: web.Request) -> web.Response:
        before = int(request.query.get("before_seq", len(self.messages) + 1))
        limit = int(request.query["limit"])
        earlier = [message for message in self.messages if message["seq"] < before]
        return web.json_response(
            {
                "messages": earlier[-limit:],
                "last_seq": len(self.messages),
                "more": len(earlier) > limit,
            }
        )

    async def _suggest(self, request: web.Request) -> web.Response:
        asked = request.query["q"]
        found = [title for title in HOT_QUESTIONS if any(letter in title for letter in asked)]
        return web.json_response(
            {"suggestions": [{"title": title, "text": title, "topic": "policy.overview"} for title in found]}
        )

    async def _upload(self, request: web.Request) -> web.Response:
        if "Authorization" not in request.headers:
            return _unauthorized()
        data = await request.read()
        await asyncio.to_thread(self.uploading.wait)
        if self.upload_refusal:
            status, error = self.upload_refusal
            return web.json_response({"error": error}, status=status)
        id, kind = f"{len(self.files):032x}", request.headers["Content-Type"]
        self.files[id] = kind, data
        measures = (
            {"width": None, "height": None} if kind == "application/pdf" else {"width": 640, "height": 400}
        )
        kept = {"id": id, "name": None, "type": kind, "size": len(data), **measures}
        return web.json_response({"attachment": kept})

    async def _file(self, request: web.Request) -> web.Response:
        if "Authorization" not in request.headers:
            return _unauthorized()
        kind, data = self.files[request.match_info["id"]]
        return web.Response(body=data, content_type=kind)

    async def _take(self, request: web.Request) -> web.Response:
        if "Authorization" not in request.headers:
            return _unauthorized()
        body = await request.json() if request.can_read_body else {}
        self.posted.append((request.match_info["kind"], body))
        return web.json_response({"ok": True})


def _unauthorized() -> web.Response:
    error = {"code": "unauthorized", "text": "登录凭证无效，请刷新页面。"}
    return web.json_response({"error": error}, status=401)


def _page(file: str) -> Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse]]:
    async def serve(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(DIST / file)

    return serve


def turn(sample: str, **changes: Any) -> list[Message]:
    """A recorded turn of the bot as messages; `changes` are made to the last."""
    recorded = SAMPLES[sample]
    texts = recorded["texts"]
    last = {
        "text": texts[-1],
        "envelope": recorded["envelope"],
        "choices": [{"id": f"{sample}-{title}", "title": title} for title in recorded["choices"]],
        **changes,
    }
    return [*({"text": text} for text in texts[:-1]), last]
