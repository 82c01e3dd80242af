"""All of it on this machine: two front doors, two workers, the action server, and nginx as it is shipped.

    python -m bench.demo_cluster --port 8443

They stand on the machine's PostgreSQL (a database of their own), Redis and RabbitMQ. A talk is held and
shown: a customer on the widget's socket, an agent by the desk's API, both through nginx. Then they serve
until Ctrl-C; a server that ends is started anew, so `kill -9` one. Nothing is left behind.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import ssl
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp

from bench import chat_client, nginx, services
from bench.cluster import Cluster
from bench.nginx import Nginx
from bench.ports import free_port
from refundbot.serving import model
from refundbot.serving.child import tell
from refundbot.serving.supervisor import PortTaken, check_port, demo_token

NEEDED = "PostgreSQL, Redis, RabbitMQ, nginx and openssl"
PATIENCE_SECONDS = 120.0
QUESTION, TO_AGENT, TO_CUSTOMER, THANKS = (
    "流量包还没用能退吗",
    "我想找人看一下",
    "您好，我来看一下您的订单。",
    "好的，谢谢",
)


class Customer:
    """The page of one who talks: says, and hears what is told on its socket."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self._url = http, url
        self._heard: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self.conversation_id = ""

    async def open(self) -> None:
        """Opens a conversation."""
        async with self._http.post(f"{self._url}/chat/session", json={}) as answer:
            answer.raise_for_status()
            session = await answer.json()
        self.conversation_id = session["conversation_id"]
        self._socket = await chat_client.connect(self._http, self._url, session["token"])
        self._socket.on("message", self._heard.put, namespace=chat_client.NAMESPACE)

    async def say(self, text: str) -> None:
        """Says it."""
        print(f"  customer: {text}", flush=True)
        await self._do("say", {"client_msg_id": uuid.uuid4().hex, "text": text})

    async def ask_for_a_person(self) -> None:
        """As by the widget's button."""
        await self._do("handoff", {})

    async def hear(self, sender: str) -> None:
        """Waits for what the bot or an agent says, and shows it.

        Raises:
            asyncio.TimeoutError: nothing is heard.
        """
        message: Mapping[str, Any] = {}
        while message.get("from") != sender:
            message = await asyncio.wait_for(self._heard.get(), PATIENCE_SECONDS)
        print(f"  {sender + ':':9} {message['text']}".replace("\n", f"\n{' ' * 12}"), flush=True)

    async def leave(self) -> None:
        """Closes the page."""
        await self._socket.disconnect()

    async def _do(self, event: str, body: Mapping[str, str]) -> None:
        done = await self._socket.call(event, body, chat_client.NAMESPACE, PATIENCE_SECONDS)
        if not done["ok"]:
            raise RuntimeError(f"{event} was refused: {done['error']['text']}")


class Agent:
    """Somebody at the desk."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str) -> None:
        self._http, self._url, self._headers = http, f"{url}/assist/v1", {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """What the desk answers."""
        asking = self._http.request(method, self._url + path, json=body, headers=self._headers)
        async with asking as answer:
            answer.raise_for_status()
            return await answer.json()


async def talk(url: str, token: str, http: aiohttp.ClientSession) -> None:
    """From the widget to the desk and back, shown as it goes; `token` is the agent's."""
    customer, agent = Customer(http, url), Agent(http, url, token)
    await customer.open()
    await customer.say(QUESTION)
    await customer.hear("bot")
    await customer.say(TO_AGENT)
    await customer.ask_for_a_person()
    queue = await agent.ask("GET", "/conversations?status=queued")
    [waiting] = [each for each in queue["conversations"] if each["id"] == customer.conversation_id]
    talked = f"/conversations/{waiting['id']}"
    print("  the desk: one customer waits, an agent takes over", flush=True)
    seen = (await agent.ask("POST", f"{talked}/take-over", {}))["conversation"]["last_seq"]
    await agent.ask("POST", f"{talked}/say", {"text": TO_CUSTOMER, "based_on_seq": seen})
    await customer.hear("agent")
    await customer.say(THANKS)
    read = await agent.ask("GET", talked)
    print(f"  the desk: {read['messages'][-1]['from']}: {read['messages'][-1]['text']}", flush=True)
    await agent.ask("POST", f"{talked}/resolve", {})
    await customer.leave()


async def serve(port: int) -> None:
    """Starts all, shows the talk, and serves until it is cancelled.

    Raises:
        services.Missing: something is not there.
        RuntimeError: nginx or the servers cannot be kept running.
    """
    started = time.monotonic()
    print("Starting two edges, two workers, the action server and nginx ...", flush=True)
    async with contextlib.AsyncExitStack() as at_end:
        folder = Path(at_end.enter_context(tempfile.TemporaryDirectory(prefix="refundbot-demo-")))
        shared = await at_end.enter_async_context(services.services())
        cluster = Cluster(folder, 2, 2, {**shared, "REFUNDBOT_PROXIES": "1"})
        at_end.callback(cluster.stop)
        edges = [edge.url for edge in cluster.edges]
        proxy = at_end.enter_context(nginx.before(edges, folder, port, free_port()))
        await cluster.ready()
        trusting = ssl.create_default_context(cafile=str(proxy.certificate))
        token = demo_token(cluster.edges[0])
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusting)) as http:
            print("\nA talk through nginx:", flush=True)
            await talk(proxy.url, token, http)
        _announce(cluster, proxy, token, time.monotonic() - started)
        await _keep(cluster, proxy)


def _announce(cluster: Cluster, proxy: Nginx, token: str, seconds: float) -> None:
    # As `make run` does: a link that signs in is shown on a terminal only.
    signed_in = f"#token={token}" if sys.stdout.isatty() else ""
    servers = (f"{which} {number} {each.pid}" for (which, number), each in cluster.processes.items())
    print(
        f"\nrefundbot is ready after {seconds:.0f} s: {proxy.url}\n"
        f"  the chat:        {proxy.url}/chat\n"
        f"  a sample shop:   {proxy.url}/chat/demo\n"
        f"  agents' desk:    {proxy.url}/desk{signed_in}\n"
        "  (nginx's certificate is its own: a browser asks once)\n"
        f"  kill -9 one:     {', '.join(servers)}\n"
        "  stop:            Ctrl-C\n",
        flush=True,
    )


async def _keep(cluster: Cluster, proxy: Nginx) -> None:
    while proxy.process.poll() is None:
        for (which, number), process in tuple(cluster.processes.items()):
            if process.poll() is not None:
                pid = cluster.restart(which, number).pid
                tell(f"{which} {number} has ended and is started anew, as {pid}")
        await asyncio.sleep(1.0)
    raise RuntimeError("nginx has ended")


async def _until_told(port: int) -> int:
    """Serves until Ctrl-C or SIGTERM; the exit status."""
    serving = asyncio.ensure_future(serve(port))
    for which in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(which, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        return 0
    return 1


def main() -> int:
    """Returns the exit status: 0 where it was told to stop."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8443, help="of nginx (default: %(default)s)")
    chosen = parser.parse_args()
    try:
        if missing := [*asyncio.run(services.absent()), *nginx.absent()]:
            raise services.Missing(missing)
        check_port("127.0.0.1", chosen.port, "PORT")
        model.ensure()
        return asyncio.run(_until_told(chosen.port))
    except services.Missing as missing:
        sys.exit(f"The demonstration needs {NEEDED}. {missing}")
    except (PortTaken, model.TrainingError, RuntimeError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
