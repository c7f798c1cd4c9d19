"""What every test can count on: a closed network, a foreign clock, repeatable examples, a database and a browser."""

import os
import time

from hypothesis import HealthCheck, Phase, settings

pytest_plugins = ["tests.support.loopback", "tests.support.postgresql", "tests.support.chromium"]

# A zone that is neither ours nor UTC: code that leans on the machine's local time gives itself away.
os.environ["TZ"] = "Pacific/Auckland"
time.tzset()

# Machines are shared and may be busy: no test fails for being slow. Where everybody must see the same, nothing is drawn
# by chance.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_UNSHRUNK = (Phase.explicit, Phase.generate)  # that a test fails is all one wants to know
settings.register_profile("dev", _PATIENT, max_examples=25)
settings.register_profile("ci", _PATIENT, max_examples=100, derandomize=True, print_blob=True)
settings.register_profile("coverage", _PATIENT, max_examples=25, derandomize=True)
settings.register_profile("mutation", _PATIENT, max_examples=8, derandomize=True, phases=_UNSHRUNK)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by their length: a compressor writes the time of day, and a test needs one name in every process."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) else None
