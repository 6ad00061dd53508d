import Accounts

/// The values of one page: its stored properties are what the template of the same name sees,
/// those that are nil are absent to it.
protocol Page {
    /// The template, and the section of the catalogue.
    static var name: String { get }
    /// Fills `{name}` in the page's words.
    var parameters: [String: String] { get }
}

extension Page {
    var parameters: [String: String] { [:] }
}

/// Something that went wrong, said above the form.
struct Problem {
    /// The id of the field it is about.
    var field: String?
    var text: String
}

/// A form's text field: what stands in it and what is wrong with it.
struct Field {
    var value = ""
    var problem: String?
}

/// A hidden field that a form carries along.
struct HiddenField {
    var name: String
    var value: String
}

/// A moment on a page: for the machine, and in words until a script says it in the reader's zone.
struct MomentText {
    var instant: String
    var text: String

    /// Nil for a moment that never comes.
    init?(_ moment: Instant) {
        guard moment != .distantFuture else { return nil }
        instant = moment.iso8601
        text = moment.inWords
    }
}
