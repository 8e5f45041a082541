"""Exceptions that carry a status in every way that people write it."""

from fastapi import HTTPException, status


class AppError(Exception):
    status_code = 500

    def __init__(self, message: str = "", **details: object) -> None:
        super().__init__(message)
        self.details = details


class Missing(AppError):
    status_code = status.HTTP_404_NOT_FOUND


class Clash(Missing):
    status_code = 409


class Given(Exception):
    def __init__(self, message: str, status_code: int = 400) -> None:
        super().__init__(message)
        self.status_code = status_code


class Paid(Given):
    def __init__(self, amount: int) -> None:
        super().__init__(f"{amount}", 402)


class Gone(HTTPException):
    def __init__(self, what: str = "it") -> None:
        super().__init__(status_code=410, detail=f"{what} is gone")


class Named(HTTPException):
    """Takes what HTTPException takes."""


class Odd(Exception): ...


class Even(Exception): ...


class Prime(Even): ...


class Silent(Exception):
    """Nobody handles it where it is raised; it is always caught."""


def forbidden(what: str) -> HTTPException:
    return HTTPException(status_code=403, detail=f"No {what}")


TEAPOT = HTTPException(status.HTTP_418_IM_A_TEAPOT)
