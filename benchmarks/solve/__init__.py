"""What `bench_solve.py` measures, how one cell is run, and how cells are told."""
