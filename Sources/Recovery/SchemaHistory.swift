import Accounts
package import Storage

/// The schema of this release: every migration, in the order in which they came.
///
/// What is new goes to the end, whichever feature it belongs to.
package let schemaHistory: [Migration] =
    accountsMigrations + recoveryMigrations + nodeMigrations + laneMigrations + consoleMigrations + sweepMigrations
