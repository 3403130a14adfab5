"""A file of settings in TOML, read whole. What its keys mean is whose file it is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from vpdn.errors import ConfigError


def read(path: Path) -> tuple[dict[str, Any], str]:
    """Its keys, and its text. Raises ConfigError with one line that names file and place."""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text), text
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text (at octet {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error
