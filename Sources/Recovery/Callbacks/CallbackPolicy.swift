package import Patterns

/// Which callbacks a tenant allows: exact origins with a path prefix and, where set, WSO2's regex as a
/// full match on top.
///
/// Neither alone lets a callback through.
package struct CallbackPolicy: Sendable {
    /// Nil: every address that reads as one, as with WSO2.
    private let allowed: [CallbackURL]?
    private let pattern: Pattern?

    /// - Parameters:
    ///   - allowed: absolute URLs; the path counts as a prefix of whole segments. Nil leaves the
    ///     pattern alone to decide: an open redirect unless it is strict.
    ///   - pattern: WSO2's `callback_url`, matched against scheme, authority and path.
    package init(allowed: [CallbackURL]?, pattern: Pattern?) {
        self.allowed = allowed
        self.pattern = pattern
    }

    /// The callback, where it may be used; nil where it may not.
    package func admit(_ text: String) -> CallbackURL? {
        guard let callback = CallbackURL(text), allowed?.contains(where: { $0.isPrefix(of: callback) }) ?? true
        else { return nil }
        return pattern?.matches(callback.withoutQuery) ?? true ? callback : nil
    }
}

extension CallbackURL {
    fileprivate func isPrefix(of other: CallbackURL) -> Bool {
        guard scheme == other.scheme, host == other.host, port == other.port else { return false }
        return other.path == path || other.path.hasPrefix(path.hasSuffix("/") ? path : path + "/")
    }
}
