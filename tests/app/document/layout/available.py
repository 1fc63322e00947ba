"""The layouts that can draw here: some need scipy, which is not asked for."""

import importlib.util

from app.document.layout import LAYOUTS

HAS_SCIPY = importlib.util.find_spec("scipy") is not None
NEED_SCIPY = {"kamada_kawai"}
AVAILABLE = [name for name in LAYOUTS if HAS_SCIPY or name not in NEED_SCIPY]
