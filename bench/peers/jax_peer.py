"""Times the work of work.py in JAX: one jax.jit function a step, with donated state.

    python3 bench/peers/jax_peer.py OUT.json [--quick]
"""

import argparse
import functools
import time

import jax
import jax.numpy as jnp
import optax

import work

PRIOR_SIGMA = 1.0


def initialise(key, widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        key, k = jax.random.split(key)
        layers.append({
            "mu": jax.random.normal(k, (inputs, outputs)) / jnp.sqrt(inputs),
            "rho": jnp.full((inputs, outputs), -3.0),
            "bias": jnp.zeros(outputs),
        })
    return layers


def layer_forward(layer, x, key, estimator):
    sigma = jax.nn.softplus(layer["rho"])
    k1, k2, k3 = jax.random.split(key, 3)
    if estimator == "flipout":
        perturbation = sigma * jax.random.normal(k1, sigma.shape)
        sign_in = jax.random.rademacher(k2, x.shape, x.dtype)
        mean = x @ layer["mu"] + layer["bias"]
        sign_out = jax.random.rademacher(k3, mean.shape, mean.dtype)
        return mean + (x * sign_in) @ perturbation * sign_out
    if estimator == "local":
        mean = x @ layer["mu"] + layer["bias"]
        variance = (x * x) @ (sigma * sigma) + 1e-8
        return mean + jnp.sqrt(variance) * jax.random.normal(k1, mean.shape)
    return x @ (layer["mu"] + sigma * jax.random.normal(k1, sigma.shape)) + layer["bias"]


def forward(layers, x, key, estimator):
    keys = jax.random.split(key, len(layers))
    for number, layer in enumerate(layers):
        x = layer_forward(layer, x, keys[number], estimator)
        if number + 1 < len(layers):
            x = jax.nn.relu(x)
    return x


def kl(layers):
    total = 0.0
    for layer in layers:
        ratio = jax.nn.softplus(layer["rho"]) / PRIOR_SIGMA
        pull = layer["mu"] / PRIOR_SIGMA
        total += jnp.sum(0.5 * (ratio * ratio + pull * pull - 1) - jnp.log(ratio))
    return total


def loss_of(layers, x, y, key, estimator):
    out = forward(layers, x, key, estimator)
    mean, log_variance = out[:, :1], jnp.clip(out[:, 1:], -20, 20)
    square = (y - mean) ** 2 * jnp.exp(-log_variance)
    return 0.5 * jnp.mean(square + log_variance) + kl(layers) / work.TRAINING_ROWS


def make_step(estimator):
    optimizer = optax.adam(work.LEARNING_RATE)

    @functools.partial(jax.jit, donate_argnums=(0, 1, 2))
    def step(layers, state, key, x, y):
        key, now = jax.random.split(key)
        loss, gradients = jax.value_and_grad(loss_of)(layers, x, y, now, estimator)
        updates, state = optimizer.update(gradients, state, layers)
        return optax.apply_updates(layers, updates), state, key, loss

    return optimizer, step


@jax.jit
def predict(layers, x, key):
    keys = jax.random.split(key, work.SAMPLES)
    outputs = jax.vmap(lambda k: forward(layers, x, k, "reparameterized"))(keys)
    means = outputs[..., 0]
    variance = jnp.exp(jnp.clip(outputs[..., 1], -20, 20))
    return means.mean(0), means.std(0), jnp.sqrt(variance.mean(0))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    warm_up, repetitions, inner = (2, 5, 5) if arguments.quick else (5, 30, 20)
    results = work.Results("jax", jax.__version__, jax.devices()[0].device_kind)

    def timed(call, calls):
        """`call` returns what must be ready at the end."""
        for _ in range(warm_up):
            jax.block_until_ready(call())
        times = []
        for _ in range(repetitions):
            begin = time.perf_counter()
            for _ in range(calls):
                last = call()
            jax.block_until_ready(last)
            times.append((time.perf_counter() - begin) / calls)
        return times

    for precision in ["fp32", "tf32"]:
        matmul = "highest" if precision == "fp32" else "tensorfloat32"
        with jax.default_matmul_precision(matmul):
            jax.clear_caches()
            for name, widths, batch, rows in work.NETWORKS:
                key = jax.random.PRNGKey(1)
                x = jax.random.normal(key, (batch, widths[0]))
                y = jax.random.normal(key, (batch, 1))
                for estimator in work.ESTIMATORS:
                    try:
                        optimizer, step = make_step(estimator)
                        layers = initialise(key, widths)
                        held = [layers, optimizer.init(layers), jax.random.PRNGKey(2)]

                        def call():
                            *held[:], loss = step(*held, x, y)
                            return loss

                        results.add(f"jit, {precision}", "step", estimator, name, batch,
                                    timed(call, inner))
                    except Exception as error:  # a form that fails is part of the result
                        results.failed(f"jit, {precision}", "step", estimator, name, batch, error)
                try:
                    layers = initialise(key, widths)
                    inputs = jax.random.normal(key, (rows, widths[0]))
                    results.add(f"jit vmap, {precision}", "predict", "reparameterized", name, rows,
                                timed(lambda: predict(layers, inputs, key), 1))
                except Exception as error:
                    results.failed(f"jit vmap, {precision}", "predict", "reparameterized", name,
                                   rows, error)
    results.write(arguments.out)


if __name__ == "__main__":
    main()
