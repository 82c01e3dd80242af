"""Reads Huawei Cloud BSS through its official SDK: the methods named here and no other.

The SDK blocks, so its calls run in threads. It is large as well (a second and 40 MB), so it is imported only
where a reader is made.
"""

from __future__ import annotations

import asyncio
import logging
import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeAlias

from refundbot.orders.source import OrderSourceUnavailable

Model: TypeAlias = Any
"""A request or an answer of the SDK, which has no types."""

READS = frozenset(
    {
        "list_customer_orders",
        "show_customer_order_details",
        "list_pay_per_use_customer_resources",
        "list_free_resource_infos",
        "show_refund_order_details",
        "show_customer_account_balances",
    }
)
"""The only SDK methods called. The third lists yearly and monthly resources, despite its name."""
TRIES = 3
THROTTLED, REFUSED = 429, 403
CODES = (re.compile(r"[A-Z]{2,8}\.[0-9]{1,10}"), re.compile(r"[0-9a-f-]{8,64}"))
"""An error code, such as CBC.0151, and the id of a request, to quote to support."""
PAGE = 100
"""Rows asked for at once; BSS gives 10 unless told otherwise."""
MOST_ROWS = 1000
"""Rows of one list that are read at most."""
MOST_THREADS = 8


class BssFailure(OrderSourceUnavailable):
    """A call that gave no usable answer. The message names the call, never a customer, an order or a key.

    `status` is the HTTP status where there was an answer.
    """

    def __init__(self, method: str, reason: str, status: int | None = None) -> None:
        super().__init__(f"Huawei Cloud BSS, {method}: {reason}")
        self.status = status

    @property
    def may_pass(self) -> bool:
        """Whether the same call may succeed in a moment: BSS throttled it, or failed itself."""
        return self.status is not None and (self.status == THROTTLED or self.status >= 500)


class BssReader:
    """Calls BSS at `endpoint` (a URL) with the access key in the environment.

    `timeout` bounds connecting and each wait for data, in seconds. `backoff` is the longest pause before the
    second try, in seconds; before the third it is twice that. The methods raise `BssFailure`.

    Raises:
        ValueError: HUAWEICLOUD_SDK_AK or HUAWEICLOUD_SDK_SK is not set.
    """

    def __init__(self, endpoint: str, timeout: float = 1.5, backoff: float = 0.2) -> None:
        from huaweicloudsdkbss import v2 as sdk
        from huaweicloudsdkcore.auth.provider import EnvCredentialProvider
        from huaweicloudsdkcore.http.http_config import HttpConfig

        credentials = EnvCredentialProvider.get_global_credential_env_provider().get_credentials()
        client = (
            sdk.BssClient.new_builder()
            .with_credentials(credentials)
            .with_http_config(HttpConfig(timeout=(timeout, timeout)))
            .with_endpoint(endpoint)
            .build()
        )
        # The SDK writes URLs, which name customer and order, to a logger of its own.
        logging.getLogger("HuaweiCloud-SDK-BssClient").addHandler(logging.NullHandler())
        self._sdk = sdk
        self._calls = {name: getattr(client, name) for name in READS}
        self._threads = ThreadPoolExecutor(MOST_THREADS, "bss")
        self._backoff = backoff
        self.account_id: str | None = credentials.domain_id
        """The customer id of the access key's own account, where HUAWEICLOUD_SDK_DOMAIN_ID says it."""

    async def orders(self, customer_id: str, order_id: str | None = None) -> list[Model]:
        """A customer's orders, the latest first (`CustomerOrderV2`), or the one of that number."""
        request = partial(
            self._sdk.ListCustomerOrdersRequest,
            customer_id=customer_id,
            order_id=order_id,
            order_by="-createTime",
        )
        return await self._pages("list_customer_orders", "order_infos", request)

    async def refund_orders(self, customer_id: str) -> list[Model]:
        """The latest refund orders of a customer (`CustomerOrderV2`): one page, the latest first."""
        request = self._sdk.ListCustomerOrdersRequest(
            customer_id=customer_id, order_type="4", order_by="-createTime", limit=PAGE, offset=0
        )
        return _rows("list_customer_orders", await self._read("list_customer_orders", request), "order_infos")

    async def order_lines(self, order_id: str) -> list[Model]:
        """The lines of an order (`OrderLineItemEntityV2`)."""
        request = partial(self._sdk.ShowCustomerOrderDetailsRequest, order_id=order_id)
        return await self._pages("show_customer_order_details", "order_line_items", request)

    async def main_resources(self, order_id: str, customer_id: str) -> list[Model]:
        """The yearly and monthly resources of an order without those attached to them (`OrderInstanceV2`)."""

        def request(limit: int, offset: int) -> Model:
            body = self._sdk.QueryResourcesReq(
                order_id=order_id, customer_id=customer_id, only_main_resource=1, limit=limit, offset=offset
            )
            return self._sdk.ListPayPerUseCustomerResourcesRequest(body=body)

        return await self._pages("list_pay_per_use_customer_resources", "data", request)

    async def packages(self, order_id: str) -> list[Model]:
        """The resource packages of an order (`FreeResourcePackageV3`)."""

        def request(limit: int, offset: int) -> Model:
            body = self._sdk.ListFreeResourceInfosReq(order_id=order_id, limit=limit, offset=offset)
            return self._sdk.ListFreeResourceInfosRequest(body=body)

        return await self._pages("list_free_resource_infos", "free_resource_packages", request)

    async def refund_lines(self, order_id: str, customer_id: str) -> list[Model]:
        """The lines of a refund order (`OrderRefundInfoV2`)."""
        request = self._sdk.ShowRefundOrderDetailsRequest(order_id=order_id, customer_id=customer_id)
        answer = await self._read("show_refund_order_details", request)
        return _rows("show_refund_order_details", answer, "refund_infos")

    async def balances(self) -> Model:
        """The balances of the access key's own account (`ShowCustomerAccountBalancesResponse`)."""
        method = "show_customer_account_balances"
        answer = await self._read(method, self._sdk.ShowCustomerAccountBalancesRequest())
        if answer.account_balances is None:
            raise _misshapen(method)
        return answer

    async def _pages(self, method: str, rows: str, request: Callable[..., Model]) -> list[Model]:
        found: list[Model] = []
        while True:
            answer = await self._read(method, request(limit=PAGE, offset=len(found)))
            page = _rows(method, answer, rows)
            found += page
            if not page or len(found) >= min(answer.total_count, MOST_ROWS):
                return found

    async def _read(self, method: str, request: Model, tries: int = TRIES) -> Model:
        """One call, tried again after a growing random pause while BSS throttles it or fails itself."""
        outcome = await asyncio.get_running_loop().run_in_executor(
            self._threads, _call, method, self._calls[method], request
        )
        if not isinstance(outcome, BssFailure):
            return outcome
        if tries == 1 or not outcome.may_pass:
            raise outcome
        pause = self._backoff * 2 ** (TRIES - tries)
        await asyncio.sleep(random.uniform(pause / 2, pause))
        return await self._read(method, request, tries - 1)


def _call(method: str, call: Callable[[Model], Model], request: Model) -> Model | BssFailure:
    """The answer of a blocking call, or how it failed."""
    try:
        return call(request)
    except Exception as error:
        # Besides its own exceptions the SDK lets through those of requests and whatever an answer of another
        # shape leads to. Their texts quote URLs and the server, so only what looks like a code is passed on.
        status: int | None = getattr(error, "status_code", None)
        if status is None:
            return BssFailure(method, type(error).__name__)
        said = (str(getattr(error, name, None)) for name in ("error_code", "request_id"))
        codes = [text for text, shape in zip(said, CODES, strict=True) if shape.fullmatch(text)]
        return BssFailure(method, ", ".join([f"HTTP {status}", *codes]), status)


def _rows(method: str, answer: Model, name: str) -> list[Model]:
    """The rows of an answer. Only one that counts them is one: the SDK makes empty answers of anything."""
    if answer.total_count is None:
        raise _misshapen(method)
    rows: list[Model] = getattr(answer, name) or []
    return rows


def _misshapen(method: str) -> BssFailure:
    return BssFailure(method, "the answer does not have the documented shape")
