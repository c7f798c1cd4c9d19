"""What can go wrong in the faces themselves; everything else comes from the api as a ProblemView.

PageError
├── FormExpired      403
├── FormTooLarge     413
└── NoSuchPage       404
"""

from typing import ClassVar

from api.views import ProblemKind, ProblemView
from web.languages import sentence


class PageError(Exception):
    """A page cannot be shown."""

    view: ClassVar[ProblemView]


class FormExpired(PageError):
    """The form was opened in another session, or too long ago."""

    view = ProblemView(
        ProblemKind.FORBIDDEN,
        403,
        sentence("Cette page était ouverte depuis trop longtemps"),
        sentence("Par sécurité, nous n’avons rien enregistré."),
        sentence("Revenez en arrière, rechargez la page et recommencez."),
    )


class FormTooLarge(PageError):
    """More was sent than a form or a file may weigh."""

    view = ProblemView(
        ProblemKind.FORBIDDEN,
        413,
        sentence("Ce fichier est trop lourd"),
        sentence("Un fichier peut peser 20 Mo au plus."),
        sentence("Découpez-le en plusieurs fichiers, ou enlevez les images qu’il contient."),
    )


class NoSuchPage(PageError):
    """The address leads nowhere."""

    view = ProblemView(
        ProblemKind.NOT_FOUND,
        404,
        sentence("Cette page n’existe pas"),
        sentence("L’adresse est peut-être incomplète, ou la page a changé de place."),
        sentence("Vérifiez l’adresse, ou repartez de la page d’accueil."),
    )
