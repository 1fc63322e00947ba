"""What an MXNet array holds, as Python's own numbers."""


def numbers(array):
    return array.asnumpy().tolist()
