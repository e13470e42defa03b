"""The packages that plug-ins stand on. None is a dependency: each is looked for when its plug-in is imported."""

from __future__ import annotations

import importlib
import re
from importlib import metadata
from types import ModuleType


def package(
    plugin: str, module: str, *, least: str, names: tuple[str, ...], distribution: str | None = None
) -> ModuleType:
    """The package `module`, of version `least` or newer, with all `names` in it (`a.b` is `b` of `a`).

    Otherwise `ImportError` says in one sentence which version of what is needed, and how to get it.
    """
    distribution = distribution or module
    wanted = f"`{plugin}` needs the package `{distribution}` {least} or newer: pip install '{distribution}>={least}'"
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        # What else is missing, in an installation that is broken, is told as it is.
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        raise ImportError(wanted, name=module) from None
    version = version_of(found, distribution)
    if version is not None and numbers(version) < numbers(least):
        raise ImportError(f"{wanted} ({version} is installed)", name=module)
    for name in names:
        if not has(found, name):
            raise ImportError(
                f"`{plugin}` does not know the package `{distribution}` {version or 'that is installed'}, which has no"
                f" `{name}`: take an older one, or a newer codegate",
                name=module,
            )
    return found


def version_of(module: ModuleType, distribution: str) -> str | None:
    """The version that the module says it has, or that of its distribution."""
    told = getattr(module, "__version__", None)
    if isinstance(told, str):
        return told
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def numbers(version: str) -> tuple[int, ...]:
    """The numbers at the beginning of a version: `2.10rc1` is (2, 10)."""
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(number) for number in found[0].split(".")) if found else ()


def has(module: ModuleType, name: str) -> bool:
    """Whether there is `a.b` in the module."""
    at: object = module
    for part in name.split("."):
        if not hasattr(at, part):
            return False
        at = getattr(at, part)
    return True
