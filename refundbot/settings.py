"""What the environment sets: read once, checked, frozen."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
"""The checkout: where config.yml, domain.yml, data/ and models/ lie."""

MAX_MESSAGE_CHARACTERS = 2000
"""A longer message is answered without being parsed: tokenizers are superlinear on one long run of text."""

SHANGHAI = ZoneInfo("Asia/Shanghai")

ORDER_SOURCES = ("sample", "bss")
BSS_CREDENTIALS = ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK")


class SettingsError(ValueError):
    """A setting cannot be used; the text says which one, why, and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process. Every process of a run is given the same environment, so they agree."""

    host: str = "127.0.0.1"
    """REFUNDBOT_HOST: address the chat server binds. Beyond loopback an API token is required."""

    port: int = 5005
    """REFUNDBOT_PORT: TCP port of the chat server (REST channel and `/model/parse`)."""

    action_port: int = 5055
    """REFUNDBOT_ACTION_PORT: TCP port of the action server, which always binds 127.0.0.1."""

    api_token: str | None = None
    """REFUNDBOT_API_TOKEN: what `?token=` must carry for Rasa's HTTP API. Unset: only the intent ranking
    (`POST /model/parse`) and the status are served, and only on loopback."""

    fixed_now: datetime | None = None
    """REFUNDBOT_NOW: ISO 8601 with an offset; fixes the clock for demonstrations, tests and what-if."""

    secret: str | None = None
    """REFUNDBOT_CUSTOMER_SECRET: HS256 key, at least 32 characters, of the tokens that say who the customer
    is. Unset: a random one kept in the state folder, which suits one machine. Read as `customer_secret`."""

    order_source: str = "sample"
    """REFUNDBOT_ORDER_SOURCE: where orders are read: `sample` (invented ones) or `bss` (Huawei Cloud BSS),
    whose access key, HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, is read where it is used, not kept here."""

    bss_endpoint: str = "https://bss.myhuaweicloud.com"
    """REFUNDBOT_BSS_ENDPOINT: address of BSS. Requests are signed with the key: HTTPS, save on loopback."""

    order_db: Path = ROOT / "var" / "orders.db"
    """REFUNDBOT_ORDER_DB: the sample order book (SQLite). Unset: `orders.db` in the state folder."""

    encoder: str | None = None
    """REFUNDBOT_ENCODER: the sentence encoder of the NLU pipeline; unset: the pipeline's own default."""

    state: Path = ROOT / "var"
    """REFUNDBOT_STATE: folder of what a run writes: conversations, sample orders, the secret."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings in `environ`; an empty variable counts as unset.

        Raises:
            SettingsError: a value cannot be used.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        host = given.get("REFUNDBOT_HOST", cls.host)
        api_token = given.get("REFUNDBOT_API_TOKEN")
        if api_token is None and not _is_loopback(host):
            raise SettingsError(
                f"REFUNDBOT_HOST={host} can be reached from other machines: set REFUNDBOT_API_TOKEN as well."
            )
        secret = given.get("REFUNDBOT_CUSTOMER_SECRET")
        if secret is not None and len(secret) < 32:
            raise SettingsError("REFUNDBOT_CUSTOMER_SECRET is too short to be safe: 32 characters or more.")
        order_source = given.get("REFUNDBOT_ORDER_SOURCE", cls.order_source)
        if order_source not in ORDER_SOURCES:
            raise SettingsError(
                f"REFUNDBOT_ORDER_SOURCE must be {' or '.join(ORDER_SOURCES)}, not {order_source!r}."
            )
        if order_source == "bss" and not given.keys() >= set(BSS_CREDENTIALS):
            raise SettingsError(f"REFUNDBOT_ORDER_SOURCE=bss needs {' and '.join(BSS_CREDENTIALS)} as well.")
        state = Path(given.get("REFUNDBOT_STATE", cls.state)).resolve()
        return cls(
            host=host,
            port=_port("REFUNDBOT_PORT", given, cls.port),
            action_port=_port("REFUNDBOT_ACTION_PORT", given, cls.action_port),
            api_token=api_token,
            fixed_now=_instant("REFUNDBOT_NOW", given),
            secret=secret,
            order_source=order_source,
            bss_endpoint=_endpoint("REFUNDBOT_BSS_ENDPOINT", given, cls.bss_endpoint),
            order_db=Path(given.get("REFUNDBOT_ORDER_DB", state / "orders.db")).resolve(),
            encoder=given.get("REFUNDBOT_ENCODER"),
            state=state,
        )

    @property
    def url(self) -> str:
        """Address of the chat server as another program on this machine reaches it."""
        reachable = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{self.port}"

    @property
    def action_url(self) -> str:
        """Address of the action server."""
        return f"http://127.0.0.1:{self.action_port}"

    def now(self) -> datetime:
        """The present instant, aware, in Asia/Shanghai: REFUNDBOT_NOW where set, else the machine's clock."""
        return (self.fixed_now or datetime.now(timezone.utc)).astimezone(SHANGHAI)

    def state_folder(self) -> Path:
        """The state folder, made if need be, closed to other users."""
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.state

    @property
    def customer_secret(self) -> str:
        """The key of customer tokens, the same for all processes that share a state folder."""
        return self.secret or _kept_secret(self.state_folder() / "customer-secret")


def settings_or_exit() -> Settings:
    """The settings of this process, for its entry point: a bad one ends it with the sentence that says so."""
    try:
        return Settings.from_env()
    except SettingsError as error:
        sys.exit(str(error))


def _kept_secret(file: Path) -> str:
    """The secret in `file`; where there is none, a random one is put there, whole, by exactly one process."""
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32), encoding="ascii")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii").strip()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _port(name: str, given: Mapping[str, str], default: int) -> int:
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise SettingsError(f"{name} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def _endpoint(name: str, given: Mapping[str, str], default: str) -> str:
    text = given.get(name, default)
    match = re.fullmatch(r"(https?)://([\w.-]+)(:\d+)?/?", text, re.ASCII)
    if match is None or (match[1] == "http" and not _is_loopback(match[2])):
        raise SettingsError(
            f"{name} must be an address such as {default}, HTTPS unless it is on this machine; not {text!r}."
        )
    return text.rstrip("/")


def _instant(name: str, given: Mapping[str, str]) -> datetime | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise SettingsError(
            f"{name} must be an instant with its offset, such as 2026-11-20T10:00:00+08:00, not {text!r}."
        )
    return instant
