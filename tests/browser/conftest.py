"""A real server and a real browser: one reading room over invented cables for the whole run, one Chromium.

The tests are skipped, with the reason, where no Chromium is installed. Nothing is fetched from elsewhere.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn

from reftel.views import Reader
from reftel.web import create_app

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str | None:
    """Where Chromium is: REFTEL_CHROMIUM, else Debian's, else whatever the path has."""
    wanted = (os.environ.get("REFTEL_CHROMIUM", ""), "/usr/bin/chromium", "chromium", "google-chrome")
    return next(filter(None, map(shutil.which, filter(None, wanted))), None)


@pytest.fixture(scope="session")
def factory() -> ModuleType:
    place = Path(__file__).parent.parent / "web" / "factory.py"
    spec = importlib.util.spec_from_file_location("reading_room_factory", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def room(factory: ModuleType) -> Iterator[str]:
    """The address of a running reading room."""
    app = create_app(factory.archive(), reader_for=lambda _request: Reader("full"))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    patience = time.monotonic() + 10
    while not server.started and time.monotonic() < patience:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)
    listening.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    where = chromium()
    if where is None:
        pytest.skip("no Chromium here: apt-get install chromium, or set REFTEL_CHROMIUM to where it is")
    playwright = pytest.importorskip("playwright.sync_api")
    try:
        started = playwright.sync_playwright().start()
    except Exception as error:  # its driver is a program of its own, and may lack a library of the system's
        pytest.skip(f"Playwright's driver does not start here ({error}); on a small Debian: apt install libatomic1")
    opened = started.chromium.launch(executable_path=where, args=list(FLAGS))
    yield opened
    opened.close()
    started.stop()
