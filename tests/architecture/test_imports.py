"""Arrows between rooms point one way (0001): each contract is kept by the house, and broken by a planted import."""

import copy
from typing import Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.application.use_cases import _register_contract_types, read_user_options
from importlinter.domain.contract import Contract, registry

from tests.architecture.house import ROOT, pyproject, rooms

CONFIGURATION = str(ROOT / "pyproject.toml")

# For every contract, one import (importer, imported) that must break it.
PLANTED = {
    "house": ("planner.errors", "desk.imports"),
    "pages": ("web.main", "planner.errors"),
    "planner": ("planner.errors", "planner.routes"),
    "solver": ("solver.travel", "solver.offers"),
    "referee": ("solver.referee", "solver.rules"),
    "forecasting": ("forecasting.series", "forecasting.predicting"),
    "churn": ("forecasting.churn.contracts", "forecasting.churn.risks"),
    "instruments": ("solver.errors", "pydantic"),
    "numba": ("planner.routes", "numba"),
    "ortools": ("solver.search", "ortools"),
    "sklearn": ("planner.routes", "sklearn"),
    "icalendar": ("api.views", "icalendar"),
    "msal": ("api.views", "msal"),
    "jwt": ("api.security", "jwt"),
    "sqlalchemy": ("planner.routes", "sqlalchemy"),
    "cycles": ("planner.errors", "planner.routes"),
}


def contracts() -> dict[str, Contract]:
    """The contracts of pyproject.toml by their id."""
    _register_contract_types(read_user_options(CONFIGURATION))
    options: dict[str, Any] = read_configuration(CONFIGURATION)
    return {
        contract["id"]: registry.get_contract_class(contract["type"])(
            contract["name"], options["session_options"], contract
        )
        for contract in options["contracts_options"]
    }


@pytest.fixture(scope="module")
def graph():
    """Who imports whom, as the source says."""
    return grimp.build_graph(*rooms(), include_external_packages=True, cache_dir=None)


def kept(contract: Contract, graph: grimp.ImportGraph) -> bool:
    """Whether the imports of `graph` respect the contract."""
    return contract.check(copy.deepcopy(graph), verbose=False).kept


@pytest.mark.parametrize("name", sorted(contracts()))
def test_the_house_keeps_its_contract(name, graph):
    """`make check` prints the offending import: .venv/bin/lint-imports."""
    assert kept(contracts()[name], graph)


@pytest.mark.parametrize("name", sorted(contracts()))
def test_a_planted_import_breaks_the_contract(name, graph):
    """A contract that nothing can break would protect nothing."""
    importer, imported = PLANTED[name]
    planted = copy.deepcopy(graph)
    outside = imported.partition(".")[0] not in rooms()
    if imported not in planted.modules:
        planted.add_module(imported, is_squashed=outside)
    planted.add_import(importer=importer, imported=imported)
    assert not kept(contracts()[name], planted)


@pytest.mark.parametrize("room", ["planner", "solver", "forecasting"])
def test_a_module_without_a_line_breaks_the_layers_of_its_room(room, graph):
    """Whoever adds a module says where it stands."""
    contract = next(c for c in contracts().values() if c.contract_options.get("containers") == [room])
    planted = copy.deepcopy(graph)
    planted.add_module(f"{room}.stray")
    assert not kept(contract, planted)


def test_the_contracts_watch_every_room():
    """The wheel's packages, the contracts' roots and the no-cycle contract name the same rooms."""
    linter = pyproject()["tool"]["importlinter"]
    cycles = next(contract for contract in linter["contracts"] if contract["id"] == "cycles")
    assert rooms() == linter["root_packages"] == cycles["ancestors"]


def test_every_folder_with_code_is_a_room_of_the_wheel():
    """A new top-level package is a decision, not an accident."""
    assert sorted(rooms()) == sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
