using PluginHost.Content;

namespace PluginHost.Conformance.Content;

/// <summary>A blob of a <see cref="MemoryContentStore"/>.</summary>
internal sealed class MemoryBlob(byte[] bytes) : IBlobReader
{
    public long Size => bytes.Length;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int start = (int)Math.Min(offset, bytes.Length);
        int length = Math.Min(buffer.Length, bytes.Length - start);
        bytes.AsMemory(start, length).CopyTo(buffer);

        return ValueTask.FromResult(length);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
