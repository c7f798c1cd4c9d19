"""What was learned is kept as text, and comes back to the last bit."""

import pytest

from forecasting.coefficients import read, written
from forecasting.distribution import LEVELS
from forecasting.durations import Visit, learn
from tests.forecasting.test_durations import invented


@pytest.mark.parametrize("visits", [0, 12, 400])
def test_what_was_written_is_read_again(visits):
    """Of nothing, of little and of much."""
    learned = learn(invented(visits, planned=60))
    again = read(written(learned))
    visit = Visit("repair", 3600, "Marc", "house")

    assert written(learned) == written(again)
    assert learned.expected(visit).at(LEVELS).tobytes() == again.expected(visit).at(LEVELS).tobytes()


def test_the_same_past_is_the_same_text():
    """Byte for byte."""
    assert written(learn(invented(200))) == written(learn(invented(200)))
