"""A plan and a seed -> logs of a small company, with planted incidents and their truth."""

from athena_s3logs.generate.incidents import INCIDENTS
from athena_s3logs.generate.plan import LAYOUTS, TRAILS, Plan
from athena_s3logs.generate.run import generate
from athena_s3logs.generate.truth import Incident, Party, Truth

__all__ = ["INCIDENTS", "LAYOUTS", "TRAILS", "Incident", "Party", "Plan", "Truth", "generate"]
