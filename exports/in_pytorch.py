"""PyTorch: which rules torch.optim has in our form, and what a script for it looks like. Read off the source
of PyTorch 2.13.

Its default dtype is set, not only that of the point: NAdam keeps a product in the default dtype.
"""

from dl_core.optimizers import (
    SGD,
    Adadelta,
    AdaGrad,
    Adam,
    AdamW,
    AMSGrad,
    Lion,
    Momentum,
    NAdam,
    Nesterov,
    Newton,
    RAdam,
    RandomSearch,
    RMSProp,
)
from exports.dialect import Dialect, Fixed, No, Rule
from kit.messages import _

RESCALES = No(
    _(
        "Its schedulers change the rate of the old velocity too; ours keeps the rate that it was "
        "gathered with."
    )
)

PYTORCH = Dialect(
    name="PyTorch",
    numpy="torch",
    constant="torch.tensor({value})",
    rate="{lr}",
    rules={
        SGD: Rule("torch.optim.SGD([x], lr={lr})"),
        Momentum: Rule("torch.optim.SGD([x], lr={lr}, momentum={momentum})"),
        Nesterov: Rule("torch.optim.SGD([x], lr={lr}, momentum={momentum}, nesterov=True)"),
        AdaGrad: Rule("torch.optim.Adagrad([x], lr={lr}, eps={eps})"),
        Adadelta: Rule("torch.optim.Adadelta([x], lr={lr}, rho={rho}, eps={eps})"),
        RMSProp: Rule("torch.optim.RMSprop([x], lr={lr}, alpha={rho}, eps={eps})"),
        Adam: Rule("torch.optim.Adam([x], lr={lr}, betas=({b1}, {b2}), eps={eps})"),
        AdamW: Rule(
            "torch.optim.AdamW([x], lr={lr}, betas=({b1}, {b2}), eps={eps}, weight_decay={weight_decay})"
        ),
        NAdam: Rule(
            "torch.optim.NAdam([x], lr={lr}, betas=({b1}, {b2}), eps={eps}, momentum_decay=1e6)",
            _("momentum_decay so large that PyTorch's warm-up of the momentum is over before the first step"),
        ),
        AMSGrad: No(_("It takes the maximum before the bias correction; we take it after.")),
        RAdam: No(_("It adds epsilon before the bias correction; we add it after.")),
        Lion: No(_("It has no such rule.")),
        Newton: No(_("It has no rule that solves with the Hessian.")),
        RandomSearch: No(
            _("It has no rule that does without the gradient, and our proposals come from our own seed.")
        ),
    },
    scheduled={Momentum: RESCALES, Nesterov: RESCALES},
    fixed={Adam: Fixed("bias_correction", 1.0, _("Its Adam always corrects for having started at 0."))},
    layout="""\
# {title}: pip install torch
import torch

torch.set_default_dtype(torch.float64)

steps = {steps}
{constants}

def loss(x):  # {surface}
{loss}

{factor}
x = torch.tensor([{start}], requires_grad=True)
{note}optimizer = {make}
{scheduler}path = [x.tolist()]
for _ in range(steps):
    optimizer.zero_grad()
    {gradient}
    optimizer.step()
{advance}    path.append(x.tolist())

print("last point", path[-1])
print("loss there", loss(x).item())
""",
    gradient="loss(x).backward()",
    forward="x.grad = torch.func.jacfwd(loss)(x.detach())",
    steep="""\
def steep(function):  # an infinite slope of what does not change counts as 0
    class Twin(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(*at):
            return function(*at)

        @staticmethod
        def setup_context(context, inputs, output):
            context.save_for_forward(*inputs)

        @staticmethod
        def jvp(context, *changes):
            # at 0, not at -0, where the slope of a root is -inf
            at = [torch.where(u == 0, 0.0, u) for u in context.saved_tensors]
            slopes = torch.func.grad(function, tuple(range(len(at))))(*at)
            pairs = zip(slopes, changes)
            still = ((torch.isinf(slope) & (change == 0), slope * change) for slope, change in pairs)
            return sum(torch.where(none, 0.0, moved) for none, moved in still)

    return Twin.apply
""",
    scheduler=(
        "scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda t: "
        "factor(torch.tensor(float(t))).item())\n"
    ),
    advance="    scheduler.step()\n",
)
