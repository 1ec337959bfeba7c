"""What one request to S3 means, before either log has written it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

NOBODY: Final = '{"type":"AWSAccount","principalId":"","accountId":"anonymous"}'


@dataclass(frozen=True, slots=True, eq=False)
class Bucket:
    """A bucket: `logged` says whether it has an access log, `trail` whether its data events are recorded."""

    name: str
    account: str
    region: str
    owner: str
    logged: bool = True
    trail: bool = True

    @property
    def host(self) -> str:
        """Host name for requests."""
        return f"{self.name}.s3.{self.region}.amazonaws.com"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Client:
    """Who asks, from where and with what; `identity` is the userIdentity of CloudTrail as JSON."""

    requester: str = "-"
    identity: str = NOBODY
    account: str = "anonymous"
    access_key: str = ""
    ip: str
    agent: str = "-"
    referer: str = "-"
    signature: str = "SigV4"
    auth: str = "AuthHeader"
    tls: str = "TLSv1.3"
    cipher: str = "TLS_AES_128_GCM_SHA256"
    key_exchange: str = ""
    source_region: str = "-"
    access_point: str = ""
    endpoint: str = ""
    port: str = ""
    vpc_endpoint: str = ""
    service: str = ""
    bare: bool = False
    acl: bool = False

    @property
    def anonymous(self) -> bool:
        """Whether nobody signed."""
        return self.requester == "-"


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """What is asked for; `event` is its name in CloudTrail, empty for what only the access log has."""

    operation: str
    verb: str
    event: str
    query: str = ""
    reads: bool = False


class Request(NamedTuple):
    """A request and its outcome; empty ids are drawn when it is written."""

    time: int
    client: Client
    bucket: Bucket
    action: Action
    key: str | None = None
    status: int | None = 200
    error: str = "-"
    sent: int = 0
    size: int | None = None
    received: int = 0
    total: int | None = 20
    turn: int | None = 10
    version: str = "-"
    query: str = ""
    parameters: str = ""
    response: str = "null"
    request_id: str = ""
    host_id: str = ""


GET: Final = Action("REST.GET.OBJECT", "GET", "GetObject", reads=True)
HEAD: Final = Action("REST.HEAD.OBJECT", "HEAD", "HeadObject", reads=True)
PUT: Final = Action("REST.PUT.OBJECT", "PUT", "PutObject")
DELETE: Final = Action("REST.DELETE.OBJECT", "DELETE", "DeleteObject")
LIST: Final = Action("REST.GET.BUCKET", "GET", "ListObjects", "list-type=2&prefix=&max-keys=1000", reads=True)
COPY: Final = Action("REST.COPY.OBJECT", "PUT", "CopyObject")
COPY_SOURCE: Final = Action("REST.COPY.OBJECT_GET", "PUT", "")
TAGGING: Final = Action("REST.GET.OBJECT_TAGGING", "GET", "GetObjectTagging", "tagging", reads=True)
RESTORE: Final = Action("REST.POST.RESTORE", "POST", "RestoreObject", "restore")
UPLOAD_START: Final = Action("REST.POST.UPLOADS", "POST", "CreateMultipartUpload", "uploads")
UPLOAD_PART: Final = Action("REST.PUT.PART", "PUT", "UploadPart")
UPLOAD_END: Final = Action("REST.POST.UPLOAD", "POST", "CompleteMultipartUpload")
UPLOAD_STOP: Final = Action("REST.DELETE.UPLOAD", "DELETE", "AbortMultipartUpload")
MULTI_DELETE: Final = Action("REST.POST.MULTI_OBJECT_DELETE", "POST", "DeleteObjects", "delete")
BATCH_DELETE: Final = Action("BATCH.DELETE.OBJECT", "", "DeleteObject")
WEBSITE: Final = Action("WEBSITE.GET.OBJECT", "GET", "", reads=True)
PREFLIGHT: Final = Action("REST.OPTIONS.PREFLIGHT", "OPTIONS", "", reads=True)
REFUSED: Final = Action("REST.GET.OBJECT", "GET", "", reads=True)
"""A request whose signature does not hold: CloudTrail leaves it out."""

EXPIRE: Final = Action("S3.EXPIRE.OBJECT", "", "")
MARK_DELETED: Final = Action("S3.CREATE.DELETEMARKER", "", "")
TO_INFREQUENT: Final = Action("S3.TRANSITION_SIA.OBJECT", "", "")
TO_GLACIER: Final = Action("S3.TRANSITION.OBJECT", "", "")
DROP_UPLOAD: Final = Action("S3.DELETE.UPLOAD", "", "")
