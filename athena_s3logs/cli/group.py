"""The command athena-s3logs: how its errors are told, and what its verbs share."""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from athena_s3logs.printable import amount, printable, printable_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def day(text: str) -> date:
    """A day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r}: expected a day, as in 2024-01-31") from error


class OwnPath(click.Path):
    """A Path, which of an empty text, as an unset variable of the shell is, makes the current folder; refused here."""

    def __init__(self, *, file_okay: bool = True) -> None:
        super().__init__(file_okay=file_okay, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401  of click
        """The Path."""
        if not os.fspath(value):
            self.fail("it is empty; expected a path", param, ctx)
        return super().convert(value, param, ctx)


class _TerminatedError(SystemExit, KeyboardInterrupt):
    """SIGTERM or SIGHUP: as an interrupt too, for which alone PyAthena ends a query that is still being started."""


class _Verb(click.Command):
    """Tells where words too many come from: of a glob or SQL without quotes the shell makes many."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The words that no parameter took, of which there may be none."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            more = f" and {len(rest) - 1:,} more" if rest[1:] else ""
            reads = any(param.name == "s3_access" for param in self.params)
            hint = "; what has blanks or * in it stands in quotes, as in --s3-access 'logs/2026-*'" if reads else ""
            ctx.fail(f"unexpected extra argument {rest[0]!r}{more}{hint}")
        return rest


class _Commands(click.Group):
    """Tells the package's own errors without a traceback, with exit code 1, or 2 for what was asked in a wrong way."""

    command_class = _Verb

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  as click has it
        """One verb, --help or --version."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:  # click ends a closed pipe itself
            _give_up_output()
            click.echo(f"Error: {printable(str(error.filename or 'output'))}: {error.strerror or error}", err=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  as click has it
        from athena_s3logs.errors import ParameterError, S3LogsError, SettingError, UnknownQueryError, WindowError

        try:
            return super().invoke(ctx)
        except _TerminatedError as ended:
            sys.exit(ended.code)  # without click's word of an interrupt
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            message = error.format_message().replace("\n\t", " ")  # as click lists choices
            raise click.UsageError(printable(message), ctx=error.ctx) from error
        except S3LogsError as error:
            click.echo(f"Error: {printable_lines(str(error))}", err=True)
            usage = isinstance(error, SettingError | ParameterError | UnknownQueryError | WindowError)
            ctx.exit(2 if usage else 1)


def _end_by(number: signal.Signals) -> None:
    """Leave by an exception when that signal comes, until the command is done."""
    before = signal.signal(number, _terminate)
    click.get_current_context().call_on_close(lambda: signal.signal(number, before))


def _terminate(number: int, _: object) -> NoReturn:
    """Leave by an exception, so that what is temporary goes."""
    raise _TerminatedError(128 + number)


def _give_up_output() -> None:
    """Let go of a standard output that cannot be written: it is flushed once more at the end, and would fail again."""
    try:
        sys.stdout.flush()
    except OSError:
        sys.stdout = None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="athena_s3logs", prog_name="athena-s3logs")
def main() -> None:
    """Who did what to our S3 data: questions to S3 access logs and CloudTrail, and their Athena tables.

    The settings of logs, tables and engines can stand in the environment (--first-day as ATHENA_S3LOGS_FIRST_DAY, lists
    divided by blanks, paths by colons), those of tables and folders of queries in athena_s3logs.toml too; an option wins
    over the environment, and that over the file.
    """
    _end_by(signal.SIGTERM)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # not under nohup
        _end_by(signal.SIGHUP)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for terminals that are not of UTF-8


def spare_logs(output: Path | None, places: Sequence[str]) -> None:
    """Refuse to write over a log, of which there may be no other."""
    from athena_s3logs.engines.file_names import ACCESS_LOG, TRAIL_FILE, stranger

    if not (output and output.is_file()):
        return
    path = str(output.resolve())
    named = {stranger("cloudtrail", path), stranger("s3_access", path)} & {ACCESS_LOG, TRAIL_FILE}
    if named or any(Path(place).is_file() and output.samefile(place) for place in places):
        raise click.BadParameter(f"{str(output)!r}: it is a log, and would be replaced; name another", param_hint="'--output'")


def told_fetching(done: int, size: int) -> None:
    """Say on a terminal how much has been fetched, in a line that goes when all is there."""
    if sys.stderr and sys.stderr.isatty():
        text = "" if done >= size else f"fetched {amount(done)} of {amount(size)}"
        click.echo(f"\r{text}\x1b[K", nl=False, err=True)


def option(name: str, text: str, **more: Any) -> Callable[..., Any]:  # noqa: ANN401  as click has it
    """An option that can also stand in the environment."""
    flag = f"--{name.replace('_', '-')}"
    return click.option(flag, name, help=text, envvar=f"ATHENA_S3LOGS_{name.upper()}", show_envvar=False, **more)


def together(*options: Callable[..., Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """One decorator of several options, in their order."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for one in reversed(options):
            command = one(command)
        return command

    return decorate
