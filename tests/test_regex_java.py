"""The regex in java.util.regex, which is what Athena runs: the same captures, linear time, no recursion."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from athena_s3logs.ddl import re2
from tests import proof
from tests.corpus import access_lines, regex
from tests.java import JavaRegex

SIZE = 65_536
OFTEN = 20
PIECES = [
    '"', "a", '" ', '" "', ' "', '"a', '"a ', '" -', '" - ', '" 2', '" 200 ', '" 200 - 0 0 0 0 "', '" 200 - 1 1 1 1 "a" "b',
    '"" ', '"x" "y" ', " ", "- ", "[", "]", "A.B ", "arn: ", "AKIAIOSFODNN7EXAMPLE ", "\t", "é", "\\", "😀", '" " ', '"-" - ',
]
HEAD = "o b [06/Feb/2019:00:00:38 +0000] 192.0.2.3 {} 3E57427F3EXAMPLE REST.GET.OBJECT "
REQUESTER = "arn:aws:iam::111122223333:user/alice"
BLOCK = '"GET /k HTTP/1.1" 200 - 10 20 5 6 '
TAIL = " v1 h1 SigV4 ECDHE AuthHeader b.s3 TLSv1.2 - - us-east-1"


def hostile(size: int, pieces: list[str] = PIECES) -> dict[str, str]:
    """Lines that repeat a piece in each place that somebody can write to, ended well and cut off."""
    lines: dict[str, str] = {}
    for piece in pieces:
        text = (piece * size)[:size]
        head = HEAD.format(REQUESTER)
        lines |= {
            f"alone {piece}": text,
            f"requester {piece}": HEAD.format(f"arn:{text}") + "k " + BLOCK + '"-" "c"' + TAIL,
            f"key {piece}": head + text,
            f"uri {piece}": f'{head}k "GET {text}" 200 - 1 1 1 1 "-" "c"{TAIL}',
            f"uri cut {piece}": f'{head}k "{text}',
            f"referer {piece}": f'{head}k {BLOCK}"{text}" "c"{TAIL}',
            f"referer cut {piece}": f'{head}k {BLOCK}"{text}',
            f"referer and more {piece}": f'{head}k {BLOCK}"{text}" "c"x',
            f"agent {piece}": f'{head}k {BLOCK}"-" "{text}"{TAIL}',
            f"agent cut {piece}": f'{head}k {BLOCK}"-" "{text}',
            f"agent and more {piece}": f'{head}k {BLOCK}"-" "{text}"x',
            f"tail {piece}": f'{head}k {BLOCK}"-" "c" {text}',
        }
    return lines


@st.composite
def mixed(draw: st.DrawFn) -> str:
    """A hostile line of two or three pieces in turn, in one of the places."""
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=2, max_size=3))
    return draw(st.sampled_from(list(hostile(SIZE, ["".join(pieces)]).values())))


def quickest(java: JavaRegex, lines: dict[str, str]) -> dict[str, float]:
    """The times, of slow lines the best of three virtual machines: what one compiles badly another does not."""
    times = dict(zip(lines, java.milliseconds(regex(), list(lines.values())), strict=True))
    for _ in range(2):
        slow = [name for name, time in times.items() if time > 4]
        again = java.milliseconds(regex(), [lines[name] for name in slow]) if slow else []
        times |= {name: min(times[name], time) for name, time in zip(slow, again, strict=True)}
    return times


@settings(max_examples=4, deadline=None)
@given(lines=st.lists(mixed(), min_size=60, max_size=60))
def test_no_mixture_of_pieces_is_slow_either(java: JavaRegex, lines: list[str]) -> None:
    assert max(quickest(java, {str(number): line for number, line in enumerate(lines)}).values()) < 5


def test_corpus(java: JavaRegex) -> None:
    lines = access_lines()
    found = java.captures(regex(), [line.text for line in lines])
    for line, captures in zip(lines, found, strict=True):
        assert captures == list(line.raw.values()), line.number
    proof.count("lines of access logs by the regex in Java, column by column", len(lines))


def test_hostile_lines_are_fast(java: JavaRegex) -> None:
    times = quickest(java, hostile(SIZE))
    slowest = max(times, key=times.__getitem__)
    assert times[slowest] < 5, f"{times[slowest]} ms for {slowest!r}"


def test_no_character_is_looked_at_often(java: JavaRegex) -> None:
    lines = hostile(SIZE)
    for (name, line), steps in zip(lines.items(), java.steps(regex(), list(lines.values())), strict=True):
        assert steps < OFTEN * len(line), f"{name!r}: {steps} steps for {len(line)} characters"


def test_a_quadratic_regex_would_be_seen(java: JavaRegex) -> None:
    assert java.steps('.*".*"x', ['"' * 4_000])[0] > OFTEN * 4_000


def test_the_stack_test_would_see_recursion(java: JavaRegex) -> None:
    with pytest.raises(AssertionError, match="StackOverflowError"):
        java.captures(re2(regex()), [hostile(SIZE)['referer "a']])
