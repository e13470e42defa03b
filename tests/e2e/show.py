"""What the demonstration prints."""

from __future__ import annotations

from typing import Any

from hosts import Done

Json = dict[str, Any]
BAR = 24


def rules(workspace: str, instructions: str, given: list[Json]) -> None:
    """What a workspace says: its instructions, and its rules in order."""
    print(f'\nworkspace {workspace}, "{instructions}"')
    for place, rule in enumerate(given):
        when = ", ".join(f"{name} {' or '.join(values)}" for name, values in rule["when"].items())
        to = ", then ".join("/".join(filter(None, (one["provider"], one["model"]))) for one in rule["to"])
        print(f"  rule {place}  {when or 'everything else':<42} -> {to}")


def exchange(request: Json, done: Done, rules: dict[str, list[Json]], faults: list[str]) -> None:
    """Which workspace and rule took a request and why, where it went, and what it cost."""
    decision, receipt = done.decision, done.receipt
    rule = rules[decision["workspace"]][decision["rule"]]
    print(f"  {request['title']}  [{done.client}]")
    print(f"      took it    workspace {decision['workspace']}, rule {decision['rule']}: {reason(rule, decision['facts'])}")
    print(f"      went to    {way(receipt['attempts'])}")
    print(f"      receipt    {tokens(receipt['usage'])}, {money(receipt)}")
    for fault in faults:
        print(f"      WRONG      {fault}")


def reason(rule: Json, facts: Json) -> str:
    """The conditions of a rule, with what was seen of each."""
    seen = {
        "files": ", ".join(file["path"] for file in facts["files"]),
        "request_type": facts["request_type"],
        "client": facts["client"],
        "requested_model": facts["requested_model"],
    }
    parts = [f"{name} {' or '.join(values)} ({seen[name]})" for name, values in rule["when"].items()]
    return ", ".join(parts) or "everything else"


def way(attempts: list[Json]) -> str:
    *failed, last = attempts
    steps = [f"{one['provider']}/{one['model']} (said {one['status']}), then " for one in failed]
    return "".join(steps) + f"{last['provider']}/{last['model']}"


def tokens(usage: Json) -> str:
    text = f"{usage['input_tokens']} tokens in"
    parts = [("from cache", usage["cache_read"]), ("to cache", usage["cache_write_5m"])]
    told = ", ".join(f"{count} {word}" for word, count in parts if count)
    return f"{text} ({told}), {usage['output']} out" if told else f"{text}, {usage['output']} out"


def money(receipt: Json) -> str:
    if receipt["cost"] is None:
        return "no price known" if receipt["price_source"] is None else f"{receipt['cost_known']} USD at least"
    return f"{receipt['cost']} USD"


def usage(workspace: str, report: Any) -> None:
    """Token usage of a workspace by model, with bars."""
    rows = sorted(report.rows, key=lambda row: -both(row))
    most = max((both(row) for row in rows), default=0) or 1
    print(f"\n  {workspace:<18} exchanges  tokens in  tokens out           USD")
    for row in rows:
        bar = "█" * round(BAR * both(row) / most)
        print(f"    {row.key or '-':<16} {numbers(row)}  {bar}")
    print(f"    {'all':<16} {numbers(report.total)}")


def numbers(row: Any) -> str:
    return f"{row.exchanges:>9}  {row.input_tokens or 0:>9}  {row.output_tokens or 0:>10}  {row.cost_known:>12f}"


def both(row: Any) -> int:
    return int(row.input_tokens or 0) + int(row.output_tokens or 0)
