"""A capture file read to its end, in memory that does not grow with it: of a call are kept the
beginning and the end of its ladder, and as many of the packets inside as are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from ipaddress import IPv4Address
from pathlib import Path

from vpdn.errors import ConfigError
from vpdn.explain.capture import Capture
from vpdn.explain.capture_call import Sink
from vpdn.explain.capture_story import Secret
from vpdn.net.capture_file import CaptureFile
from vpdn.net.pcap import LinkType, PcapWriter
from vpdn.net.records import Record

Watch = Callable[[Iterable[Record]], Iterable[Record]]


def read(
    path: Path,
    secret: Secret | None = None,
    keep: int | None = None,
    out: Path | None = None,
    watch: Watch = iter,
) -> tuple[Capture, str]:
    """What a file tells, and what is wrong with the file itself. `out` gets the packets inside the
    calls, as they are found; `watch` sees all packets pass. Raises ConfigError when a file cannot
    be read or written, or is no capture."""
    capture, trouble = _read(path, secret, frozenset(), keep, out, watch)
    if mistaken := capture.mistaken:
        return _read(path, secret, mistaken, keep, out, watch)
    return capture, trouble


def _read(
    path: Path,
    secret: Secret | None,
    servers: frozenset[IPv4Address],
    keep: int | None,
    out: Path | None,
    watch: Watch,
) -> tuple[Capture, str]:
    file = CaptureFile(path)
    with ExitStack() as stack:
        sink = None if out is None else _writer(stack, path, out)
        capture = Capture(secret, servers, keep, sink)
        for record in watch(file):
            capture.take(record)
        capture.finish()
    return capture, file.trouble


def _writer(stack: ExitStack, path: Path, out: Path) -> Sink:
    if out.exists() and out.samefile(path):
        raise ConfigError(f"cannot write {out}: it is the capture that is read")
    writer = stack.enter_context(PcapWriter(out, LinkType.RAW_IP))
    return lambda one: writer.write(one.packet, one.place.when)
