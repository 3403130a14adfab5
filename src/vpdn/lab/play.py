"""Plays a lab: draws it, builds it, starts its parts, asks what is to be asked, cleans up.

Runs isolated (`net.isolation`), so whatever happens to it nothing of it stays on the machine.
"""

from __future__ import annotations

import asyncio
import shlex
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import click

from vpdn.errors import ConfigError
from vpdn.lab.builder import Network
from vpdn.lab.expectation import Witness
from vpdn.lab.parts import Part
from vpdn.lab.topology import Console, PartSpec, Step, Topology, find, load
from vpdn.net import isolation
from vpdn.net.faults import Faults

VPDN = (sys.executable, "-m", "vpdn")
PINGED = "Success rate is "
ANSWERED = "Success rate is 100 percent"


async def play(name: str, run: bool) -> int:
    """Play the lab `name` (one of ours, or a file): to the end with `run`, else to the router's
    prompt. Gives the exit status, 0: the call came up and every ping was answered, or
    what the lab expects was seen. Raises ConfigError in every other case.

    The program that calls this is run again, isolated, so nothing before the call may matter."""
    topology = load(find(name))
    if not isolation.isolated():
        return await isolation.rerun([sys.executable, *sys.orig_argv[1:]])
    isolation.settle()
    interruption = Interruption()
    try:
        return await _play(topology, run, interruption)
    except asyncio.CancelledError:
        raise ConfigError("interrupted") from None


async def _play(topology: Topology, run: bool, interruption: Interruption) -> int:
    click.echo(f"{topology.drawing}\n")
    screen = Screen()
    with Network(topology) as network, tempfile.TemporaryDirectory(dir="/run") as scratch:
        async with running(topology, network, Path(scratch), screen):
            _take(topology.steps, network, screen)
            complaint = await _outcome(topology, screen)
            if not run:
                _explain(topology, screen)
                screen.quiet = interruption.keyboard_is_taken = True
                await _converse(topology.console)
    if run:
        _explain(topology, screen)
    if complaint:
        raise ConfigError(complaint)
    return 0


def _take(steps: tuple[Step, ...], network: Network, screen: Screen) -> None:
    for step in steps:
        screen.tell(step.say)
        network.lines[step.line].become(Faults(step.there), Faults(step.back))


async def _outcome(topology: Topology, screen: Screen) -> str | None:
    """Ask the router, wait for what is expected; gives what is wrong, if anything. Where a lab
    says what it expects, a ping without an answer may be just that."""
    unanswered = await _ask(topology.console, screen.witness)
    if topology.expect is None:
        return f"not answered: {', '.join(unanswered)}" if unanswered else None
    missing = await screen.witness.wait(topology.expect)
    return f"not seen: {'; '.join(missing)}" if missing else None


def _explain(topology: Topology, screen: Screen) -> None:
    """What the PC said last, and why."""
    if topology.explanation is None:
        return
    if error := screen.witness.error:
        click.secho(f"\n{error.partition(' Cause:')[0]}", bold=True)
    width = shutil.get_terminal_size().columns
    click.echo(f"\n{topology.explanation.text(width)}")


class Interruption:
    """Ends the task that made it on the first signal that asks for an end; later ones are
    ignored, since the end has begun. While `keyboard_is_taken` Ctrl-C is another program's."""

    def __init__(self) -> None:
        self.keyboard_is_taken = False
        self._task = asyncio.current_task()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._signalled, number)

    def _signalled(self, number: signal.Signals) -> None:
        if number is signal.SIGINT and self.keyboard_is_taken:
            return
        if self._task is not None:
            self._task.cancel()
            self._task = None


class Screen:
    """Where the lab and its parts print. `quiet` while somebody else has the terminal."""

    def __init__(self) -> None:
        self.quiet = False
        self.witness = Witness()

    def show(self, spec: PartSpec, line: str) -> None:
        """A line of a part."""
        self.witness.see(spec.name, line)
        if spec.show and not self.quiet:
            click.echo(spec.prefix + line)

    def tell(self, what: str) -> None:
        """What the lab itself does."""
        click.secho(f"--- {what}", dim=True)


@asynccontextmanager
async def running(
    topology: Topology, network: Network, scratch: Path, screen: Screen
) -> AsyncIterator[None]:
    """The parts of a lab whose network stands, started one after the other, ended in the opposite
    order. `scratch` takes their files."""
    for name, text in topology.files.items():
        (scratch / name).write_text(text)
    started: list[Part] = []
    try:
        for spec in topology.parts:
            typed = shlex.join((spec.program, *spec.run))
            screen.tell(f"{spec.name}, in node {spec.node}: {typed}")
            part = Part(spec, network.namespace(spec.node), partial(screen.show, spec))
            started.append(part)
            words = (_resolve(word, scratch, topology.directory) for word in spec.run)
            await part.start([*_program(spec), *words])
            screen.tell(f"{spec.name} is {'over' if spec.ready.startswith('ends') else 'ready'}")
        yield
    finally:
        screen.quiet = False
        screen.tell("hanging up and removing everything")
        for part in reversed(started):
            await part.stop()


def _program(spec: PartSpec) -> tuple[str, ...]:
    return VPDN if spec.program == "vpdn" else (spec.program,)


def _resolve(word: str, scratch: Path, originals: Path) -> str:
    """The path of a file of the lab; any other word as it is. The parts get copies: what they
    write to them, as `write memory` does, ends with the lab."""
    copy, original = scratch / word, originals / word
    if not copy.is_file() and original.is_file():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, copy)
    return str(copy) if copy.is_file() else word


async def _ask(console: Console, witness: Witness) -> list[str]:
    """Type the commands at the router's console; gives the pings that were not answered."""
    unanswered = []
    for command in console.commands:
        click.echo(f"{console.prompt}{command}")
        answer = await _type(console, command)
        click.echo(answer)
        witness.see("console", answer)
        if PINGED in answer and ANSWERED not in answer:
            unanswered.append(command)
    return unanswered


async def _type(console: Console, command: str) -> str:
    pipe = asyncio.subprocess.PIPE
    words = (*VPDN, *console.run, "-c", command)
    process = await asyncio.create_subprocess_exec(*words, stdout=pipe, stderr=pipe)
    output, complaint = await process.communicate()
    if process.returncode:
        raise ConfigError(f"{command}: {complaint.decode().strip()}")
    return output.decode().rstrip()


async def _converse(console: Console) -> None:
    """Leave the terminal to the router's console until its user has had enough."""
    process = await asyncio.create_subprocess_exec(*VPDN, *console.run)
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
