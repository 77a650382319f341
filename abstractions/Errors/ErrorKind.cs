namespace PluginHost.Errors;

/// <summary>
/// The closed set of reasons for which an operation of the daemon can fail. Each has one gRPC status code
/// (see <c>PluginHost.Rpc</c>) and one text (<see cref="ErrorKinds.Text"/>) that ends the message of an error of this kind.
/// </summary>
public enum ErrorKind
{
    Unknown,
    InvalidArgument,
    NotFound,
    AlreadyExists,
    PermissionDenied,
    ResourceExhausted,
    FailedPrecondition,
    Conflict,
    NotModified,
    Aborted,
    OutOfRange,
    NotImplemented,
    Internal,
    Unavailable,
    DataLoss,
    Unauthenticated,
    Cancelled,
    DeadlineExceeded,
}
