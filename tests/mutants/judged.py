"""Mutants that give the same rows whatever the logs, and why: they are left out of the count."""

from __future__ import annotations

from typing import Final

JUDGED: Final[dict[str, dict[str, str]]] = {
    "cloudtrail/denied_then_allowed": {
        "drop NOT allowed": "it counts seconds before the first success, in which nothing was allowed",
        "drop denied > 0": "of seconds before the first success, in which nothing was allowed, each has a denial",
        "drop denials >= :min_denials": "it spares work: there are as many before the first success, or it is no row",
    },
    "cloudtrail/deletion_kinds": {
        "drop event_name IN ('DeleteObject', 'DeleteObjects')": "of what else is called nothing is counted later",
    },
    "cloudtrail/role_chaining": {
        "drop NOT new_access_key_id IS NULL": "a key of null joins nothing",
    },
    "cloudtrail/retry_storms": {
        "drop failures >= :min_failed": "it spares work: a storm has no more failures than its key",
    },
    "combined/first_anonymous_success_after_change": {
        "drop NOT bucket IS NULL": "a bucket of null joins nothing",
    },
    "combined/identity_of_requests": {
        "drop NOT request_id IS NULL": "an id of null joins nothing",
        "drop (:request_id IS NULL OR request_id = :request_id)": "what is joined by the id is the same without it",
    },
    "combined/sign_in_to_s3": {
        "drop NOT JSON_EXTRACT_SCALAR(response_elements, '$.credentials.accessKeyId') IS NULL": "a key of null joins nothing",
    },
    "s3_access/denied_then_allowed": {
        "drop NOT allowed": "it counts seconds before the first success, in which nothing was allowed",
        "drop denied > 0": "of seconds before the first success, in which nothing was allowed, each has a denial",
        "drop denials >= :min_denials": "it spares work: there are as many before the first success, or it is no row",
    },
    "s3_access/retry_storms": {
        "drop failures >= :min_failed": "it spares work: a storm has no more failures than its key",
    },
}
