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


async def test_the_default_domain() -> None:
    shell = angela()[2]
    await typed(shell, "configure terminal", "ip domain-name lab.example", "end")
    assert (await typed(shell, "show hosts")).startswith("Default domain is lab.example\n")
