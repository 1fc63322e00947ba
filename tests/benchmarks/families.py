"""All workloads by name, in families."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.benchmarks.contest import Workload
from tests.benchmarks.workloads import arrays, crowds, eager, loops, networks, regressions, scalars

Makers = Mapping[str, Callable[[], Workload]]

FAMILIES: dict[str, Makers] = {
    module.__name__.rpartition(".")[2]: module.WORKLOADS
    for module in (scalars, loops, regressions, networks, arrays, crowds, eager)
}
WORKLOADS: Makers = {name: make for family in FAMILIES.values() for name, make in family.items()}


def chosen(names: Sequence[str]) -> list[str]:
    """The workloads of these names, or of these families; without names, all.

    Errors: ValueError for a name that there is not.
    """
    found: dict[str, None] = {}
    for name in names or FAMILIES:
        if name in FAMILIES:
            found.update(dict.fromkeys(FAMILIES[name]))
        elif name in WORKLOADS:
            found[name] = None
        else:
            known = "; ".join(f"{family}: {', '.join(of)}" for family, of in FAMILIES.items())
            raise ValueError(f"no workload is called '{name}': choose from {known}")
    return list(found)
