from __future__ import annotations

from vpdn.lab.explanation import Explanation


def test_prose_is_wrapped_at_the_terminals_width_and_configuration_is_not() -> None:
    told = Explanation(
        "The router\nrequires what the PC forbids.",
        "Allow it:",
        "interface Virtual-Template1\n x\n",
    )
    assert told.text(20).splitlines() == [
        "Why: The router",
        "requires what the PC",
        "forbids.",
        "Cure: Allow it:",
        "    interface Virtual-Template1",
        "     x",
    ]


def test_a_cure_may_need_no_configuration() -> None:
    assert Explanation("It is so.", "Dial again.").text(80) == "Why: It is so.\nCure: Dial again."
