namespace Grpc.Core;

/// <summary>The incoming messages of a call, in order; one reader at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> found.</summary>
    T Current { get; }

    /// <summary>Waits for the next message; false at the end of the stream. Throws when the call failed.</summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
