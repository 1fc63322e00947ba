"""time: clocks, and a sleep that Stop can end."""

from __future__ import annotations

import time

from engine.program.access import allow
from engine.program.host import Host
from engine.program.modules.members import namespace
from engine.program.modules.names import words
from engine.program.namespace import Namespace

NAMES = words(
    """time time_ns perf_counter perf_counter_ns monotonic monotonic_ns process_time
    process_time_ns strftime localtime gmtime mktime ctime asctime"""
)
allow(time.struct_time, "tm_year tm_mon tm_mday tm_hour tm_min tm_sec tm_wday tm_yday tm_isdst")


def clock(host: Host) -> Namespace:
    """time for one run."""

    def sleep(seconds: float, /) -> None:
        """Wait. Source: time.sleep."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        host.budget.sleep(seconds)

    return namespace("time", {**{name: getattr(time, name) for name in NAMES}, "sleep": sleep})
