"""Records `samples.json` anew from a running bot: `python -m tests.browser.record_samples`.

Start the bot with `REFUNDBOT_NOW=2026-11-24T10:00:00+08:00 make run`, so that the dates in it stay.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from refundbot.orders.identity import mint_customer_token
from refundbot.serving import client
from refundbot.settings import Settings, settings_or_exit

FILE = Path(__file__).with_name("samples.json")
QUESTIONS = {
    "full_refund": "订单CS2611000101能退吗",
    "partial_refund": "CS2611000202能退吗",
    "large_refund": "CS2611000601能退吗",
    "not_refundable": "我上个月买的共享流量包500G用了30G能退吗",
    "manual_review": "CS2611000411能退吗",
    "nothing_to_refund": "CS2611000405能退吗",
    "answer": "流量包还没用能退吗",
    "steps": "怎么申请退款",
    "fees": "手续费怎么算",
    "question": "查一查我这单能不能退",
    "understood": "云服务器",
    "clarify": "包",
    "greet": "你好",
    "out_of_scope": "今天股票怎么样",
}


def record(name: str, question: str, settings: Settings) -> dict[str, Any]:
    """One turn of the bot with a customer who is signed in."""
    token = mint_customer_token("demo", settings.customer_secret, settings.now(), timedelta(hours=1))
    said = client.say(settings, f"sample-{name}", question, customer_token=token)
    return {
        "question": question,
        "texts": [message["text"] for message in said if "text" in message],
        "choices": [button["title"] for message in said for button in message.get("buttons", [])],
        "envelope": next(message["custom"]["data"] for message in said if "custom" in message),
    }


if __name__ == "__main__":
    settings = settings_or_exit()
    samples = {name: record(name, question, settings) for name, question in QUESTIONS.items()}
    FILE.write_text(json.dumps(samples, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
