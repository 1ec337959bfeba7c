"""Users, role sessions and services -> clients, whom both logs call by the same name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from athena_s3logs.generate.request import Client
from athena_s3logs.generate.text import as_json, iso

if TYPE_CHECKING:
    from athena_s3logs.generate.dice import Dice
    from athena_s3logs.generate.eras import Era

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """From where somebody calls; `region` is set within AWS, `legacy` speaks as ten years ago."""

    ip: str
    agent: str
    region: str = "-"
    vpc_endpoint: str = ""
    legacy: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session of a role."""

    account: str
    role: str
    name: str
    created: int
    mfa: bool = False
    person: str = ""
    path: str = ""


def stable(name: str, length: int) -> str:
    """Letters that belong to a name.

    >>> stable("alice", 4) == stable("alice", 4)
    True
    """
    return "".join(_ALPHABET[byte % 32] for byte in sha256(name.encode()).digest()[:length])


def access_key(kind: str, name: str) -> str:
    """An access key id: AKIA for users, ASIA for sessions; all end with EXAMPLE.

    >>> len(access_key("AKIA", "alice")), access_key("AKIA", "alice")[-7:]
    (20, 'EXAMPLE')
    """
    return f"{kind}{stable(kind + name, 9)}EXAMPLE"


def user(account: str, path: str, machine: Machine, era: Era, dice: Dice) -> Client:
    """A client that signs with the long-lived key of an IAM user."""
    arn, key = f"arn:aws:iam::{account}:user/{path}", access_key("AKIA", path)
    identity = {
        "type": "IAMUser",
        "principalId": f"AIDA{stable(path, 10)}EXAMPLE",
        "arn": arn,
        "accountId": account,
        "accessKeyId": key,
        "userName": path.rpartition("/")[2],
    }
    client = _client(machine, era, dice)
    return replace(client, requester=arn, identity=as_json(identity), account=account, access_key=key)


def console_user(account: str, path: str, ip: str, *, mfa: bool) -> Client:
    """An IAM user who signs in on a web page."""
    arn = f"arn:aws:iam::{account}:user/{path}"
    identity = {
        "type": "IAMUser",
        "principalId": f"AIDA{stable(path, 10)}EXAMPLE",
        "arn": arn,
        "accountId": account,
        "userName": path.rpartition("/")[2],
        "sessionContext": {"attributes": {"mfaAuthenticated": str(mfa).lower()}},
    }
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    return Client(requester=arn, identity=as_json(identity), account=account, ip=ip, agent=agent)


def session(of: Session, machine: Machine, era: Era, dice: Dice) -> Client:
    """A client that signs with the credentials of a role's session."""
    key = session_key(of)
    arn = f"arn:aws:sts::{of.account}:assumed-role/{of.role}/{of.name}"
    identity = as_json(_session_identity(of, arn, key))
    return replace(_client(machine, era, dice), requester=arn, identity=identity, account=of.account, access_key=key)


def session_key(of: Session) -> str:
    """The access key id of a session."""
    return access_key("ASIA", f"{of.role}/{of.name}/{of.created}")


def role_id(role: str) -> str:
    """The unique id of a role."""
    return f"AROA{stable(role, 10)}EXAMPLE"


def service(name: str) -> Client:
    """An AWS service that writes for itself, as in delivery.logs."""
    host = f"{name}.amazonaws.com"
    return Client(
        requester=f"svc:{host}",
        identity=as_json({"type": "AWSService", "invokedBy": host}),
        account=host,
        ip="-",
        service=host,
        tls="TLSv1.2",
        cipher="ECDHE-RSA-AES128-GCM-SHA256",
    )


def anonymous(machine: Machine, era: Era, dice: Dice, referer: str = "-") -> Client:
    """A client that does not sign."""
    return replace(_client(machine, era, dice), referer=referer)


def origin_identity(machine: Machine, era: Era, dice: Dice) -> Client:
    """CloudFront, fetching with its origin access identity."""
    name = "CloudFront Origin Access Identity E2EXAMPLE1OAI"
    identity = {"type": "AWSAccount", "principalId": "AIDACLOUDFRONTEXAMPLE", "accountId": "cloudfront"}
    requester = f"arn:aws:iam::cloudfront:user/{name}"
    return replace(_client(machine, era, dice), requester=requester, identity=as_json(identity), account="cloudfront")


def _session_identity(of: Session, arn: str, key: str) -> dict[str, Any]:
    issuer = {
        "type": "Role",
        "principalId": role_id(of.role),
        "arn": f"arn:aws:iam::{of.account}:role/{of.path}{of.role}",
        "accountId": of.account,
        "userName": of.role,
    }
    attributes = {"creationDate": iso(of.created), "mfaAuthenticated": str(of.mfa).lower()}
    delivery = {"ec2RoleDelivery": "2.0"} if of.name.startswith("i-") else {}
    store = f"arn:aws:identitystore::{of.account}:identitystore/d-EXAMPLE"
    behalf = {"userId": stable(of.person, 20), "identityStoreArn": store}
    return {
        "type": "AssumedRole",
        "principalId": f"{role_id(of.role)}:{of.name}",
        "arn": arn,
        "accountId": of.account,
        "accessKeyId": key,
        "sessionContext": {"sessionIssuer": issuer, "webIdFederationData": {}, "attributes": attributes, **delivery},
        **({"onBehalfOf": behalf} if of.person else {}),
    }


def _client(machine: Machine, era: Era, dice: Dice) -> Client:
    tls, cipher = era.tls(dice)
    if machine.legacy:
        tls, cipher = "TLSv1.1", "ECDHE-RSA-AES128-SHA"
    if machine.plain:
        tls, cipher = "-", "-"
    return Client(
        ip=machine.ip,
        agent=machine.agent,
        signature="SigV2" if machine.legacy else "SigV4",
        tls=tls,
        cipher=cipher,
        key_exchange=dice.pick(("x25519", "X25519MLKEM768")) if tls == "TLSv1.3" else "secp256r1",
        source_region=machine.region,
        vpc_endpoint=machine.vpc_endpoint,
    )


def internal() -> Client:
    """What S3 does by itself, as its lifecycle."""
    return Client(requester="AmazonS3", ip="-", tls="-", cipher="-")
