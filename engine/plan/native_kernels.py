"""Native kernels: softmax cross entropy and its gradient, row by row, in native code.

A loss is no less than 0: a loss of -1 says that a class is not there.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from threading import Thread
from typing import Any

import numpy as np

from engine.dtype import Array
from engine.ops.classes import class_numbers
from engine.ops.fused import CrossEntropy
from engine.plan.native import assembled, is_present
from engine.plan.native_functions import functions
from engine.plan.native_loops import number_text

_ROWS = """
define double @run(ptr noalias %x, ptr noalias %y, ptr noalias %g, i64 %rows, i64 %classes,
                   double %wide) {
entry:
  @SHARE@
  %any = icmp sgt i64 %rows, 0
  br i1 %any, label %row, label %end
row:
  %i = phi i64 [0, %entry], [%i.n, %after]
  %loss = phi double [0.0, %entry], [%loss.n, %after]
  %base = mul i64 %i, %classes
  %xs = getelementptr KIND, ptr %x, i64 %base
  %gs = getelementptr KIND, ptr %g, i64 %base
  %y.p = getelementptr i64, ptr %y, i64 %i
  %y.v = load i64, ptr %y.p
  %known = icmp ult i64 %y.v, %classes
  br i1 %known, label %begin, label %unknown
unknown:
  ret double -1.0
begin:
  br label %high
high:
  %a = phi i64 [0, %begin], [%a.n, %high]
  %m = phi KIND [@LOWEST@, %begin], [%m.n, %high]
  %a.p = getelementptr KIND, ptr %xs, i64 %a
  %a.v = load KIND, ptr %a.p
  %a.c = fcmp nnan nsz ogt KIND %a.v, %m
  %m.n = select nnan nsz i1 %a.c, KIND %a.v, KIND %m
  %a.n = add nuw nsw i64 %a, 1
  %a.e = icmp ult i64 %a.n, %classes
  br i1 %a.e, label %high, label %grow
grow:
  br label %sum
sum:
  %b = phi i64 [0, %grow], [%b.n, %sum]
  %s = phi KIND [0.0, %grow], [%s.n, %sum]
  %b.p = getelementptr KIND, ptr %xs, i64 %b
  %b.v = load KIND, ptr %b.p
  %b.d = fsub KIND %b.v, %m.n
  %b.x = call KIND @fast.exp.WIDTH(KIND %b.d)
  %b.q = getelementptr KIND, ptr %gs, i64 %b
  store KIND %b.x, ptr %b.q
  %s.n = fadd reassoc KIND %s, %b.x
  %b.n = add nuw nsw i64 %b, 1
  %b.e = icmp ult i64 %b.n, %classes
  br i1 %b.e, label %sum, label %summed
summed:
  %t.p = getelementptr KIND, ptr %xs, i64 %y.v
  %t.v = load KIND, ptr %t.p
  %log = call KIND @fast.log.WIDTH(KIND %s.n)
  %up = fsub KIND %m.n, %t.v
  %one = fadd KIND %log, %up
  @WIDEN@
  %loss.n = fadd double %loss, %one.w
  %scale = fdiv KIND %share, %s.n
  br label %spread
spread:
  %c = phi i64 [0, %summed], [%c.n, %spread]
  %c.p = getelementptr KIND, ptr %gs, i64 %c
  %c.v = load KIND, ptr %c.p
  %c.s = fmul KIND %c.v, %scale
  store KIND %c.s, ptr %c.p
  %c.n = add nuw nsw i64 %c, 1
  %c.e = icmp ult i64 %c.n, %classes
  br i1 %c.e, label %spread, label %after
after:
  %h.p = getelementptr KIND, ptr %gs, i64 %y.v
  %h.v = load KIND, ptr %h.p
  %h.s = fsub KIND %h.v, %share
  store KIND %h.s, ptr %h.p
  %i.n = add nuw nsw i64 %i, 1
  %i.e = icmp ult i64 %i.n, %rows
  br i1 %i.e, label %row, label %end
end:
  %total = phi double [0.0, %entry], [%loss.n, %after]
  ret double %total
}
"""
_CALL = ctypes.CFUNCTYPE(
    ctypes.c_double, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64,
    ctypes.c_int64, ctypes.c_double,
)  # fmt: skip
SMALL = 20_000  # elements up to which finding an array's address counts, and keeping it does not
_ready: dict[str, Any] = {}
_alive: dict[str, Any] = {}  # what keeps their code in memory


def native_kernel(kernel: Callable[..., Any], dtype: np.dtype[Any]) -> Callable[..., Any]:
    """The kernel, in native code once that is compiled, if there is such code for it."""
    if not isinstance(kernel, CrossEntropy) or not is_present() or dtype.char not in "fd":
        return kernel
    begin(dtype.char)

    arrays: tuple[Any, ...] = (None, None, None)  # of the call before, and where they are
    places: tuple[int, ...] = ()

    def call(x: Array, target: Array, out: Array) -> Any:
        nonlocal arrays, places
        run = _ready.get(dtype.char)
        if run is None or not (x.flags.c_contiguous and x.size):
            return kernel(x, target, out)
        if not (arrays[0] is x and arrays[1] is target and arrays[2] is out):
            whole = np.ascontiguousarray(class_numbers(target), np.int64)
            is_kept = whole is target and x.size <= SMALL
            arrays = (x, target, out) if is_kept else (None, whole, None)
            places = x.ctypes.data, whole.ctypes.data, out.ctypes.data
        rows, classes = x.shape
        share = kernel.share(rows)
        total = run(*places, rows, classes, share)
        if total < 0:  # a class that is not there, or is ignored
            return kernel(x, target, out)
        return dtype.type(total * share)

    return call


@cache
def begin(char: str) -> Thread:
    """Start to compile the kernel of a dtype."""
    thread = Thread(target=_compile, args=(char,), name="native kernel")
    thread.start()
    return thread


def _compile(char: str) -> None:
    kind, width = ("float", "f32") if char == "f" else ("double", "f64")
    share, widen = "fadd double %wide, 0.0", "fadd double %one, 0.0"
    if char == "f":
        share, widen = "fptrunc double %wide to float", "fpext float %one to double"
    text = _ROWS.replace("KIND", kind).replace("WIDTH", width)
    text = text.replace("@SHARE@", f"%share = {share}").replace("@WIDEN@", f"%one.w = {widen}")
    text = text.replace("@LOWEST@", number_text(-np.inf))
    declared = "declare double @llvm.fabs.f64(double)\ndeclare float @llvm.fabs.f32(float)\n"
    address, engine = assembled(f"{declared}{functions()}{text}")
    run = _CALL(address)
    _ready[char], _alive[char] = run, engine
