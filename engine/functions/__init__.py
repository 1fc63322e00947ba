"""Functions composed of ops, by idea; importing this package makes them public."""

from engine.functions import (  # noqa: F401 - each fills its part of the tables
    bounds,
    combining,
    comparison,
    conversion,
    copies,
    covariance,
    decompositions,
    differences,
    dtypes,
    einsum,
    elementwise,
    indexing,
    integration,
    joining,
    low_rank,
    matrices,
    matrix_functions,
    norms,
    placement,
    products,
    reductions,
    scattering,
    shapes,
    sorting,
    splitting,
    statistics,
    systems,
    tapers,
)

from engine.functions import aliases as aliases  # isort: skip - last: it looks names up
