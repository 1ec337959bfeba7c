"""Generated logs: deterministic, read whole by the tables' regex, one in both logs, and true to their truth."""

from __future__ import annotations

import gzip
import ipaddress
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, unquote_plus

import pytest

from athena_s3logs.ddl import parse_table, table_ddl
from athena_s3logs.errors import SettingError
from athena_s3logs.generate import INCIDENTS, LAYOUTS, TRAILS, Party, Plan, Truth, company, generate, odd, run
from athena_s3logs.generate.eras import EXTRA_TOKEN, FIELD_COUNTS, era
from athena_s3logs.generate.request import Request
from athena_s3logs.generate.writer import Writer
from tests.corpus import flat, regex

END: Final = date(2026, 11, 13)
PATTERN: Final = re.compile(regex(), re.DOTALL)
COLUMNS: Final = [column.name for column in parse_table(table_ddl(flat(), database="d", table="t", view="v")).columns]
EXAMPLES: Final = [ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]
SECOND: Final = re.compile(r" \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:")
LEAST_PER_SECOND: Final = 20_000
MOST_MEGABYTES: Final = 150


@dataclass(frozen=True, slots=True)
class Logs:
    """A generated folder, what was meant to be in it, and what is."""

    folder: Path
    truth: Truth
    meant: list[Request]
    lines: list[str]
    rows: list[dict[str, str | None]]
    records: list[dict[str, Any]]


def captures(line: str) -> dict[str, str | None]:
    found = PATTERN.fullmatch(line)
    assert found
    return dict(zip(COLUMNS, found.groups(), strict=True))


def read_lines(folder: Path) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((folder / "s3_access").rglob("*")) if path.is_file()]
    assert all(text.endswith("\n") for text in texts)
    return [line for text in texts for line in text.split("\n")[:-1]]


def read_records(folder: Path) -> list[dict[str, Any]]:
    paths = sorted((folder / "cloudtrail").rglob("*_CloudTrail_*.json.gz"))
    return [record for path in paths for record in json.loads(gzip.decompress(path.read_bytes()))["Records"]]


def digest(folder: Path) -> str:
    whole = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return whole.hexdigest()


class Recorder(Writer):
    """A writer that remembers what was meant."""

    meant: list[Request]

    def _record(self, request: Request, *, sound: bool = False) -> None:
        self.meant.append(request)
        super()._record(request, sound=sound)


def made(folder: Path, plan: Plan) -> Logs:
    """As generate() does it, remembering what was meant."""
    for name in ("s3_access", "cloudtrail"):
        (folder / name).mkdir(parents=True)
    plain = run.make_writer(folder, plan)
    recorder = Recorder(plain.access, plain.trail, plain._dice)
    recorder.meant = []
    truth = run.play(plan, recorder)
    lines = read_lines(folder)
    return Logs(folder, truth, recorder.meant, lines, [captures(line) for line in lines], read_records(folder))


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Logs:
    return made(tmp_path_factory.mktemp("generate") / "logs", Plan(end=END, days=7, lines=40_000, incidents=INCIDENTS))


def is_meant(row: dict[str, str | None]) -> bool:
    """Whether a line tells all of one request, and of no second one."""
    if row["unparsed_line"] is not None or row["useragent"] is None or row["extra_fields"] is not None:
        return False
    return not any(SECOND.search(value or "") for value in list(row.values())[9:])


def decoded(row: dict[str, str | None]) -> str | None:
    key, operation = row["key"] or "", row["operation"] or ""
    if key == "-":
        return None
    return unquote_plus(key) if operation.startswith(("BATCH.", "S3.")) else unquote_plus(unquote_plus(key))


def squeezed(value: str | None) -> str:
    """A value without the double blank that an odd line may have in it."""
    return re.sub(" +", " ", value or "")


def moment(row: dict[str, str | None]) -> str:
    return f"{datetime.fromtimestamp(seconds(row), UTC):%Y-%m-%dT%H:%M:%SZ}"


def seconds(row: dict[str, str | None]) -> int:
    return int(datetime.strptime(row["requestdatetime"] or "", "%d/%b/%Y:%H:%M:%S %z").timestamp())


def test_same_seed_same_bytes_other_seed_other_bytes(tmp_path: Path) -> None:
    digests = []
    for number, seed in enumerate((1, 1, 2)):
        generate(tmp_path / str(number), Plan(end=END, days=2, lines=3_000, seed=seed, incidents=INCIDENTS))
        digests.append(digest(tmp_path / str(number)))
    assert digests[0] == digests[1] != digests[2]


def test_a_new_process_makes_the_same(tmp_path: Path) -> None:
    generate(tmp_path / "here", Plan(end=END, days=1, lines=1_000))
    code = (
        "import sys; from datetime import date; from pathlib import Path; from athena_s3logs.generate import Plan, generate;"
        "generate(Path(sys.argv[1]), Plan(end=date(2026, 11, 13), days=1, lines=1_000))"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True)
    assert digest(tmp_path / "here") == digest(tmp_path / "there")


def test_the_truth_lies_beside_the_logs(tmp_path: Path) -> None:
    truth = generate(tmp_path / "out", Plan(end=END, days=1, lines=500, incidents=("mass_delete",)))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["cloudtrail", "s3_access", "truth.json"]
    told = json.loads((tmp_path / "out" / "truth.json").read_text(encoding="utf-8"))
    assert told == json.loads(truth.to_json())
    assert told["incidents"][0]["culprit"]["operations"] == {"REST.POST.MULTI_OBJECT_DELETE": 6, "BATCH.DELETE.OBJECT": 600}


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    with pytest.raises(SettingError) as caught:
        generate(tmp_path, Plan(end=END))
    assert str(caught.value) == f"{tmp_path}: the folder is not empty; name a new one"
    with pytest.raises(SettingError, match="expected a folder"):
        generate(tmp_path / "mine", Plan(end=END))
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_all_mistakes_in_one(tmp_path: Path) -> None:
    plan = Plan(end=END, days=0, lines=-1, layout="round", trail="x", incidents=("flood", "mass_delete", "mass_delete"))
    with pytest.raises(SettingError) as caught:
        generate(tmp_path / "out", plan)
    assert str(caught.value) == (
        "days 0: expected at least 1; lines -1: expected at least 1; layout 'round': expected one of flat, event, delivery;"
        " trail 'x': expected one of account, organization;"
        f" incident 'flood': expected one of {', '.join(INCIDENTS)}; incidents: each can be planted once"
    )
    assert not (tmp_path / "out").exists()


def test_there_are_no_logs_before_s3(tmp_path: Path) -> None:
    Plan(end=date(2006, 3, 15), days=1).check(tmp_path / "out")
    for end, days in ((date(1, 1, 1), 7), (date(2006, 3, 15), 2)):
        with pytest.raises(SettingError, match=f"end {end}, days {days}: expected logs of 2006-03-14, when S3 began, or later"):
            Plan(end=end, days=days).check(tmp_path / "out")


def test_figures_are_true(logs: Logs) -> None:
    assert logs.truth.s3_access.lines == len(logs.lines)
    assert logs.truth.cloudtrail.records == len(logs.records)
    assert abs(len(logs.lines) - 40_000) < 400
    events = Counter(record["eventID"] for record in logs.records)
    assert sum(count - 1 for count in events.values()) == logs.truth.cloudtrail.redelivered > 0
    assert logs.truth.s3_access.doubled > 0
    assert logs.truth.s3_access.late > 0


def test_each_normal_line_is_read_whole_and_means_what_was_meant(logs: Logs) -> None:
    meant = {(request.request_id, request.action.operation, request.key): request for request in logs.meant}
    whole = 0
    for row in logs.rows:
        request = meant.get((row["requestid"] or "", row["operation"] or "", decoded(row)))
        if not is_meant(row) or request is None or row["sourceregion"] is None:
            continue
        whole += 1
        assert row["bucketowner"] == request.bucket.owner
        assert row["bucket_name"] == request.bucket.name
        assert seconds(row) == request.time
        assert (row["remoteip"], row["requester"]) == (request.client.ip, request.client.requester)
        assert row["httpstatus"] == str(request.status or "-")
        assert row["errorcode"] == request.error
        assert row["bytessent"] == (str(request.sent) if request.sent else "-")
        assert row["objectsize"] == ("-" if request.size is None else str(request.size))
        assert row["totaltime"] == ("-" if request.total is None else str(request.total))
        assert row["turnaroundtime"] == ("-" if request.turn is None else str(request.turn))
        assert row["versionid"] == request.version
        if request.action.verb:
            assert squeezed(row["useragent"]).strip('"') in {request.client.agent.strip('"'), "-"}
            assert squeezed(row["referrer"]).strip('"') in {request.client.referer, "-"}
            uri = unquote(squeezed(row["request_uri"]).strip('"').split(" ")[1].partition("?")[0])
            assert uri == "/" + (request.key or "")
        if request.client.requester != "AmazonS3":
            assert row["hostid"] == request.host_id
            assert row["tlsversion"] == request.client.tls
            assert row["sigv"] == ("-" if request.client.anonymous else request.client.signature)
    odd_lines = sum(logs.truth.s3_access.odd.values())
    assert len(logs.lines) - odd_lines <= whole
    assert 0.009 < odd_lines / len(logs.lines) < 0.016


def test_keys_with_blanks_percent_signs_and_letters_of_the_world(logs: Logs) -> None:
    keys = {request.key or "" for request in logs.meant}
    for part in (" ", "%", "+", "ü", "レ", '"', "'", "="):
        assert any(part in key for key in keys), part


@pytest.mark.parametrize("kind", [*odd.MEANT, *odd.DAMAGED])
def test_odd_lines_are_read_by_their_class(logs: Logs, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(odd, "_KINDS", (kind,))
    writer = run.make_writer(logs.folder, Plan(end=END))
    writer.renderer.start_day(era(END))
    sendable = [request for request in logs.meant[:3_000] if request.action.verb and not request.client.service]
    requests = [request for request in sendable if "x.json" not in request.query]
    for request in requests[:300]:
        made_odd = odd.odd(request, writer.renderer, writer._dice)
        assert made_odd
        assert made_odd.kind == kind
        check_odd(kind, made_odd.text, made_odd.requests)


def check_odd(kind: str, text: str, requests: tuple[Request, ...]) -> None:
    row, request = captures(text), requests[0]
    if kind in odd.MEANT:
        assert (row["requestid"], row["httpstatus"]) == (request.request_id, str(request.status))
        assert row["useragent"] == ("-" if kind == "bare_nil" else f'"{request.client.agent}"')
        assert row["referrer"] == ("-" if kind == "bare_nil" else f'"{request.client.referer}"')
        assert (row["extra_fields"] is not None) == (kind == "extra_field")
        assert (row["sourceregion"] is None) == (kind == "fewer_fields")
        assert (request.client.port in (row["endpoint"] or "")) or kind != "host_port"
        assert ('filename="x.json"' in (row["request_uri"] or "")) == (kind == "uri_quotes")
    elif kind == "glued":
        second = f"{requests[1].bucket.name} ["
        assert any(second in (value or "") for value in list(row.values())[9:]) or row["unparsed_line"]
        assert not is_meant(row)
        assert requests[1].request_id != request.request_id
    elif kind == "double_blank":
        assert row["unparsed_line"] or row["extra_fields"] is not None or "  " in text


def known_fields(line: str) -> int:
    row = captures(line)
    return sum(row[column] is not None for column in COLUMNS[:27])


@pytest.mark.parametrize(("start", "fields"), FIELD_COUNTS[1:], ids=str)
def test_fields_by_date(tmp_path: Path, start: date, fields: int) -> None:
    before = dict(zip((first for first, _ in FIELD_COUNTS[1:]), (count for _, count in FIELD_COUNTS), strict=False))[start]
    end = date.fromordinal(start.toordinal() + 1)
    lines = made(tmp_path / "logs", Plan(end=end, days=2, lines=1_500)).lines
    for day, expected in ((start, fields), (date.fromordinal(start.toordinal() - 1), before)):
        counts = Counter(known_fields(line) for line in lines if f"[{day:%d/%b/%Y}:" in line)
        assert counts.most_common(1)[0][0] == expected
        if not EXTRA_TOKEN[0] <= day <= EXTRA_TOKEN[1]:
            assert counts[expected] > 0.95 * counts.total()


def test_extra_tokens_of_march_2019(tmp_path: Path) -> None:
    logs = made(tmp_path / "logs", Plan(end=date(2019, 4, 20), days=40, lines=8_000))
    assert logs.truth.s3_access.odd["extra_token"] > 10
    tokens = [row["hostid"] or "" for row in logs.rows if (row["hostid"] or "").startswith("AIDA")]
    assert any(" " in token for token in tokens)
    assert any(" " not in token for token in tokens)


def test_old_clients_fade_out(tmp_path: Path) -> None:
    shares = []
    for year in (2019, 2022, 2026):
        logs = made(tmp_path / str(year), Plan(end=date(year, 11, 20), days=2, lines=6_000))
        shares.append(sum(row["sigv"] == "SigV2" for row in logs.rows) / len(logs.lines))
    assert shares[0] > shares[1] > shares[2]


def joined(logs: Logs) -> Iterator[tuple[Request, dict[str, Any]]]:
    data = [record for record in logs.records if record["eventCategory"] == "Data"]
    by_id = {(record["requestID"], record["eventName"], record["requestParameters"].get("key")): record for record in data}
    told = [request for request in logs.meant if request.bucket.trail and request.action.event]
    assert len(by_id) == len(told)
    for request in told:
        yield request, by_id[request.request_id, request.action.event, request.key]


def test_both_logs_tell_of_one_request_alike(logs: Logs) -> None:
    for request, record in joined(logs):
        client, extra = request.client, record["additionalEventData"]
        assert record["eventTime"] == f"{datetime.fromtimestamp(request.time, UTC):%Y-%m-%dT%H:%M:%SZ}"
        assert record["sourceIPAddress"] == (client.service or client.ip)
        assert record["userAgent"] == (client.service or client.agent)
        assert record["userIdentity"].get("arn", "-") == client.requester or client.service
        assert record["requestParameters"]["bucketName"] == request.bucket.name
        assert extra["x-amz-id-2"] == request.host_id
        assert extra["bytesTransferredOut"] == request.sent
        assert record.get("errorCode", "-") == request.error
        assert record["recipientAccountId"] == request.bucket.account
        assert record["managementEvent"] is False


def test_data_events_and_lines_meet_by_request_id(logs: Logs) -> None:
    in_lines = {(row["requestid"], decoded(row)) for row in logs.rows if is_meant(row)}
    named = {bucket.name for bucket in company.BUCKETS if bucket.logged}
    data = [record for record in logs.records if record["eventCategory"] == "Data"]
    logged = [record for record in data if record["requestParameters"]["bucketName"] in named]
    missing = [one for one in logged if (one["requestID"], one["requestParameters"].get("key")) not in in_lines]
    assert len(missing) < 0.01 * len(logged)
    assert len(data) > len(logged)


def test_what_only_one_log_has(logs: Logs) -> None:
    operations = Counter(row["operation"] for row in logs.rows if is_meant(row))
    for only_lines in ("S3.EXPIRE.OBJECT", "S3.TRANSITION.OBJECT", "WEBSITE.GET.OBJECT", "REST.COPY.OBJECT_GET"):
        assert operations[only_lines] > 0
    ids = {record.get("requestID") for record in logs.records}
    failed = [row for row in logs.rows if is_meant(row) and row["errorcode"] == "SignatureDoesNotMatch"]
    assert failed
    assert not ids & {row["requestid"] for row in failed}
    names = {record["eventName"] for record in logs.records if record["eventCategory"] == "Management"}
    assert names >= {"AssumeRole", "ConsoleLogin", "PutBucketPolicy", "CreateBucket", "StopLogging", "PutBucketLifecycle"}
    assert {record["requestParameters"]["bucketName"] for record in logs.records if "bytesTransferredOut" in str(record)} >= {
        "example-sandbox",
    }


def test_batch_deletes_share_their_request_id(logs: Logs) -> None:
    rows = [row for row in logs.rows if is_meant(row)]
    whole = {row["requestid"] for row in rows if row["operation"] == "REST.POST.MULTI_OBJECT_DELETE"}
    single = Counter(row["requestid"] for row in rows if row["operation"] == "BATCH.DELETE.OBJECT")
    assert max(single.values()) == 100
    assert len(set(single) - whole) < 0.1 * len(whole)


def test_statuses_and_oddities_of_ordinary_business(logs: Logs) -> None:
    rows = [row for row in logs.rows if is_meant(row)]
    assert {row["httpstatus"] for row in rows} >= {"200", "204", "206", "304", "403", "404", "500", "503", "-"}
    assert any(":" in (row["remoteip"] or "") for row in rows)
    assert any(row["authtype"] == "QueryString" and "X-Amz-Credential=" in (row["request_uri"] or "") for row in rows)
    assert any((row["accesspointarn"] or "").startswith("arn:aws:s3:") for row in rows)
    assert any((row["requester"] or "").startswith("svc:") for row in rows)
    assert any("Origin Access Identity" in (row["requester"] or "") for row in rows)
    assert any(row["aclrequired"] == "Yes" for row in rows)


def counted(logs: Logs, party: Party) -> tuple[int, int]:
    rows = [row for row in logs.rows if row["remoteip"] in party.source_ips]
    lines = sum(party.first <= moment(row) <= party.last for row in rows)
    records = [record for record in logs.records if record["sourceIPAddress"] in party.source_ips]
    return lines, sum(party.first <= record["eventTime"] <= party.last for record in records)


@pytest.mark.parametrize("name", INCIDENTS)
def test_incidents_are_in_the_logs_as_the_truth_says(logs: Logs, name: str) -> None:
    incident = logs.truth.incident(name)
    for party in (incident.culprit, incident.innocent):
        assert counted(logs, party) == (party.s3_access, party.cloudtrail)
        assert sum(party.operations.values()) == party.s3_access
        assert sum(party.events.values()) == party.cloudtrail > 0
        rows = [row for row in logs.rows if row["remoteip"] in party.source_ips]
        inside = [row for row in rows if party.first <= moment(row) <= party.last]
        assert {row["bucket_name"] for row in inside} == set(party.buckets)
        assert {decoded(row) for row in inside} - {None} == set(party.keys)
    assert not set(incident.culprit.source_ips) & set(incident.innocent.source_ips)


def test_a_day_is_enough_for_all_incidents(tmp_path: Path) -> None:
    logs = made(tmp_path / "logs", Plan(end=END, days=1, lines=2_000, incidents=INCIDENTS))
    for incident in logs.truth.incidents:
        assert counted(logs, incident.culprit) == (incident.culprit.s3_access, incident.culprit.cloudtrail)
        assert counted(logs, incident.innocent) == (incident.innocent.s3_access, incident.innocent.cloudtrail)


def rows_from(logs: Logs, ip: str) -> list[dict[str, str | None]]:
    return [row for row in logs.rows if row["remoteip"] == ip]


def test_the_stolen_key_is_known_from_elsewhere_and_the_checker_from_there(logs: Logs) -> None:
    incident = logs.truth.incident("stolen_key_download")
    key = incident.culprit.access_keys[0]
    places = {record["sourceIPAddress"] for record in logs.records if record["userIdentity"].get("accessKeyId") == key}
    assert places == {company.DEPLOYER_MACHINE.ip, *incident.culprit.source_ips}
    days = {(row["requestdatetime"] or "")[:11] for row in rows_from(logs, incident.innocent.source_ips[0])}
    assert len(days) >= 4


def test_anonymous_reads_succeed_only_after_the_policy_changed(logs: Logs) -> None:
    changed = logs.truth.incident("public_policy").details["policy_changed"]
    first: dict[str, str] = {}
    for row in logs.rows:
        if is_meant(row) and row["requester"] == "-" and row["httpstatus"] == "200" and row["remoteip"] != "-":
            first[row["bucket_name"] or ""] = min(moment(row), first.get(row["bucket_name"] or "", "9"))
    assert first["example-reports"] == logs.truth.incident("public_policy").details["first_anonymous_success"] > changed
    assert first["example-public-downloads"] < changed


def test_the_role_chain_hangs_together(logs: Logs) -> None:
    incident = logs.truth.incident("role_chain")
    assumed = [
        (record["userIdentity"]["accessKeyId"], record["responseElements"]["credentials"]["accessKeyId"])
        for record in logs.records
        if record["eventName"] == "AssumeRole" and record["sourceIPAddress"] in incident.culprit.source_ips
    ]
    assumed.sort(key=lambda pair: pair[1] != incident.details["session_keys"][0])
    assert [made_key for _, made_key in assumed] == incident.details["session_keys"]
    assert assumed[1][0] == assumed[0][1]


def test_names_and_addresses_are_examples(logs: Logs) -> None:
    for row in logs.rows:
        if row["unparsed_line"] is None and row["remoteip"] != "-":
            assert any(ipaddress.ip_address(row["remoteip"] or "") in net for net in EXAMPLES)
        assert row["unparsed_line"] is not None or (row["bucket_name"] or "").startswith("example-")
    text = "".join(json.dumps(record) for record in logs.records)
    assert all(key.endswith("EXAMPLE") for key in re.findall(r'"accessKeyId": "([^"]+)"', text))
    assert set(re.findall(r"arn:aws:[a-z]+::([0-9]{12}):", text)) <= {company.MAIN, company.BACKUP, company.PARTNER}


def test_working_hours_show(logs: Logs) -> None:
    people = {person.machine.ip: person.zone for person in company.PEOPLE}
    hours: Counter[int] = Counter()
    weekdays: Counter[int] = Counter()
    for request in logs.meant:
        if request.client.ip in people:
            local = datetime.fromtimestamp(request.time + 60 * people[request.client.ip], UTC)
            hours[local.hour] += 1
            weekdays[local.weekday()] += 1
    assert sum(hours[hour] for hour in range(8, 20)) > 0.9 * hours.total()
    assert weekdays[5] + weekdays[6] < 0.05 * weekdays.total()


FLAT: Final = r"[0-9]{4}(-[0-9]{2}){5}-[0-9A-F]{16}"
DATED: Final = rf"[0-9]{{12}}/eu-[a-z]+-1/example-[a-z-]+/[0-9]{{4}}/[0-9]{{2}}/[0-9]{{2}}/{FLAT}"
TRAIL_NAME: Final = (
    r"AWSLogs/(o-exampleorgid/)?([0-9]{12})/CloudTrail/([a-z0-9-]+)/(\d{4})/(\d{2})/(\d{2})/"
    r"\2_CloudTrail_\3_\4\5\6T\d{4}Z_\w{16}\.json\.gz"
)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("trail", TRAILS)
def test_layouts(tmp_path: Path, layout: str, trail: str) -> None:
    logs = made(tmp_path / "logs", Plan(end=END, days=3, lines=4_000, layout=layout, trail=trail, incidents=("mass_delete",)))
    for path in (tmp_path / "logs" / "s3_access").rglob("*"):
        if path.is_file():
            check_access_file(path, str(path.relative_to(tmp_path / "logs" / "s3_access")), layout)
    names = [str(path.relative_to(tmp_path / "logs" / "cloudtrail")) for path in (tmp_path / "logs").rglob("*.json.gz")]
    trails = [name for name in names if "/CloudTrail/" in name]
    assert all(re.fullmatch(TRAIL_NAME, name) and ("o-exampleorgid" in name) == (trail == "organization") for name in trails)
    assert len(trails) == logs.truth.cloudtrail.files
    assert sum("/CloudTrail-Digest/" in name for name in names) == logs.truth.cloudtrail.digests > 0


def check_access_file(path: Path, name: str, layout: str) -> None:
    assert re.fullmatch(FLAT if layout == "flat" else DATED, name)
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    assert len(lines) <= 4_000
    rows = [row for row in map(captures, lines) if row["unparsed_line"] is None]
    assert len({row["bucket_name"] for row in rows}) <= 1
    stamp = path.name[:19]
    if layout == "event":
        assert stamp.endswith("-00-00-00")
        assert {f"{datetime.fromtimestamp(seconds(row), UTC):%Y-%m-%d}" for row in rows} <= {stamp[:10]}
    else:
        delivered = datetime.strptime(stamp, "%Y-%m-%d-%H-%M-%S").replace(tzinfo=UTC).timestamp()
        assert all(0 <= delivered - seconds(row) < 2 * 86_400 for row in rows)
    assert layout == "flat" or stamp[:10].replace("-", "/") in name


def test_nothing_is_outside_the_days_and_the_last_file_comes_on_the_day_after(tmp_path: Path) -> None:
    logs = made(tmp_path / "logs", Plan(end=END, days=2, lines=4_000))
    assert {f"{datetime.fromtimestamp(request.time, UTC):%Y-%m-%d}" for request in logs.meant} == {"2026-11-11", "2026-11-12"}
    assert {record["eventTime"][:10] for record in logs.records} == {"2026-11-11", "2026-11-12"}
    names = sorted(path.name[:10] for path in (tmp_path / "logs" / "s3_access").iterdir())
    assert names[-1] <= "2026-11-13"


def test_files_have_thousands_of_lines_at_most(tmp_path: Path) -> None:
    logs = made(tmp_path / "logs", Plan(end=END, days=1, lines=60_000))
    assert logs.truth.s3_access.files > 15
    for path in (tmp_path / "logs" / "s3_access").iterdir():
        assert path.read_bytes().count(b"\n") <= 4_000


MEASURE: Final = """
import json, re, sys, time
from datetime import date
from pathlib import Path
from athena_s3logs.generate import INCIDENTS, Plan, generate
def peak() -> int:
    return int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024

generate(Path(sys.argv[1]) / "small", Plan(end=date(2026, 11, 13), days=2, lines=20_000))
small, start = peak(), time.process_time()
truth = generate(Path(sys.argv[1]) / "large", Plan(end=date(2026, 11, 13), days=2, lines=200_000, incidents=INCIDENTS))
spent = time.process_time() - start
print(json.dumps([truth.s3_access.lines + truth.cloudtrail.records, spent, small, peak()]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_fast_and_in_constant_memory(tmp_path: Path) -> None:
    start = time.monotonic()
    told = subprocess.run([sys.executable, "-c", MEASURE, str(tmp_path)], check=True, capture_output=True, text=True).stdout
    rows, spent, small, large = json.loads(told)
    print(f"{rows / spent:,.0f} lines and records a second; {small} MB for 20,000 lines, {large} MB for 200,000;"
          f" {time.monotonic() - start:.1f} s in all")
    assert rows / spent > LEAST_PER_SECOND
    assert large < MOST_MEGABYTES
    assert large - small < 60
