"""Who may leave: contract customers, what happened to them, and how likely it is that they give notice."""
