"""Cyrus IMAP's CalDAV server for tests: its own configuration, its own mailboxes, its own two ports."""

import contextlib
import grp
import imaplib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support.dav_process import NAME, PASSWORD, DAVServer, Owner, Packages, free_ports, own_folder, running

PACKAGES = Packages("Cyrus", "cyrus-caldav cyrus-imapd sasl2-bin")
_FOLDERS = ("config/db", "config/socket", "lock", "mail", "proc")


@contextlib.contextmanager
def cyrus() -> Iterator[DAVServer]:
    """Cyrus with one user, who signs in by a password file; mail only to make his mailbox, as Cyrus wants one."""
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
            with imaplib.IMAP4("127.0.0.1", mail) as mailbox:
                mailbox.login(NAME, PASSWORD)
            yield DAVServer("cyrus", f"http://127.0.0.1:{web}/dav/calendars/user/{NAME}/")


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
