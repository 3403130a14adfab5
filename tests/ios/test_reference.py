from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from vpdn.ios import configuration, modes
from vpdn.ios.command import Command, command
from vpdn.ios.commands import EXEC
from vpdn.ios.modes import Mode
from vpdn.ios.reference import Chapter, chapters_of, page
from vpdn.ios.router import Session
from vpdn.ios.setting import Setting, accepted, setting

DOCS = Path(__file__).parents[2] / "docs" / "commands"
assert EXEC
assert configuration.__all__

EXEC_PAGE = page(
    "EXEC commands",
    "What is typed at `angela>` and `angela#`. Behind every `show`, `| include`, `| exclude`,\n"
    "`| begin` and `| section` take an expression; at `angela(config)#`, `do` goes before any of\n"
    "these.",
    [
        Chapter("Any level", modes.ANYBODY),
        Chapter("User EXEC", modes.USER),
        Chapter("Privileged EXEC", modes.PRIVILEGED),
        Chapter("Done while configuring", modes.ACTIONS),
    ],
)
TITLES = {
    "GLOBAL": "Global configuration",
    "INTERFACE": "Interfaces",
    "TEMPLATE": "Virtual templates",
    "VPDN_GROUP": "VPDN groups",
    "ACCEPT_DIALIN": "Accept dialin",
    "REQUEST_DIALIN": "Request dialin",
    "ACCEPT_DIALOUT": "Accept dialout",
    "REQUEST_DIALOUT": "Request dialout",
    "VPDN_TEMPLATE": "VPDN templates",
    "LINE": "Lines",
    "SERVER_GROUP": "RADIUS server groups",
    "TACACS_GROUP": "TACACS server groups",
    "RADIUS_SERVER": "RADIUS servers",
    "STANDARD_LIST": "Standard access lists",
    "EXTENDED_LIST": "Extended access lists",
    "DHCP_POOL": "DHCP pools",
    "CONTROLLER": "Controllers",
}
"""Of the modes, in the order of the page."""
CONFIGURATION_PAGE = page(
    "Configuration commands",
    "What a configuration file holds, and what is typed after `configure terminal`. A line that a\n"
    "mode does not know is tried in the modes above it.",
    chapters_of((title, getattr(modes, name)) for name, title in TITLES.items()),
)


@pytest.mark.parametrize(
    ("name", "text"), [("exec.md", EXEC_PAGE), ("configuration.md", CONFIGURATION_PAGE)]
)
def test_the_command_reference_is_that_of_the_grammar(name: str, text: str) -> None:
    if os.environ.get("WRITE_DOCS"):
        DOCS.mkdir(exist_ok=True)
        (DOCS / name).write_text(text)
    fresh = (DOCS / name).read_text() == text
    assert fresh, "run `make docs`"


def test_every_mode_has_a_chapter() -> None:
    known = {name for name, one in vars(modes).items() if isinstance(one, Mode)}
    assert known == TITLES.keys() | {"ANYBODY", "USER", "PRIVILEGED", "ACTIONS"}


@pytest.mark.parametrize("text", [EXEC_PAGE, CONFIGURATION_PAGE])
def test_every_link_of_the_contents_leads_to_one_heading(text: str) -> None:
    headings = re.findall(r"^##+ (.+)$", text, re.MULTILINE)
    anchors = [re.sub(r"[^a-z0-9 -]", "", one.lower()).replace(" ", "-") for one in headings]
    links = re.findall(r"\(#([^)]+)\)", text)
    assert links == anchors
    assert len(set(anchors)) == len(anchors)


def test_a_page_of_two_modes() -> None:
    outer: Mode[Setting] = Mode("(config)#", "")
    inner: Mode[Setting] = Mode("(config-box)#", "", outer)

    @setting(outer, "[no] box WORD$name", "box  A box\nname  Its name", key=("name",), child=inner)
    def box(value: int, fold: object, name: str) -> int:
        return value

    accepted(
        inner, "[no] lid <open|shut>$way", "nobody looks", "lid  Its lid\nopen  Up\nshut  <Down>"
    )
    assert page(
        "Boxes", "All of them.", chapters_of([("Outside", outer), ("Inside", inner)])
    ).endswith(
        """\
- [Outside](#outside): [box](#box-outside)
- [Inside](#inside): [lid](#lid-inside)

## Outside

### box, outside

```
[no] box WORD
```

- `box` A box
- `WORD` Its name

## Inside

`(config-box)#` after `box WORD`.

### lid, inside

```
[no] lid {open | shut}
```

**Without effect**: nobody looks.

- `lid` Its lid
- `open` Up
- `shut` &lt;Down>
"""
    )


def test_a_command_of_exec_has_its_words() -> None:
    mode: Mode[Command] = Mode(">", "")

    @command(mode, "show it [all]$every", "it  A thing\nall  Everything")
    def show_it(session: Session, every: str = "") -> str:
        return every

    assert "```\nshow it [all]\n```\n\n- `show` Show running" in page(
        "T", "I", [Chapter("User", mode)]
    )
