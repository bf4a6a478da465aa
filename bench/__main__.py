"""`python -m bench NAME [options]`: runs one benchmark; without a name it lists them."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import bench
from dkbm.callstack import with_roomy_stack


def benchmarks() -> dict[str, ModuleType]:
    """The modules of this package that can be run by name: those with a `main`."""
    names = [found.name for found in iter_modules(bench.__path__) if not found.name.startswith("_")]
    modules = {name: import_module(f"bench.{name}") for name in names}
    return {name.rstrip("_"): module for name, module in modules.items() if hasattr(module, "main")}


@with_roomy_stack
def run(arguments: list[str]) -> int:
    """Run the named benchmark with the other arguments."""
    known = benchmarks()
    if not arguments or arguments[0] not in known:
        print("python -m bench NAME [options]")
        for name, module in known.items():
            print(f"  {name:<14} {(module.__doc__ or '').splitlines()[0]}")
        return 2
    return int(known[arguments[0]].main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
