"""Benchmarks of the portal: `python -m bench NAME [options]`, README.md says how they measure."""
