import StrictJSON

/// The JSON Schema of scenario files, made from the keys the loader reads.
public enum ScenarioSchema {
    /// The schema (draft 2020-12), as committed in `Scenarios/scenario.schema.json`.
    public static var text: String {
        JSONSchemaWriter.document(
            ScenarioDocument.kind, identifier: "urn:sftp-double:scenario-schema:1",
            title: "sftp-double scenario",
            summary: "What an SFTP test double stores, who may log in, what goes wrong and when, "
                + "and what a client must have done.")
    }
}
