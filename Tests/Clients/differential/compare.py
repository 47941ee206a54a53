"""Asks two servers the same and collects where they differ."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from differential.cases import Case, Place
from differential.outcomes import ENDED, MALFORMED, Outcome, tree_difference
from differential.peers import PREPARED, Peer, tree_name
from differential.situations import situations
from harness.protocol import Packet
from harness.replies import StatusError
from harness.wire import Malformed, string


@dataclass(frozen=True, order=True)
class Difference:
    """One request in one situation that two servers answer differently."""

    request: str
    situation: str
    ours: str
    theirs: str


@dataclass
class Comparison:
    """The double beside another server, at one version."""

    ours: Peer
    theirs: Peer
    asked: int = 0
    found: Counter[Difference] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._numbers = itertools.count()
        self.root = b""
        self.renew()

    @property
    def peers(self) -> tuple[Peer, Peer]:
        """Both servers."""
        return self.ours, self.theirs

    def renew(self) -> None:
        """A fresh tree on both sides."""
        number = next(self._numbers)
        self.root = tree_name(number % PREPARED)
        for peer in self.peers:
            if number and number % PREPARED == 0 and not peer.kind.is_on_disk:
                # All prepared trees are used up: a new process has them all again.
                peer.reopen()
            peer.make_tree(self.root)
        self.tree = self.ours.look(self.root)

    def ask(self, case: Case) -> bool:
        """Ask both; returns whether both have the same tree afterwards."""
        self.asked += 1
        where = case.situation or situations(self.tree, case.paths)
        mine, other = (outcome_of(case, peer, self.root) for peer in self.peers)
        apart = None
        # What both refused alike they have not begun, but for SETSTAT of several attributes.
        refused = not (mine.succeeded or other.succeeded) and mine.is_like(other)
        if not case.changes_nothing and (not refused or "SETSTAT" in case.request):
            trees = [peer.look(self.root) for peer in self.peers]
            self.tree = trees[0]
            apart = tree_difference(*trees)
        if not mine.is_like(other):
            self.found[Difference(case.request, where, mine.text, other.text)] += 1
        elif apart:
            texts = (f"{mine.name}; then {seen}" for seen in apart)
            self.found[Difference(case.request, where, *texts)] += 1
        return apart is None

    def ask_sequence(self, cases: Iterator[Case]) -> None:
        """Ask one case after the other; a fresh tree only when the two have parted."""
        self.renew()
        for case in cases:
            is_together = self.ask(case)
            self.let_go(keep=set(self.ours.held) & set(self.theirs.held))
            if not is_together:
                self.let_go(keep=set())
                self.renew()
        self.let_go(keep=set())

    def let_go(self, keep: set[int]) -> None:
        """Close the held handles that are not to be kept."""
        for peer in self.peers:
            for slot in peer.held.keys() - keep:
                peer.session.request(Packet.CLOSE, string(peer.held.pop(slot)))

    def ask_each(self, cases: list[Case]) -> None:
        """Ask each case of an unchanged tree."""
        untouched = self.tree
        for case in cases:
            if not self.ask(case) or self.tree != untouched:
                self.renew()
                untouched = self.tree


def outcome_of(case: Case, peer: Peer, root: bytes) -> Outcome:
    """How a case ends on one server; a server that ends the session is started again."""
    try:
        return case.act(Place(peer, root))
    except (EOFError, BrokenPipeError, OSError) as error:
        if isinstance(error, TimeoutError):
            raise
        peer.reopen()
        return ENDED
    except Malformed:
        return MALFORMED
    except StatusError as error:
        return Outcome(f"prepared in vain: {error}", "prepared in vain")
