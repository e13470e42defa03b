"""The exceptions of the package. Match on the class, or on `code`; never on the text."""

from __future__ import annotations


class Error(Exception):
    """Any error of the library. `code` is a stable word such as `workspace_not_found`."""

    code: str

    def __init__(self, message: str, code: str = "internal") -> None:
        super().__init__(message)
        self.code = code


class InvalidError(Error, ValueError):
    """An argument is wrong; the same call will fail again."""


class NotFoundError(Error, LookupError):
    """A named thing does not exist."""


class ConflictError(Error):
    """The state of the store forbids it now."""


class CredentialError(Error):
    """A credential is not available."""


class StorageError(Error):
    """The file, the disk or a lock."""


class HandleError(Error):
    """The object that was called on can no longer be used."""


class InternalError(Error):
    """A bug in this library."""
