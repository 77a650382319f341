namespace Grpc.Core;

/// <summary>The outgoing messages of a call, in order; one writer at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the following messages are written.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends a message; completes when there is room for the next one.</summary>
    Task WriteAsync(T message);

    /// <summary>Sends a message; completes when there is room for the next one.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return WriteAsync(message);
    }
}
