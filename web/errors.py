"""What can go wrong in the faces themselves; everything else comes from the api as a ProblemView.

PageError
├── FormExpired      403
├── FormTooLarge     413
├── NothingPrints    501
└── NoSuchPage       404
"""

from typing import ClassVar

from api.views import ProblemKind, ProblemView, said


class PageError(Exception):
    """A page cannot be shown."""

    view: ClassVar[ProblemView]


class FormExpired(PageError):
    """The form was opened in another session, or too long ago."""

    view = ProblemView(
        ProblemKind.FORBIDDEN,
        403,
        said("Cette page était ouverte depuis trop longtemps"),
        said("Par sécurité, nous n’avons rien enregistré."),
        said("Revenez en arrière, rechargez la page et recommencez."),
    )


class FormTooLarge(PageError):
    """More was sent than a form or a file may weigh."""

    view = ProblemView(
        ProblemKind.FORBIDDEN,
        413,
        said("Ce fichier est trop lourd"),
        said("Un fichier peut peser 20 Mo au plus."),
        said("Découpez-le en plusieurs fichiers, ou enlevez les images qu’il contient."),
    )


class NothingPrints(PageError):
    """What makes PDFs is missing on this server."""

    view = ProblemView(
        ProblemKind.NOT_FOUND,
        501,
        said("Ce serveur ne fait pas de PDF"),
        said("Il lui manque la bibliothèque qui les compose."),
        said("Ouvrez le rapport à imprimer, puis Ctrl+P et « Enregistrer au format PDF »."),
    )


class NoSuchPage(PageError):
    """The address leads nowhere."""

    view = ProblemView(
        ProblemKind.NOT_FOUND,
        404,
        said("Cette page n’existe pas"),
        said("L’adresse est peut-être incomplète, ou la page a changé de place."),
        said("Vérifiez l’adresse, ou repartez de la page d’accueil."),
    )
