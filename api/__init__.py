"""The door: HTTP, sign-in, actions, wiring, worker and command line."""
