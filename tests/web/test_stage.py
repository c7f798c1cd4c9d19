"""The samples play the real actions faithfully: the same names, and every call a page makes fits the real one."""

import inspect

import pytest

from api import actions
from tests.web.stage import played


@pytest.mark.parametrize("name", played())
def test_a_sample_is_called_as_the_real_action_is(name):
    """What the sample asks for, the real one takes under the same name; what it asks for besides may be left out."""
    sample = inspect.signature(played()[name]).parameters
    real = inspect.signature(getattr(actions, name)).parameters
    assert set(sample) <= set(real)
    for parameter in real.values():
        if parameter.name in sample:
            assert (parameter.kind is parameter.KEYWORD_ONLY) == (sample[parameter.name].kind is parameter.KEYWORD_ONLY)
        else:
            assert parameter.default is not parameter.empty


def test_every_action_a_page_asks_for_has_its_sample():
    """So that no page is shown in tests only in part."""
    assert set(actions.__all__) == set(played())
