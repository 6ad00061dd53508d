/// A value that must not be seen: a password, a key, the hash of one.
///
/// Printing, interpolating or dumping it shows a mask; the one way to the text is `revealed`, so that a search for that
/// word finds every place that handles it.
package struct Secret: Sendable, Equatable {
    package static let mask = "********"

    package let revealed: String

    package init(_ text: String) {
        revealed = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Self.mask }
    package var debugDescription: String { Self.mask }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
