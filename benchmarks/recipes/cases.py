# ruff: noqa: S608
# The SQL is of this file.
"""The questions that a documented recipe answers, as one asks them of its table and as one asks them of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

PERSON: Final = "arn:aws:iam::111122223333:user/mallory"
INNOCENT: Final = "arn:aws:iam::111122223333:user/trent"
KEY: Final = "exports/customers.csv"
ADDRESS: Final = "203.0.113.66"
START: Final = datetime(2026, 8, 10)  # noqa: DTZ001  UTC
END: Final = datetime(2026, 8, 17)  # noqa: DTZ001  UTC
LAST: Final = datetime(2026, 8, 16, 23, 59, 59)  # noqa: DTZ001  UTC
"""BETWEEN takes its end in."""

VALUES: Final = {"key": KEY, "requester": PERSON, "remoteip": ADDRESS}

_TIME: Final = "date_parse(requestdatetime, '%d/%b/%Y:%H:%i:%s +0000')"
_WITHIN: Final = f" and {_TIME} between timestamp '{START}' and timestamp '{LAST}'"
_ROWS: Final = "select requestid, operation, nullif(key, '-') as key from {table} where "
_OURS: Final = "select request_id, operation, key_raw from s3_access where "


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question: in the columns of the documented table, over our relation, and by what a documented one is known."""

    title: str
    known: str
    plain: str
    ours: str
    timed: bool = False

    def fits(self, sql: str) -> bool:
        """Whether a documented question asks the same."""
        return bool(re.search(self.known, sql, re.IGNORECASE)) and ("parse_datetime" in sql.lower()) == self.timed


CASES: Final = (
    Case(
        title="What a person did who has a quote in the user agent",
        known=r"requester\s*=\s*'",
        plain=f"{_ROWS}requester = '{PERSON}'",
        ours=f"{_OURS}requester = '{PERSON}'",
    ),
    Case(
        title="Who deleted an object",
        known=r"\bkey\s*=\s*'.*operation\s+like\s+'%DELETE%'",
        plain=f"{_ROWS}key = '{KEY}' and operation like '%DELETE%'",
        ours=f"{_OURS}key = '{KEY}' and operation like '%DELETE%'",
    ),
    Case(
        title="What was done to an object in a week",
        known=r"\bkey\s*=\s*'",
        plain=f"{_ROWS}key = '{KEY}'{_WITHIN}",
        ours=f"{_OURS}key = '{KEY}'",
        timed=True,
    ),
    Case(
        title="Bytes sent to an address in a week",
        known=r"sum\(.*remoteip\s*=\s*'",
        plain=f"select coalesce(sum(bytessent), 0) as bytes from {{table}} where remoteip = '{ADDRESS}'{_WITHIN}",
        ours=f"select coalesce(sum(bytes_sent), 0) as bytes from s3_access where remote_ip = '{ADDRESS}'",
        timed=True,
    ),
    Case(
        title="Requesters by version of the signature",
        known=r"count\(\s*sigv",
        plain="select requester, sigv, count(*) as requests from {table} where sigv <> '-' group by requester, sigv",
        ours=(
            "select requester, signature_version, count(*) as requests from s3_access"
            " where signature_version is not null group by requester, signature_version"
        ),
    ),
    *(
        Case(
            title=f"{verb} of objects in a week",
            known=rf"operation\s*=\s*'REST\.{verb}\.OBJECT'",
            plain=f"{_ROWS}operation = 'REST.{verb}.OBJECT'{_WITHIN}",
            ours=f"{_OURS}operation = 'REST.{verb}.OBJECT'",
            timed=True,
        )
        for verb in ("PUT", "GET")
    ),
    Case(
        title="Anonymous requests in a week",
        known=r"requester\s+is\s+null|requester\s*=\s*'-'",
        plain=f"{_ROWS}requester = '-' and remoteip <> '-'{_WITHIN}",
        ours=f"{_OURS}requester_kind = 'anonymous'",
        timed=True,
    ),
    Case(
        title="Requests that wanted an ACL in a week",
        known=r"aclrequired\s*=\s*'Yes'",
        plain=f"{_ROWS}aclrequired = 'Yes'{_WITHIN}",
        ours=f"{_OURS}acl_required",
        timed=True,
    ),
)
