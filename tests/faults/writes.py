"""Every call that writes to a store, each ready to be made on a store like the one that `prepare` leaves."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import codegate

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
# The same times and ids in every run, so that two stores can be compared.
OPTIONS: dict[str, object] = {"clock": {"start": NOW, "step_us": 0}, "id_seed": 7, "busy_timeout": 0.3}
ENDINGS = ("", "-wal", "-shm", ".lock")

Call = Callable[[], object]


def open_gate(store: Path, **more: object) -> codegate.Gate:
    return codegate.open(store, **{**OPTIONS, **more})  # type: ignore[arg-type]


def prepare(store: Path, closed: bool = False) -> None:
    """A store with something of everything; if not closed, with all of it in its log, as a killed process leaves it."""
    made = store.with_name("made.db")
    gate = open_gate(made, id_seed=1)
    gate.providers.add("p", type="openai", models=["gpt-4o", "gpt-4o-mini"])
    gate.providers.add("q", type="vllm", endpoint="http://127.0.0.1:9")
    gate.workspaces.create("acme", custom_instructions="Be brief.", rules=[codegate.rule(to=["p/gpt-4o", "q"])])
    gate.workspaces.create("idle")
    gate.workspaces.archive("idle")
    gate.sessions.activate("acme", session="s")
    gate.workspaces.bind("/home/a", "acme")
    gate.personas.add("expert", description="knows", vector=[1.0, 2.0])
    for number in range(4):
        gate.record(key=f"old-{number}", workspace="acme", provider="p", model="gpt-4o", input_tokens=5, output_tokens=1)
    if closed:
        gate.close()
    for ending in ENDINGS:
        shutil.copy(f"{made}{ending}", f"{store}{ending}")
    gate.close()
    for ending in ENDINGS:
        Path(f"{made}{ending}").unlink(missing_ok=True)


def prepare_old(store: Path) -> None:
    """A store as version 1 of the tables leaves it, where this version is a later one; else one of this version."""
    undone = Path(__file__).parents[2] / "codegate-core/src/store/schema"
    codegate.open(store).close()
    with closing(sqlite3.connect(store)) as connection:
        for version in (5, 4, 3, 2):
            connection.executescript((undone / f"undo_{version}.sql").read_text())
        connection.executescript("UPDATE meta SET min_reader = 1, min_writer = 1; PRAGMA user_version = 1")
        connection.commit()


def copy(store: Path, folder: Path) -> Path:
    """The store as it stands in another folder, without the index that goes with it, as after a loss of power."""
    for ending in ("", "-wal"):
        if Path(f"{store}{ending}").exists():
            shutil.copy(f"{store}{ending}", f"{folder / store.name}{ending}")
    return folder / store.name


def spoil(store: Path, write: str) -> None:
    """What some writes need: one that puts sums right wrong ones, and a backup a file that it replaces."""
    if write == "backup":
        backup_of(store).write_bytes(EARLIER)
    if write == "verify":
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("UPDATE usage_sums SET exchanges = exchanges + 1")
            connection.commit()


def finish(gate: codegate.Gate) -> Call:
    exchange = gate.begin(body=b'{"model": "m"}', workspace="acme", key="finish")
    exchange.report_usage(input_tokens=11, output_tokens=2)
    exchange.fail(status=500)
    exchange.report_usage(input_tokens=11, output_tokens=3)
    return exchange.finish


def backup_of(store: Path) -> Path:
    """Where the backup of a store goes: to a place that an earlier file has."""
    return store.with_name("backup.db")


EARLIER = b"what was there before"


def reprice(gate: codegate.Gate) -> Call:
    gate.prices.set("gpt-4o", provider="p", input="1", output="2")
    since = NOW - timedelta(days=1)
    token = gate.reprice(since).token
    return lambda: gate.reprice(since, apply=token)


def import_bundle(gate: codegate.Gate) -> Call:
    bundle = {
        "format": "codegate.bundle",
        "version": 1,
        "parts": ["instructions", "rules"],
        "providers": [{"name": "p", "type": "openai"}],
        "workspaces": [
            {"name": f"w{number}", "custom_instructions": "I.", "rules": [{"to": [{"provider": "p"}]}]} for number in range(5)
        ],
    }
    return gate.plan_import(bundle).apply


SETTINGS = {
    "providers": {"p": {"models": ["gpt-4o"]}, "r": {"type": "ollama"}},
    "workspaces": {"acme": {"custom_instructions": "Be kind."}, "new": {"rules": [{"to": "r/m"}]}},
    "personas": {"expert": {"description": "knows more"}},
    "sessions": {"s": "new", "t": "acme"},
}


def long_record(gate: codegate.Gate) -> Call:
    text = "prompt and output " * 2000
    return lambda: gate.record(key="long", model="m", prompt=text, output=text, input_tokens=9, output_tokens=9)


def rotate_key(gate: codegate.Gate) -> Call:
    gate.providers.add("kept", type="openai", api_key="sk-kept")
    return gate.rotate_key


WRITES: dict[str, Callable[[codegate.Gate], Call]] = {
    "record": lambda gate: lambda: gate.record(key="new", workspace="acme", model="m", input_tokens=7, output_tokens=3),
    "record-long": long_record,
    "finish": finish,
    "workspaces.create": lambda gate: lambda: gate.workspaces.create("new", rules=[codegate.rule(to="q/m")]),
    "workspaces.update": lambda gate: lambda: gate.workspaces.update("acme", custom_instructions="Be kind.", rules=[]),
    "workspaces.set_rules": lambda gate: lambda: gate.workspaces.set_rules("acme", [codegate.rule(to="q/m")] * 3),
    "workspaces.rename": lambda gate: lambda: gate.workspaces.rename("acme", "ajax"),
    "workspaces.archive": lambda gate: lambda: gate.workspaces.archive("acme", force=True),
    "workspaces.recover": lambda gate: lambda: gate.workspaces.recover("idle"),
    "workspaces.delete": lambda gate: lambda: gate.workspaces.delete("idle"),
    "workspaces.bind": lambda gate: lambda: gate.workspaces.bind("/home/a/acme", "acme"),
    "workspaces.unbind": lambda gate: lambda: gate.workspaces.unbind("/home/a"),
    "sessions.activate": lambda gate: lambda: gate.sessions.activate("acme", session="t"),
    "sessions.ensure": lambda gate: lambda: gate.sessions.ensure("t", workspace="acme"),
    "sessions.remove": lambda gate: lambda: gate.sessions.remove("s"),
    "providers.add": lambda gate: lambda: gate.providers.add("r", type="ollama"),
    "providers.add-kept": lambda gate: lambda: gate.providers.add("r", type="openai", api_key="sk-kept"),
    "rotate_key": rotate_key,
    "providers.update": lambda gate: lambda: gate.providers.update("q", endpoint="http://127.0.0.1:8"),
    "providers.rename": lambda gate: lambda: gate.providers.rename("p", "o"),
    "providers.remove": lambda gate: lambda: gate.providers.remove("p", force=True),
    "personas.add": lambda gate: lambda: gate.personas.add("new", description="new", vector=[1.0]),
    "personas.update": lambda gate: lambda: gate.personas.update("expert", vector=None),
    "personas.rename": lambda gate: lambda: gate.personas.rename("expert", "master"),
    "personas.remove": lambda gate: lambda: gate.personas.remove("expert"),
    "prices.set": lambda gate: lambda: gate.prices.set("m", provider="p", input="1", output="2", keep=True),
    "history.prune": lambda gate: lambda: gate.history.prune(keep=0),
    "alerts.add": lambda gate: lambda: gate.alerts.add(severity="critical", type="secret", workspace="acme"),
    "compact": lambda gate: gate.compact,
    "backup": lambda gate: lambda: gate.backup(backup_of(Path(gate.path)), replace=True),
    "verify": lambda gate: lambda: gate.verify(rebuild=True),
    "reprice": reprice,
    "import": import_bundle,
    "apply": lambda gate: lambda: gate.apply(SETTINGS),
    "close": lambda gate: gate.close,
}

# Every other call, which writes nothing into a store, or is a part of one above.
OTHERS = {
    "workspaces": "bindings for_path get list list_archived rules",
    "sessions": "active_workspace get list",
    "providers": "get list",
    "personas": "get list vector",
    "prices": "age list load lookup own remove unload",
    "alerts": "count get list summary",
    "history": "count get list summary",
    "gate": "aclose alerts arecord begin closed decide explain export export_usage health history interrupt path personas "
    "plan_import prices providers query run sessions superseded_charges usage workspaces",
}


def check_complete() -> None:
    """Ends the program where a call is missing here: it would be in no campaign."""
    gate = codegate.open(":memory:")
    for area, words in OTHERS.items():
        calls = dir(gate if area == "gate" else getattr(gate, area))
        names = {name: name if area == "gate" else f"{area}.{name}" for name in calls if not name.startswith("_")}
        missing = [name for call, name in names.items() if name not in WRITES and call not in words.split()]
        if missing:
            raise SystemExit(f"{', '.join(missing)}: put what writes into `WRITES` of {__file__}, the rest into `OTHERS`")


def backup_problem(store: Path, held: str, done: bool) -> str | None:
    """What is wrong with the place of the backup: it has what was there before, or all that the store held, which it must
    have once that was acknowledged."""
    found = backup_of(store)
    if not done and found.read_bytes() == EARLIER:
        return None
    if state(found) != held:
        return "the backup does not hold what the store does"
    # Nothing lies beside it, not even the log that whoever opens it would read into it.
    beside = [path.name for path in store.parent.iterdir() if path.name.startswith(f"{found.name}")]
    return f"there are {beside}" if len(beside) > 1 else None


def remove_parts(store: Path) -> None:
    """Removes what a backup leaves that cannot clear up: that of a process that is killed, or that may remove nothing."""
    for path in store.parent.glob("*.part"):
        path.unlink()


# What a file holds that is not a store yet.
NOTHING = "nothing"
# Of `meta`, what a write of ours decides; the rest may differ from store to store.
META = ("min_reader", "min_writer")
# Drawn or counted anew when a call is made again; checksums are over such ids too, and the library's to judge.
DRAWN = {
    ("exchanges", "id"),
    ("exchanges", "checksum"),
    ("attempts", "checksum"),
    ("alerts", "id"),
    ("providers", "seal"),
    ("workspaces", "rules_generation"),
}
# A log of changes counts a call that was made again.
COUNTED = "config_changes"


def state(store: Path) -> str:
    """What a store holds, as a hash: every row of every table. An error if SQLite finds it damaged."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(store, timeout=2)) as connection:
        [[integrity]] = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if integrity != "ok":
            raise sqlite3.DatabaseError(integrity)
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> ? ORDER BY name"
        found = connection.execute(tables, [COUNTED]).fetchall()
        for (table,) in found:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            kept = [one for one in columns if (table, one) not in DRAWN and (table != "meta" or one in META)]
            rows = connection.execute(f"SELECT {', '.join(kept)} FROM {table}").fetchall()
            digest.update(repr((table, kept, sorted(map(repr, rows)))).encode())
    return digest.hexdigest()[:16] if found else NOTHING
