"""How urgent a message is: syslog's severities (RFC 3164 section 4.1.1), in IOS' words."""

from __future__ import annotations

import re

LEVELS = (
    "emergencies",
    "alerts",
    "critical",
    "errors",
    "warnings",
    "notifications",
    "informational",
    "debugging",
)
"""By number, the most urgent first."""
INFORMATIONAL = 6
DEBUGGING = 7
_HEAD = re.compile(r"%[A-Z0-9_]+-([0-7])-")


def severity(text: str) -> int:
    """The number in `%FAC-SEV-MNEMONIC: …`; text without that head is debugging."""
    head = _HEAD.match(text)
    return int(head[1]) if head else DEBUGGING
