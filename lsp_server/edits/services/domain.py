"""The domain errors of a project and what answers them: reused where they are, created once where not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lsp_server.edits import symbols
from lsp_server.edits.change import EditFile, NewFile, Refusal
from lsp_server.edits.imports import add
from lsp_server.edits.services.code import Errors
from lsp_server.edits.services.files import new_file
from lsp_server.edits.services.placement import files_inside, place_beside
from lsp_server.edits.services.plan import Plan
from lsp_server.edits.services.raising import Said, raised
from lsp_server.edits.services.refusals import Refusals
from lsp_server.edits.services.spelling import Needs
from lsp_server.edits.templates import render
from lsp_server.facts import syntax
from lsp_server.project.names.modules import Symbol
from lsp_server.project.tests.apps import nearest_app

_NAMES = {
    "base": "DomainError",
    "not_found": "NotFoundError",
    "conflict": "ConflictError",
    "invalid": "InvalidFieldError",
}
_STATUS = {"not_found": ("not_found", 404), "conflict": ("conflict", 409), "invalid": ("invalid_field", 422)}


@dataclass(frozen=True)
class Domain:
    """How the service names its errors, and the files that make them work."""

    errors: Errors
    files: tuple[NewFile | EditFile, ...]
    notes: tuple[str, ...]


def domain(plan: Plan, needs: Needs) -> Domain:
    """The errors of a service, imported into its file through `needs`."""
    if plan.refusals.refused != "translate":
        return Domain(Errors("", ""), (), ())
    known = plan.conventions.domain_errors
    if "translate" in known:
        path = known["translate"].path
        translate = needs.first_party(path, "from_integrity_error") if plan.saves else ""
        return Domain(Errors(_not_found(plan, needs, path), translate), (), ())
    path = _free(plan, "errors")
    http = plan.refusals.missing == "http"
    files: list[NewFile | EditFile] = [_errors(plan, path, http)]
    translate = needs.first_party(path, "from_integrity_error") if plan.saves else ""
    found = Errors(_not_found(plan, needs, path), translate)
    if http:
        return Domain(found, tuple(files), ())
    handlers = _free(plan, "error_handlers")
    files.append(_handlers(plan, handlers, path))
    registered = _registered(plan, handlers)
    if registered is None:
        name = plan.project.modules.name_of(handlers, plan.place.path)
        return Domain(
            found, tuple(files), (f"Call register_error_handlers(app) of {name} where the application is made.",)
        )
    return Domain(found, (*files, registered), ())


def _not_found(plan: Plan, needs: Needs, path: str) -> str:
    """What is raised for a row that is not there: the project's own error as its constructor wants it, or ours."""
    if plan.refusals.missing != "domain" or (plan.finder is not None and "get" not in plan.operations):
        return ""
    words = plan.entity.words.capitalize()
    key = plan.key_names[0] if len(plan.key) == 1 else f"({', '.join(plan.key_names)})"
    own = _own_not_found(plan)
    if own is None:
        return f'{needs.first_party(path, _NAMES["not_found"])}("{words}", {key})'
    said = Said(f'"{words} not found"', f'"{words}"', key)
    return raised(plan.project.modules, own, needs.first_party(own.path, own.name), said) or ""


def _own(plan: Plan) -> Mapping[str, Symbol]:
    """The project's general errors that can be made with what is known: others are left alone.

    What is not only about a missing row must carry our words: "already exists" is wrong of what is still in use.
    """
    found = {}
    for meaning, it in plan.conventions.domain_errors.items():
        said = Said('"our words"', '"Hero"', "key" if meaning == "not_found" else None)
        made = raised(plan.project.modules, it, it.name, said) or ""
        if meaning == "translate" or (made and meaning == "not_found") or said.message in made:
            found[meaning] = it
    return found


def _own_not_found(plan: Plan) -> Symbol | None:
    """`HeroNotFound`, or what the project raises for everything that is missing; one that can be raised here."""
    said = Said("message", '"Hero"', "key")
    of_it = re.compile(rf"{re.escape(plan.table.name)}(NotFound|DoesNotExist)(Error|Exception)?")
    for path, facts in files_inside(plan.project, plan.conventions.root).items():
        for name, node in facts.classes:
            error = Symbol(path, name, node)
            if of_it.fullmatch(name) and node.bases and raised(plan.project.modules, error, name, said):
                return error
    found = _own(plan).get("not_found")
    if found is None or raised(plan.project.modules, found, found.name, said) is None:
        return None
    others = {it.name for it in plan.project.tables}
    about = re.split("NotFound|DoesNotExist", found.name)[0]
    return None if about in others else found


def _free(plan: Plan, name: str) -> str:
    """A file for what all services share that the project does not use for something else."""
    for stem in (name, f"service_{name}", f"domain_{name}"):
        path = place_beside(plan.conventions, plan.project, plan.place.path, stem)
        if path not in plan.project.files and path.removesuffix(".py") + "/__init__.py" not in plan.project.files:
            return path
    return place_beside(plan.conventions, plan.project, plan.place.path, f"backline_{name}")


def _errors(plan: Plan, path: str, http: bool) -> NewFile:
    needs = Needs(path, plan.project.modules, plan.conventions.relative_imports.value)
    needs.use("sqlalchemy.exc", "IntegrityError")
    needs.use("collections.abc", "Mapping")
    needs.use("collections.abc", "Sequence")
    own = _own(plan)
    define = set() if http else {"base", *(it for it in ("not_found", "conflict", "invalid") if it not in own)}
    if http:
        needs.use("fastapi", "HTTPException")

        def conflict(text: str) -> str:
            return f"HTTPException(status_code={_status(plan.refusals, needs)}, detail={text})"

        def invalid(_field: str, text: str) -> str:
            return f"HTTPException(status_code=422, detail={text})"
    else:
        used = ("conflict", "invalid")
        names = {it: needs.first_party(own[it].path, own[it].name) if it in own else _NAMES[it] for it in used}

        def conflict(text: str) -> str:
            said = Said(text, "entity")
            made = raised(plan.project.modules, own["conflict"], names["conflict"], said) if "conflict" in own else None
            return made or f"{names['conflict']}({text})"

        def invalid(_field: str, text: str) -> str:
            said = Said(text, "entity")
            made = raised(plan.project.modules, own["invalid"], names["invalid"], said) if "invalid" in own else None
            return made or f"{names['invalid']}({_field}, {text})"

    result = "HTTPException" if http else ("DomainError" if not own else "Exception")
    text = render("service/errors.py.j2", define=define, result=result, conflict=conflict, invalid=invalid)
    return new_file(plan, path, text, needs)


def _handlers(plan: Plan, path: str, errors: str) -> NewFile:
    needs = Needs(path, plan.project.modules, plan.conventions.relative_imports.value)
    needs.use("fastapi", "FastAPI")
    needs.use("fastapi", "Request")
    needs.use("fastapi.responses", "JSONResponse")
    own = _own(plan)
    handlers = []
    for meaning, (name, status) in _STATUS.items():
        if meaning not in own:
            error = needs.first_party(errors, _NAMES[meaning])
            handlers.append({"error": error, "name": name, "status": status})
    return new_file(plan, path, render("service/error_handlers.py.j2", handlers=handlers), needs)


def _registered(plan: Plan, handlers: str) -> EditFile | None:
    """The application with its handlers registered; None where it can't be found or is not finished."""
    app = nearest_app(plan.project.apps, plan.place.path) or nearest_app(plan.project.apps, plan.table.path)
    if app is None or app.is_factory:
        return None
    facts = plan.project.files[app.path]
    node = facts.assignments.get(app.name)
    if not isinstance(node, syntax.Assign) or facts.errors:
        return None
    needs = Needs(app.path, plan.project.modules, plan.conventions.relative_imports.value)
    name = needs.first_party(handlers, "register_error_handlers")
    edit = symbols.into_module(facts, f"{name}({app.name})\n", after=app.name)
    if isinstance(edit, Refusal):
        return None
    width = plan.conventions.format.line_length
    return EditFile(facts.document, (*add(facts, *needs.wanted, first_party=needs.tops, line_length=width), edit))


def _status(refusals: Refusals, needs: Needs) -> str:
    """The status of a conflict as this project writes it."""
    if not refusals.status_names:
        return str(refusals.conflict)
    name = {400: "HTTP_400_BAD_REQUEST", 409: "HTTP_409_CONFLICT"}.get(refusals.conflict)
    return f"{needs.use('fastapi', 'status')}.{name}" if name else str(refusals.conflict)
