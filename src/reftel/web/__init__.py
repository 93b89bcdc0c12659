"""The reading room in a browser: server-rendered pages over one archive, readable and searchable with no script.

`create_app` makes the application for an open archive; `reftel.web.serve` runs it.
"""

from __future__ import annotations

from reftel.web.rooms import create_app

__all__ = ["create_app"]
