using PluginHost.Bolt;
using PluginHost.Bolt.Storage;

namespace Bolt.Tests.Support;

public enum StorageCall
{
    Write,
    Truncate,
    SyncData,
    Sync,
    SyncName,
}

/// <summary>One call that changes the file or makes a change durable.</summary>
internal sealed record StorageStep(StorageCall Call, long Offset, byte[] Bytes);

/// <summary>A file in memory that keeps a record of what was done to it, and that can refuse to do it.</summary>
internal sealed class MemoryFile(byte[] content) : IStorageFile
{
    private readonly List<StorageStep> _steps = [];
    private readonly Lock _gate = new();
    private byte[] _content = [.. content];

    public MemoryFile()
        : this([])
    {
    }

    public IReadOnlyList<StorageStep> Steps => _steps;

    /// <summary>Called before each step; what it throws happens instead of the step.</summary>
    public Action<StorageStep>? Before { get; set; }

    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _content.Length;
            }
        }
    }

    public byte[] Content
    {
        get
        {
            lock (_gate)
            {
                return [.. _content];
            }
        }
    }

    /// <summary>What a call to a full or broken disk ends in.</summary>
    public static BoltException Refuse(StorageStep step, string reason)
        => new(BoltError.Io, $"{Databases.MemoryPath}: {step.Call} at {step.Offset}: {reason}");

    public int Read(Span<byte> buffer, long offset)
    {
        lock (_gate)
        {
            int count = (int)Math.Clamp(_content.Length - offset, 0, buffer.Length);
            _content.AsSpan((int)Math.Min(offset, _content.Length), count).CopyTo(buffer);
            return count;
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => Do(new StorageStep(StorageCall.Write, offset, bytes.ToArray()));

    public void Truncate(long length) => Do(new StorageStep(StorageCall.Truncate, length, []));

    public void SyncData() => Do(new StorageStep(StorageCall.SyncData, 0, []));

    public void Sync() => Do(new StorageStep(StorageCall.Sync, 0, []));

    public void SyncName() => Do(new StorageStep(StorageCall.SyncName, 0, []));

    /// <summary>Does a step without recording it or asking <see cref="Before"/>.</summary>
    public void Apply(StorageStep step)
    {
        lock (_gate)
        {
            if (step.Call == StorageCall.Truncate)
            {
                Array.Resize(ref _content, (int)step.Offset);
            }
            else if (step.Call == StorageCall.Write)
            {
                if (_content.Length < step.Offset + step.Bytes.Length)
                {
                    Array.Resize(ref _content, (int)step.Offset + step.Bytes.Length);
                }

                step.Bytes.CopyTo(_content, step.Offset);
            }
        }
    }

    public void Dispose()
    {
    }

    private void Do(StorageStep step)
    {
        Before?.Invoke(step);
        Apply(step);
        _steps.Add(step);
    }
}
