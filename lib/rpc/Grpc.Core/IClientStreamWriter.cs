namespace Grpc.Core;

/// <summary>The messages that a client sends.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Tells the service that no message follows.</summary>
    Task CompleteAsync();
}
