"""Packets of the client that a rule damages before the server reads them."""

from probes import Probe, probe

PATH = b"/home/demo/new"
BLOCK = 32768


@probe("frame/upload-damaged.json")
def _(p: Probe) -> None:
    s = p.session()
    data = bytes(range(256)) * 256
    s.write(PATH, data)
    stored = bytearray(data)
    # Length, type, id, a handle of 8 bytes, the offset and the length of the data come before it.
    stored[BLOCK + 40 - (4 + 1 + 4 + 12 + 8 + 4)] ^= 1
    assert s.read(PATH) == stored
