using Grpc.Core;
using PluginHost.Errors;

namespace PluginHost.Rpc;

/// <summary>
/// The one place where an error becomes the status of a call, and a status an error (containerd errdefs/pkg/errgrpc). The text of an
/// error goes over the wire unchanged; clients recognise the kind by the code and by the text after the last <c>: </c>.
/// </summary>
public static class StatusMapping
{
    /// <summary>The code that a kind of error has on the wire.</summary>
    public static StatusCode Code(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => StatusCode.InvalidArgument,
        ErrorKind.NotFound => StatusCode.NotFound,
        ErrorKind.AlreadyExists => StatusCode.AlreadyExists,
        ErrorKind.PermissionDenied => StatusCode.PermissionDenied,
        ErrorKind.ResourceExhausted => StatusCode.ResourceExhausted,
        ErrorKind.FailedPrecondition or ErrorKind.Conflict or ErrorKind.NotModified => StatusCode.FailedPrecondition,
        ErrorKind.Aborted => StatusCode.Aborted,
        ErrorKind.OutOfRange => StatusCode.OutOfRange,
        ErrorKind.NotImplemented => StatusCode.Unimplemented,
        ErrorKind.Internal => StatusCode.Internal,
        ErrorKind.Unavailable => StatusCode.Unavailable,
        ErrorKind.DataLoss => StatusCode.DataLoss,
        ErrorKind.Unauthenticated => StatusCode.Unauthenticated,
        ErrorKind.Cancelled => StatusCode.Cancelled,
        ErrorKind.DeadlineExceeded => StatusCode.DeadlineExceeded,
        _ => StatusCode.Unknown,
    };

    /// <summary>The kind of a status. Conflict and NotModified share their code with FailedPrecondition and are told apart by the text.</summary>
    public static ErrorKind Kind(StatusCode code, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return code switch
        {
            StatusCode.Cancelled => ErrorKind.Cancelled,
            StatusCode.InvalidArgument => ErrorKind.InvalidArgument,
            StatusCode.DeadlineExceeded => ErrorKind.DeadlineExceeded,
            StatusCode.NotFound => ErrorKind.NotFound,
            StatusCode.AlreadyExists => ErrorKind.AlreadyExists,
            StatusCode.PermissionDenied => ErrorKind.PermissionDenied,
            StatusCode.ResourceExhausted => ErrorKind.ResourceExhausted,
            StatusCode.FailedPrecondition when EndsIn(message, ErrorKind.Conflict) => ErrorKind.Conflict,
            StatusCode.FailedPrecondition when EndsIn(message, ErrorKind.NotModified) => ErrorKind.NotModified,
            StatusCode.FailedPrecondition => ErrorKind.FailedPrecondition,
            StatusCode.Aborted => ErrorKind.Aborted,
            StatusCode.OutOfRange => ErrorKind.OutOfRange,
            StatusCode.Unimplemented => ErrorKind.NotImplemented,
            StatusCode.Internal => ErrorKind.Internal,
            StatusCode.Unavailable => ErrorKind.Unavailable,
            StatusCode.DataLoss => ErrorKind.DataLoss,
            StatusCode.Unauthenticated => ErrorKind.Unauthenticated,
            _ => ErrorKind.Unknown,
        };
    }

    /// <summary>
    /// The status that a service's exception ends its call with. What is a status already passes; a <see cref="DaemonException"/> has
    /// the code of its kind; a cancelled operation is Cancelled, or DeadlineExceeded when the call's deadline has passed; an
    /// <see cref="AggregateException"/> has the code of the first of its parts that has one, and a detail for each part after the first;
    /// everything else is Unknown with its full text.
    /// </summary>
    /// <param name="exception">What the service threw.</param>
    /// <param name="deadlineExceeded">Whether the deadline of the call has passed.</param>
    public static RpcStatus ToStatus(Exception exception, bool deadlineExceeded = false)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            RpcException rpc => RpcStatus.Of(rpc),
            DaemonException error => new RpcStatus(Code(error.Kind), error.Message),
            OperationCanceledException => Cancelled(deadlineExceeded),
            AggregateException { InnerExceptions.Count: > 0 } joined => Joined(joined, deadlineExceeded),
            _ => new RpcStatus(StatusCode.Unknown, exception.Message),
        };
    }

    /// <summary>The error behind a failed call of a client. Its message is the status text as received, the kind's text at its end included.</summary>
    public static DaemonException ToDaemonException(this RpcException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        string message = exception.Status.Detail;
        return new DaemonException(Kind(exception.StatusCode, message), message, exception);
    }

    internal static RpcStatus Cancelled(bool deadlineExceeded) => deadlineExceeded
        ? new RpcStatus(StatusCode.DeadlineExceeded, ErrorKind.DeadlineExceeded.Text())
        : new RpcStatus(StatusCode.Cancelled, ErrorKind.Cancelled.Text());

    private static RpcStatus Joined(AggregateException joined, bool deadlineExceeded)
    {
        List<RpcStatus> parts = [.. joined.InnerExceptions.Select(part => ToStatus(part, deadlineExceeded))];
        StatusCode code = parts.Find(part => part.Code != StatusCode.Unknown)?.Code ?? StatusCode.Unknown;
        string message = string.Join('\n', parts.Select(part => part.Message));
        return new RpcStatus(code, message, [.. parts.Skip(1).Select(part => new RpcStatusDetail(RpcStatus.TypeUrl, part.Encode()))]);
    }

    private static bool EndsIn(string message, ErrorKind kind)
    {
        string text = kind.Text();
        return message == text
            || (message.EndsWith(text, StringComparison.Ordinal) && message.AsSpan(0, message.Length - text.Length).EndsWith(": "));
    }
}
