"""Debian's FreeRADIUS with a test's own configuration: one secret, users with passwords.

It answers PAP, CHAP, MS-CHAP and MS-CHAPv2, the last two with MPPE keys; for MS-CHAP it leaves the
LM key zero, so only 128 bits can be keyed by it. Knows nothing of our RADIUS.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tests.interop.network import Place

SECRET = "cisco"
AUTH_PORT = 1645
START_SECONDS = 15
KEYS = "use_mppe = yes"

CONFIGURATION = """
prefix = /usr
libdir = /usr/lib/freeradius
confdir = {folder}
logdir = {folder}
run_dir = {folder}
pidfile = {folder}/freeradius.pid
log {{
    destination = stdout
    auth = yes
}}
security {{
    reject_delay = 0
}}
thread pool {{
}}
client everybody {{
    ipaddr = 0.0.0.0/0
    secret = {secret}
}}
modules {{
    pap {{ }}
    chap {{ }}
    mschap {{
        use_mppe = yes
    }}
    files {{
        usersfile = {folder}/users
    }}
}}
server default {{
    listen {{
        type = auth
        ipaddr = *
        port = {port}
    }}
    authorize {{
        chap
        mschap
        files
        pap
    }}
    authenticate {{
        Auth-Type PAP {{
            pap
        }}
        Auth-Type CHAP {{
            chap
        }}
        Auth-Type MS-CHAP {{
            mschap
        }}
    }}
}}
"""


def start(
    host: Place,
    folder: Path,
    users: Mapping[str, str],
    reply: str = "",
    mppe: bool = True,
) -> Path:
    """Runs FreeRADIUS for users with these passwords, who all get the attributes of `reply`, lines
    of a users file; returns its log once it is ready. `mppe`: whether its answers have keys."""
    folder.mkdir()
    entries = "".join(
        f'{name} Cleartext-Password := "{password}"\n{reply}' for name, password in users.items()
    )
    (folder / "users").write_text(entries)
    text = CONFIGURATION.format(folder=folder, secret=SECRET, port=AUTH_PORT)
    (folder / "radiusd.conf").write_text(text.replace(KEYS, KEYS if mppe else "use_mppe = no"))
    log = folder / "log"
    server = host.spawn("freeradius", "-f", "-d", str(folder), "-l", "stdout", log=log)
    await_ready(server, log)
    return log


def await_ready(server: subprocess.Popen[bytes], log: Path) -> None:
    """Until it takes requests."""
    deadline = time.monotonic() + START_SECONDS
    while "Ready to process requests" not in (said := log.read_text()):
        assert server.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.05)
