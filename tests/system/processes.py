"""Programs of this house as real processes: set up by their environment, waited for, ended by their pid."""

import asyncio
import os
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final, TypeVar

import aiohttp

_T = TypeVar("_T")

#: Below the ports that the system gives to outgoing connections, so that none of those takes it meanwhile.
_PORTS: Final = range(20_000, 32_000)
_LOOK_EVERY_S: Final = 0.01
#: The promise of the house for SIGTERM, and so for Ctrl-C.
STOP_LIMIT_S: Final = 10.0
_READY_LIMIT_S: Final = 20.0


class NotInTimeError(AssertionError):
    """Something that was waited for did not come about within its limit."""


class EndedError(AssertionError):
    """A program that should run has ended by itself."""


def free_port() -> int:
    """A port of this machine on which nobody listens, and which no outgoing connection will be given."""
    while True:
        port = random.choice(_PORTS)  # noqa: S311 - a port is no secret
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


async def until(
    holds: Callable[[], Awaitable[_T | None]],
    limit_s: float,
    what: str,
    *,
    look_every_s: float = _LOOK_EVERY_S,
) -> _T:
    """What `holds` gives, once it gives something; it is asked again and again.

    Raises:
        NotInTimeError: it gave nothing within the limit.
    """
    ends_at = monotonic() + limit_s
    while monotonic() < ends_at:
        if (found := await holds()) is not None:
            return found
        await asyncio.sleep(look_every_s)
    raise NotInTimeError(f"{what}: not within {limit_s:g} s")


@dataclass(slots=True)
class Program:
    """A running process; all that it says on either output stands in ``log``."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def said(self) -> str:
        """What it has written so far, and what its predecessors on the same file wrote."""
        return self.log.read_text(encoding="utf-8")

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.returncode is None

    async def kill(self) -> None:
        """End it at once, with no chance to tidy up.

        Raises:
            EndedError: it has ended by itself before.
        """
        if not self.is_running:
            raise EndedError(f"the program ended with {self.process.returncode}\n{self.said}")
        self.process.kill()
        await self.process.wait()

    async def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; its exit code.

        Raises:
            NotInTimeError: it did not end within the promised time.
        """
        self.process.send_signal(sign)
        try:
            async with asyncio.timeout(STOP_LIMIT_S):
                return await self.process.wait()
        except TimeoutError:
            raise NotInTimeError(f"{sign.name}: not ended within {STOP_LIMIT_S:g} s\n{self.said}") from None

    async def answers(self, address: str, limit_s: float = _READY_LIMIT_S) -> None:
        """Wait until the page at `address` is served with status 200.

        Raises:
            NotInTimeError: it is not in time.
            EndedError: the program has ended.
        """
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as http:

            async def is_served() -> bool | None:
                if not self.is_running:
                    raise EndedError(f"the program ended with {self.process.returncode}\n{self.said}")
                try:
                    async with http.get(address) as response:
                        return response.status == 200 or None
                except (aiohttp.ClientError, TimeoutError):
                    return None

            try:
                await until(is_served, limit_s, address)
            except NotInTimeError as error:
                raise NotInTimeError(f"{error}\n{self.said}") from None

    def resident_mb(self) -> float:
        """Its resident memory in megabytes (VmRSS)."""
        return _status_kb(self.process.pid, "VmRSS") / 1024

    def processor_s(self) -> float:
        """The processor time that it has used, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def program(
    *arguments: str, log: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Program]:
    """Run this Python with these arguments; whatever becomes of the block, the process is ended."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SPORTELLO_")}
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            env={**inherited, **(environment or {})},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    running = Program(process, log)
    try:
        yield running
    finally:
        if running.is_running:
            await running.kill()


def _status_kb(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0])
    raise LookupError(name)
