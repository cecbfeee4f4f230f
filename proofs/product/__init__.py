"""A product of pure node machines and a network that may lose, repeat, reorder and delay: a system for an engine.

Read `description` (what is multiplied) and `build` (what comes of it) first. `tables` has machines and messages as
numbers; `normal` is the normal form, for which `renaming` renames numbers like terms; `deliveries` and `inputs` are the
moves, `laws` the laws, `world` what a reader is shown.
"""

from upshift.proofs.product.build import system_of
from upshift.proofs.product.description import (
    Input,
    MachineLaw,
    MachinesEventually,
    MachinesLaw,
    MachinesReachable,
    MachinesStepLaw,
    MachinesWitness,
    PairLaw,
    Product,
    ProductError,
    ProductLaw,
    Rename,
    Scale,
)
from upshift.proofs.product.tables import State

__all__ = [
    "Input",
    "MachineLaw",
    "MachinesEventually",
    "MachinesLaw",
    "MachinesReachable",
    "MachinesStepLaw",
    "MachinesWitness",
    "PairLaw",
    "Product",
    "ProductError",
    "ProductLaw",
    "Rename",
    "Scale",
    "State",
    "system_of",
]
