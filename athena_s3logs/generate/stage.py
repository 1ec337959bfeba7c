"""Where everything happens: the day, who is there on it, and the writer of both logs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from athena_s3logs.generate import company, identities
from athena_s3logs.generate.calls import GLOBAL, Call
from athena_s3logs.generate.eras import Era, era
from athena_s3logs.generate.identities import Machine, Session
from athena_s3logs.generate.text import HOUR, MINUTE, iso, moment

if TYPE_CHECKING:
    from athena_s3logs.generate.company import Person, Robot
    from athena_s3logs.generate.dice import Dice
    from athena_s3logs.generate.request import Client
    from athena_s3logs.generate.writer import Writer

_VISITORS: Final = 300
_PAGES: Final = ("https://www.example.com/", "https://docs.example.com/download", "https://example.org/blog?id=7")
_SSO_ROLE: Final = "AWSReservedSSO_Staff_0123456789abcdef"
_SSO_PATH: Final = "aws-reserved/sso.amazonaws.com/"


class Stage:
    """Day, actors and writer; clients live for a day, sessions of roles for an hour."""

    def __init__(self, writer: Writer, dice: Dice) -> None:
        self.writer = writer
        self.send = writer.write
        self.call = writer.call
        self.dice = dice
        self.era: Era
        self._day_start = 0
        self.visitors: list[Client] = []
        self.clients: dict[str, Client] = {}
        self._sessions: dict[str, tuple[int, Client]] = {}

    def start_day(self, start: int) -> None:
        """Go on with the day that begins then."""
        self._day_start = start
        self.era = era(moment(start).date())
        self.writer.renderer.start_day(self.era)
        self.visitors = [self._visitor() for _ in range(_VISITORS)]
        self.clients = self._fixed_clients()

    def person(self, person: Person, time: int) -> Client:
        """Somebody at work, signing in when she is first seen on the day."""
        client = self.clients.get(person.name)
        if client is None:
            client = self.clients[person.name] = self._sign_in(person, max(self._day_start, time - 5 * MINUTE))
        return client

    def robot(self, robot: Robot, time: int) -> Client:
        """A role, in its session of the hour."""
        hour = time // HOUR
        known = self._sessions.get(robot.role)
        if known and known[0] == hour:
            return known[1]
        created = Session(account=robot.account, role=robot.role, name=robot.session, created=hour * HOUR)
        client = identities.session(created, robot.machine, self.era, self.dice)
        self._sessions[robot.role] = (hour, client)
        self.assume(identities.service("ec2"), created)
        return client

    def user(self, path: str, machine: Machine) -> Client:
        """An IAM user with a long-lived key."""
        return identities.user(company.MAIN, path, machine, self.era, self.dice)

    def assume(self, caller: Client, session: Session, region: str = company.IRELAND) -> Call:
        """Record that a session of a role was made."""
        role = f"arn:aws:iam::{session.account}:role/{session.role}"
        credentials = {"accessKeyId": identities.session_key(session), "expiration": iso(session.created + HOUR)}
        user = {
            "assumedRoleId": f"{identities.role_id(session.role)}:{session.name}",
            "arn": f"arn:aws:sts::{session.account}:assumed-role/{session.role}/{session.name}",
        }
        call = Call(
            time=session.created, client=caller, account=session.account, source="sts", name="AssumeRole", region=region,
            reads=True, parameters={"roleArn": role, "roleSessionName": session.name},
            response={"credentials": credentials, "assumedRoleUser": user}, resources=(("AWS::IAM::Role", role),),
        )
        self.call(call)
        return call

    def _sign_in(self, person: Person, time: int) -> Client:
        if person.path:
            client = self.user(person.path, person.machine)
            if self.dice.chance(0.4):
                browser = identities.console_user(company.MAIN, person.path, client.ip, mfa=True)
                self.call(console_login(browser, time, mfa=True))
            return client
        name = f"{person.name}@example.com"
        session = Session(
            account=company.MAIN, role=_SSO_ROLE, name=name, created=time, person=person.name, path=_SSO_PATH,
        )
        client = identities.session(session, person.machine, self.era, self.dice)
        self.call(console_login(client, time, mfa=False))
        return client

    def _visitor(self) -> Client:
        dice = self.dice
        if dice.chance(0.25):
            ip = f"2001:db8:{dice.hexadecimal(3)}::{1 + dice.below(65_000):x}"
        else:
            ip = f"203.0.113.{dice.between(1, 180)}"
        machine = Machine(ip=ip, agent=dice.pick(company.BROWSERS), plain=dice.chance(0.01))
        referer = dice.pick(_PAGES) if dice.chance(0.5) else "-"
        return identities.anonymous(machine, self.era, dice, referer)

    def _fixed_clients(self) -> dict[str, Client]:
        point = self.user("data/analytics-app", company.ENDPOINT_MACHINE)
        partner = identities.user(company.PARTNER, "partner-sync", company.PARTNER_MACHINE, self.era, self.dice)
        return {
            "cdn": identities.origin_identity(company.CDN_MACHINE, self.era, self.dice),
            "deployer": self.user("automation/ci-deployer", company.DEPLOYER_MACHINE),
            "scanner": self.user("devices/scanner", company.SCANNER_MACHINE),
            "meter": self.user("devices/meter", company.METER_MACHINE),
            "partner": replace(partner, acl=True),
            "access_point": replace(point, access_point=company.ACCESS_POINT),
            "logs": identities.service("delivery.logs"),
            "lifecycle": identities.internal(),
        }


def console_login(client: Client, time: int, *, mfa: bool, failed: bool = False) -> Call:
    """Somebody signs in to the console, or tries to."""
    return Call(
        time=time, client=client, account=company.MAIN, source="signin", name="ConsoleLogin", kind="AwsConsoleSignIn",
        region=GLOBAL, response={"ConsoleLogin": "Failure" if failed else "Success"},
        message="Failed authentication" if failed else "",
        extra={"LoginTo": "https://console.aws.amazon.com/", "MobileVersion": "No", "MFAUsed": "Yes" if mfa else "No"},
    )
