/// What a bracket's closure may not say: a bracket is one transaction, which the engine begins and ends.
enum TransactionControl {
    private static let words: Set<String> = [
        "ABORT", "BEGIN", "COMMIT", "END", "RELEASE", "ROLLBACK", "SAVEPOINT", "START",
    ]

    /// Throws where the statement would begin or end a transaction.
    static func refuse(in text: String) throws(StorageFailure) {
        let word = text.drop(while: \.isWhitespace).prefix(while: \.isLetter)
        guard !words.contains(word.uppercased()) else {
            throw StorageFailure(.other, "a bracket is one transaction: its closure cannot begin or end one")
        }
    }
}
