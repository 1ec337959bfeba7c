"""Where an incident plays: its culprit, its innocent look-alike, and the truth about both."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from athena_s3logs.generate import company
from athena_s3logs.generate.calls import GLOBAL, Call
from athena_s3logs.generate.identities import Session, session
from athena_s3logs.generate.keys import size_of
from athena_s3logs.generate.request import GET, LIST, Request
from athena_s3logs.generate.text import DAY, iso
from athena_s3logs.generate.truth import Party

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from athena_s3logs.generate.identities import Machine
    from athena_s3logs.generate.request import Bucket, Client
    from athena_s3logs.generate.stage import Stage


class Cast:
    """One party of an incident; notes down what it does."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._who: list[Client] = []
        self._times: list[int] = []
        self._buckets: dict[str, None] = {}
        self._keys: dict[str, None] = {}
        self._operations: Counter[str] = Counter()
        self._events: Counter[str] = Counter()

    def send(self, made: Request) -> None:
        """Make a request, which stands soundly in the logs."""
        writer = self._stage.writer
        lines, records = writer.lines, writer.records
        writer.write_soundly(made)
        self._operations[made.action.operation] += writer.lines - lines
        self._events[made.action.event] += writer.records - records
        self._buckets[made.bucket.name] = None
        if made.key is not None:
            self._keys[made.key] = None
        self._note(made.client, made.time)

    def get(self, time: int, client: Client, bucket: Bucket, key: str) -> None:
        """Read an object whole."""
        size = size_of(key)
        self.send(Request(time, client, bucket, GET, key, sent=size, size=size, total=9 + size // 40_000))

    def refused(self, time: int, client: Client, bucket: Bucket, key: str) -> None:
        """Ask for an object in vain."""
        self.send(Request(time, client, bucket, GET, key, 403, "AccessDenied", sent=243, turn=None))

    def list(self, time: int, client: Client, bucket: Bucket) -> None:
        """List a bucket."""
        self.send(Request(time, client, bucket, LIST, sent=81_920, total=90))

    def call(self, time: int, client: Client, name: str, **values: Any) -> None:  # noqa: ANN401
        """Call a management interface; `name` is service:Event."""
        source, _, event = name.partition(":")
        given = {"region": GLOBAL if source in {"iam", "signin"} else company.IRELAND, "account": company.MAIN, **values}
        self.note_call(Call(time=time, client=client, source=source, name=event, **given))

    def note_call(self, call: Call, *, written: bool = False) -> None:
        """Note a call, and write it where that has not been done."""
        if not written:
            self._stage.call(call)
        self._events[call.name] += 1
        self._note(call.client, call.time)

    def _note(self, client: Client, time: int) -> None:
        self._times.append(time)
        if client not in self._who:
            self._who.append(client)

    def party(self) -> Party:
        """The truth about it."""
        arns = [client.requester for client in self._who if not client.anonymous]
        return Party(
            who=arns[0] if arns else None,
            access_keys=tuple(dict.fromkeys(client.access_key for client in self._who if client.access_key)),
            source_ips=tuple(dict.fromkeys(client.ip for client in self._who)),
            first=iso(min(self._times)),
            last=iso(max(self._times)),
            buckets=tuple(self._buckets),
            keys=tuple(self._keys),
            s3_access=self._operations.total(),
            cloudtrail=self._events.total(),
            operations=dict(+self._operations),
            events=dict(+self._events),
        )


class Scene:
    """Stage, time and both parties of an incident; `first` is when the logs begin."""

    def __init__(self, stage: Stage, first: int, at: int) -> None:
        self.stage = stage
        self.first = first
        self.at = at
        self.culprit = Cast(stage)
        self.innocent = Cast(stage)
        self.details: dict[str, Any] = {}

    def user(self, path: str, machine: Machine) -> Client:
        """A user of the company."""
        return self.stage.user(path, machine)

    def role(self, role: str, name: str, machine: Machine, created: int) -> Client:
        """A session of a role, made a while ago."""
        made = Session(account=company.MAIN, role=role, name=name, created=created)
        return session(made, machine, self.stage.era, self.stage.dice)

    def history(self, hour: int, act: Callable[[int], None]) -> Iterator[int]:
        """Do the same on each of up to ten days before, so that it is nothing new."""
        back = min(10, (self.at - self.first) // DAY)
        for time in range(self.at - back * DAY, self.at, DAY):
            yield time + hour
            act(time + hour)
