"""A request that is not taken, as a value: status, type and message of the error."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    status: int
    kind: str
    message: str


def invalid(message: str) -> Rejection:
    return Rejection(400, "invalid_request_error", message)


def not_found(message: str) -> Rejection:
    return Rejection(404, "not_found_error", message)
