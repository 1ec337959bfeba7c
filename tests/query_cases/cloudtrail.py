"""What the queries over CloudTrail have to find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.query_cases import Case, principal

if TYPE_CHECKING:
    from athena_s3logs.generate.truth import Incident
    from tests.query_cases import Row


def _by_culprit(row: Row, incident: Incident) -> bool:
    return bool(row["actor"] == incident.culprit.who)


def _by_innocent(row: Row, incident: Incident) -> bool:
    return bool(row["actor"] == incident.innocent.who)


def _key_downloads_a_bucket(row: Row, incident: Incident) -> bool:
    reads = row["event_name"] == "GetObject" and row["outcome"] == "ok" and row["calls"] >= incident.culprit.events["GetObject"]
    return _by_culprit(row, incident) and reads and incident.culprit.source_ips[0] in row["source_ips"]


def _takes_off_the_block(row: Row, incident: Incident) -> bool:
    taken = (row["operation"], row["bucket"], row["outcome"]) == ("DeleteBucketPublicAccessBlock", "example-reports", "ok")
    return _by_culprit(row, incident) and taken


def _opens_the_policy(row: Row, incident: Incident) -> bool:
    opened = (row["bucket"], row["principal"], row["actions"]) == ("example-reports", '"*"', '"s3:GetObject"')
    return _by_culprit(row, incident) and opened


def _stops_the_trail(row: Row, incident: Incident) -> bool:
    stopped = (row["operation"], row["trail"], row["effect"]) == ("StopLogging", "example-data-trail", "weakened")
    return _by_culprit(row, incident) and stopped


def _chains(row: Row, incident: Incident) -> bool:
    first, second = incident.details["roles"]
    steps = [incident.culprit.who, f"arn:aws:iam::111122223333:role/{first}", f"arn:aws:iam::111122223333:role/{second}"]
    keys = [row["access_key_id"], row["new_access_key_id"]]
    return keys == incident.details["session_keys"] and bool(row["chain"] == " > ".join(map(str, steps)))


def _did_not_chain(row: Row, incident: Incident) -> bool:
    return row["source_ip"] in incident.innocent.source_ips or str(incident.innocent.who) in row["chain"]


def _encrypts(row: Row, incident: Incident) -> bool:
    figures = (row["objects"], row["customer_keys"], row["days_before"])
    copies = incident.culprit.events["CopyObject"]
    return row["actor"] == principal(incident.culprit) and row["bucket"] == "example-media" and figures == (copies, 1, 0)


def _changes_the_bucket(row: Row, incident: Incident) -> bool:
    events = [name for name in incident.culprit.events if name != "GetObject"]
    return incident.culprit.who in row["actors"] and set(events) <= {*row["event_names"]} and row["changes"] >= len(events)


def _is_refused(row: Row, incident: Incident) -> bool:
    refused = (row["event_name"], row["error_code"], row["calls"]) == ("GetObject", "AccessDenied", 100)
    return row["actor"] == "anonymous" and row["source_ip"] in incident.culprit.source_ips and refused


def _comes_from_elsewhere(row: Row, incident: Incident) -> bool:
    found = (row["access_key_id"], row["source_ip"], row["calls"], row["known_addresses"])
    return found == (incident.culprit.access_keys[0], incident.culprit.source_ips[0], incident.culprit.cloudtrail, 1)


def _key(incident: Incident) -> dict[str, Any]:
    return {"access_key_id": incident.culprit.access_keys[0]}


def _block_events(_: Incident) -> dict[str, Any]:
    return {"event_names": ["DeleteBucketPublicAccessBlock", "DeletePublicAccessBlock"]}


def _bucket(incident: Incident) -> dict[str, Any]:
    arn = f"arn:aws:s3:::{incident.culprit.buckets[0]}"
    return {"resource_types": ["AWS::S3::Bucket", "AWS::S3::Object"], "resource_arn": arn}


CASES: Final = {
    "access_key_activity": Case(
        incident="stolen_key_download", params=_key, guilty=_key_downloads_a_bucket, innocent=_by_innocent,
    ),
    "bucket_policy_changes": Case(
        incident="public_policy", params=_block_events, guilty=_takes_off_the_block, innocent=_by_innocent,
    ),
    "public_bucket_policies": Case(
        incident="public_policy",
        params=lambda incident: {"public_buckets": incident.innocent.buckets},
        guilty=_opens_the_policy,
        innocent=_by_innocent,
    ),
    "trail_tampering": Case(
        incident="stopped_trail",
        params=lambda _: {"weakening_only": True, "minutes": 5},
        guilty=_stops_the_trail,
        innocent=_by_innocent,
    ),
    "console_logins_without_mfa": Case(incident="role_chain", guilty=_by_culprit, innocent=_by_innocent),
    "role_chaining": Case(incident="role_chain", guilty=_chains, innocent=_did_not_chain),
    "encryption_with_customer_keys": Case(
        incident="ransom_ssec",
        params=lambda _: {"new_only": True},
        guilty=_encrypts,
        innocent=lambda row, incident: row["actor"] == principal(incident.innocent),
    ),
    "resources_changed": Case(
        incident="public_policy",
        params=_bucket,
        guilty=_changes_the_bucket,
        innocent=lambda row, incident: incident.innocent.who in row["actors"],
    ),
    "unauthorized_calls": Case(
        incident="key_guessing",
        params=lambda _: {"min_calls": 20},
        guilty=_is_refused,
        innocent=lambda row, incident: row["source_ip"] in incident.innocent.source_ips,
    ),
    "new_addresses_of_access_keys": Case(
        incident="stolen_key_download",
        params=lambda _: {"max_known_addresses": 3},
        guilty=_comes_from_elsewhere,
        innocent=lambda row, incident: row["access_key_id"] in incident.innocent.access_keys,
    ),
}
