"""Every answer but the first on a connection took 40 ms too long.

The server's socket is taken before anything long begins and handed to the event loop, which spares the pause that TCP
makes between small writes only on sockets of its own making: the body of an answer waited until the client had
acknowledged its head, which clients put off for 40 ms.
"""

import socket
from pathlib import Path

from api.commands.serve import listening
from api.settings import read_settings
from tests.support.dav_process import free_ports


def test_connections_send_at_once_what_is_written(tmp_path: Path) -> None:
    """What the server's socket accepts inherits that nothing is held back."""
    (free,) = free_ports(1)
    settings = read_settings(data_folder=tmp_path, host="127.0.0.1", port=free)
    with listening(settings) as port, socket.create_connection(port.getsockname()):
        accepted, _ = port.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
