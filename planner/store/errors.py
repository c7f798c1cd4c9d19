"""What can go wrong with the store itself, and what to say then.

PlannerError
└── StoreError
    ├── NotSaved          the database could not make a change durable: it is not done
    ├── Unreachable       the connection is gone: perhaps it is done, and the same key will tell
    └── AlreadyServed     another server process has this database file
"""

from planner.errors import PlannerError


class StoreError(PlannerError):
    """La base de données n’est pas utilisable actuellement."""


class NotSaved(StoreError):
    """La base de données n’a pas pu enregistrer ; rien n’a été changé."""


class Unreachable(StoreError):
    """La base de données ne répond plus ; réessayez dans un instant, rien ne sera fait deux fois."""


class AlreadyServed(StoreError):
    """Un autre serveur utilise déjà ce fichier de données."""
