"""The real servers: what the terminal shows, and what a customer gets while the action server is away."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from refundbot.replies import error
from refundbot.replies.envelope import schema
from refundbot.serving import client
from refundbot.settings import ROOT, Settings

pytestmark = pytest.mark.e2e

QUESTION = "流量包还没用能退吗"


def command(servers: Any, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a command of the CLI against the servers."""
    return subprocess.run(
        [sys.executable, "-m", "refundbot.cli", *arguments],
        cwd=ROOT,
        env=servers.environ,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_question_in_the_terminal_is_answered_with_its_sources(servers: Any) -> None:
    answered = command(servers, "ask", QUESTION)
    assert answered.returncode == 0, answered.stderr
    assert "退" in answered.stdout
    assert "来源：S" in answered.stdout


def test_a_conversation_in_the_terminal(servers: Any) -> None:
    talked = command(servers, "chat", typed=f"{QUESTION}\n\n谢谢\n")
    assert talked.returncode == 0, talked.stderr
    assert len(re.findall(r"^> ", talked.stdout, re.MULTILINE)) == 4
    assert error("empty").texts[0] in talked.stdout


def test_the_intent_ranking(servers: Any) -> None:
    ranking = client.parse(servers.settings, QUESTION)["intent_ranking"]
    confidences = [intent["confidence"] for intent in ranking]
    assert len(ranking) > 1
    assert confidences == sorted(confidences, reverse=True)


def test_the_ranking_of_a_long_text_is_refused(servers: Any) -> None:
    with pytest.raises(client.Refused) as refused:
        client.parse(servers.settings, "退" * 350_000)
    assert refused.value.status == 413


@pytest.mark.parametrize("path", ["/domain", "/conversations/x/tracker"])
def test_the_rest_of_rasas_api_is_closed(servers: Any, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(servers.worker_url + path)


def test_conversations_are_kept_in_the_state_folder(servers: Any) -> None:
    servers.say("kept", QUESTION)
    assert (servers.settings.state / "conversations.db").stat().st_size > 0


@pytest.fixture(scope="module")
def without_actions(servers: Any, unused_tcp_port_factory: Any, tmp_path_factory: Any) -> Iterator[Settings]:
    """A worker whose action server is not there."""
    ports = {
        name: str(unused_tcp_port_factory()) for name in ("REFUNDBOT_WORKER_PORT", "REFUNDBOT_ACTION_PORT")
    }
    environ = {**servers.environ, **ports, "REFUNDBOT_STATE": str(tmp_path_factory.mktemp("alone"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "refundbot.serving.rasa_server"], cwd=ROOT, env=environ, stderr=subprocess.PIPE
    )
    settings = Settings.from_env(environ)
    while True:
        try:
            client.parse(settings, QUESTION)
            break
        except client.Unreachable:
            assert process.poll() is None, process.communicate()
            time.sleep(0.3)
    yield settings
    process.terminate()
    process.communicate(timeout=60)


def test_without_an_action_server_there_is_an_apology_with_a_way_on(without_actions: Settings) -> None:
    for said in (QUESTION, "你好", "转人工"):
        messages = client.say(without_actions, "甲", said)
        assert [message["text"] for message in messages if "text" in message] == list(
            error("unavailable").texts
        )
        envelope = messages[-1]["custom"]["data"]
        jsonschema.validate(envelope, schema())
        assert envelope["kind"] == "error"
        json.dumps(messages)
