"""The dialog of `ping` without a target. Facts: IOS' questions, their order and defaults."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from vpdn.errors import ConfigError
from vpdn.ios.command import Output
from vpdn.ios.echoes import PATTERN_REFUSED, Plan, echoes, pattern_of
from vpdn.ios.endpoints import read_source, target_of
from vpdn.ios.questionnaire import Asking, Prompt, asked, number, yes_or_no
from vpdn.ios.router import Session
from vpdn.net.icmp import Echo

SMALLEST, LARGEST = 36, 18024
_OPTIONS = ("loose", "strict", "record", "timestamp", "verbose")


def ask_ping(session: Session) -> Asking[Output]:
    yield from ask_protocol("ping")
    return (yield from ask_target(session))


def ask_target(session: Session) -> Asking[Output]:
    """From `Target IP address: ` on."""
    target = target_of(session, (yield Prompt("Target IP address: ")))
    repeat = yield from number("Repeat count", 5, 1, 2147483647)
    size = yield from number("Datagram size", 100, SMALLEST, LARGEST)
    timeout = yield from number("Timeout in seconds", 2, 0, 3600)
    extended = yield from yes_or_no("Extended commands", "n")
    plan = Plan(target, repeat, Echo(size, timeout))
    if extended:
        plan = yield from _extended(session, plan)
    if (yield from yes_or_no("Sweep range of sizes", "n")):
        plan = replace(plan, sweep=(yield from _sweep()))
    return echoes(session, plan)


def _extended(session: Session, plan: Plan) -> Asking[Plan]:
    source = yield from ask_source(session, "Source address or interface: ")
    tos = yield from number("Type of service", 0, 0, 255)
    dont_fragment = yield from yes_or_no("Set DF bit in IP header?", "no")
    validate = yield from yes_or_no("Validate reply data?", "no")
    pattern = yield from asked("Data pattern [0xABCD]: ", _pattern, PATTERN_REFUSED)
    verbose = yield from ask_verbose()
    echo = replace(
        plan.echo, source=source, tos=tos, dont_fragment=dont_fragment, validate=validate
    )
    return replace(plan, echo=echo, verbose=verbose).with_pattern(pattern)


def _sweep() -> Asking[range]:
    low = yield from number("Sweep min size", SMALLEST, SMALLEST, LARGEST)
    high = yield from number("Sweep max size", LARGEST, low, LARGEST)
    interval = yield from number("Sweep interval", 1, 1, LARGEST)
    return range(low, high + 1, interval)


def ask_protocol(command: str) -> Asking[None]:
    """Raises ConfigError for another protocol than IP."""
    protocol = yield Prompt("Protocol [ip]: ")
    if protocol.lower() not in ("", "ip"):
        told = f'% Unknown protocol - "{protocol}", type "{command} ?" for help'
        raise ConfigError(told)


def ask_source(session: Session, text: str) -> Asking[IPv4Address | None]:
    """None for Return: the routing table chooses."""
    said = ""
    while True:
        reply = yield Prompt(text, said)
        try:
            return read_source(session, reply) if reply else None
        except ConfigError as error:
            said = f"{error.reason}\n"


def ask_verbose() -> Asking[bool]:
    """IP options are not sent; `verbose` tells of every answer."""
    chosen = yield from _options("none")
    while chosen == "verbose":
        again = yield from _options("V")
        if again in ("", "verbose"):
            return True
        chosen = again
    return False


def _options(default: str) -> Asking[str]:
    def read(reply: str) -> str | None:
        found = next((one for one in _OPTIONS if reply and one.startswith(reply.lower())), None)
        if reply.lower() in ("", "none"):
            return reply.lower()
        return found if found == "verbose" else None

    text = f"Loose, Strict, Record, Timestamp, Verbose[{default}]: "
    return asked(text, read, "% IP options are not supported: Verbose or none")


def _pattern(reply: str) -> str | None:
    return reply if not reply or pattern_of(reply) is not None else None
