"""The company: its accounts, buckets, people and machines, by names and addresses that are reserved for examples."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from athena_s3logs.generate.identities import Machine
from athena_s3logs.generate.request import Bucket

MAIN: Final = "111122223333"
BACKUP: Final = "444455556666"
PARTNER: Final = "777788889999"
ORGANIZATION: Final = "o-exampleorgid"
IRELAND: Final = "eu-west-1"
FRANKFURT: Final = "eu-central-1"


def _bucket(name: str, account: str = MAIN, region: str = IRELAND, *, logged: bool = True, trail: bool = True) -> Bucket:
    return Bucket(f"example-{name}", account, region, sha256(account.encode()).hexdigest(), logged, trail)


LAKE: Final = _bucket("data-lake")
WEB: Final = _bucket("web-assets", trail=False)
MEDIA: Final = _bucket("media")
REPORTS: Final = _bucket("reports")
EXPORTS: Final = _bucket("customer-exports")
DOWNLOADS: Final = _bucket("public-downloads")
LOGS: Final = _bucket("logs", trail=False)
BACKUPS: Final = _bucket("backups", BACKUP, FRANKFURT)
SANDBOX: Final = _bucket("sandbox", logged=False)
"""A bucket that nobody thought of logging: only CloudTrail knows of it."""

BUCKETS: Final = (LAKE, WEB, MEDIA, REPORTS, EXPORTS, DOWNLOADS, LOGS, BACKUPS, SANDBOX)

CLI: Final = (
    "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.1.148-173.267.amzn2023.x86_64 md/arch#x86_64 lang/python#3.13.7"
    " md/pyimpl#CPython m/E,Z,b cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#s3.cp"
)
BOTO: Final = (
    "Boto3/1.40.6 md/Botocore#1.40.6 ua/2.1 os/linux#6.1.148-173.267.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.6"
    " md/pyimpl#CPython m/Z,b cfg/retry-mode#legacy Botocore/1.40.6"
)
JAVA: Final = (
    "[aws-sdk-java/2.28.11 Linux/5.10.226-214.880.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.12+7-LTS Java/17.0.12"
    " vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy]"
)
NODE: Final = "aws-sdk-nodejs/2.1692.0 linux/v20.18.0 exec-env/AWS_Lambda_nodejs20.x promise"
BROWSERS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
    "curl/8.9.1",
    "Wget/1.21.4",
)
CONSOLE: Final = (
    "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.750 Linux/5.10.226-214.880.amzn2.x86_64"
    " OpenJDK_64-Bit_Server_VM/25.412-b09 java/1.8.0_412 vendor/Oracle_Corporation cfg/retry-mode/standard]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with working hours; `zone` is in minutes east of UTC, `path` that of an IAM user, else she signs in by SSO."""

    name: str
    zone: int
    machine: Machine
    buckets: tuple[Bucket, ...]
    path: str = ""
    writes: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """A role that machines take on, with a new session every hour."""

    role: str
    machine: Machine
    session: str
    account: str = MAIN


def _person(name: str, zone: int, number: int, agent: str, *buckets: Bucket, path: str = "") -> Person:
    machine = Machine(ip=f"198.51.100.{number}", agent=agent)
    return Person(name=name, zone=zone, machine=machine, buckets=buckets, path=path, writes=0.2 if path else 0.05)


PEOPLE: Final = (
    _person("nikki.wolf", 60, 11, CONSOLE, REPORTS, EXPORTS, SANDBOX),
    _person("jorge.souza", -180, 12, CLI, LAKE, SANDBOX, path="engineering/jorge.souza"),
    _person("mateo.jackson", -480, 13, CLI, LAKE, MEDIA, path="engineering/mateo.jackson"),
    _person("akua.mansa", 0, 14, CONSOLE, REPORTS, MEDIA),
    _person("li.juan", 480, 15, BOTO, LAKE, EXPORTS, path="data/li.juan"),
    _person("saanvi.sarkar", 330, 16, BOTO, LAKE, REPORTS, path="data/saanvi.sarkar"),
    _person("martha.rivera", 60, 17, CONSOLE, REPORTS, DOWNLOADS),
    _person("arnav.desai", 330, 18, CLI, MEDIA, DOWNLOADS, path="release/arnav.desai"),
    _person("carlos.salazar", -300, 19, CONSOLE, REPORTS, LAKE),
    _person("mary.major", 60, 20, CONSOLE, LOGS, REPORTS),
)


def _robot(role: str, number: int, agent: str, *, account: str = MAIN, session: str = "") -> Robot:
    machine = Machine(ip=f"192.0.2.{number}", agent=agent, region=IRELAND)
    return Robot(role=role, machine=machine, account=account, session=session or f"i-0{sha256(role.encode()).hexdigest()[:16]}")


ETL: Final = _robot("etl-nightly", 11, JAVA)
API: Final = _robot("api-backend", 12, BOTO)
THUMBNAILS: Final = _robot("thumbnailer", 13, NODE, session="thumbnailer")
CLEANER: Final = _robot("tmp-cleaner", 14, BOTO, session="nightly-cleanup")
MONITOR: Final = _robot("monitoring", 15, BOTO, session="probe")
QUERIES: Final = _robot("athena-queries", 16, JAVA, session="AthenaSession")
BACKUP_RUNNER: Final = _robot("backup-runner", 17, CLI, account=BACKUP, session="backup-run")
REPLICATION: Final = _robot("s3-replication", 18, "AWSReplication/1.0", session="s3-replication")
DEPLOYER_MACHINE: Final = Machine(ip="192.0.2.31", agent=CLI, region=IRELAND)
"""Where the build uses the key of the user ci-deployer."""

SCANNER_MACHINE: Final = Machine(ip="198.51.100.90", agent="Example-Scanner/1.0 SOAP", legacy=True)
METER_MACHINE: Final = Machine(ip="198.51.100.91", agent="Example-Meter/0.9", plain=True)
PARTNER_MACHINE: Final = Machine(ip="203.0.113.201", agent=BOTO)
CDN_MACHINE: Final = Machine(ip="192.0.2.129", agent="Amazon CloudFront")
ENDPOINT_MACHINE: Final = Machine(ip="192.0.2.77", agent=JAVA, vpc_endpoint="vpce-0example1234567890")
ACCESS_POINT: Final = f"arn:aws:s3:{IRELAND}:{MAIN}:accesspoint/analytics"
