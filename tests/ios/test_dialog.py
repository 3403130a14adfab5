from __future__ import annotations

import pytest

from tests.ios.support import angela, typed
from vpdn.errors import ConfigError
from vpdn.ios.dialog import CONTROL_Z, Question, confirmed, refusal
from vpdn.ios.grammar import INCOMPLETE, INVALID


@pytest.mark.parametrize(("reply", "yes"), [("", True), ("y", True), ("Yes", True), ("n", False)])
def test_return_confirms(reply: str, yes: bool) -> None:
    assert confirmed(reply) is yes


def test_a_refusal_points_at_what_was_wrong_below_where_it_was_typed() -> None:
    said = refusal(ConfigError(INVALID, line="show x", column=5), 7)
    assert said == f"{' ' * 12}^\n{INVALID}\n\n"
    assert refusal(ConfigError(INCOMPLETE, line="show"), 7) == f"{INCOMPLETE}\n\n"
    assert refusal(ConfigError("% No such host"), 7) == "% No such host\n"


async def test_a_question_takes_the_prompts_place_and_the_next_line() -> None:
    _, _, shell = angela()
    shell.session.question = Question("Sure? ", lambda reply: f"got {reply!r}\n")
    assert shell.prompt == "Sure? "
    assert await typed(shell, "  show clock ") == "got 'show clock'\n"
    assert shell.prompt == "angela#"


async def test_a_blank_line_is_a_reply() -> None:
    _, _, shell = angela()
    shell.session.question = Question("Sure? ", lambda reply: f"got {reply!r}\n")
    assert await typed(shell, "") == "got ''\n"


async def test_a_reply_may_be_refused_and_may_open_the_next_question() -> None:
    _, _, shell = angela()

    def refuse(reply: str) -> str:
        raise ConfigError("%Bad name")

    def again(reply: str) -> str:
        shell.session.question = Question("Name? ", refuse)
        return ""

    shell.session.question = Question("Sure? ", again)
    assert await typed(shell, "y", "x") == "%Bad name\n"
    assert shell.session.question is None


@pytest.mark.parametrize("literal", [False, True])
async def test_control_z_alone_is_a_reply_only_where_a_text_is_typed(literal: bool) -> None:
    """It ends a message of `send`; elsewhere nothing was replied."""
    _, _, shell = angela()
    shell.session.question = Question("", repr, literal=literal)
    assert await typed(shell, CONTROL_Z) == repr(CONTROL_Z if literal else "")


@pytest.mark.parametrize(("literal", "reply"), [(False, "a b"), (True, "  a b ")])
async def test_the_blanks_around_a_reply_count_in_a_text(literal: bool, reply: str) -> None:
    _, _, shell = angela()
    shell.session.question = Question("", repr, literal=literal)
    assert await typed(shell, "  a b ") == repr(reply)
