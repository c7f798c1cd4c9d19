"""What every test can count on: a closed network, a foreign clock, repeatable examples, a database and a browser."""

import os
import time

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.support.loopback", "tests.support.postgresql", "tests.support.chromium"]

# A zone that is neither ours nor UTC: code that leans on the machine's local time gives itself away.
os.environ["TZ"] = "Pacific/Auckland"
time.tzset()

_SLOW_MACHINE = [HealthCheck.too_slow]  # two shared cores, possibly busy
settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=_SLOW_MACHINE)
settings.register_profile(
    "ci", max_examples=100, deadline=None, suppress_health_check=_SLOW_MACHINE, derandomize=True, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))
