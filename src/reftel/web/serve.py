"""`reftel serve`: the reading room on this machine, until Ctrl-C.

It listens on the loopback address, where only people at this machine can read; anything wider is done only when asked
for, and is said aloud. Cables that `reftel add` writes meanwhile are there at the next click.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from reftel.archive import Archive
from reftel.errors import ReftelError, UsageError
from reftel.views import Reader
from reftel.web.rooms import create_app


def serve(
    archive_path: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    allowed_hosts: Sequence[str] = (),
    reader: Reader | None = None,
) -> None:
    """Serve the archive at `archive_path` on `host`:`port` until interrupted (port 0: any free one).

    Raises `ReftelError` when the port is taken or the address is not this machine's.
    """
    import uvicorn

    who = reader or Reader("full")
    with Archive.open(archive_path, mode="read") as archive:
        listening = listen(host, port)
        try:
            names = allowed_hosts if is_loopback(host) else (*allowed_hosts, *_names_of(host))
            app = create_app(archive, reader_for=lambda _request: who, allowed_hosts=names)
            config = uvicorn.Config(
                app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, lifespan="off"
            )
            announce(host, listening.getsockname()[1])
            # Ctrl-C is how a reading room is closed: no fault
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listening])
        finally:
            listening.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, or a `ReftelError` that says what is in the way."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        # on Windows this option would let two rooms share a port
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise ReftelError(
                f"Port {port} on {host} is taken: perhaps a reading room is open there already.",
                remedy=f"Choose another: reftel serve --port {port + 1 if port < 65535 else 0}.",
            ) from error
        if error.errno == errno.EACCES:
            raise ReftelError(
                f"This user may not listen on port {port}.", remedy="Choose one above 1023: reftel serve --port 8765."
            ) from error
        raise UsageError(
            f"Cannot listen on {host}: {error.strerror or error}.", remedy="Use an address of this machine: 127.0.0.1."
        ) from error
    return listening


def is_loopback(host: str) -> bool:
    """Whether only people at this machine can reach that address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _names_of(host: str) -> tuple[str, ...]:
    """The names by which others reach this machine when it listens on `host`."""
    if host in ("0.0.0.0", "::"):  # noqa: S104
        own = socket.gethostname()
        with contextlib.suppress(OSError):
            return (host, own, socket.getfqdn(), *{str(found[4][0]) for found in socket.getaddrinfo(own, None)})
        return (host, own)
    return (host,)


def announce(host: str, port: int) -> None:
    """One line to click; and, where others can reach the room, one that says so."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    print(f"Reading room: http://{shown}:{port}/  (Ctrl-C to stop)", flush=True)
    if not is_loopback(host):
        print(
            f"Anyone who can reach {host} on port {port} can now read this archive: there is no password.",
            file=sys.stderr,
            flush=True,
        )
