"""A message body of fixed length, described in one line: the order of an RFC's drawing.

Used where a protocol has many fixed bodies (PPTP control messages). Reserved fields are sent as
zero and not looked at; text fields are padded with NULs and read up to the first one.
"""

from __future__ import annotations

import struct
from typing import Any

from vpdn.errors import MisuseError


class Layout:
    """A message body from its description: `name:format` words in the struct module's letters.

    A word without a name is reserved; `#name:H` is the length of the text field `name`.
    """

    def __init__(self, description: str) -> None:
        words = [word.split(":") for word in description.split()]
        self._struct = struct.Struct(">" + "".join(form for _, form in words))
        self._names = [name for name, _ in words if name]
        self._texts = {name: int(form[:-1]) for name, form in words if form.endswith("s")}
        self._plain = [name not in self._texts and not name.startswith("#") for name in self._names]

    @property
    def size(self) -> int:
        """Octets of the body."""
        return self._struct.size

    def pack(self, message: object) -> bytes:
        """Raises MisuseError when a value does not fit its field."""
        values = [
            getattr(message, name) if plain else self._value(message, name)
            for name, plain in zip(self._names, self._plain, strict=True)
        ]
        try:
            return self._struct.pack(*values)
        except struct.error as error:
            raise MisuseError(f"{message} does not fit the wire: {error}") from error

    def unpack(self, body: bytes) -> dict[str, Any]:
        """Field values by name; `body` has exactly `size` octets."""
        values: dict[str, Any] = dict(zip(self._names, self._struct.unpack(body), strict=True))
        lengths = {name[1:]: values.pop(name) for name in self._names if name.startswith("#")}
        for name, width in self._texts.items():
            text = values[name][: lengths.get(name, width)]
            values[name] = text.partition(b"\0")[0]
        return values

    def _value(self, message: object, name: str) -> Any:
        value = getattr(message, name.removeprefix("#"))
        if name.startswith("#"):
            return len(value)
        if len(value) > self._texts[name]:
            raise MisuseError(f"{name} is longer than {self._texts[name]} octets")
        return value
