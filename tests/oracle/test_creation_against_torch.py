"""Every call that makes a tensor gives torch's dtype, shape and numbers, or both refuse."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
import torch

import engine
import engine.queries
import engine.random
from engine.device import device
from engine.function import FUNCTIONS

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.filterwarnings("ignore:Creating a tensor from a list of numpy"),
]
DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")
OURS = SimpleNamespace(
    **FUNCTIONS["torch"], **{name: getattr(engine, name) for name in DTYPES}, device=device
)
CALLS = """
t.tensor(np.float64(1)) t.tensor(np.float32(1)) t.tensor(np.int32(1)) t.tensor(np.bool_(True))
t.tensor([np.float64(1)]) t.tensor([np.float32(1)]) t.tensor([np.int32(1)])
t.tensor([np.int8(1),2]) t.tensor([np.float32(1),np.float64(2)])
t.tensor([np.zeros(2),np.zeros(2)]) t.tensor([np.zeros(2,np.float32),[1,2]])
t.tensor([t.tensor(1.0,dtype=t.float64),2]) t.tensor([t.tensor(1,dtype=t.int8),2])
t.tensor([t.tensor(1,dtype=t.int8),True]) t.tensor([t.tensor(1,dtype=t.int8),2.5])
t.tensor([t.tensor(1.,dtype=t.float16),2.5]) t.tensor([t.ones(2),t.ones(2)])
t.tensor([t.ones(1),t.ones(1)]) t.tensor([t.ones(1),2.]) t.tensor([t.ones(1,1),t.ones(1,1)])
t.tensor(300,dtype=t.uint8) t.tensor(-1,dtype=t.uint8) t.tensor(-129,dtype=t.int8)
t.tensor(1.5,dtype=t.int64) t.tensor(float('nan'),dtype=t.int64)
t.tensor(float('inf'),dtype=t.int8) t.tensor([1e10],dtype=t.int32)
t.tensor([0.,2.],dtype=t.bool) t.tensor(1e300,dtype=t.float32) t.tensor(1e6,dtype=t.float16)
t.tensor(2**63) t.tensor([1.5,2**70]) t.tensor(None) t.tensor([None]) t.tensor("a")
t.tensor(["a"]) t.tensor({1}) t.tensor({}) t.tensor(range(3)) t.tensor(()) t.tensor([[],[]])
t.tensor([[1],[2,3]]) t.tensor([[1,2],3]) t.tensor([1,[2]]) t.tensor(1,dtype=float)
t.tensor(1,dtype=int) t.tensor(1,dtype=bool) t.tensor(iter([1])) t.tensor(np.array(['a']))
t.tensor(np.array([300]),dtype=t.uint8) t.tensor([300],dtype=t.float16)
t.tensor([[True,2],[3.5,4]]) t.tensor([[[1]],[[2]]]) t.tensor(-255,dtype=t.uint8)
t.tensor(-256,dtype=t.uint8) t.tensor(1,dtype=3)
t.tensor([1.],requires_grad=True,dtype=t.float64) t.tensor([1],requires_grad=True)
t.as_tensor([1,2.]) t.as_tensor(t.ones(2),dtype=t.float64)
t.as_tensor(np.ones(2),dtype=t.float32) t.as_tensor(t.ones(2)) t.asarray([1,2])
t.asarray(3.,dtype=t.float64,requires_grad=True) t.asarray(np.ones(2),copy=True)
t.asarray([1],copy=False) t.asarray(np.ones(2),dtype=t.float32,copy=False) t.from_numpy([1])
t.from_numpy(np.float64(1)) t.from_numpy(np.array(['a'])) t.from_numpy(np.ones((2,3),np.int16))
t.zeros(size=(2,3)) t.zeros() t.zeros(()) t.zeros([2,3],dtype=int) t.zeros(2.0) t.zeros(-1)
t.zeros(2,-1) t.zeros(t.tensor(3)) t.zeros((t.tensor(3),2)) t.zeros(np.int64(2)) t.zeros(True)
t.zeros("a") t.zeros(0,3) t.ones(2,requires_grad=True,dtype=t.int64) t.ones(2,foo=1)
t.zeros(2,dtype=3) t.zeros(2,dtype=np.float32) t.zeros(2,device="cpu") t.zeros(2,device="foo")
t.zeros(2,layout="a") t.zeros(2,pin_memory=True) t.zeros(2,pin_memory=False,out=None)
t.full((2,),3) t.full((2,),3.) t.full((2,),True) t.full((),2) t.full((2,),t.tensor(3))
t.full(2,3) t.full((2,),t.tensor(3,dtype=t.int8)) t.full((2,),t.tensor([3.]))
t.full((2,),np.float32(3)) t.full((2,),3.7,dtype=t.int64) t.full((2,),300,dtype=t.uint8)
t.full((-1,),3) t.full(size=(2,),fill_value=float('inf'))
t.full_like(t.ones(2,dtype=t.int8),3.5) t.full_like(t.ones(2),3)
t.full_like(t.ones(2),3,dtype=t.int64) t.arange(5.) t.arange(5) t.arange(0,1,.1)
t.arange(0,1,.1,dtype=t.int64) t.arange(1,0) t.arange(1,0,-.3) t.arange(0,1,0) t.arange(0)
t.arange(2.5,5,dtype=t.int64) t.arange(True) t.arange(t.tensor(3)) t.arange(t.tensor(3.))
t.arange(0,10,t.tensor(2)) t.arange(float('inf')) t.arange(float('nan'))
t.arange(5,dtype=t.bool) t.arange(5,dtype=t.float16) t.arange(end=4) t.arange(start=1,end=4)
t.arange(1,end=4) t.arange(300,dtype=t.uint8) t.arange(-1.5,3,0.75,dtype=t.float64)
t.arange(0,3,1.5,dtype=t.int32) t.arange(1,2,0.1) t.arange(0,0.3,0.1,dtype=t.float64)
t.arange(0,1,1/3) t.arange(5,dtype=t.int16) t.arange(10,0,-3) t.arange(2**40,2**40+3)
t.arange(0,100,.7) t.arange(-3,3,.1,dtype=t.float64) t.arange(3,3) t.linspace(0,1,0)
t.linspace(0,1,1) t.linspace(0,10,4,dtype=t.int64) t.linspace(10,0,4,dtype=t.int64)
t.linspace(0,1,-1) t.linspace(0,5,3,dtype=t.uint8) t.linspace(-3.5,3.5,6,dtype=t.int32)
t.linspace(0,1,2.5) t.linspace(0,1) t.linspace(t.tensor(0.),t.tensor(1.),3)
t.linspace(t.tensor([0.,1.]),1,3) t.linspace(0,1,3,dtype=t.float16)
t.linspace(0,1,3,dtype=t.bool) t.linspace(-1,1,101) t.linspace(0,1,7,dtype=t.float64)
t.linspace(start=0,end=2,steps=5) t.linspace(0,100,33,dtype=t.int16) t.linspace(1.7,1.7,4)
t.linspace(-5,-90,17,dtype=t.int64) t.logspace(0,2,3) t.logspace(0,2,3,base=2)
t.logspace(0,2,3,dtype=t.int64) t.logspace(0,1.5,4,dtype=t.int64) t.logspace(0,1,1)
t.logspace(0,1,-1) t.logspace(-10,10,7) t.logspace(0,1,5,dtype=t.float64)
t.logspace(0.1,1,5,0.5) t.eye(3,dtype=t.int64) t.eye(2,0) t.eye(-1) t.eye(2,-1)
t.eye(2,dtype=t.bool) t.eye(2,3) t.eye(3,2) t.zeros_like(t.ones(2,dtype=t.int8),dtype=t.float64)
t.zeros_like([1]) t.ones_like(t.ones(2),requires_grad=True)
t.zeros_like(t.ones(2,3,dtype=t.bool)) t.tril_indices(3,3) t.tril_indices(2,4,1)
t.triu_indices(3,4,-1,dtype=t.int32) t.triu_indices(0,4) t.triu_indices(-1,4)
t.tril_indices(3,3,dtype=t.float32) t.tril_indices(4,2,-2) t.triu_indices(4,2,2)
t.scalar_tensor(3) t.scalar_tensor(3,dtype=t.int64) t.scalar_tensor(True) t.is_tensor(3)
t.is_tensor(t.ones(1)) t.is_floating_point(t.ones(1)) t.is_complex(t.ones(1))
t.is_nonzero(t.ones(1)) t.is_nonzero(t.ones(2)) t.numel(t.ones(3,2)) t.device("cuda:0")
str(t.device("cuda:0")) t.device("cpu",0) t.device("cuda",1) t.device("foo") t.device("cuda:x")
t.device("cpu").index t.device(t.device("cpu")) t.device(type="cpu") t.device("cpu")=="cpu"
t.device("cpu")==t.device("cpu") t.device("cuda:1")!=t.device("cuda",1) t.device("cuda:1",2)
t.device("cuda:1").type t.bernoulli(t.tensor([0,1])) t.bernoulli(t.tensor([0.,1.5]))
t.bernoulli(t.tensor([0.,1.])) t.bernoulli(t.tensor([0,1]),1.) t.bernoulli(t.tensor([0.,1]),1.5)
t.normal(0.,1.) t.normal(t.zeros(2,dtype=t.float64),t.zeros(2)) t.normal(t.tensor([1,2]),1.)
t.normal(t.zeros(2),t.zeros(2,dtype=t.float64)) t.normal(t.zeros(2,1),t.zeros(3))
t.normal(2.,0.,(2,)) t.normal(2,0,size=(2,),dtype=t.float64) t.normal(0.,-t.ones(2))
t.normal(1.5,t.zeros(2)) t.normal(t.zeros(2),-1.) t.randint(3,4,(2,)) t.randint(1,(2,))
t.randint(1,size=(2,)) t.randint(low=1,high=2,size=(2,)) t.randint(high=1,size=(2,))
t.randint(5,3,(2,)) t.randint(3,3,(2,)) t.randint(300,(2,),dtype=t.uint8)
t.randint(1,(2,),dtype=t.float32) t.randint(3,2) t.randint(2.5,(2,))
t.randint(1,2,(2,),dtype=t.bool) t.randint(0,3,(2,),dtype=t.bool) t.rand(2,dtype=t.int64)
t.randn(2,dtype=t.int64) t.rand(0,dtype=t.float16) t.randn((0,2)) t.randperm(1) t.randperm(-1)
t.randperm(0,dtype=t.float32) t.randperm(300,dtype=t.uint8) t.rand_like(t.ones(2,dtype=t.int64))
t.randint_like(t.ones(2),1) t.randint_like(t.ones(2),3,4) t.randint_like(t.ones(2),low=3,high=4)
t.rand(2,generator=3) t.rand_like(t.ones(0,dtype=t.int64),dtype=t.float64)
t.multinomial(t.tensor([1.,0]),2) t.multinomial(t.tensor([1.,0]),3)
t.multinomial(t.tensor([1.,0]),0) t.multinomial(t.tensor([1,0]),1)
t.multinomial(t.tensor([-1.,0]),1) t.multinomial(t.tensor([float('nan'),0]),1)
t.multinomial(t.tensor([0.,0]),1) t.multinomial(t.tensor([0.,0]),1,True)
t.multinomial(t.ones(2,2,2),1) t.multinomial(t.tensor(1.),1) t.multinomial(t.ones(2,1),5,True)
t.multinomial(t.ones(0,3),2,True) t.multinomial(t.ones(3,0),2,True) t.poisson(t.tensor([-1.]))
t.poisson(t.tensor([1])) t.poisson(t.tensor([[0.]])) t.manual_seed(-1).initial_seed()
t.manual_seed(2**64).initial_seed() t.manual_seed(3).initial_seed()
t.manual_seed(2**64-1).initial_seed() t.manual_seed(1.5).initial_seed()
t.set_rng_state(t.ones(3))
"""


def asked(library, call):
    """What the call gives: a value, the facts of a tensor, or the error."""
    try:
        found = eval(call, {"t": library, "np": np})
    except Exception as error:
        return error
    if isinstance(found, (engine.Tensor, torch.Tensor)):
        dtype = str(found.dtype).removeprefix("torch.")
        return dtype, tuple(found.shape), found.requires_grad, found.detach().numpy()
    return repr(found)


@pytest.mark.parametrize("call", re.split(r"\s(?=t\.|str)", CALLS.strip()))
def test_both_give_the_same(call):
    theirs, ours = asked(torch, call), asked(OURS, call)

    if isinstance(theirs, Exception):
        assert isinstance(ours, engine.EngineError), (theirs, ours)
        assert ours.remedy
    elif isinstance(theirs, tuple):
        assert ours[:3] == theirs[:3], (theirs, ours)
        np.testing.assert_allclose(ours[3], theirs[3], rtol=1e-6, atol=1e-7)  # its rounding varies
    else:
        assert ours == theirs
