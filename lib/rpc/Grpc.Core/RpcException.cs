namespace Grpc.Core;

/// <summary>A call that ended with another status than OK; thrown by clients, and by services to name their status themselves.</summary>
public class RpcException : Exception
{
    /// <summary>A call that ended with <paramref name="status"/>.</summary>
    public RpcException(Status status)
        : this(status, Metadata.Empty, status.ToString())
    {
    }

    /// <summary>A call that ended with <paramref name="status"/>; the message is for the log.</summary>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>A call that ended with <paramref name="status"/> and trailing metadata.</summary>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>A call that ended with <paramref name="status"/> and trailing metadata; the message is for the log.</summary>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>The trailing metadata of the call; empty where there is none.</summary>
    public Metadata Trailers { get; }
}
