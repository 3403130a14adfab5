"""`show interfaces`: state, settings and counters of every interface."""

from __future__ import annotations

from collections.abc import Iterator

from vpdn.errors import ConfigError
from vpdn.ios.command import command
from vpdn.ios.commands.show_vpdn import call_data
from vpdn.ios.editor import Editor
from vpdn.ios.grammar import INVALID
from vpdn.ios.interfaces import Port, dotted, ports
from vpdn.ios.modes import PRIVILEGED, USER
from vpdn.ios.plain import lines_of
from vpdn.ios.router import Session
from vpdn.ios.running_config import descriptions, framed, inside, render
from vpdn.ios.timestamps import duration
from vpdn.ios.tokens import InterfaceName
from vpdn.nas.traffic import Rate, Traffic

_KILOBITS_AND_DELAY = {
    "Ethernet": (10_000, 1000),
    "FastEthernet": (100_000, 100),
    "GigabitEthernet": (1_000_000, 10),
    "Loopback": (8_000_000, 5000),
    "Serial": (1544, 20_000),
}
_ENCAPSULATIONS = {"BRI": "HDLC", "Loopback": "LOOPBACK", "Serial": "HDLC", "Tunnel": "TUNNEL"}
_VIRTUAL = (100_000, 100_000)
_LOOPBACK_MTU = 1514
_HELP = """
interfaces     Interface status and configuration
name           Interface to show
configuration  Configuration of a cloned interface
"""


def chosen(session: Session, name: InterfaceName | None = None) -> list[Port]:
    """The interface of this name, or all. Raises ConfigError when there is none."""
    every = ports(session.server.config, session.server.snapshot())
    shown = [port for port in every if name is None or port.name == str(name)]
    if not shown:
        raise ConfigError(INVALID)
    return shown


def described(session: Session, name: InterfaceName | None = None) -> list[tuple[Port, str]]:
    """The interface of this name, or all, with what they are described as: a Virtual-Access
    interface as its template. Raises ConfigError when there is none."""
    words = descriptions(session.router.running.tree)
    return [(port, words.get(_configured_as(port), "")) for port in chosen(session, name)]


def _configured_as(port: Port) -> str:
    if port.session is None or port.template is None:
        return port.name
    return f"Virtual-Template{port.template.number}"


def port_data(port: Port) -> dict[str, object]:
    """What every interface says. `unnumbered` is the one that lends its address."""
    return {
        "name": port.name,
        "status": port.status,
        "protocol": port.protocol,
        "address": port.address,
        "network": port.network,
        "unnumbered": port.lender or None,
        "mtu": mtu(port),
    }


def _data(session: Session, name: InterfaceName | None = None) -> object:
    return [
        {
            **port_data(port),
            "description": words or None,
            "hardware": _hardware(port),
            "traffic": _traffic(port),
            "rate": _rate(port),
            "session": None if port.session is None else call_data(port.session),
        }
        for port, words in described(session, name)
    ]


@command(
    USER,
    "show interfaces [INTERFACE|TEMPLATE]$name",
    _HELP + "Virtual-Template  A template",
    data=_data,
)
def show_interfaces(session: Session, name: InterfaceName | None = None) -> str:
    shown = described(session, name)
    return "".join(f"{line}\n" for port, words in shown for line in _interface(port, words))


def _inherited(session: Session, name: InterfaceName) -> str:
    """The configuration that a Virtual-Access interface has from its template, and from AAA."""
    [port] = chosen(session, name)
    if port.session is None or port.template is None:
        raise ConfigError(INVALID)
    template = f"interface Virtual-Template{port.template.number}"
    editor = Editor(session.router.running.tree)
    for line in (template, *port.session.interface_lines):
        editor.enter(line)
    lines = inside(render(editor.tree), template)
    return "\n".join(["!", f"interface {name}", *lines, "end", ""])


@command(
    PRIVILEGED,
    "show interfaces INTERFACE$name configuration",
    _HELP,
    data=lambda session, name: lines_of(_inherited(session, name)),
)
def show_interface_configuration(session: Session, name: InterfaceName) -> str:
    return framed(_inherited(session, name))


def _interface(port: Port, words: str) -> Iterator[str]:
    rate, traffic = _rate(port), _traffic(port)
    yield f"{port.name} is {port.status}, line protocol is {port.protocol} "
    yield f"  Hardware is {_hardware(port)}"
    if words:
        yield f"  Description: {words}"
    if port.lender:
        yield f"  Interface is unnumbered.  Using address of {port.lender} ({port.address})"
    elif port.network is not None:
        yield f"  Internet address is {port.network}"
    kilobits, delay = _KILOBITS_AND_DELAY.get(port.kind, _VIRTUAL)
    yield f"  MTU {mtu(port)} bytes, BW {kilobits} Kbit, DLY {delay} usec, "
    sent, received = _load(rate.bits_out, kilobits), _load(rate.bits_in, kilobits)
    yield f"     reliability 255/255, txload {sent}/255, rxload {received}/255"
    yield from _encapsulation(port)
    yield from _activity(port)
    yield from _queues(port, traffic)
    yield from _rates(rate)
    yield from _counters(port, traffic)


def _hardware(port: Port) -> str:
    if port.session is not None:
        return "Virtual Access interface"
    if port.template is not None:
        return "Virtual Template interface"
    device = port.device
    if port.kind == "Loopback" or device is None:
        return "Loopback"
    if not device.device:
        return "not present"
    address = dotted(device.hardware_address)
    return f"Linux device {device.device}, address is {address} (bia {address})"


def _encapsulation(port: Port) -> Iterator[str]:
    if port.template is not None:
        seconds = port.template.keepalive
        yield "  Encapsulation PPP, loopback not set"
        yield f"  Keepalive set ({seconds} sec)" if seconds else "  Keepalive not set"
        yield "  DTR is pulsed for 5 seconds on reset"
        yield f"  LCP {'Open' if port.protocol_up else 'Closed'}"
        if port.session is not None and port.session.open_ncps:
            yield f"  Open: {', '.join(port.session.open_ncps)}"
        return
    word = _ENCAPSULATIONS.get(port.kind, "ARPA")
    yield f"  Encapsulation {word}, loopback not set"
    if word == "ARPA":
        yield "  ARP type: ARPA, ARP Timeout 04:00:00"


def _activity(port: Port) -> Iterator[str]:
    last_in, last_out = "never", "never"
    if port.session is not None:
        last_in, last_out = _ago(port.session.last_in), _ago(port.session.last_out)
    yield f"  Last input {last_in}, output {last_out}, output hang never"
    shown = port.session or port.device
    cleared = _ago(shown.cleared if shown is not None else None)
    yield f'  Last clearing of "show interface" counters {cleared}'


def _queues(port: Port, traffic: Traffic) -> Iterator[str]:
    limit = 0 if port.kind == "Loopback" else 40
    drops = traffic.drops_out
    yield f"  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: {drops}"
    yield "  Queueing strategy: fifo"
    yield f"  Output queue :0/{limit} (size/max)"


def _rates(rate: Rate) -> Iterator[str]:
    for way, bits, packets in (
        ("input", rate.bits_in, rate.packets_in),
        ("output", rate.bits_out, rate.packets_out),
    ):
        yield f"  5 minute {way} rate {_thousands(bits)} bits/sec, {round(packets)} packets/sec"


def _counters(port: Port, traffic: Traffic) -> Iterator[str]:
    yield f"     {traffic.packets_in} packets input, {traffic.bytes_in} bytes, 0 no buffer"
    yield "     Received 0 broadcasts, 0 runts, 0 giants, 0 throttles"
    yield f"     {traffic.errors_in} input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored, 0 abort"
    yield f"     {traffic.packets_out} packets output, {traffic.bytes_out} bytes, 0 underruns"
    yield f"     {traffic.errors_out} output errors, 0 collisions, 0 interface resets"
    yield "     0 output buffer failures, 0 output buffers swapped out"
    if port.template is not None:
        yield "     0 carrier transitions"


def _traffic(port: Port) -> Traffic:
    if port.session is not None:
        return port.session.counted
    return port.device.counted if port.device is not None else Traffic()


def _rate(port: Port) -> Rate:
    if port.session is not None:
        return port.session.rate
    return port.device.rate if port.device is not None else Rate()


def mtu(port: Port) -> int:
    if port.template is not None:
        return port.template.mtu
    if port.kind == "Loopback" or port.device is None:
        return _LOOPBACK_MTU
    return port.device.mtu


def _load(bits: float, kilobits: int) -> int:
    return min(255, max(1, round(bits * 255 / (kilobits * 1000))))


def _thousands(bits: float) -> int:
    """IOS shows rates in whole thousands."""
    return round(bits / 1000) * 1000


def _ago(seconds: float | None) -> str:
    return "never" if seconds is None else duration(seconds)
