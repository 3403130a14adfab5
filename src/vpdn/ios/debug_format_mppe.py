"""Debug lines of encryption: `ppp mppe events|packet|detailed`."""

from __future__ import annotations

from collections.abc import Iterable

from vpdn.datapath.trace import MppePassed, MppeRefused
from vpdn.ios.debug import Debug
from vpdn.ios.debug_line import Line, Table, short_name
from vpdn.nas.events import Event
from vpdn.ppp.outputs import KeySource
from vpdn.ppp.trace import (
    EncryptionMissing,
    KeysGenerated,
    KeysMissing,
    MppeInitialized,
    MppeOptionsUnknown,
)

TABLE = Table()
_DETAILED = Debug.MPPE_DETAILED
_DATA = Debug.MPPE_PACKETS | _DETAILED


def _mppe(event: Event, words: str, flags: Debug = Debug.MPPE_EVENTS) -> Line:
    return Line(flags, f"{short_name(event)}MPPE: {words}")


@TABLE.words(MppeOptionsUnknown, Debug.MPPE_EVENTS)
def _mppe_options_unknown(trace: MppeOptionsUnknown, event: Event) -> Iterable[Line]:
    return [_mppe(event, "don't understand all options, NAK")]


@TABLE.words(KeysGenerated, Debug.MPPE_EVENTS)
def _keys_generated(trace: KeysGenerated, event: Event) -> Iterable[Line]:
    source = "RADIUS data" if trace.source is KeySource.RADIUS else "local database"
    return [_mppe(event, f"Generate keys using {source}")]


@TABLE.words(MppeInitialized, Debug.MPPE_EVENTS)
def _mppe_initialized(trace: MppeInitialized, event: Event) -> Iterable[Line]:
    mode = "stateful" if trace.stateful else "stateless"
    return [
        _mppe(event, "Initialize keys"),
        _mppe(event, f"[{trace.bits} bit encryption] [{mode} mode]"),
    ]


@TABLE.words(KeysMissing, Debug.MPPE_EVENTS)
def _keys_missing(trace: KeysMissing, event: Event) -> Iterable[Line]:
    source = "RADIUS" if trace.source is KeySource.RADIUS else "Local"
    return [_mppe(event, f"{source} keying material missing")]


@TABLE.words(EncryptionMissing, Debug.MPPE_EVENTS)
def _encryption_missing(trace: EncryptionMissing, event: Event) -> Iterable[Line]:
    return [_mppe(event, "Required encryption not negotiated")]


@TABLE.words(MppePassed, _DATA)
def _mppe_passed(trace: MppePassed, event: Event) -> Iterable[Line]:
    """What is said in detail shows two ends apart, and gives no key away."""
    verb, way = ("Encrypt", "tx") if trace.outgoing else ("Decrypt", "rx")
    head = f"{verb} {trace.size} bytes, coherency count {trace.coherency}"
    tables = "flushed" if trace.flushed else "kept"
    return [
        _mppe(event, head, _DATA),
        _mppe(event, f"{way} tables {tables}, {way} key changes {trace.key_changes}", _DETAILED),
    ]


@TABLE.words(MppeRefused, _DATA)
def _mppe_refused(trace: MppeRefused, event: Event) -> Iterable[Line]:
    what = f"Drop {trace.size} bytes, coherency count {trace.coherency}: {trace.reason}"
    return [_mppe(event, what, _DATA)]
