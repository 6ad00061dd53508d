/// Why loading stopped: everything that is wrong, at once, in the order of the file.
package struct SettingsFailure: Error, Sendable, Equatable {
    package let problems: [SettingsProblem]

    init(_ problems: [SettingsProblem]) {
        self.problems = problems.sorted { $0.origin.reportingOrder < $1.origin.reportingOrder }
    }
}

extension SettingsFailure: CustomStringConvertible {
    /// A line for each problem, what to write instead indented below it.
    package var description: String {
        problems
            .flatMap { problem in [problem.description] + problem.remedy.map { "    \($0)" } }
            .joined(separator: "\n")
    }
}
