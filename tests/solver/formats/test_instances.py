"""Published instances read as problems cost what their authors say, to the digit."""

import itertools
import math
import os
import random
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import Solution, referee
from solver.errors import FormatNotKept, ProblemRefused
from solver.formats import Instance, Rounding, read_solomon, read_trsp, read_vrplib, read_vrplib_solution

EXAMPLES = Path(__file__).parents[3] / "docs" / "reference" / "examples"
DATA = os.environ.get("CRENEAU_BENCHMARK_DATA", "")
needs_data = pytest.mark.skipif(not DATA, reason="CRENEAU_BENCHMARK_DATA names no folder of public instances")

SOLOMON = (EXAMPLES / "tiny-solomon.txt").read_text(encoding="utf-8")
SITES = (EXAMPLES / "tiny-sdvrptw.vrp").read_text(encoding="utf-8")
DEPOTS = (EXAMPLES / "tiny-mdvrptw.vrp").read_text(encoding="utf-8")
TECHNICIANS = (EXAMPLES / "tiny-trsp.txt").read_text(encoding="utf-8")
READERS: dict[str, tuple[str, Callable[[str], Instance]]] = {
    "solomon": (SOLOMON, read_solomon),
    "vrplib, sites": (SITES, read_vrplib),
    "vrplib, depots": (DEPOTS, read_vrplib),
    "trsp": (TECHNICIANS, lambda text: read_trsp(text, depot=True)),
}


def length(points: Sequence[tuple[float, float]], units: int, rounded: Callable[[float], int]) -> int:
    """The length of a way, road by road as the convention rounds them."""
    return sum(rounded(units * math.dist(one, two)) for one, two in itertools.pairwise(points))


def value(instance: Instance, *routes: list[int]) -> tuple[float, bool, list[str]]:
    """What a plan costs in the authors' convention, whether they would accept it, and the rules it breaks."""
    plan = Solution.of(instance.problem, [*routes, *[[]] * (len(instance.problem.shifts) - len(routes))])
    verdict = referee(instance.problem, plan)
    return instance.value(verdict), instance.feasible(plan, verdict), [one.rule for one in verdict.violations]


def test_distances_are_cut_to_one_decimal_where_the_convention_cuts():
    """Solomon's format, ten to the unit: the way over three customers and back, each road cut for itself."""
    way = [(40, 50), (45, 68), (45, 71), (22, 75), (40, 50)]

    cost, accepted, _ = value(read_solomon(SOLOMON, Rounding.DIMACS), [0, 1, 2])

    assert (length(way, 10, int) / 10, False) == (cost, accepted)


def test_distances_are_rounded_to_three_decimals_where_the_convention_rounds():
    """VRPLIB's exact convention: a thousand to the unit, and the integer itself is the cost."""
    way = [(3.627, 3.963), (-31.106, 31.165), (-27.783, 44.08), (3.627, 3.963)]

    assert length(way, 1000, round) == value(read_vrplib(SITES), [0, 4])[0]


def test_coordinates_beyond_the_globe_keep_every_bit():
    """A place 155 units north is folded onto the globe, and no distance changes."""
    instance = read_solomon(SOLOMON)

    assert 155 / 2 == max(visit.place.lat for visit in instance.problem.visits)
    assert length([(40, 50), (60, 155), (40, 50)], 10, int) / 10 == value(instance, [4])[0]


def test_each_vehicle_serves_only_its_own_sites():
    """Node 3 belongs to the first two vehicles, node 4 to the third, node 7 to all."""
    instance = read_vrplib(SITES)

    assert [frozenset({"1", "2"}), frozenset({"3"}), frozenset()] == [
        instance.problem.visits[number].required for number in (1, 2, 5)
    ]
    assert ["technician"] == value(instance, [2])[2]


def test_a_site_of_no_vehicle_can_be_served_by_nobody():
    """It is not a site of every vehicle."""
    instance = read_vrplib(SITES.replace("3\t2\t4\t7", "3\t2\t7"))

    assert ["technician"] == value(instance, [], [], [2])[2]


def test_each_vehicle_has_its_depot():
    """The third one starts at the second depot; customers are counted after the depots."""
    instance = read_vrplib(DEPOTS)
    way = [(41.106, 31.165), (15.039, 104.95), (41.106, 31.165)]

    assert ["3", "4", "5", "6", "7"] == [visit.key for visit in instance.problem.visits]
    assert length(way, 1000, round) == value(instance, [], [], [1])[0]


def test_durations_and_capacities_bind():
    """Vehicles are shifts: the load is a part, the longest route is a limit from departure to return."""
    instance = read_vrplib(SITES)
    shift = instance.problem.shifts[2]

    assert (260_000, {"load": 50}, 0, 400_000) == (shift.max_duration, shift.parts, shift.start, shift.end)
    assert "stock" in value(instance, [0, 4, 5])[2]


def test_technicians_have_homes_skills_tools_and_parts():
    """The first technician may serve the first request; the second one lacks the tool of the second request."""
    instance = read_trsp(TECHNICIANS, depot=False)
    way = [(9, 6), (45, 68), (9, 6)]

    assert (length(way, 1000, round) / 1000, True, []) == value(instance, [0])
    assert ["stock"] == value(instance, [], [1])[2]
    assert ["skill"] == value(instance, [1])[2]


def test_with_the_depot_durations_are_added_up_and_everybody_is_served():
    """Travel, service and waiting: twenty units of service, no waiting where he may leave later."""
    instance = read_trsp(TECHNICIANS, depot=True)
    way = [(9, 6), (45, 68), (9, 6)]

    cost, accepted, violations = value(instance, [0])

    assert (length(way, 1000, round) / 1000 + 20, False, []) == (cost, accepted, violations)
    assert "depot" in {name for name in instance.problem.shifts[0].__slots__ if instance.problem.shifts[0].depot}


def test_a_longer_day_than_a_shift_may_be_is_counted_in_hundredths():
    """3390 units of a thousand seconds are more than a month."""
    month = TECHNICIANS.replace("50    0      400 ", "50    0      3390")

    assert (1000, 100) == (read_trsp(TECHNICIANS, depot=False).units, read_trsp(month, depot=False).units)


def test_a_solution_file_names_customers_from_the_first_depot_as_zero():
    """Customer 1 is node 2; routes that are not there are empty."""
    problem = read_vrplib(SITES).problem

    plan, cost = read_vrplib_solution("Route #1: 1 5\nRoute #2:\nCost: 12.5\n", problem)

    assert (((0, 4), (), ()), 12.5) == (plan.routes, cost)


@pytest.mark.parametrize(
    "text", ["Route #1: one\nCost 3", "Route #1: 1\nCost much", "Route #1: 9\nCost 3", "Route #1: 1"]
)
def test_a_solution_file_that_is_none_is_refused(text: str):
    """Words for numbers, a customer the instance lacks, no cost at all."""
    with pytest.raises(FormatNotKept):
        read_vrplib_solution(text, read_vrplib(SITES).problem)


TITLES = "CUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE TIME"
FAULTS = [
    (
        read_solomon,
        SOLOMON.replace("CUSTOMER", "CLIENTS"),
        f"CUSTOMER : il manque la rubrique CUSTOMER : « {TITLES} », puis ces nombres",
    ),
    (
        read_solomon,
        SOLOMON.replace("CAPACITY", "CAPACITE"),
        "ligne 4, VEHICLE : il faut « NUMBER CAPACITY », pas « NUMBER     CAPACITE »",
    ),
    (
        read_solomon,
        re.sub(r"CUST NO\..*", "CUST NO. DEMAND", SOLOMON),
        f"ligne 8, CUSTOMER : il faut « {TITLES} », pas « CUST NO. DEMAND »",
    ),
    (
        read_solomon,
        SOLOMON.replace("71         10", "71         1.5"),
        "ligne 12, CUSTOMER : il faut un nombre entier, pas 1.5",
    ),
    (
        read_solomon,
        SOLOMON.replace("71         10", "71"),
        "ligne 12, CUSTOMER : il faut 7 nombres, pas « 2      45         71         60        190         10 »",
    ),
    (
        read_solomon,
        re.sub(r"    2      45.*", "2 45 71 10 60 190 10 8", SOLOMON),
        "ligne 12, CUSTOMER : il faut 7 nombres, pas « 2 45 71 10 60 190 10 8 »",
    ),
    (read_solomon, SOLOMON.replace("  3          30", "trois"), "ligne 5, VEHICLE : il faut 2 nombres, pas « trois »"),
    (
        read_solomon,
        SOLOMON.replace("  3          30", "  3          30\n  1          99"),
        "ligne 6, VEHICLE : il faut une seule ligne",
    ),
    (read_vrplib, SITES.replace("VEHICLES: 3", ""), "VEHICLES : il manque ce champ : le nombre de véhicules"),
    (
        read_vrplib,
        SITES.replace("DIMENSION: 7\n", ""),
        "DIMENSION : il manque ce champ : le nombre de nœuds, dépôts compris",
    ),
    (
        read_vrplib,
        SITES.replace("DIMENSION: 7", "DIMENSION: 8"),
        "ligne 5, DIMENSION : 8 annoncés, mais NODE_COORD_SECTION a 7 lignes : corrigez l'un ou l'autre",
    ),
    (
        read_vrplib,
        SITES.replace("EUC_2D", "EXPLICIT"),
        "ligne 4, EDGE_WEIGHT_TYPE : « EXPLICIT » ne se lit pas, seulement : EUC_2D",
    ),
    (
        read_vrplib,
        SITES.replace("EDGE_WEIGHT_TYPE: EUC_2D\n", ""),
        "EDGE_WEIGHT_TYPE : il manque ce champ : EUC_2D : les distances à vol d'oiseau",
    ),
    (
        read_vrplib,
        SITES.replace("TYPE: SDVRPTW", "TYPE: OVRPTW"),
        "ligne 3, TYPE : « OVRPTW » ne se lit pas, seulement : VRPTW, SDVRPTW, MDVRPTW",
    ),
    (
        read_vrplib,
        SITES.replace("VEHICLES: 3", "VEHICULES: 3"),
        "ligne 6, VEHICULES : inconnu, et ce pourrait être une règle : ôtez-le, ou écrivez VEHICLES",
    ),
    (
        read_vrplib,
        SITES.replace("DEMAND_SECTION", "DEMANDS_SECTION"),
        "ligne 16, DEMANDS_SECTION : inconnu, et ce pourrait être une règle : ôtez-le, ou écrivez DEMAND_SECTION",
    ),
    (
        read_vrplib,
        SITES.replace("VEHICLES: 3", "VEHICLES: 3\nVEHICLES: 4"),
        "ligne 7, VEHICLES : c'est écrit deux fois : gardez-en un",
    ),
    (
        read_vrplib,
        SITES.replace("VEHICLES: 3", "three vehicles"),
        "ligne 6 : ni un champ (NOM: valeur) ni une rubrique : « three vehicles »",
    ),
    (
        read_vrplib,
        SITES.replace("TIME_WINDOW_SECTION\n1\t0\t400", "TIME_WINDOW_SECTION\nhere\n1\t0\t400"),
        "ligne 33, TIME_WINDOW_SECTION : il faut un nombre, pas « here »",
    ),
    (
        read_vrplib,
        re.sub(r"TIME_WINDOW_SECTION\n(\d.*\n)*", "", SITES),
        "TIME_WINDOW_SECTION : il manque cette rubrique : par nœud, son numéro, le premier et le dernier début",
    ),
    (
        read_vrplib,
        re.sub(r"CAPACITY_SECTION\n(\d.*\n)*", "", SITES),
        "CAPACITY_SECTION : il manque cette rubrique (ou le champ CAPACITY) : par véhicule, son numéro et sa charge",
    ),
    (
        read_vrplib,
        SITES.replace("3\t7\n4\t24", "3\t7.5\n4\t24"),
        "ligne 19, DEMAND_SECTION : il faut un nombre entier, pas 7.5",
    ),
    (
        read_vrplib,
        SITES.replace("3\t7\n4\t24", "3\n4\t24"),
        "ligne 19, DEMAND_SECTION : il faut 2 nombres : par nœud, son numéro et sa demande",
    ),
    (
        read_vrplib,
        SITES.replace("VEHICLES: 3", "VEHICLES: 2.5"),
        "ligne 6, VEHICLES : il faut un nombre entier, pas 2.5",
    ),
    (
        read_vrplib,
        SITES.replace("3\t7\n4\t24", "3\t7"),
        "DEMAND_SECTION : il manque le numéro 4 : il faut ceux de 1 à 7",
    ),
    (
        read_vrplib,
        SITES.replace("3\t7\n4\t24", "3\t7\n3\t24"),
        "ligne 20, DEMAND_SECTION : le numéro 3 est de trop : il faut ceux de 1 à 7",
    ),
    (
        read_vrplib,
        SITES.replace("3\t2\t4\t7", "3\t2\t4\t77"),
        "ligne 47, VEHICLES_ALLOWED_CLIENTS_SECTION : pas de nœud 77",
    ),
    (
        read_vrplib,
        DEPOTS.replace("3\t2\nDEPOT", "3\t5\nDEPOT"),
        "ligne 44, VEHICLES_DEPOT_SECTION : 5 n'est pas un dépôt",
    ),
    (
        READERS["trsp"][1],
        TECHNICIANS.replace("3       2       2", "30      2       2"),
        "ligne 5, INFO : pas de lignes pour 30 techniciens",
    ),
    (
        READERS["trsp"][1],
        TECHNICIANS.replace("[]       [0,1]", "[0,1]"),
        "ligne 17, DEPOT TECHNICIANS AND REQUESTS : il faut trois listes entre crochets",
    ),
    (
        READERS["trsp"][1],
        re.sub(r"CREW COUNT.*", "CREW", TECHNICIANS),
        "ligne 4, INFO : il faut « CREW COUNT SKILLS TOOLS SPARE PARTS », pas « CREW »",
    ),
    (
        READERS["trsp"][1],
        TECHNICIANS.replace("INFO", "INFOS"),
        "INFO : il manque la rubrique INFO : « CREW COUNT SKILLS TOOLS SPARE PARTS », puis ces valeurs",
    ),
]


@pytest.mark.parametrize("read,text,fault", FAULTS, ids=[fault for _, _, fault in FAULTS])
def test_a_file_that_is_not_in_its_format_is_refused_with_the_place(
    read: Callable[[str], Instance], text: str, fault: str
):
    """Where it is, and what it takes."""
    with pytest.raises(FormatNotKept) as told:
        read(text)
    assert fault == str(told.value)


@pytest.mark.parametrize("text,read", READERS.values(), ids=list(READERS))
@given(seed=st.integers(0, 2**32 - 1))
def test_a_damaged_file_is_read_or_refused_never_a_crash(text: str, read: Callable[[str], Instance], seed: int):
    """Words lost, repeated, moved or replaced."""
    rng = random.Random(seed)
    lines = [line.split(" ") for line in text.splitlines()]
    for _ in range(rng.randint(1, 3)):
        line = rng.choice([words for words in lines if words])
        at = rng.randrange(len(line))
        line[at : at + 1] = rng.choice([[], ["-1"], ["nan"], ["9e99"], ["x"], line, [*line, "\n"]])
    try:
        read("\n".join(" ".join(line) for line in lines))
    except (FormatNotKept, ProblemRefused):
        return


@needs_data
@pytest.mark.parametrize(
    "pattern,read",
    [
        ("vrplib/*/*.vrp", partial(read_vrplib, rounding=Rounding.DIMACS)),
        ("solomon/*/*.txt", read_solomon),
        ("trsp/*.100_*.txt", lambda text: read_trsp(text, depot=True)),
        ("trsp/*.100_*.txt", lambda text: read_trsp(text, depot=False)),
    ],
    ids=["vrplib", "solomon", "trsp", "trsp without depot"],
)
def test_every_published_instance_is_read(pattern: str, read: Callable[[str], Instance]):
    """Whatever is refused of other files, theirs are all understood."""
    files = sorted(Path(DATA).glob(pattern))
    assert files
    assert all(read(file.read_text(encoding="utf-8")).problem.visits for file in files)


@needs_data
@pytest.mark.parametrize("kind", ["SDVRPTW", "MDVRPTW", "VRPTW1000"])
def test_every_published_solution_costs_what_it_says(kind: str):
    """Our referee, on the files of the collection: the same cost to the digit, and nothing broken."""
    rounding = Rounding.DIMACS if kind == "VRPTW1000" else Rounding.EXACT
    files = sorted((Path(DATA) / "vrplib" / kind).glob("*.vrp"))
    for file in files:
        instance = read_vrplib(file.read_text(encoding="utf-8"), rounding)
        plan, cost = read_vrplib_solution(file.with_suffix(".sol").read_text(encoding="utf-8"), instance.problem)
        verdict = referee(instance.problem, plan)
        assert (file.stem, cost, True) == (file.stem, instance.value(verdict), instance.feasible(plan, verdict))
    assert files


PROVEN = {
    "C101": """81 78 76 71 70 73 77 79 80 | 20 24 25 27 29 30 28 26 23 22 21 | 67 65 63 62 74 72 61 64 68 66 69
        | 90 87 86 83 82 84 85 88 89 91 | 98 96 95 94 92 93 97 100 99 | 43 42 41 40 44 46 45 48 51 50 52 49 47
        | 32 33 31 35 37 38 39 36 34 | 13 17 18 19 15 16 14 12 | 57 55 54 53 56 58 60 59
        | 5 3 7 8 10 11 9 6 4 2 1 75""",
}
"""Plans that reach the proven optimum: customers by number."""


@needs_data
@pytest.mark.parametrize("name,cost,accepted", [("C101", 827.3, True)])
def test_proven_optima_are_reached_in_the_convention(name: str, cost: float, accepted: bool):
    """No plan would cost less in theirs, so one that costs as much is counted as they do."""
    instance = read_solomon((Path(DATA) / "solomon" / "100" / f"{name}.txt").read_text(encoding="utf-8"))
    routes = [[int(customer) - 1 for customer in route.split()] for route in PROVEN[name].split("|")]

    assert (cost, accepted, []) == value(instance, *routes)
