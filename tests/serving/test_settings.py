"""Settings come from the environment alone, and a bad one is refused in words."""

from __future__ import annotations

import multiprocessing
import os
import stat
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from refundbot.settings import Settings, SettingsError


def test_an_empty_environment_gives_the_defaults_of_one_machine() -> None:
    settings = Settings.from_env({})
    assert (settings.host, settings.port, settings.action_port) == ("127.0.0.1", 5005, 5055)
    assert settings.url == "http://127.0.0.1:5005"
    assert settings.order_db == settings.state / "orders.db"


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_env({"REFUNDBOT_PORT": " ", "REFUNDBOT_NOW": ""}) == Settings.from_env({})


def test_the_fixed_clock_is_told_in_shanghai_time() -> None:
    now = Settings.from_env({"REFUNDBOT_NOW": "2026-11-20T02:00:00Z"}).now()
    assert now.isoformat() == "2026-11-20T10:00:00+08:00"


def test_without_a_fixed_clock_it_is_the_present() -> None:
    assert abs(Settings.from_env({}).now() - datetime.now(timezone.utc)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REFUNDBOT_PORT", "0"),
        ("REFUNDBOT_PORT", "65536"),
        ("REFUNDBOT_PORT", "五千"),
        ("REFUNDBOT_ACTION_PORT", "5055/tcp"),
        ("REFUNDBOT_NOW", "2026-11-20T10:00:00"),
        ("REFUNDBOT_NOW", "yesterday"),
        ("REFUNDBOT_API_TOKEN", "short"),
        ("REFUNDBOT_CUSTOMER_SECRET", "short"),
        ("REFUNDBOT_DESK_SECRET", "short"),
        ("REFUNDBOT_OIDC_ISSUER", "http://login.example/realm"),
        ("REFUNDBOT_OIDC_ISSUER", "login.example"),
        ("REFUNDBOT_OIDC_CLIENT", "desk"),
        ("REFUNDBOT_OIDC_SCOPE", "profile"),
        ("REFUNDBOT_DESK_URL", "http://desk.example"),
        ("REFUNDBOT_DESK_URL", "https://Desk.example"),
        ("REFUNDBOT_DESK_URL", "https://desk.example/desk"),
        ("REFUNDBOT_CHATWOOT_URL", "https://chat.example"),
        ("REFUNDBOT_CHATWOOT_TOKEN", "t"),
        ("REFUNDBOT_ATTACHMENT_MB", "-1"),
        ("REFUNDBOT_ATTACHMENT_RATE", "many"),
        ("REFUNDBOT_UPLOAD_RATE", "many"),
        ("REFUNDBOT_S3_BUCKET", "without-its-keys"),
        ("REFUNDBOT_S3_ENDPOINT", "http://obs.example"),
        ("REFUNDBOT_S3_ADDRESSING", "host"),
        ("REFUNDBOT_ORDER_SOURCE", "BSS"),
        ("REFUNDBOT_BSS_ENDPOINT", "bss.myhuaweicloud.com"),
        ("REFUNDBOT_BSS_ENDPOINT", "http://bss.myhuaweicloud.com"),
        ("REFUNDBOT_BSS_ENDPOINT", "https://key:secret@bss.myhuaweicloud.com"),
        ("REFUNDBOT_BSS_ENDPOINT", "https://bss.myhuaweicloud.com/v2"),
        ("REFUNDBOT_DATABASE_URL", "mysql://user:secret@db.example/chat"),
        ("REFUNDBOT_REDIS_URL", "127.0.0.1:6379"),
        ("REFUNDBOT_EVENTS_URL", "http://127.0.0.1:15672"),
        ("REFUNDBOT_PROBES", "9105"),
        ("REFUNDBOT_PROBES", "127.0.0.1:http"),
        ("REFUNDBOT_LOG", "xml"),
        ("REFUNDBOT_TRACES_URL", "http://collector.example:4318"),
        ("REFUNDBOT_DESK_HOSTS", "https://desk.example/path"),
        ("REFUNDBOT_REFUND_PAGE", "javascript:alert(1)"),
        ("REFUNDBOT_ZAF_SDK", "http://static.example/zaf.js"),
        ("REFUNDBOT_ZAF_SDK", "https://static.example/zaf.js?x='unsafe-inline'"),
        ("REFUNDBOT_ORIGINS", "shop.example"),
        ("REFUNDBOT_ORIGINS", "https://shop.example/path"),
        ("REFUNDBOT_ORIGINS", "https://shop.example,*"),
        ("REFUNDBOT_CUSTOMER_PUBLIC_KEY", "/no/such/file"),
        ("REFUNDBOT_PROXIES", "-1"),
        ("REFUNDBOT_MESSAGE_RATE", "30"),
        ("REFUNDBOT_MESSAGE_RATE", "0/minute"),
        ("REFUNDBOT_ACT_RATE", "20"),
        ("REFUNDBOT_ACT_RATE", "-1/hour"),
        ("REFUNDBOT_ADDRESS_RATE", "600/fortnight"),
        ("REFUNDBOT_ADDRESS_SOCKETS", "0"),
        ("REFUNDBOT_RETENTION_DAYS", "0"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({name: value})


def test_orders_are_the_samples_unless_bss_is_chosen_with_its_key() -> None:
    assert Settings.from_env({}).order_source == "sample"
    key = {"HUAWEICLOUD_SDK_AK": "an access key", "HUAWEICLOUD_SDK_SK": "its secret"}
    settings = Settings.from_env({"REFUNDBOT_ORDER_SOURCE": "bss", **key})
    assert (settings.order_source, settings.bss_endpoint) == ("bss", "https://bss.myhuaweicloud.com")
    assert not any(value in repr(settings) for value in key.values())
    for name in key:
        incomplete = {"REFUNDBOT_ORDER_SOURCE": "bss", **key, name: ""}
        with pytest.raises(SettingsError, match=name):
            Settings.from_env(incomplete)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080/", "http://localhost:8080", "https://bss.example"]
)
def test_bss_may_be_elsewhere(address: str) -> None:
    assert Settings.from_env({"REFUNDBOT_BSS_ENDPOINT": address}).bss_endpoint == address.rstrip("/")


def test_the_desk_may_trust_a_companys_issuer_and_answer_at_chatwoot() -> None:
    settings = Settings.from_env(
        {
            "REFUNDBOT_OIDC_ISSUER": "https://login.example/realms/desk/",
            "REFUNDBOT_CHATWOOT_URL": "https://chat.example/",
            "REFUNDBOT_CHATWOOT_TOKEN": "t",
            "REFUNDBOT_CHATWOOT_SECRET": "s",
        }
    )
    assert (settings.oidc_issuer, settings.oidc_audience) == (
        "https://login.example/realms/desk/",
        "refundbot-desk",
    )
    assert settings.chatwoot_url == "https://chat.example"


def test_agents_may_sign_in_at_the_issuer() -> None:
    given = {
        "REFUNDBOT_OIDC_ISSUER": "https://login.example/realms/desk",
        "REFUNDBOT_OIDC_CLIENT": "refundbot",
        "REFUNDBOT_OIDC_CLIENT_SECRET": "s",
        "REFUNDBOT_OIDC_SCOPE": "openid profile offline_access",
        "REFUNDBOT_DESK_URL": "https://desk.example/",
    }
    settings = Settings.from_env(given)
    assert (settings.oidc_client, settings.oidc_client_secret) == ("refundbot", "s")
    assert (settings.oidc_scope, settings.desk_url) == (
        "openid profile offline_access",
        "https://desk.example",
    )
    for missing in ("REFUNDBOT_OIDC_ISSUER", "REFUNDBOT_DESK_URL"):
        with pytest.raises(SettingsError, match=missing):
            Settings.from_env({name: value for name, value in given.items() if name != missing})


def test_conversations_are_kept_in_the_state_folder_unless_a_database_is_named(tmp_path: Path) -> None:
    state = {"REFUNDBOT_STATE": str(tmp_path / "state")}
    assert Settings.from_env(state).conversations_url == f"sqlite:///{tmp_path}/state/chat.db"
    elsewhere = Settings.from_env({**state, "REFUNDBOT_DATABASE_URL": "postgresql://db.example/chat"})
    assert elsewhere.conversations_url == "postgresql://db.example/chat"


def test_a_server_is_seen_where_it_is_told_to_be() -> None:
    assert (Settings.from_env({}).probes, Settings.from_env({}).log_format) == (None, "text")
    given = {"REFUNDBOT_PROBES": "[::1]:9105", "REFUNDBOT_LOG": "json"}
    settings = Settings.from_env(given)
    assert (settings.probes, settings.log_format) == (("::1", 9105), "json")


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_env({"REFUNDBOT_DATABASE_URL": "mysql://user:secret@db.example/chat"})
    assert "secret" not in str(error.value)


def test_other_sites_may_embed_the_chat_and_sign_with_a_key_of_their_own(tmp_path: Path) -> None:
    pem = tmp_path / "site.pem"
    pem.write_text("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n")
    settings = Settings.from_env(
        {
            "REFUNDBOT_ORIGINS": "https://shop.example, http://localhost:8080",
            "REFUNDBOT_CUSTOMER_PUBLIC_KEY": str(pem),
        }
    )
    assert settings.origins == ("https://shop.example", "http://localhost:8080")
    assert settings.customer_public_key == pem.read_text()
    pem.write_text("-----BEGIN PRIVATE KEY-----")
    with pytest.raises(SettingsError, match="public key"):
        Settings.from_env({"REFUNDBOT_CUSTOMER_PUBLIC_KEY": str(pem)})


def test_a_worker_beyond_loopback_needs_a_token() -> None:
    with pytest.raises(SettingsError, match="REFUNDBOT_API_TOKEN"):
        Settings.from_env({"REFUNDBOT_WORKER_HOST": "0.0.0.0"})
    reachable = Settings.from_env({"REFUNDBOT_WORKER_HOST": "0.0.0.0", "REFUNDBOT_API_TOKEN": "t" * 32})
    assert reachable.worker_urls == ("http://127.0.0.1:5006",)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_one_on_loopback_needs_none(host: str) -> None:
    assert Settings.from_env({"REFUNDBOT_WORKER_HOST": host}).api_token is None


def test_the_front_door_may_be_reached_from_anywhere_and_knows_its_workers() -> None:
    workers = "http://10.0.0.7:5006, http://10.0.0.8:5006"
    settings = Settings.from_env({"REFUNDBOT_HOST": "0.0.0.0", "REFUNDBOT_WORKERS": workers})
    assert (settings.url, settings.is_local) == ("http://127.0.0.1:5005", False)
    assert settings.worker_urls == ("http://10.0.0.7:5006", "http://10.0.0.8:5006")


def test_a_given_secret_is_used_and_nothing_written(tmp_path: Path) -> None:
    state = tmp_path / "state"
    settings = Settings.from_env({"REFUNDBOT_CUSTOMER_SECRET": "s" * 32, "REFUNDBOT_STATE": str(state)})
    assert settings.customer_secret == "s" * 32
    assert not state.exists()


def test_a_kept_secret_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path / "state")
    assert settings.customer_secret == settings.customer_secret
    file = settings.state / "customer-secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in settings.state.iterdir()] == ["customer-secret"]


def test_secrets_that_are_accepted_stand_after_the_one_that_signs(tmp_path: Path) -> None:
    environ = {
        "REFUNDBOT_CUSTOMER_SECRET": "s" * 32,
        "REFUNDBOT_CUSTOMER_SECRETS_ACCEPTED": f"{'n' * 32}, {'o' * 32}",
        "REFUNDBOT_DESK_SECRETS_ACCEPTED": "d" * 32,
        "REFUNDBOT_STATE": str(tmp_path),
    }
    settings = Settings.from_env(environ)
    assert settings.customer_secrets == ("s" * 32, "n" * 32, "o" * 32)
    assert settings.desk_secrets == (settings.desk_secret, "d" * 32)


@pytest.mark.parametrize("name", ["REFUNDBOT_CUSTOMER_SECRETS_ACCEPTED", "REFUNDBOT_DESK_SECRETS_ACCEPTED"])
def test_an_accepted_secret_that_is_short_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=name) as error:
        Settings.from_env({name: f"{'s' * 32},short"})
    assert "short," not in str(error.value)


def _secret(state: Path) -> str:
    return Settings(state=state).customer_secret


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        secrets = pool.map(_secret, [tmp_path / "state"] * 8)
    assert len(set(secrets)) == 1
    assert len(secrets[0]) >= 32


def test_state_that_lies_open_is_closed_to_others(tmp_path: Path) -> None:
    (tmp_path / "chat.db").touch(mode=0o644)
    (tmp_path / "another's").touch(mode=0o644)
    Settings(state=tmp_path).secure_state()
    assert stat.S_IMODE((tmp_path / "chat.db").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "another's").stat().st_mode) == 0o644


@pytest.mark.parametrize("folder", ["a file", "a file/below it"])
def test_state_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path, folder: str) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(SettingsError, match="REFUNDBOT_STATE"):
        Settings(state=tmp_path / folder).secure_state()


def test_a_read_only_database_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "chat.db").touch()
    monkeypatch.setattr(os, "access", lambda path, _: path != tmp_path / "chat.db")  # root may write anything
    with pytest.raises(SettingsError, match=r"chat\.db .*REFUNDBOT_STATE"):
        Settings(state=tmp_path).secure_state()


def test_the_address_of_the_refund_page_may_lead_into_a_console() -> None:
    page = "https://console.example/usercenter/?region=cn#/refund"
    assert Settings.from_env({"REFUNDBOT_REFUND_PAGE": page}).refund_page == page
