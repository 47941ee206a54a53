extension ScenarioReference {
    /// The order of what rules do to replies and packets.
    static let replies = """
        ### From an answer to its bytes

        Whatever the order of keys and rules, a reply goes this way: 1. the answer itself \
        (`status`, `data` and so on); 2. `reply`: `id`, `type`, `payload`; 3. `packets`: \
        `instead`; 4. `frame` on each packet: `append`, `length`, `flip`, `truncate`, `garbage`; \
        5. copies by `duplicate`; 6. `preamble` and `packets` before, `flood` before, the reply, \
        `packets` after, `flood` after; 7. its turn: `delay`, then `hold`, then `reorder`; \
        8. `pieces`, while it leaves; 9. `connection`, behind its last byte.

        While a flood or pieces leave, the session takes no request, and replies that become \
        ready wait behind them; other sessions are served. At most 1,024 replies or 8 MiB of \
        them are kept back in a session: beyond that no request is taken until one goes. When \
        the client has sent its last byte, `hold` and `reorder` wait no more.

        `packet` fires once for each packet of the client before it is decoded, and once for \
        each reply before it leaves; packets that rules make are not seen by rules. On a packet \
        of the client `drop` loses it, `delay` holds the session, `reply`, `frame` (but \
        `pieces`) and `packets` change what the session reads: what they leave has to be whole \
        packets, or framing is lost as it is with a broken client. On a reply they are added to \
        what other rules want.
        """
}
