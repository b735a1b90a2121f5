"""All nodes of a topology on this machine: started together, kept running, stopped together."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from itertools import groupby

from deploy.launcher import tenancy
from deploy.launcher.failures import refuse_small
from deploy.launcher.nats_server import nats_binary
from deploy.launcher.plans import NodePlan
from deploy.launcher.ports import NodePorts, checked_base, free_base, ports_from, refuse_taken
from deploy.launcher.running_node import Observer, RunningNode, Stage
from deploy.launcher.state import StateFolder
from deploy.launcher.together import all_or_none
from deploy.launcher.topology import Topology

ROOM_FOR_A_NODE = 160 * 1024 * 1024
"""Bytes a new node takes on disk before it holds anything."""

LEFTOVER_PATIENCE = 10.0


class Federation:
    """The nodes of `topology`, kept in `state`."""

    def __init__(
        self,
        topology: Topology,
        state: StateFolder,
        *,
        tell: Observer,
        port_base: int | None = None,
        postgres_url: str | None = None,
        reload: bool = False,
    ) -> None:
        self.topology = topology
        self.state = state
        self._tell = tell
        self._port_base = port_base
        self._postgres_url = postgres_url
        self._reload = reload
        self.nodes: list[RunningNode] = []

    async def start(self) -> None:
        """Start every node, parents' brokers before their children's.

        Raises:
            OperatorError: if one of them cannot start; everything is stopped again.

        """
        try:
            self._get_ready()
            await self._start_brokers()
            await self._start_the_rest()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop every node; what they know stays on disk."""
        await asyncio.gather(*(node.stop() for node in self.nodes))
        self.nodes = []

    def _get_ready(self) -> None:
        nats_binary()
        self._refuse_full_disk()
        self._end_leftovers()
        ports = self._ports()
        refuse_taken(ports)
        for code, chosen in ports:
            self.state.node(code).remember(chosen)
        self.nodes = [self._node(code, chosen) for code, chosen in ports]

    def _node(self, code: str, ports: NodePorts) -> RunningNode:
        plan = NodePlan(
            topology=self.topology,
            state=self.state,
            code=code,
            ports=ports,
            postgres_url=self._postgres_url,
            reload=self._reload,
        )
        return RunningNode(plan, self._tell)

    def _ports(self) -> list[tuple[str, NodePorts]]:
        codes = self.topology.codes
        known = {code: self.state.node(code).ports for code in codes}
        if self._port_base is not None:
            base = checked_base(self._port_base, len(codes))
            return [(code, ports_from(base, at)) for at, code in enumerate(codes)]
        fresh = _fresh_ports([ports for ports in known.values() if ports], len(codes))
        return [(code, known[code] or next(fresh)) for code in codes]

    def _refuse_full_disk(self) -> None:
        new = [code for code in self.topology.codes if not self.state.node(code).has_data]
        free = shutil.disk_usage(self.state.path).free
        refuse_small(self.state.path, free=free, needed=ROOM_FOR_A_NODE * len(new))

    def _end_leftovers(self) -> None:
        left = [
            process
            for node in self.state.nodes()
            for process in tenancy.alive(node.path / "running.json").values()
        ]
        tenancy.end_all(left, LEFTOVER_PATIENCE)

    async def _start_brokers(self) -> None:
        for node in self.nodes:
            node.tell(Stage.WAITING)
        for _, level in groupby(self.nodes, lambda node: self.topology.depth(node.plan.code)):
            await all_or_none([node.start_broker() for node in level])

    async def _start_the_rest(self) -> None:
        at_once = asyncio.Semaphore((os.cpu_count() or 1) + 2)

        async def start(node: RunningNode) -> None:
            async with at_once:
                await node.start_rest()

        await all_or_none([start(node) for node in self.nodes])


def _fresh_ports(taken: list[NodePorts], nodes: int) -> Iterator[NodePorts]:
    new = nodes - len(taken)
    base = free_base(new, beside={port for ports in taken for port in ports}) if new else 0
    return (ports_from(base, at) for at in range(new))
