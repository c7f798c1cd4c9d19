"""Cyrus for tests, which keeps calendars and mails: its own configuration, its own mailboxes, its own two ports."""

import contextlib
import grp
import imaplib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.dav_process import NAME, PASSWORD, DAVServer, Owner, Packages, free_ports, own_folder, running

PACKAGES = Packages("Cyrus", "cyrus-caldav cyrus-imapd sasl2-bin")
_FOLDERS = ("config/db", "config/socket", "lock", "mail", "proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cyrus(DAVServer):
    """The running server; its mailboxes are read at `mail`, a port of this machine."""

    mail: int

    @contextlib.contextmanager
    def mailbox(self) -> Iterator[imaplib.IMAP4]:
        """The mailbox of its user, signed in."""
        with imaplib.IMAP4("127.0.0.1", self.mail) as mailbox:
            mailbox.login(NAME, PASSWORD)
            yield mailbox


@contextlib.contextmanager
def cyrus() -> Iterator[Cyrus]:
    """Cyrus with one user, who signs in by a password file."""
    master = PACKAGES.file("/usr/lib/cyrus/bin/master")
    PACKAGES.file("/usr/lib/cyrus/bin/httpd")
    passwords = PACKAGES.program("saslpasswd2")
    owner = Owner.unprivileged()
    with own_folder("cyrus") as folder:
        web, mail = free_ports(2)
        _configure(folder, owner, web, mail)
        known = [str(passwords), "-p", "-c", "-f", str(folder / "sasldb2"), "-u", "localhost", NAME]
        subprocess.run(known, input=PASSWORD.encode(), check=True)
        owner.owns(folder)
        command = [str(master), "-C", str(folder / "imapd.conf"), "-M", str(folder / "cyrus.conf")]
        with running([*command, "-p", str(folder / "master.pid")], web, owner=owner):
            server = Cyrus("cyrus", f"http://127.0.0.1:{web}/dav/calendars/user/{NAME}/", mail=mail)
            with server.mailbox():
                pass  # the first sign-in makes the mailbox, without which Cyrus keeps no calendar
            yield server


def _configure(folder: Path, owner: Owner, web: int, mail: int) -> None:
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True)
    settings = {
        "configdirectory": folder / "config",
        "proc_path": folder / "proc",
        "mboxname_lockpath": folder / "lock",
        "defaultpartition": "default",
        "partition-default": folder / "mail",
        "servername": "localhost",
        "cyrus_user": owner.entry.pw_name,
        "cyrus_group": grp.getgrgid(owner.entry.pw_gid).gr_name,
        "autocreate_quota": 0,
        "allowplaintext": "yes",
        "httpmodules": "caldav",
        "sasl_mech_list": "PLAIN",
        "sasl_pwcheck_method": "auxprop",
        "sasl_auxprop_plugin": "sasldb",
        "sasl_sasldb_path": folder / "sasldb2",
    }
    conf = folder / "imapd.conf"
    conf.write_text("".join(f"{name}: {value}\n" for name, value in settings.items()), encoding="utf-8")
    (folder / "cyrus.conf").write_text(
        f'START {{ recover cmd="ctl_cyrusdb -C {conf} -r" }}\n'
        f'SERVICES {{\nhttp cmd="httpd -C {conf}" listen="127.0.0.1:{web}" prefork=1\n'
        f'imap cmd="imapd -C {conf}" listen="127.0.0.1:{mail}" prefork=0\n}}\n',
        encoding="utf-8",
    )
