"""Named queries: kept by id, for their names are not unique."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from tests.stand.athena.errors import invalid
from tests.stand.athena.paging import page
from tests.stand.athena.workgroups import find

if TYPE_CHECKING:
    from tests.stand.athena.service import Service


def create(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """CreateNamedQuery; the same request token gives the same query."""
    token = request.get("ClientRequestToken")
    workgroup = find(service, request.get("WorkGroup"))["Name"]
    with service.lock:
        if token in service.tokens:
            return {"NamedQueryId": service.tokens[token][1]}
        new = {key: value for key, value in request.items() if key != "ClientRequestToken"}
        identity = str(uuid.uuid4())
        service.named_queries[identity] = {**new, "NamedQueryId": identity, "WorkGroup": workgroup}
        if token:
            service.tokens[token] = request, identity
    return {"NamedQueryId": identity}


def get(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """GetNamedQuery."""
    return {"NamedQuery": _find(service, request["NamedQueryId"])}


def batch_get(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """BatchGetNamedQuery."""
    wanted = request["NamedQueryIds"]
    return {
        "NamedQueries": [service.named_queries[one] for one in wanted if one in service.named_queries],
        "UnprocessedNamedQueryIds": [
            {"NamedQueryId": one, "ErrorCode": "INVALID_INPUT", "ErrorMessage": f"NamedQuery {one} was not found"}
            for one in wanted
            if one not in service.named_queries
        ],
    }


def list_all(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """ListNamedQueries."""
    workgroup = find(service, request.get("WorkGroup"))["Name"]
    ids = [one for one, query in list(service.named_queries.items()) if query["WorkGroup"] == workgroup]
    return page("NamedQueryIds", ids, request, most=50)


def update(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """UpdateNamedQuery: all but the database and the workgroup; a description that is not given is kept."""
    with service.lock:
        old = _find(service, request["NamedQueryId"])
        changes = {key: request[key] for key in ("Name", "QueryString", "Description") if key in request}
        service.named_queries[request["NamedQueryId"]] = old | changes
    return {}


def delete(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """DeleteNamedQuery."""
    with service.lock:
        _find(service, request["NamedQueryId"])
        del service.named_queries[request["NamedQueryId"]]
    return {}


def _find(service: Service, identity: str) -> dict[str, Any]:
    query = service.named_queries.get(identity)
    if query is None:
        raise invalid(f"NamedQuery {identity} was not found")
    return query
