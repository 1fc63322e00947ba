"""The standard library in a program: Python's own answers, and no call without an end."""

from __future__ import annotations

import collections
import itertools
import math
import random
import time

import pytest

from engine.program import access
from engine.program.budget import Budget, Limits
from engine.program.errors import Denied, Ended
from engine.program.host import Host
from engine.program.modules import load, reset
from engine.program.modules.names import words


@pytest.fixture
def get(host):
    """What stands under a dotted name."""

    def found(name):
        value = load(name.split(".")[0], host)
        for part in name.split(".")[1:]:
            value = access.read(value, part)
        return value

    return found


@pytest.fixture
def short():
    """A host that gives a hundred thousand steps."""
    return Host(Budget(Limits(steps=100_000, seconds=20.0)), print)


@pytest.mark.parametrize(
    "name",
    words(
        """os sys io re subprocess pathlib pickle inspect ctypes importlib builtins gc operator
        threading socket shutil signal traceback types weakref multiprocessing urllib requests"""
    ),
)
def test_what_reaches_the_computer_cannot_be_imported(name, host):
    with pytest.raises(ImportError, match=r"\(it reaches|for ever") as caught:
        load(name, host)

    assert "programs may import" in str(caught.value)


def test_an_unknown_name_is_answered_with_the_closest(host):
    with pytest.raises(ImportError, match="did you mean 'math'"):
        load("maths", host)
    with pytest.raises(ImportError, match="has no 'abd'"):
        load("collections.abd", host)


def test_math_is_pythons(get):
    assert get("math.sqrt")(2.0) == math.sqrt(2.0)
    assert get("math.factorial")(20) == math.factorial(20)
    assert get("math.comb")(10, 3) == 120
    assert get("math.perm")(5, 2) == 20
    assert get("math.prod")([1, 2, 3], start=2) == 12
    assert get("math.fsum")([0.1] * 10) == 1.0
    assert get("math.pi") == math.pi


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("factorial", (10**7,)),
        ("comb", (10**9, 10**8)),
        ("perm", (10**9, 10**7)),
        ("prod", ([10**100_000] * 20,)),
        ("lcm", (10**900_000, 10**900_001 + 1)),
    ],
)
def test_numbers_beyond_all_use_are_refused(get, name, args):
    with pytest.raises(OverflowError, match=r"over [0-9,]+ bits"):
        get(f"math.{name}")(*args)


def test_random_numbers_are_those_of_python(get):
    get("random.seed")(1)
    own = random.Random(1)

    assert get("random.random")() == own.random()
    assert get("random.randint")(0, 99) == own.randint(0, 99)
    assert get("random.sample")(range(9), 3) == own.sample(range(9), 3)
    assert get("random.gauss")(0, 1) == own.gauss(0, 1)
    assert access.read(get("random.Random")(5), "choice")("abc") == random.Random(5).choice("abc")


def test_random_numbers_without_a_seed_are_those_of_the_run(get):
    def drawn():
        reset(3)
        unseeded = get("random.Random")()
        get("random.seed")()
        return get("random.random")(), unseeded.random()

    assert drawn() == drawn()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("count", ()),
        ("repeat", (1,)),
        ("cycle", ("ab",)),
        ("islice", (range(10**15), 10**14, None)),
        ("dropwhile", (bool, itertools.repeat(1))),
        ("filterfalse", (bool, itertools.repeat(1))),
        ("accumulate", (range(10**15),)),
        ("compress", (range(10**15), itertools.repeat(0))),
        ("chain", (range(10**15),)),
        ("combinations", (range(10**15), 2)),
        ("starmap", (max, itertools.repeat((1, 2)))),
    ],
)
def test_an_iterator_without_an_end_is_ended_by_the_budget(short, name, args):
    function = access.read(load("itertools", short), name)

    with pytest.raises(Ended):
        collections.deque(function(*args), maxlen=1)


def test_grouping_ends_too(short):
    groups = access.read(load("itertools", short), "groupby")(iterable=range(10**15), key=bool)

    with pytest.raises(Ended):
        list(groups)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("product", ("ab", [1, 2])),
        ("permutations", ([1, 2, 3], 2)),
        ("zip_longest", ("ab", [1])),
        ("pairwise", ([1, 2, 3],)),
        ("accumulate", ([1, 2, 3], max)),
        ("islice", (range(9), 2, 8, 3)),
        ("takewhile", (bool, [1, 2, 0, 3])),
        ("chain", ([1], "a")),
    ],
)
def test_itertools_gives_what_python_gives(get, name, args):
    assert list(get(f"itertools.{name}")(*args)) == list(getattr(itertools, name)(*args))


def test_chains_of_iterables_and_tees(get):
    chain = get("itertools.chain")
    first, second = get("itertools.tee")([1, 2])

    assert list(access.read(chain, "from_iterable")([[1], [2, 3]])) == [1, 2, 3]
    assert list(first) == list(second) == [1, 2]


def test_a_deque_does_not_take_an_endless_range(get):
    made = get("collections.deque")([1, 2, 3], maxlen=2)

    assert repr(made) == "deque([2, 3], maxlen=2)"
    for take in (made.extend, made.extendleft, made.__iadd__):
        with pytest.raises(MemoryError, match="too many to take"):
            take(range(10**15))
    with pytest.raises(MemoryError):
        get("collections.deque")(range(10**15), 1)
    with pytest.raises(MemoryError):
        get("collections.Counter")({"a": 10**15}).elements()


def test_a_named_tuple_is_as_pythons(get):
    point = get("collections.namedtuple")("Point", "x y", defaults=[7])
    own = collections.namedtuple("Point", "x y", defaults=[7])

    assert repr(point(1)) == repr(own(1)) == "Point(x=1, y=7)"
    assert access.read(point(1, y=2), "y") == 2
    assert access.read(point(1), "_replace")(x=5) == (5, 7)
    assert access.read(point(1), "_asdict")() == {"x": 1, "y": 7}
    assert access.read(point, "_make")([3, 4]) == (3, 4)
    assert point._fields == own._fields
    with pytest.raises(TypeError, match="missing the arguments"):
        point()
    with pytest.raises(TypeError, match="multiple values"):
        point(1, x=2)


@pytest.mark.parametrize(
    "names", ["__class__", "_x", "x x", "class", "x; import os", "a=__import__('os')", "1"]
)
def test_a_named_tuple_runs_no_text(get, names):
    with pytest.raises(ValueError, match="ield name"):
        get("collections.namedtuple")("Point", names)


def test_functions_of_functions(get):
    calls = []
    squared = get("functools.lru_cache")(maxsize=None)(lambda x: calls.append(x) or x * x)

    assert get("functools.reduce")(lambda a, b: a + b, [1, 2, 3], 10) == 16
    assert get("functools.partial")(pow, 2)(5) == 32
    assert [squared(3), squared(3), calls] == [9, 9, [3]]
    assert access.read(access.read(squared, "cache_info")(), "hits") == 1
    with pytest.raises(TypeError, match="empty iterable"):
        get("functools.reduce")(max, [])


def test_wraps_leaves_what_it_decorates_alone(get):
    def named():
        """Its text."""

    def other():
        return 3

    copied = get("functools.wraps")(named)(other)

    assert (copied.__name__, copied.__doc__, copied()) == ("named", "Its text.", 3)
    assert other.__name__ == "other"


def test_sleep_is_ended_by_the_limit_of_seconds():
    host = Host(Budget(Limits(seconds=0.1)), print)

    with pytest.raises(Ended):
        access.read(load("time", host), "sleep")(60)


def test_clocks_tell_the_time(get):
    assert abs(get("time.time")() - time.time()) < 5
    assert access.read(get("time.localtime")(0), "tm_year") in (1969, 1970)


def test_warnings_go_to_the_host(get, host):
    get("warnings.filterwarnings")("ignore")
    get("warnings.warn")("careful")
    get("warnings.warn")("careful")

    assert host.warnings == ["careful"]


def test_hints_stand_for_themselves(get):
    anything = get("typing.Any")

    assert repr(get("typing.Dict")[str, anything]) == "typing.Dict[str, typing.Any]"
    assert repr(get("typing.Optional")["os.system('x')"]) == "typing.Optional[\"os.system('x')\"]"
    assert repr(get("typing.List")[int] | None) == "typing.typing.List[int] | None"
    assert get("typing.Generic")[get("typing.TypeVar")("T")] is get("typing.Generic")
    with pytest.raises(Denied, match="it evaluates texts"):
        get("typing.get_type_hints")


def own(name, annotations, **members):
    """A class as the interpreter makes it."""
    made = type(name, (), {"__annotations__": annotations, **members})
    access.OWN.add(made)
    return made


def test_a_dataclass_is_as_pythons(get):
    field, dataclass = get("dataclasses.field"), get("dataclasses.dataclass")
    made = dataclass(
        own("P", {"x": int, "y": "float", "z": list}, y=2.0, z=field(default_factory=list))
    )

    assert repr(made(1)) == "P(x=1, y=2.0, z=[])"
    assert made(1) == made(1, 2.0, z=[])
    assert made(1) != made(2)
    assert made(1).z is not made(1).z
    assert get("dataclasses.asdict")(made(3)) == {"x": 3, "y": 2.0, "z": []}
    assert get("dataclasses.replace")(made(3), x=4).x == 4
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        made()


def test_a_dataclass_can_be_frozen_and_ordered(get):
    made = get("dataclasses.dataclass")(frozen=True, order=True)(own("P", {"x": int}))

    assert made(1) < made(2) <= made(2)
    assert hash(made(1)) == hash(made(1))
    with pytest.raises(AttributeError, match="cannot assign"):
        made(1).x = 2


def test_a_dataclass_is_a_class_of_the_program_with_names_of_its_own(get):
    dataclass = get("dataclasses.dataclass")

    with pytest.raises(TypeError, match="no class of the program"):
        dataclass(Host)
    with pytest.raises(TypeError, match="cannot be a field"):
        dataclass(own("P", {"__array_interface__": dict}))
    with pytest.raises(ValueError, match="mutable default"):
        dataclass(own("P", {"x": list}, x=[]))


@pytest.mark.parametrize("name", words("ljust rjust center zfill expandtabs"))
def test_texts_of_huge_width_are_refused(name):
    with pytest.raises(MemoryError, match="too long"):
        access.read("\ta", name)(10**12)
    with pytest.raises(MemoryError, match="too long"):
        access.read(1, "to_bytes")(10**12, "big")


def test_methods_of_python_s_types_are_there():
    assert access.read("a-b", "split")("-") == ["a", "b"]
    assert access.read("a", "ljust")(3) == "a  "
    assert access.read({"a": 1}, "items")() == {"a": 1}.items()
    assert access.read(int, "from_bytes")(b"\x01\x02", "big") == 258
    assert access.read(dict, "fromkeys")("a") == {"a": None}
    assert access.read(KeyError("a"), "args") == ("a",)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (str, "mro"),
        ((x for x in ()), "gi_frame"),
        (ValueError(), "with_traceback"),
        (ValueError(), "__traceback__"),
        (AttributeError(), "obj"),
        (range(3), "count"),
        (lambda: 0, "__globals__"),
        (len, "__self__"),
        (property(), "fget"),
        ([], "__class_getitem__"),
        (object, "__subclasses__"),
    ],
)
def test_the_insides_of_python_s_types_are_not(value, name):
    with pytest.raises(Denied):
        access.read(value, name)
