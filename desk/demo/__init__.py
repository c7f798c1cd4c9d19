"""An invented firm to try everything on: eighteen months behind it, this week and two more ahead."""

from desk.demo.firm import SIGN_INS, SLUG, DemoSignIn, catch_up, create_demo, opening

__all__ = ["SIGN_INS", "SLUG", "DemoSignIn", "catch_up", "create_demo", "opening"]
