/// Finds the key that was probably meant.
enum NearestKey {
    /// The candidate with the fewest slips of the finger between, or nil when none is close.
    ///
    /// Failing that, a key of the same last name: the usual slip is the right line under the wrong heading.
    static func of(_ key: String, among candidates: some Sequence<String>) -> String? {
        var best: (candidate: String, distance: Int)?
        var namesakes: [String] = []
        let name = key.split(separator: ".").last
        for candidate in candidates.sorted() {
            let distance = distance(key, candidate)
            if distance < best?.distance ?? .max { best = (candidate, distance) }
            if candidate.split(separator: ".").last == name { namesakes.append(candidate) }
        }
        if let best, best.distance <= max(2, key.count / 6) { return best.candidate }
        return namesakes.min { Self.distance(key, $0) < Self.distance(key, $1) }
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other ("optimal string
    /// alignment"), case left aside.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.lowercased().utf8)
        let right = Array(right.lowercased().utf8)
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1..<(left.count + 1) {
            var current = [row]
            for column in 1..<(right.count + 1) {
                let isSame = left[row - 1] == right[column - 1]
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
