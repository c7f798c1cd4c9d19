"""A rule is one file, one name, one test."""

import pkgutil
from pathlib import Path

from solver import rules


def test_every_file_is_a_rule_and_every_rule_has_its_test():
    """A rule added without its test, or left out of the list, is seen here."""
    files = {module.name for module in pkgutil.iter_modules(rules.__path__)}

    assert files == {rule.NAME for rule in rules.RULES}
    assert set() == {name for name in files if not (Path(__file__).parent / f"test_{name}.py").exists()}
