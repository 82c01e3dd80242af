"""Both stores: a folder, and an object storage that answers as S3 does."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from bench.ports import free_port
from refundbot.attachments.s3 import S3Store
from refundbot.attachments.store import FolderStore, Store

KEYS = {"key": "an-access-key", "secret": "a-secret-of-these-tests-only"}


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """An object storage on this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    port = free_port()
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_url: str) -> Any:
    """A new bucket in it, as another program sees it."""
    named = {"aws_access_key_id": KEYS["key"], "aws_secret_access_key": KEYS["secret"]}
    found = boto3.resource("s3", endpoint_url=s3_url, region_name="us-east-1", **named).Bucket(
        uuid.uuid4().hex
    )
    found.create()
    return found


def s3_store(s3_url: str, bucket: Any) -> S3Store:
    """What keeps attachments in that bucket."""
    return S3Store(bucket.name, endpoint=s3_url, region="us-east-1", addressing="auto", **KEYS)


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each of them."""
    if request.param == "folder":
        return FolderStore(tmp_path / "attachments")
    return s3_store(request.getfixturevalue("s3_url"), request.getfixturevalue("bucket"))
