from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from web_sample import Sample

from headwater.web.site import make_site


@pytest.fixture
def sample() -> Sample:
    return Sample()


@pytest.fixture
def client(sample: Sample) -> Iterator[TestClient[Litestar]]:
    with TestClient(make_site(sample), raise_server_exceptions=False) as client:
        yield client
