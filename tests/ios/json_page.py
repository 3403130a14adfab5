"""The page `docs/json.md`: the shape of every command's JSON, as the documents of a router show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

HEAD = """\
# JSON of the show commands

Written by `make docs` from the documents of a router (`tests/ios/test_document.py`).

    vpdn console --json -c "show vpdn" -c "show ip route"

prints one document a line, in the order of the commands:

    {"command": "show vpdn", "data": {"enabled": true, "tunnels": [...]}}

`command` is the line with every word in full; the shape of `data` is below. All forms of a command
(`all`, `packets`, ...) have the same document. Times are seconds; `time`, and `changed` of a file,
count from 1970. Sizes are octets, rates are a second's. States have their RFC's names. What is not
there is null. Passwords and secret keys are never in it; lines of a configuration have `<removed>`
in their place.

What has no JSON (commands that show nothing, such as `enable`), a filter (`| include ...`) and what
the router refuses is a document too, the last one, with one line on stderr and exit status 1:

    {"command": "show vpnd", "error": "invalid input at \\"vpnd\\""}

`command` is then the line as it was given.
"""
_INDENT = "    "
_SHARED = {
    "session": "peer_call_id",
    "counters": "mppe_missed",
    "traffic": "drops_out",
    "rate": "bits_out",
}
"""Objects that stand in many documents, each with a key that no other has."""
_KINDS = ["true or false", "number", "text", "null"]


def page(documents: Mapping[str, object]) -> str:
    """`documents` are the data of each command line."""
    sections = {line: _outline([data]) for line, data in documents.items()}
    every = list(_objects(list(documents.values())))
    for name, key in _SHARED.items():
        sections[f"The object `{name}`"] = _fields([one for one in every if key in one])
    return HEAD + "".join(
        f"\n## {title}\n\n" + "".join(f"    {line}\n" for line in lines)
        for title, lines in sections.items()
    )


def _objects(value: object) -> Iterator[dict[str, object]]:
    """Every object in a document, the outer ones first."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)


def _outline(values: list[object]) -> Iterator[str]:
    """What these values, all at one place of documents, look like."""
    objects = [one for one in values if isinstance(one, dict)]
    lists = [one for one in values if isinstance(one, list)]
    if objects:
        name = next((name for name, key in _SHARED.items() if key in objects[0]), "")
        yield (name or "object") + (" or null" if None in values else "")
        if not name:
            yield from (_INDENT + line for line in _fields(objects))
    elif lists:
        yield from _labelled("list of ", _outline([one for each in lists for one in each]))
    else:
        yield " or ".join(sorted({_kind(one) for one in values}, key=_KINDS.index)) or "nothing"


def _fields(objects: list[dict[str, object]]) -> Iterator[str]:
    for key in dict.fromkeys(key for one in objects for key in one):
        yield from _labelled(f"{key}: ", _outline([one[key] for one in objects if key in one]))


def _labelled(label: str, lines: Iterable[str]) -> Iterator[str]:
    first, *rest = lines
    yield label + first
    yield from rest


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "number"
    return "text"
