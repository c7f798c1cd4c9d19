"""Load on one server over HTTP: who asks, and the bare route that ours is compared with."""
