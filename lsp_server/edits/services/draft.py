"""A service, its schemas, its errors and its dependency as one change."""

from collections.abc import Sequence

from lsp_server.edits import symbols
from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.edits.imports import add
from lsp_server.edits.services.code import ServiceCode
from lsp_server.edits.services.dialect import Dialect
from lsp_server.edits.services.domain import Domain, domain
from lsp_server.edits.services.files import fitted, new_file
from lsp_server.edits.services.obstacles import obstacle
from lsp_server.edits.services.placement import missing_packages, place_beside
from lsp_server.edits.services.plan import Plan
from lsp_server.edits.services.schema_plan import WrittenRole
from lsp_server.edits.services.schemas import schema_text
from lsp_server.edits.services.spelling import Needs
from lsp_server.edits.templates import render
from lsp_server.project.services.values import Service
from lsp_server.text import Edit

_NEEDED: dict[WrittenRole, str] = {"create": "create", "update": "update", "public": "get"}


def draft(plan: Plan) -> Change | Refusal:
    """Everything that the plan says, or why it can't be written."""
    found = obstacle(plan)
    if found is not None:
        return found
    needs = _needs(plan, plan.place.path)
    roles = _missing_schemas(plan)
    if roles and plan.schemas[roles[0]].path == plan.place.path:
        needs.reserve(*(plan.schemas[it].name for it in roles))
    around = domain(plan, needs)
    code = ServiceCode(plan, needs, around.errors)
    service = _service(plan, code, needs, roles)
    if isinstance(service, Refusal):
        return service
    schemas = _schemas(plan, roles)
    if isinstance(schemas, Refusal):
        return schemas
    files = [*schemas, service, *around.files]
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


def _service(plan: Plan, code: ServiceCode, needs: Needs, roles: Sequence[WrittenRole]) -> NewFile | EditFile | Refusal:
    """The service's file; with the schemas that are missing, where they go into the same one."""
    beside = [it for it in roles if plan.schemas[it].path == plan.place.path]
    schemas = "\n\n".join(schema_text(plan, it, needs) for it in beside)
    if not plan.place.exists:
        head = f'"""What can be done with {plan.entity.many}."""\n\n\n' if plan.shape == "function" else ""
        text = "\n\n".join(it for it in (schemas, code.module()) if it)
        return new_file(plan, plan.place.path, head + text, needs)
    facts = plan.project.files[plan.place.path]
    if facts.errors:
        return Refusal(f"{plan.place.path} is half-typed; finish it first.")
    if plan.existing is not None and plan.existing.node is not None:
        made = _inserted(plan, plan.existing, code, schemas)
    else:
        text = code.module() if plan.existing is None else code.completion()
        # Schemas come first: the annotations of the functions below are read when the module is.
        made = [symbols.into_module(facts, fitted(plan, "\n\n".join(it for it in (schemas, text) if it)))]
    edits: list[Edit] = []
    for edit in made:
        if isinstance(edit, Refusal):
            return edit
        edits.append(edit)
    width = plan.conventions.format.line_length
    return EditFile(facts.document, (*add(facts, *needs.wanted, first_party=needs.tops, line_length=width), *edits))


def _inserted(plan: Plan, existing: Service, code: ServiceCode, schemas: str) -> Sequence[Edit | Refusal]:
    """What an existing class lacks at its end; above it what it needs to know, and schemas."""
    facts = plan.project.files[plan.place.path]
    body = fitted(plan, "\n\n".join(code.parts) + "\n")
    found: list[Edit | Refusal] = [symbols.method(facts, existing.name, body)]
    above = "\n\n\n".join(it.strip("\n") for it in (schemas, code.constants) if it)
    if above:
        found.insert(0, symbols.into_module(facts, fitted(plan, above + "\n"), before=existing.name))
    return found


# --------------------------------------------------------------------------- schemas


def _missing_schemas(plan: Plan) -> list[WrittenRole]:
    """The schemas to write: what the operations speak of, and what routes would answer with."""
    said = {*plan.operations, *(plan.family.brings if plan.family else ())}
    return [it for it, at in plan.schemas.items() if at.schema is None and _NEEDED[it] in said]


def _schemas(plan: Plan, roles: Sequence[WrittenRole]) -> list[NewFile | EditFile] | Refusal:
    """The file of the schemas that are missing, where it is not the service's."""
    path = plan.schemas[roles[0]].path if roles else plan.place.path
    if path == plan.place.path:
        return []
    needs = _needs(plan, path)
    needs.reserve(*(plan.schemas[it].name for it in roles))
    text = "\n\n".join(schema_text(plan, it, needs) for it in roles)
    if path not in plan.project.files:
        return [new_file(plan, path, text, needs)]
    facts = plan.project.files[path]
    edit = symbols.into_module(facts, fitted(plan, text))
    if isinstance(edit, Refusal):
        return edit
    width = plan.conventions.format.line_length
    return [EditFile(facts.document, (*add(facts, *needs.wanted, first_party=needs.tops, line_length=width), edit))]


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
    needs.use("typing", "Annotated")
    needs.use("fastapi", "Depends")
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
    if conventions.alias is not None and plan.provider == conventions.provider:
        return needs.first_party(conventions.alias.path, conventions.alias.name)
    if plan.provider is None:
        return None
    session = Dialect(plan, needs).session_type()
    provider = needs.first_party(plan.provider.path, plan.provider.name)
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
    if plan.flush_only and plan.saves:
        commits = plan.provider is not None and plan.provider.commits
        why = "The session's provider commits" if commits else "The services here leave the commit to their callers"
        notes.append(f"{why}, so this one only flushes.")
    return tuple(notes)
