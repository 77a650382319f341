namespace PluginHost.Shim.Wire;

/// <summary>An answer that is an error: a code of google.rpc.Code and a text.</summary>
internal sealed class StatusException(int code, string message) : Exception(message)
{
    public const int UnknownCode = 2;
    public const int InvalidArgumentCode = 3;
    public const int DeadlineExceededCode = 4;
    public const int NotFoundCode = 5;
    public const int AlreadyExistsCode = 6;
    public const int ResourceExhaustedCode = 8;
    public const int FailedPreconditionCode = 9;
    public const int UnimplementedCode = 12;

    public int Code { get; } = code;

    /// <summary>An error of no class; the text stands alone.</summary>
    public static StatusException Unknown(string message) => new(UnknownCode, message);

    public static StatusException InvalidArgument(string message) => new(InvalidArgumentCode, $"{message}: invalid argument");

    public static StatusException NotFound(string message) => new(NotFoundCode, $"{message}: not found");

    public static StatusException AlreadyExists(string message) => new(AlreadyExistsCode, $"{message}: already exists");

    public static StatusException FailedPrecondition(string message) => new(FailedPreconditionCode, $"{message}: failed precondition");
}
