#!/usr/bin/env python3
"""Holds the published schema against Python's jsonschema.

Every shipped scenario has to be valid, and every wrong file of Diagnostics whose fault is one of
shape has to be refused. Needs: pip install jsonschema. Ends with status 1 and a line per
difference.
"""

import json
import pathlib
import sys

import jsonschema

TESTS = pathlib.Path(__file__).resolve().parent
SCENARIOS = TESTS.parent.parent / "Scenarios"

# Faults of meaning, which a schema cannot see: names that are looked up, events that lack a
# field, actions that make no sense together, patterns, bounds, and what is only a warning.
BEYOND_SHAPE = set(
    """
    accepted-on-open after-phase-of-auth algorithm-twice algorithms-empty at-end-and-status
    at-end-on-write attribute-test-empty attributes-after-request attributes-flags-empty
    attributes-names-of-stat attributes-raw-and-set attributes-raw-of-request
    attributes-value-before auth-ask-on-password auth-on-open bad-glob bad-regex bad-time
    banner-on-connect below-nothing bits-valid-alone callout-on-connect
    callout-timeout capacity-empty capture-after capture-on-connected capture-template
    channel-action-on-open channel-adjust-never-and-after channel-before-auth channel-on-open
    channel-refuse-and-window channel-window-too-wide closed-channel-on-identification
    content-without-size corrupt-flips-at corrupt-to-nowhere corrupt-two-ways data-before-read
    data-bytes-and-extra data-empty data-extra-too-large data-on-open data-relative-file
    data-seed-of-zeros data-test-empty data-test-on-open data-two-sources declared-length-too-large
    delay-drawn-on-connected delay-drawn-on-disconnected delay-on-key-exchange delay-too-long
    delay-uniform-falling delay-with-two-lengths disconnect-before-ssh disconnect-reason dot-path
    duplicate-key effect-part-on-close empty-do empty-when event-twice expect-absent-size
    expect-after-event-field expect-digest-short expect-field expect-file-relative
    expect-file-text-size expect-gave-up-unknown-rule expect-list-count expect-outcome
    expect-unknown-rule extended-reply-and-path extended-reply-on-read extension-empty
    extension-hidden-data file-in-file file-with-two-contents file-without-content files-hold-after
    files-hold-close files-hold-path files-relative files-set-empty files-step-empty files-step-two
    files-without-path flags-of-request flags-of-two-requests flood-too-large frame-and-drop
    frame-empty frame-on-login frame-pieces-both frame-pieces-falling frame-pieces-neither
    group-unknown grows-directory handle-opens-after handle-two-ways has-and-lacks hold-of-init
    hold-on-packet hold-unknown-rule hold-with-two-ends hold-without-end host-key-on-auth
    identification-absent-and-more identification-and-end identification-empty identification-late
    identification-line-before identification-of-ftp identification-two-lines idle-zero
    impossible-bounds include-cycle include-missing include-wrong-file initial-not-a-state
    limits-empty limits-life-of-nothing limits-on-disconnected limits-packet-both
    limits-packet-too-large lock-on-unlock log-template login-jail-without-root login-says-nothing
    moved-before names-and-status names-batch-after names-end-on-dir-read names-hide-nothing
    names-on-read names-raw-and-entries names-raw-on-dir-list newline-empty offset-of-open
    open-flags-on-rename other-extension-known outcome-before owner-and-uid owner-unknown
    packet-after packet-version-with-id path-empty-object path-on-open pause-and-connection
    pause-on-connected pause-too-long per-path-without-path per-session-on-connected
    preamble-of-a-file principal-number-taken principal-twice principal-with-slash probability-zero
    public-key quirks-empty quotas-empty quotas-relative rekey-after-little relative-home
    relative-path rename-flags-on-open reorder-and-hold reply-empty reply-id-of-version
    rule-name-automatic rule-name-twice set-and-omit set-and-omit-owner set-unknown-state
    sha256-short shadowed shadowed-by-priority skip-after skip-on-read stall-on-connect
    star-without-event status-and-connection status-and-data status-and-drop status-and-effect
    status-empty status-map-template status-map-unknown status-map-without-code
    status-omits-its-message status-on-auth status-on-packet status-tail-and-message
    status-without-code steps-of-none stream-empty stream-insert-nothing stream-latency-turned
    stream-rate-zero stream-slice-and-dribble stream-span-of-nothing stream-too-early
    stream-two-spans strict-for-clients strict-in-limits strict-in-narrow-rule strict-in-quirks
    strict-in-rule-limits strict-in-rule-quirks strict-in-status-map strict-in-user-limits
    strict-too-new strict-unknown subsystem-output-without-run template-group
    template-group-of-glob template-group-zero template-open template-random template-unknown
    throttle-empty times-zero trailing-slash unknown-machine unknown-state unreachable-state
    user-twice user-with-slash version-and-drop version-before-init version-empty version-on-open
    version-speak-at-most versions-crossed versions-empty write-after write-and-status
    write-on-read
    """.split()
)


def main() -> int:
    schema = json.loads((SCENARIOS / "scenario.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    faults = []
    valid = sorted(SCENARIOS.glob("*/*.json"))
    for path in valid:
        for error in validator.iter_errors(json.loads(path.read_text())):
            faults.append(f"{path.name}: refused: {error.message}")
    wrong = sorted((TESTS / "Diagnostics").glob("*.json"))
    for path in wrong:
        try:
            accepted = validator.is_valid(json.loads(path.read_text()))
        except json.JSONDecodeError:
            accepted = False
        if accepted != (path.stem in BEYOND_SHAPE):
            faults.append(f"{path.name}: {'accepted' if accepted else 'refused'}")
    print("\n".join(faults) or f"schema: {len(valid)} valid, {len(wrong)} wrong files as expected")
    return 1 if faults or not valid or not wrong else 0


if __name__ == "__main__":
    sys.exit(main())
