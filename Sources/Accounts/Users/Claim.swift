/// What is known of a user, by the URI that WSO2's dialect gives it.
package enum Claim {
    package static let emailAddress = "http://wso2.org/claims/emailaddress"
    package static let givenName = "http://wso2.org/claims/givenname"
    package static let familyName = "http://wso2.org/claims/lastname"
    package static let locale = "http://wso2.org/claims/local"
    package static let emailVerified = "http://wso2.org/claims/identity/emailVerified"
}
