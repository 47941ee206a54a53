"""What a path names in a tree, in the words of the table of differences."""

from differential.peers import Tree
from harness.protocol import FileType

DIRECTORY, SYMLINK = int(FileType.DIRECTORY), int(FileType.SYMLINK)
LINKS_FOLLOWED = 40


def resolve(tree: Tree, path: bytes) -> tuple[str, bytes]:
    """Where a path leads when all links are followed: what is there, and its plain path."""
    steps, at, followed = path.split(b"/"), b"", 0
    while steps:
        step = steps.pop(0)
        if at and tree.get(at, (DIRECTORY,))[0] != DIRECTORY:
            return "below a file", at
        if step in (b"", b"."):
            continue
        if step == b"..":
            at = at.rpartition(b"/")[0]
            continue
        here = at + b"/" + step if at else step
        entry = tree.get(here)
        if entry is None:
            return ("below nothing" if any(steps) else "nothing"), here
        if entry[0] == SYMLINK:
            followed += 1
            if followed > LINKS_FOLLOWED:
                return "a link loop", here
            steps = entry[2].split(b"/") + steps
        else:
            at = here
    kind = tree.get(at, (DIRECTORY,))[0]
    return ("a folder" if kind == DIRECTORY else "a file"), at


def situation(tree: Tree, path: bytes) -> str:
    """What a path names."""
    if b"\0" in path:
        return "a name with NUL"
    if len(path.rpartition(b"/")[2]) > 255:
        return "a name too long"
    slash = " with a slash behind it" if path.endswith(b"/") else ""
    plain = path.rstrip(b"/")
    folder, _, name = plain.rpartition(b"/")
    where, parent = resolve(tree, folder)
    if where != "a folder":
        return {"a file": "below a file", "nothing": "below nothing"}.get(where, where)
    entry = tree.get(parent + b"/" + name if parent else name)
    if name in (b"", b".", b".."):
        return "a dot folder"
    through = "through a link, " if parent != folder else ""
    if entry is None:
        return through + "nothing" + slash
    if entry[0] != SYMLINK:
        return through + what(tree, parent + b"/" + name if parent else name) + slash
    target, at = resolve(tree, plain)
    if target in ("a file", "a folder"):
        return f"{through}a link to {target}{slash}"
    return f"{through}{'a link loop' if target == 'a link loop' else 'a dangling link'}{slash}"


def what(tree: Tree, path: bytes) -> str:
    """What lies at a plain path."""
    if tree[path][0] != DIRECTORY:
        return "a file"
    is_full = any(other.startswith(path + b"/") for other in tree)
    return "a full folder" if is_full else "an empty folder"


def situations(tree: Tree, paths: tuple[bytes, ...]) -> str:
    """What the paths of a request name."""
    words = [situation(tree, path) for path in paths]
    if len(paths) == 2 and paths[1].startswith(paths[0] + b"/"):
        words[1] = f"{words[1]} in itself"
    return " → ".join(words)
