"""Counts what changes in conversations, as it is told."""

from __future__ import annotations

from refundbot.conversations.gate import Transition
from refundbot.conversations.models import Message
from refundbot.telemetry import metrics


async def count(outcome: Transition) -> None:
    """Called after each change of any conversation that this process made."""
    for message in outcome.messages:
        if message.sender == "bot" and message.envelope:
            _count_answer(message.envelope)
        elif message.sender == "system":
            _count_notice(message)


def _count_answer(envelope: dict[str, object]) -> None:
    kind = str(envelope["kind"])
    metrics.ANSWERS.labels(kind).inc()
    metrics.MESSAGES.labels("apologised" if kind == "error" else "answered").inc()
    if kind == "clarify":
        metrics.UNSURE.labels(envelope.get("topic") or "none").inc()
    verdict = envelope.get("verdict")
    if isinstance(verdict, dict):
        metrics.VERDICTS.labels(verdict["outcome"]).inc()


def _count_notice(message: Message) -> None:
    if message.code == "answer_delayed":
        metrics.MESSAGES.labels("delayed").inc()
    elif message.code == "left_message":
        metrics.LEFT_MESSAGES.inc()
    else:
        metrics.HANDOVERS.labels(message.code).inc()
