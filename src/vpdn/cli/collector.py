"""Python's garbage collector, told what kind of program this is: one that keeps what it makes.

A call is a thousand objects that live for hours. The collector looks for those that keep each
other alive; with its usual thresholds it does so several times a call, and now and then goes over
everything there is, while packets wait.
"""

from __future__ import annotations

import gc

YOUNG = 20_000
"""Objects made before the youngest are looked at: some twenty calls' worth."""
OLDER = 20
OLDEST = 50
"""Looks at one generation before the next is looked at too."""


def settle() -> None:
    """What is there now stays: it is not looked at again before the next call, which finds what was
    left of a router that was reloaded. Look seldom at what comes."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDEST)
