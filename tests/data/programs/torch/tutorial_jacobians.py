# Jacobians and Hessians: torch.func, vmap, autograd.functional.
import torch
from torch.func import grad, hessian, jacfwd, jacrev, jvp, vjp, vmap


def predict(weight, bias, x):
    return (x @ weight.T + bias).tanh()


weight = torch.tensor([[0.5, -0.2], [0.1, 0.3], [-0.4, 0.8]])
bias = torch.tensor([0.1, 0.0, -0.1])
x = torch.tensor([1.0, -2.0])
J = jacrev(predict, argnums=2)(weight, bias, x)
print(J)
print(torch.allclose(J, jacfwd(predict, argnums=2)(weight, bias, x)))
Jw = jacrev(predict, argnums=0)(weight, bias, x)
print(Jw.shape)

f = lambda x: (x**3).sum() + x[0] * x[1]
print(grad(f)(x))
print(hessian(f)(x))
print(torch.autograd.functional.hessian(f, x))
print(torch.autograd.functional.jacobian(lambda a, b: a * b, (x, x)))

out, vjp_fn = vjp(torch.sin, x)
print(out, vjp_fn(torch.ones(2)))
print(jvp(torch.sin, (x,), (torch.tensor([1.0, 0.0]),)))
print(vmap(torch.dot)(torch.ones(3, 2), torch.arange(6.0).reshape(3, 2)))
batch = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
print(vmap(grad(f))(batch))
per_sample = vmap(jacrev(predict, argnums=2), in_dims=(None, None, 0))(weight, bias, batch)
print(per_sample.shape)
print(grad(grad(torch.sin))(torch.tensor(1.0)))
value, slope = torch.autograd.functional.vjp(lambda t: t.exp(), x, torch.ones(2))
print(slope)
g, v = torch.func.grad_and_value(f)(x)
print(g, v)
