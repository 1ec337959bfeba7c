"""The cases of the queries over access logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.query_cases import Case, Row, principal

if TYPE_CHECKING:
    from athena_s3logs.generate.truth import Incident

_BATCH: Final = "REST.POST.MULTI_OBJECT_DELETE"


def _by_culprit(row: Row, incident: Incident) -> bool:
    return bool(row["actor"] == principal(incident.culprit))


def _by_innocent(row: Row, incident: Incident) -> bool:
    return bool(row["actor"] == principal(incident.innocent))


def _session_of_innocent(row: Row, incident: Incident) -> bool:
    return bool(row["actor"] == incident.innocent.who)


def _from_culprit(row: Row, incident: Incident) -> bool:
    return row["source_ip"] in incident.culprit.source_ips


def _from_innocent(row: Row, incident: Incident) -> bool:
    return row["source_ip"] in incident.innocent.source_ips


def _in_bucket_of_innocent(row: Row, incident: Incident) -> bool:
    return row["bucket"] in incident.innocent.buckets


def _first_object(incident: Incident) -> dict[str, Any]:
    return {"bucket": incident.culprit.buckets[0], "key": incident.culprit.keys[0]}


def _networks(incident: Incident) -> dict[str, Any]:
    networks = [f"{address}/32" for address in incident.culprit.source_ips]
    return {"networks": [*networks, "2001:db8::/33"], "operations": ["REST.GET.OBJECT", "REST.GET.BUCKET"]}


CASES: Final = {
    "anonymous_successes": Case(
        incident="public_policy",
        params=lambda incident: {"public_buckets": [*incident.innocent.buckets, "example-web-assets"]},
        guilty=lambda row, incident: (
            row["bucket"] in incident.culprit.buckets
            and row["requests"] == incident.culprit.operations["REST.GET.OBJECT"]
            and row["keys"] == len(incident.culprit.keys)
        ),
        innocent=_in_bucket_of_innocent,
    ),
    "deletion_bursts": Case(
        incident="mass_delete",
        params=lambda _: {"min_deletions": 500},
        guilty=lambda row, incident: (
            _by_culprit(row, incident)
            and row["deletions"] == incident.culprit.operations["BATCH.DELETE.OBJECT"]
            and row["calls"] == incident.culprit.operations[_BATCH]
            and row["burst_days_before"] == 0
        ),
        innocent=_by_innocent,
    ),
    "denied_requests": Case(
        incident="key_guessing",
        params=lambda _: {"error_codes": ["AccessDenied", "AllAccessDisabled"], "actor": "anonymous"},
        guilty=lambda row, incident: (
            row["bucket"] in incident.culprit.buckets and row["keys"] >= len(incident.culprit.keys) // 4
        ),
        # What the mirror asked for there was missing, not forbidden.
        innocent=_in_bucket_of_innocent,
    ),
    "denied_then_allowed": Case(
        incident="denied_then_allowed",
        params=lambda _: {"within_minutes": 10, "min_denials": 12},
        guilty=lambda row, incident: (
            _by_culprit(row, incident)
            and row["denials"] == incident.culprit.operations["REST.GET.OBJECT"] - len(incident.culprit.keys)
            and row["allowed_within_a_day"] == len(incident.culprit.keys)
        ),
        innocent=_by_innocent,
    ),
    "downloads_above_baseline": Case(
        incident="stolen_key_download",
        # The look-alike takes fifteen times as much as usual, to its old address.
        params=lambda _: {"new_addresses_only": True},
        guilty=lambda row, incident: (
            _by_culprit(row, incident) and row["bytes_to_new_addresses"] > 100 * (row["usual_bytes"] or 1)
        ),
        innocent=_by_innocent,
    ),
    "key_guessing": Case(
        incident="key_guessing",
        params=lambda incident: {"min_keys": len(incident.culprit.keys), "actor": "anonymous"},
        guilty=lambda row, incident: _from_culprit(row, incident) and row["found_keys"] == 0,
        innocent=_from_innocent,
    ),
    "latency_by_operation": Case(
        incident="mass_delete",
        params=lambda incident: {"actor": incident.culprit.who, "min_requests": 2},
        guilty=lambda row, incident: (
            row["operation"] == _BATCH
            and row["requests"] == incident.culprit.operations[_BATCH]
            and row["p50_ms"] == row["slowest_ms"]
        ),
        # The single keys of a batch have no times.
        innocent=lambda row, _: bool(row["operation"] == "BATCH.DELETE.OBJECT"),
    ),
    "object_history": Case(
        incident="mass_delete",
        params=_first_object,
        guilty=lambda row, incident: (
            _by_culprit(row, incident) and row["operation"] == "BATCH.DELETE.OBJECT" and row["outcome"] == "ok"
        ),
        innocent=_session_of_innocent,
    ),
    "requests_by_operation": Case(
        incident="mass_delete",
        params=lambda incident: {"actor": incident.culprit.who},
        guilty=lambda row, incident: (
            bool(row["operation"] == "BATCH.DELETE.OBJECT")
            and row["requests"] == incident.culprit.operations["BATCH.DELETE.OBJECT"]
        ),
        # With those of the clean-up there would be more.
        innocent=lambda row, incident: bool(row["requests"] > incident.culprit.operations["BATCH.DELETE.OBJECT"]),
    ),
    "requests_from_networks": Case(
        incident="stolen_key_download",
        params=_networks,
        guilty=lambda row, incident: _by_culprit(row, incident) and _from_culprit(row, incident),
        innocent=_from_innocent,
    ),
    "unusual_clients": Case(
        incident="stolen_key_download",
        params=lambda _: {"patterns": ["RClone", "s3 browser"], "requester_kinds": ["user", "assumed_role"]},
        guilty=lambda row, incident: (
            _by_culprit(row, incident) and row["requests"] == incident.culprit.s3_access and row["failed"] == 0
        ),
        innocent=_session_of_innocent,
    ),
}
