"""Ports, certificates and bytes on the wire."""

import datetime
import ipaddress
import select
import socket
import ssl
import time
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def listening_addresses(port):
    """The addresses on which this machine listens at a port, as the kernel tells it."""
    found = set()
    for family, table in ((socket.AF_INET, "/proc/net/tcp"), (socket.AF_INET6, "/proc/net/tcp6")):
        for line in Path(table).read_text().splitlines()[1:] if Path(table).exists() else ():
            place, state = line.split()[1], line.split()[3]
            digits, _, number = place.partition(":")
            if state == "0A" and int(number, 16) == port:
                # The kernel prints words of four bytes in the machine's order.
                words = [bytes.fromhex(digits[start:start + 8])[::-1] for start in range(0, len(digits), 8)]
                found.add(socket.inet_ntop(family, b"".join(words)))
    return found


def insecure_context():
    """TLS without a check of the certificate: the server made it itself."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def connect(port, timeout=20):
    connection = socket.create_connection(("127.0.0.1", port), timeout=timeout)
    return insecure_context().wrap_socket(connection, server_hostname="localhost")


def exchange(port, request, timeout=20):
    """Sends bytes as they are and returns all that comes back until the server closes or falls silent.

    It reads while it still sends: a server may answer before it has heard all.
    """
    answer, waiting = b"", memoryview(request)
    deadline = time.monotonic() + timeout
    with connect(port, timeout) as connection:
        connection.setblocking(False)
        while time.monotonic() < deadline and not _is_complete(answer):
            select.select([connection], [connection] if waiting else [], [], 0.1)
            try:
                with suppress(ssl.SSLWantReadError, ssl.SSLWantWriteError):
                    waiting = waiting[connection.send(waiting[:65536]) if waiting else 0:]
                with suppress(ssl.SSLWantReadError, ssl.SSLWantWriteError):
                    chunk = connection.recv(65536)
                    if not chunk:
                        break
                    answer += chunk
            except (ConnectionError, ssl.SSLError):
                break
    return answer


def status_of(answer):
    """The status of a raw answer; None where the server closed without one."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else None


def request_bytes(method, target, headers=(), body=b"", host="localhost"):
    """A request with exactly these headers, in this order; Host and Content-Length unless they are given."""
    headers = list(headers)
    names = {name.lower() for name, _ in headers}
    if "host" not in names:
        headers.insert(0, ("Host", host))
    if body and not names & {"content-length", "transfer-encoding"}:
        headers.append(("Content-Length", str(len(body))))
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    return head.encode("latin-1") + body


def _is_complete(answer):
    head, separator, body = answer.partition(b"\r\n\r\n")
    if not separator:
        return False
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return len(body) >= int(value)
        if name.strip().lower() == b"transfer-encoding":
            return body.endswith(b"0\r\n\r\n")
    return False


def self_signed_certificate(directory, hostname):
    """Writes a certificate and its key as PEM; returns their paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, hostname)])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = x509.SubjectAlternativeName([
        x509.DNSName(hostname), x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = directory / f"{hostname}.crt", directory / f"{hostname}.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
    ))
    return certificate_file, key_file
