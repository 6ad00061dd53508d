package import Storage

extension Operator {
    /// A user of the tenant, held to the end of the transaction, whom this operator may touch.
    ///
    /// Throws `Failure.noSuchThing`, and `Failure.forbidden` where the account may do more than the operator.
    package func hold(_ userID: String, at tenant: Tenant, in db: any Connection) throws -> User {
        guard let user = try User.hold(id: userID, in: db), user.tenantID == tenant.id else {
            throw Failure.noSuchThing
        }
        guard isAbove(try user.permissions(in: db)) else { throw Failure.forbidden }
        return user
    }
}
