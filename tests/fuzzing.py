"""Fuzzing: a target takes one input that a stranger may send, and asserts what must hold whatever it is.

``tests/unit/test_fuzzing.py`` tries some hundred inputs of each target in CI. A million, in about half an hour::

    python tests/fuzzing.py --inputs 1000000
    python tests/fuzzing.py --inputs 100000 --target raw_html --seed 7
    python tests/fuzzing.py --atheris raw_html      # guided by coverage; pip install atheris
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable

from fuzz_targets import front_matter, images, markdown, raw_html
from fuzz_targets.inputs import Target, inputs

TARGETS: dict[str, Target] = {**front_matter.TARGETS, **raw_html.TARGETS, **markdown.TARGETS, **images.TARGETS}

_LONG = 20_000  # characters
_SLOW = 2.0  # seconds of CPU; what is linear takes less than a tenth


def check_cost(target: Target, text: str) -> None:
    """Assert that a long run of an input takes no more than in proportion to its length."""
    times = _LONG // max(len(text), 1) + 1
    started = time.process_time()
    target.check(text * times)
    once = time.process_time() - started
    if once > _SLOW:
        started = time.process_time()
        target.check(text * (2 * times))
        assert time.process_time() - started < 2.6 * once, f"{once:.1f} s for {len(text) * times} characters"


def run(name: str, count: int, seed: int, *, cost_every: int = 200) -> list[tuple[str, str]]:
    """Try inputs of a target; return those that fail, each kind of failure once, with what was wrong."""
    target = TARGETS[name]
    failures: dict[str, tuple[str, str]] = {}
    for number, text in zip(range(count), inputs(target, seed), strict=False):
        try:
            target.check(text)
            if cost_every and number % cost_every == 0:
                check_cost(target, text)
        except Exception as error:  # noqa: BLE001  whatever it is, it is what we look for
            said = f"{type(error).__name__}: {error}"
            failures.setdefault(said[:24], (text, said[:300]))
    return list(failures.values())


def _guided(name: str) -> None:
    import atheris  # noqa: PLC0415  optional

    target = TARGETS[name]
    atheris.instrument_all()
    atheris.Setup([sys.argv[0]], lambda data: target.check(data.decode("utf-8", "replace")))
    atheris.Fuzz()


def _main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--target", choices=TARGETS, action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", choices=TARGETS)
    options = parser.parse_args(None if arguments is None else list(arguments))
    if options.atheris:
        _guided(options.atheris)
    names = options.target or list(TARGETS)
    shares = sum(TARGETS[name].share for name in names)
    failed = False
    for name in names:
        count = round(options.inputs * TARGETS[name].share / shares)
        started = time.monotonic()
        failures = run(name, count, options.seed)
        print(
            f"{name:16}{count:10,} inputs {time.monotonic() - started:7.0f} s  {len(failures)} kinds of failure",
            flush=True,
        )
        for text, said in failures:
            print(f"    {said}\n    {text!r}", flush=True)
        failed |= bool(failures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(_main())
