/// Keys made by `ssh-keygen -t ed25519` for these tests; nothing trusts them.
enum KeyFixtures {
    /// Without a passphrase.
    static let plain = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
        QyNTUxOQAAACBNXo7TAuFqXqoCD9bvwxb4/xYJv9I07Q+C//jhjhxKGgAAAIjEtCWOxLQl
        jgAAAAtzc2gtZWQyNTUxOQAAACBNXo7TAuFqXqoCD9bvwxb4/xYJv9I07Q+C//jhjhxKGg
        AAAECYY6US51Raxr5GyrLdxAyylRZ0/+p+No0w4oHGO10AmU1ejtMC4WpeqgIP1u/DFvj/
        Fgm/0jTtD4L/+OGOHEoaAAAAAAECAwQF
        -----END OPENSSH PRIVATE KEY-----

        """

    /// With the passphrase `secret`.
    static let encrypted = """
        -----BEGIN OPENSSH PRIVATE KEY-----
        b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABDpP0GM6v
        ZpMx7JzWUESHa7AAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIKCVttpwhz5FL6HJ
        +D1Ep0IHdzLTsoDp0unQ15ANDm/sAAAAkFhqF2haE+5GEtijnB0AouiKvaTRukKNzY/swa
        FEcPn8jlGDPb4HDDgA1OvLhyJCi1i8Fl/J6HFlnGz1Lag8dGy8hVj3FWlBxpX+Q07S+WFi
        MHWfTIgvtzNMufZzKvrNN+NQDmUPUECdOGsfBX8tbGf9B3MOEXjYwz0cSuDGro43s7MBYp
        DkGnQ6lizPODF0Jg==
        -----END OPENSSH PRIVATE KEY-----

        """

    /// The public half of `plain`.
    static let publicLine =
        "ssh-ed25519 "
        + "AAAAC3NzaC1lZDI1NTE5AAAAIE1ejtMC4WpeqgIP1u/DFvj/Fgm/0jTtD4L/+OGOHEoa"

    /// What `ssh-keygen -l` prints for it.
    static let fingerprint = "SHA256:yG4QT7kEgC8Dejta7mf5ZdPlamjmnOpEuZnELWIaV20"
}
