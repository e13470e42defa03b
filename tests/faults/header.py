"""Writes the table of `borders.c` from what `codegate.h` declares. A function without a row in `GOOD` is refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

HANDLES = {"gate", "exchange", "plan", "text", "error"}
QUERY, NAME, RENAME = ["{}"], ["w"], ["w", "w2"]
BODY = '{"model": "m", "messages": [{"role": "user", "content": "hi"}]}'
REQUEST = ['{"path": "/v1/chat/completions"}', BODY]
FAILURE = ['{"status": 500}']
PRICE = '{"provider": "p", "model": "m", "input": "1", "output": "2"}'
SINCE = '{"since": "2026-01-01T00:00:00Z"}'
TABLE = '{"m": {"litellm_provider": "openai", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}}'
# The texts with which each function succeeds, in the world that `borders.c` makes; None is an absent one. Functions
# without texts have a row as well: whoever adds a function looks here at what else it needs.
GOOD: dict[str, Sequence[str | None]] = {
    "abi_version": [], "version": [], "version_number": [], "live_objects": [], "status_name": [],
    "error_code": [], "error_message": [], "error_free": [], "text_data": [], "text_len": [], "text_free": [],
    "json_find": ['{"a": 1}', "/a"], "json_integer": ['{"a": 1}', "/a"], "json_number": ['{"a": 1}', "/a"],
    "json_string": ['{"a": "b"}', "/a"], "json_quote": ["a"],
    "open": [":memory:", None], "gate_free": [], "request_type": ["POST", "/v1/chat/completions", BODY],
    "gate_decide": REQUEST, "gate_explain": REQUEST, "gate_explain_text": REQUEST,
    "gate_record": ['{"provider": "p", "model": "m"}'], "gate_close": [], "gate_apply": ["", None],
    "gate_begin": REQUEST, "exchange_id": [], "exchange_url": [], "exchange_failure_class": [],
    "exchange_retry_after": [], "exchange_headers": [], "exchange_header_count": [], "exchange_header_at": [],
    "exchange_body": [], "exchange_decision": [], "exchange_route": [], "exchange_warnings": [],
    "exchange_remaining": [], "exchange_begin_response": [None], "exchange_feed": ["{}"], "exchange_end": [],
    "exchange_finish": [], "exchange_finish_with": ["{}"], "exchange_free": [], "exchange_authorize": ["secret"],
    "exchange_feed_event": ["{}"], "exchange_report_usage": ["{}"], "exchange_fail": FAILURE,
    "exchange_retry": FAILURE, "exchange_close": [], "exchange_discard": [],
    "workspace_bind": ["/other", "w"], "workspace_unbind": ["/folder"], "workspace_bindings": [],
    "workspace_for_path": ["/folder/a"], "workspace_create": ['{"name": "new"}'], "workspace_get": NAME,
    "workspace_list": [], "workspace_list_archived": [], "workspace_update": ["w", "{}"], "workspace_rename": RENAME,
    "workspace_archive": ["idle"], "workspace_recover": ["a"], "workspace_delete": ["a"], "workspace_rules": NAME,
    "workspace_set_rules": ["w", '[{"to": ["p/m"]}]'], "session_activate": ["w", "s"], "session_ensure": ["t", "w"],
    "session_active_workspace": ["s"], "session_list": [], "session_get": ["s"], "session_remove": ["s"],
    "provider_add": ['{"name": "q", "type": "openai"}'], "provider_get": ["p"], "provider_list": [],
    "provider_update": ["p", "{}"], "provider_rename": ["p", "q"], "provider_remove": ["unused"],
    "persona_add": ['{"name": "new", "description": "Two.", "vector": [1.0]}'], "persona_get": ["who"],
    "persona_list": [], "persona_update": ["who", "{}"], "persona_rename": ["who", "she"], "persona_remove": ["who"],
    "persona_vector": ["who"], "gate_usage_report": QUERY, "gate_usage_table": QUERY, "gate_usage_csv": QUERY,
    "gate_usage_jsonl": QUERY, "gate_verify": [], "gate_usage_export": QUERY, "history_list": QUERY,
    "history_get": ["?exchange"], "history_count": QUERY, "history_summary": QUERY,
    "history_prune": [SINCE.replace("since", "before")],
    "alert_add": ['{"workspace": "w", "severity": "info", "type": "t"}'],
    "alert_list": QUERY, "alert_get": ["?alert"], "alert_count": QUERY, "alert_summary": QUERY,
    "price_lookup": ['{"provider": "p", "model": "m"}'], "price_load": [TABLE, '{"format": "litellm"}'],
    "price_unload": ["litellm"], "price_set": [PRICE], "price_own": [], "price_age": [], "price_list": QUERY,
    "gate_reprice": [SINCE], "gate_superseded_charges": ["?exchange"], "price_remove": ['{"provider": "p", "model": "m"}'],
    "gate_plan_import": ['{"format": "codegate.bundle", "version": 1, "parts": [], "providers": [], "workspaces": []}'],
    "plan_view": [], "plan_free": [], "gate_export": QUERY, "plan_apply": ["{}"], "gate_query": ["select 1", None],
    "gate_interrupt": [], "gate_backup": ["copy.db", '{"replace": true}'], "gate_compact": [], "gate_rotate_key": ["{}"], "gate_health": [],
}


class Function(NamedTuple):
    """A function of the header, and what its comment says."""

    name: str
    returns: str
    parameters: list[tuple[str, str]]
    doc: str


def functions(header: str) -> list[Function]:
    found = []
    for match in re.finditer(r"((?:^///.*\n)*)^CODEGATE_API.*\n([^;]*);", header, re.M):
        head, inner = re.sub(r"\s+", " ", match[2]).split("(", 1)
        returns, name = parameter(head)
        inner = inner.rsplit(")", 1)[0]
        listed = [] if inner == "void" else [parameter(one) for one in inner.split(", ")]
        found.append(Function(name, returns, listed, re.sub(r"\n/// ?", " ", "\n" + match[1])))
    return found


def parameter(declared: str) -> tuple[str, str]:
    parts = re.fullmatch(r"(.*\W)(\w+)", declared.strip())
    if not parts:
        raise SystemExit(f"borders: cannot read `{declared}`")
    return parts[1].strip(), parts[2]


def role(of: str, name: str, before: tuple[str, str] | None) -> tuple[str, str]:
    """What a parameter is, and how the call takes it; a type that nobody has thought of is refused."""
    plain = of.removeprefix("const ")
    for kind in HANDLES:
        if plain == f"codegate_{kind} *":
            return kind.upper(), "pointer"
        if plain == f"codegate_{kind} **":
            return ("ERR" if kind == "error" else f"OUT_{kind.upper()}"), "pointer"
    if of == "const char *":
        return "BYTES", "pointer"
    if of == "size_t":
        follows = before and before[0] == "const char *" and name == before[1] + "_len"
        return ("LENGTH" if follows else "SIZE"), "size"
    if of in {"int32_t", "codegate_outcome", "codegate_status", "codegate_kind"}:
        return "NUMBER", "number"
    if of == "codegate_view *":
        return "OUT_VIEW", "pointer"
    if of in {"size_t *", "uint64_t *", "int64_t *", "double *", "codegate_json_kind *"}:
        return "OUT_PLAIN", "pointer"
    raise SystemExit(f"borders: how is a `{of}` (`{name}`) made bad? Say so in tests/faults/header.py")


def documented(all_of: list[Function], general: set[str]) -> dict[str, set[str]]:
    """The codes that a function may give: of its comment, of those that it refers to, and of any call."""
    said = {one.name: one.doc.partition("Errors:")[2] for one in all_of}
    found = {name: set(re.findall(r"`([a-z_]+)`", text)) | general for name, text in said.items()}
    for place, one in enumerate(all_of):
        if re.search(r"\b(as|those) there", said[one.name]):
            said[one.name] += f" `{all_of[place - 1].name}`"
    for _ in range(4):
        for name, text in said.items():
            for other in re.findall(r"`(codegate_\w+)`", text):
                found[name] |= found.get(other, set())
    return found


def quoted(text: str | None) -> str:
    return "NULL" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write(header: Path, to: Path, without: str | None = None) -> list[str]:
    """Writes the table; gives the names in it. `without` leaves a row of `GOOD` out, as if nobody had written it."""
    text = header.read_text()
    listed = functions(text)
    rows = {f"codegate_{name}": texts for name, texts in GOOD.items() if name != without}
    missing = [one.name for one in listed if one.name not in rows]
    if missing or len(rows) > len(listed):
        gone = rows.keys() - {one.name for one in listed}
        raise SystemExit(f"borders: tests/faults/header.py has no row for {missing}, and too many: {sorted(gone)}")
    general = re.search(r"// ERRORS that any call may give.*?(?=\n//\n)", text, re.S)
    codes = documented(listed, set(re.findall(r"`([a-z_]+)`", general[0] if general else "")))
    lines, table = ['#include "table.h"', "#include <string.h>", ""], []
    for number, one in enumerate(listed):
        roles = [
            role(of, name, one.parameters[place - 1] if place else None)
            for place, (of, name) in enumerate(one.parameters)
        ]
        texts = rows[one.name]
        if len(texts) != sum(kind == "BYTES" for kind, _ in roles):
            raise SystemExit(f"borders: the row of {one.name} has {len(texts)} texts")
        given = ", ".join(
            f"({of})a[{place}].{part}" if part == "pointer" else f"a[{place}].{part}"
            for place, ((of, _), (_, part)) in enumerate(zip(one.parameters, roles, strict=True))
        )
        answer = {"codegate_status": f"return {one.name}({given});", "void": f"{one.name}({given}); return 0;"}.get(
            one.returns, f"return (int32_t){one.name}({given});"
        )
        if one.returns == "const char *":
            answer = f"return (int32_t)strlen({one.name}({given}));"
        lines.append(f"static int32_t call_{number}(const argument *a) {{ (void)a; {answer} }}")
        table.append(
            f'    {{"{one.name}", {int(one.returns == "codegate_status")}, call_{number}, {len(roles)}, '
            f"{{{', '.join(kind for kind, _ in roles) or '0'}}}, "
            f"{{{', '.join(quoted(name) for _, name in one.parameters) or 'NULL'}}}, "
            f"{quoted(' ' + ' '.join(sorted(codes[one.name])) + ' ')}, {{{', '.join(map(quoted, texts)) or 'NULL'}}}}},"
        )
    lines += ["", "const function FUNCTIONS[] = {", *table, "};", f"const int FUNCTION_COUNT = {len(table)};", ""]
    to.write_text("\n".join(lines))
    return [one.name for one in listed]
