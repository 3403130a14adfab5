"""What several workers carry packets between: a raw GRE socket and a queue of the TUN device each.

Every socket takes the packets of its own share of the Call IDs. The kernel spreads what it routes
into the device over the queues, and keeps a connection in the queue its answers are written to.
"""

from __future__ import annotations

from contextlib import ExitStack, closing

from vpdn.net.gre import GreSocket
from vpdn.net.tun import Tun


class Shares:
    """`gre` and `tun` are the first worker's, and stay open when this is closed; `sockets` and
    `queues` are the descriptors of all. Raises ConfigError or OSError when the system refuses."""

    def __init__(self, gre: GreSocket, tun: Tun, workers: int) -> None:
        others = range(1, workers)
        with ExitStack() as stack:
            more = [stack.enter_context(closing(GreSocket(gre.local, gre.device))) for _ in others]
            self.queues = [tun.fileno()]
            for _ in others:
                self.queues.append(tun.open_queue())
                stack.callback(tun.close_queue, self.queues[-1])
            self.sockets = [each.fileno() for each in (gre, *more)]
            if workers > 1:
                stack.callback(gre.take_all)
                for number, each in enumerate((gre, *more)):
                    each.take_share(number, workers)
            self._stack = stack.pop_all()

    def close(self) -> None:
        self._stack.close()
