from __future__ import annotations

from tests.ios.support import angela, typed


async def test_no_domain_is_sent_on() -> None:
    assert await typed(angela()[2], "show vpdn domain") == (
        "Tunnel             VPDN Group\n------             ----------\n"
    )
