"""Two versions serve one PostgreSQL database while it is brought up to date, and customers notice nothing.

python benchmarks/bench_upgrade.py            8 clients; the old version is the last one with fewer migrations
python benchmarks/bench_upgrade.py --old REF  another old version, any name that git knows
python benchmarks/bench_upgrade.py --narrow   a step the old version cannot live with: the judges must find something
python benchmarks/bench_upgrade.py --smoke    a few operations, as it should be and narrowed; writes nothing
"""

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg

from benchmarks.race.clients import let_loose
from benchmarks.race.judge import judge
from benchmarks.race.servers import PROGRAM, ROOT, Server
from tests.support.postgresql import programs_of_the_wheel, started

RESULTS = Path(__file__).parent / "results" / "bench_upgrade.json"
STEPS = Path("api/migrations/versions")
TECHNICIANS = 12
FOUND = "import sys; from benchmarks.race.servers import found_firm; found_firm(sys.argv[1], int(sys.argv[2]))"
JUDGE = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from benchmarks.race.judge import judge
journals = [json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[2:]]
print(json.dumps(asdict(judge(sys.argv[1], journals))))
"""
NARROW = """
ALTER TABLE appointments ADD COLUMN wanted text NOT NULL DEFAULT '';
ALTER TABLE appointments ALTER COLUMN wanted DROP DEFAULT;
"""


def git(*words: str) -> bytes:
    """What git answers, or nothing where there is no history."""
    return subprocess.run(["git", "-C", ROOT, *words], capture_output=True, check=False).stdout  # noqa: S603, S607 - our own


def last_with_fewer_steps() -> str:
    """The commit before the newest migration came, or nothing where history does not go back so far."""
    newest = max(path.name for path in (ROOT / STEPS).glob("[0-9]*.py"))
    came = git("log", "--diff-filter=A", "--format=%H", "--", str(STEPS / newest)).decode().split()
    return git("rev-parse", "--verify", "--quiet", f"{came[-1]}^").decode().strip() if came else ""


def unpack(version: str, folder: Path) -> Path:
    """The sources of a version, in a folder of their own."""
    with tarfile.open(fileobj=BytesIO(git("archive", version))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def run(root: Path, url: str, *words: str) -> str:
    """Run Python with the sources of one version; answer what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(root), "CRENEAU_DATABASE_URL": url, "CRENEAU_LOG_LEVEL": "error"}
    command = [sys.executable, "-c", *words]
    done = subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own
    return done.stdout


@contextmanager
def working(root: Path, url: str, folder: Path) -> Iterator[None]:
    """A worker of one version beside the servers."""
    environment = {**os.environ, "PYTHONPATH": str(root), "CRENEAU_DATABASE_URL": url}
    environment |= {"CRENEAU_DATA_FOLDER": str(folder), "CRENEAU_LOG_LEVEL": "error"}
    with (folder / "workers.log").open("ab") as log:
        command = [sys.executable, "-c", PROGRAM, "worker"]
        worker = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own
    try:
        yield
    finally:
        worker.kill()  # it may be planning a night; what it has not told is told again
        worker.wait()


@contextmanager
def answering(server: Server) -> Iterator[Server]:
    """A server that is stopped at the end."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


def upgrade(old: Path, url: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Let customers loose on the old version, bring the database up to date, let more loose on the new one."""
    run(old, url, FOUND, url, str(TECHNICIANS))
    half, share = options.clients // 2, options.operations // options.clients
    with ExitStack() as stack:
        stack.enter_context(working(old, url, folder))
        before = stack.enter_context(answering(Server(url, folder, root=old)))
        of_old = let_loose(before.address, range(half), share, folder)
        begun = time.perf_counter()
        run(ROOT, url, PROGRAM, "migrate")
        if options.narrow:
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(NARROW)
        migrated = time.perf_counter() - begun
        stack.enter_context(working(ROOT, url, folder))
        after = stack.enter_context(answering(Server(url, folder)))
        both = time.perf_counter()
        of_new = let_loose(after.address, range(half, options.clients), share, folder)
        for client in of_old:
            client.join()
        together = time.perf_counter() - both
        for client in of_new:
            client.join()
    return {"migrated_in": round(migrated, 1), "together": round(together, 1), **verdicts(old, url, folder)}


def verdicts(old: Path, url: str, folder: Path) -> dict[str, Any]:
    """What the journals add up to, and what the judge of each version finds in the database."""
    files = sorted(folder.glob("journal-*.json"))
    journals = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    failed = sum(
        times for journal in journals for kind, times in journal["refused"].items() if kind.split()[1].startswith("5")
    )
    found = {"new": asdict(judge(url, journals)), "old": json.loads(run(old, url, JUDGE, url, *map(str, files)))}
    faults = [verdict[kind] for verdict in found.values() for kind in ("overlaps", "broken", "lost", "unknown")]
    operations = sum(sum(journal["operations"].values()) for journal in journals)
    return {"operations": operations, "failed": failed, **found, "clean": not (failed or any(faults))}


def one_upgrade(options: argparse.Namespace) -> dict[str, Any]:
    """Upgrade once, in folders and a database of its own."""
    with (
        tempfile.TemporaryDirectory() as sources,
        tempfile.TemporaryDirectory() as folder,
        started(programs_of_the_wheel()) as server,
    ):
        return upgrade(unpack(options.old, Path(sources)), server.new_database(), Path(folder), options)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="small, as it should be and narrowed; nothing written")
    parser.add_argument("--old", default="", help="the old version, as git knows it")
    parser.add_argument("--operations", type=int, default=4_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--narrow", action="store_true", help="with a step that the old version cannot live with")
    return parser.parse_args()


def main() -> int:
    """Upgrade, print, keep the figures; fail if the judges found something, or nothing where they must."""
    options = arguments()
    options.old = git("rev-parse", "--short", options.old or last_with_fewer_steps() or "none").decode().strip()
    if not options.old:
        print("no older version: the history of this copy does not go back so far")
        return 0
    if options.smoke:
        options.operations, options.clients = 60, 2
        wide, narrow = one_upgrade(options), one_upgrade(argparse.Namespace(**{**vars(options), "narrow": True}))
        print(json.dumps({"wide": wide, "narrow": narrow}, indent=1))
        return 0 if wide["clean"] and not narrow["clean"] else 1
    found = {"from": options.old, **one_upgrade(options)}
    print(json.dumps(found, indent=1))
    if not options.narrow:
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0 if found["clean"] != options.narrow else 1


if __name__ == "__main__":
    sys.exit(main())
