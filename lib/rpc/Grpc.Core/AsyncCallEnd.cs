namespace Grpc.Core;

/// <summary>What the four kinds of calls tell of their course and end, and how they are let go.</summary>
internal sealed class AsyncCallEnd(
    Task<Metadata> responseHeadersAsync,
    Func<Status> getStatusFunc,
    Func<Metadata> getTrailersFunc,
    Action disposeAction)
{
    public Task<Metadata> ResponseHeadersAsync => responseHeadersAsync;

    public Status Status => getStatusFunc();

    public Metadata Trailers => getTrailersFunc();

    public void Dispose() => disposeAction();
}
