"""`crypto key generate|zeroize rsa`, `show crypto key mypubkey rsa`, `show ip ssh`, `show ssh`.

The first two are typed in configuration mode and are no settings.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from vpdn.errors import ConfigError
from vpdn.ios.command import Output, command
from vpdn.ios.commands.show_vpdn import fit
from vpdn.ios.host_key import LARGEST, SMALLEST, USUAL
from vpdn.ios.modes import ACTIONS, PRIVILEGED, USER
from vpdn.ios.questionnaire import Asking, converse, number, yes_or_no
from vpdn.ios.router import Session

_SIZES = f"""\
Choose the size of the key modulus in the range of {SMALLEST} to {LARGEST} for your
  General Purpose Keys. Less than {USUAL} is within reach of whoever wants it badly.

"""
_WORDS = """
    crypto        Encryption module
    key           Long term key operations
    generate      Generate new keys
    zeroize       Remove keys
    rsa           RSA keys
    general-keys  Generate a general purpose RSA key pair for signing and encryption
    modulus       Provide number of modulus bits on the command line
    bits          Size of the key modulus
    mypubkey      Show public keys associated with this router
"""


@command(
    ACTIONS,
    f"crypto key generate rsa [general-keys] [modulus ({SMALLEST}-{LARGEST})$bits]",
    _WORDS,
)
def crypto_key_generate(session: Session, bits: int = 0) -> Output:
    """The key bears the router's whole name, so it must have one."""
    config = session.router.running.config
    if config.domain_name is None:
        raise ConfigError("% Please define a domain-name first.")
    name = f"The name for the keys will be: {config.hostname}.{config.domain_name}\n"
    if bits:
        return _generate(session, bits, name)
    converse(session, _sized(session))
    return f"{name}{_SIZES}"


def _sized(session: Session) -> Asking[Output]:
    bits = yield from number("How many bits in the modulus", USUAL, SMALLEST, LARGEST)
    return _generate(session, bits)


async def _generate(session: Session, bits: int, before: str = "") -> AsyncIterator[str]:
    yield f"{before}% Generating {bits} bit RSA keys ..."
    await session.router.host_key.generate(bits)
    session.router.changed()
    yield "[OK]\n"
    session.router.log("%SSH-5-ENABLED: SSH 2.0 has been enabled")


@command(ACTIONS, "crypto key zeroize rsa", _WORDS)
def crypto_key_zeroize(session: Session) -> str:
    if session.router.host_key.key is None:
        raise ConfigError("% No Signature RSA Keys found in configuration.")

    converse(session, _removal(session))
    return "% All keys will be removed.\n"


def _removal(session: Session) -> Asking[Output]:
    if (yield from yes_or_no("Do you really want to remove these keys?")):
        session.router.host_key.remove()
        session.router.changed()
        session.router.log("%SSH-5-DISABLED: SSH 2.0 has been disabled")
    return ""


def _key_data(session: Session) -> object:
    """The public key; null before there is one."""
    key = session.router.host_key
    if key.key is None:
        return None
    return {"bits": key.bits, "fingerprint": key.key.get_fingerprint(), "public": key.public}


@command(PRIVILEGED, "show crypto key mypubkey rsa", _WORDS, data=_key_data)
def show_mypubkey(session: Session) -> str:
    """In OpenSSH's form, which a client's list of known hosts takes."""
    key, config = session.router.host_key, session.router.running.config
    if key.key is None:
        return ""
    name = f"{config.hostname}.{config.domain_name}" if config.domain_name else config.hostname
    return (
        f"Key name: {name}\n Usage: General Purpose Key\n"
        f" Modulus: {key.bits} bits\n Fingerprint: {key.key.get_fingerprint()}\n"
        f" Key Data:\n  {key.public}\n"
    )


def _ssh_data(session: Session) -> object:
    settings = session.router.running.config.ssh
    enabled = session.router.host_key.key is not None
    return {"enabled": enabled, "timeout": settings.timeout, "retries": settings.retries}


@command(USER, "show ip ssh", "ssh  Information on SSH", data=_ssh_data)
def show_ip_ssh(session: Session) -> str:
    settings = session.router.running.config.ssh
    enabled = session.router.host_key.key is not None
    state = f"SSH {'Enabled' if enabled else 'Disabled'} - version 2.0\n"
    hint = "" if enabled else "%Please create RSA keys to enable SSH.\n"
    return (
        f"{state}{hint}Authentication timeout: {settings.timeout} secs;"
        f" Authentication retries: {settings.retries}\n"
    )


def _ssh_callers(session: Session) -> list[Session]:
    return [one for one in session.router.sessions if one.line.protocol == "ssh"]


def _callers_data(session: Session) -> object:
    return [
        {"line": str(one.line), "user": one.user, "location": one.line.peer}
        for one in _ssh_callers(session)
    ]


@command(USER, "show ssh", "ssh  Status of SSH server connections", data=_callers_data)
def show_ssh(session: Session) -> str:
    callers = _ssh_callers(session)
    if not callers:
        return "%No SSH server connections running.\n"
    rows = (
        f"{one.line.number:<15} 2.0     Session started      {fit(one.user)}\n" for one in callers
    )
    return "Connection      Version State                Username\n" + "".join(rows)
