"""The master says what it cannot solve instead of failing on it."""

from solver.bound.master import Master


def test_a_program_glop_finds_no_solution_of_is_tried_in_other_ways_and_then_given_up():
    """Here because there is none: a visit would have to be served less than never."""
    master = Master(leaving_out=[10], counts=[1])
    solved = master.relaxed()
    master._visits[0].SetBounds(-1, -1)

    assert solved is not None
    assert solved.cost == 10
    assert master.relaxed() is None
