"""The analyst: `vpdn explain`. What went wrong, or will, and what cures it."""
