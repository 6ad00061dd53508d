/// Where Rekey answers as WSO2 does although a safer answer exists.
package struct CompatibilitySettings: Sendable {
    package let wso2Answers: Bool

    init(reading reader: inout SettingsReader) {
        wso2Answers = reader.read(
            "rekey.compatibility.wso2_answers",
            .boolean,
            default: false,
            "`true` restores WSO2's answers where Rekey's are safer; see `docs/compatibility.md`."
        )
        if wso2Answers {
            reader.note("rekey.compatibility.wso2_answers", "answers tell strangers who has an account, as WSO2's do")
        }
    }
}
