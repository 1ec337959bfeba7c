"""A plan -> both logs in a folder, and the truth beside them."""

from __future__ import annotations

from heapq import heappop, heappush
from pathlib import Path
from typing import TYPE_CHECKING, Final

from athena_s3logs.generate import company
from athena_s3logs.generate.access_files import AccessFiles
from athena_s3logs.generate.business import activities, fill
from athena_s3logs.generate.dice import Dice
from athena_s3logs.generate.incidents import INCIDENTS, PLOTS
from athena_s3logs.generate.scene import Scene
from athena_s3logs.generate.schedule import slices
from athena_s3logs.generate.stage import Stage
from athena_s3logs.generate.text import DAY, HOUR, MINUTE
from athena_s3logs.generate.trail_files import TrailFiles
from athena_s3logs.generate.truth import AccessTruth, TrailTruth, Truth
from athena_s3logs.generate.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athena_s3logs.generate.plan import Plan

TRUTH: Final = "truth.json"


def generate(out: Path | str, plan: Plan) -> Truth:
    """Write out/s3_access/, out/cloudtrail/ and out/truth.json; SettingError where the plan or the folder does not do."""
    out = Path(out)
    plan.check(out)
    for folder in ("s3_access", "cloudtrail"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    truth = play(plan, make_writer(out, plan))
    (out / TRUTH).write_text(truth.to_json(), encoding="utf-8")
    return truth


def make_writer(out: Path, plan: Plan) -> Writer:
    """The writer of both logs."""
    end = plan.first + plan.days * DAY
    access = AccessFiles(out / "s3_access", plan.layout, end, Dice(f"{plan.seed} access files"))
    trail = TrailFiles(out / "cloudtrail", _organization(plan), end, Dice(f"{plan.seed} trail files"))
    return Writer(access, trail, Dice(f"{plan.seed} writer"))


def play(plan: Plan, writer: Writer) -> Truth:
    """Let the days go by."""
    stage = Stage(writer, Dice(f"{plan.seed} business"))
    scenes = {name: _scene(plan, stage, name) for name in plan.incidents}
    agenda = _Agenda([PLOTS[name].play(scene) for name, scene in scenes.items()])
    for part in slices(activities(), plan.first, plan.days, plan.lines):
        if part.start % DAY == 0:
            stage.start_day(part.start)
        agenda.run_until(part.start + part.length)
        fill(stage, part)
        writer.access.deliver_due(part.start + part.length)
        writer.trail.deliver_due(part.start + part.length)
    writer.access.close()
    writer.trail.close()
    return _truth(plan, writer, scenes)


def _scene(plan: Plan, stage: Stage, name: str) -> Scene:
    day = plan.first + int(0.6 * plan.days) * DAY
    at = day + 2 * HOUR + 14 * MINUTE * INCIDENTS.index(name)
    return Scene(stage, plan.first, at)


class _Agenda:
    """Plots, each waiting for the time of its next step."""

    def __init__(self, plots: list[Iterator[int]]) -> None:
        self._waiting = [(0, number, plot) for number, plot in enumerate(plots)]

    def run_until(self, end: int) -> None:
        """Do all steps before that time."""
        while self._waiting and self._waiting[0][0] < end:
            _, number, plot = heappop(self._waiting)
            if (time := next(plot, None)) is not None:
                heappush(self._waiting, (time, number, plot))


def _organization(plan: Plan) -> str:
    return company.ORGANIZATION if plan.trail == "organization" else ""


def _truth(plan: Plan, writer: Writer, scenes: dict[str, Scene]) -> Truth:
    return Truth(
        seed=plan.seed,
        start=str(plan.start),
        end=str(plan.end),
        layout=plan.layout,
        trail=plan.trail,
        organization=_organization(plan),
        accounts=(company.MAIN, company.BACKUP),
        regions=(company.IRELAND, company.FRANKFURT, "us-east-1"),
        s3_access=_access_truth(writer),
        cloudtrail=_trail_truth(writer),
        incidents=tuple(PLOTS[name].truth(name, scene) for name, scene in scenes.items()),
    )


def _access_truth(writer: Writer) -> AccessTruth:
    buckets = {bucket.name: {"account": bucket.account, "region": bucket.region} for bucket in company.BUCKETS if bucket.logged}
    fate = writer.fate
    return AccessTruth(
        files=writer.access.files, lines=writer.access.lines, bytes=writer.access.bytes, odd=dict(sorted(writer.odd.items())),
        late=fate["late"], doubled=fate["doubled"], lost=fate["lost"], buckets=buckets,
    )


def _trail_truth(writer: Writer) -> TrailTruth:
    return TrailTruth(
        files=writer.trail.files, records=writer.trail.records, bytes=writer.trail.bytes,
        redelivered=writer.fate["redelivered"], digests=writer.trail.digests,
    )
