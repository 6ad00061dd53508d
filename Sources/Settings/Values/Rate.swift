/// How often something may happen: `count` times within `window` microseconds.
package struct Rate: Sendable, Equatable {
    package let count: Int
    package let window: Int64
}
