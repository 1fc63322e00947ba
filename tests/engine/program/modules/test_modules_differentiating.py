"""autograd and jax in a program: their numbers and their prints, on the engine."""

from __future__ import annotations

import pytest

from tests.engine.program.modules.test_modules_programs import printed, refused


def test_autograd_prints_what_its_readme_shows():
    out = printed(
        """
        import autograd.numpy as np
        from autograd import grad, elementwise_grad as egrad

        def tanh(x):
            return (1.0 - np.exp((-2 * x))) / (1.0 + np.exp(-(2 * x)))

        print(grad(tanh)(1.0))
        print(grad(grad(tanh))(1.0), egrad(egrad(tanh))(np.array([0.0, 1.0])))
        """
    )

    first, second = out.splitlines()
    assert float(first) == pytest.approx(0.419974341614026, rel=1e-12)
    assert float(second.split()[0]) == pytest.approx(-0.6397000084492246, rel=1e-12)
    assert second.endswith("[ 0.         -0.63970001]")


def test_autograd_trains_a_logistic_regression():
    out = printed(
        """
        import autograd.numpy as np
        from autograd import grad

        def sigmoid(x):
            return 0.5 * (np.tanh(x / 2.) + 1)

        inputs = np.array([[0.52, 1.12, 0.77], [0.88, -1.08, 0.15],
                           [0.52, 0.06, -1.30], [0.74, -2.49, 1.39]])
        targets = np.array([True, True, False, True])

        def training_loss(weights):
            preds = sigmoid(np.dot(inputs, weights))
            probabilities = preds * targets + (1 - preds) * (1 - targets)
            return -np.sum(np.log(probabilities))

        weights = np.array([0.0, 0.0, 0.0])
        print("Initial loss:", training_loss(weights))
        for i in range(100):
            weights -= grad(training_loss)(weights) * 0.01
        print("Trained loss:", training_loss(weights), type(weights))
        """
    )

    assert "Initial loss: 2.77258872223978" in out
    assert "Trained loss: 1.067270675787" in out
    assert "numpy.ndarray" in out


def test_autograd_gives_jacobians_hessians_and_values():
    out = printed(
        """
        import autograd.numpy as np
        from autograd import grad, value_and_grad, jacobian, hessian, hessian_vector_product

        f = lambda x: np.sum(x ** 3)
        x = np.array([1.0, 2.0])
        print(value_and_grad(f)(x))
        print(jacobian(lambda x: np.stack([x[0] * x[1], x[0]]))(x))
        print(hessian(f)(x), hessian_vector_product(f)(x, np.array([1.0, 0.0])))
        print(grad(lambda a, b: a * b[0] + np.linalg.norm(b), 1)(2.0, np.array([3.0, 4.0])))
        print(grad(lambda p: p["w"] * p["b"][0])({"w": 2.0, "b": [5.0]}))
        print(grad(lambda x: np.array([x, x * x])[1])(3.0), grad(lambda x: x[::-1][0] * x.size)(x))
        """
    )

    assert out.splitlines() == [
        "(np.float64(9.0), array([ 3., 12.]))",
        "[[2. 1.]",
        " [1. 0.]]",
        "[[ 6.  0.]",
        " [ 0. 12.]] [6. 0.]",
        "[2.6 0.8]",
        "{'w': np.float64(5.0), 'b': [np.float64(2.0)]}",
        "6.0 [0. 2.]",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("grad(lambda x: x * 2)(3)", "write 3.0, not 3"),
        ("grad(lambda x: np.median(x))(np.ones(3))", "no derivative here"),
        ("grad(lambda x: x)(np.ones(3))", "one number"),
        ("grad(f=1)", "argument"),
        ("from autograd.extend import primitive", "rules of one's own"),
        ("from autograd.scipy import stats", "scipy is not here"),
        ("np.save('a', 1)", "no 'save'"),
    ],
)
def test_autograd_says_what_it_cannot(text, message):
    assert message in refused(f"import autograd.numpy as np\nfrom autograd import grad\n{text}")


def test_jax_prints_as_jax_does():
    out = printed(
        """
        import jax
        import jax.numpy as jnp
        from jax import grad, jit, vmap, value_and_grad, jacfwd, jacrev, hessian

        x = jnp.arange(3.0)
        print(x, repr(x), x.dtype, jnp.array([1, 2]).dtype)
        print(repr(jnp.array([True])), jnp.sum(x), repr(jnp.float32(2)))
        twice = grad(grad(jnp.tanh))
        print(grad(jnp.tanh)(2.0), round(float(twice(2.0)), 6), round(float(grad(twice)(2.0)), 6))
        f = lambda x: jnp.sum(x ** 2)
        print(value_and_grad(f)(x))
        print(hessian(f)(x))
        print(jacfwd(jnp.sin)(jnp.zeros(2)), jacrev(jnp.sin)(jnp.zeros(2)))
        print(vmap(lambda a, b: jnp.dot(a, b), in_axes=(0, None))(jnp.ones((2, 3)), x))
        print(x.at[1].set(9.0), x.at[0].add(1), x)

        @jit
        def loss(w, b):
            return jnp.mean((w * x + b) ** 2)

        print(grad(loss, argnums=(0, 1))(1.0, 2.0))
        print(jax.jvp(jnp.sin, (0.0,), (1.0,)), jax.vjp(jnp.sin, 0.0)[1](2.0))
        print(jax.tree_util.tree_map(lambda p, g: p - g, {"w": 1.0}, {"w": 0.5}))
        print(jax.nn.softmax(jnp.zeros(2)), jax.lax.stop_gradient(x), f"{x[1]:.2f}")
        """
    )

    assert out.splitlines() == [
        "[0. 1. 2.] Array([0., 1., 2.], dtype=float32) float32 int32",
        "Array([ True], dtype=bool) 3.0 np.float32(2.0)",
        "0.070650816 -0.136219 0.252654",
        "(Array(5., dtype=float32), Array([0., 2., 4.], dtype=float32))",
        "[[2. 0. 0.]",
        " [0. 2. 0.]",
        " [0. 0. 2.]]",
        "[[1. 0.]",
        " [0. 1.]] [[1. 0.]",
        " [0. 1.]]",
        "[3. 3.]",
        "[0. 9. 2.] [1. 1. 2.] [0. 1. 2.]",
        "(Array(7.3333335, dtype=float32), Array(6., dtype=float32))",
        "(Array(0., dtype=float32), Array(1., dtype=float32)) (Array(2., dtype=float32),)",
        "{'w': 0.5}",
        "[0.5 0.5] [0. 1. 2.] 1.00",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("jnp.ones(2)[0] = 1", "assignment"),
        ("jax.grad(lambda x: x)(3)", "write 3.0, not 3"),
        ("jax.grad(lambda x: x)(jnp.ones(2))", "one number"),
        ("jax.grad(lambda x: x, has_aux=True)", "has no argument 'has_aux'"),
        ("jax.random.PRNGKey(0)", "numpy.random"),
        ("jax.config.update('jax_enable_x64', True)", "float32"),
        ("jnp.array([print])", "not for programs"),
        ("jnp.ones(2)._tensor", "no attribute"),
        ("jnp.ones(2).numbers", "no attribute"),
    ],
)
def test_jax_says_what_it_cannot(text, message):
    assert message in refused(f"import jax\nimport jax.numpy as jnp\n{text}")
