"""What goes over the wire is encrypted, and the server is the one that the operator trusts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from monitor.errors import SourceError
from monitor.intake.database import Place, opener
from tests.sources.asking import settings
from tests.sources.servers import PASSWORD, Server, running, url

ASKED = {
    "postgresql": "select ssl::text as said, 1 as n from pg_stat_ssl where pid = pg_backend_pid()",
    "mysql": "select if(variable_value <> '', 'true', 'false') as said, 1 as n"
    " from information_schema.session_status where variable_name = 'ssl_cipher'",
}


def certificate(folder: Path, name: str) -> None:
    """A self-signed certificate of a server at 127.0.0.1, with its key."""
    key, today = ec.generate_private_key(ec.SECP256R1()), datetime(2026, 1, 1, tzinfo=UTC)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=3650))
        .not_valid_after(today + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = folder / f"{name}.key"
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    secret.chmod(0o600)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    certificate(folder, "server")
    certificate(folder, "other")
    return folder


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def secure(request: pytest.FixtureRequest, certificates: Path) -> Iterator[Server]:
    """A server that shows the certificate of 127.0.0.1."""
    with running(request.param, certificates) as server:
        yield server


def said(server: Server, sslmode: str, ca_file: Path | None, **keys: object) -> bytes:
    """Whether the session is encrypted, in the server's words."""
    wanted, came = settings(server, "select 1", sslmode=sslmode, **keys), list[bytes]()
    with opener(wanted.address.engine)(wanted, Place("test", PASSWORD, ca_file)) as session:
        session.write(ASKED[server.engine], came.append)
    return b"".join(came).strip()


@pytest.mark.parametrize("sslmode", ["require", "verify-ca", "verify-full"])
def test_a_server_with_the_trusted_certificate_is_read(secure: Server, certificates: Path, sslmode: str) -> None:
    ca_file = None if sslmode == "require" else certificates / "server.pem"
    assert said(secure, sslmode, ca_file) == b"true,1"


def test_no_encryption_where_none_is_wanted(secure: Server) -> None:
    assert said(secure, "disable", None) == b"false,1"


@pytest.mark.parametrize("sslmode", ["verify-ca", "verify-full"])
def test_another_certificate_is_refused(secure: Server, certificates: Path, sslmode: str) -> None:
    with pytest.raises(SourceError, match="证书不可信"):
        said(secure, sslmode, certificates / "other.pem")


def test_a_certificate_that_is_not_there_is_refused(secure: Server, certificates: Path) -> None:
    with pytest.raises(SourceError, match="证书不可信"):
        said(secure, "verify-full", certificates / "nope.pem")


def test_the_certificate_of_another_host_is_refused(secure: Server, certificates: Path) -> None:
    """The certificate names an address; the same server is asked by its name."""
    by_name = url(secure).replace("127.0.0.1", "localhost")
    assert said(secure, "verify-ca", certificates / "server.pem", url=by_name) == b"true,1"
    with pytest.raises(SourceError, match="证书不可信"):
        said(secure, "verify-full", certificates / "server.pem", url=by_name)
