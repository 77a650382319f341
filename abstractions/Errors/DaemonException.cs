namespace PluginHost.Errors;

/// <summary>
/// The one exception by which the parts of the daemon tell each other, and in the end the client, why an operation failed.
/// <see cref="Exception.Message"/> is the full text that the client sees; by convention it ends in <c>: </c> and the text of its kind.
/// </summary>
public sealed class DaemonException : Exception
{
    /// <summary>An error with its complete text.</summary>
    /// <param name="kind">Decides the status code.</param>
    /// <param name="message">The text as the client sees it; nothing is added.</param>
    /// <param name="innerException">The cause, for the log.</param>
    public DaemonException(ErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>Why the operation failed.</summary>
    public ErrorKind Kind { get; }

    /// <summary>An error whose text is <paramref name="what"/> followed by <c>: not found</c>.</summary>
    public static DaemonException NotFound(string what) => Of(ErrorKind.NotFound, what);

    /// <summary>An error whose text is <paramref name="what"/> followed by <c>: already exists</c>.</summary>
    public static DaemonException AlreadyExists(string what) => Of(ErrorKind.AlreadyExists, what);

    /// <summary>An error whose text is <paramref name="what"/> followed by <c>: invalid argument</c>.</summary>
    public static DaemonException InvalidArgument(string what) => Of(ErrorKind.InvalidArgument, what);

    /// <summary>An error whose text is <paramref name="what"/> followed by <c>: failed precondition</c>.</summary>
    public static DaemonException FailedPrecondition(string what) => Of(ErrorKind.FailedPrecondition, what);

    /// <summary>An error whose text is <paramref name="what"/> followed by <c>: unavailable</c>.</summary>
    public static DaemonException Unavailable(string what) => Of(ErrorKind.Unavailable, what);

    /// <summary>An error whose text is <paramref name="what"/> followed by <c>: not implemented</c>.</summary>
    public static DaemonException NotImplemented(string what) => Of(ErrorKind.NotImplemented, what);

    /// <summary>An error whose text is <paramref name="what"/> followed by <c>: out of range</c>.</summary>
    public static DaemonException OutOfRange(string what) => Of(ErrorKind.OutOfRange, what);

    /// <summary>An error whose text is <paramref name="what"/> followed by <c>: </c> and the text of <paramref name="kind"/>.</summary>
    public static DaemonException Of(ErrorKind kind, string what, Exception? innerException = null)
        => new(kind, $"{what}: {kind.Text()}", innerException);

    /// <summary>The same error with <paramref name="context"/> and <c>: </c> put before its text; the kind stays.</summary>
    public DaemonException Within(string context) => new(Kind, $"{context}: {Message}", this);
}
