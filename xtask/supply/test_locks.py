"""The rules of `locks.py` refuse what they are for."""

from __future__ import annotations

import unittest
from typing import Any

import locks

GOOD: dict[str, Any] = {
    "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz", "integrity": "sha512-AAAA", "license": "MIT", "version": "1.0.0",
}  # fmt: skip


def npm(change: dict[str, Any], name: str = "tests/node/package-lock.json") -> list[str]:
    return list(locks.npm(name, {"lockfileVersion": 3, "packages": {"": {}, "node_modules/a": {**GOOD, **change}}}))


class Npm(unittest.TestCase):
    def test_a_whole_lock_file_is_in_order(self) -> None:
        self.assertEqual(npm({}), [])
        self.assertEqual(npm({"resolved": None, "integrity": None, "inBundle": True}), [])
        self.assertEqual(npm({"resolved": None}), [])
        self.assertEqual(npm({"license": "(GPL-3.0 OR MIT)"}), [])

    def test_each_rule_is_told_by_itself(self) -> None:
        harms: list[tuple[dict[str, Any], str]] = [
            ({"integrity": None}, "has no hash"),
            ({"integrity": "sha1-AAAA"}, "has no hash"),
            ({"resolved": "git+ssh://git@github.com/a/a.git#1"}, "does not come from the registry"),
            ({"resolved": "http://registry.npmjs.org/a/-/a-1.0.0.tgz"}, "does not come from the registry"),
            ({"resolved": None, "version": None}, "does not come from the registry"),
            ({"hasInstallScript": True}, "runs a script"),
            ({"license": "GPL-3.0"}, "licence that nobody has allowed"),
            ({"license": "MIT AND GPL-3.0"}, "licence that nobody has allowed"),
            ({"license": None}, "licence that nobody has allowed"),
        ]
        for change, word in harms:
            found = npm(change)
            self.assertEqual(len(found), 1, change)
            self.assertIn(word, found[0])

    def test_agents_are_held_to_hashes_and_sources_alone(self) -> None:
        agents = "tests/agents/packages/one/package-lock.json"
        self.assertEqual(npm({"hasInstallScript": True, "license": None}, agents), [])
        self.assertEqual(len(npm({"integrity": None}, agents)), 1)


class Pip(unittest.TestCase):
    def test_exact_versions_are_in_order(self) -> None:
        text = '# why\nmaturin==1.16.0\ngenai-prices==0.2.3; python_version >= "3.11"  # why\nuvicorn[standard]==0.54.0\n'
        self.assertEqual(list(locks.pip("tests/e2e/requirements.txt", text)), [])
        hashed = f"maturin==1.16.0 \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{'1' * 64}\n"
        self.assertEqual(list(locks.pip("xtask/dist/requirements.txt", hashed)), [])

    def test_each_rule_is_told_by_itself(self) -> None:
        for line in ["a", "a>=1", "a==1.*", "a @ https://a.test/a.whl", "git+https://a.test/a", "--extra-index-url x", "-e ."]:
            self.assertEqual(len(list(locks.pip("tests/e2e/requirements.txt", line))), 1, line)
        unhashed = list(locks.pip("xtask/dist/requirements.txt", "maturin==1.16.0"))
        self.assertEqual(unhashed, ["`maturin==1.16.0` has no hash"])


if __name__ == "__main__":
    unittest.main()
