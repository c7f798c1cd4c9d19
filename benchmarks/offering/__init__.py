"""What the benchmark of offers is made of: a firm and its customers, other ways to find the same, a fresh process."""
