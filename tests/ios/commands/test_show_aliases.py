from __future__ import annotations

from tests.ios.support import angela, typed
from vpdn.ios.document import document


async def test_aliases_by_mode() -> None:
    _, _, shell = angela()
    await typed(
        shell,
        "configure terminal",
        "alias exec a-name-of-more-than-twenty show clock",
        "alias vpdn-group x exit",
        "end",
    )
    shown = await typed(shell, "show aliases")
    assert shown.startswith("Exec mode aliases:\n  a-name-of-more-than-twenty show clock\n")
    assert shown.endswith(
        "  w                     where\n\n"
        "VPDN group configuration mode aliases:\n  x                     exit\n"
    )
    assert await typed(shell, "show aliases vpdn-group") == shown.rpartition("\n\n")[2]
    assert await typed(shell, "show aliases line") == ""
    assert '{"mode": "vpdn-group", "name": "x", "command": "exit"}' in document(
        shell.session, "show aliases"
    )
