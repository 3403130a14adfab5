"""native/policer.c against datapath/policer.py."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    byref,
    c_bool,
    c_double,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
)
from random import Random

from tests.native.library import function
from vpdn.datapath.policer import Limit, Policer


class CLimit(Structure):
    _fields_ = (("rate", c_uint32), ("burst", c_uint32), ("debt", c_uint32))


class CPolicer(Structure):
    _fields_ = (
        ("limit", CLimit),
        ("conformed", c_uint64),
        ("conformed_octets", c_uint64),
        ("exceeded", c_uint64),
        ("exceeded_octets", c_uint64),
        ("last", c_double),
        ("full", c_int64),
        ("debt", c_int64),
        ("tokens", c_int64),
        ("owed", c_int64),
        ("at", c_int64),
        ("longest", c_int64),
    )


change = function("policer_change", None, POINTER(CPolicer), POINTER(CLimit))
admits = function("policer_admits", c_bool, POINTER(CPolicer), c_size_t, c_double)
burst = function("policer_burst", c_uint64, POINTER(CPolicer))


def compiled(limit: Limit) -> CLimit:
    return CLimit(limit.rate, limit.burst, limit.debt)


def a_limit(random: Random) -> Limit:
    """Everything the configuration can say, and beyond, to the largest numbers there are."""
    rate = random.choice((1, 8000, 64_000, 1_234_567, 2_000_000_000, 2**32 - 1))
    allowed = random.choice((1, 1000, 1500, 20_000, 512_000_000, 2**32 - 1))
    return Limit(rate, allowed, random.choice((0, 0, 100, 3000, 1_024_000_000, 2**32 - 1)))


def counts(policer: Policer | CPolicer) -> tuple[float, ...]:
    return (
        policer.conformed,
        policer.conformed_octets,
        policer.exceeded,
        policer.exceeded_octets,
        policer.last,
    )


def test_random_streams_are_policed_as_in_python() -> None:
    random, admitted, seen = Random(2697), 0, 0
    for _ in range(200):
        reference, twin, now = Policer(), CPolicer(), random.choice((0.0, 5.5, 1e7))
        for _ in range(4):
            limit = a_limit(random)
            for _ in range(2):
                reference.change(limit)
                change(byref(twin), byref(compiled(limit)))
                for _ in range(30):
                    now += random.choice((0.0, 0.0, 1e-6, 1.3e-4, 0.01, -0.005, 1.0, 1e5))
                    size = random.choice((20, 60, 1400, 1500, 65535))
                    expected = reference.admits(size, now)
                    assert admits(byref(twin), size, now) == expected
                    assert burst(byref(twin)) == reference.burst
                    admitted, seen = admitted + expected, seen + 1
                assert counts(twin) == counts(reference)
    assert 0.2 < admitted / seen < 0.9
