"""The statements of one test: store rows, send the request, look at the answer."""

import re
from dataclasses import dataclass, field

from lsp_server.edits.contract_tests.harness import Harness
from lsp_server.edits.contract_tests.names import snake
from lsp_server.edits.contract_tests.payloads import Payload
from lsp_server.edits.contract_tests.rows import Factory, factory_name, json_of
from lsp_server.edits.contract_tests.signed_in import SignedIn
from lsp_server.edits.contract_tests.subject import Key, Subject, is_target
from lsp_server.edits.contract_tests.values import Want, value
from lsp_server.edits.templates import quoted, wrap
from lsp_server.project.models.values import Table
from lsp_server.project.routes.values import Parameter

_TAKEN = frozenset("client session user admin body response payload listed rows headers field value pytest".split())


@dataclass(frozen=True, slots=True)
class Plan:
    """What all tests of a route share."""

    subject: Subject
    harness: Harness
    signed: SignedIn | None
    payload: Payload | None
    factories: tuple[Factory, ...]
    width: int

    def factory(self, table: Table) -> Factory | None:
        return next((it for it in self.factories if it.table is table), None)


@dataclass
class Steps:
    """Statements under construction. `signed_in`: the test asks for the fixture of the signed-in user."""

    plan: Plan
    signed_in: bool
    lines: list[str] = field(default_factory=list)
    fixtures: list[str] = field(default_factory=list)
    rows: dict[tuple[str, str], str] = field(default_factory=dict)  # table -> variable
    url: str = ""

    def __post_init__(self) -> None:
        self.use(self.plan.harness.client)
        signed = self.plan.signed
        if self.signed_in and signed is not None and not self.by_headers:
            self.use(signed.name)
            if signed.user.table is not None:
                self.rows[_id(signed.user.table)] = signed.name

    @property
    def by_headers(self) -> bool:
        """Whether the project's own header fixture signs in: where no row has to belong to the user."""
        return self.headers is not None

    @property
    def headers(self) -> str | None:
        plan = self.plan
        signed = plan.signed
        if signed is None or not self.signed_in:
            return None
        tables = [plan.subject.resource, *(it.table for it in plan.subject.keys)]
        owned = any(it is not None and plan.subject.owner_column(it) is not None for it in tables)
        if owned:
            return None
        return plan.harness.admin_headers if signed.name.startswith("admin") else plan.harness.headers

    def use(self, fixture: str) -> None:
        if fixture not in self.fixtures:
            self.fixtures.append(fixture)

    def add(self, text: str) -> None:
        self.lines.append(text)

    def call(self, head: str, items: list[str], tail: str = ")") -> None:
        self.lines.append(wrap(head, items, tail, indent=4, line_length=self.plan.width))

    def collection(self, head: str, items: list[str], tail: str) -> None:
        """A statement around a set, dict or list; formatters give each element its line once one is not enough."""
        self.lines.append(collection(head, items, tail, self.plan.width))

    # ----------------------------------------------------------------- rows

    def row(self, table: Table, name: str | None = None, *, theirs: bool = False, **values: str) -> str:
        """Store a row and return its variable; it belongs to rows stored before, and to the user unless `theirs`."""
        self.use(self.plan.harness.session)
        given = self._given(table, theirs=theirs) | values
        variable = name or self._variable(table)
        self.call(
            f"{variable} = {self.plan.harness.wait}{factory_name(table)}(",
            [self.plan.harness.session, *(f"{k}={v}" for k, v in given.items())],
        )
        if not theirs and name is None:
            self.rows[_id(table)] = variable
        return variable

    def maker(self, table: Table) -> str:
        """The expression that stores one more row like it."""
        self.use(self.plan.harness.session)
        given = self._given(table, theirs=False)
        arguments = ", ".join([self.plan.harness.session, *(f"{k}={v}" for k, v in given.items())])
        return f"{self.plan.harness.wait}{factory_name(table)}({arguments})"

    def _given(self, table: Table, *, theirs: bool) -> dict[str, str]:
        """Columns that refer to rows stored before."""
        given: dict[str, str] = {}
        signed = self.plan.signed
        owner = self.plan.subject.owner_column(table)
        for it in table.fields:
            if it is owner:
                if signed is not None and self.signed_in and not theirs and not self.by_headers:
                    given[it.name] = signed.identity(it.type)
                continue
            key = it.column.foreign_key if it.column else None
            known = next((t for t in self._known() if key and is_target(key.table, t)), None)
            if key is None or known is None or known is table:
                continue
            attribute = next((f.name for f in known.fields if f.column and f.column.name == key.column), key.column)
            given[it.name] = f"{self.rows[_id(known)]}.{attribute}"
        return given

    def _known(self) -> list[Table]:
        return [it for it in self.plan.subject.project.tables if _id(it) in self.rows]

    def _variable(self, table: Table) -> str:
        name = snake(table.name)
        taken = {*self.rows.values(), *self.fixtures, self.plan.harness.session, self.plan.harness.client}
        return f"other_{name}" if name in taken else f"{name}_row" if name in _TAKEN else name

    # ----------------------------------------------------------------- the path

    def path(self, *, missing: Key | None = None, theirs: bool = False, wrong: Key | None = None) -> None:
        """Store what the path names and write the path; `missing` names no row, `wrong` is no id at all."""
        text = self.plan.subject.route.path
        plain = True
        keys = self.plan.subject.keys
        for key in keys:
            if key is missing:
                piece, literal = _missing(key), not _missing(key).startswith("{")
            elif key is wrong:
                piece, literal = "not-an-id", True
            else:
                piece, literal = self._piece(key, theirs=theirs and key is keys[-1])
            plain &= literal
            name = re.escape(key.parameter.alias or key.parameter.name)
            # Parts are kept apart so that a filled-in `{hero.id}` is not taken for a parameter.
            parts = re.split(rf"\{{{name}(?::\w+)?\}}", text, maxsplit=1)
            text = f"\0{piece}\1".join(parts)
        if plain:
            self.url = quoted(text.replace("\0", "").replace("\1", ""))
        else:
            self.url = 'f"' + text.replace("\0", "").replace("\1", "") + '"'

    def _piece(self, key: Key, *, theirs: bool) -> tuple[str, bool]:
        if key.table is None or key.field is None:
            return self._opaque(key)
        signed = self.plan.signed
        is_user = signed is not None and signed.user.table is key.table
        if (
            is_user
            and self.plan.subject.resource is not key.table
            and self.signed_in
            and not theirs
            and signed is not None
            and not self.by_headers
        ):
            return f"{{{signed.identity(key.field.type)}}}", False
        known = self.rows.get(_id(key.table))
        variable = (
            known
            if known is not None and not theirs and not (is_user and self.plan.subject.resource is key.table)
            else self.row(key.table, theirs=theirs)
        )
        self.rows.setdefault(_id(key.table), variable)
        if self.plan.subject.resource is key.table:
            self.rows[_id(key.table)] = variable
        expression = f"{variable}.{key.field.name}"
        return f"{{{f'{expression}.value' if key.field.type.enum else expression}}}", False

    def is_of_user(self, key: Key) -> bool:
        """Whether a parameter that names no row takes the id of the signed-in user."""
        return self.plan.signed is not None and bool(re.search(r"user|owner|account", key.parameter.name))

    def _opaque(self, key: Key) -> tuple[str, bool]:
        """A parameter that names no row: the user's id, or any valid value."""
        signed = self.plan.signed
        if signed is not None and self.signed_in and self.is_of_user(key):
            return f"{{{signed.identity(key.parameter.type)}}}", False
        made = value(Want(key.parameter.name, key.parameter.type, key.parameter.constraints))
        if made is None:
            return key.parameter.name, True
        if re.fullmatch(r'"[\w .:+-]*"|\d+', made.json):
            return made.json.strip('"'), True
        return f"{{{made.json}}}".replace('"', "'"), False

    # ----------------------------------------------------------------- the request

    def references(self, without: frozenset[str]) -> list[str]:
        """The body's foreign keys, as arguments for the payload; rows they need are stored first."""
        given = []
        payload = self.plan.payload
        for it in payload.references if payload else ():
            if it.key in without:
                continue
            variable = self.rows.get(_id(it.table)) or self.row(it.table)
            given.append(f"{it.key}={json_of(f'{variable}.{it.attribute.name}', it.attribute.type)}")
        return given

    def body(self, *changes: str) -> str:
        """The expression of a valid body; `changes` are arguments that come on top."""
        payload = self.plan.payload
        if payload is None:
            return ""
        if payload.whole is not None:
            return payload.whole
        if not payload.body.fields:
            return ""
        arguments = [*self.references(frozenset(it.partition("=")[0] for it in changes)), *changes]
        return f"{payload.name}({', '.join(arguments)})"

    def request(
        self,
        *,
        json: str = "",
        query: dict[str, str] | None = None,
        answer: str = "response",
        method: str = "",
        url: str = "",
        without: str = "",
    ) -> None:
        """Send a request. `json` is the expression of its body, `without` names a file that is not sent."""
        own, method = not method, method or self.plan.subject.route.method
        arguments = [url or self.url]
        needed = {
            it.alias or it.name: _given_text(it)
            for it in self.plan.subject.route.parameters
            if it.place == "query" and it.required
        }
        # The cases of a parametrized test come as the variable `field`, everything else is a name.
        chosen = {it if it == "field" else quoted(it): text for it, text in (query or {}).items()}
        parameters = {quoted(name): text for name, text in needed.items()} | chosen
        if parameters:
            arguments.append("params={" + ", ".join(f"{k}: {v}" for k, v in parameters.items()) + "}")
        if self.headers is not None:
            self.use(self.headers)
            arguments.append(f"headers={self.headers}")
        body = self.plan.payload.body if self.plan.payload is not None and own else None
        sent = f"{body.sent if body is not None else 'json'}={json}" if json else ""
        files = _files(body.files, without) if body is not None else ""
        if files:
            arguments.append(f"files={files}")
        client = f"{answer} = {self.plan.harness.wait}{self.plan.harness.client}."
        if json and method in ("DELETE", "GET"):
            self.call(f"{client}request(", [quoted(method), *arguments, sent])
            return
        if json:
            arguments.insert(1, sent)
        self.call(f"{client}{method.lower()}(", arguments)

    def status(self, *statuses: int, answer: str = "response") -> None:
        if len(statuses) == 1:
            self.add(f"assert {answer}.status_code == {statuses[0]}, {answer}.text")
        else:
            self.add(f"assert {answer}.status_code in ({', '.join(map(str, statuses))}), {answer}.text")


def collection(head: str, items: list[str], tail: str, width: int) -> str:
    flat = f"{head}{', '.join(items)}{tail}"
    if len(flat) + 4 <= width or len(items) < 2:
        return wrap(head, items, tail, indent=4, line_length=width)
    return f"{head}\n" + "".join(f"        {it},\n" for it in items) + f"    {tail}"


def _id(table: Table) -> tuple[str, str]:
    return (table.path, table.name)


def _files(parameters: tuple[Parameter, ...], without: str) -> str:
    """The files of a request: one for each parameter that must have one."""
    sent = [it for it in parameters if it.required and it.name != without]
    names = [it.alias or it.name for it in sent]
    return "{" + ", ".join(f'"{it}": ("{it}.txt", b"some text")' for it in names) + "}" if sent else ""


def _missing(key: Key) -> str:
    """An id that no row has, for the path."""
    name = key.field.type.name if key.field else key.parameter.type.name
    if name == "int":
        return "2000000000"
    return (
        "{uuid4()}"
        if name == "uuid.UUID"
        else "no-such-" + (snake(key.table.name).replace("_", "-") if key.table else "thing")
    )


def _given_text(parameter: Parameter) -> str:
    made = value(Want(parameter.name, parameter.type, parameter.constraints))
    return made.json if made else '"value"'
