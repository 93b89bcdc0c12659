"""The files a page is set with: styles, scripts and the typefaces, under an address that changes when they do.

The typefaces come from the installed packages `font-source-serif-pro` and `font-source-sans-pro` (SIL Open Font
License) and are served as they are; a page is whole without them.
"""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path
from typing import Final

import font_source_sans_pro
import font_source_serif_pro
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".otf": "font/otf",
    ".txt": "text/plain; charset=utf-8",
}
_FACES: Final = {
    font_source_serif_pro: ("SourceSerifPro-Regular", "SourceSerifPro-It", "SourceSerifPro-Semibold"),
    font_source_sans_pro: ("SourceSansPro-Regular", "SourceSansPro-It", "SourceSansPro-Semibold"),
}


class Assets:
    """Every file that may be asked for, read once: `prefix` is the folder they stand in, with their fingerprint."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        for entry in sorted(resources.files("reftel.web").joinpath("static").iterdir(), key=lambda e: e.name):
            if entry.is_file() and Path(entry.name).suffix in _TYPES:
                self._files[entry.name] = entry.read_bytes()
        for package, names in _FACES.items():
            folder = Path(str(package.__file__)).parent / "files"
            for name in names:
                if (face := folder / f"{name}.otf").is_file():
                    self._files[f"fonts/{face.name}"] = face.read_bytes()
            if (licence := folder / "LICENSE.txt").is_file():
                self._files[f"fonts/{package.__name__}-LICENSE.txt"] = licence.read_bytes()
        whole = hashlib.sha256()
        for name, data in sorted(self._files.items()):
            whole.update(name.encode())
            whole.update(hashlib.sha256(data).digest())
        self.prefix = f"/-/static/{whole.hexdigest()[:12]}/"

    def respond(self, request: Request) -> Response:
        """One file, for ever: under another fingerprint there is nothing."""
        name = request.path_params["name"]
        if not request.url.path.startswith(self.prefix) or name not in self._files:
            raise HTTPException(404)
        return Response(
            self._files[name],
            media_type=_TYPES[Path(name).suffix],
            headers={"Cache-Control": "public, max-age=31536000, immutable"},
        )
