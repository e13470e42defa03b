from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from os import PathLike
from types import TracebackType
from typing import Any, Literal, TypedDict, final, overload, type_check_only

import builtins

from ._records import *
from .types import (
    Auth,
    Body,
    Buffer,
    ClientSpec,
    ClientTable,
    Completeness,
    ExportFormat,
    FilesFrom,
    Format,
    GroupBy,
    HeaderItems,
    HistoryMode,
    Instructions,
    ItemStatus,
    Locks,
    Outcome,
    Part,
    PriceFormat,
    ProviderType,
    RuleLike,
    Severity,
    SqlValue,
    Strength,
    TargetLike,
    Time,
)

__all__ = [
    "Alerts",
    "Exchange",
    "Gate",
    "History",
    "ImportPlan",
    "Personas",
    "Prices",
    "Providers",
    "Sessions",
    "Workspaces",
    "__version__",
    "open",
    "rule",
]

__version__: str

@type_check_only
class _Period(TypedDict):
    since: Time
    until: Time

@type_check_only
class _Clock(TypedDict, total=False):
    start: Time
    step_us: int

def open(
    path: str | PathLike[str],
    *,
    busy_timeout: float | timedelta | None = 5.0,
    history: HistoryMode | None = "text",
    inject_usage: bool | None = False,
    read_only: bool | None = False,
    set_aside_corrupt: bool | None = False,
    clients: Sequence[ClientSpec] | ClientTable | None = None,
    clock: Callable[[], datetime] | _Clock | None = None,
    id_seed: int | None = None,
) -> Gate:
    """Opens the store at `path`, creating it if it does not exist. `:memory:` opens a store without a file.

    busy_timeout: how long a write waits for another process, in seconds, 0 to 3,600.
    history: what the history keeps; usage is kept always.
    inject_usage: asks streams for their usage where the client did not.
    read_only: opens without writing anything, not even a lock file.
    set_aside_corrupt: moves a damaged file aside and starts a new one.
    clients: clients to recognise in addition to the built-in table, replacing those of the same name; or a whole table
        with `version`, replacing the built-in one. Its format: `include/clients.schema.json`.
    clock: a callable that gives an aware `datetime`, or for tests `{"start": time, "step_us": n}`. What it raises
        reaches the caller as it is, and nothing has changed.
    id_seed: makes ids deterministic, for tests.
    """

def rule(
    *,
    to: TargetLike | Sequence[TargetLike],
    files: str | Sequence[str] | None = None,
    request_type: str | Sequence[str] | None = None,
    client: str | Sequence[str] | None = None,
    requested_model: str | Sequence[str] | None = None,
) -> Rule:
    """A muxing rule. Each condition is one value or a list, one of which must match; without one, every request matches.

    files: patterns, held against the base name, or with a `/` in them against the path.
    request_type: `fim`, `chat` (everything but `fim`), or words of the host's own.
    requested_model: patterns over the whole name of the model that the client asked for.
    to: one `provider/model` or a list: the first is the route, the rest are its fallbacks. `provider` alone keeps the
        model that the client asked for.
    """

@final
class Gate:
    """An open store. Safe to share between threads; `with` closes it at the end."""

    @property
    def workspaces(self) -> Workspaces:
        """Workspaces: groups of instructions, rules and recorded usage."""
    @property
    def sessions(self) -> Sessions:
        """Sessions, each with its active workspace."""
    @property
    def providers(self) -> Providers:
        """Provider endpoints, shared by all workspaces."""
    @property
    def personas(self) -> Personas:
        """Personas, shared by all workspaces."""
    @property
    def history(self) -> History:
        """Prompts and outputs."""
    @property
    def alerts(self) -> Alerts:
        """Alerts."""
    @property
    def prices(self) -> Prices:
        """Prices of tokens, for this gate."""
    def decide(
        self,
        *,
        body: Body | None = None,
        path: str | None = None,
        headers: HeaderItems | None = None,
        files: Iterable[str | PathLike[str]] | None = None,
        request_type: str | None = None,
        client: str | None = None,
        requested_model: str | None = None,
        session: str | None = None,
        workspace: str | None = None,
        root: str | PathLike[str] | None = None,
        files_from: FilesFrom | None = None,
        format: Format | None = None,
    ) -> Decision:
        """Decides where a request goes. Writes nothing and reads no credentials.

        body: the body as the client sent it, or parsed. What the arguments below state replaces what it says.
        path: path and query of the URL that the client called.
        files: files that the request is about.
        session: the session whose active workspace is used, `default` by default.
        workspace: the workspace for this request alone; changes no state.
        root: root folder of the user's project.
        files_from: whether files count from the last turn (the default) or from the whole conversation.
        format: the wire format, for hosts without a body.
        """
    def explain(
        self,
        *,
        body: Body | None = None,
        path: str | None = None,
        headers: HeaderItems | None = None,
        files: Iterable[str | PathLike[str]] | None = None,
        request_type: str | None = None,
        client: str | None = None,
        requested_model: str | None = None,
        session: str | None = None,
        workspace: str | None = None,
        root: str | PathLike[str] | None = None,
        files_from: FilesFrom | None = None,
        format: Format | None = None,
    ) -> Explanation:
        """Decides, and reports for every rule and condition whether it holds and what it was compared with. Prints as text."""
    def begin(
        self,
        *,
        body: Body | None = None,
        path: str | None = None,
        headers: HeaderItems | None = None,
        files: Iterable[str | PathLike[str]] | None = None,
        request_type: str | None = None,
        client: str | None = None,
        requested_model: str | None = None,
        session: str | None = None,
        workspace: str | None = None,
        root: str | PathLike[str] | None = None,
        files_from: FilesFrom | None = None,
        format: Format | None = None,
        key: str | None = None,
    ) -> Exchange:
        """Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished.

        The arguments are those of `decide`, and `key`: the host's own key of this exchange. Finishing a second one
        with the same key gives the first receipt.
        """
    def record(
        self,
        *,
        session: str | None = None,
        workspace: str | None = None,
        files: Iterable[str | PathLike[str]] | None = None,
        request_type: str | None = None,
        client: str | None = None,
        requested_model: str | None = None,
        format: Format | None = None,
        path: str | None = None,
        headers: HeaderItems | None = None,
        root: str | PathLike[str] | None = None,
        key: str | None = None,
        provider: str | None = None,
        model: str | None = None,
        outcome: Outcome | None = None,
        status: int | None = None,
        started_at: Time | None = None,
        prompt: str | None = None,
        output: str | None = None,
        input_tokens: float | None = None,
        output_tokens: float | None = None,
        cache_read: float | None = None,
        cache_write_5m: float | None = None,
        cache_write_long: float | None = None,
        reasoning: float | None = None,
        includes_cache: bool | None = None,
        reported_cost: Decimal | float | str | None = None,
        response_model: str | None = None,
        service_tier: str | None = None,
    ) -> Receipt:
        """Records a finished call that the host made without this library."""
    def usage(
        self,
        *,
        workspace: str | None = None,
        by: GroupBy | Iterable[GroupBy] | None = None,
        since: Time | None = None,
        until: Time | None = None,
        session: str | None = None,
        provider: str | None = None,
        model: str | None = None,
        client: str | None = None,
        rule: int | None = None,
        request_type: str | None = None,
        compare: bool | _Period | None = None,
    ) -> UsageReport:
        """Token usage and cost, in total and by row. Prints as a table.

        workspace: one workspace, live or archived; all by default.
        by: what the rows are grouped by; only a total by default. The second of two splits each row into a series.
        since, until: exchanges that began at `since` or later, and before `until`.
        rule: 0-based index of the rule that routed it, in its workspace.
        compare: `True` for the period of the same length before this one, or any other with its `since` and `until`.
        """
    def export_usage(
        self,
        *,
        format: ExportFormat | None = None,
        workspace: str | None = None,
        since: Time | None = None,
        until: Time | None = None,
        session: str | None = None,
        provider: str | None = None,
        model: str | None = None,
        client: str | None = None,
        rule: int | None = None,
        request_type: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> UsagePage:
        """Recorded attempts as text, oldest first, a page at a time.

        format: `csv` by default.
        limit: attempts on the page, 1 to 1,000; 1,000 by default.
        cursor: `next` of the page before. The concatenated texts of all pages are one document.
        """
    def query(
        self,
        sql: str,
        params: list[SqlValue] | tuple[SqlValue, ...] | dict[str, SqlValue] | None = None,
        *,
        limit: int | None = None,
        timeout: float | timedelta | None = None,
    ) -> QueryResult:
        """Queries the views of the store in SQL, on a connection of its own that blocks no decision and no finish.

        sql: one read-only statement over `v_exchanges`, `v_attempts`, `v_usage_by_day` or `v_usage_by_hour`; anything else is
            refused, and nothing is ever written.
        params: values for `?` in their order, or by name for `:name`.
        limit: rows at most, 1 to 100,000; 1,000 by default.
        timeout: seconds that the statement may run, at most 3,600; 5 by default. Beyond them it is `interrupted`.
        """
    def interrupt(self) -> None:
        """Interrupts every call on this gate that waits for others or runs a statement, on any thread.

        It raises `interrupted` and has changed nothing. The gate is usable at once, calls that begin later are not
        affected, and an exchange whose finish was stopped is still open, to be finished again. Never waits.
        """
    def health(self) -> Health:
        """The state of the store: its path, versions and sizes, and what the host should know."""
    def verify(self, *, rebuild: bool = False) -> UsageCheck:
        """Compares the sums that reports are made of with the attempts, all of which it reads.

        rebuild: if any differs, rebuilds all of them from the attempts, in one transaction.
        """
    def reprice(
        self,
        since: Time,
        *,
        until: Time | None = None,
        workspace: str | None = None,
        provider: str | None = None,
        model: str | None = None,
        apply: str | None = None,
    ) -> RepriceReport:
        """Reprices recorded attempts, by the prices that apply now to the times at which they were made.

        What the provider itself reported as cost stays, and so does an attempt that has no price now.

        since: of exchanges that began at this time or later.
        apply: the `token` of a report: makes exactly the changes that it reported, in one transaction, and keeps the
            earlier charges. Without it nothing is written.
        """
    def superseded_charges(self, exchange: str) -> list[SupersededCharge]:
        """What the attempts of an exchange were charged before they were repriced, oldest first."""
    def export(self, *, workspaces: Iterable[str] | None = None, parts: Iterable[Part] | None = None) -> str:
        """Writes workspaces as a bundle: JSON text, the same bytes for the same content.

        workspaces: names; all live ones by default, archived ones only by name.
        parts: `instructions` and `rules` by default.
        """
    def plan_import(self, bundle: str | Buffer | dict[str, Any]) -> ImportPlan:
        """Reads a bundle and compares it with this store. Writes nothing."""
    def close(self) -> None:
        """Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish,
        and closing again succeeds."""
    def __enter__(self) -> Gate: ...
    def __exit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> None: ...
    def __aenter__(self) -> Coroutine[Any, Any, Gate]: ...
    def __aexit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> Coroutine[Any, Any, None]: ...

@final
class Workspaces:
    """Workspaces and their life cycle. Names are found under any spelling that trims and lower-cases to them."""

    def create(
        self,
        name: str,
        *,
        custom_instructions: str | None = None,
        rules: Iterable[RuleLike] | None = None,
    ) -> Workspace:
        """Creates a workspace."""
    def get(self, name: str) -> Workspace:
        """One workspace, live or archived."""
    def list(self) -> builtins.list[Workspace]:
        """Live workspaces by name."""
    def list_archived(self) -> builtins.list[Workspace]:
        """Archived workspaces by name."""
    def update(
        self,
        name: str,
        *,
        custom_instructions: str | None = ...,
        rules: Iterable[RuleLike] | None = ...,
    ) -> Workspace:
        """Changes instructions and rules, all or nothing: what is left out is kept, `None` clears."""
    def rename(self, name: str, new_name: str) -> Workspace:
        """Renames it."""
    def archive(self, name: str, *, force: bool | None = False) -> Workspace:
        """Archives it; `workspace_active` while sessions have it active, unless `force` moves them to `default`."""
    def recover(self, name: str) -> Workspace:
        """Recovers an archived workspace whole."""
    def delete(self, name: str) -> DeletedWorkspace:
        """Deletes an archived workspace with its history and usage."""
    def rules(self, name: str) -> builtins.list[Rule]:
        """Its muxing rules."""
    def set_rules(self, name: str, rules: Iterable[RuleLike]) -> builtins.list[Rule]:
        """Replaces its muxing rules."""

@final
class Sessions:
    """Sessions and their active workspaces. The session is `default` where none is named."""

    def activate(self, workspace: str, *, session: str | None = None) -> Session:
        """Makes a workspace the active one of a session, creating the session if need be."""
    def active_workspace(self, *, session: str | None = None) -> Workspace:
        """The active workspace of a session."""
    def list(self) -> builtins.list[Session]:
        """All sessions by id."""
    def get(self, session: str | None = None) -> Session:
        """One session."""
    def remove(self, session: str) -> None:
        """Removes a session; not `default`."""

@final
class Providers:
    """Provider endpoints."""

    def add(
        self,
        name: str,
        *,
        type: ProviderType,
        endpoint: str | None = None,
        description: str | None = None,
        auth: Auth | None = None,
        credential: str | None = None,
        models: Iterable[str] | None = None,
    ) -> Provider:
        """Adds a provider.

        endpoint: base URL; the type's own by default, where it has one.
        auth: by default `api_key` where a `credential` is given, else `none`.
        credential: `env:NAME` or `host:<id>`, never the secret itself.
        models: the models it offers; any by default.
        """
    def get(self, name: str) -> Provider:
        """One provider."""
    def list(self) -> builtins.list[Provider]:
        """All providers by name."""
    def update(
        self,
        name: str,
        *,
        endpoint: str | None = None,
        description: str | None = ...,
        auth: Auth | None = None,
        credential: str | None = ...,
        models: Iterable[str] | None = ...,
        force: bool | None = False,
    ) -> Provider:
        """Changes a provider: what is left out is kept, `None` clears.

        `force` removes routes to models that are no longer listed from the rules.
        """
    def rename(self, name: str, new_name: str) -> Provider:
        """Renames it; rules keep pointing at it."""
    def remove(self, name: str, *, force: bool | None = False) -> RemovedProvider:
        """Removes it; `provider_in_use` while rules use it, unless `force` removes its routes from them."""

@final
class Personas:
    """Personas."""

    def add(self, name: str, *, description: str, vector: Iterable[float] | None = None) -> Persona:
        """Adds a persona."""
    def get(self, name: str) -> Persona:
        """One persona."""
    def list(self) -> builtins.list[Persona]:
        """All personas by name."""
    def update(
        self,
        name: str,
        *,
        description: str | None = None,
        vector: Iterable[float] | None = ...,
    ) -> Persona:
        """Changes a persona: what is left out is kept; `vector=None` removes the vector."""
    def rename(self, name: str, new_name: str) -> Persona:
        """Renames it."""
    def remove(self, name: str) -> None:
        """Removes a persona."""
    def vector(self, name: str) -> builtins.list[float] | None:
        """Its vector."""

@final
class Prices:
    """Prices of tokens, for one gate."""

    def lookup(
        self,
        model: str,
        *,
        provider: str | None = None,
        type: ProviderType | None = None,
        endpoint: str | None = None,
        list: str | None = None,
        at: Time | None = None,
        input_tokens: int | None = None,
        service_tier: str | None = None,
    ) -> ModelPrice | None:
        """The price that a request for a model would be charged; `None` if it is unknown.

        provider: a provider that is known here; else `type`, `endpoint` or `list` (a price list such as `openai`).
        at: the time for which the price is wanted; now by default.
        input_tokens: all input tokens, for prices that depend on them.
        service_tier: how it is served, in the provider's words: `batch`, `flex`, `priority`.
        """
    def list(self, *, list: str | None = None, at: Time | None = None) -> builtins.list[ModelPrice]:
        """The standard price of every model, those of loaded tables first.

        list: of this price list only, such as `openai`.
        """
    def age(self) -> PriceAge:
        """The tables and their age."""
    def load(
        self,
        table: Buffer | str | dict[str, Any] | PathLike[str],
        *,
        format: PriceFormat | None = "codegate",
        as_of: date | str | None = None,
        source: str | None = None,
    ) -> PriceTable:
        """Loads a price table, for as long as the gate is open; it takes precedence over those loaded before.

        Recorded charges do not change.

        table: its bytes, its text, parsed JSON, or the path of its file as an object such as `pathlib.Path`.
        format: `codegate` (`include/prices.schema.json`), `litellm` (`model_prices_and_context_window.json`) or
            `models.dev` (`api.json`). It replaces a loaded table of the same format.
        as_of: the day for which it is known to be valid; the one in the file by default.
        source: the name of the table; the one in the file by default.
        """
    def unload(self, format: PriceFormat) -> bool:
        """Unloads the table of a format; returns whether there was one."""
    def set(
        self,
        model: str,
        *,
        input: Decimal | float | str,
        output: Decimal | float | str,
        provider: str | None = None,
        cache_read: Decimal | float | str | None = None,
        cache_write_5m: Decimal | float | str | None = None,
        cache_write_long: Decimal | float | str | None = None,
        reasoning: Decimal | float | str | None = None,
        request: Decimal | float | str | None = None,
    ) -> None:
        """Sets a price of the host's own, in US dollars for a million tokens, as long as the gate is open.

        It counts before every table. A bucket that is left out has the price of its parent.

        model: a name, or a pattern: `*` is any text, `#` a digit.
        provider: for this provider only.
        request: of a million requests, whatever their tokens.
        """
    def remove(self, model: str, *, provider: str | None = None) -> bool:
        """Removes a price of the host's own; returns whether there was one."""
    def own(self) -> builtins.list[HostPrice]:
        """The prices of the host's own, in the order in which they were set."""

@final
class History:
    """Prompts and outputs."""

    def list(
        self,
        *,
        workspace: str | None = None,
        session: str | None = None,
        request_type: str | None = None,
        severity: Severity | None = None,
        since: Time | None = None,
        until: Time | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> HistoryPage:
        """A page of exchanges, newest first; pass `next` of the page before as `cursor`.

        request_type: `chat` is everything but `fim`.
        severity: exchanges with an alert of this severity.
        limit: rows of the page, 1 to 1,000; 50 by default.
        """
    def get(self, exchange: str) -> HistoryEntry:
        """One exchange."""
    def count(
        self,
        *,
        workspace: str | None = None,
        session: str | None = None,
        request_type: str | None = None,
        severity: Severity | None = None,
        since: Time | None = None,
        until: Time | None = None,
    ) -> int:
        """How many exchanges there are."""
    def summary(
        self,
        *,
        workspace: str | None = None,
        session: str | None = None,
        request_type: str | None = None,
        severity: Severity | None = None,
        since: Time | None = None,
        until: Time | None = None,
    ) -> HistorySummary:
        """A summary of them."""

@final
class Alerts:
    """Alerts."""

    def add(
        self,
        *,
        severity: Severity,
        type: str,
        exchange: str | None = None,
        workspace: str | None = None,
        session: str | None = None,
        snippet: str | None = None,
        trigger: str | None = None,
    ) -> Alert:
        """Adds an alert to an exchange, open or recorded, or to a workspace."""
    def list(
        self,
        *,
        workspace: str | None = None,
        exchange: str | None = None,
        session: str | None = None,
        severity: Severity | None = None,
        type: str | None = None,
        since: Time | None = None,
        until: Time | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AlertPage:
        """A page of alerts, newest first; pass `next` of the page before as `cursor`."""
    def get(self, id: str) -> Alert:
        """One alert."""
    def count(
        self,
        *,
        workspace: str | None = None,
        exchange: str | None = None,
        session: str | None = None,
        severity: Severity | None = None,
        type: str | None = None,
        since: Time | None = None,
        until: Time | None = None,
    ) -> int:
        """How many alerts there are."""
    def summary(
        self,
        *,
        workspace: str | None = None,
        exchange: str | None = None,
        session: str | None = None,
        severity: Severity | None = None,
        type: str | None = None,
        since: Time | None = None,
        until: Time | None = None,
    ) -> AlertSummary:
        """How many there are by severity and type."""

@final
class ImportPlan:
    """What a bundle would change here. Nothing is written before it is applied."""

    @property
    def items(self) -> list[PlanItem]:
        """Every workspace of the bundle, in the bundle's order."""
    @property
    def missing(self) -> Missing:
        """What the bundle refers to that does not exist here."""
    @property
    def digest(self) -> str:
        """SHA-256 of the bundle's content, in hexadecimal."""
    @property
    def warnings(self) -> list[Warning]:
        """What the user should know before applying it."""
    def apply(
        self,
        choices: dict[str, str] | None = None,
        *,
        providers: dict[str, str] | None = None,
    ) -> Imported:
        """Applies it, all or nothing.

        choices: `skip`, `replace` or `rename:NEW` by workspace of the bundle.
        providers: the provider here that takes the place of one of the bundle.
        """
    def to_dict(self) -> dict[str, Any]:
        """The plan as plain JSON values."""

@final
class Exchange:
    """A request and its response, from the decision to the receipt.

    `with` records it at the end if nothing else did: as completed if the response was seen whole, else as aborted.
    """

    @property
    def id(self) -> str:
        """Its id."""
    @property
    def decision(self) -> Decision:
        """The decision that it began with."""
    @property
    def url(self) -> str | None:
        """Where to send it now; `None` if unrouted."""
    @property
    def headers(self) -> list[tuple[str, str]]:
        """All headers to send, as pairs. They may hold the credential."""
    @property
    def body(self) -> Any:
        """The body to send, in the type that came in: `bytes`, `str`, or parsed JSON.

        `None` if there was none, and once the exchange has ended.
        """
    @property
    def body_bytes(self) -> bytes | None:
        """The body to send as bytes; `None` if there was none, and once the exchange has ended."""
    @property
    def route(self) -> Route | None:
        """The route of the current attempt; `None` if unrouted, or after a `fail` that gave none."""
    @property
    def warnings(self) -> list[Warning]:
        """Warnings that came up after it began, such as a fallback that was skipped."""
    def begin_response(self, status: int, headers: HeaderItems | None = None) -> None:
        """Gives status and headers of the response, before the first feed. Optional."""
    def feed(self, chunk: Buffer) -> bytes:
        """Reads a chunk of the response as it passes; returns the bytes for the client. Content is never an error."""
    def end(self) -> bytes:
        """Ends the response; returns the remaining bytes for the client."""
    @overload
    def wrap(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Passes the chunks of a response through `feed` and `end`. The host still finishes the exchange."""
    @overload
    def wrap(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]: ...
    def report_usage(
        self,
        *,
        input_tokens: float | None = None,
        output_tokens: float | None = None,
        cache_read: float | None = None,
        cache_write_5m: float | None = None,
        cache_write_long: float | None = None,
        reasoning: float | None = None,
        includes_cache: bool | None = True,
        reported_cost: Decimal | float | str | None = None,
        response_model: str | None = None,
        service_tier: str | None = None,
    ) -> None:
        """Counts that the host has read itself; the last call replaces what was read from the response.

        includes_cache: whether `input_tokens` includes the cached ones.
        reported_cost: what the provider reports as cost, in US dollars.
        response_model: the model that answered, where it is not the one asked for.
        service_tier: how it was served, in the provider's words: `batch`, `flex`, `priority`.
        """
    def fail(
        self,
        *,
        status: int | None = None,
        retry_after: float | timedelta | None = None,
        reason: str | None = None,
    ) -> Route | None:
        """Ends the attempt as failed and opens one on the next route; `None` if there is none left."""
    def retry(
        self,
        *,
        status: int | None = None,
        retry_after: float | timedelta | None = None,
        reason: str | None = None,
    ) -> Route | None:
        """Ends the attempt as failed and opens one on the same route; `None` if the exchange is unrouted."""
    def finish(self, outcome: Outcome | None = None, *, status: int | None = None) -> Receipt:
        """Records the exchange durably. It is completed by default, failed after a `fail` that gave no route."""
    def afinish(self, outcome: Outcome | None = None, *, status: int | None = None) -> Coroutine[Any, Any, Receipt]:
        """`finish` on a worker thread. The clock is read now, on this thread."""
    def close(self) -> Receipt | None:
        """Ends it the way `with` does; `None` if it has ended already."""
    def aclose(self) -> Coroutine[Any, Any, Receipt | None]:
        """`close` on a worker thread. The clock is read now, on this thread."""
    def discard(self) -> None:
        """Ends it without recording anything of it. Writes nothing and never waits for the store.

        While another thread finishes it, and after its end, this does nothing.
        """
    def __enter__(self) -> Exchange: ...
    def __exit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> None: ...
    def __aenter__(self) -> Coroutine[Any, Any, Exchange]: ...
    def __aexit__(
        self, *_exception: type[BaseException] | BaseException | TracebackType | None
    ) -> Coroutine[Any, Any, None]: ...

# What follows is generated from codegate-core by `cargo xtask gen`.
__all__ += [
    "Alert",
    "AlertPage",
    "AlertSummary",
    "Attempt",
    "Count",
    "Decision",
    "DeletedWorkspace",
    "Evidence",
    "ExplainedCondition",
    "ExplainedRule",
    "Explanation",
    "Facts",
    "FileRef",
    "FlatRule",
    "FormatPaths",
    "Health",
    "HistoryEntry",
    "HistoryPage",
    "HistorySummary",
    "HostPrice",
    "Imported",
    "Missing",
    "MissingModel",
    "MissingProvider",
    "ModelPrice",
    "Period",
    "Persona",
    "PlanItem",
    "PriceAge",
    "PriceTable",
    "Provider",
    "QueryResult",
    "Receipt",
    "RemovedProvider",
    "RepriceReport",
    "RepriceRow",
    "Route",
    "Rule",
    "Session",
    "StrippedRule",
    "SupersededCharge",
    "Target",
    "UnitPrices",
    "Usage",
    "UsageChange",
    "UsageCheck",
    "UsageDifference",
    "UsagePage",
    "UsageReport",
    "UsageRow",
    "UsageTotals",
    "Warning",
    "When",
    "Workspace",
]
