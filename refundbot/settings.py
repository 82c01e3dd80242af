"""What the environment sets: read once, checked, frozen."""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import overload
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
"""The checkout: where config.yml, domain.yml, data/ and models/ lie."""

MAX_MESSAGE_CHARACTERS = 2000
"""A longer message is answered without being parsed: tokenizers are superlinear on one long run of text."""

SHANGHAI = ZoneInfo("Asia/Shanghai")

ATTACHMENTS = "attachments"
"""The folder in the state folder in which they lie."""

STATE_FILES = ("*.db", "*.db-wal", "*.db-shm", "*-secret")

ORDER_SOURCES = ("sample", "bss")
LOG_FORMATS = ("text", "json")
S3_ADDRESSING = ("auto", "path", "virtual")
S3_CREDENTIALS = ("REFUNDBOT_S3_KEY", "REFUNDBOT_S3_SECRET")
BSS_CREDENTIALS = ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK")
_POSTGRESQL = "postgresql://"
CHATWOOT = ("REFUNDBOT_CHATWOOT_URL", "REFUNDBOT_CHATWOOT_TOKEN", "REFUNDBOT_CHATWOOT_SECRET")
SIGN_IN = ("REFUNDBOT_OIDC_ISSUER", "REFUNDBOT_DESK_URL")


class SettingsError(ValueError):
    """A setting cannot be used; the text says which one, why, and what to write instead."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process. Every process of a run is given the same environment, so they agree."""

    host: str = "127.0.0.1"
    """REFUNDBOT_HOST: address that the front door binds."""

    port: int = 5005
    """REFUNDBOT_PORT: TCP port of the front door: pages, chat and desk."""

    worker_host: str = "127.0.0.1"
    """REFUNDBOT_WORKER_HOST: address that a worker, Rasa, binds. Beyond loopback an API token is required."""

    worker_port: int = 5006
    """REFUNDBOT_WORKER_PORT: TCP port of a worker: what the front door asks, REST channel, `/model/parse`."""

    workers: tuple[str, ...] = ()
    """REFUNDBOT_WORKERS: where the front door finds workers (`http://10.0.0.7:5006`, by commas). Unset: one,
    on this machine."""

    action_port: int = 5055
    """REFUNDBOT_ACTION_PORT: TCP port of the action server, which always binds 127.0.0.1."""

    api_token: str | None = None
    """REFUNDBOT_API_TOKEN: what `?token=` must carry for Rasa's HTTP API, at least 32 characters. Unset: only
    the intent ranking (`POST /model/parse`) and the status are served, and only on loopback."""

    fixed_now: datetime | None = None
    """REFUNDBOT_NOW: ISO 8601 with an offset; fixes the clock for demonstrations, tests and what-if."""

    secret: str | None = None
    """REFUNDBOT_CUSTOMER_SECRET: HS256 key, at least 32 characters, of the tokens that say who the customer
    is. Unset: a random one kept in the state folder, which suits one machine. Read as `customer_secret`."""

    secrets_accepted: tuple[str, ...] = ()
    """REFUNDBOT_CUSTOMER_SECRETS_ACCEPTED: others, by commas, whose tokens are accepted as well while it is
    rotated: the next one, then the one before. Read as `customer_secrets`."""

    desk_token_secret: str | None = None
    """REFUNDBOT_DESK_SECRET: HS256 key, at least 32 characters, of the agents' tokens. Unset: a random one
    kept in the state folder. Read as `desk_secret`."""

    desk_secrets_accepted: tuple[str, ...] = ()
    """REFUNDBOT_DESK_SECRETS_ACCEPTED: the same of the desk's. Read as `desk_secrets`."""

    oidc_issuer: str | None = None
    """REFUNDBOT_OIDC_ISSUER: address of the OpenID Connect issuer whose tokens agents may use as well; their
    claim `roles` lists `agent` or `supervisor`. Unset: only the desk's own tokens are accepted."""

    oidc_audience: str = "refundbot-desk"
    """REFUNDBOT_OIDC_AUDIENCE: whom that issuer's tokens must be meant for."""

    oidc_account: str = "sub"
    """REFUNDBOT_OIDC_ACCOUNT: the claim that names the account, such as `preferred_username` (Keycloak) or
    `oid` (Entra ID). Dots lead into objects, here and below."""

    oidc_name: str = "name"
    """REFUNDBOT_OIDC_NAME: the claim that holds the name that customers and colleagues read."""

    oidc_roles: str = "roles"
    """REFUNDBOT_OIDC_ROLES: the claim that lists roles, such as `realm_access.roles` (Keycloak)."""

    oidc_agent: str = "agent"
    """REFUNDBOT_OIDC_AGENT: what the role of agents is called there."""

    oidc_supervisor: str = "supervisor"
    """REFUNDBOT_OIDC_SUPERVISOR: what the role of supervisors is called there."""

    oidc_team: str = "team"
    """REFUNDBOT_OIDC_TEAM: the claim that names the agent's team, such as `department` or `groups`, of which
    the first counts."""

    oidc_client: str | None = None
    """REFUNDBOT_OIDC_CLIENT: the desk's client id at that issuer; agents then sign in there. Needs
    REFUNDBOT_DESK_URL. Unset: they bring a token."""

    oidc_client_secret: str | None = None
    """REFUNDBOT_OIDC_CLIENT_SECRET: its secret there. Unset: a public client, which PKCE alone protects."""

    oidc_scope: str = "openid profile"
    """REFUNDBOT_OIDC_SCOPE: what is asked for. Entra ID and Authing renew only with `offline_access`."""

    desk_url: str | None = None
    """REFUNDBOT_DESK_URL: the origin at which agents open the desk, such as `https://desk.example`; the
    issuer sends them back to `/desk/sign-in/done` there."""

    desk_hosts: tuple[str, ...] = ()
    """REFUNDBOT_DESK_HOSTS: other desks (`https://desk.example`, by commas) that may frame ours."""

    zaf_sdk: str | None = None
    """REFUNDBOT_ZAF_SDK: address of Zendesk's app framework script, which the sidebar then loads in Zendesk.
    Unset: the desk loads nothing from another host."""

    chatwoot_url: str | None = None
    """REFUNDBOT_CHATWOOT_URL: address of a Chatwoot installation in which refundbot is an agent bot."""

    chatwoot_plain: bool = False
    """REFUNDBOT_CHATWOOT_PLAIN_HTTP=1: that address may be plain HTTP, inside a network that is trusted. The
    access token and what customers say then cross it unencrypted."""

    chatwoot_token: str | None = None
    """REFUNDBOT_CHATWOOT_TOKEN: the agent bot's access token there."""

    chatwoot_secret: str | None = None
    """REFUNDBOT_CHATWOOT_SECRET: what its webhooks are signed with, or carry as `?token=`. Unset: they are
    turned away."""

    order_source: str = "sample"
    """REFUNDBOT_ORDER_SOURCE: where orders are read: `sample` (invented ones) or `bss` (Huawei Cloud BSS),
    whose access key, HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, is read where it is used, not kept here."""

    bss_endpoint: str = "https://bss.myhuaweicloud.com"
    """REFUNDBOT_BSS_ENDPOINT: address of BSS. Requests are signed with the key: HTTPS, save on loopback."""

    order_db: Path = ROOT / "var" / "orders.db"
    """REFUNDBOT_ORDER_DB: the sample order book (SQLite). Unset: `orders.db` in the state folder."""

    database_url: str | None = None
    """REFUNDBOT_DATABASE_URL: `postgresql://...` of the customers' conversations and of Rasa's trackers.
    Unset: SQLite in the state folder. Read as `conversations_url`."""

    redis_url: str | None = None
    """REFUNDBOT_REDIS_URL: `redis://...` through which several front doors reach each other's customers and
    count their rates together, and workers lock Rasa's conversations. Unset: there is one of each."""

    events_url: str | None = None
    """REFUNDBOT_EVENTS_URL: `amqp://...` of the RabbitMQ by which a data warehouse is told what happens in
    conversations. Unset: nobody is told."""

    origins: tuple[str, ...] = ()
    """REFUNDBOT_ORIGINS: other sites (`https://shop.example`, by commas) whose pages may embed the chat."""

    customer_public_key: str | None = None
    """REFUNDBOT_CUSTOMER_PUBLIC_KEY: file with the PEM of the key that verifies RS256 customer tokens.
    Unset: only HS256 tokens are accepted."""

    refund_page: str | None = None
    """REFUNDBOT_REFUND_PAGE: address of the page on which customers ask for their money back themselves; a
    verdict then has a button that leads there. Unset: it says the way in words."""

    privacy_page: str | None = None
    """REFUNDBOT_PRIVACY_PAGE: address of the operator's privacy notice, to which the chat links. Unset: the
    chat shows its own words."""

    proxies: int = 0
    """REFUNDBOT_PROXIES: how many reverse proxies of ours stand before the server; so many of the last
    entries of X-Forwarded-For are believed."""

    message_rate: str = "30/minute"
    """REFUNDBOT_MESSAGE_RATE: how many messages one conversation may send, and on how many answers it may
    comment."""

    act_rate: str = "20/hour"
    """REFUNDBOT_ACT_RATE: how often one conversation may rate, leave a message, answer the privacy notice, or
    ask for a person and cancel; each counts for itself."""

    address_rate: str = "6000/minute"
    """REFUNDBOT_ADDRESS_RATE: how many requests may come from one address, behind which a whole office may
    be."""

    address_sockets: int = 500
    """REFUNDBOT_ADDRESS_SOCKETS: how many sockets of the chat and the desk may be open from one address,
    and twice as many connections. The default suits an office of a hundred behind one, several tabs each."""

    probes: tuple[str, int] | None = None
    """REFUNDBOT_PROBES: address and port (`127.0.0.1:9105`) of the front door's `/metrics`, `/live` and
    `/ready`, for the internal network. Unset: not served."""

    worker_probes: tuple[str, int] | None = None
    """REFUNDBOT_WORKER_PROBES: the same of a worker."""

    log_format: str = "text"
    """REFUNDBOT_LOG: `text`, or `json` for one object a line with the ids of conversation and request."""

    traces_url: str | None = None
    """REFUNDBOT_TRACES_URL: address of an OpenTelemetry collector (OTLP over HTTP). Unset: no traces."""

    retention_days: int = 180
    """REFUNDBOT_RETENTION_DAYS: after so many days without a word a conversation is deleted."""

    attachment_mb: int = 8
    """REFUNDBOT_ATTACHMENT_MB: how many megabytes (2**20 bytes) a picture or a document may have that
    is sent in a conversation; 0: none is taken."""

    attachment_rate: str = "20/minute"
    """REFUNDBOT_ATTACHMENT_RATE: how many of them one conversation may send, and one agent."""

    upload_rate: str = "200/hour"
    """REFUNDBOT_UPLOAD_RATE: how many of them customers may send from one address, which may open as many
    conversations as it likes; what agents send is not counted."""

    s3_bucket: str | None = None
    """REFUNDBOT_S3_BUCKET: bucket of an object storage with an S3 interface in which they lie. Unset: in the
    state folder, which suits one machine."""

    s3_endpoint: str | None = None
    """REFUNDBOT_S3_ENDPOINT: its address, such as `https://obs.cn-north-4.myhuaweicloud.com`, HTTPS unless
    REFUNDBOT_S3_PLAIN_HTTP=1 or it is on this machine. Unset: that of AWS."""

    s3_region: str = "us-east-1"
    """REFUNDBOT_S3_REGION: its region."""

    s3_addressing: str = "auto"
    """REFUNDBOT_S3_ADDRESSING: whether the bucket stands in the `path` of an address or in its host
    (`virtual`)."""

    s3_key: str | None = None
    """REFUNDBOT_S3_KEY: the access key; it may put, get, list and delete below `attachments/`."""

    s3_secret: str | None = None
    """REFUNDBOT_S3_SECRET: the secret of that key."""

    agent_gone_minutes: int = 5
    """REFUNDBOT_AGENT_GONE_MINUTES: after so many minutes in which an agent's desk has not said that it is
    there, the conversations of that agent go back into the queue."""

    agent_capacity: int | None = None
    """REFUNDBOT_AGENT_CAPACITY: how many conversations an agent is to have at most; one more only after a
    word. Unset: any number."""

    assigns: bool = False
    """REFUNDBOT_ASSIGN=1: customers who wait are given by themselves, in business hours, to the agent at the
    desk who has the fewest. Unset: agents take them."""

    first_response_minutes: int = 3
    """REFUNDBOT_FIRST_RESPONSE_MINUTES: within how many minutes who asks for a person is to have an agent's
    first word."""

    next_response_minutes: int = 2
    """REFUNDBOT_NEXT_RESPONSE_MINUTES: within how many minutes each message after that is to have an agent's
    answer."""

    resolution_minutes: int = 60
    """REFUNDBOT_RESOLUTION_MINUTES: within how many minutes of a customer's first message their talk is to be
    closed."""

    hours: str | None = None
    """REFUNDBOT_HOURS: when agents are on duty, in Asia/Shanghai: `workdays 09:00-18:00`, by the Chinese
    working calendar, or `daily 08:00-22:00`. Unset: whenever one of them is at the desk."""

    state: Path = ROOT / "var"
    """REFUNDBOT_STATE: folder of what a run writes: conversations, sample orders, the secret."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings in `environ`; an empty variable counts as unset.

        Raises:
            SettingsError: a value cannot be used.
        """
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        worker_host = given.get("REFUNDBOT_WORKER_HOST", cls.worker_host)
        api_token = _secret("REFUNDBOT_API_TOKEN", given)
        if api_token is None and not _is_loopback(worker_host):
            raise SettingsError(
                f"REFUNDBOT_WORKER_HOST={worker_host} can be reached from other machines: set"
                " REFUNDBOT_API_TOKEN as well."
            )
        if 0 < len(given.keys() & set(CHATWOOT)) < len(CHATWOOT):
            raise SettingsError(f"Chatwoot needs all of {', '.join(CHATWOOT)}, or none of them.")
        chatwoot_plain = given.get("REFUNDBOT_CHATWOOT_PLAIN_HTTP") == "1"
        if "REFUNDBOT_OIDC_CLIENT" in given and not given.keys() >= {*SIGN_IN}:
            raise SettingsError(f"REFUNDBOT_OIDC_CLIENT needs {' and '.join(SIGN_IN)} as well.")
        scope = given.get("REFUNDBOT_OIDC_SCOPE", cls.oidc_scope)
        if "openid" not in scope.split():
            raise SettingsError(f"REFUNDBOT_OIDC_SCOPE must hold openid, such as {cls.oidc_scope!r}.")
        order_source = _one_of("REFUNDBOT_ORDER_SOURCE", given, ORDER_SOURCES)
        if order_source == "bss" and not given.keys() >= set(BSS_CREDENTIALS):
            raise SettingsError(f"REFUNDBOT_ORDER_SOURCE=bss needs {' and '.join(BSS_CREDENTIALS)} as well.")
        if "REFUNDBOT_S3_BUCKET" in given and not given.keys() >= set(S3_CREDENTIALS):
            raise SettingsError(f"REFUNDBOT_S3_BUCKET needs {' and '.join(S3_CREDENTIALS)} as well.")
        s3_plain = given.get("REFUNDBOT_S3_PLAIN_HTTP") == "1"
        state = Path(given.get("REFUNDBOT_STATE", cls.state)).resolve()
        return cls(
            host=given.get("REFUNDBOT_HOST", cls.host),
            port=_port("REFUNDBOT_PORT", given, cls.port),
            worker_host=worker_host,
            worker_port=_port("REFUNDBOT_WORKER_PORT", given, cls.worker_port),
            workers=_origins("REFUNDBOT_WORKERS", given),
            action_port=_port("REFUNDBOT_ACTION_PORT", given, cls.action_port),
            api_token=api_token,
            fixed_now=_instant("REFUNDBOT_NOW", given),
            secret=_secret("REFUNDBOT_CUSTOMER_SECRET", given),
            secrets_accepted=_secrets("REFUNDBOT_CUSTOMER_SECRETS_ACCEPTED", given),
            desk_token_secret=_secret("REFUNDBOT_DESK_SECRET", given),
            desk_secrets_accepted=_secrets("REFUNDBOT_DESK_SECRETS_ACCEPTED", given),
            desk_hosts=_origins("REFUNDBOT_DESK_HOSTS", given),
            zaf_sdk=_address("REFUNDBOT_ZAF_SDK", given, "https://static.example/zaf_sdk.min.js"),
            chatwoot_url=_endpoint("REFUNDBOT_CHATWOOT_URL", given, None, plain=chatwoot_plain),
            chatwoot_plain=chatwoot_plain,
            chatwoot_token=given.get("REFUNDBOT_CHATWOOT_TOKEN"),
            chatwoot_secret=given.get("REFUNDBOT_CHATWOOT_SECRET"),
            oidc_issuer=_address("REFUNDBOT_OIDC_ISSUER", given, "https://login.example/realm"),
            oidc_audience=given.get("REFUNDBOT_OIDC_AUDIENCE", cls.oidc_audience),
            oidc_account=given.get("REFUNDBOT_OIDC_ACCOUNT", cls.oidc_account),
            oidc_name=given.get("REFUNDBOT_OIDC_NAME", cls.oidc_name),
            oidc_roles=given.get("REFUNDBOT_OIDC_ROLES", cls.oidc_roles),
            oidc_agent=given.get("REFUNDBOT_OIDC_AGENT", cls.oidc_agent),
            oidc_supervisor=given.get("REFUNDBOT_OIDC_SUPERVISOR", cls.oidc_supervisor),
            oidc_team=given.get("REFUNDBOT_OIDC_TEAM", cls.oidc_team),
            oidc_client=given.get("REFUNDBOT_OIDC_CLIENT"),
            oidc_client_secret=given.get("REFUNDBOT_OIDC_CLIENT_SECRET"),
            oidc_scope=scope,
            desk_url=_own_origin("REFUNDBOT_DESK_URL", given),
            order_source=order_source,
            bss_endpoint=_endpoint("REFUNDBOT_BSS_ENDPOINT", given, cls.bss_endpoint),
            order_db=Path(given.get("REFUNDBOT_ORDER_DB", state / "orders.db")).resolve(),
            database_url=_service("REFUNDBOT_DATABASE_URL", given, (_POSTGRESQL, "sqlite:///")),
            events_url=_service("REFUNDBOT_EVENTS_URL", given, ("amqp://", "amqps://")),
            redis_url=_service("REFUNDBOT_REDIS_URL", given, ("redis://", "rediss://")),
            origins=_origins("REFUNDBOT_ORIGINS", given),
            customer_public_key=_pem("REFUNDBOT_CUSTOMER_PUBLIC_KEY", given),
            refund_page=_address("REFUNDBOT_REFUND_PAGE", given, "https://console.example/#/refund", "#?&=%"),
            privacy_page=_address("REFUNDBOT_PRIVACY_PAGE", given, "https://shop.example/privacy", "#?&=%"),
            proxies=_count("REFUNDBOT_PROXIES", given, cls.proxies, least=0),
            message_rate=_rate("REFUNDBOT_MESSAGE_RATE", given, cls.message_rate),
            act_rate=_rate("REFUNDBOT_ACT_RATE", given, cls.act_rate),
            address_rate=_rate("REFUNDBOT_ADDRESS_RATE", given, cls.address_rate),
            address_sockets=_count("REFUNDBOT_ADDRESS_SOCKETS", given, cls.address_sockets, least=1),
            probes=_listener("REFUNDBOT_PROBES", given),
            worker_probes=_listener("REFUNDBOT_WORKER_PROBES", given),
            log_format=_one_of("REFUNDBOT_LOG", given, LOG_FORMATS),
            traces_url=_address("REFUNDBOT_TRACES_URL", given, "https://collector.example:4318"),
            retention_days=_count("REFUNDBOT_RETENTION_DAYS", given, cls.retention_days, least=1),
            attachment_mb=_count("REFUNDBOT_ATTACHMENT_MB", given, cls.attachment_mb, least=0),
            attachment_rate=_rate("REFUNDBOT_ATTACHMENT_RATE", given, cls.attachment_rate),
            upload_rate=_rate("REFUNDBOT_UPLOAD_RATE", given, cls.upload_rate),
            s3_bucket=given.get("REFUNDBOT_S3_BUCKET"),
            s3_endpoint=_endpoint("REFUNDBOT_S3_ENDPOINT", given, None, plain=s3_plain),
            s3_region=given.get("REFUNDBOT_S3_REGION", cls.s3_region),
            s3_addressing=_one_of("REFUNDBOT_S3_ADDRESSING", given, S3_ADDRESSING),
            s3_key=given.get("REFUNDBOT_S3_KEY"),
            s3_secret=given.get("REFUNDBOT_S3_SECRET"),
            agent_gone_minutes=_count("REFUNDBOT_AGENT_GONE_MINUTES", given, cls.agent_gone_minutes, least=1),
            agent_capacity=_count("REFUNDBOT_AGENT_CAPACITY", given, cls.agent_capacity, least=1),
            assigns=given.get("REFUNDBOT_ASSIGN") == "1",
            first_response_minutes=_count(
                "REFUNDBOT_FIRST_RESPONSE_MINUTES", given, cls.first_response_minutes, least=1
            ),
            next_response_minutes=_count(
                "REFUNDBOT_NEXT_RESPONSE_MINUTES", given, cls.next_response_minutes, least=1
            ),
            resolution_minutes=_count("REFUNDBOT_RESOLUTION_MINUTES", given, cls.resolution_minutes, least=1),
            hours=_hours("REFUNDBOT_HOURS", given),
            state=state,
        )

    @property
    def first_response_seconds(self) -> float:
        """The target for a person's first word."""
        return self.first_response_minutes * 60.0

    @property
    def next_response_seconds(self) -> float:
        """The target for a person's answer to a message after that."""
        return self.next_response_minutes * 60.0

    @property
    def resolution_seconds(self) -> float:
        """The target for the close of a talk."""
        return self.resolution_minutes * 60.0

    @property
    def url(self) -> str:
        """Address of the front door as another program on this machine reaches it."""
        return _reachable(self.host, self.port)

    @property
    def worker_url(self) -> str:
        """Address of this machine's worker as another program on it reaches it."""
        return _reachable(self.worker_host, self.worker_port)

    @property
    def worker_urls(self) -> tuple[str, ...]:
        """Addresses of all workers."""
        return self.workers or (self.worker_url,)

    @property
    def is_local(self) -> bool:
        """Whether only programs on this machine can reach the front door."""
        return _is_loopback(self.host)

    @property
    def action_url(self) -> str:
        """Address of the action server."""
        return f"http://127.0.0.1:{self.action_port}"

    @property
    def conversations_url(self) -> str:
        """The database of the customers' conversations, as SQLAlchemy writes it."""
        return self.database_url or f"sqlite:///{self.state_folder() / 'chat.db'}"

    @property
    def shares_database(self) -> bool:
        """Whether the conversations lie in PostgreSQL, where other servers may be at them too."""
        return self.conversations_url.startswith(_POSTGRESQL)

    @property
    def attachment_bytes(self) -> int:
        """How many bytes an attachment may have; 0 where none is taken."""
        return self.attachment_mb * 2**20

    @property
    def attachments_folder(self) -> Path:
        """Where attachments lie that are in no object storage."""
        return self.state / ATTACHMENTS

    def now(self) -> datetime:
        """The present instant, aware, in Asia/Shanghai: REFUNDBOT_NOW where set, else the machine's clock."""
        return (self.fixed_now or datetime.now(timezone.utc)).astimezone(SHANGHAI)

    def state_folder(self) -> Path:
        """The state folder, made if need be, closed to other users."""
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.state

    def secure_state(self) -> None:
        """Makes sure that the state can be written, and closes what lies there to other users.

        Raises:
            SettingsError: it cannot be written.
        """
        try:
            folder = self.state_folder()
            ours = [file for pattern in STATE_FILES for file in folder.glob(pattern)]
            for path in (folder, *ours):
                if not os.access(path, os.W_OK):
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            for file in ours:
                file.chmod(0o600)
        except OSError as error:
            raise SettingsError(
                f"Cannot write {error.filename} ({error.strerror}). Make it writable, or set REFUNDBOT_STATE"
                " to another folder."
            ) from None

    @property
    def customer_secret(self) -> str:
        """The key of customer tokens, the same for all processes that share a state folder."""
        return self.secret or _kept_secret(self.state_folder() / "customer-secret")

    @property
    def customer_secrets(self) -> tuple[str, ...]:
        """All that are accepted; the first one signs."""
        return (self.customer_secret, *self.secrets_accepted)

    @property
    def desk_secret(self) -> str:
        """The key of the agents' tokens, the same for all processes that share a state folder."""
        return self.desk_token_secret or _kept_secret(self.state_folder() / "desk-secret")

    @property
    def desk_secrets(self) -> tuple[str, ...]:
        """All that are accepted; the first one signs."""
        return (self.desk_secret, *self.desk_secrets_accepted)


def settings_or_exit(*, serves: bool = False) -> Settings:
    """The settings of this process, for its entry point: a bad one ends it with the sentence that says so.

    What the process writes from here on is for its own user alone. One that `serves` must be able to write.
    """
    os.umask(0o077)
    try:
        settings = Settings.from_env()
        if serves:
            settings.secure_state()
    except SettingsError as error:
        sys.exit(str(error))
    return settings


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


def _reachable(host: str, port: int) -> str:
    """Where a server that binds `host` is reached on its machine."""
    host = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


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


def _listener(name: str, given: Mapping[str, str]) -> tuple[str, int] | None:
    if name not in given:
        return None
    host, _, port = given[name].rpartition(":")
    if not host:
        raise SettingsError(
            f"{name} must be an address and a port such as 127.0.0.1:9105, not {given[name]!r}."
        )
    return host.strip("[]"), _port(name, {name: port}, 0)


def _one_of(name: str, given: Mapping[str, str], choices: tuple[str, ...]) -> str:
    """One of the choices, the first where it is not set."""
    chosen = given.get(name, choices[0])
    if chosen not in choices:
        raise SettingsError(f"{name} must be {' or '.join(choices)}, not {chosen!r}.")
    return chosen


@overload
def _count(name: str, given: Mapping[str, str], default: int, *, least: int) -> int: ...


@overload
def _count(name: str, given: Mapping[str, str], default: None, *, least: int) -> int | None: ...


def _count(name: str, given: Mapping[str, str], default: int | None, *, least: int) -> int | None:
    if name not in given:
        return default
    text = given[name]
    if not (text.isascii() and text.isdigit() and least <= int(text) <= 100_000):
        raise SettingsError(f"{name} must be a whole number from {least}, not {text!r}.")
    return int(text)


def _hours(name: str, given: Mapping[str, str]) -> str | None:
    text = given.get(name)
    if text is None:
        return None
    at = r"((?:[01]\d|2[0-3]):[0-5]\d)"
    match = re.fullmatch(rf"(?:workdays|daily) {at}-{at}", text, re.ASCII)
    if match is None or match[1] >= match[2]:
        raise SettingsError(
            f"{name} must be such as workdays 09:00-18:00 or daily 08:00-22:00, not {text!r}."
        )
    return text


def _secret(name: str, given: Mapping[str, str]) -> str | None:
    text = given.get(name)
    if text is not None and len(text) < 32:
        raise SettingsError(f"{name} is too short to be safe: 32 characters or more.")
    return text


def _secrets(name: str, given: Mapping[str, str]) -> tuple[str, ...]:
    parts = (part.strip() for part in given.get(name, "").split(","))
    return tuple(secret for part in parts if part and (secret := _secret(name, {name: part})))


def _rate(name: str, given: Mapping[str, str], default: str) -> str:
    text = given.get(name, default)
    if re.fullmatch(r"[1-9]\d*/(second|minute|hour)", text, re.ASCII) is None:
        raise SettingsError(f"{name} must be a rate such as {default}, not {text!r}.")
    return text


def _service(name: str, given: Mapping[str, str], beginnings: tuple[str, ...]) -> str | None:
    address = given.get(name)
    if address is not None and not address.startswith(beginnings):
        # It may hold a password, so it is not repeated.
        raise SettingsError(f"{name} must begin with {' or '.join(beginnings)}.")
    return address


def _origins(name: str, given: Mapping[str, str]) -> tuple[str, ...]:
    origins = tuple(part.strip() for part in given.get(name, "").split(",") if part.strip())
    for origin in origins:
        if re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?", origin, re.ASCII) is None:
            raise SettingsError(
                f"{name} must list origins such as https://shop.example, in lower case, without a path;"
                f" not {origin!r}."
            )
    return origins


def _pem(name: str, given: Mapping[str, str]) -> str | None:
    if name not in given:
        return None
    try:
        text = Path(given[name]).read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise SettingsError(f"{name} must name a readable PEM file: {error}.") from None
    if "-----BEGIN PUBLIC KEY-----" not in text:
        raise SettingsError(f"{name} must name a file with a public key in PEM, not {given[name]!r}.")
    return text


@overload
def _endpoint(name: str, given: Mapping[str, str], default: str) -> str: ...


@overload
def _endpoint(name: str, given: Mapping[str, str], default: None, *, plain: bool = False) -> str | None: ...


def _endpoint(name: str, given: Mapping[str, str], default: str | None, *, plain: bool = False) -> str | None:
    """The address of a service; `plain` where it may be HTTP although it is on another machine."""
    text = given.get(name, default)
    if text is None:
        return None
    match = re.fullmatch(r"(https?)://([\w.-]+)(:\d+)?/?", text, re.ASCII)
    if match is None or (match[1] == "http" and not plain and not _is_loopback(match[2])):
        raise SettingsError(
            f"{name} must be an address such as {default or 'https://chat.example'}, HTTPS unless it is on"
            f" this machine; not {text!r}."
        )
    return text.rstrip("/")


def _own_origin(name: str, given: Mapping[str, str]) -> str | None:
    """An origin of ours as browsers write it: theirs is compared with it."""
    origin = _endpoint(name, given, None)
    if origin is not None and origin != origin.lower():
        raise SettingsError(f"{name} must be in lower case, not {origin!r}.")
    return origin


def _address(name: str, given: Mapping[str, str], example: str, more: str = "") -> str | None:
    """An address exactly as it is written: an issuer's must be that in its tokens. A path may hold `more`."""
    text = given.get(name)
    if text is None:
        return None
    match = re.fullmatch(rf"(https?)://([\w.-]+)(:\d+)?(/[\w./~{more}-]*)?", text, re.ASCII)
    if match is None or (match[1] == "http" and not _is_loopback(match[2])):
        raise SettingsError(
            f"{name} must be an address such as {example}, HTTPS unless it is on this machine; not {text!r}."
        )
    return text


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
