"""Each phase from where the one before it ended, once, whatever the server does."""

from __future__ import annotations

from vpdn.client.diagnosis import Stage
from vpdn.load.stopwatch import Phase, Stopwatch


class Timed:
    """A stopwatch whose clock goes on by `after`."""

    def __init__(self) -> None:
        self.now = 100.0
        self.noted: list[tuple[Phase, float]] = []
        self.watch = Stopwatch(lambda: self.now, lambda *noted: self.noted.append(noted))

    def after(self, seconds: float) -> Stopwatch:
        self.now += seconds
        return self.watch


def registering(timed: Timed) -> Timed:
    for seconds, stage in enumerate(list(Stage)[: Stage.REGISTERING + 1], 1):
        timed.after(seconds).reached(stage)
    return timed


def test_a_set_up_from_tcp_to_its_keys_and_addresses() -> None:
    timed = registering(Timed())
    timed.after(1).addressed()
    timed.after(2).encrypted()
    timed.after(0.5).connected()
    assert timed.noted == [
        (Phase.TCP, 1),
        (Phase.CONTROL, 2),
        (Phase.CALL, 3),
        (Phase.LCP, 4),
        (Phase.AUTHENTICATION, 5),
        (Phase.IPCP, 1),
        (Phase.CCP, 3),
        (Phase.WHOLE, 18.5),
    ]


def test_a_server_that_asks_for_no_name_has_no_authentication() -> None:
    timed = Timed()
    for stage in (Stage.REACHING, Stage.CALLING, Stage.LINKING, Stage.REGISTERING):
        timed.after(1).reached(stage)
    assert [phase for phase, _ in timed.noted] == [
        Phase.TCP,
        Phase.CONTROL,
        Phase.CALL,
        Phase.LCP,
    ]


def test_what_comes_again_is_not_timed_again() -> None:
    timed = registering(Timed())
    for _ in range(2):
        timed.after(1).encrypted()
        timed.after(1).addressed()
        timed.after(1).connected()
    assert len(timed.noted) == len({phase for phase, _ in timed.noted}) == 8


def test_the_phase_under_way_is_what_a_failure_happened_in() -> None:
    timed = Timed()
    phases = [timed.watch.phase]
    for stage in list(Stage)[: Stage.REGISTERING + 1]:
        timed.watch.reached(stage)
        phases.append(timed.watch.phase)
    timed.watch.addressed()
    assert [*phases, timed.watch.phase] == [
        Phase.TCP,
        Phase.CONTROL,
        Phase.CALL,
        Phase.LCP,
        Phase.AUTHENTICATION,
        Phase.IPCP,
        Phase.CCP,
    ]
