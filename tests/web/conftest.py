from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from web_sample import Sample

from headwater.web.site import make_site


@pytest.fixture(scope="session")
def shared() -> tuple[Sample, Litestar]:
    sample = Sample()
    return sample, make_site(sample)


@pytest.fixture
def sample(shared: tuple[Sample, Litestar]) -> Sample:
    """The sample press behind `client`, as if nothing had been done to it."""
    shared[0].added.clear()
    shared[0].removed.clear()
    return shared[0]


@pytest.fixture
def client(shared: tuple[Sample, Litestar], sample: Sample) -> Iterator[TestClient[Litestar]]:
    with TestClient(shared[1], raise_server_exceptions=False) as client:
        yield client
