"""Whatever strangers send: some inputs of each fuzz target; ``tests/fuzzing.py`` tries a million."""

from __future__ import annotations

import pytest
from fuzzing import TARGETS, run


@pytest.mark.promise("5 bad input")
@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_what_a_target_promises(name: str) -> None:
    assert run(name, 150, seed=20, cost_every=50) == []
