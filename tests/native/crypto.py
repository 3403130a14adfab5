"""What of native/ the tests of its cryptography call: structs and functions for ctypes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from ctypes import (
    CDLL,
    POINTER,
    Structure,
    byref,
    c_bool,
    c_char,
    c_char_p,
    c_int,
    c_size_t,
    c_ssize_t,
    c_uint,
    c_uint8,
    c_uint16,
    c_uint32,
    c_uint64,
    c_void_p,
)
from functools import cache

import pytest

from tests.native.library import built, portable
from vpdn.crypto.mppe import Failure

BUILDS = pytest.mark.parametrize("library", [built, portable], ids=["built", "portable"])
"""Each test of a function runs over both builds of it."""

VERDICTS = {1: Failure.GARBAGE, 2: Failure.LOST}


class Rc4State(Structure):
    _fields_ = (("state", c_uint8 * 256), ("i", c_uint8), ("j", c_uint8))


class Text(Structure):
    _fields_ = (("input", c_void_p), ("output", c_void_p), ("size", c_size_t))


class Piece(Structure):
    _fields_ = (("input", c_void_p), ("size", c_size_t), ("output", c_void_p))


class ChainState(Structure):
    """The fields in front; behind them is room for the rest."""

    _fields_ = (
        ("changes", c_uint64),
        ("derived", c_uint64),
        ("key", c_uint8 * 16),
        ("start", c_uint8 * 16),
        ("near", c_uint8 * 16 * 8),
        ("far", c_void_p),
        ("ring", c_void_p),
        ("rest", c_uint8 * 64),
    )


class AheadState(Structure):
    """The fields in front."""

    _fields_ = (
        ("change", c_uint64),
        ("size", c_size_t),
        ("owner", c_void_p),
        ("next", c_uint),
        ("expected", c_uint),
    )


class EncryptorState(Structure):
    _fields_ = (
        ("stateful", c_bool),
        ("flush", c_bool),
        ("coherency", c_uint16),
        ("rest", c_uint8 * 1024),
    )


class DecryptorState(Structure):
    _fields_ = (
        ("stateful", c_bool),
        ("coherency", c_uint16),
        ("missed", c_uint64),
        ("stream", Rc4State),
        ("chain", ChainState),
        ("rest", c_uint8 * 1024),
    )


@cache
def declare(library: CDLL) -> CDLL:
    """Give the functions their types."""
    rc4, chain = POINTER(Rc4State), POINTER(ChainState)
    encryptor, decryptor = POINTER(EncryptorState), POINTER(DecryptorState)
    ahead = POINTER(AheadState)
    void = None
    types: dict[str, tuple[object, list[object]]] = {
        "rc4_schedule": (void, [rc4, c_char_p, c_size_t]),
        "rc4_schedule2": (void, [rc4, c_char_p, rc4, c_char_p, c_size_t]),
        "rc4_schedule_portable": (void, [rc4, c_char_p, c_size_t]),
        "rc4_schedule2_portable": (void, [rc4, c_char_p, rc4, c_char_p, c_size_t]),
        "rc4_crypt": (void, [rc4, c_char_p, c_void_p, c_size_t]),
        "rc4_crypt_portable": (void, [rc4, c_char_p, c_void_p, c_size_t]),
        "rc4_crypt2": (void, [rc4, Text, rc4, Text]),
        "rc4_crypt2_portable": (void, [rc4, Text, rc4, Text]),
        "rc4_stream": (void, [rc4, c_void_p, c_size_t]),
        "rc4_skip": (void, [rc4, c_size_t]),
        "sha1_session": (void, [c_char_p, c_char_p, c_size_t, c_void_p]),
        "sha1_session_portable": (void, [c_char_p, c_char_p, c_size_t, c_void_p]),
        "sha1_session_x86": (void, [c_char_p, c_char_p, c_size_t, c_void_p]),
        "sha1_blocks_portable": (void, [POINTER(c_uint32), c_char_p, c_size_t]),
        "sha1_blocks_x86": (void, [POINTER(c_uint32), c_char_p, c_size_t]),
        "cpu_has_sha": (c_bool, []),
        "chain_init": (void, [chain, c_char_p, c_int]),
        "chain_free": (void, [chain]),
        "chain_peek": (POINTER(c_uint8 * 16), [chain, c_uint]),
        "chain_advance": (void, [chain, c_uint]),
        "chain_state": (rc4, [chain, c_uint, rc4]),
        "chain_prepare": (void, [chain, c_uint]),
        "chain_rest": (void, [chain]),
        "keystream_position": (c_ssize_t, [c_char_p, c_size_t, c_char_p, c_size_t]),
        "mppe_encryptor_init": (void, [encryptor, c_char_p, c_int, c_bool]),
        "mppe_encryptor_free": (void, [encryptor]),
        "mppe_encryptor_changes": (c_uint64, [encryptor]),
        "mppe_encrypt": (void, [encryptor, c_void_p, c_size_t, c_void_p]),
        "mppe_encrypt_batch": (void, [encryptor, POINTER(Piece), c_size_t]),
        "mppe_encryptor_reset": (void, [encryptor]),
        "mppe_encryptor_run_ahead": (void, [encryptor, c_uint]),
        "mppe_encryptor_rest": (void, [encryptor]),
        "mppe_decryptor_init": (void, [decryptor, c_char_p, c_int, c_bool]),
        "mppe_decryptor_free": (void, [decryptor]),
        "mppe_decryptor_changes": (c_uint64, [decryptor]),
        "mppe_decryptor_run_ahead": (void, [decryptor, c_uint]),
        "mppe_decryptor_rest": (void, [decryptor]),
        "mppe_decrypt": (
            c_int,
            [decryptor, c_void_p, c_size_t, c_uint, c_uint, c_uint, ahead, c_void_p],
        ),
        "mppe_ahead_new": (ahead, []),
        "mppe_ahead_free": (void, [ahead]),
        "mppe_ahead_forget": (void, [ahead]),
        "mppe_ahead_expect": (void, [ahead, decryptor, c_void_p, c_size_t]),
        "mppe_ahead_pair": (c_bool, [ahead, decryptor, c_uint, c_uint, rc4, Text]),
        "mppe_ahead_pad": (POINTER(c_uint8), [ahead, decryptor, c_uint64, c_size_t]),
        "mppe_ahead_combine": (void, [Text, c_char_p]),
        "rc4_back": (void, [rc4, c_size_t]),
        "mppe_plausible": (c_bool, [c_char_p, c_size_t]),
    }
    for name, (result, arguments) in types.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class Buffer:
    """Octets at an address of their own."""

    def __init__(self, octets: bytes) -> None:
        self._octets = (c_char * max(1, len(octets))).from_buffer_copy(octets or b"\0")
        self.size = len(octets)
        self.address = ctypes.addressof(self._octets)

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        return self._octets.raw[: self.size][start:end]


class NativeEncryptor:
    """As vpdn.crypto.mppe.Encryptor; what it enciphers alone is enciphered in place."""

    def __init__(self, library: CDLL, key: bytes, bits: int, stateful: bool) -> None:
        self._library = declare(library)
        self._state = EncryptorState()
        library.mppe_encryptor_init(byref(self._state), key, bits, stateful)

    @property
    def coherency(self) -> int:
        return int(self._state.coherency)

    @property
    def key_changes(self) -> int:
        return int(self._library.mppe_encryptor_changes(byref(self._state)))

    def encrypt(self, data: bytes) -> bytes:
        place = Buffer(b"\0\0" + data)
        state, address = byref(self._state), place.address
        self._library.mppe_encrypt(state, address + 2, len(data), address)
        return place.read()

    def encrypt_batch(self, batch: Iterable[bytes], in_place: bool) -> list[bytes]:
        sources = [Buffer(b"\0\0" + data) for data in batch]
        targets = sources if in_place else [Buffer(bytes(source.size)) for source in sources]
        pieces = (Piece * len(sources))(
            *(
                Piece(source.address + 2, source.size - 2, target.address)
                for source, target in zip(sources, targets, strict=True)
            )
        )
        self._library.mppe_encrypt_batch(byref(self._state), pieces, len(sources))
        return [target.read() for target in targets]

    def reset(self) -> None:
        self._library.mppe_encryptor_reset(byref(self._state))

    def run_ahead(self, schedules: int) -> None:
        self._library.mppe_encryptor_run_ahead(byref(self._state), schedules)

    def rest(self) -> None:
        self._library.mppe_encryptor_rest(byref(self._state))

    def __del__(self) -> None:
        self._library.mppe_encryptor_free(byref(self._state))


class Ahead:
    """What is deciphered next, by one decryptor or several."""

    def __init__(self, library: CDLL) -> None:
        self._library = declare(library)
        self.state = library.mppe_ahead_new()

    def forget(self) -> None:
        self._library.mppe_ahead_forget(self.state)

    def __del__(self) -> None:
        self._library.mppe_ahead_free(self.state)


class NativeDecryptor:
    """As vpdn.crypto.mppe.Decryptor. Every other datagram is deciphered in place, and one that is
    refused must be as it was."""

    def __init__(
        self, library: CDLL, key: bytes, bits: int, stateful: bool, ahead: Ahead | None = None
    ) -> None:
        self._library = declare(library)
        self._ahead = ahead or Ahead(library)
        self._state = DecryptorState()
        self._in_place = False
        library.mppe_decryptor_init(byref(self._state), key, bits, stateful)

    @property
    def coherency(self) -> int:
        return int(self._state.coherency)

    @property
    def missed(self) -> int:
        return int(self._state.missed)

    @property
    def key_changes(self) -> int:
        return int(self._library.mppe_decryptor_changes(byref(self._state)))

    def decrypt(
        self, datagram: bytes, limit: int = 4095, flushes: int = 0, lost: int = 4096
    ) -> bytes | Failure:
        source = Buffer(datagram)
        self._in_place = not self._in_place
        target = source if self._in_place else Buffer(bytes(len(datagram)))
        verdict = self._library.mppe_decrypt(
            byref(self._state),
            source.address,
            source.size,
            limit,
            flushes,
            lost,
            self._ahead.state,
            target.address + 2,
        )
        if verdict in VERDICTS:
            assert source.read() == datagram
            return VERDICTS[verdict]
        return target.read(2)

    def expect(self, *datagrams: bytes) -> None:
        """Hint at what comes next; what was hinted is gone from memory when it comes."""
        for place in map(Buffer, datagrams):
            self._library.mppe_ahead_expect(
                self._ahead.state, byref(self._state), place.address, place.size
            )

    def forget(self) -> None:
        self._ahead.forget()

    def run_ahead(self, schedules: int) -> None:
        self._library.mppe_decryptor_run_ahead(byref(self._state), schedules)

    def rest(self) -> None:
        self._library.mppe_decryptor_rest(byref(self._state))

    def __del__(self) -> None:
        self._library.mppe_decryptor_free(byref(self._state))
