"""The authentication methods a link may use, by name and by LCP option (RFC 1661 section 6.2)."""

from __future__ import annotations

from enum import Enum

from vpdn.wire.chap import Algorithm
from vpdn.wire.lcp import AuthenticationProtocol
from vpdn.wire.ppp import Protocol


class AuthMethod(Enum):
    """The values are the names configurations use."""

    PAP = "pap"
    CHAP = "chap"
    MS_CHAP = "ms-chap"
    MS_CHAP_V2 = "ms-chap-v2"

    @property
    def algorithm(self) -> Algorithm | None:
        """CHAP's algorithm; None for PAP."""
        return _ALGORITHMS.get(self)

    @property
    def option(self) -> AuthenticationProtocol:
        """What LCP asks the peer for."""
        if self.algorithm is None:
            return AuthenticationProtocol(Protocol.PAP)
        return AuthenticationProtocol(Protocol.CHAP, bytes((self.algorithm,)))


def method_of(option: AuthenticationProtocol) -> AuthMethod | None:
    """The method `option` asks for; None when it is none of ours."""
    return next((method for method in AuthMethod if method.option == option), None)


_ALGORITHMS = {
    AuthMethod.CHAP: Algorithm.MD5,
    AuthMethod.MS_CHAP: Algorithm.MSCHAP,
    AuthMethod.MS_CHAP_V2: Algorithm.MSCHAP_V2,
}
