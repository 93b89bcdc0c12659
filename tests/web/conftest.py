"""A reading room over invented cables, asked without a browser."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from reftel.views import Reader
from reftel.web import create_app


@pytest.fixture(scope="session")
def factory() -> ModuleType:
    place = Path(__file__).with_name("factory.py")
    spec = importlib.util.spec_from_file_location("web_factory", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def archive(factory: ModuleType) -> Any:
    return factory.archive()


class Room:
    """Asks an application without a socket; no redirect is followed, and no exception comes through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.client = ("127.0.0.1", 50000)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False, client=self.client)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
                return await client.request(method, path, **options)

        return asyncio.run(asked())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)


@pytest.fixture
def room(archive: Any) -> Room:
    return Room(create_app(archive, reader_for=lambda _request: Reader("full"), allowed_hosts=("archive.example",)))
