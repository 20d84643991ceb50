"""What went wrong between us and a server, in one line that a reader of newspapers understands."""

from __future__ import annotations

import errno
import ssl
from http import HTTPStatus

import aiohttp

from headwater.errors import FetchError, GuardError
from headwater.sources.bounded import TooMuchError
from headwater.sources.guard import BarredAddressError

# Names of OpenSSL's X509_V_ERR_* codes that servers on the web really show.
_CERTIFICATES = {
    9: "its certificate is not valid yet",
    10: "its certificate has expired",
    18: "its certificate is self-signed",
    19: "its certificate chain ends in an unknown issuer",
    20: "its certificate comes from an unknown issuer",
    21: "its certificate chain is incomplete",
    23: "its certificate was revoked",
    62: "its certificate is for another name",
    64: "its certificate is for another address",
}
WANTS_LOGIN = ": where you have a name and a password, add its address as https://NAME:PASSWORD@…"
"""What to do about a 401."""
_ERRNO = {
    errno.ECONNREFUSED: "refuses the connection",
    errno.ECONNRESET: "closed the connection",
    errno.EPIPE: "closed the connection",
    errno.EHOSTUNREACH: "cannot be reached from here",
    errno.ENETUNREACH: "cannot be reached from here",
    errno.ETIMEDOUT: "does not answer",
}


def explained(error: Exception, host: str, timeout: float) -> FetchError:
    """The FetchError (or GuardError) that says what `error` means, in one line. `timeout` is in seconds."""
    match error:
        case FetchError():
            return error
        case aiohttp.ClientConnectorCertificateError():
            return FetchError(f"{host} cannot be trusted: {_certificate(error.certificate_error)}")
        case aiohttp.ClientConnectorDNSError():
            return FetchError(f"{host} is not known to DNS: check the address and the network")
        case aiohttp.ClientConnectorSSLError():
            reason = getattr(error.os_error, "reason", "") or "unknown reason"
            return FetchError(f"{host} fails at TLS: {str(reason).replace('_', ' ').lower()}")
        case aiohttp.ClientConnectorError() if isinstance(error.os_error, BarredAddressError):
            return GuardError(f"{host} is not reached: {error.os_error.strerror}")
        case TimeoutError():
            return FetchError(f"{host} gave no full answer within {timeout:g} s")
        case aiohttp.ServerDisconnectedError():
            return FetchError(f"{host} closed the connection")
        case TooMuchError():
            return FetchError(f"{host} {error}", status=200)
        case aiohttp.ClientPayloadError():
            return FetchError(f"{host} broke off in the middle of its answer")
        case aiohttp.InvalidURL():
            return GuardError(f"{host} is not reached: its address is not valid")
        case aiohttp.ClientResponseError():
            return FetchError(f"{host} does not answer in proper HTTP: {_line(error.message)}")
        case OSError():
            return FetchError(f"{host} {_ERRNO.get(error.errno or 0, 'cannot be reached: ' + _line(str(error)))}")
        case _:
            return FetchError(f"{host} cannot be fetched: {_line(str(error))}")


def status_words(status: int) -> str:
    """The usual words for a status in brackets, with a blank before them; "" for a number that has none."""
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""


def _certificate(error: Exception) -> str:
    code = error.verify_code if isinstance(error, ssl.SSLCertVerificationError) else 0
    return _CERTIFICATES.get(code, _line(str(error)))


def _line(text: str) -> str:
    return " ".join(text.split())[:160]
