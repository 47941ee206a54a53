#if CANARY
    public import SFTPWire

    /// The codec with one bug planted in it, to see that every harness finds it.
    ///
    /// The bug is of the shape of CVE-2019-3860: the name of an extension pair is believed to be
    /// followed by its value.
    public struct FuzzedTarget: DecodeTarget {
        private let real = WireTarget()

        /// Makes the target.
        public init() {}

        /// Finds the packet at the front, as it should be.
        @_lifetime(copy bytes)
        public func frame(_ bytes: RawSpan) throws(WireError) -> FramedPacket {
            try real.frame(bytes)
        }

        /// Decodes, and traps on ATTRS whose second extension pair has an empty name.
        public func decode(
            _ packet: RawSpan, direction: PacketType.Direction, version: ProtocolVersion,
            isStrict: Bool
        ) throws(WireError) -> [UInt8] {
            let bytes = packet.array
            let names = DissectedPacket(bytes, direction, version).fields.filter {
                $0.name == "extended_type length"
            }
            if names.count > 1, bytes[names[1].offset + 3] == 0 { fatalError("canary") }
            return try real.decode(
                packet, direction: direction, version: version, isStrict: isStrict)
        }
    }
#else
    /// What is fuzzed: the codec.
    ///
    /// Built with `CANARY`, it has a bug that must be found.
    public typealias FuzzedTarget = WireTarget
#endif
