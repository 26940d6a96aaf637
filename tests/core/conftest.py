"""The core does no input or output, so its tests may not open a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_socket import disable_socket, enable_socket


@pytest.fixture(autouse=True)
def no_socket() -> Iterator[None]:
    """Any socket opened during a test of the core is an error."""
    disable_socket()
    yield
    enable_socket()
