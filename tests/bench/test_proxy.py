"""The proxy with faults: what it leaves behind."""

from __future__ import annotations

import socket

import pytest

from bench.proxy import Fault, Proxy
from tests.patience import PATIENCE


@pytest.mark.parametrize("fault", [None, "silent", "frozen", "mute"])
def test_no_connection_to_the_service_outlives_it(fault: Fault | None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as service:
        service.settimeout(PATIENCE)
        with Proxy(*service.getsockname()).listening() as proxy:
            asking = socket.create_connection(("127.0.0.1", proxy.port), PATIENCE)
            asking.sendall(b"BEGIN")
            at_the_service, _ = service.accept()
            at_the_service.settimeout(PATIENCE)
            assert at_the_service.recv(16) == b"BEGIN"
            if fault:
                proxy.break_with(fault)
                asking.sendall(b"COMMIT")
        with asking, at_the_service:
            try:
                assert at_the_service.recv(16) in (b"", b"COMMIT")
                assert at_the_service.recv(16) == b""
            except ConnectionResetError:
                pass
