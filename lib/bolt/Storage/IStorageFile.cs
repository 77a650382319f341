namespace PluginHost.Bolt.Storage;

/// <summary>
/// The file under a database: everything that reaches the disk goes through here, so that a test can stop, tear or refuse it.
/// Failures are <see cref="BoltException"/> with <see cref="BoltError.Io"/>, naming the path, the call and the cause.
/// Reads may happen on any thread; the rest only by the one writer.
/// </summary>
internal interface IStorageFile : IDisposable
{
    /// <summary>Bytes in the file.</summary>
    long Length { get; }

    /// <summary>Reads up to the length of the buffer; 0 only at the end of the file.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all bytes.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Makes the file longer (zeros) or shorter.</summary>
    void Truncate(long length);

    /// <summary>fdatasync(2): what was written is on the disk when it returns.</summary>
    void SyncData();

    /// <summary>fsync(2): as <see cref="SyncData"/>, and the length of the file.</summary>
    void Sync();

    /// <summary>fsync(2) of the directory: a new file is still there after a crash.</summary>
    void SyncName();
}
