"""The modes as `privilege` and `alias` name them, with their sentences."""

from __future__ import annotations

from vpdn.ios.modes import FAMILIES

WHERE = f"<{'|'.join(FAMILIES)}>$where"
WHERE_HELP = """
    exec              Exec mode
    configure         Global configuration mode
    interface         Interface configuration mode
    controller        Controller configuration mode
    line              Line configuration mode
    radius-server     RADIUS server configuration mode
    sg-radius         Radius Server Group Definition
    sg-tacacs+        Tacacs+ Server Group Definition
    ipsnacl           IP named simple access-list configuration mode
    ipenacl           IP named extended access-list configuration mode
    vpdn-group        VPDN group configuration mode
    accept-dialin     VPDN group accept dialin configuration mode
    request-dialin    VPDN group request dialin configuration mode
    accept-dialout    VPDN group accept dialout configuration mode
    request-dialout   VPDN group request dialout configuration mode
    dhcp              DHCP pool configuration mode
    vpdn-template     VPDN template configuration mode
"""
