"""A bucket of S3 or of what speaks like it. Bytes are archived in the cold class of the store itself, which changes an
object in one step, or, where there is none, under the prefix `cold/`.

Nobody but Halle reads the bucket: no link to it is ever given away.
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from inbox.clock import now
from inbox.config.bucket import Bucket, read
from inbox.storage.store import ABSENT, ARCHIVED, BLOCK, HOT, RESTORING, NotAvailable, Unreachable, checked

MIB = 2**20
ONE_COPY_MAX = 5 * 2**30
"""What S3 copies at once; more is copied in parts."""
KEPT_DAYS = 3
"""Days for which the store keeps what it restored: until then `finish_restore` has made it hot for good."""
GONE = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}
COLD_NOW = {"InvalidObjectState"}
ALREADY = {"RestoreAlreadyInProgress"}
ONGOING = re.compile(r'ongoing-request="true"')


class S3Store:
    """The store of a Halle that has a bucket."""

    def __init__(self, url: str):
        """`url`: s3://…, as in STORAGE_URL."""
        self._bucket: Bucket = read(url)
        # Checksums of the new kind are understood by AWS alone; a store that is silent must hold no page for minutes.
        config = Config(
            signature_version="s3v4",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=60,
            retries={"mode": "standard", "max_attempts": 3},
            s3={"addressing_style": "path"} if self._bucket.endpoint else {},
        )
        session = boto3.session.Session(
            aws_access_key_id=self._bucket.key,
            aws_secret_access_key=self._bucket.secret,
            region_name=self._bucket.region or ("us-east-1" if self._bucket.endpoint else None),
        )
        self._client = session.client("s3", endpoint_url=self._bucket.endpoint, config=config)
        self._sending = TransferConfig(multipart_threshold=16 * MIB, multipart_chunksize=16 * MIB, max_concurrency=2)
        self._copying = TransferConfig(multipart_threshold=ONE_COPY_MAX, multipart_chunksize=512 * MIB)

    def put(self, source: Path, digest: str) -> None:
        if self.restore_state(digest) != HOT or not self._is_whole(source, digest):
            try:
                with _reporting():
                    self._client.upload_file(str(source), self._bucket.name, self._hot(digest), Config=self._sending)
            except FileNotFoundError as error:
                raise NotAvailable("what was to be kept is gone") from error
        source.unlink(missing_ok=True)
        self._forget_cold(digest)

    def open(self, digest: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        if length == 0:
            self.size(digest)
            return iter(())
        asked = {"Range": f"bytes={start}-{'' if length is None else start + length - 1}"} if start or length else {}
        with _reporting():
            try:
                answer = self._client.get_object(Bucket=self._bucket.name, Key=self._hot(digest), **asked)
            except ClientError as error:
                if _code(error) == "InvalidRange":
                    return iter(())
                raise
        return answer["Body"].iter_chunks(BLOCK)

    def path(self, digest: str) -> Path | None:
        checked(digest)
        return None

    def size(self, digest: str) -> int:
        found = self._head(self._hot(digest))
        if found is None or self._is_cold(found):
            raise NotAvailable("not hot")
        return found["ContentLength"]

    def archive(self, digest: str) -> None:
        state = self.restore_state(digest)
        if state == ABSENT:
            raise NotAvailable("neither hot nor cold")
        if state != HOT:
            return
        if self._bucket.cold:
            self._copy(self._hot(digest), self._hot(digest), self._bucket.cold)
            return
        self._copy(self._hot(digest), self._cold(digest), None)
        self._remove(self._hot(digest))

    def request_restore(self, digest: str) -> None:
        state = self.restore_state(digest)
        if state == ABSENT:
            raise NotAvailable("neither hot nor cold")
        if state != ARCHIVED:
            return
        if not self._bucket.cold:
            self._write(self._wish(digest), b"")
            return
        wish = {"Days": KEPT_DAYS, "GlacierJobParameters": {"Tier": self._bucket.tier}}
        with _reporting():
            try:
                self._client.restore_object(Bucket=self._bucket.name, Key=self._hot(digest), RestoreRequest=wish)
            except ClientError as error:
                if _code(error) not in ALREADY:
                    raise

    def restore_state(self, digest: str) -> str:
        found = self._head(self._hot(digest))
        if found is None:
            if self._bucket.cold or self._head(self._cold(digest)) is None:
                return ABSENT
            return RESTORING if self._head(self._wish(digest)) else ARCHIVED
        if not self._is_cold(found):
            return HOT
        return RESTORING if found.get("Restore") else ARCHIVED

    def finish_restore(self, digest: str) -> bool:
        found = self._head(self._hot(digest))
        if found is None:
            if self._bucket.cold or self._head(self._cold(digest)) is None:
                raise NotAvailable("neither hot nor cold")
            if self._head(self._wish(digest)) is None:
                return False
            self._copy(self._cold(digest), self._hot(digest), None)
        elif self._is_cold(found):
            if not found.get("Restore") or ONGOING.search(found["Restore"]):
                return False
            self._copy(self._hot(digest), self._hot(digest), "STANDARD")
        self._forget_cold(digest)
        return True

    def delete(self, digest: str) -> None:
        self._remove(self._hot(digest))
        self._remove(self._thumbnail(digest))
        self._forget_cold(digest)

    def put_thumbnail(self, digest: str, data: bytes) -> None:
        self._write(self._thumbnail(digest), data)

    def thumbnail(self, digest: str) -> bytes | None:
        try:
            with _reporting():
                return self._client.get_object(Bucket=self._bucket.name, Key=self._thumbnail(digest))["Body"].read()
        except NotAvailable:
            return None

    def sweep(self, older_than: float) -> int:
        before, swept = now().astimezone(UTC) - timedelta(seconds=older_than), 0
        with _reporting():
            pages = self._client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self._bucket.name, Prefix=self._bucket.prefix):
                for upload in page.get("Uploads", ()):
                    if upload["Initiated"] < before:
                        place = {"Key": upload["Key"], "UploadId": upload["UploadId"]}
                        self._client.abort_multipart_upload(Bucket=self._bucket.name, **place)
                        swept += 1
        return swept

    def folder(self) -> Path | None:
        return None

    def _write(self, key: str, data: bytes) -> None:
        with _reporting():
            self._client.put_object(Bucket=self._bucket.name, Key=key, Body=data)

    def _hot(self, digest: str) -> str:
        return f"{self._bucket.prefix}hot/{checked(digest)[:2]}/{digest}"

    def _cold(self, digest: str) -> str:
        return f"{self._bucket.prefix}cold/{checked(digest)[:2]}/{digest}"

    def _wish(self, digest: str) -> str:
        return f"{self._bucket.prefix}restoring/{checked(digest)[:2]}/{digest}"

    def _thumbnail(self, digest: str) -> str:
        return f"{self._bucket.prefix}thumbnails/{checked(digest)[:2]}/{digest}"

    def _is_cold(self, found: dict) -> bool:
        return found.get("StorageClass", "STANDARD") == self._bucket.cold

    def _is_whole(self, source: Path, digest: str) -> bool:
        try:
            return source.stat().st_size == self.size(digest)
        except FileNotFoundError:
            return True  # gone, and hot: a run before this one did it

    def _head(self, key: str) -> dict | None:
        try:
            with _reporting():
                return self._client.head_object(Bucket=self._bucket.name, Key=key)
        except NotAvailable:
            return None

    def _copy(self, source: str, target: str, storage_class: str | None) -> None:
        more = {"StorageClass": storage_class, "MetadataDirective": "COPY"} if storage_class else {}
        place = {"Bucket": self._bucket.name, "Key": source}
        with _reporting():
            self._client.copy(place, self._bucket.name, target, ExtraArgs=more, Config=self._copying)

    def _remove(self, key: str) -> None:
        with _reporting(), contextlib.suppress(NotAvailable):
            self._client.delete_object(Bucket=self._bucket.name, Key=key)

    def _forget_cold(self, digest: str) -> None:
        if not self._bucket.cold:
            self._remove(self._cold(digest))
            self._remove(self._wish(digest))


@contextlib.contextmanager
def _reporting() -> Iterator[None]:
    """What goes wrong, in our words: those of the store may hold addresses and keys."""
    try:
        yield
    except ClientError as error:
        if _code(error) in GONE | COLD_NOW:
            raise NotAvailable(_code(error)) from None
        raise Unreachable(f"the store answers {_code(error)}") from None
    except (BotoCoreError, Boto3Error) as error:
        raise Unreachable(type(error).__name__) from None


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
