"""What bench_scale measures: one large firm, and the ways to plan its day."""
