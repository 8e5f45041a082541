"""A service, its schemas, its errors and its dependency as one change."""

from collections.abc import Sequence

from lsp_server.edits import symbols
from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.edits.imports import add
from lsp_server.edits.services.code import Errors, ServiceCode
from lsp_server.edits.services.domain import Domain, domain
from lsp_server.edits.services.files import fitted, new_file
from lsp_server.edits.services.placement import missing_packages, place_beside
from lsp_server.edits.services.plan import Plan, WrittenRole
from lsp_server.edits.services.schemas import schema_text
from lsp_server.edits.services.spelling import Needs
from lsp_server.edits.templates import render
from lsp_server.text import Edit

_NEEDED: dict[WrittenRole, str] = {"create": "create", "update": "update", "public": "get"}


def draft(plan: Plan) -> Change | Refusal:
    """Everything that the plan says, or why it can't be written."""
    needs = _needs(plan, plan.place.path)
    around = domain(plan, needs)
    code = ServiceCode(plan, needs, around.errors)
    service = _service(plan, code, needs)
    if isinstance(service, Refusal):
        return service
    schemas = _schemas(plan, service)
    if isinstance(schemas, Refusal):
        return schemas
    files = [*schemas, *around.files]
    dependency = _dependency(plan)
    files += [dependency] if dependency is not None else []
    made = {it.path for it in files}
    created = [it.path for it in files if isinstance(it, NewFile)]
    packages = dict.fromkeys(one for it in created for one in missing_packages(plan.project, it))
    files += [NewFile(it, "") for it in packages if it not in made]
    return Change(tuple(files), _summary(plan), _notes(plan, around, dependency is not None))


def _needs(plan: Plan, path: str) -> Needs:
    return Needs(path, plan.project.modules, plan.conventions.relative_imports.value)


# --------------------------------------------------------------------------- the service


def _service(plan: Plan, code: ServiceCode, needs: Needs) -> NewFile | EditFile | Refusal:
    if not plan.place.exists:
        text = f'"""What can be done with {plan.entity.many}."""\n\n\n' if plan.shape == "function" else ""
        return new_file(plan, plan.place.path, text + code.module(), needs)
    facts = plan.project.files[plan.place.path]
    if facts.errors:
        return Refusal(f"{plan.place.path} is half-typed; finish it first.")
    edits: list[Edit] = []
    for edit in _inserted(plan, code) if plan.existing else [symbols.into_module(facts, fitted(plan, code.module()))]:
        if isinstance(edit, Refusal):
            return edit
        edits.append(edit)
    width = plan.conventions.format.line_length
    return EditFile(facts.document, (*add(facts, *needs.wanted, first_party=needs.tops, line_length=width), *edits))


def _inserted(plan: Plan, code: ServiceCode) -> Sequence[Edit | Refusal]:
    """What an existing service lacks, at the end of its class or module."""
    assert plan.existing is not None
    facts = plan.project.files[plan.place.path]
    parts = [it for _, it in code.methods(plan.operations)]
    if {"create", "update", "delete"} & set(plan.operations):
        parts += code.helpers()
    elif plan.shown:
        parts += code.helpers()[1:]
    constants = code.constants()
    if plan.existing.node is None:
        text = "\n\n\n".join(it.strip("\n") for it in ([constants] if constants else []) + parts) + "\n"
        return [symbols.into_module(facts, fitted(plan, text))]
    body = fitted(plan, "\n\n".join(it.strip("\n") for it in parts) + "\n")
    found: list[Edit | Refusal] = [symbols.method(facts, plan.existing.name, body)]
    if constants:
        found.insert(0, symbols.into_module(facts, fitted(plan, constants + "\n"), before=plan.existing.name))
    return found


# --------------------------------------------------------------------------- schemas


def _schemas(plan: Plan, service: NewFile | EditFile) -> list[NewFile | EditFile] | Refusal:
    """The service's file and, merged where they share one, the files of the schemas that are missing."""
    roles = [it for it, at in plan.schemas.items() if at.schema is None and _NEEDED[it] in plan.operations]
    if not roles:
        return [service]
    path = plan.schemas[roles[0]].path
    needs = _needs(plan, path)
    text = "\n\n".join(schema_text(plan, it, needs) for it in roles)
    if path not in plan.project.files:
        return [new_file(plan, path, text, needs), service]
    facts = plan.project.files[path]
    edit = symbols.into_module(facts, fitted(plan, text))
    if isinstance(edit, Refusal):
        return edit
    width = plan.conventions.format.line_length
    if isinstance(service, EditFile) and service.path == path:
        return Refusal(f"{path} holds services and schemas alike; Backline does not add to both at once yet.")
    return [
        EditFile(facts.document, (*add(facts, *needs.wanted, first_party=needs.tops, line_length=width), edit)),
        service,
    ]


# --------------------------------------------------------------------------- the dependency


def _dependency(plan: Plan) -> NewFile | EditFile | None:
    """`HeroServiceDep`, in the project's module of dependencies or a new one."""
    if plan.existing is not None or plan.shape != "constructor":
        return None
    conventions = plan.conventions
    alias = conventions.alias
    named = alias is not None and alias.path.rpartition("/")[2] in ("deps.py", "dependencies.py", "dependency.py")
    path = (
        alias.path
        if alias is not None and named
        else place_beside(conventions, plan.project, plan.place.path, "dependencies")
    )
    needs = _needs(plan, path)
    annotation = _annotation(plan, needs)
    if annotation is None:
        return None
    needs.add("typing", "Annotated")
    needs.add("fastapi", "Depends")
    text = render(
        "service/dependency.py.j2",
        provider=f"{plan.entity.snake}_service",
        session=plan.session.name,
        annotation=annotation,
        service=needs.first_party(plan.place.path, plan.class_name),
        the_service=f"The service for {plan.entity.many}",
        keyword=f"{plan.session.name}=" if plan.session.keyword_only else "",
    )
    if path not in plan.project.files:
        return new_file(plan, path, f'"""What routes depend on."""\n\n\n{text}', needs)
    facts = plan.project.files[path]
    edit = symbols.into_module(facts, fitted(plan, text))
    if isinstance(edit, Refusal):
        return None
    return EditFile(
        facts.document,
        (*add(facts, *needs.wanted, first_party=needs.tops, line_length=conventions.format.line_length), edit),
    )


def _annotation(plan: Plan, needs: Needs) -> str | None:
    conventions = plan.conventions
    if conventions.alias is not None:
        return needs.first_party(conventions.alias.path, conventions.alias.name)
    if conventions.provider is None:
        return None
    session = ServiceCode(plan, needs, Errors("", "")).session_type()
    provider = needs.first_party(conventions.provider.path, conventions.provider.name)
    return f"Annotated[{session}, Depends({provider})]"


# --------------------------------------------------------------------------- what is said


def _summary(plan: Plan) -> str:
    if plan.existing is not None:
        names = ", ".join(plan.names[it] for it in plan.operations)
        return f"Added {names} to {plan.existing.name} in {plan.place.path}."
    where = "to" if plan.place.exists else "in"
    return f"{'Added' if plan.place.exists else 'Wrote'} the service for {plan.table.name} {where} {plan.place.path}."


def _notes(plan: Plan, around: Domain, injected: bool) -> tuple[str, ...]:
    notes = list(around.notes)
    if injected:
        notes.append(f"Routes get it as `service: {plan.class_name}Dep`.")
    if plan.given:
        names = ", ".join(it.name for it in plan.given)
        notes.append(f"{plan.names['create']} asks its caller for {names}, which no client sends.")
    if plan.flush_only:
        notes.append("The session's provider commits, so the service only flushes.")
    return tuple(notes)
