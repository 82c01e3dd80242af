"""A local server that speaks Huawei Cloud BSS as far as orders are read from it.

The shapes, codes and defaults are written from the models of the official SDK (huaweicloudsdkbss 3.1.189) and
the public API reference. Nothing here was recorded from the real service, which could not be tried.
"""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

Json = dict[str, Any]

ORDERS = "/v2/orders/customer-orders"
DETAILS = "/v2/orders/customer-orders/details"
RESOURCES = "/v2/orders/suscriptions/resources/query"
PACKAGES = "/v3/payments/free-resources/query"
REFUNDS = "/v2/orders/customer-orders/refund-orders"
BALANCES = "/v2/accounts/customer-accounts/balances"
DEFAULT_LIMIT = 10
REQUEST_ID = "0af3b2c1d4e5f60718293a4b5c6d7e8f"


def customer_order(order_id: str, customer_id: str, **changed: Any) -> Json:
    """A `CustomerOrderV2`: a paid and completed purchase of a server."""
    return {
        "order_id": order_id,
        "customer_id": customer_id,
        "service_type_code": "hws.service.type.ec2",
        "service_type_name": "弹性云服务器",
        "source_type": 1,
        "status": 5,
        "order_type": 1,
        "amount_after_discount": 80.05,
        "official_amount": 80.05,
        "measure_id": 1,
        "create_time": "2026-11-20T01:00:00Z",
        "payment_time": "2026-11-20T01:05:00Z",
        "currency": "CNY",
        "contract_id": None,
        "amount_info": amount_info(),
        "enterprise_projects": [],
        "sub_order_infos": None,
        "agent_pay_info": None,
    } | changed


def amount_info(**changed: Any) -> Json:
    """An `AmountInfomationV2` without coupons."""
    return {
        "discounts": [],
        "flexipurchase_coupon_amount": 0,
        "coupon_amount": 0,
        "stored_card_amount": 0,
        "commission_amount": None,
        "consumed_amount": None,
    } | changed


def order_line(order_id: str, **changed: Any) -> Json:
    """An `OrderLineItemEntityV2`: one month of a server."""
    return {
        "order_line_item_id": order_id + "-000001",
        "service_type_code": "hws.service.type.ec2",
        "service_type_name": "弹性云服务器",
        "product_id": "00301-110128-0--0",
        "product_spec_desc": "通用计算型|2核|4GB",
        "period_type": 2,
        "period_num": 1,
        "effective_time": "2026-11-20T01:06:00Z",
        "expire_time": "2026-12-20T15:59:59Z",
        "subscription_num": 1,
        "amount_after_discount": 80.05,
        "official_amount": 80.05,
        "amount_info": amount_info(),
        "currency": "CNY",
        "category_code": None,
        "product_owner_service": "hws.service.type.ec2",
        "commercial_resource": "hws.resource.type.vm",
        "base_product_info": None,
        "order_id": order_id,
    } | changed


def resource(order_id: str, customer_id: str, **changed: Any) -> Json:
    """An `OrderInstanceV2`: a server in use. Its order and customer are no part of the answer."""
    return (
        {
            "id": "01071-214503169-0",
            "resource_id": "7f8eb2a4-8b3f-4a0f-9d3c-000000000001",
            "resource_name": "ecs-0001",
            "region_code": "cn-north-4",
            "service_type_code": "hws.service.type.ec2",
            "resource_type_code": "hws.resource.type.vm",
            "resource_type_name": "云主机",
            "service_type_name": "弹性云服务器",
            "resource_spec_code": "s6.large.2.linux",
            "project_id": None,
            "product_id": "00301-110128-0--0",
            "parent_resource_id": None,
            "is_main_resource": 1,
            "status": 2,
            "effective_time": "2026-11-20T01:06:00Z",
            "expire_time": "2026-12-20T15:59:59Z",
            "expire_policy": 0,
            "product_spec_desc": "通用计算型|2核|4GB",
            "spec_size": None,
            "spec_size_measure_id": None,
            "update_time": "2026-11-20T01:06:00Z",
            "enterprise_project": None,
        }
        | changed
        | {"order_id": order_id, "customer_id": customer_id}
    )


def package(order_id: str, **changed: Any) -> Json:
    """A `FreeResourcePackageV3`: 10 GB of shared traffic in effect, untouched."""
    return {
        "order_instance_id": "01071-214503170-0",
        "order_id": order_id,
        "product_id": "00301-110129-0--0",
        "product_name": "共享流量包_10GB",
        "enterprise_project_id": None,
        "enterprise_project_scope": 0,
        "effective_time": "2026-11-20T01:06:00Z",
        "expire_time": "2026-12-20T15:59:59Z",
        "status": 1,
        "service_type_code": "hws.service.type.vpc",
        "service_type_name": "虚拟私有云",
        "region_code": "cn-north-4",
        "source_type": 0,
        "bundle_type": "ATOMIC_PKG",
        "quota_reuse_mode": 2,
        "free_resources": [free_resource()],
    } | changed


def free_resource(**changed: Any) -> Json:
    """A `FreeResourceV3`."""
    return {
        "free_resource_id": "SF7G-0001",
        "usage_type_name": "流量",
        "amount": "10",
        "original_amount": "10",
        "measure_id": 10,
    } | changed


def refund_info(order_id: str, base_order_id: str, customer_id: str, amount: float) -> Json:
    """An `OrderRefundInfoV2`. The refund order it belongs to is no part of the answer."""
    return {
        "id": order_id + "-1",
        "amount": amount,
        "measure_id": "1",
        "customer_id": customer_id,
        "resource_type_code": "hws.resource.type.vm",
        "service_type_code": "hws.service.type.ec2",
        "resource_type_name": "云主机",
        "service_type_name": "弹性云服务器",
        "region_code": "cn-north-4",
        "base_order_id": base_order_id,
        "order_id": order_id,
    }


@dataclass(frozen=True)
class Call:
    """A request that arrived."""

    method: str
    path: str
    asked: Json
    """Query parameters, or the body."""
    headers: dict[str, str]


class Hold:
    """The next answer waits for `release`; `reached` says that it was asked for."""

    def __init__(self) -> None:
        self.reached, self.release = threading.Event(), threading.Event()


@dataclass(frozen=True)
class Fault:
    """What is answered instead, once: an error as documented, or anything else."""

    status: int = 200
    code: str | None = None
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    """The connection ends in the middle of the answer."""

    def text(self) -> str:
        """The body."""
        if self.code is None:
            return self.body
        return json.dumps({"error_code": self.code, "error_msg": self.body})


@dataclass
class BssServer:
    """The books of one BSS, and its faults by path. What an answer holds is what the request asks for."""

    orders: list[Json] = field(default_factory=list)
    lines: list[Json] = field(default_factory=list)
    resources: list[Json] = field(default_factory=list)
    packages: list[Json] = field(default_factory=list)
    refunds: list[Json] = field(default_factory=list)
    balances: Json = field(default_factory=dict)
    most_rows: int = 1000
    """Rows that one answer holds at most, whatever the limit."""
    faults: defaultdict[str, deque[Fault | Hold]] = field(default_factory=lambda: defaultdict(deque))
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def url(self) -> str:
        """The address."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        """Stops listening."""
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def add(self, order: Json, **parts: list[Json]) -> None:
        """Adds an order, with its `lines`, `resources`, `packages` or `refunds`."""
        self.orders.append(order)
        for name, rows in parts.items():
            getattr(self, name).extend(rows)

    def calls_of(self, path: str) -> list[Call]:
        """The requests to one path; details are one path whatever the order."""
        return [call for call in self.calls if call.path == path]

    def answer(self, method: str, path: str, asked: Json) -> Json | None:
        """The documented answer to a request, `None` where the API has no such method."""
        if method == "GET" and path.startswith(DETAILS + "/"):
            order_id = unquote(path.removeprefix(DETAILS + "/"))
            order = next((order for order in self.orders if order["order_id"] == order_id), None)
            info = order and {
                **{k: v for k, v in order.items() if k not in ("enterprise_projects", "agent_pay_info")},
                "user_name": "customer",
                "pending_payment_end_time": None,
            }
            page = self._page(self.lines, {"order_id": order_id}, asked, "order_line_items")
            return page | {"order_info": info}
        if (method, path) == ("GET", ORDERS):
            chosen = _chosen(asked, "order_id", "customer_id")
            if "order_type" in asked:
                chosen["order_type"] = int(asked["order_type"])
            newest_first = sorted(self.orders, key=lambda order: str(order["create_time"]), reverse=True)
            return self._page(newest_first, chosen, asked, "order_infos")
        if (method, path) == ("POST", RESOURCES):
            chosen = _chosen(asked, "order_id", "customer_id")
            if asked.get("only_main_resource"):
                chosen["is_main_resource"] = 1
            return self._page(self.resources, chosen, asked, "data", hidden=("order_id", "customer_id"))
        if (method, path) == ("POST", PACKAGES):
            return self._page(self.packages, _chosen(asked, "order_id"), asked, "free_resource_packages")
        if (method, path) == ("GET", REFUNDS):
            chosen = _chosen(asked, "order_id", "customer_id")
            return self._page(self.refunds, chosen, {"limit": 1000}, "refund_infos", hidden=("order_id",))
        return self.balances if (method, path) == ("GET", BALANCES) else None

    def _page(
        self, rows: list[Json], chosen: Json, asked: Json, name: str, hidden: tuple[str, ...] = ()
    ) -> Json:
        found = [row for row in rows if all(row[key] == value for key, value in chosen.items())]
        first, limit = int(asked.get("offset", 0)), int(asked.get("limit", DEFAULT_LIMIT))
        page = found[first : first + min(limit, self.most_rows)]
        shown = [{key: value for key, value in row.items() if key not in hidden} for row in page]
        return {"total_count": len(found), name: shown}


def _chosen(asked: Json, *names: str) -> Json:
    """The filters among what is asked. An empty one is none, as documented."""
    return {name: asked[name] for name in names if asked.get(name)}


def _handler(server: BssServer) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_request(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = json.loads(body) if body else dict(parse_qsl(url.query, keep_blank_values=True))
            path = DETAILS if url.path.startswith(DETAILS + "/") else url.path
            server.calls.append(Call(self.command, path, asked, dict(self.headers)))
            fault = server.faults[path].popleft() if server.faults[path] else None
            if isinstance(fault, Fault):
                self.fail(fault)
                return
            if fault:
                fault.reached.set()
                fault.release.wait(60)
            answer = server.answer(self.command, url.path, asked)
            if answer is None:
                self.fail(Fault(404, "APIG.0101", "The API does not exist or has not been published"))
            else:
                self.send(200, json.dumps(answer))

        def fail(self, fault: Fault) -> None:
            if fault.cut:
                self.close_connection = True
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"total_count": 1')
                return
            self.send(fault.status, fault.text(), fault.headers)

        def send(self, status: int, text: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
            data = text.encode()
            try:
                self.send_response(status)
                for name, value in (("X-Request-Id", REQUEST_ID), *headers):
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json;charset=UTF-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                self.close_connection = True  # the client did not wait

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_request

    return Handler
