"""A Postgres server of our own, over TCP with a password, from the embedded programs."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from secrets import token_urlsafe
from shutil import rmtree

import asyncpg

from deploy.launcher.accounts import Account, database_account, opened_folder
from deploy.launcher.failures import why_not_started
from deploy.launcher.loopback import Deadline
from deploy.launcher.ports import free_port
from deploy.launcher.postgres_files import data_home, postgres_programs
from deploy.launcher.programs import Program

ADMIN = "kheo_admin"
START_PATIENCE = 60.0

SMALL = {
    "shared_buffers": "64MB",
    "max_connections": "300",
    "min_wal_size": "48MB",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "huge_pages": "off",
    "max_worker_processes": "4",
    "max_parallel_workers": "2",
    "jit": "off",
    "autovacuum_naptime": "20s",
    "log_line_prefix": "%m %u@%d ",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
"""Settings of a node that shares its machine; durability stays as Postgres ships it."""


class Postgres:
    """One server with its data folder; `start` creates the folder when there is none."""

    def __init__(
        self,
        data: Path,
        *,
        port: int,
        password: str,
        log: Path,
        settings: Mapping[str, str] = SMALL,
    ) -> None:
        self._data = data
        self._settings = settings
        self._password = password
        self._account: Account | None = None
        self._program: Program | None = None
        self._log = log
        self.port = port

    def url(self, database: str = "postgres") -> str:
        """The administrator's address of `database`."""
        return f"postgresql://{ADMIN}:{self._password}@127.0.0.1:{self.port}/{database}"

    @property
    def started(self) -> bool:
        """Whether it was ever started."""
        return self._program is not None

    @property
    def program(self) -> Program:
        """The running server."""
        assert self._program is not None
        return self._program

    async def start(self) -> None:
        """Create the data folder if needed, start the server, wait until it answers.

        Raises:
            OperatorError: if it cannot start; the sentence says why.

        """
        self._account = database_account(self._data)
        programs = await asyncio.to_thread(postgres_programs, self._account)
        home = data_home(self._data, self._account)
        if not (home / "PG_VERSION").exists():
            await self._create(programs, home)
        self._program = self._server(programs, home)
        await self._program.start()
        await self._until_it_answers()

    async def stop(self) -> None:
        """Stop fast: open transactions are rolled back, the data folder is clean."""
        if self._program is not None:
            await self._program.stop()

    async def kill(self) -> None:
        """Stop as a power cut would."""
        if self._program is not None:
            await self._program.kill()

    async def _create(self, programs: Path, home: Path) -> None:
        _clear(home, self._account)
        with tempfile.NamedTemporaryFile("w", dir=home.parent) as secret:
            secret.write(self._password)
            secret.flush()
            if self._account is not None:
                self._account.own(Path(secret.name))
            await self._initdb(programs, home, secret.name)

    async def _initdb(self, programs: Path, home: Path, secret: str) -> None:
        making = Program(
            name="initdb",
            command=(
                *(str(programs / "initdb"), "-D", str(home), "-U", ADMIN),
                *("--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8"),
                *("--locale=C.UTF-8", "--wal-segsize=4", "--no-instructions"),
            ),
            log=self._log,
            account=self._account,
        )
        await making.start()
        if await making.ended():
            raise why_not_started("initdb (Postgres)", making.last_words(), self._log)

    def _server(self, programs: Path, home: Path) -> Program:
        settings = [f"-c{name}={value}" for name, value in self._settings.items()]
        return Program(
            name="postgres",
            command=(
                *(str(programs / "postgres"), "-D", str(home)),
                *("-h", "127.0.0.1", "-p", str(self.port), "-k", ""),
                *settings,
            ),
            log=self._log,
            account=self._account,
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
        )

    async def _until_it_answers(self) -> None:
        deadline = Deadline(START_PATIENCE)
        while (refusal := await self._refusal()) is not None:
            if not self.program.running:
                raise why_not_started("Postgres", self.program.last_words(), self._log)
            if deadline.passed:
                await self.program.kill()
                raise why_not_started("Postgres", refusal, self._log)
            await asyncio.sleep(0.03)

    async def _refusal(self) -> str | None:
        """Why the server does not answer yet."""
        try:
            connection = await asyncpg.connect(self.url(), ssl=False, timeout=5)
        except (OSError, asyncpg.PostgresError, TimeoutError) as refused:
            return repr(refused)
        await connection.close()
        return None


def _clear(home: Path, account: Account | None) -> None:
    rmtree(home, ignore_errors=True)  # the rest of an attempt that was cut short
    home.mkdir(parents=True, mode=0o700)
    if account is not None:
        account.own(home)


@asynccontextmanager
async def temporary_postgres(settings: Mapping[str, str] = SMALL) -> AsyncIterator[Postgres]:
    """A server on a free port that leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="kheo-postgres-") as folder:
        room = opened_folder(Path(folder))
        password = token_urlsafe(8)
        server = Postgres(
            room / "data",
            port=free_port(),
            password=password,
            log=room / "postgres.log",
            settings=settings,
        )
        await server.start()
        try:
            yield server
        finally:
            await server.stop()
