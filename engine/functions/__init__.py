"""Functions composed of ops, by idea; importing this package makes them public."""

from engine.functions import combining as combining
from engine.functions import covariance as covariance
from engine.functions import decompositions as decompositions
from engine.functions import einsum as einsum
from engine.functions import elementwise as elementwise
from engine.functions import integration as integration
from engine.functions import low_rank as low_rank
from engine.functions import matrix_functions as matrix_functions
from engine.functions import norms as norms
from engine.functions import products as products
from engine.functions import systems as systems

from engine.functions import aliases as aliases  # isort: skip - last: it looks names up
