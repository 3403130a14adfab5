from __future__ import annotations

from tests.ios.support import angela, typed

SERVER = """\
Tacacs+ Server -  10.1.1.1  :
               Server address: 10.1.1.1
                  Server port: 49
                 Socket opens:         0
                Socket closes:         0
                Socket aborts:         0
                Socket errors:         0
              Socket Timeouts:         0
      Failed Connect Attempts:         0
           Total Packets Sent:         0
           Total Packets Recv:         0
"""


async def test_without_servers_there_is_nothing_to_show() -> None:
    assert await typed(angela()[2], "show tacacs") == ""


async def test_a_server_that_the_configuration_names() -> None:
    shell = angela()[2]
    await typed(shell, "configure terminal", "tacacs-server host 10.1.1.1 key hush", "end")
    assert await typed(shell, "show tacacs") == SERVER


async def test_a_server_at_a_port_of_its_own() -> None:
    shell = angela()[2]
    await typed(shell, "configure terminal", "tacacs-server host 10.1.1.2 port 4949", "end")
    assert "                  Server port: 4949\n" in await typed(shell, "show tacacs")
