from collections.abc import Callable

import pytest
from compare_accounts import make_account

from headwater.stages.compare import Account


@pytest.fixture
def account() -> Callable[..., Account]:
    return make_account
