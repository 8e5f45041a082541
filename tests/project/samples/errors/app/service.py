from app.errors import AppError, Clash, Missing, Silent


class Base:
    def must(self, found: object) -> object:
        if not found:
            raise Missing("none")
        return found


class Store(Base):
    def get(self) -> object:
        return self.must(None)

    def put(self) -> None:
        self._check()

    def _check(self) -> None:
        raise Clash("taken")

    @property
    def inner(self) -> "Inner":
        return Inner()


class Inner:
    async def fail(self) -> None:
        raise AppError("inner")

    @classmethod
    def make(cls) -> "Inner":
        raise Missing


class Service:
    def __init__(self, store: Store | None = None) -> None:
        self.store = store or Store()
        self.other: Store = Store()

    async def put(self) -> None:
        self.other.put()

    async def deep(self) -> None:
        await self.other.inner.fail()


def silent() -> None:
    raise Silent


class Louder(Store):
    def get(self) -> object:
        return super().get()

    def __call__(self) -> None:
        raise Clash


store = Store()
quiet: Store = Louder()
louder = Louder()
