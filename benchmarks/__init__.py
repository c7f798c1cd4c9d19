"""How fast the house is, measured by CPU time with seeds, on synthetic firms."""
