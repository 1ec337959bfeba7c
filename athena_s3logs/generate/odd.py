"""A request -> the same request as a line that tools trip over: what odd clients send, and what gets damaged."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from athena_s3logs.generate.eras import EXTRA_TOKEN
from athena_s3logs.generate.render import with_text
from athena_s3logs.generate.text import moment

if TYPE_CHECKING:
    from athena_s3logs.generate.dice import Dice
    from athena_s3logs.generate.render import Renderer
    from athena_s3logs.generate.request import Request

SHARE: Final = 0.0132
"""How many lines are made odd; the class that comes up does not suit one in twenty, which leaves 1.25 %."""

AGENTS: Final = (
    '"Mozilla/5.0 (compatible; example-sync/3.2)"',
    'pip/24.1 {"ci":null,"installer":{"name":"pip"}}',
    'example-sync/3.2 build "stable"',
    '"Example Sync/3.2 (night shift)',
)
REFERERS: Final = ("https://www.example.com/my page.html", "https://www.example.com/?a=1 2 - 3")
QUOTED_NAME: Final = 'response-content-disposition=attachment;filename="x.json"'

MEANT: Final = ("agent_quotes", "referer_blank", "bare_nil", "uri_quotes", "host_port", "extra_field", "fewer_fields")
"""Classes of which each field can still be read."""

DAMAGED: Final = ("truncated", "double_blank", "glued")
"""Classes of which the readable fields stand and the rest is shown."""

_KINDS: Final = MEANT * 3 + DAMAGED
_ALL_FIELDS: Final = 27


class Odd(NamedTuple):
    """An odd line: its class, the requests that it tells of, and its text."""

    kind: str
    requests: tuple[Request, ...]
    text: str


def odd(request: Request, renderer: Renderer, dice: Dice) -> Odd | None:
    """The request as an odd line; None where the class that came up does not suit it."""
    if _is_roll_out(moment(request.time).date()) and dice.chance(0.5):
        return _extra_token(request, renderer, dice)
    kind = dice.pick(_KINDS)
    if kind in DAMAGED:
        return _damaged(kind, request, renderer, dice)
    if not request.action.verb or request.client.service:
        return None
    if kind in {"extra_field", "fewer_fields"}:
        return _other_length(kind, request, renderer, dice)
    changed = _as_sent(kind, request, dice)
    return Odd(kind, (changed,), renderer.line(changed))


def _is_roll_out(day: date) -> bool:
    return EXTRA_TOKEN[0] <= day <= EXTRA_TOKEN[1]


def _extra_token(request: Request, renderer: Renderer, dice: Dice) -> Odd:
    line = renderer.line(request)
    token = f"AIDA{dice.letters(10)}EXAMPLE"
    if request.host_id in line:
        return Odd("extra_token", (request,), line.replace(request.host_id, f"{token} {request.host_id}"))
    return Odd("extra_token", (request,), f"{line} {token}")


def _as_sent(kind: str, request: Request, dice: Dice) -> Request:
    client = request.client
    if kind == "agent_quotes":
        return request._replace(client=with_text(client, agent=dice.pick(AGENTS)))
    if kind == "referer_blank":
        return request._replace(client=with_text(client, referer=dice.pick(REFERERS)))
    if kind == "host_port":
        return request._replace(client=with_text(client, port=":80" if client.tls == "-" else ":443"))
    if kind == "bare_nil":
        return request._replace(client=with_text(client, agent="-", referer="-", bare=True))
    return request._replace(query="&".join(text for text in (request.query, QUOTED_NAME) if text))


def _other_length(kind: str, request: Request, renderer: Renderer, dice: Dice) -> Odd | None:
    line = renderer.line(request)
    if request.host_id not in line:
        return None
    if kind == "extra_field":
        return Odd(kind, (request,), f"{line} -") if renderer.fields == _ALL_FIELDS else None
    return Odd(kind, (request,), line.rsplit(" ", dice.between(1, renderer.fields - 18))[0])


def _damaged(kind: str, request: Request, renderer: Renderer, dice: Dice) -> Odd:
    line = renderer.line(request)
    if kind == "truncated":
        return Odd(kind, (request,), line[: dice.between(1, len(line) - 1)].rstrip(" "))
    if kind == "double_blank":
        blanks = [place for place, letter in enumerate(line) if letter == " "]
        place = dice.pick(blanks)
        return Odd(kind, (request,), f"{line[:place]} {line[place:]}")
    second = request._replace(request_id=dice.request_id(), host_id=dice.host_id())
    return Odd(kind, (request, second), line + renderer.line(second))
