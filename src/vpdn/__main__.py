"""`python -m vpdn` is `vpdn`."""

from __future__ import annotations

from vpdn.cli import main

if __name__ == "__main__":
    main()
