"""Workgroups: what CreateWorkGroup and its sisters do, and the result configuration that holds for a query."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from tests.stand.athena.errors import invalid
from tests.stand.athena.paging import page

if TYPE_CHECKING:
    from tests.stand.athena.service import Service

_DEFAULTS: Final = {"PublishCloudWatchMetricsEnabled": True, "RequesterPaysEnabled": False}
_REMOVALS: Final = {
    "RemoveOutputLocation": "OutputLocation",
    "RemoveEncryptionConfiguration": "EncryptionConfiguration",
    "RemoveExpectedBucketOwner": "ExpectedBucketOwner",
    "RemoveAclConfiguration": "AclConfiguration",
}


def primary() -> dict[str, Any]:
    """The workgroup that every account has."""
    return _workgroup("primary", {"EnforceWorkGroupConfiguration": False}, "")


def find(service: Service, name: str | None) -> dict[str, Any]:
    """A workgroup by its name."""
    workgroup = service.workgroups.get(name or "primary")
    if workgroup is None:
        raise invalid(f"WorkGroup {name} is not found.")
    return workgroup


def enabled(service: Service, name: str | None) -> dict[str, Any]:
    """A workgroup in which queries may be started."""
    workgroup = find(service, name)
    if workgroup["State"] == "DISABLED":
        raise invalid(f"WorkGroup {workgroup['Name']} is disabled.")
    return workgroup


def is_managed(workgroup: dict[str, Any]) -> bool:
    """Whether Athena keeps the results itself."""
    return bool((workgroup["Configuration"].get("ManagedQueryResultsConfiguration") or {}).get("Enabled"))


def result_configuration(workgroup: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """What holds for a query: the workgroup's configuration where it is enforced or the call says nothing."""
    configuration = workgroup["Configuration"]
    own = configuration.get("ResultConfiguration") or {}
    if is_managed(workgroup):
        if asked.get("OutputLocation"):
            raise invalid("OutputLocation cannot be set when ManagedQueryResultsConfiguration is enabled for the workgroup")
        return {}
    chosen = dict(own if configuration["EnforceWorkGroupConfiguration"] else own | asked)
    if not chosen.get("OutputLocation"):
        source = "through the Workgroup result configuration setting or as an API input."
        raise invalid(f"No output location provided. An output location is required either {source}")
    return chosen


def create(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """CreateWorkGroup."""
    name = request["Name"]
    with service.lock:
        if name in service.workgroups:
            raise invalid("WorkGroup is already created")
        new = _workgroup(name, request.get("Configuration") or {}, request.get("Description") or "")
        _check(new)
        service.workgroups[name] = new
    return {}


def get(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """GetWorkGroup."""
    return {"WorkGroup": find(service, request["WorkGroup"])}


def list_all(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """ListWorkGroups."""
    workgroups = [service.workgroups[name] for name in sorted(service.workgroups)]
    summaries = [
        {key: workgroup[key] for key in ("Name", "State", "Description", "CreationTime")}
        | {"EngineVersion": workgroup["Configuration"]["EngineVersion"]}
        for workgroup in workgroups
    ]
    return page("WorkGroups", summaries, request, most=50)


def update(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """UpdateWorkGroup."""
    with service.lock:
        old = find(service, request["WorkGroup"])
        changes = request.get("ConfigurationUpdates") or {}
        given = {key: request[key] for key in ("State", "Description") if key in request}
        new = old | given | {"Configuration": _updated(old["Configuration"], changes)}
        _check(new)
        service.workgroups[old["Name"]] = new
    return {}


def delete(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """DeleteWorkGroup."""
    if request["WorkGroup"] == "primary":
        raise invalid("WorkGroup primary cannot be deleted")
    with service.lock:
        find(service, request["WorkGroup"])
        used = any(query["WorkGroup"] == request["WorkGroup"] for query in service.named_queries.values())
        if used and not request.get("RecursiveDeleteOption"):
            raise invalid(f"WorkGroup {request['WorkGroup']} is not empty")
        del service.workgroups[request["WorkGroup"]]
    return {}


def _workgroup(name: str, configuration: dict[str, Any], description: str) -> dict[str, Any]:
    full = {"EnforceWorkGroupConfiguration": True, **_DEFAULTS, **configuration}
    return {
        "Name": name,
        "State": "ENABLED",
        "Configuration": full | {"EngineVersion": _engine(configuration)},
        "Description": description,
        "CreationTime": time.time(),
    }


def _engine(configuration: dict[str, Any]) -> dict[str, str]:
    """The version that runs: Athena chooses its latest where none is asked for."""
    asked = (configuration.get("EngineVersion") or {}).get("SelectedEngineVersion", "AUTO")
    effective = "Athena engine version 3" if asked == "AUTO" else asked
    return {"SelectedEngineVersion": asked, "EffectiveEngineVersion": effective}


def _updated(configuration: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    new = configuration | {
        key: value for key, value in changes.items() if not key.startswith("Remove") and not key.endswith("Updates")
    }
    if "ResultConfigurationUpdates" in changes:
        new["ResultConfiguration"] = _merged(configuration.get("ResultConfiguration"), changes["ResultConfigurationUpdates"])
    if "ManagedQueryResultsConfigurationUpdates" in changes:
        before = configuration.get("ManagedQueryResultsConfiguration")
        new["ManagedQueryResultsConfiguration"] = _merged(before, changes["ManagedQueryResultsConfigurationUpdates"])
    new["EngineVersion"] = _engine(new)
    if changes.get("RemoveBytesScannedCutoffPerQuery"):
        new.pop("BytesScannedCutoffPerQuery", None)
    return new


def _merged(before: dict[str, Any] | None, changes: dict[str, Any]) -> dict[str, Any]:
    removed = {key for remove, key in _REMOVALS.items() if changes.get(remove)}
    kept = {key: value for key, value in (before or {}).items() if key not in removed}
    return kept | {key: value for key, value in changes.items() if key not in _REMOVALS}


def _check(workgroup: dict[str, Any]) -> None:
    results = workgroup["Configuration"].get("ResultConfiguration") or {}
    if is_managed(workgroup) and results.get("OutputLocation"):
        raise invalid("OutputLocation cannot be set when ManagedQueryResultsConfiguration is enabled")
