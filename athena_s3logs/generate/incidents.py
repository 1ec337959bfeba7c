"""The incidents that can be planted, by name, with what their look-alikes are innocent of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from athena_s3logs.generate import incidents_of_data as data
from athena_s3logs.generate import incidents_of_identity as identity
from athena_s3logs.generate.truth import Incident

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from athena_s3logs.generate.scene import Scene


@dataclass(frozen=True, slots=True)
class Plot:
    """How an incident goes; `play` yields the time of each next step."""

    play: Callable[[Scene], Iterator[int]]
    story: str
    innocence: str

    def truth(self, name: str, scene: Scene) -> Incident:
        """The truth after it has been played."""
        return Incident(
            name=name, story=self.story, culprit=scene.culprit.party(), innocent=scene.innocent.party(),
            innocence=self.innocence, details=scene.details,
        )


PLOTS: Final = {
    "stolen_key_download": Plot(
        data.stolen_key_download,
        "The key of the build user, known from one address only, lists and downloads a whole bucket from a new one.",
        "A backup check downloads as much of the same bucket, from the address and with the role it has used every day.",
    ),
    "public_policy": Plot(
        data.public_policy,
        "Somebody takes the public access block off a bucket and opens its policy; anonymous reads succeed for the first time.",
        "The policy of the public downloads is rewritten; anonymous reads succeed before and after.",
    ),
    "ransom_ssec": Plot(
        data.ransom_ssec,
        "A stolen session copies each object onto a new name under its own key (SSE-C), deletes it and leaves a note.",
        "An application uploads with SSE-C as it does each day, and moves objects without a customer key.",
    ),
    "mass_delete": Plot(
        data.mass_delete,
        "A user who never deletes removes hundreds of objects by batch within minutes.",
        "The nightly clean-up removes as many objects under tmp/, as it does each night.",
    ),
    "stopped_trail": Plot(
        identity.stopped_trail,
        "Somebody looks at the trails, cuts the event selectors, stops the logging and deletes the trail.",
        "The platform's role widens the selectors of a trail, stops it and starts it again two minutes later.",
    ),
    "key_guessing": Plot(
        data.key_guessing,
        "One address asks for hundreds of keys that do not exist, or that it may not read.",
        "A mirror asks for the same two missing keys again and again.",
    ),
    "role_chain": Plot(
        identity.role_chain,
        "A sign-in without MFA, a role, from that role another one, and with the last the customers' exports.",
        "A sign-in with MFA and one role, with which the reports are read.",
    ),
    "denied_then_allowed": Plot(
        identity.denied_then_allowed,
        "A user is refused in a bucket, gives himself a policy, and reads there minutes later.",
        "A user who reads the bucket every day is refused a while, and reads again.",
    ),
}

INCIDENTS: Final = tuple(PLOTS)
"""Names of the incidents that can be planted."""
