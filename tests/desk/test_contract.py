"""The OpenAPI file and the server say the same: routes, answers, what is taken and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig

from refundbot.channels import assist
from refundbot.channels.assist import contract
from refundbot.channels.assist.operations import Operations
from refundbot.visible import is_visible
from tests.attachments.files import PDF, picture

TEXT = contract.FILE.read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = yaml.safe_load(TEXT)
METHODS = {"get", "post", "put", "patch", "delete"}

ID = re.compile("[0-9a-f]{32}")
EXAMPLES = 8

# 413 is how this server refuses what is too long, 415 and 422 what is no file that it takes.
CHECKS = {
    "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 409, 413, 415, 422]},
}

# What is uploaded is looked at: no chance makes a picture; what is none, see test_attachments.py.
FILES = {
    "image/png": picture("PNG"),
    "image/jpeg": picture("JPEG"),
    "image/webp": picture("WEBP"),
    "image/gif": picture("GIF"),
    "application/pdf": PDF,
}

# A text of just the length at which the file draws a limit is looked for at each operation; chance finds
# none in a thousand tries.
LIMITS = {int(limit) for limit in re.findall(r"maxLength: (\d+)", TEXT)}
LENGTHS = sorted({limit + by for limit in LIMITS for by in (-1, 0, 1)})
schemathesis.openapi.format(
    "visible",
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).filter(is_visible)
    | st.sampled_from(LENGTHS).map("字".__mul__),
)
for kind, file in FILES.items():
    schemathesis.openapi.media_type(kind, st.just(file))
api = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig.from_dict({"checks": CHECKS}))


def test_each_operation_of_the_file_is_a_route_and_each_route_an_operation() -> None:
    listed = {
        (method.upper(), path) for path, item in DOCUMENT["paths"].items() for method in METHODS & item.keys()
    }
    served = {(method, route.path) for route in assist.routes().routes for method in route.methods - {"HEAD"}}
    assert served == listed


def test_an_operation_that_nothing_serves_stops_the_start() -> None:
    with pytest.raises(KeyError, match="getMe"):
        Operations().routes()


def test_what_the_file_does_not_have_cannot_be_served() -> None:
    with pytest.raises(KeyError):
        Operations().serve("eraseEverything")


@api.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.filter_too_much,
        HealthCheck.too_slow,
    ],
)
def test_every_operation_takes_and_answers_what_the_file_says(
    case: schemathesis.Case, shop_apart: Any
) -> None:
    """Generated calls, right and wrong ones, in existing conversations of each status and in none."""
    for given in (case.path_parameters, case.body):
        if isinstance(given, dict) and ID.fullmatch(str(given.get("conversation_id"))):
            given["conversation_id"] = _known(given["conversation_id"], shop_apart.conversations)
    case.call_and_validate(
        base_url=f"{shop_apart.url}/assist/v1", headers={"Authorization": f"Bearer {shop_apart.token}"}
    )


def _known(made_up: str, conversations: tuple[str, ...]) -> str:
    """Four of five made-up ids become one of the conversations."""
    place = int(made_up, 16) % (len(conversations) + 1)
    return conversations[place] if place < len(conversations) else made_up
