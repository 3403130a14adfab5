"""Messages to syslog servers, as IOS sends them: `<189>17: *Mar  1 00:00:31.443: %SYS-5-…`.

The priority is RFC 3164's (section 4.1.1); after it stands the count of messages sent, where the
RFC has a time, and the line as the console shows it.
"""

from __future__ import annotations

from ipaddress import IPv4Address

from vpdn.net.syslog import PORT, SyslogSocket

FACILITIES = {
    "kern": 0,
    "user": 1,
    "mail": 2,
    "daemon": 3,
    "auth": 4,
    "syslog": 5,
    "lpr": 6,
    "news": 7,
    "uucp": 8,
    "cron": 9,
    **{f"sys{number}": number for number in range(9, 15)},
    **{f"local{number}": 16 + number for number in range(8)},
}


class Syslog:
    """`messages` counts all that were to be sent, `sent` those that left for each server, and
    `dropped` those that the system would not take."""

    def __init__(self, port: int = PORT) -> None:
        self.messages = 0
        self.dropped = 0
        self.sent: dict[IPv4Address, int] = {}
        self._facility = FACILITIES["local7"]
        self._socket = SyslogSocket(port)

    def configure(
        self, servers: tuple[IPv4Address, ...], facility: str, source: IPv4Address | None
    ) -> None:
        """Servers that stay keep their counts."""
        self.sent = {server: self.sent.get(server, 0) for server in servers}
        self._facility = FACILITIES[facility]
        self._socket.come_from(source)

    def write(self, level: int, line: str) -> None:
        self.messages += 1
        datagram = f"<{self._facility * 8 + level}>{self.messages}: {line}".encode()
        for server in self.sent:
            if self._socket.send(server, datagram):
                self.sent[server] += 1
            else:
                self.dropped += 1

    def close(self) -> None:
        self._socket.close()
