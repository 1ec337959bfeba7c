"""The command as it is, with what AWS has and the stand has not at its edge: python -m tests.stand.selftest ARGUMENTS.

CloudTrail's files are rewritten on their way to S3, as Athena's closed input format would read them there.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.aws import client
from tests.stand.trail_files import to_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from boto3 import Session

TAMPERED: Final = "SELFTEST_TAMPERED"
"""A variable with two texts divided by >: in access logs, one is put in the place of the other on the way."""


def on_the_way(make: Callable[..., Session]) -> Callable[..., Session]:
    """Sessions whose clients rewrite what they put into S3."""

    def made(**given: Any) -> Session:  # noqa: ANN401  as make_session has it
        session = make(**given)
        session.events.register("before-parameter-build.s3.PutObject", _rewrite)
        return session

    return made


def _rewrite(params: dict[str, Any], **_: object) -> None:
    if "/CloudTrail/" in params["Key"]:
        params["Body"] = to_lines(params["Body"])
    if (tampered := os.environ.get(TAMPERED)) and "/s3_access/" in params["Key"]:
        one, other = tampered.encode().split(b">")
        params["Body"] = params["Body"].replace(one, other)


if __name__ == "__main__":
    from athena_s3logs.cli import main

    client.make_session = on_the_way(client.make_session)
    main()
