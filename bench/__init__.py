"""How fast the parts are, as ratios within one run. One module a subject; `python -m bench`
runs them all and writes docs/performance.md."""
