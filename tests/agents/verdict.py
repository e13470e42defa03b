"""Holds what the proxy decided and recorded against what the model server saw."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
BUCKETS = ("input_uncached", "cache_read", "cache_write_5m", "cache_write_long", "output", "reasoning")
# Requests for no answer: clients ask which models and versions there are, and how long a request is.
ASIDES = ("models", "count_tokens", "other")


@dataclass(frozen=True)
class Expected:
    """What must come of every request of a run."""

    client: str
    format: str
    requested_model: str
    workspace: str
    instructions: str
    credential: str
    # The model of the file's rule, then that of everything else.
    models: list[str]
    # The file that the agent reads, relative to its project, if it does.
    file: str | None
    # The file stands in every request, not only after a tool was called.
    always: bool = False
    # Files that stand beside it.
    beside: list[str] = field(default_factory=list)
    # Its requests have a place for instructions.
    instructible: bool = True
    # Not all of its requests say whose they are.
    nameless: bool = False


@dataclass
class Verdict:
    """What was seen of a run, and everything that is wrong with it."""

    formats: set[str] = field(default_factory=set)
    clients: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    rules: list[Any] = field(default_factory=list)
    recorded: int = 0
    counted: int = 0
    asides: int = 0
    faults: list[str] = field(default_factory=list)


def judge(expected: Expected, told: list[Json], truth: list[Json]) -> Verdict:
    """All exchanges of a run: as many as the server saw, each what was expected of it.

    Questions about models (Ollama's `/api/show`) have no format; they go through, and are held against nothing.
    """
    verdict = Verdict()
    asides = [line for line in told if is_aside(line)]
    told = [line for line in told if not is_aside(line)]
    verdict.asides = len(asides)
    if not truth:
        verdict.faults.append("no request reached the model server")
    if len(told) != len(truth):
        verdict.faults.append(f"the proxy told of {len(told)} exchanges, the server saw {len(truth)}")
    left = list(truth)
    for line in told:
        seen = take(left, line)
        if seen is None:
            verdict.faults.append(f"no request at the server is like the exchange {line['receipt']['exchange']}")
            continue
        found = exchange(expected, line["decision"], line["receipt"], seen)
        verdict.faults += [f"request {seen['number']}: {fault}" for fault in found]
        note(expected, verdict, line, seen)
    if told and expected.client not in verdict.clients:
        verdict.faults.append(f"no request is told to be {expected.client}'s")
    if expected.file and not any(rule == 0 for rule in verdict.rules):
        verdict.faults.append(f"no request took the rule for {expected.file}")
    return verdict


def is_aside(line: Json) -> bool:
    """Whether a request was no request for an answer, as the library says it."""
    return line["decision"]["facts"]["request_type"] in ASIDES


def take(left: list[Json], line: Json) -> Json | None:
    """Takes out the request that an exchange was: the one that agrees in most, as exchanges may end in any order."""
    if not left:
        return None
    receipt = line["receipt"]

    def agreement(seen: Json) -> int:
        usage = seen["usage"] or {}
        same = [receipt["usage"][bucket] == usage.get(bucket) for bucket in BUCKETS]
        return sum([*same, receipt["model"] == seen["model"], line["decision"]["facts"]["stream"] == seen["stream"]])

    best = max(left, key=agreement)
    left.remove(best)
    return best


def note(expected: Expected, verdict: Verdict, line: Json, seen: Json) -> None:
    decision, usage = line["decision"], line["receipt"]["usage"]
    verdict.formats.add(decision["facts"]["format"])
    verdict.clients.add(decision["facts"]["client"])
    verdict.files |= {shown(expected, file) for file in decision["facts"]["files"]}
    verdict.rules.append(decision["rule"])
    verdict.recorded += (usage["input_tokens"] or 0) + (usage["output_tokens"] or 0)
    verdict.counted += sum(seen["usage"][bucket] for bucket in BUCKETS[:-1]) if seen["usage"] else 0


def exchange(expected: Expected, decision: Json, receipt: Json, seen: Json) -> list[str]:
    """Everything that is wrong with one exchange, in words."""
    found: list[str] = []
    facts = decision["facts"]
    has_file = bool(expected.file) and (expected.always or seen["read"] is not None)
    rule = 0 if has_file else 1
    same(found, "format", facts["format"], expected.format)
    same(found, "format at the server", seen["format"], expected.format)
    if not (expected.nameless and facts["client"] == "generic"):
        same(found, "client", facts["client"], expected.client)
    same(found, "requested model", facts["requested_model"], expected.requested_model)
    same(found, "stream", facts["stream"], seen["stream"])
    same(found, "tools", facts["tools"], seen["tools"])
    files = sorted([str(expected.file), *expected.beside]) if has_file else []
    same(found, "files", sorted(shown(expected, file) for file in facts["files"]), files)
    if has_file and not expected.instructible:
        cursor = [shown(expected, file) for file in facts["files"] if file["where"] == "cursor"]
        same(found, "the file at the cursor", cursor, [expected.file])
    same(found, "workspace", decision["workspace"], expected.workspace)
    same(found, "rule", decision["rule"], rule)
    same(found, "warnings", decision["warnings"], [])
    same(found, "model at the server", seen["model"], expected.models[rule])
    credential = str(seen["credential"]).removeprefix("Bearer ")
    same(found, "credential at the server", credential, expected.credential)
    arrived = sum(text.count(expected.instructions) for text in seen["system"])
    same(found, "instructions", decision["instructions"], "applied" if arrived else "not_applied")
    same(found, "how often the instructions arrived", arrived, 1 if expected.instructible else 0)
    same(found, "outcome", receipt["outcome"], "completed")
    same(found, "completeness", receipt["usage"]["completeness"], "final")
    same(found, "marks", receipt["usage"]["marks"], [])
    for bucket in BUCKETS:
        same(found, bucket, receipt["usage"][bucket], (seen["usage"] or {}).get(bucket))
    return found


def shown(expected: Expected, file: Json) -> str:
    """The path of a file; the expected one in any spelling that ends in it counts as it."""
    path = str(file["path"])
    return expected.file if expected.file and ("/" + path).endswith("/" + expected.file) else path


def same(found: list[str], what: str, have: object, want: object) -> None:
    if have != want:
        found.append(f"{what} is {have!r}, not {want!r}")
