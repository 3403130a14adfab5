from __future__ import annotations

from tests.ios.support import angela, typed

HOSTS = """\
Default domain is not set
Name/address lookup uses static mappings
Name servers are 255.255.255.255

Host                     Flags      Age Type   Address(es)
rund                     (perm, OK)  0   IP    172.17.247.195
"""


async def test_the_documents_host() -> None:
    assert await typed(angela()[2], "show hosts") == HOSTS
