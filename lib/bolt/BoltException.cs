namespace PluginHost.Bolt;

/// <summary>Why an operation on a bolt file failed. The message says what was tried and on which path, bucket or key.</summary>
public sealed class BoltException : Exception
{
    /// <summary>An error with its complete text.</summary>
    /// <param name="error">What callers decide by.</param>
    /// <param name="message">The text for people; nothing is added.</param>
    /// <param name="innerException">The cause.</param>
    public BoltException(BoltError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Which of the closed set of errors this is.</summary>
    public BoltError Error { get; }

    /// <summary>An error whose text is <paramref name="what"/>, <c>: </c> and the text of <paramref name="error"/>.</summary>
    internal static BoltException Of(BoltError error, string what) => new(error, $"{what}: {error.Text()}");

    /// <summary>A page, key or list that contradicts the format.</summary>
    internal static BoltException Corrupted(string what) => Of(BoltError.Corrupted, what);
}
