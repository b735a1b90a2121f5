"""Which benches there are, and running them one after the other on passing nodes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet

from deploy.bench.browsing import browsing_units
from deploy.bench.cases import working_on_cases
from deploy.bench.climbing import Nodes, catching_up, climbing, resting
from deploy.bench.counting import counting
from deploy.bench.measuring import Result
from deploy.bench.mirroring import mirroring
from deploy.bench.nodes import BenchNode, federation, one_node
from deploy.bench.posting import posting
from deploy.bench.relaying import relaying
from deploy.bench.searching import searching_models
from deploy.bench.sizes import Sizes

ON_ONE_NODE: dict[str, Callable[[BenchNode, Sizes], Awaitable[Result]]] = {
    "feedback": posting,
    "figures": counting,
    "relay": relaying,
    "units": browsing_units,
    "models": searching_models,
    "dossiers": mirroring,
    "cases": working_on_cases,
}
ON_A_FEDERATION: dict[str, Callable[[Nodes, Sizes], Awaitable[Result]]] = {
    "memory": resting,
    "climb": climbing,
    "catch-up": catching_up,
}
"""Memory comes first: a node that has done nothing yet."""
NAMES = (*ON_ONE_NODE, *ON_A_FEDERATION)


async def run(wanted: AbstractSet[str], sizes: Sizes) -> AsyncIterator[Result]:
    """Every bench of `wanted`, as it is done."""
    alone = [bench for name, bench in ON_ONE_NODE.items() if name in wanted]
    for bench in alone:
        async with one_node() as node:
            yield await bench(node, sizes)
    together: Sequence[Callable[[Nodes, Sizes], Awaitable[Result]]] = [
        bench for name, bench in ON_A_FEDERATION.items() if name in wanted
    ]
    if together:
        async with federation() as nodes:
            for measure in together:
                yield await measure(nodes, sizes)
