"""Athena's API over the stand: workgroups, their result configuration and managed results, and named queries."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests.stand.athena.client import OUTPUT, RESULTS, Client, rows, run, start
from tests.stand.athena.objects import is_empty

if TYPE_CHECKING:
    from tests.stand.athena.server import Athena


@pytest.fixture
def name(client: Client) -> str:
    """A workgroup of the test's own, which enforces a location."""
    name = f"group-{uuid.uuid4().hex}"
    location = {"OutputLocation": f"s3://{RESULTS}/{name}"}
    client.create_work_group(Name=name, Configuration={"ResultConfiguration": location}, Description="mine")
    return name


def test_a_workgroup_is_as_it_was_created(client: Client, name: str) -> None:
    workgroup = client.get_work_group(WorkGroup=name)["WorkGroup"]
    assert (workgroup["Name"], workgroup["State"], workgroup["Description"]) == (name, "ENABLED", "mine")
    assert workgroup["Configuration"]["EnforceWorkGroupConfiguration"] is True
    assert workgroup["Configuration"]["ResultConfiguration"] == {"OutputLocation": f"s3://{RESULTS}/{name}"}
    assert workgroup["Configuration"]["EngineVersion"]["EffectiveEngineVersion"] == "Athena engine version 3"
    listed = {item["Name"]: item["State"] for item in client.list_work_groups()["WorkGroups"]}
    assert listed.items() >= {"primary": "ENABLED", name: "ENABLED"}.items()
    with pytest.raises(client.exceptions.InvalidRequestException, match="already created"):
        client.create_work_group(Name=name)


def test_a_workgroup_has_the_engine_that_was_chosen(client: Client, name: str) -> None:
    old = {"SelectedEngineVersion": "Athena engine version 2", "EffectiveEngineVersion": "Athena engine version 2"}
    chosen = {"EngineVersion": {"SelectedEngineVersion": "Athena engine version 2"}}
    client.update_work_group(WorkGroup=name, ConfigurationUpdates=chosen)
    assert client.get_work_group(WorkGroup=name)["WorkGroup"]["Configuration"]["EngineVersion"] == old
    assert run(client, "select 1", WorkGroup=name)["EngineVersion"] == old


def test_an_enforced_location_is_stronger_than_that_of_the_call(client: Client, name: str) -> None:
    execution = run(client, "select 1", WorkGroup=name)
    assert execution["ResultConfiguration"]["OutputLocation"] == f"s3://{RESULTS}/{name}/{execution['QueryExecutionId']}.csv"
    client.update_work_group(WorkGroup=name, ConfigurationUpdates={"EnforceWorkGroupConfiguration": False})
    execution = run(client, "select 1", WorkGroup=name)
    assert execution["ResultConfiguration"]["OutputLocation"].startswith(OUTPUT)
    execution = run(client, "select 1", WorkGroup=name, ResultConfiguration={})
    assert execution["ResultConfiguration"]["OutputLocation"].startswith(f"s3://{RESULTS}/{name}/")


def test_a_query_without_any_location_is_refused(client: Client, name: str) -> None:
    with pytest.raises(client.exceptions.InvalidRequestException, match=r"^.*: No output location provided\. An output"):
        client.start_query_execution(QueryString="select 1")
    removal = {"ResultConfigurationUpdates": {"RemoveOutputLocation": True}}
    client.update_work_group(WorkGroup=name, ConfigurationUpdates=removal)
    with pytest.raises(client.exceptions.InvalidRequestException, match="No output location provided"):
        client.start_query_execution(QueryString="select 1", WorkGroup=name)


def test_a_workgroup_that_is_disabled_or_gone_starts_nothing(client: Client, name: str) -> None:
    client.update_work_group(WorkGroup=name, State="DISABLED")
    with pytest.raises(client.exceptions.InvalidRequestException, match=f"WorkGroup {name} is disabled"):
        start(client, "select 1", WorkGroup=name)
    client.delete_work_group(WorkGroup=name)
    with pytest.raises(client.exceptions.InvalidRequestException, match=f"WorkGroup {name} is not found"):
        start(client, "select 1", WorkGroup=name)


def test_managed_results_are_read_through_the_api_alone(athena: Athena, client: Client, name: str) -> None:
    changes: dict[str, Any] = {
        "ResultConfigurationUpdates": {"RemoveOutputLocation": True},
        "ManagedQueryResultsConfigurationUpdates": {"Enabled": True},
    }
    client.update_work_group(WorkGroup=name, ConfigurationUpdates=changes)
    execution = run(client, "select n from unnest(sequence(1, 1500)) as t(n)", WorkGroup=name, ResultConfiguration={})
    assert execution["ManagedQueryResultsConfiguration"] == {"Enabled": True}
    assert "OutputLocation" not in execution["ResultConfiguration"]
    assert len(rows(client, execution)) == 1501
    assert is_empty(athena.stand.s3, f"s3://{RESULTS}/{name}")
    with pytest.raises(client.exceptions.InvalidRequestException, match="ManagedQueryResultsConfiguration is enabled"):
        start(client, "select 1", WorkGroup=name)
    both = {"ResultConfigurationUpdates": {"OutputLocation": OUTPUT}}
    with pytest.raises(client.exceptions.InvalidRequestException, match="ManagedQueryResultsConfiguration is enabled"):
        client.update_work_group(WorkGroup=name, ConfigurationUpdates=both)


def test_the_limits_of_the_api_are_checked(client: Client) -> None:
    age = {"Enabled": True, "MaxAgeInMinutes": 10_081}
    with pytest.raises(client.exceptions.InvalidRequestException, match="less than or equal to 10080"):
        start(client, "select 1", ResultReuseConfiguration={"ResultReuseByAgeConfiguration": age})
    with pytest.raises(client.exceptions.InvalidRequestException, match=r"'name'.*regular expression"):
        client.create_work_group(Name="a b")
    with pytest.raises(client.exceptions.InvalidRequestException, match="enum value set"):
        client.update_work_group(WorkGroup="primary", State="TIRED")


def test_a_named_query_lives_by_its_id(client: Client, name: str) -> None:
    text = {"Name": "denied requests", "Database": "logs", "QueryString": "select 1", "Description": "who"}
    ids = [client.create_named_query(**text, WorkGroup=name)["NamedQueryId"] for _ in range(2)]  # names are not unique
    assert client.get_named_query(NamedQueryId=ids[0])["NamedQuery"] == {**text, "NamedQueryId": ids[0], "WorkGroup": name}
    client.update_named_query(NamedQueryId=ids[0], Name="denied", QueryString="select 2")
    client.delete_named_query(NamedQueryId=ids[1])
    found = client.batch_get_named_query(NamedQueryIds=ids)
    changed = {"Name": "denied", "QueryString": "select 2"}
    assert found["NamedQueries"] == [{**text, **changed, "NamedQueryId": ids[0], "WorkGroup": name}]
    assert [missing["NamedQueryId"] for missing in found["UnprocessedNamedQueryIds"]] == ids[1:]
    with pytest.raises(client.exceptions.InvalidRequestException, match=f"NamedQuery {ids[1]} was not found"):
        client.delete_named_query(NamedQueryId=ids[1])


def test_named_queries_are_listed_by_workgroup_in_pages_of_fifty(client: Client, name: str) -> None:
    text = {"Database": "logs", "QueryString": "select 1", "WorkGroup": name}
    ids = [client.create_named_query(Name=f"query {number}", **text)["NamedQueryId"] for number in range(51)]
    first = client.list_named_queries(WorkGroup=name)
    assert first["NamedQueryIds"] == ids[:50]
    assert client.list_named_queries(WorkGroup=name, NextToken=first["NextToken"]) | {"ResponseMetadata": None} == {
        "NamedQueryIds": ids[50:], "ResponseMetadata": None,
    }  # fmt: skip
    with pytest.raises(client.exceptions.InvalidRequestException, match="less than or equal to 50"):
        client.list_named_queries(WorkGroup=name, MaxResults=51)
    with pytest.raises(client.exceptions.InvalidRequestException, match="less than or equal to 50"):
        client.batch_get_named_query(NamedQueryIds=ids)


@pytest.mark.parametrize(
    ("field", "longest"), [("Name", "n" * 128), ("Description", "d" * 1024), ("QueryString", "select " + "1" * 262_137)]
)
def test_a_named_query_has_its_documented_limits(client: Client, name: str, field: str, longest: str) -> None:
    text = {"Name": "query", "Database": "logs", "QueryString": "select 1", "WorkGroup": name}
    assert client.create_named_query(**{**text, field: longest})
    with pytest.raises(client.exceptions.InvalidRequestException, match=rf"less than or equal to {len(longest)}$"):
        client.create_named_query(**{**text, field: f"{longest}1"})
