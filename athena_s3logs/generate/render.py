"""A request -> its line in the access log and its record in CloudTrail, with everything that both have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from athena_s3logs.generate.text import Stamps, as_json, key_in_line, key_in_uri, quoted

if TYPE_CHECKING:
    from athena_s3logs.generate.eras import Era
    from athena_s3logs.generate.request import Bucket, Client, Request

_MESSAGES: Final = {
    "AccessDenied": "Access Denied",
    "NoSuchKey": "The specified key does not exist.",
    "SlowDown": "Please reduce your request rate.",
    "InternalError": "We encountered an internal error. Please try again.",
}
_LAST_SHORT_FIELDS: Final = 18
_KEPT: Final = 4_096


class Parts(NamedTuple):
    """What all requests of one client to one bucket have in common."""

    head: str
    who: str
    agents: str
    bare_agents: str
    tail: str
    record_head: str
    record_client: str
    record_parameters: str
    record_security: str
    record_resource: str
    record_tail: str


class Renderer:
    """Writes requests down as it was done on one day; `start_day` comes before the first."""

    def __init__(self) -> None:
        self._stamps = Stamps()
        self._parts: dict[tuple[Client, Bucket], Parts] = {}
        self._era: Era | None = None

    @property
    def fields(self) -> int:
        """Fields of a line on this day."""
        return self._era.fields if self._era else 0

    @property
    def version(self) -> str:
        """Version of a record on this day."""
        return self._era.version if self._era else ""

    def start_day(self, era: Era) -> None:
        """Go on as is usual on that day."""
        self._era = era
        self._parts.clear()

    def line(self, request: Request) -> str:
        """The line of the access log, without its end."""
        client, action = request.client, request.action
        parts = self._parts.get((client, request.bucket)) or self._common(client, request.bucket)
        key = "-" if request.key is None else key_in_line(action.operation, request.key)
        size = "-" if request.size is None else request.size
        total = "-" if request.total is None else request.total
        turn = "-" if request.turn is None else request.turn
        status = request.status or "-"
        agents = parts.agents if action.verb else parts.bare_agents
        text = (
            f"{parts.head}{self._stamps(request.time)[0]}{parts.who}{request.request_id} {action.operation} {key} "
            f"{_uri(request)} {status} {request.error} {request.sent or '-'} {size} {total} {turn} {agents} {request.version}"
        )
        return f"{text} {request.host_id}{parts.tail}" if parts.tail else text

    def record(self, request: Request, event_id: str) -> str:
        """The record of CloudTrail, as JSON."""
        client, bucket, action = request.client, request.bucket, request.action
        parts = self._parts.get((client, bucket)) or self._common(client, bucket)
        key = "" if request.key is None else quoted(request.key)
        return (
            f'{parts.record_head}{self._stamps(request.time)[1]}","eventSource":"s3.amazonaws.com",'
            f'"eventName":"{action.event}",{parts.record_client}{_failure(request)}{parts.record_parameters}'
            f"{_parameters(request, key)}}},"
            f'"responseElements":{request.response},"additionalEventData":{{{parts.record_security}'
            f'"bytesTransferredIn":{request.received},"x-amz-id-2":"{request.host_id}","bytesTransferredOut":{request.sent}'
            f'}},"requestID":"{request.request_id}","eventID":"{event_id}","readOnly":{"true" if action.reads else "false"},'
            f'"resources":[{{"type":"AWS::S3::Object",{_object_arn(bucket, key)}{parts.record_resource}'
            f'"eventType":"AwsApiCall","managementEvent":false,{_shared(request, event_id)}{parts.record_tail}'
        )

    def _common(self, client: Client, bucket: Bucket) -> Parts:
        if self._era is None:
            raise RuntimeError("start_day comes first")
        if len(self._parts) > _KEPT:
            self._parts.clear()
        parts = _parts(client, bucket, self._era)
        self._parts[client, bucket] = parts
        return parts


def with_text(
    client: Client, *, agent: str | None = None, referer: str | None = None, port: str = "", bare: bool = False,
) -> Client:
    """The same client, sending other headers."""
    return replace(
        client,
        agent=client.agent if agent is None else agent,
        referer=client.referer if referer is None else referer,
        port=port,
        bare=bare,
    )


def _parts(client: Client, bucket: Bucket, era: Era) -> Parts:
    host = _host(client, bucket)
    return Parts(
        head=f"{bucket.owner} {bucket.name} [",
        who=f" +0000] {client.ip} {client.requester} ",
        agents="- -" if client.bare else f'"{client.referer}" "{client.agent}"',
        bare_agents='"-" "-"' if client.requester == "AmazonS3" else "- -",
        tail=_tail(client, host, era),
        record_head=f'{{"eventVersion":"{era.version}","userIdentity":{client.identity},"eventTime":"',
        record_client=_record_client(client, bucket),
        record_parameters=f'"requestParameters":{{"bucketName":"{bucket.name}","Host":"{host}"',
        record_security=_security(client),
        record_resource=(
            f'}},{{"accountId":"{bucket.account}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::{bucket.name}"}}],'
        ),
        record_tail=_record_tail(client, bucket, host, era),
    )


def _host(client: Client, bucket: Bucket) -> str:
    if client.access_point:
        name = client.access_point.rpartition("/")[2]
        return f"{name}-{bucket.account}.s3-accesspoint.{bucket.region}.amazonaws.com{client.port}"
    return (client.endpoint or bucket.host) + client.port


def _tail(client: Client, host: str, era: Era) -> str:
    if era.fields == _LAST_SHORT_FIELDS:
        return ""
    if client.requester == "AmazonS3":
        values = ["-"] * 8
    else:
        signature = ["-", "-"] if client.anonymous else [client.signature, client.auth]
        acl = "Yes" if client.acl else "-"
        secure = [signature[0], client.cipher, signature[1], host, client.tls]
        values = [*secure, client.access_point or "-", acl, client.source_region]
    return "".join(f" {value}" for value in values[: era.fields - 19])


def _record_client(client: Client, bucket: Bucket) -> str:
    ip, agent = (client.service, client.service) if client.service else (client.ip, client.agent)
    return f'"awsRegion":"{bucket.region}","sourceIPAddress":"{ip}","userAgent":{as_json(agent)},'


def _security(client: Client) -> str:
    cipher = "" if client.cipher == "-" else f'"CipherSuite":"{client.cipher}",'
    acl = '"aclRequired":"Yes",' if client.acl else ""
    if client.anonymous:
        return cipher + acl
    return f'"SignatureVersion":"{client.signature}",{cipher}"AuthenticationMethod":"{client.auth}",{acl}'


def _record_tail(client: Client, bucket: Bucket, host: str, era: Era) -> str:
    endpoint = f'"vpcEndpointId":"{client.vpc_endpoint}",' if client.vpc_endpoint else ""
    category = f'"recipientAccountId":"{bucket.account}",{endpoint}"eventCategory":"Data"'
    if not era.tls_details or client.tls == "-":
        return category + "}"
    details = {"tlsVersion": client.tls, "cipherSuite": client.cipher, "clientProvidedHostHeader": host}
    if era.key_exchange and client.key_exchange:
        details["keyExchange"] = client.key_exchange
    return f'{category},"tlsDetails":{as_json(details)}}}'


def _uri(request: Request) -> str:
    action = request.action
    if not action.verb:
        return "-" if action.operation.startswith("BATCH.") else '"-"'
    query = "&".join(text for text in (action.query, request.query) if text)
    path = key_in_uri(request.key or "") + (f"?{query}" if query else "")
    version = "" if action.operation == "REST.COPY.OBJECT_GET" else " HTTP/1.1"
    return f'"{action.verb} /{path}{version}"'


def _failure(request: Request) -> str:
    if request.error == "-":
        return ""
    message = _MESSAGES.get(request.error, request.error)
    return f'"errorCode":"{request.error}","errorMessage":"{message}",'


def _parameters(request: Request, key: str) -> str:
    names = [f',"{part}":""' for part in (request.action.query,) if part in {"uploads", "delete", "tagging", "restore"}]
    if request.action.event == "ListObjects":
        names.append(',"list-type":"2","prefix":""')
    return "".join(names) + (f',"key":{key}' if key else "") + request.parameters


def _object_arn(bucket: Bucket, key: str) -> str:
    if key:
        return f'"ARN":"arn:aws:s3:::{bucket.name}/{key[1:-1]}"'
    return f'"ARNPrefix":"arn:aws:s3:::{bucket.name}/"'


def _shared(request: Request, event_id: str) -> str:
    if request.client.account in {request.bucket.account, "anonymous"} or request.client.service:
        return ""
    return f'"sharedEventID":"{event_id[:24]}{event_id[:23:-1]}",'
