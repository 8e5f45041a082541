def get_session() -> int:
    return 1


def current_user() -> str:
    return "real"


class Service:
    number: int = 1
