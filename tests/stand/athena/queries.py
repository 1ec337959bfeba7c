"""The calls about queries: start, look, read, stop."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING, Any, Final

from tests.stand.athena import objects, trino_pages, unload, workgroups
from tests.stand.athena.errors import invalid
from tests.stand.athena.executions import FINAL, Execution, describe
from tests.stand.athena.paging import offset, page
from tests.stand.athena.run import run
from tests.stand.athena.statements import Engine, read_statement

if TYPE_CHECKING:
    from tests.stand.athena.service import Service
    from tests.stand.athena.statements import Statement

_WITHOUT_ROWS: Final = {"UNLOAD", "INSERT", "DELETE", "UPDATE", "MERGE", "CREATE_TABLE_AS_SELECT"}


def start(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """StartQueryExecution; the same request token gives the same query."""
    token = request.get("ClientRequestToken")
    with service.lock:
        if token in service.tokens:
            return {"QueryExecutionId": _known(service, token, request)}
    execution = _execution(service, request)
    with service.lock:
        service.executions[execution.id] = execution
        if token:
            service.tokens[token] = request, execution.id
    threading.Thread(target=run, args=(service, execution), daemon=True, name=f"query {execution.id}").start()
    return {"QueryExecutionId": execution.id}


def get(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """GetQueryExecution."""
    return {"QueryExecution": describe(_find(service, request["QueryExecutionId"]))}


def batch_get(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """BatchGetQueryExecution."""
    wanted = request["QueryExecutionIds"]
    return {
        "QueryExecutions": [describe(service.executions[one]) for one in wanted if one in service.executions],
        "UnprocessedQueryExecutionIds": [
            {"QueryExecutionId": one, "ErrorCode": "INVALID_INPUT", "ErrorMessage": f"QueryExecution {one} was not found"}
            for one in wanted
            if one not in service.executions
        ],
    }


def list_all(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """ListQueryExecutions, the latest first."""
    workgroup = workgroups.find(service, request.get("WorkGroup"))["Name"]
    executions = reversed(list(service.executions.values()))
    ids = [execution.id for execution in executions if execution.workgroup == workgroup]
    return page("QueryExecutionIds", ids, request, most=50)


def stop(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """StopQueryExecution; what has ended stays as it ended."""
    execution = _find(service, request["QueryExecutionId"])
    if execution.state not in FINAL:
        trino_pages.stop(execution)
    return {}


def results(service: Service, request: dict[str, Any]) -> dict[str, Any]:
    """GetQueryResults."""
    execution = _find(service, request["QueryExecutionId"])
    if execution.state not in FINAL:
        raise invalid(f"Query has not yet finished. Current state: {execution.state}", "INVALID_QUERY_STATE")
    if execution.result is None or execution.state != "SUCCEEDED":
        raise invalid(f"Query did not finish successfully. Final query state: {execution.state}", "INVALID_QUERY_STATE")
    if execution.location and execution.result.path and not objects.exists(service.stand.s3, execution.location):
        raise invalid("Could not find results", "RESULTS_NOT_FOUND")
    rows, following = execution.result.rows(offset(request), request.get("MaxResults") or 1000)
    shown = {
        "ResultSet": {
            "Rows": [{"Data": [{} if text is None else {"VarCharValue": text} for text in row]} for row in rows],
            "ResultSetMetadata": {"ColumnInfo": execution.result.columns},
        },
        "UpdateCount": execution.result.updated,
    }
    return shown | ({"NextToken": str(following)} if following is not None else {})


def _known(service: Service, token: str, request: dict[str, Any]) -> str:
    earlier, identity = service.tokens[token]
    if earlier != request:
        raise invalid("Idempotent parameters do not match")
    return identity


def _execution(service: Service, request: dict[str, Any]) -> Execution:
    workgroup = workgroups.enabled(service, request.get("WorkGroup"))
    statement = read_statement(request["QueryString"])
    configuration = workgroups.result_configuration(workgroup, request.get("ResultConfiguration") or {})
    if configuration:
        objects.check_output(service.stand.s3, configuration)
    _check_syntax(service, statement)
    identity = str(uuid.uuid4())
    if configuration:
        configuration["OutputLocation"] = objects.folder(configuration["OutputLocation"]) + identity + _suffix(statement)
    return Execution(
        id=identity,
        request=request,
        statement=statement,
        workgroup=workgroup["Name"],
        configuration=configuration,
        managed=workgroups.is_managed(workgroup),
        engine=workgroup["Configuration"]["EngineVersion"],
        cutoff=workgroup["Configuration"].get("BytesScannedCutoffPerQuery"),
    )


def _check_syntax(service: Service, statement: Statement) -> None:
    if statement.engine is Engine.TRINO:
        sql = unload.parse(statement.text).sql if statement.name == "UNLOAD" else statement.text
        trino_pages.check_syntax(service.stand.trino_address, sql)


def _suffix(statement: Statement) -> str:
    """What the name of the result ends with: rows are .csv, texts are .txt, and what only writes has no ending."""
    if statement.name in _WITHOUT_ROWS:
        return ""
    return ".csv" if statement.name == "SELECT" else ".txt"


def _find(service: Service, identity: str) -> Execution:
    execution = service.executions.get(identity)
    if execution is None:
        raise invalid(f"QueryExecution {identity} was not found")
    return execution
