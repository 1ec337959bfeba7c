"""python -m tests.mutants [NAME ...]: what the scenes of these queries, or of all, do not notice."""

from __future__ import annotations

import sys

from tests.mutants.check import check
from tests.scenes.all import SCENES

total = missed = 0
for wanted in sys.argv[1:] or list(SCENES):
    outcome = check(wanted)
    total, missed = total + outcome.mutants, missed + len(outcome.survivors)
    print(f"{outcome.name}: {outcome.mutants - len(outcome.survivors)} of {outcome.mutants} noticed", flush=True)
    for survivor in outcome.survivors:
        print(f"    {' '.join(survivor.split())}")
print(f"{total - missed} of {total} noticed")
