"""What a name in a file stands for: through imports, through `run = os.system`, through getattr with a known name."""

import re

from lsp_server.edits.danger_kinds import MODULES
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.facts.imports import ImportedName

# A file may have functions of its own with these names. The others stay what they are, whatever a file says:
# a definition that never runs must not hide them.
_MAY_BE_OWN = frozenset("compile globals locals vars getattr setattr breakpoint".split())
_BUILTIN = frozenset("eval exec __import__ __builtins__".split())


class Meanings:
    """Dotted names of a file as they are known outside of it: `sp.run` is `subprocess.run`."""

    def __init__(self, facts: FileFacts) -> None:
        self._known: dict[str, str] = {}
        self._stars = tuple(it.module for it in facts.imports if it.name == "*" and not it.level)
        for it in facts.imports:
            for name, meaning in _bound(it).items():
                self._add(name, meaning)
        self._builtin = _BUILTIN | (_MAY_BE_OWN - facts.definitions.keys() - self._known.keys())
        assigned = [it for it in syntax.walk(*facts.body) if isinstance(it, syntax.Assign | syntax.NamedExpr)]
        for _ in range(4):  # an alias of an alias of an alias
            if not self._learn(assigned):
                break

    def of(self, node: syntax.Node | None) -> str | None:
        """The full dotted name of an expression, best effort; None: it is of this file, or not known."""
        match node:
            case syntax.Name(id=name):
                if name in self._builtin:
                    return f"builtins.{name}"
                if name in self._known:
                    return self._known[name]
                return next((f"{it}.{name}" for it in self._stars if it.partition(".")[0] in MODULES), None)
            case syntax.Attribute(value=value, attr=attr):
                owner = self.of(value)
                return self._plain(f"{owner}.{attr}") if owner else None
            case syntax.Call(func=func, args=(owner, name, *_)) if self.of(func) == "builtins.getattr":
                return self._inside(owner, name)
            case syntax.Call(func=func, args=(name, *_)) if self.of(func) in _IMPORTERS:
                return constant_text(name)
            case syntax.Subscript(value=value, slices=(name,)):
                return self._item(value, name)
            case _:
                return None

    def _inside(self, owner: syntax.Node, name: syntax.Node) -> str | None:
        module, attr = self.of(owner), constant_text(name)
        return self._plain(f"{module}.{attr}") if module and attr else None

    def _item(self, value: syntax.Node, name: syntax.Node) -> str | None:
        """`os.__dict__["system"]`, `vars(os)["system"]`, `globals()["eval"]`, `sys.modules["os"]`."""
        attr = constant_text(name)
        if not attr:
            return None
        if self.of(value) == "sys.modules":
            return attr
        if isinstance(value, syntax.Attribute) and value.attr == "__dict__":
            owner = self.of(value.value)
        elif isinstance(value, syntax.Call) and (called := self.of(value.func)) in _TABLES:
            owner = self.of(value.args[0]) if called == "builtins.vars" and value.args else "builtins"
        else:
            owner = "builtins" if self.of(value) == "builtins.__builtins__" else None
        return self._plain(f"{owner}.{attr}") if owner else None

    def _learn(self, assigned: list[syntax.Assign | syntax.NamedExpr]) -> bool:
        more = False
        for it in assigned:
            found = self.of(it.value)
            if found is None or not _is_risky(found):
                continue
            for target in it.targets if isinstance(it, syntax.Assign) else (it.target,):
                if isinstance(target, syntax.Name):
                    more |= self._add(target.id, found)
        return more

    def _add(self, name: str, meaning: str) -> bool:
        """A name keeps the meaning that deserves a look: a second, harmless one elsewhere does not hide it."""
        if name in self._known and (_is_risky(self._known[name]) or not _is_risky(meaning)):
            return False
        self._known[name] = meaning
        return True

    def _plain(self, name: str) -> str:
        return re.sub(r"^builtins\.__builtins__\.", "builtins.", name)


_IMPORTERS = ("builtins.__import__", "importlib.import_module", "importlib.__import__")
_TABLES = ("builtins.vars", "builtins.globals", "builtins.locals")


def constant_text(node: syntax.Node | None) -> str | None:
    """The text of a literal, also of literals put together with `+`, f-strings and "".join([…]), or turned round."""
    match node:
        case syntax.Constant(value=str(text)):
            return text
        case syntax.Constant(value=bytes(data)):
            return data.decode("latin-1")
        case syntax.JoinedStr(values=values):
            return _all(values)
        case syntax.BinOp(left=left, op="+", right=right):
            return _all((left, right))
        case syntax.Subscript(
            value=value, slices=(syntax.Slice(lower=None, upper=None, step=syntax.Constant(value=-1)),)
        ):
            turned = constant_text(value)
            return turned[::-1] if turned is not None else None
        case syntax.Call(
            func=syntax.Attribute(value=syntax.Constant(value=str(between)), attr="join"),
            args=(syntax.Collection(elements=elements),),
        ):
            texts = [constant_text(it) for it in elements]
            return between.join(it for it in texts if it is not None) if None not in texts else None
        case _:
            return None


def outline(node: syntax.Node) -> str:
    """The text of a string that is put together, with a star for what is not known."""
    match node:
        case syntax.JoinedStr(values=values):
            return "".join(outline(it) for it in values)
        case syntax.BinOp(left=left, op="+", right=right):
            return outline(left) + outline(right)
        case _:
            text = constant_text(node)
            return text if text is not None else "*"


def _all(nodes: tuple[syntax.Node, ...]) -> str | None:
    texts = [constant_text(it) for it in nodes]
    return "".join(it for it in texts if it is not None) if None not in texts else None


def _is_risky(name: str) -> bool:
    return name.partition(".")[0] in MODULES


def _bound(it: ImportedName) -> dict[str, str]:
    if it.level or it.name == "*":
        return {}
    if it.name is not None:
        return {it.local: f"{it.module}.{it.name}"}
    first = it.module.partition(".")[0]
    return {it.local: it.module} if it.local != it.module else {first: first}
