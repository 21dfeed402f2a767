"""optax: which rules it has in our form, and what a script for it looks like. Read off the source of optax
0.2.8."""

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

# optax.sgd has them the other way round
RATE_FIRST = _("the rate comes before the trace: a velocity keeps the rate that it was gathered with")

OPTAX = Dialect(
    name="optax",
    numpy="jnp",
    constant="{value}",
    rate="lambda t: {lr} * factor(jnp.float64(t))",  # optax counts in int32, whose quotients are float32
    rules={
        SGD: Rule("optax.sgd({lr})"),
        Momentum: Rule("optax.sgd({lr}, momentum={momentum})"),
        Nesterov: Rule("optax.sgd({lr}, momentum={momentum}, nesterov=True)"),
        AdaGrad: No(_("It adds epsilon inside the root of the sum of squares; we add it outside.")),
        Adadelta: Rule("optax.adadelta({lr}, rho={rho}, eps={eps})"),
        RMSProp: Rule("optax.rmsprop({lr}, decay={rho}, eps={eps}, eps_in_sqrt=False)"),
        Adam: Rule("optax.adam({lr}, b1={b1}, b2={b2}, eps={eps})"),
        AdamW: Rule("optax.adamw({lr}, b1={b1}, b2={b2}, eps={eps}, weight_decay={weight_decay})"),
        NAdam: Rule("optax.nadam({lr}, b1={b1}, b2={b2}, eps={eps})"),
        AMSGrad: Rule("optax.amsgrad({lr}, b1={b1}, b2={b2}, eps={eps})"),
        RAdam: Rule("optax.radam({lr}, b1={b1}, b2={b2}, eps={eps})"),
        Lion: Rule("optax.lion({lr}, b1={b1}, b2={b2}, weight_decay={weight_decay})"),
        Newton: No(_("It has no rule that solves with the Hessian.")),
        RandomSearch: No(
            _("It has no rule that does without the gradient, and our proposals come from our own seed.")
        ),
    },
    scheduled={
        Momentum: Rule(
            "optax.chain(optax.scale_by_learning_rate({lr}), optax.trace({momentum}))", RATE_FIRST
        ),
        Nesterov: Rule(
            "optax.chain(optax.scale_by_learning_rate({lr}), optax.trace({momentum}, nesterov=True))",
            RATE_FIRST,
        ),
    },
    fixed={Adam: Fixed("bias_correction", 1.0, _("Its Adam always corrects for having started at 0."))},
    layout="""\
# {title}: pip install jax optax
import jax
import jax.numpy as jnp
import optax

jax.config.update("jax_enable_x64", True)  # float64

steps = {steps}
{constants}

def loss(x):  # {surface}
{loss}

{factor}
{note}optimizer = {make}


@jax.jit
def step(x, state):
    {gradient}
    updates, state = optimizer.update(gradient, state, x)
    return optax.apply_updates(x, updates), state


x = jnp.array([{start}])
state = optimizer.init(x)
path = [x.tolist()]
for _ in range(steps):
    x, state = step(x, state)
    path.append(x.tolist())

print("last point", path[-1])
print("loss there", loss(x).item())
""",
    gradient="gradient = jax.grad(loss)(x)",
    forward="gradient = jax.jacfwd(loss)(x)",
    steep="""\
def steep(function):  # an infinite slope of what does not change counts as 0
    def rule(at, changes):
        above = (jnp.where(u == 0, 0, u) for u in at)  # at 0, not at -0, where the slope of a root is -inf
        slopes = jax.grad(function, range(len(at)))(*above)
        pairs = zip(slopes, changes)
        moved = (jnp.where(jnp.isinf(slope) & (change == 0), 0, slope * change) for slope, change in pairs)
        return function(*at), sum(moved)

    twin = jax.custom_jvp(function)
    twin.defjvp(rule)
    return twin
""",
    size="""\
def size(u):  # |u|, whose slope counts as 0 on its kink; that of jnp.abs is 1 there
    return jnp.where(u == 0, 0, jnp.abs(u))
""",
)
