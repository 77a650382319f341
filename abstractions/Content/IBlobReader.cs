namespace PluginHost.Content;

/// <summary>Random access to one blob. A blob that is deleted while open stays readable.</summary>
public interface IBlobReader : IAsyncDisposable
{
    /// <summary>Bytes.</summary>
    long Size { get; }

    /// <summary>Reads up to <paramref name="buffer"/>'s length from <paramref name="offset"/>; 0 at and after the end.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken);
}
