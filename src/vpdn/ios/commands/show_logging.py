"""`show logging`: where log lines go, and the last of them."""

from __future__ import annotations

from vpdn.ios.command import command
from vpdn.ios.modes import USER
from vpdn.ios.router import Session

_NOTHING_LOST = "0 messages dropped, 0 messages rate-limited, 0 flushes, 0 overruns"


@command(USER, "show logging", "logging  Show the contents of logging buffers")
def show_logging(session: Session) -> str:
    """Consoles and the buffer get every line; there is no syslog server."""
    buffer = session.router.buffer
    lines = [
        f"Syslog logging: enabled ({_NOTHING_LOST})",
        f"    Console logging: level debugging, {buffer.messages} messages logged",
        f"    Monitor logging: level debugging, {buffer.messages} messages logged",
        f"    Buffer logging: level debugging, {buffer.messages} messages logged",
        "    Logging Exception size (4096 bytes)",
        "    Trap logging: level informational, 0 message lines logged",
        "",
        f"Log Buffer ({buffer.size} bytes):",
        "",
        *buffer,
    ]
    return "".join(f"{line}\n" for line in lines)
