"""What holds for the whole suite."""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last, in every worker: Playwright keeps its event loop running until the session ends, and
    where one runs no other can be started."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
