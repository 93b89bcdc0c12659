"""Who may ask the reading room for anything, and what a browser may do with the answer.

The room listens on this machine, and any page in the same browser could try to reach it: by a name that its owner
points at 127.0.0.1 (DNS rebinding), by a form, by a frame. So the `Host` must be one we answer to, nothing but reading
is allowed, and every answer forbids scripts, styles and frames that are not our own. Cables are hostile text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def host_of(header: str) -> str:
    """The name in a `Host` header, without its port: `[::1]:8765` is `::1`."""
    name = header.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.rpartition(":")[0] if name.count(":") == 1 else name


class Guard:
    """ASGI middleware that refuses what is not asked by name, by reading, and from here."""

    def __init__(self, app: ASGIApp, *, allowed_hosts: Iterable[str] = ()) -> None:
        self.app = app
        self.hosts = LOOPBACK | {host.strip().lower().strip("[]") for host in allowed_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "private, no-cache")
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if host_of(headers.get("host", "")) not in self.hosts:
            return PlainTextResponse(
                "This reading room does not answer to that name. Open it at the address it printed at its start.\n",
                status_code=421,
            )
        reading = scope["method"] in ("GET", "HEAD")
        if _from_elsewhere(headers, reading=reading):
            return PlainTextResponse("That request came from another site.\n", status_code=403)
        if reading:
            return None
        return PlainTextResponse(
            "Nothing here is written through the web.\n", status_code=405, headers={"Allow": "GET, HEAD"}
        )


def _from_elsewhere(headers: Headers, *, reading: bool) -> bool:
    """Whether a page of another site (or of another port of this machine) asks: by its `Origin`, or because a browser
    says so of anything but a link that somebody followed to read."""
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").strip().lower():
        return True
    site = headers.get("sec-fetch-site", "none")
    followed = reading and headers.get("sec-fetch-mode", "navigate") == "navigate"
    return site not in ("same-origin", "none") and not followed
