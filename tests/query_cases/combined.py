"""What the queries over both logs have to find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.query_cases import Case

if TYPE_CHECKING:
    from athena_s3logs.generate.truth import Incident
    from tests.query_cases import Row


def _address(incident: Incident) -> dict[str, Any]:
    return {"remote_ip": incident.culprit.source_ips[0]}


def _reads_with_the_second_role(row: Row, incident: Incident) -> bool:
    """The access log has the session; that its key came from a role, and without MFA, stands in CloudTrail."""
    who = (row["access_key_id"], row["session_issuer_arn"], row["mfa_authenticated"], row["in_cloudtrail"])
    role = f"arn:aws:iam::111122223333:role/{incident.details['roles'][-1]}"
    return who == (incident.details["session_keys"][-1], role, False, True) and row["operation"] == "REST.GET.OBJECT"


def _first_visit(row: Row, incident: Incident) -> bool:
    change = (row["bucket"], row["changed_by"], row["event_name"], row["minutes_after"])
    visit = (row["source_ip"], row["key"], row["requests"], row["events"], row["addresses"])
    return (
        change == ("example-reports", incident.culprit.who, "PutBucketPolicy", 16)
        and visit == (incident.culprit.source_ips[-1], "monthly/report-1.pdf", 40, 40, 1)
    )


CASES: Final = {
    "identity_of_requests": Case(
        incident="role_chain",
        params=_address,
        guilty=_reads_with_the_second_role,
        innocent=lambda row, incident: row["source_ip"] in incident.innocent.source_ips,
    ),
    "first_anonymous_success_after_change": Case(
        incident="public_policy",
        params=lambda _: {"hours": 1},
        guilty=_first_visit,
        innocent=lambda row, incident: row["bucket"] in incident.innocent.buckets,
    ),
}
