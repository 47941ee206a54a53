import StrictJSON

/// All actions; an effect comes in this order when a rule has several.
enum ActionCatalog {
    /// One line per file of this folder.
    static let all: [Action] = [
        LogAction.entry,
        CaptureAction.entry,
        ReleaseAction.entry,
        CalloutAction.entry,
        PauseAction.entry,
        DelayAction.entry,
        EffectAction.entry,
        StatusAction.entry,
        DataAction.entry,
        WriteAction.entry,
        HandleAction.entry,
        AttributesAction.entry,
        NamesAction.entry,
        PathAction.entry,
        ExtendedReplyAction.entry,
        AtEndAction.entry,
        AuthAction.entry,
        BannerAction.entry,
        LoginAction.entry,
        HostKeyAction.entry,
        ChannelAction.entry,
        SubsystemAction.entry,
        VersionAction.entry,
        ReplyAction.entry,
        FrameAction.entry,
        PacketsAction.entry,
        PreambleAction.entry,
        FloodAction.entry,
        HoldAction.entry,
        ReorderAction.entry,
        DropAction.entry,
        IdentificationAction.entry,
        StreamAction.entry,
        StallAction.entry,
        RekeyAction.entry,
        EndOnMessageAction.entry,
        ConnectionAction.entry,
        FilesAction.entry,
        LimitsAction.entry,
        QuirksAction.entry,
        SetStateAction.entry,
    ]

    /// The keys of `do`.
    static let keys: [any KeyDescriptor] = all.map(\.key)
}
