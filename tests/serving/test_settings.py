"""Settings come from the environment alone, and a bad one is refused in words."""

from __future__ import annotations

import multiprocessing
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
        ("REFUNDBOT_CUSTOMER_SECRET", "short"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({name: value})


def test_an_address_beyond_loopback_needs_a_token() -> None:
    with pytest.raises(SettingsError, match="REFUNDBOT_API_TOKEN"):
        Settings.from_env({"REFUNDBOT_HOST": "0.0.0.0"})
    open_to_all = Settings.from_env({"REFUNDBOT_HOST": "0.0.0.0", "REFUNDBOT_API_TOKEN": "t"})
    assert open_to_all.url == "http://127.0.0.1:5005"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_loopback_needs_none(host: str) -> None:
    assert Settings.from_env({"REFUNDBOT_HOST": host}).api_token is None


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


def _secret(state: Path) -> str:
    return Settings(state=state).customer_secret


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        secrets = pool.map(_secret, [tmp_path / "state"] * 8)
    assert len(set(secrets)) == 1
    assert len(secrets[0]) >= 32
