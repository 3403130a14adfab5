"""How many connections this process can bear: a descriptor each (getrlimit(2))."""

from __future__ import annotations

import resource

RESERVED = 128
"""Descriptors that are not for connections: our own, AAA's, the consoles'."""


def raise_limit(wanted: int) -> int:
    """Raise the process' soft limit so far that `wanted` connections fit, or as far as it goes;
    returns how many do fit, at least one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    need = wanted + RESERVED
    if hard != resource.RLIM_INFINITY:
        need = min(need, hard)
    if soft != resource.RLIM_INFINITY and soft < need:
        resource.setrlimit(resource.RLIMIT_NOFILE, (need, hard))
        soft = need
    return wanted if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft - RESERVED))
