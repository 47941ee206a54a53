"""check-file, md5-hash and copy-file over every backend, beside Python's hashlib and zlib."""

import hashlib
import json
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness import requests
from harness.bystander import Bystander
from harness.protocol import Packet, Pflags, Status
from harness.rawsftp import RawSession
from harness.server import Double, Server
from harness.wire import Reader, string, u32, u64

StartDouble = Callable[..., Double]

CONTENT = bytes(index * 31 % 256 for index in range(300_000))
ALGORITHMS = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "crc32"]
VERSIONS = [3, 4, 5, 6]
GIBIBYTE = 1 << 30


def expected(algorithm: str, data: bytes) -> bytes:
    """What Python says of the data."""
    if algorithm == "crc32":
        return zlib.crc32(data).to_bytes(4)
    return hashlib.new(algorithm, data).digest()


def hash_range(algorithms: str, offset: int = 0, length: int = 0, block: int = 0) -> bytes:
    """The fields that check-file requests end with."""
    return string(algorithms.encode()) + u64(offset) + u64(length) + u32(block)


def check_file(session: RawSession, name: bytes, payload: bytes) -> tuple[str, bytes]:
    """The algorithm that was used and the hashes."""
    request = requests.extended(name, payload)
    reader = Reader(session.expect(Packet.EXTENDED_REPLY, Packet.EXTENDED, request).data)
    return reader.string().decode(), reader.rest()


@pytest.fixture(params=["memory", "folder", "overlay"])
def stored(
    request: pytest.FixtureRequest, start_double: StartDouble, tmp_path: Path
) -> Iterator[Server]:
    """A server of each kind with the file `f` in its root."""
    if request.param == "memory":
        server = start_double().server(home="")
        server.home = ""
    else:
        folder = tmp_path / "served"
        folder.mkdir()
        option = "--root" if request.param == "folder" else "--overlay"
        server = start_double(option, folder).server()
        server.home = ""
    with RawSession(server) as session:
        session.write(b"/f", CONTENT)
    yield server


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_file_has_the_hash_python_computes(
    server: Server, algorithm: str, version: int
) -> None:
    path = server.path("f").encode()
    with RawSession(server, version) as session:
        session.write(path, CONTENT)
        handle = session.open(path, Pflags.READ)
        for name, target in [(b"check-file-name", path), (b"check-file-handle", handle)]:
            used, found = check_file(session, name, string(target) + hash_range(algorithm))
            assert used == algorithm
            assert found == expected(algorithm, CONTENT)
        session.close_handle(handle)


def test_blocks_and_ranges_are_those_of_the_file(stored: Server) -> None:
    with RawSession(stored) as session:
        for offset, length, block in [(0, 0, 4096), (1000, 0, 65537), (7, 100_000, 256)]:
            data = CONTENT[offset : offset + length] if length else CONTENT[offset:]
            fields = hash_range("none@example.com,sha1,md5", offset, length, block)
            used, found = check_file(session, b"check-file-name", string(b"/f") + fields)
            pieces = (data[start : start + block] for start in range(0, len(data), block))
            assert used == "sha1"
            assert found == b"".join(expected("sha1", piece) for piece in pieces)


@pytest.mark.parametrize("name", [b"md5-hash", b"md5-hash-handle"])
def test_md5_hash_checks_the_first_bytes_first(stored: Server, name: bytes) -> None:
    with RawSession(stored, 5) as session:
        handle = session.open(b"/f", Pflags.READ)
        target = string(b"/f" if name == b"md5-hash" else handle)
        right, wrong = expected("md5", CONTENT[:2048]), expected("md5", b"else")
        for quick, answer in [(b"", True), (right, True), (wrong, False)]:
            request = requests.extended(name, target + u64(0) + u64(0) + string(quick))
            reader = Reader(session.expect(Packet.EXTENDED_REPLY, Packet.EXTENDED, request).data)
            assert reader.string() == b"md5-hash"
            assert reader.string() == (expected("md5", CONTENT) if answer else b"")
            reader.end()
        session.close_handle(handle)


def test_a_copy_is_the_file_and_replaces_only_on_request(stored: Server) -> None:
    def copy(session: RawSession, overwrite: bytes) -> int:
        request = requests.extended(b"copy-file", string(b"/f") + string(b"/copy") + overwrite)
        return session.request(Packet.EXTENDED, request).code

    with RawSession(stored, 6) as session:
        assert copy(session, b"\0") == Status.OK
        assert session.read(b"/copy") == CONTENT
        session.write(b"/copy", b"other")
        assert copy(session, b"\0") == Status.FILE_ALREADY_EXISTS
        assert session.read(b"/copy") == b"other"
        assert copy(session, b"\1") == Status.OK
        assert session.read(b"/copy") == CONTENT


def test_a_folder_for_temporary_files_is_made(stored: Server) -> None:
    with RawSession(stored, 6) as session:
        made = session.expect(Packet.NAME, Packet.EXTENDED, requests.extended(b"make-temp-folder"))
        path = made.names[0].name
        session.write(path + b"/inside", b"x")
        assert session.read(path + b"/inside") == b"x"


def test_others_are_served_while_a_gibibyte_is_hashed(
    start_double: StartDouble, tmp_path: Path
) -> None:
    scenario = tmp_path / "big.json"
    files = {"/home/demo/big": {"size": "1GiB", "content": "zero"}}
    scenario.write_text(json.dumps({"version": 1, "files": files}))
    server = start_double(scenario).server()
    path = server.path("big").encode()
    bystander = Bystander(server)

    with RawSession(server) as session:
        request = requests.extended(b"check-file-name", string(path) + hash_range("md5"))
        identifier = session.post(Packet.EXTENDED, request)
        rounds = 0
        # The answer is one packet; while there is none, the other session goes on.
        started = time.monotonic()
        while not session.channel.recv_ready():
            bystander.check()
            rounds += 1
            assert time.monotonic() - started < 120
        reply = session.receive()

    bystander.close()
    assert reply.identifier == identifier
    reader = Reader(reply.check(Packet.EXTENDED_REPLY).data)
    zeros = hashlib.md5()
    for _ in range(GIBIBYTE >> 20):
        zeros.update(bytes(1 << 20))
    assert (reader.string(), reader.rest()) == (b"md5", zeros.digest())
    assert rounds > 3
