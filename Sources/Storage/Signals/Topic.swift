/// What a signal is about: a word that is written into the program, and carries nothing else.
package struct Topic: Sendable, Hashable, ExpressibleByStringLiteral {
    let name: String

    package init(stringLiteral name: StaticString) {
        self.name = name.description
    }

    /// A name that came from another node, which may be of another release.
    init(received name: String) {
        self.name = name
    }
}

extension Topic: CustomStringConvertible {
    package var description: String { name }
}
