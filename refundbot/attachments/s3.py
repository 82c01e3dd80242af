"""Object storage by the S3 interface: Huawei Cloud OBS, MinIO, Ceph, AWS and others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from refundbot.attachments.store import Missing, Unavailable

PREFIX = "attachments/"

CONNECT_SECONDS = 3.0
SILENCE_SECONDS = 15.0
"""Between one piece and the next."""
CONNECTIONS = 16


class S3Store:
    """A bucket, in which everything of ours begins with `attachments/`."""

    def __init__(
        self, bucket: str, *, endpoint: str | None, region: str, addressing: str, key: str, secret: str
    ) -> None:
        """`endpoint` is its address, `None` for AWS; `addressing`
        says whether the bucket stands in the path or in the host; `key` and `secret` sign the requests."""
        self._bucket = bucket
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=SILENCE_SECONDS,
                retries={"total_max_attempts": 2, "mode": "standard"},
                max_pool_connections=CONNECTIONS,
                s3={"addressing_style": addressing},
                # Checksums of AWS's own, which other servers do not know.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, key: str, source: IO[bytes]) -> None:
        """See `Store.put`."""
        with _told():
            self._client.put_object(Bucket=self._bucket, Key=PREFIX + key, Body=source)

    def open(self, key: str) -> IO[bytes]:
        """See `Store.open`."""
        with _told():
            try:
                found: IO[bytes] = self._client.get_object(Bucket=self._bucket, Key=PREFIX + key)["Body"]
            except self._client.exceptions.NoSuchKey:
                raise Missing(key) from None
        return found

    def delete(self, key: str) -> None:
        """See `Store.delete`."""
        with _told():
            self._client.delete_object(Bucket=self._bucket, Key=PREFIX + key)

    def forget(self, conversation: str) -> None:
        """See `Store.forget`."""
        with _told():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=f"{PREFIX}{conversation}/"
            )
            keys = [found["Key"] for page in pages for found in page.get("Contents", ())]
            # One by one: deleting many at once asks for a checksum that not all servers know.
            for key in keys:
                self._client.delete_object(Bucket=self._bucket, Key=key)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, OSError) as error:
        raise Unavailable(f"object storage: {type(error).__name__}") from None
