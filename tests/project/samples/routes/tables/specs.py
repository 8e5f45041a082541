from dataclasses import dataclass, field


@dataclass
class Group:
    paths: list[str]
    legacy: bool = False
    more: list[str] = field(default_factory=list)


GROUPS: list[Group] = [Group(["/chat", "/rerank"], True), Group(["/score"]), Group(["/embed"], more=["/v2"])]
