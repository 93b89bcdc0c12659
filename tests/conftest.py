"""What holds for the whole suite."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# The same examples every time, so that a run says something about the change and not about the dice;
# REFTEL_EXPLORE=1 throws them anew, with more of them.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("explore" if os.environ.get("REFTEL_EXPLORE") else "steady")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last, in every worker: Playwright keeps its event loop running until the session ends, and
    where one runs no other can be started."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
