"""`python -m deploy.bench.lives`: whole lives of cases, one after another or in spikes.

A process of its own. A life: a citizen writes, an officer takes the case up, answers it, and
the citizen reads that it was answered; what is read must be what was written a moment ago.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

import uvloop

from deploy.bench.measuring import percentile

MESSAGE = {
    "text": "Đèn đường ngõ 12 hỏng đã ba ngày, buổi tối rất tối.",
    "category": "infra_light",
}
FEEDBACK = "/api/intake/v1/feedback"
END_OF_HEAD = b"\r\n\r\n"
PATIENCE_SECONDS = 60.0


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came of it."""

    lives: list[float] = field(default_factory=list)
    calls: list[float] = field(default_factory=list)
    errors: int = 0
    stale: int = 0
    """Read back, and not what had been written."""


class Line:
    """One connection that is kept."""

    def __init__(self, port: int, headers: str) -> None:
        self._port, self._headers = port, headers
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, asked: str, body: object = None) -> tuple[int, bytes]:
        """The answer to one request."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        told = b"" if body is None else json.dumps(body).encode()
        head = f"{asked} HTTP/1.1\r\nhost: bench\r\n{self._headers}"
        head += f"content-type: application/json\r\ncontent-length: {len(told)}\r\n\r\n"
        writer.write(head.encode() + told)
        answer = (await reader.readuntil(END_OF_HEAD)).lower()
        _, _, after = answer.partition(b"content-length: ")
        content = await reader.readexactly(int(after.split(b"\r\n", 1)[0]))
        return int(answer.split(b" ", 2)[1]), content


async def live(line: Line, tally: Tally) -> None:
    """One life of a case."""
    began = perf_counter()
    status, content = await _called(line, tally, f"POST {FEEDBACK}", body=MESSAGE)
    code = json.loads(content).get("tracking_code", "") if status < 300 else ""  # noqa: PLR2004 - HTTP
    at = f"{FEEDBACK}/{code}"
    for step, told in (("take-up", {}), ("resolve", {"words": "Đã thay bóng, đèn đã sáng."})):
        await _called(line, tally, f"POST {at}/{step}", body=told)
    _, content = await _called(line, tally, f"GET {at}")
    tally.stale += json.loads(content).get("state") != "resolved"
    tally.lives.append(perf_counter() - began)


async def _called(
    line: Line, tally: Tally, asked: str, *, body: object = None
) -> tuple[int, bytes]:
    began = perf_counter()
    status, content = await line.ask(asked, body)
    tally.calls.append(perf_counter() - began)
    tally.errors += status not in {200, 201}
    return status, content


async def steady(lines: Sequence[Line], *, seconds: float) -> Tally:
    """As many lives as the lines can lead, one after another on each."""
    tally, until = Tally(), perf_counter() + seconds

    async def lead(line: Line) -> None:
        while perf_counter() < until:
            await live(line, tally)

    await asyncio.gather(*(lead(line) for line in lines))
    return tally


async def spikes(lines: Sequence[Line], *, rates: Sequence[int], seconds: float) -> Tally:
    """So many lives begun each second, whether those before are over or not."""
    tally, free = Tally(), asyncio.Queue[Line]()
    for line in lines:
        free.put_nowait(line)

    async def lead() -> None:
        line = await free.get()
        await live(line, tally)
        free.put_nowait(line)

    led = []
    for rate in rates:
        for _ in range(round(rate * seconds)):
            led.append(asyncio.create_task(lead()))
            await asyncio.sleep(1 / rate)
    await asyncio.wait_for(asyncio.gather(*led), PATIENCE_SECONDS)
    return tally


async def measured(told: dict[str, object]) -> dict[str, float]:
    """What the command line asks for, as figures."""
    lines = [
        Line(int(str(told["port"])), str(told["headers"]))
        for _ in range(int(str(told["clients"])))
    ]
    seconds, rates = float(str(told["seconds"])), told.get("rates")
    began = perf_counter()
    if isinstance(rates, list):
        tally = await spikes(lines, rates=rates, seconds=seconds)
    else:
        tally = await steady(lines, seconds=seconds)
    return {
        "per_second": len(tally.lives) / (perf_counter() - began),
        "p50_ms": 1000 * percentile(tally.lives, 0.5),
        "p95_ms": 1000 * percentile(tally.lives, 0.95),
        "call_p95_ms": 1000 * percentile(tally.calls, 0.95),
        "lives": len(tally.lives),
        "errors": tally.errors,
        "stale": tally.stale,
    }


def main() -> None:
    """Lead lives as the one argument says, in JSON."""
    print(json.dumps(uvloop.run(measured(json.loads(sys.argv[1])))))


if __name__ == "__main__":
    main()
