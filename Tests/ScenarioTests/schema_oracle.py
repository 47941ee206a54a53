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
    after-phase-of-auth at-end-and-status at-end-on-write attributes-after-request
    auth-on-open bad-glob bad-regex bad-time below-nothing bits-valid-alone capacity-empty
    channel-before-auth content-without-size data-on-open delay-too-long disconnect-before-ssh
    disconnect-reason dot-path duplicate-key empty-do empty-when event-twice expect-field
    expect-absent-size expect-after-event-field expect-digest-short expect-file-relative
    expect-file-text-size expect-gave-up-unknown-rule
    expect-list-count expect-outcome expect-unknown-rule extension-empty extension-hidden-data
    file-in-file file-with-two-contents file-without-content flags-of-request
    flags-of-two-requests group-unknown has-and-lacks impossible-bounds include-cycle include-missing include-wrong-file initial-not-a-state
    lock-on-unlock newline-empty offset-of-open open-flags-on-rename other-extension-known
    outcome-before owner-and-uid owner-unknown per-path-without-path principal-number-taken
    principal-twice principal-with-slash probability-zero public-key relative-home
    relative-path rename-flags-on-open rule-name-automatic rule-name-twice set-and-omit
    set-and-omit-owner set-unknown-state shadowed shadowed-by-priority skip-after skip-on-read
    star-without-event status-and-connection status-and-data status-and-drop status-and-effect
    status-on-auth strict-for-clients strict-in-narrow-rule strict-too-new strict-unknown
    template-group template-group-of-glob template-group-zero template-open template-random
    template-unknown times-zero trailing-slash unknown-machine unknown-state unreachable-state user-twice
    user-with-slash version-and-drop version-before-init version-empty version-on-open
    version-speak-at-most versions-crossed versions-empty
    delay-drawn-at-login delay-uniform-falling delay-with-two-lengths flood-too-large
    frame-and-drop frame-empty frame-on-login frame-pieces-both frame-pieces-falling
    frame-pieces-neither hold-of-init hold-on-packet hold-unknown-rule hold-with-two-ends
    hold-without-end packet-version-with-id preamble-of-a-file reorder-and-hold reply-empty
    reply-id-of-version status-empty status-map-template status-map-unknown
    status-map-without-code status-omits-its-message status-on-packet status-tail-and-message
    status-without-code
    attributes-flags-empty attributes-names-of-stat attributes-raw-and-set
    attributes-raw-of-request corrupt-flips-at corrupt-to-nowhere corrupt-two-ways
    data-bytes-and-extra data-empty data-extra-too-large data-relative-file data-seed-of-zeros
    data-two-sources declared-length-too-large extended-reply-and-path extended-reply-on-read
    handle-opens-after handle-two-ways names-and-status names-batch-after names-end-on-dir-read
    names-hide-nothing names-on-read names-raw-and-entries names-raw-on-dir-list
    path-empty-object path-on-open write-after write-and-status write-on-read
    accepted-on-open attribute-test-empty attributes-value-before capture-after
    capture-on-connected capture-template channel-on-open data-before-read data-test-empty
    data-test-on-open log-template moved-before packet-after pause-and-connection
    pause-on-connected pause-too-long per-session-on-connected sha256-short
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
