import Accounts
import Hummingbird
import NIOCore

/// What is known of a request on its way from the socket to a handler.
///
/// Middleware fills it in, in the order of `Routes`; a handler reads it.
struct RequestState: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Where it came from; complete once `RequestIdentity` has run.
    var client: Client
    /// Whose URL it is; the super tenant until `TenantResolution` has run.
    var tenant: Tenant
    /// Who calls; nil until `ClientAuthentication` has run.
    var principal: Principal?
    /// Who is signed in to the console; nil until `OperatorAccess` has run.
    var acting: Operator?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        let address = source.channel.remoteAddress?.ipAddress ?? "unknown"
        client = Client(address: address, network: address, userAgent: nil, requestID: "")
        tenant = Tenant(id: Tenant.superID, domain: Tenant.superDomain, isActive: true)
    }
}
