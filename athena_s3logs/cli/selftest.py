"""The verb that proves the package on somebody's own account: selftest."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import click

from athena_s3logs.cli.athena import athena_given, workgroup_options
from athena_s3logs.cli.group import main
from athena_s3logs.cli.questions import config_option, configuration
from athena_s3logs.price import money
from athena_s3logs.printable import amount, printable, printable_lines

if TYPE_CHECKING:
    from athena_s3logs.selftest import Report
    from athena_s3logs.selftest.questions import Check

_ROW: Final = "{:18}  {:36}  {:>6}  {:>9}  {:>9}  {:>7}  {}"


@main.command()
@click.option("--prefix", required=True, metavar="s3://...", help="Place for its logs, with nothing in it.")
@workgroup_options
@config_option
@click.option("--yes", is_flag=True, help="Do not ask whether to begin.")
def selftest(prefix: str, config: Path | None, *, yes: bool, **given: Any) -> None:  # noqa: ANN401  the options above
    """Prove the package on your own account: on tiny logs of its own, Athena has to answer as the local engine does.

    It says first what it makes and what that costs (cents), and removes everything at the end, also after a failure or
    Ctrl-C; when it was killed, the same command removes the rest before it begins anew. Exit code 1 where something differs.
    """
    from athena_s3logs.connecting import AthenaOptions
    from athena_s3logs.deployed import utc_today
    from athena_s3logs.selftest import prepare, run

    with TemporaryDirectory(prefix="athena-s3logs-") as folder:
        options = AthenaOptions(**athena_given(given))
        test = prepare(prefix, Path(folder), options, configuration(config), today=utc_today())
        for line in test.announcement():
            click.echo(line)
        _confirm(yes=yes)
        click.echo(f"\n{_ROW.format('tables', 'question', 'rows', 'scanned', 'estimate', 'seconds', 'agrees')}")
        report = run(test, told=_tell, say=lambda text: click.echo(printable_lines(text), err=True))
    click.echo(f"\n{_end(report)}")
    click.get_current_context().exit(1 if report.wrong or not report.removed else 0)


def _confirm(*, yes: bool) -> None:
    if yes:
        return
    if not (sys.stdin and sys.stdin.isatty()):
        raise click.UsageError("it costs money, and there is no terminal to ask on; --yes begins without asking")
    click.confirm("Begin?", abort=True)


def _tell(check: Check) -> None:
    asked, agrees = check.asked, "no" if check.problems else "yes"
    figures = (f"{check.rows:,}", amount(check.scanned), amount(check.estimated), f"{check.seconds:.1f}")
    click.echo(_ROW.format(asked.tables, asked.name, *figures, agrees))
    for text in (*check.problems, *([check.note] if check.note else [])):
        click.echo(f"    {printable(text)}")


def _end(report: Report) -> str:
    """The last line."""
    checks, wrong = report.checks, report.wrong
    agree = f"{wrong} of {len(checks)} answers differ" if wrong else f"all {len(checks)} answers agree with the local engine"
    scanned, cost = sum(one.scanned for one in checks), sum(one.cost for one in checks)
    left = "everything is removed" if report.removed else "not everything is removed"
    return f"{agree[0].upper()}{agree[1:]}; Athena read {amount(scanned)} and charged {money(cost)}; {left}."
