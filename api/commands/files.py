"""The files a command is given: tried before anything else is done, and what is wrong with one is said in words.

Arguments say `readable=False`: the command line's own check would answer in English, as wrong use.
"""

import os
from pathlib import Path

from api.errors import FileUnreadable, FileUnwritable

_UNREADABLE = "Ce fichier ne se lit pas"
_WHY: dict[type[OSError], str] = {
    FileNotFoundError: "Ce fichier n'existe pas",
    IsADirectoryError: "C'est un dossier, pas un fichier",
    PermissionError: "Vous n'avez pas le droit de lire ce fichier",
}


def readable(file: Path) -> Path:
    """Return a file that can be read.

    Raises:
        FileUnreadable: it is not there, is a folder, or is not ours to read.
    """
    try:
        with file.open("rb"):
            return file
    except OSError as error:
        raise FileUnreadable(f"{_WHY.get(type(error), _UNREADABLE)} : {file}") from error


def writable(file: Path) -> Path:
    """Return where a file can be written; one that is there will be replaced.

    Raises:
        FileUnwritable: its folder is not there or not ours to write in, or a folder has its name.
    """
    if file.is_dir():
        raise FileUnwritable(f"C'est un dossier, donnez un nom de fichier : {file}")
    if not file.parent.is_dir():
        raise FileUnwritable(f"Ce dossier n'existe pas : {file.parent}")
    if not os.access(file.parent, os.W_OK):
        raise FileUnwritable(f"Vous n'avez pas le droit d'écrire dans ce dossier : {file.parent}")
    return file
