"""The compiled check stands in for Rasa's own as long as Rasa's own is the slow one, and says the same."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction

from refundbot.serving import action_result

ORIGINAL = RemoteAction._validate_action_result

GOOD: list[Any] = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "conversation", "value": {"a": 1}}], "responses": [{"text": "好"}]},
    {},
]
BAD: list[Any] = [
    None,
    [],
    "抱歉",
    {"events": {}},
    {"events": [{"name": "no event"}]},
    {"events": [{"event": "slot"}]},
    {"responses": "好"},
    {"responses": ["好"]},
]


def test_rasas_method_is_the_one_that_was_replaced() -> None:
    source = textwrap.dedent(inspect.getsource(ORIGINAL))
    assert source == textwrap.dedent(
        """\
        def _validate_action_result(self, result: Dict[Text, Any]) -> bool:
            from jsonschema import validate
            from jsonschema import ValidationError

            try:
                validate(result, self.action_response_format_spec())
                return True
            except ValidationError as e:
                e.message += (
                    f". Failed to validate Action server response from API, "
                    f"make sure your response from the Action endpoint is valid. "
                    f"For more information about the format visit "
                    f"{DOCS_BASE_URL}/custom-actions"
                )
                raise e
        """
    ), "Rasa has changed this method: see whether refundbot.serving.action_result is still needed"


def test_rasas_method_still_checks_its_schema_at_every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    validator = jsonschema.validators.validator_for(RemoteAction.action_response_format_spec())
    checks: list[object] = []
    monkeypatch.setattr(validator, "check_schema", checks.append)
    for _ in range(3):
        ORIGINAL(RemoteAction("action_x", None), GOOD[0])
    assert len(checks) == 3, "Rasa no longer re-checks its schema: refundbot.serving.action_result can go"


def test_the_compiled_check_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", ORIGINAL)
    action_result.install()
    validator = jsonschema.validators.validator_for(RemoteAction.action_response_format_spec())
    checks: list[object] = []
    monkeypatch.setattr(validator, "check_schema", checks.append)
    assert RemoteAction("action_x", None)._validate_action_result(GOOD[1]) is True
    assert checks == []


@pytest.mark.parametrize("result", GOOD)
def test_both_accept(result: Any) -> None:
    ORIGINAL(RemoteAction("action_x", None), result)
    action_result.check(result)


@pytest.mark.parametrize("result", BAD)
def test_both_refuse(result: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        ORIGINAL(RemoteAction("action_x", None), result)
    with pytest.raises(jsonschema.ValidationError):
        action_result.check(result)
