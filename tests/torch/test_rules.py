"""Our rules against torch.optim, in float64, with values at which every term matters."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
import torch

from dl_core.experiments.descent import descend, to_numpy
from dl_core.optimizers import SGD, Adadelta, AdaGrad, Adam, AdamW, Momentum, Nesterov, Optimizer, RMSProp
from surfaces import Beale, Himmelblau, Surface
from surfaces.switch import switch

STEPS = 200
Make = Callable[[list[torch.Tensor]], torch.optim.Optimizer]

CASES: list[tuple[Optimizer, Make]] = [
    (SGD(lr=0.003), lambda x: torch.optim.SGD(x, lr=0.003)),
    (Momentum(lr=0.002, momentum=0.7), lambda x: torch.optim.SGD(x, lr=0.002, momentum=0.7)),
    (Nesterov(lr=0.002, momentum=0.7), lambda x: torch.optim.SGD(x, lr=0.002, momentum=0.7, nesterov=True)),
    (AdaGrad(lr=0.3, eps=0.5), lambda x: torch.optim.Adagrad(x, lr=0.3, eps=0.5)),
    (Adadelta(lr=0.02, rho=0.8, eps=0.01), lambda x: torch.optim.Adadelta(x, lr=0.02, rho=0.8, eps=0.01)),
    (RMSProp(lr=0.02, rho=0.8, eps=0.5), lambda x: torch.optim.RMSprop(x, lr=0.02, alpha=0.8, eps=0.5)),
    (
        Adam(lr=0.07, b1=0.7, b2=0.9, eps=0.5),
        lambda x: torch.optim.Adam(x, lr=0.07, betas=(0.7, 0.9), eps=0.5),
    ),
    (
        AdamW(lr=0.07, b1=0.7, b2=0.9, eps=0.5, weight_decay=0.3),
        lambda x: torch.optim.AdamW(x, lr=0.07, betas=(0.7, 0.9), eps=0.5, weight_decay=0.3),
    ),
]


@jax.jit
def gradient(loss: Any, x: Any) -> Any:
    return loss.value_and_grad(x)[1]


@pytest.mark.parametrize("surface", [Himmelblau(), Beale()], ids=lambda surface: surface.label)
@pytest.mark.parametrize(("ours", "theirs"), CASES, ids=lambda case: getattr(case, "label", ""))
def test_a_rule_walks_as_torch_does(ours: Optimizer, theirs: Make, surface: Surface) -> None:
    loss = switch(surface)
    x = torch.tensor(surface.start, dtype=torch.float64, requires_grad=True)
    optimizer, path = theirs([x]), [x.detach().numpy().copy()]
    for _ in range(STEPS):
        x.grad = torch.from_numpy(np.array(gradient(loss, path[-1])))
        optimizer.step()
        path.append(x.detach().numpy().copy())
    np.testing.assert_allclose(
        to_numpy(descend(ours, loss, surface.start), STEPS).x, path, rtol=1e-9, atol=1e-9
    )
