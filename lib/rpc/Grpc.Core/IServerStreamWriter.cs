namespace Grpc.Core;

/// <summary>The messages that a service sends.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
