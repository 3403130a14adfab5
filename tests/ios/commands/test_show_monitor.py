from __future__ import annotations

from dataclasses import replace

from tests.ios.support import angela, typed
from vpdn.nas.snapshot import CaptureSnapshot

CLEAR = CaptureSnapshot("CAP", 1, "both", False, True, 12, 3456, 10 << 20, 0)
WIRE = CaptureSnapshot("ONE", 2, "in", True, False, 1, 80, 10 << 20, 3)
SHOWN = """\
Status Information for Capture CAP
  Target Type:
   Interface: Virtual-Access1, Direction: both
   Packets: PPP frames in the clear
   Status : Active
  Buffer Details:
   Buffer Type: LINEAR (default)
   Buffer Size (in MB): 10
   Packets captured: 12, bytes: 3456
   Packets missed when it was full: 0
"""


async def test_captures_are_shown_all_or_by_name() -> None:
    server, _, shell = angela()
    server.state = replace(server.state, captures=(CLEAR, WIRE))
    assert await typed(shell, "show monitor capture CAP") == SHOWN
    every = await typed(shell, "show monitor capture")
    assert every.startswith(SHOWN)
    assert "Packets: GRE packets as on the wire\n   Status : Inactive\n" in every
    assert "Packets missed when it was full: 3\n" in every


async def test_there_may_be_none() -> None:
    _, _, shell = angela()
    assert await typed(shell, "show monitor capture") == ""
    assert await typed(shell, "show monitor capture X") == "% Capture X does not exist\n"
