"""A management event of CloudTrail: what somebody asked of a service, as a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from athena_s3logs.generate.text import as_json, iso

if TYPE_CHECKING:
    from athena_s3logs.generate.dice import Dice
    from athena_s3logs.generate.request import Client

GLOBAL = "us-east-1"
"""Where global services (IAM, sign-in) log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call to a service's management interface; `source` is the service, without its domain."""

    time: int
    client: Client
    account: str
    source: str
    name: str
    region: str = GLOBAL
    reads: bool = False
    parameters: dict[str, Any] | None = None
    response: dict[str, Any] | None = None
    error: str = ""
    message: str = ""
    extra: dict[str, Any] | None = None
    resources: tuple[tuple[str, str], ...] = ()
    kind: str = "AwsApiCall"
    more: dict[str, Any] = field(default_factory=dict)

    def record(self, version: str, dice: Dice) -> str:
        """The record, as JSON."""
        values = {
            "eventTime": iso(self.time),
            "eventSource": f"{self.source}.amazonaws.com",
            "eventName": self.name,
            "awsRegion": self.region,
            "sourceIPAddress": self.client.service or self.client.ip,
            "userAgent": self.client.service or self.client.agent,
            **self._failure(),
            "requestParameters": self.parameters,
            "responseElements": self.response,
            **({"additionalEventData": self.extra} if self.extra else {}),
            "requestID": dice.request_id() if self.source == "s3" else dice.event_id(),
            "eventID": dice.event_id(),
            "readOnly": self.reads,
            **self._resources(),
            "eventType": self.kind,
            "managementEvent": True,
            "recipientAccountId": self.account,
            "eventCategory": "Management",
            **self.more,
        }
        return f'{{"eventVersion":"{version}","userIdentity":{self.client.identity},{as_json(values)[1:]}'

    def _failure(self) -> dict[str, str]:
        values = {"errorCode": self.error, "errorMessage": self.message}
        return {name: value for name, value in values.items() if value}

    def _resources(self) -> dict[str, Any]:
        if not self.resources:
            return {}
        return {"resources": [{"accountId": self.account, "type": kind, "ARN": arn} for kind, arn in self.resources]}
