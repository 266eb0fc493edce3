"""Times the work of work.py in PyTorch: eager, torch.compile with CUDA graphs, and by hand.

    python3 bench/peers/torch_peer.py OUT.json [--device cuda|cpu] [--quick]

The layers are those that users of bayesian-torch and torch write: parameters mu and rho, separate
randn for the noise, two matrix products for Flipout, autograd. "looped" prediction calls the network
once a weight sample as bayesian-torch users do; "batched" draws all samples at once and multiplies
with torch.baddbmm, the best form that we could write.
"""

import argparse
import math
import time

import torch
import torch.nn.functional as F

import work

PRIOR_SIGMA = 1.0


class Layer(torch.nn.Module):
    def __init__(self, inputs, outputs, estimator):
        super().__init__()
        self.estimator = estimator
        self.mu = torch.nn.Parameter(torch.randn(inputs, outputs) / math.sqrt(inputs))
        self.rho = torch.nn.Parameter(torch.full((inputs, outputs), -3.0))
        self.bias = torch.nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        sigma = F.softplus(self.rho)
        if self.estimator == "flipout":
            perturbation = sigma * torch.randn_like(sigma)
            sign_in = torch.randint_like(x, 2) * 2 - 1
            mean = torch.addmm(self.bias, x, self.mu)
            sign_out = torch.randint_like(mean, 2) * 2 - 1
            return mean + (x * sign_in) @ perturbation * sign_out
        if self.estimator == "local":
            mean = torch.addmm(self.bias, x, self.mu)
            variance = (x * x) @ (sigma * sigma) + 1e-8
            return mean + variance.sqrt() * torch.randn_like(mean)
        return torch.addmm(self.bias, x, self.mu + sigma * torch.randn_like(sigma))

    def kl(self):
        sigma = F.softplus(self.rho)
        ratio = sigma / PRIOR_SIGMA
        pull = self.mu / PRIOR_SIGMA
        return (0.5 * (ratio * ratio + pull * pull - 1) - torch.log(ratio)).sum()


class Network(torch.nn.Module):
    def __init__(self, widths, estimator):
        super().__init__()
        self.layers = torch.nn.ModuleList(
            Layer(a, b, estimator) for a, b in zip(widths, widths[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)

    def kl(self):
        return sum(layer.kl() for layer in self.layers)


def loss_of(network, x, y):
    out = network(x)
    mean, log_variance = out[:, :1], out[:, 1:].clamp(-20, 20)
    square = (y - mean) ** 2 * torch.exp(-log_variance)
    return 0.5 * (square + log_variance).mean() + network.kl() / work.TRAINING_ROWS


def moments(outputs):
    """outputs: (samples, rows, 2)."""
    means = outputs[..., 0]
    return (means.mean(0), means.std(0, unbiased=False),
            torch.exp(outputs[..., 1].clamp(-20, 20)).mean(0).sqrt())


def looped(network, x):
    return moments(torch.stack([network(x) for _ in range(work.SAMPLES)]))


def batched(network, x):
    """Every sample one weight for all rows, all samples in one batched product."""
    a = x.expand(work.SAMPLES, *x.shape)
    last = len(network.layers) - 1
    for number, layer in enumerate(network.layers):
        sigma = F.softplus(layer.rho)
        w = layer.mu + sigma * torch.randn(work.SAMPLES, *sigma.shape, device=x.device)
        a = torch.baddbmm(layer.bias, a, w)
        if number < last:
            a = torch.relu_(a)
    return moments(a)


class Clock:
    def __init__(self, device, quick):
        self.cuda = device == "cuda"
        self.warm_up, self.repetitions = (3, 5) if quick else (20, 30)

    def measure(self, call, inner):
        """Seconds of one call, repeatedly; `inner` calls a measurement."""
        for _ in range(self.warm_up):
            call()
        times = []
        for _ in range(self.repetitions):
            if self.cuda:
                begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
                torch.cuda.synchronize()
                begin.record()
                for _ in range(inner):
                    call()
                end.record()
                torch.cuda.synchronize()
                times.append(begin.elapsed_time(end) / 1000 / inner)
            else:
                begin = time.perf_counter()
                for _ in range(inner):
                    call()
                times.append((time.perf_counter() - begin) / inner)
        return times


def eager_step(network, x, y, device):
    optimizer = torch.optim.Adam(network.parameters(), lr=work.LEARNING_RATE)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of(network, x, y).backward()
        optimizer.step()

    return step


def compiled_step(network, x, y, device):
    """torch.compile with CUDA graphs around forward and backward, fused Adam inside its own graph."""
    optimizer = torch.optim.Adam(
        network.parameters(), lr=work.LEARNING_RATE, fused=device == "cuda",
        capturable=device == "cuda")
    loss = torch.compile(loss_of, mode="reduce-overhead")
    update = torch.compile(optimizer.step)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(network, x, y).backward()
        update()

    return step


def captured_step(network, x, y, device):
    """The whole compiled step in one hand-made CUDA graph, the fastest form we know."""
    optimizer = torch.optim.Adam(
        network.parameters(), lr=work.LEARNING_RATE, fused=True, capturable=True)
    loss = torch.compile(loss_of)

    def step():
        optimizer.zero_grad(set_to_none=False)
        loss(network, x, y).backward()
        optimizer.step()

    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(5):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    device = arguments.device
    name = torch.cuda.get_device_name() if device == "cuda" else "cpu"
    results = work.Results("torch", torch.__version__, name)
    clock = Clock(device, arguments.quick)
    can_compile = hasattr(torch, "compile")
    torch.manual_seed(1)

    def measure(form, kind, estimator, network_name, rows, make, inner):
        try:
            call = make()
            results.add(form, kind, estimator, network_name, rows, clock.measure(call, inner))
        except Exception as error:  # a form that fails is part of the result
            results.failed(form, kind, estimator, network_name, rows, error)

    for rows, depth, columns in work.PRODUCTS if device == "cuda" else []:
        for precision in ["fp32", "tf32", "bf16"]:
            torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
            kind = torch.bfloat16 if precision == "bf16" else torch.float32
            x = torch.randn(rows, depth, device=device, dtype=kind)
            w = torch.randn(depth, columns, device=device, dtype=kind)
            measure(f"cuBLAS, {precision}", "matmul", "plain", f"{rows}x{depth}x{columns}", rows,
                    lambda: lambda: torch.mm(x, w), 20)
    precisions = ["fp32", "tf32"] if device == "cuda" else ["fp32"]
    for precision in precisions:
        torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
        for network_name, widths, batch, rows in work.NETWORKS:
            for estimator in work.ESTIMATORS:
                x = torch.randn(batch, widths[0], device=device)
                y = torch.randn(batch, 1, device=device)
                forms = [("eager", eager_step)]
                if can_compile:
                    forms.append(("compile with CUDA graphs", compiled_step))
                    if device == "cuda":
                        forms.append(("compile in one CUDA graph", captured_step))
                for form, make in forms:
                    network = Network(widths, estimator).to(device)
                    measure(f"{form}, {precision}", "step", estimator, network_name, batch,
                            lambda: make(network, x, y, device), 2 if arguments.quick else 20)
            with torch.no_grad():
                inputs = torch.randn(rows, widths[0], device=device)
                for estimator in ["flipout", "reparameterized"]:
                    network = Network(widths, estimator).to(device)
                    measure(f"looped, {precision}", "predict", estimator, network_name, rows,
                            lambda: lambda: looped(network, inputs), 1)
                network = Network(widths, "reparameterized").to(device)
                measure(f"batched, {precision}", "predict", "reparameterized", network_name, rows,
                        lambda: lambda: batched(network, inputs), 1)
                if can_compile:
                    fast = torch.compile(batched, mode="reduce-overhead")
                    measure(f"batched compiled, {precision}", "predict", "reparameterized",
                            network_name, rows, lambda: lambda: fast(network, inputs), 1)
        if device == "cuda" and not arguments.quick:
            network_name, widths, rows = work.LARGE_PREDICTION
            with torch.no_grad():
                network = Network(widths, "reparameterized").to(device)
                inputs = torch.randn(rows, widths[0], device=device)

                def in_pieces():
                    for piece in inputs.split(65536):
                        batched(network, piece)

                measure(f"batched, {precision}", "predict", "reparameterized", network_name, rows,
                        lambda: in_pieces, 1)
    results.write(arguments.out)


if __name__ == "__main__":
    main()
