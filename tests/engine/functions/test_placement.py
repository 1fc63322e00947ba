"""Where tensors lie: one device, one layout, and their place in shared memory."""

import numpy as np

import engine


def test_every_tensor_is_on_the_cpu():
    x = engine.ones(2)

    assert x.device == engine.device("cpu")
    assert (x.device.type, x.get_device()) == ("cpu", -1)
    assert x.layout is engine.strided
    assert x.is_cpu
    assert not any((x.is_cuda, x.is_mps, x.is_meta, x.is_sparse, x.is_quantized))
    assert not any((x.is_pinned(), x.is_shared()))


def test_a_tensor_may_be_made_where_another_is():
    x = engine.ones(2)

    assert engine.zeros(3, device=x.device).device == x.device
    assert x.to(x.device) is x


def test_a_parameter_has_a_device_too():
    assert next(engine.nn.Linear(1, 1).parameters()).device.type == "cpu"


def test_a_view_begins_within_the_memory_of_its_base():
    x = engine.arange(12.0).view(3, 4)

    assert x.storage_offset() == 0
    assert x[1].storage_offset() == 4
    assert x[1:, 2:][1].storage_offset() == 10
    assert x[0].data_ptr() == x.data_ptr()
    assert x[1].data_ptr() == x.data_ptr() + 16


def test_memory_of_bytes_begins_at_its_first_element():
    assert engine.from_numpy(np.frombuffer(b"\1\2", np.uint8).copy()).storage_offset() == 0
    assert engine.asarray(np.frombuffer(bytearray(b"\1\2"), np.uint8)).storage_offset() == 0


def test_sizes_are_compared():
    assert engine.ones(2, 3).is_same_size(engine.zeros(2, 3))
    assert not engine.is_same_size(engine.ones(2, 3), engine.ones(6))


def test_what_is_made_for_inference_says_so():
    x = engine.ones(2)

    with engine.inference_mode():
        made = x * 2

    assert made.is_inference()
    assert not engine.is_inference(x)
