"""A target, and the inputs that are made for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
WORD = "keptword"
"""A word that inputs hold, and that no target may lose."""


@dataclass(frozen=True)
class Target:
    """What is fuzzed: the check, and the pieces of which inputs are made."""

    check: Callable[[str], object]
    pieces: tuple[str, ...]
    share: float = 1.0  # of the inputs, in relation to other targets


_ODD = (
    "",
    " ",
    "\n",
    "\t",
    "\r",
    "\0",
    "\ufeff",
    "\u202e",
    "\u2028",
    "\ud800",
    "é",
    "e\u0301",
    "中",
    "，",
    "𠮷",
    "🎉",
    "٣",
)


def inputs(target: Target, seed: int) -> Iterator[str]:
    """Yield inputs without end: pieces in a random order, some of them damaged, and now and then one repeated."""
    random = Random(seed)  # noqa: S311  not for secrets
    pieces = (*target.pieces, *_ODD)
    while True:
        text = "".join(random.choices(pieces, k=random.randrange(1, 24)))
        for _ in range(random.randrange(3)):
            place = random.randrange(len(text) + 1)
            text = (
                text[:place]
                + random.choice((*pieces, chr(random.randrange(0x3100))))
                + text[place + random.randrange(3) :]
            )
        text = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")  # as a file is read
        yield text * random.randrange(2, 6) if random.random() < 0.05 else text
