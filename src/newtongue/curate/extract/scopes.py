"""A scope of Python: what it binds, and what it needs from around."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Scope:
    """A scope while its part of the tree is walked."""

    kind: str  # module, class, function or comprehension
    parent: Scope | None = None
    owner: str = ""
    """The class around, which private names are mangled with."""
    bound: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    inner: set[str] = field(default_factory=set)
    """Free in a scope inside."""
    module: set[str] = field(default_factory=set)
    """Declared global."""
    nonlocals: set[str] = field(default_factory=set)

    def use(self, name: str) -> None:
        """Note that a name is read here."""
        name = self.mangled(name)
        if name == "__class__" and self.owner and self.kind != "class":
            return
        if self.kind == "class" and name in self.bound and name not in self.module:
            return  # bound before; what it binds only later is the module's so far
        self.used.add(name)

    def bind(self, name: str) -> None:
        """Note that a name is given a value here."""
        self.bound.add(self.mangled(name))

    def mangled(self, name: str) -> str:
        """A name as it is inside a class: private ones carry the class's."""
        owner = self.owner.lstrip("_")
        if owner and name.startswith("__") and not name.endswith("__") and "." not in name:
            return f"_{owner}{name}"
        return name
