namespace PluginHost.Errors;

/// <summary>The texts of the error kinds. Clients recognise a kind by a message that ends in <c>: text</c>.</summary>
public static class ErrorKinds
{
    /// <summary>The text of a kind, for example <c>not found</c>.</summary>
    public static string Text(this ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => "invalid argument",
        ErrorKind.NotFound => "not found",
        ErrorKind.AlreadyExists => "already exists",
        ErrorKind.PermissionDenied => "permission denied",
        ErrorKind.ResourceExhausted => "resource exhausted",
        ErrorKind.FailedPrecondition => "failed precondition",
        ErrorKind.Conflict => "conflict",
        ErrorKind.NotModified => "not modified",
        ErrorKind.Aborted => "aborted",
        ErrorKind.OutOfRange => "out of range",
        ErrorKind.NotImplemented => "not implemented",
        ErrorKind.Internal => "internal",
        ErrorKind.Unavailable => "unavailable",
        ErrorKind.DataLoss => "data loss",
        ErrorKind.Unauthenticated => "unauthorized",
        ErrorKind.Cancelled => "context canceled",
        ErrorKind.DeadlineExceeded => "context deadline exceeded",
        _ => "unknown",
    };
}
