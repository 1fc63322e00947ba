"""Functions composed of ops, by idea; importing this package makes them public."""

from engine.functions import bounds as bounds
from engine.functions import comparison as comparison
from engine.functions import conversion as conversion
from engine.functions import copies as copies
from engine.functions import differences as differences
from engine.functions import indexing as indexing
from engine.functions import joining as joining
from engine.functions import matrices as matrices
from engine.functions import reductions as reductions
from engine.functions import scattering as scattering
from engine.functions import shapes as shapes
from engine.functions import sorting as sorting
from engine.functions import splitting as splitting
from engine.functions import statistics as statistics
